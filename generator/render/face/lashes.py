"""Lashes: tapered triangles grown along MakeHuman's lash strips, which the AU targets already move."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints, f4
from synthgen.render.noise import smoothstep
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.gbuffer import LASH

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: From one lash to the next (dm), upper and lower lid; those between two columns of a strip are a tuft.
_SPACING = {"2": 0.0028, "1": 0.0055}
#: Half width of a lash at its root (dm) and its length as a share of the way to the strip's tip. At their roots the
#: upper ones close to the dark line that a lid has from afar.
_HALF_WIDTH = {"2": 0.0024, "1": 0.0012}
_LENGTH = {"2": 0.80, "1": 0.28}
#: How far the tips of a tuft draw together, how much farther in tears, and how much wider wet lashes look.
_TUFT = 0.25
_WET_TUFT, _WET_WIDTH = np.float32(0.42), np.float32(0.15)
#: Lashes grow from the front edge of the lid's margin (dm before the strip's root, which lies at its back).
_MARGIN = 0.018
#: How dark the margin is between them, upper and lower lid; how far from its back edge (dm) it is wholly so, and ends,
#: in the inner corner and in the outer one, where lashes are longer and closer.
_LINE = {"2": 0.80, "1": 0.38}
_LINE_WHOLE, _LINE_INNER, _LINE_OUTER = f4(0.016), f4(0.030), f4(0.054)
#: In the inner corner, where no lashes grow, this share of it is seen; it is whole so far along the lid.
_LINE_BEGINS, _LINE_FULL = np.float32(0.15), np.float32(0.45)


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
        grow(pose.base, self.corner, self._wet(pose.looks.film) if pose.looks.film else self.share, rows.vertices)

    def _wet(self, film: float) -> Floats:
        """Return ``share`` of lashes that tears stick together: tips of a tuft meet, and it looks thicker."""
        share, film = self.share.copy(), np.float32(film)
        share[:, 1] += _WET_TUFT * film * (np.float32(0.5) - share[:, 0])
        share[:, 3] *= np.float32(1) + _WET_WIDTH * film
        return share


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


@kernel
def _line(points, roots, ends, darks, out):  # type: ignore[no-untyped-def]
    """Raise ``out`` (n,) to ``darks`` (m,) where points (n, 3) lie at a lid's margin.

    Its back edge is ``roots`` (m, 3), and it ends ``ends`` (m,) dm from there.
    """
    for i in range(points.shape[0]):
        nearest = f4(1)
        end = f4(0)
        dark = f4(0)
        for k in range(roots.shape[0] - 1):
            along = f4(0)
            length = f4(0)
            for c in range(3):
                d = roots[k + 1, c] - roots[k, c]
                along += (points[i, c] - roots[k, c]) * d
                length += d * d
            t = min(max(along / length, f4(0)), f4(1))
            away = f4(0)
            for c in range(3):
                d = points[i, c] - roots[k, c] - t * (roots[k + 1, c] - roots[k, c])
                away += d * d
            if away < nearest:
                nearest = away
                end = ends[k] + t * (ends[k + 1] - ends[k])
                dark = darks[k] + t * (darks[k + 1] - darks[k])
        out[i] = max(out[i], dark * smoothstep(end, _LINE_WHOLE, np.sqrt(nearest)))


def lash_line(assets: Assets, points: Floats) -> Floats:
    """Return how dark (n,) 0–1 lids are at ``points`` (n, 3) of the base mesh's skin from lashes that grow there."""
    base = np.asarray(assets.base, np.float32)
    out = np.zeros(len(points), np.float32)
    for side in ("l", "r"):
        for strip, dark in _LINE.items():
            roots = base[strip_columns(assets, side, strip)[:, 0]]
            low, high = roots.min(axis=0) - _LINE_OUTER, roots.max(axis=0) + _LINE_OUTER
            outward = np.abs(roots[:, 0])
            place = (outward - outward.min()) / (outward.max() - outward.min())
            ends = _LINE_INNER + (_LINE_OUTER - _LINE_INNER) * place
            near = np.flatnonzero(((points > low) & (points < high)).all(axis=1))
            found = out[near]
            darks = np.float32(dark) * np.minimum(_LINE_BEGINS + place / _LINE_FULL, np.float32(1))
            _line(np.ascontiguousarray(points[near]), roots, ends, darks.astype(np.float32), found)
            out[near] = found
    return out


def front_edge(assets: Assets, side: str, roots: Ints) -> Ints:
    """Return the skin's vertices (n,) at the front edge of a lid's margin, opposite ``roots`` (n,) at its back."""
    base = np.asarray(assets.base, np.float64)
    skin = np.unique(np.asarray(assets.faces)[np.asarray(assets.face_group) == assets.groups.index("body")])
    centre = base[assets.joint(f"helper-{side}-eye")].mean(axis=0)
    found = []
    for root in base[roots]:
        out = (root - centre) / np.linalg.norm(root - centre)
        found.append(skin[np.argmin(np.linalg.norm(base[skin] - (root + _MARGIN * out), axis=1))])
    return np.array(found, np.int32)


def parts(head: Head) -> tuple[Lashes]:
    """Return a person's lashes."""
    return (grow_lashes(head.assets, head.look.eyes.lashes),)


def grow_lashes(assets: Assets, fullness: float = 1.0) -> Lashes:
    """Grow lashes on the four strips, upper and lower, left and right: longer outward, in tufts.

    ``fullness`` 1 is the mean of people; lengths go with it.
    """
    base = np.asarray(assets.base, np.float64)
    corner, share = [], []
    for side in ("l", "r"):
        for strip, length in _LENGTH.items():
            columns = strip_columns(assets, side, strip)
            columns[:, 0] = front_edge(assets, side, columns[:, 0])
            outward = np.abs(base[columns[:, 0], 0])
            span = float(outward.max() - outward.min())
            for number, (here, there) in enumerate(pairwise(columns)):
                wide = float(np.linalg.norm(base[there[0]] - base[here[0]]))
                many = round(wide / _SPACING[strip])
                place = (float(outward[number]) - float(outward.min())) / span
                for k in range(many):
                    root = (k + 0.5) / many
                    uneven = 1.0 - 0.45 * ((k * 7 + number * 5) % 9) / 8
                    corner.append([*here, *there])
                    long = fullness * length * (0.85 + 0.15 * place) * uneven
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
