"""Identities: how far two models' faces are apart in MakeHuman's parameters, and which are one person twice.

The distance is Euclidean. Every modifier of head and neck counts in units of the spread that the sampler draws it with,
so that each is worth as much as people differ in it; the l- and r- ones of a pair count as one. The root of the mean
square over the 101 modifiers that are drawn is divided by √2: 1 is what two faces drawn independently differ by. The
gender macro and the shares of the ethnic macros count by how far they move the head, as measured on its mesh, in the
same unit. Age, weight, muscle, height, proportions and the body do not count: with other values of them it is the same
person at another time.
"""

from __future__ import annotations

import functools
import hashlib
import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.audit.policy import Policy
from synthgen.human.mhm import Model
from synthgen.human.modifiers import MACROS, ethnic, loaded
from synthgen.human.traits import traits
from synthgen.reader.finding import Finding, found

#: distance of a woman and a man with the same details, and of two ethnic shares 1 apart (√2 times that between two
#: people of one macro each): .060 and .053 dm on head skin, where two people of one group are .044 dm apart
GENDER, ETHNICITY = 1.35, 0.85
#: spread of the shapes of a head, of which the sampler gives everybody one or two; and of modifiers that it does not
#: draw: that of MakeHuman's own random generator
SHAPE_SPREAD, OTHER_SPREAD = 0.13, 0.2
#: groups of modifiers that shape no part of head and neck
BODY = frozenset(
    (
        *("arms", "armslegs", "breast", "buttocks", "feet", "genitals", "hands", "hip", "legs", "measure"),
        *("pelvis", "stomach", "torso"),
        *("macrodetails", "macrodetails-height", "macrodetails-proportions", "macrodetails-universal"),
    )
)
#: modifiers beside those of ``traits`` that are told apart: the most used ones, so that memory has a bound
_MOST_OTHERS = 1000
_BLOCK = 256
_DIGITS = 6


@dataclass(frozen=True)
class Neighbour:
    """The model that is nearest to another, and its distance."""

    id: str
    distance: float


def check_identities(
    models: Mapping[str, Model],
    policy: Policy,
    *,
    paths: Mapping[str, str],
    without_target: Collection[str] = (),
) -> list[Finding]:
    """Return models that are another one again, or nearly so: each is reported once, beside one that comes before it.

    Order is that of ids. ``paths`` are {"model/ID": path}, as ``Declared`` has. Modifiers ``without_target`` shape
    nothing and do not tell people apart. Takes 10,000 models in less than a minute, and memory of a few arrays.
    """
    findings = []
    first: dict[bytes, str] = {}
    for name, model in sorted(models.items()):
        before = first.setdefault(_parameters(model, without_target), name)
        if before != name:
            findings.append(
                found(
                    "identity-duplicated",
                    f"{name} has the same parameters as {before} ({paths.get(f'model/{before}', before)})",
                    path=paths.get(f"model/{name}"),
                )
            )
    unique = {name: models[name] for name in first.values()}
    near = nearest(unique, earlier=True, without_target=without_target)
    for name, neighbour in near.items():
        if neighbour.distance < policy.people.near:
            findings.append(
                found(
                    "identity-near",
                    f"{name} is {neighbour.distance:.3f} from {neighbour.id} "
                    f"({paths.get(f'model/{neighbour.id}', neighbour.id)}), where two people differ by about 1; "
                    f"at least {policy.people.near:g} is wanted",
                    path=paths.get(f"model/{name}"),
                )
            )
    return findings


def nearest(
    models: Mapping[str, Model], *, earlier: bool = False, without_target: Collection[str] = ()
) -> dict[str, Neighbour]:
    """Return {id: its nearest other model}; with ``earlier``, the nearest of those whose ids come before."""
    ids = sorted(models)
    points = coordinates([models[name] for name in ids], without_target)
    squares = np.einsum("ij,ij->i", points, points)
    result = {}
    for start in range(0, len(ids), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(ids)))
        stop = rows[-1] + 1 if earlier else len(ids)
        apart = points[rows] @ points[:stop].T
        apart *= -2.0
        apart += squares[:stop]  # of each row, only the least is looked for: its own square is left out
        columns = np.arange(stop)
        hidden = columns >= rows[:, None] if earlier else columns == rows[:, None]
        apart[hidden] = np.inf
        best = apart.argmin(axis=1)
        for row, other in zip(rows, best, strict=True):
            if not hidden[row - start, other]:
                distance = float(np.linalg.norm(points[row] - points[other]))
                result[ids[row]] = Neighbour(ids[other], distance)
    return result


def coordinates(models: Sequence[Model], without_target: Collection[str] = ()) -> NDArray[np.float64]:
    """Return a point (models, k) for each model, whose Euclidean distances are those of the module's text."""
    scales = dict(_scales())
    used = Counter(name for model in models for name, _ in model.modifiers if name not in scales)
    shaping = [name for name in used if name.split("/", 1)[0] not in BODY and name not in without_target]
    shaping.sort(key=lambda name: (-used[name], name))
    scales.update(dict.fromkeys(shaping[:_MOST_OTHERS], _scale(OTHER_SPREAD)))
    column = {name: index for index, name in enumerate(scales)}
    points = np.zeros((len(models), len(column)))
    for row, model in enumerate(models):
        for name, value in loaded(model.modifiers).items():
            if name in column:
                points[row, column[name]] = value
    return np.asarray(points * np.array(list(scales.values())))


def _parameters(model: Model, without_target: Collection[str]) -> bytes:
    """Return a digest of what shapes a body: the values MakeHuman loads, but of details at 0, which add nothing."""
    values = {name: round(value, _DIGITS) + 0.0 for name, value in loaded(model.modifiers).items()}
    shaping = [(name, v) for name, v in values.items() if name not in without_target and (v or name in MACROS)]
    return hashlib.sha256(repr(sorted(shaping)).encode()).digest()


def _scale(spread: float, weight: float = 1.0) -> float:
    drawn = sum(len(spreads) for spreads in traits().spreads.values())
    return math.sqrt(weight / (2.0 * drawn)) / spread


@functools.cache
def _scales() -> dict[str, float]:
    """Return what a modifier's value is multiplied by, for those that the sampler draws and for macros."""
    faces = traits()
    scales = {
        f"{group}/{side}{name}": _scale(spread, 0.5 if side else 1.0)
        for group, spreads in faces.spreads.items()
        for name, spread in spreads.items()
        for side in (("l-", "r-") if group in faces.sided else ("",))
    }
    scales.update({f"head/{name}": _scale(SHAPE_SPREAD) for name in faces.head_shapes})
    scales.update({name: _scale(spread) for name, spread in faces.asymmetry.items()})
    scales["macrodetails/Gender"] = GENDER
    return scales | dict.fromkeys(filter(ethnic, MACROS), ETHNICITY)
