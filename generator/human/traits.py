"""How far faces differ, as ``traits.yaml`` has it: what the sampler draws by, and the audit tells people apart by."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from synthgen.yamlfile import load


@dataclass(frozen=True)
class Traits:
    """Spreads, shifts and shapes of faces on MakeHuman's scale (±1 is a modifier's end); the file explains them."""

    spreads: Mapping[str, Mapping[str, float]]
    sided: Sequence[str]
    limit: float
    head_shapes: Sequence[str]
    shape_range: tuple[float, float]
    second_shape: float
    asymmetry: Mapping[str, float]
    rest: Mapping[str, float]
    origins: Mapping[str, Mapping[str, float]]
    ageing_years: tuple[float, float]
    ageing: Mapping[str, float]
    male: Mapping[str, float]
    female: Mapping[str, float]


@functools.cache
def traits() -> Traits:
    """Return what comes with the program."""
    return Traits(**load(Path(__file__).with_name("traits.yaml")).data)
