"""What a head wears and carries rigidly: parts in the head's own frame, built from tubes and grids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Doubles, Floats
from synthgen.render.clothes.shell import cross, unit
from synthgen.render.materials import Material
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.poseframe import place_rigid
from synthgen.render.raster.gbuffer import FRAME

#: What is worn this far in front of the skull's centre (dm), a cap's visor, may leave the picture.
_VISOR = 1.35


@dataclass(frozen=True, eq=False, kw_only=True)
class Rigid(Part):
    """What a head carries: ``points`` (n, 3) dm from the skull's centre at rest."""

    points: Floats
    material: int | Material = FRAME

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.points)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Carry the points with the head."""
        place_rigid(self.points, pose.head, pose.centre, rows.vertices)

    def extent(self, centre: Floats) -> Floats:
        """Return all of it but a visor."""
        return self.points[self.points[:, 2] < _VISOR] + centre


def join(pieces: Sequence[Rigid]) -> Rigid:
    """Return several pieces as one."""
    first = np.cumsum([0, *(piece.count for piece in pieces[:-1])])
    return Rigid(
        points=np.concatenate([piece.points for piece in pieces]),
        triangles=np.concatenate([piece.triangles + np.int32(k) for piece, k in zip(pieces, first, strict=True)]),
        corners=np.concatenate([piece.corners for piece in pieces]),
    )


def tube(line: Doubles, *, wide: float, deep: float, beside: tuple[float, float, float], closed: bool) -> Rigid:
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
    return Rigid(
        points=np.round(points.reshape(-1, 3), 5).astype(np.float32),
        triangles=np.array(triangles, np.int32).reshape(-1, 3),
        corners=np.full((len(triangles), 6), 0.5, np.float32),  # of one colour
    )


def grid(points: Doubles, *, span: float, closed: bool) -> Rigid:
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
    return Rigid(
        points=np.round(points.reshape(-1, 3), 5).astype(np.float32),
        triangles=np.array(triangles, np.int32),
        corners=np.round(np.array(corners), 5).astype(np.float32),
    )
