"""Lashes: tapered triangles grown along MakeHuman's lash strips, which the AU targets already move."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints, f4
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.gbuffer import LASH

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: Lashes between two neighbouring columns of a strip, upper and lower lid; they stand in tufts of that many.
_PER_COLUMN = {"2": 5, "1": 3}
#: Half width of a lash at its root (dm) and its length as a share of the strip's, in the middle of the lid.
_HALF_WIDTH = {"2": 0.0052, "1": 0.0032}
_LENGTH = {"2": 1.05, "1": 0.42}
#: How far the tips of a tuft draw together.
_TUFT = 0.55


@dataclass(frozen=True, eq=False, kw_only=True)
class Lashes(Part):
    """Each lash is a triangle between two root points and a tip, blended from four strip vertices.

    ``corner`` (k, 4) base mesh vertices: root and tip of one column, root and tip of the next; ``share`` (k, 4): how
    far from the first column to the next its root and its tip are, how much of the length is grown, half width (dm).
    """

    corner: Ints
    share: Floats

    @property
    def count(self) -> int:
        """Number of vertices: three a lash."""
        return 3 * len(self.corner)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Grow the lashes from the lids."""
        grow(pose.base, self.corner, self.share, rows.vertices)


def _columns(quads: Ints, base: Floats, centre: Doubles) -> Ints:
    """Return (columns, 2) vertices at the root and at the tip of every column of a strip's grid of quads."""
    neighbours: dict[int, set[int]] = {}
    edges: dict[tuple[int, int], int] = {}
    for quad in quads.tolist():
        for a, b in zip(quad, quad[1:] + quad[:1], strict=True):
            key = (min(a, b), max(a, b))
            edges[key] = edges.get(key, 0) + 1
    rim = [edge for edge, count in edges.items() if count == 1]
    for a, b in rim:
        neighbours.setdefault(a, set()).add(b)
        neighbours.setdefault(b, set()).add(a)
    faces_at = np.bincount(quads.ravel())
    start = min(v for v in neighbours if faces_at[v] == 1)
    loop = [start, min(neighbours[start])]
    while True:
        following = neighbours[loop[-1]] - {loop[-2]}
        step = next(iter(following))
        if step == start:
            break
        loop.append(step)
    corners = [i for i, v in enumerate(loop) if faces_at[v] == 1]
    if len(corners) != 4:
        raise ValueError(f"a lash strip has {len(corners)} corners, expected 4")
    loop.append(start)
    sides = [loop[a : b + 1] for a, b in zip(corners, [*corners[1:], len(loop) - 1], strict=True)]
    longest = sorted(range(4), key=lambda k: -len(sides[k]))[0]
    one, other = sides[longest], sides[(longest + 2) % 4][::-1]
    distance = [float(np.linalg.norm(base[np.array(side)] - centre, axis=1).mean()) for side in (one, other)]
    root, tip = (one, other) if distance[0] < distance[1] else (other, one)
    return np.stack([root, tip], axis=1).astype(np.int32)


def strip_columns(assets: Assets, side: str, strip: str) -> Ints:
    """Return (columns, 2) base mesh vertices, root and tip, of a lash strip: "2" upper, "1" lower; side "l" or "r"."""
    base = np.asarray(assets.base, np.float32)
    centre = base[assets.joint(f"helper-{side}-eye")].astype(np.float64).mean(axis=0)
    group = assets.groups.index(f"helper-{side}-eyelashes-{strip}")
    return _columns(np.asarray(assets.faces)[np.asarray(assets.face_group) == group], base, centre)


def parts(head: Head) -> tuple[Lashes]:
    """Return a person's lashes."""
    return (grow_lashes(head.assets),)


def grow_lashes(assets: Assets) -> Lashes:
    """Grow lashes on the four strips, upper and lower, left and right: longer outward, in tufts."""
    base = np.asarray(assets.base, np.float64)
    corner, share = [], []
    for side in ("l", "r"):
        for strip, length in _LENGTH.items():
            columns = strip_columns(assets, side, strip)
            outward = np.abs(base[columns[:, 0], 0])
            span = float(outward.max() - outward.min())
            many = _PER_COLUMN[strip]
            for number, (here, there) in enumerate(pairwise(columns)):
                place = (float(outward[number]) - float(outward.min())) / span
                for k in range(many):
                    root = (k + 0.5) / many
                    uneven = 1.0 - 0.16 * ((k * 7 + number * 5) % 4) / 3
                    corner.append([*here, *there])
                    long = length * (0.72 + 0.42 * place) * uneven
                    share.append([root, root + _TUFT * (0.5 - root), long, _HALF_WIDTH[strip]])
    index = np.arange(3 * len(corner), dtype=np.int32).reshape(-1, 3)
    both = np.concatenate([index, index[:, ::-1]])  # lashes are seen from both sides
    return Lashes(
        corner=np.array(corner, np.int32),
        share=np.array(share, np.float32),
        triangles=both,
        corners=np.zeros((len(both), 6), np.float32),
        material=LASH,
        stands_for="eyelashes",
    )


@kernel
def grow(vertices, corner, share, out):  # type: ignore[no-untyped-def]
    """Write lash vertices (3k, 3) from the posed base mesh: root left, root right, tip."""
    for i in range(corner.shape[0]):
        t = share[i, 0]
        t_tip = share[i, 1]
        for k in range(3):
            root_a = vertices[corner[i, 0], k]
            root_b = vertices[corner[i, 2], k]
            tip = vertices[corner[i, 1], k] + t_tip * (vertices[corner[i, 3], k] - vertices[corner[i, 1], k])
            root = root_a + t * (root_b - root_a)
            out[3 * i + 2, k] = root + share[i, 2] * (tip - root)
            out[3 * i, k] = root
            out[3 * i + 1, k] = root_b - root_a
        length = f4(0)
        for k in range(3):
            length += out[3 * i + 1, k] * out[3 * i + 1, k]
        scale = share[i, 3] / np.sqrt(length + f4(1e-12))
        for k in range(3):
            along = out[3 * i + 1, k] * scale
            root = out[3 * i, k]
            out[3 * i, k] = root - along
            out[3 * i + 1, k] = root + along
