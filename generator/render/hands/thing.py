"""A thing before a face as a part: there where a pose has it, and closing sky to what is near it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.hands.nearby import close_others
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.poseframe import place_rigid


@dataclass(frozen=True, eq=False, kw_only=True)
class Thing(Part):
    """A thing.

    Attributes:
        name: its kind and side, as ``Pose.thing`` has it.
        points: (n, 3) dm from the skull's centre at rest.
        ribs: (k, 2) of its points, joined by capsules of radii (k,) that hide sky from what is near.
        open_sky: (n,) how open its points lie.
    """

    name: tuple[str, str]
    points: Floats
    ribs: Ints
    radii: Floats
    open_sky: Floats

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.points)

    def seen(self, pose: Pose) -> bool:
        """Tell whether it is before the face."""
        return pose.thing == self.name

    def place(self, pose: Pose, rows: Rows) -> None:
        """Carry the points with the head."""
        place_rigid(self.points, pose.head, pose.centre, rows.vertices)

    def bake(self, occlusion: Floats) -> None:
        """Be as open as it was made."""
        occlusion[:] = self.open_sky

    def close(self, own: slice, vertices: Floats, normals: Floats, occlusion: Floats) -> None:
        """Hide sky from the face and whatever else is near."""
        if len(self.ribs):
            ends = np.ascontiguousarray(vertices[own][self.ribs])
            close_others(own.start, own.stop, vertices, normals, ends, self.radii, occlusion)


def sheet(rows: int, columns: int, *, closed: bool) -> tuple[Ints, Floats]:
    """Return triangles (t, 3) and corners (t, 6) of a grid of points, rows going down and columns right as seen from
    outside, which one picture covers; ``closed``: the last column is followed by the first."""
    across = columns if closed else columns - 1
    r, c = np.divmod(np.arange((rows - 1) * across), across)
    right = (c + 1) % columns
    a, b = r * columns + c, r * columns + right
    d, e = a + columns, b + columns
    triangles = np.concatenate([np.stack([a, d, e], axis=1), np.stack([a, e, b], axis=1)])
    u0, u1 = c / across, (c + 1) / across
    v0, v1 = 1.0 - r / (rows - 1), 1.0 - (r + 1) / (rows - 1)
    corners = np.concatenate([np.stack([u0, v0, u0, v1, u1, v1], axis=1), np.stack([u0, v0, u1, v1, u1, v0], axis=1)])
    return triangles.astype(np.int32), np.round(corners, 6).astype(np.float32)


def joined(pieces: list[tuple[Doubles, Ints, Floats]]) -> tuple[Doubles, Ints, Floats]:
    """Return several pieces, each points (n, 3), triangles and corners, as one."""
    first = np.cumsum([0, *(len(points) for points, _, _ in pieces[:-1])])
    return (
        np.concatenate([points for points, _, _ in pieces]),
        np.concatenate([triangles + np.int32(k) for (_, triangles, _), k in zip(pieces, first, strict=True)]),
        np.concatenate([corners for _, _, corners in pieces]),
    )
