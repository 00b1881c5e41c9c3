"""A model's modifiers become a shaped body: base mesh + Σ weight × target, as MakeHuman does it."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import AssetRecord, Assets, Target
from synthgen.human.mhm import Model
from synthgen.human.modifiers import ETHNIC_MACROS, MACROS, loaded

#: word in a macro target's path -> the factor it names
_WORDS = {
    **{word: word for word in ("female", "male", "baby", "child", "young", "old", *ETHNIC_MACROS)},
    **{
        f"{size}{what}": f"{size}{what}"
        for what in ("muscle", "weight", "height", "cup", "firmness")
        for size in ("min", "average", "max")
    },
    **{word: word for word in ("uncommonproportions", "regularproportions", "idealproportions")},
}
#: macro -> the factors of its lowest, middle and highest value
_THREE = {
    "muscle": ("minmuscle", "averagemuscle", "maxmuscle"),
    "weight": ("minweight", "averageweight", "maxweight"),
    "height": ("minheight", "averageheight", "maxheight"),
    "proportions": ("uncommonproportions", "regularproportions", "idealproportions"),
    "breast_size": ("mincup", "averagecup", "maxcup"),
    "breast_firmness": ("minfirmness", "averagefirmness", "maxfirmness"),
}
#: targets that are no part of a neutral body, whatever a modifier may be called
_NOT_SHAPE = ("expression/", "faceunits/", "macrodetails/")


@dataclass(frozen=True)
class Shape:
    """A shaped body: vertices (19158, 3) float32, dm, in MakeHuman's order; what was not understood; the weights used.

    ``unknown`` holds modifiers without a target, ``targets`` maps target path to weight, ``imported`` says where the
    targets came from that are not embedded.
    """

    vertices: NDArray[np.float32]
    unknown: tuple[str, ...]
    targets: Mapping[str, float]
    imported: tuple[AssetRecord, ...] = ()


def shape_model(model: Model, assets: Assets) -> Shape:
    """Return the body a model declares. Modifiers that have no target change nothing and are listed in ``unknown``."""
    weights, unknown = target_weights(model.modifiers, assets)
    imported = {assets.imported_record(path): None for path in weights if path.startswith("imported/")}
    return Shape(blend(weights, assets), unknown, weights, tuple(imported))


def blend(weights: Mapping[str, float], assets: Assets) -> NDArray[np.float32]:
    """Return base + Σ weight × target as (19158, 3) float32, dm; sums run in float64, in the mapping's order."""
    vertices = assets.base.astype(np.float64)
    for path, weight in weights.items():
        target: Target = assets.target(path)
        vertices[target.index] += target.delta.astype(np.float64) * weight  # each vertex stands once in a target
    return vertices.astype(np.float32)


def target_weights(
    modifiers: tuple[tuple[str, float], ...], assets: Assets
) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return {target path: weight} and the modifiers that have no target, with the values that MakeHuman loads.

    Every macro target is set, whether the lines name its macros or not.
    """
    factors: dict[str, float] = {}
    weights: dict[str, float] = {}
    unknown: list[str] = []
    for name, value in loaded(modifiers).items():
        if name in MACROS:
            _set_macro(factors, MACROS[name], value)
            continue
        for stem, weight in _details(name, value):
            found = _detail_path(stem, assets)
            if found is None:
                unknown.append(name)
                break
            _put(weights, found, weight)
    for path, words in _macro_targets(assets.target_names):
        _put(weights, path, math.prod(factors[word] for word in words))
    return weights, tuple(unknown)


def _detail_path(stem: str, assets: Assets) -> str | None:
    """Return the path of a detail target by its base name: embedded, else imported."""
    path = assets.target_path(stem)
    return path if path is not None and not path.startswith(_NOT_SHAPE) else assets.imported_path(stem)


def _put(weights: dict[str, float], path: str, weight: float) -> None:
    if weight:
        weights[path] = weight
    else:
        weights.pop(path, None)


def _details(name: str, value: float) -> list[tuple[str, float]]:
    """Return (target base name, weight) of a detail modifier's value in its bounds.

    >>> _details("nose/nose-hump-decr|incr", -0.25)
    [('nose-hump-decr', 0.25), ('nose-hump-incr', 0.0)]
    >>> _details("head/head-oval", 0.5)
    [('head-oval', 0.5)]
    """
    rest = name.split("/", 1)[1]
    if "|" not in rest:
        return [(rest, value)]
    first, *others = rest.split("|")
    stem, _, low = first.rpartition("-")
    sides = [(f"{stem}-{low}", max(0.0, -value)), (f"{stem}-{others[-1]}", max(0.0, value))]
    if len(others) == 2:  # low|middle|high
        sides.append((f"{stem}-{others[0]}", 1.0 - abs(value)))
    return sides


def _set_macro(factors: dict[str, float], macro: str, value: float) -> None:
    """Turn one macro's value (0–1) into the factors that macro targets multiply."""
    if macro in ETHNIC_MACROS:
        factors[macro] = value
    elif macro == "gender":
        factors["male"], factors["female"] = value, 1.0 - value
    elif macro == "age":
        factors.update(_age_factors(value))
    else:
        low, high = max(0.0, 1.0 - 2.0 * value), max(0.0, 2.0 * value - 1.0)
        factors.update(zip(_THREE[macro], (low, 1.0 - max(low, high), high), strict=True))


def _age_factors(age: float) -> dict[str, float]:
    """Return the four age factors of an age slider value.

    >>> _age_factors(0.75)
    {'baby': 0.0, 'child': 0.0, 'young': 0.5, 'old': 0.5}
    """
    if age >= 0.5:
        old = max(0.0, 2.0 * age - 1.0)
        return {"baby": 0.0, "child": 0.0, "young": 1.0 - old, "old": old}
    young = max(0.0, (age - 0.1875) * 3.2)
    # 5.333, not 16/3: MakeHuman's own constant
    return {
        "baby": max(0.0, 1.0 - 5.333 * age),
        "child": max(0.0, min(1.0, 5.333 * age) - young),
        "young": young,
        "old": 0.0,
    }


@functools.lru_cache(maxsize=4)
def _macro_targets(names: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    """Return (path, factors its weight is the product of) of every macro target."""
    found = []
    for path in names:
        if path.startswith(("macrodetails/", "breast/")):
            words = path.replace("/", "-").replace("_", "-").split("-")
            factors = tuple(_WORDS[word] for word in words if word in _WORDS)
            if factors:
                found.append((path, factors))
    return found
