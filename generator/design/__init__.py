"""Designs: what a dataset is declared to hold, its cells, and the seeds they draw from."""

from synthgen.design.cells import Cell, Inputs, WorkUnit, expand, resolve
from synthgen.design.spec import Design, Video, builtin_designs, design_of, read_design, with_options
from synthgen.seeds import seed_of

__all__ = [
    "Cell",
    "Design",
    "Inputs",
    "Video",
    "WorkUnit",
    "builtin_designs",
    "design_of",
    "expand",
    "read_design",
    "resolve",
    "seed_of",
    "with_options",
]
