"""Which solvers pose a face: the kernels, or where there is no compiler (inside MakeHuman) the same in numpy.

Import it where it is used: the kernels bring the compiler along.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

#: add_field, settle_lips, settle_lids and carry_lashes
solvers: Any
try:
    solvers = import_module("synthgen.facs.solver_kernels")
except ModuleNotFoundError:
    solvers = import_module("synthgen.facs.solver_arrays")
