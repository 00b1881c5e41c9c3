"""What a head wears and carries rigidly: parts in the head's own frame, built from tubes and grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.render.clothes.shell import cross, unit

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Worn:
    """Points (n, 3) dm from the head's centre at rest, triangles (t, 3), material (t,) and texture corners (t, 6)."""

    points: Floats
    triangles: Ints
    material: npt.NDArray[np.uint8]
    corners: Floats


def nothing() -> Worn:
    """Return no parts."""
    return Worn(
        np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32), np.zeros(0, np.uint8), np.zeros((0, 6), np.float32)
    )


def joined(parts: Sequence[Worn]) -> Worn:
    """Return several parts as one."""
    first = np.cumsum([0, *(len(part.points) for part in parts)])
    return Worn(
        np.concatenate([part.points for part in parts]),
        np.concatenate([part.triangles + np.int32(k) for part, k in zip(parts, first, strict=False)]),
        np.concatenate([part.material for part in parts]),
        np.concatenate([part.corners for part in parts]),
    )


def tube(
    line: Doubles, *, wide: float, deep: float, beside: tuple[float, float, float], closed: bool, material: int
) -> Worn:
    """Return a tube of eight sides round a line (n, 3) dm.

    ``wide`` is half its size across the line and across ``beside``, ``deep`` half its size along ``beside``.
    """
    if closed:
        step = np.roll(line, -1, axis=0) - np.roll(line, 1, axis=0)
    else:
        step = np.concatenate([line[1:2] - line[:1], line[2:] - line[:-2], line[-1:] - line[-2:-1]])
    along = unit(step)
    first = unit(cross(along, np.broadcast_to(np.array(beside), line.shape)))
    second = cross(first, along)
    corner = 0.70710678
    half = [(1.0, 0.0), (corner, corner), (0.0, 1.0), (-corner, corner)]
    ring = half + [(-a, -b) for a, b in half]
    points = np.stack([line + wide * a * first + deep * b * second for a, b in ring], axis=1)
    steps, sides = points.shape[:2]
    triangles = []
    for k in range(steps if closed else steps - 1):
        n = (k + 1) % steps
        for j in range(sides):
            i = (j + 1) % sides
            triangles += [(k * sides + j, n * sides + j, n * sides + i), (k * sides + j, n * sides + i, k * sides + i)]
    return solid(points.reshape(-1, 3), triangles, material)


def solid(points: Doubles, triangles: Sequence[tuple[int, int, int]], material: int) -> Worn:
    """Return a part of one colour: all corners lie at one place of its texture."""
    count = len(triangles)
    return Worn(
        np.round(points, 5).astype(np.float32),
        np.array(triangles, np.int32).reshape(-1, 3),
        np.full(count, material, np.uint8),
        np.full((count, 6), 0.5, np.float32),
    )


def grid(points: Doubles, *, span: float, closed: bool, material: int) -> Worn:
    """Return a grid of points (rows, columns, 3), rows going down and columns right as seen from outside.

    Its texture repeats every ``span`` dm; ``closed``: the last column is followed by the first.
    """
    rows, columns = points.shape[:2]
    step = np.sqrt(((points - np.roll(points, 1, axis=1)) ** 2).sum(axis=2))[rows // 2]
    u = np.concatenate([[0.0], np.cumsum(np.concatenate([step[1:], step[:1]]))]) / span
    fall = np.sqrt(((points[1:] - points[:-1]) ** 2).sum(axis=2)).mean(axis=1)
    v = -np.concatenate([[0.0], np.cumsum(fall)]) / span
    triangles, corners = [], []
    for r in range(rows - 1):
        for c in range(columns if closed else columns - 1):
            n = (c + 1) % columns
            a, b = r * columns + c, r * columns + n
            triangles += [(a, a + columns, b + columns), (a, b + columns, b)]
            corners += [
                (u[c], v[r], u[c], v[r + 1], u[c + 1], v[r + 1]),
                (u[c], v[r], u[c + 1], v[r + 1], u[c + 1], v[r]),
            ]
    return Worn(
        np.round(points.reshape(-1, 3), 5).astype(np.float32),
        np.array(triangles, np.int32),
        np.full(len(triangles), material, np.uint8),
        np.round(np.array(corners), 5).astype(np.float32),
    )
