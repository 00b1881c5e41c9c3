"""Heads without place and size, and how far one is from all before it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.assets.mesh import HEAD_FROM, SKIN

Floats = NDArray[np.float64]


def head_skin(assets: Assets) -> NDArray[np.int64]:
    """Return the vertices (4244,) of the head's and neck's skin."""
    return np.flatnonzero(np.asarray(assets.base[:SKIN, 1]) > HEAD_FROM)


def normalise(vertices: NDArray[np.float32], assets: Assets) -> Floats:
    """Return head skin (4244, 3) float64 with its mean at 0 and the base mesh's size, dm, for ``distance``."""
    skin = head_skin(assets)
    return _centre(vertices[skin]) * _size(assets.base[skin])


def distance(one: Floats, other: Floats) -> float:
    """Return the RMS distance, dm, of two heads from ``normalise``: a difference without place and size."""
    return float(np.sqrt(((one - other) ** 2).sum(axis=1).mean()))


def _centre(points: NDArray[np.floating]) -> Floats:
    centred = points.astype(np.float64) - points.astype(np.float64).mean(axis=0)
    return centred / _size(points)


def _size(points: NDArray[np.floating]) -> float:
    centred = points.astype(np.float64) - points.astype(np.float64).mean(axis=0)
    return float(np.sqrt((centred**2).sum(axis=1).mean()))


class Heads:
    """The heads of those accepted, and how far another is from them; only head skin is blended, which is quick."""

    def __init__(self, most: int, assets: Assets) -> None:
        self.count = 0
        self._assets = assets
        self._skin = head_skin(assets)
        self._is_head = np.zeros(len(assets.base), bool)
        self._is_head[self._skin] = True
        self._known = np.zeros((most, len(self._skin) * 3), np.float32)
        self._targets: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}

    def of(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return head skin (12732,) under targets of these weights, from ``normalise``."""
        vertices = np.array(self._assets.base, np.float64)
        for path, weight in weights.items():
            index, delta = self._target(path)
            vertices[index] += delta * weight
        return normalise(vertices.astype(np.float32), self._assets).astype(np.float32).reshape(-1)

    def nearest(self, head: NDArray[np.float32]) -> float | None:
        """Return the RMS distance (dm) to the nearest head that was added."""
        if not self.count:
            return None
        apart = ((self._known[: self.count] - head) ** 2).sum(axis=1, dtype=np.float64)
        return round(float(np.sqrt(apart.min() / len(self._skin))), 6)

    def add(self, head: NDArray[np.float32]) -> None:
        self._known[self.count] = head
        self.count += 1

    def _target(self, path: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        if path not in self._targets:
            target = self._assets.target(path)
            on_head = self._is_head[target.index]
            index = target.index[on_head].astype(np.int64)
            self._targets[path] = (index, target.delta[on_head].astype(np.float64))
        return self._targets[path]
