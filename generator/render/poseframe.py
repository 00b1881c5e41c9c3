"""Rigid frames read from posed vertices: the head's, and each eye's. Spelled out, because matrix products may differ in
their last bits between processors.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render.arrays import Doubles, Floats


def orthonormal(first: list[float], second: list[float]) -> list[list[float]]:
    """Return three unit rows: along ``first``, the part of ``second`` across it, and their cross product."""
    length = math.sqrt(math.fsum(v * v for v in first))
    a = [v / length for v in first]
    along = math.fsum(p * q for p, q in zip(a, second, strict=True))
    b = [q - along * p for p, q in zip(a, second, strict=True)]
    length = math.sqrt(math.fsum(v * v for v in b))
    b = [v / length for v in b]
    return [a, b, [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]]


def head_frame(vertices: Floats, skull: list[int]) -> list[list[float]]:
    """Return the head's unit axes (left, up, forward) from three skull vertices: left, right, top."""
    left, right, top = (vertices[i].astype(np.float64) for i in skull)
    return orthonormal((left - right).tolist(), (top - (left + right) / 2).tolist())


def middle(vertices: Floats, pair: list[int]) -> Doubles:
    """Return the point (3,) dm half way between two vertices."""
    point: Doubles = (vertices[pair[0]].astype(np.float64) + vertices[pair[1]].astype(np.float64)) / 2
    return point


def turn_between(rest: list[list[float]], now: list[list[float]]) -> Floats:
    """Return the rotation (3, 3) that carries the rest frame's rows to the present ones."""
    turn = [[math.fsum(now[k][i] * rest[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    return np.array(turn, np.float32)


def place_rigid(local: Floats, rotation: Floats, centre: Floats, out: Floats) -> None:
    """Write rotation·local + centre into ``out`` (n, 3); spelled out, because matrix products differ between CPUs."""
    for k in range(3):
        out[:, k] = (
            local[:, 0] * rotation[k, 0] + local[:, 1] * rotation[k, 1] + local[:, 2] * rotation[k, 2] + centre[k]
        )


def facing(direction: npt.ArrayLike) -> Floats:
    """Return a view rotation (rows right, up, forward) that looks against ``direction`` (unit, towards the light)."""
    x, y, z = (float(v) for v in np.asarray(direction))
    away = [x, y, z]
    helper = [0.0, 1.0, 0.0] if abs(y) < 0.95 else [1.0, 0.0, 0.0]
    frame = orthonormal(away, helper)
    up = frame[1]
    right = [up[1] * away[2] - up[2] * away[1], up[2] * away[0] - up[0] * away[2], up[0] * away[1] - up[1] * away[0]]
    return np.array([right, up, [-x, -y, -z]], np.float32)


class EyeHelper:
    """Where an eye is and where it looks, read from MakeHuman's eye helper sphere."""

    def __init__(self, assets: Assets, neutral: Floats, side: str) -> None:
        self._index = assets.joint(f"helper-{side}-eye")
        base = np.asarray(assets.base, np.float64)[self._index]
        forward, up = base[:, 2].argmax(), base[:, 1].argmax()
        self._pole = self._index[[forward, up]]
        at = neutral[self._index].astype(np.float64)
        self._rest = self._frame(neutral, at.mean(axis=0))
        extent = np.sqrt(((at - at.mean(axis=0)) ** 2).sum(axis=1))
        self.radius = np.float32(extent.mean())
        from_axis = np.hypot(base[:, 0] - base[forward, 0], base[:, 1] - base[forward, 1])
        from_axis[base[:, 2] < base[:, 2].mean()] = np.inf
        from_axis[forward] = np.inf
        self._ring = self._index[from_axis < from_axis.min() + 0.005]  # the pupil's edge
        self._pupil = self._pupil_width(neutral)

    def _frame(self, vertices: Floats, centre: Doubles) -> list[list[float]]:
        forward, up = (vertices[i].astype(np.float64) - centre for i in self._pole)
        return orthonormal(forward.tolist(), up.tolist())

    def _pupil_width(self, vertices: Floats) -> float:
        at = vertices[self._ring].astype(np.float64)
        offset = at - vertices[self._pole[0]].astype(np.float64)
        return math.fsum(math.sqrt(math.fsum(row)) for row in (offset * offset).tolist())

    def pupil_scale(self, vertices: Floats) -> float:
        """Return how many times as wide as at rest the pupil is."""
        return round(self._pupil_width(vertices) / self._pupil, 3)

    def cornea(self, vertices: Floats) -> Doubles:
        """Return the foremost point (3,) dm of the eyeball."""
        point: Doubles = vertices[self._index].astype(np.float64).mean(axis=0)
        point[2] += float(self.radius)
        return point

    def now(self, vertices: Floats) -> tuple[Floats, Floats]:
        """Return the centre (3,) dm and the rotation (3, 3) from the neutral gaze to the present one."""
        at = vertices[self._index].astype(np.float64)
        centre = at.mean(axis=0)
        return centre.astype(np.float32), turn_between(self._rest, self._frame(vertices, centre))
