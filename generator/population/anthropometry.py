"""Proportions of a head against published anthropometry: landmarks on the neutral mesh, lengths, angles and indices.

``anthropometry.yaml`` has the landmarks (vertices of MakeHuman's base mesh), what is measured between them, and the
published means and standard deviations by group and gender with their sources. Lengths are dm, angles degrees, indices
percent.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.vectors import norm
from synthgen.yamlfile import load

Floats = NDArray[np.float64]

#: how many of its group's standard deviations an index may lie from the mean
BOUND = 2.5
#: ends of a landmark's name that stand for its two sides
_SIDES = ("left", "right")


@dataclass(frozen=True)
class Norm:
    """A published distribution of an index: mean, standard deviation, and of how many people."""

    mean: float
    spread: float
    people: int

    def score(self, value: float) -> float:
        """Return how many standard deviations a value lies above the mean."""
        return (value - self.mean) / self.spread


@dataclass(frozen=True)
class Landmark:
    """A named place: of ``vertices`` the one furthest ``towards`` a direction (x, y, z), or their mean without one.

    ``paired`` ones name the subject's left side; the right one is its mirror image on the base mesh.
    """

    vertices: tuple[int, ...]
    towards: tuple[float, float, float] | None = None
    paired: bool = False


@dataclass(frozen=True)
class Anthropometry:
    """What ``anthropometry.yaml`` says. ``norms`` maps index, group and gender to what was published."""

    landmarks: Mapping[str, Landmark]
    rings: Mapping[str, tuple[int, ...]]
    lengths: Mapping[str, Sequence[str]]
    angles: Mapping[str, Sequence[str]]
    indices: Mapping[str, Sequence[str]]
    sources: Mapping[str, str]
    norms: Mapping[str, Mapping[str, Mapping[str, Norm]]]
    source_of: Mapping[str, Mapping[str, str]]

    def norm(self, index: str, group: str, male: float) -> Norm | None:
        """Return what is published of an index for a group; between the genders for a gender (0–1) that lies between.

        None where nothing is.
        """
        published = self.norms[index].get(group)
        if published is None:
            return None
        women, men = published["female"], published["male"]
        return Norm(
            women.mean + (men.mean - women.mean) * male,
            women.spread + (men.spread - women.spread) * male,
            women.people + men.people,
        )


@functools.cache
def anthropometry() -> Anthropometry:
    """Return what comes with the program."""
    data = load(Path(__file__).with_name("anthropometry.yaml")).data
    norms: dict[str, dict[str, dict[str, Norm]]] = {}
    source_of: dict[str, dict[str, str]] = {}
    for index, tables in data["norms"].items():
        norms[index], source_of[index] = {}, {}
        for source, groups in tables.items():
            for group, genders in groups.items():
                norms[index][group] = {gender: Norm(*numbers) for gender, numbers in genders.items()}
                source_of[index][group] = source
    return Anthropometry(
        {
            name: Landmark(
                tuple(row["vertices"]), tuple(row["towards"]) if "towards" in row else None, row.get("paired", False)
            )
            for name, row in data["landmarks"].items()
        },
        {name: tuple(ring) for name, ring in data["rings"].items()},
        data["lengths"],
        data["angles"],
        data["indices"],
        data["sources"],
        norms,
        source_of,
    )


class Ruler:
    """Measures heads: blends the vertices that landmarks need, and no others, which takes a millisecond."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._spec = anthropometry()
        mirror = _mirror(assets)
        self._sides: dict[str, tuple[NDArray[np.int64], tuple[float, float, float] | None]] = {}
        for name, mark in self._spec.landmarks.items():
            left = np.array(mark.vertices, np.int64)
            if not mark.paired:
                self._sides[name] = (left, mark.towards)
                continue
            self._sides[f"{name} left"] = (left, mark.towards)
            x, y, z = mark.towards or (0.0, 0.0, 0.0)
            self._sides[f"{name} right"] = (mirror[left], (-x, y, z) if mark.towards else None)
        used = [*(where for where, _ in self._sides.values()), *map(np.array, self._spec.rings.values())]
        self._used = np.unique(np.concatenate(used))
        self._targets: dict[str, tuple[NDArray[np.int64], Floats]] = {}

    def indices(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Return every index and angle of the neutral head under targets of these weights."""
        vertices = np.array(self._assets.base, np.float64)
        for path, weight in weights.items():
            index, delta = self._target(path)
            vertices[index] += delta * weight
        return self.measure(vertices)

    def measure(self, vertices: NDArray[np.floating]) -> dict[str, float]:
        """Return every index (percent) and angle (degrees) of shaped vertices (19158, 3), dm."""
        shaped = vertices.astype(np.float64)
        at = self._places(shaped)
        lengths = self._lengths(shaped, at)
        found = {name: 100 * lengths[one] / lengths[other] for name, (one, other) in self._spec.indices.items()}
        return found | {name: _angle(*(at[place] for place in places)) for name, places in self._spec.angles.items()}

    def lengths(self, vertices: NDArray[np.floating]) -> dict[str, float]:
        """Return every length, dm, of shaped vertices (19158, 3), dm."""
        shaped = vertices.astype(np.float64)
        return self._lengths(shaped, self._places(shaped))

    def _places(self, vertices: Floats) -> dict[str, Floats]:
        places = {}
        for name, (where, towards) in self._sides.items():
            points = vertices[where]
            if towards is None:
                places[name] = points.mean(axis=0)
            else:
                x, y, z = towards
                places[name] = points[np.argmax(points[:, 0] * x + points[:, 1] * y + points[:, 2] * z)]
        return places

    def _lengths(self, vertices: Floats, at: Mapping[str, Floats]) -> dict[str, float]:
        found = {}
        for name, (kind, *places) in self._spec.lengths.items():
            if kind == "round":
                ring = vertices[list(self._spec.rings[places[0]])]
                found[name] = math.fsum(norm(ring - np.roll(ring, 1, axis=0)))
                continue
            apart = [
                norm((at[one] - at[other])[None])[0] if kind == "between" else abs(float(at[one][1] - at[other][1]))
                for one, other in _pairs(places, at)
            ]
            found[name] = math.fsum(apart) / len(apart)
        return found

    def _target(self, path: str) -> tuple[NDArray[np.int64], Floats]:
        if path not in self._targets:
            target = self._assets.target(path)
            wanted = np.isin(target.index, self._used)
            self._targets[path] = (target.index[wanted].astype(np.int64), target.delta[wanted].astype(np.float64))
        return self._targets[path]


def out_of_bounds(indices: Mapping[str, float], group: str, male: float) -> Iterator[str]:
    """Yield, in words, which of a person's indices lie more than ``BOUND`` from their group's published mean."""
    published = anthropometry()
    for name, value in indices.items():
        wanted = published.norm(name, group, male)
        if wanted is not None and abs(score := round(wanted.score(value), 6)) > BOUND:
            yield f"{name} is {value:.1f}, {score:+.1f} standard deviations from {wanted.mean:.1f}"


def _pairs(places: Sequence[str], at: Mapping[str, Floats]) -> Iterator[tuple[str, str]]:
    """Yield the landmarks that a length lies between: one pair, or one on each side where a name says no side."""
    if all(place in at for place in places):
        yield places[0], places[1]
        return
    for side in _SIDES:
        one, other = (place if place in at else f"{place} {side}" for place in places)
        yield one, other


def _angle(one: Floats, corner: Floats, other: Floats) -> float:
    """Return the angle at a corner between two points, degrees, as it is seen from the side."""
    (y0, z0), (y1, z1) = (one - corner)[1:], (other - corner)[1:]
    return math.degrees(math.acos((y0 * y1 + z0 * z1) / (math.hypot(y0, z0) * math.hypot(y1, z1))))


def _mirror(assets: Assets) -> NDArray[np.int64]:
    """Return for every vertex of the base mesh the one (19158,) that lies where its mirror image is."""
    place = {tuple(row): k for k, row in enumerate(np.round(assets.base.astype(np.float64), 3).tolist())}
    found = np.arange(len(assets.base))
    for (x, y, z), k in place.items():
        found[k] = place.get((-x, y, z), k)
    return found
