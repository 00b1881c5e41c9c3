"""Shells: surfaces that lie on the skin and move with it (cloth, collars), as points anchored on skin triangles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.materials import Material
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.gbuffer import CLOTH
from synthgen.render.raster.light import neighbours_of

#: How far a vertex moves towards its neighbours' mean in one round of smoothing.
_PULL = 0.6


@dataclass(frozen=True, eq=False, kw_only=True)
class Shell(Part):
    """n points, each Σ share (n, 3) × skin vertex anchor (n, 3) + offset (n, 3) dm."""

    anchor: Ints
    share: Floats
    offset: Floats
    material: int | Material = CLOTH

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.anchor)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Hang the points on the posed skin."""
        drape(pose.skin, self.anchor, self.share, self.offset, rows.vertices)


def join(shells: Sequence[Shell]) -> Shell:
    """Return several shells as one."""
    first = np.cumsum([0, *(shell.count for shell in shells[:-1])])
    return Shell(
        anchor=np.concatenate([shell.anchor for shell in shells]),
        share=np.concatenate([shell.share for shell in shells]),
        offset=np.concatenate([shell.offset for shell in shells]),
        triangles=np.concatenate([shell.triangles + np.int32(k) for shell, k in zip(shells, first, strict=True)]),
        corners=np.concatenate([shell.corners for shell in shells]),
    )


@kernel
def drape(vertices, anchor, share, offset, out):  # type: ignore[no-untyped-def]
    """Write a shell's points (n, 3) on posed skin ``vertices`` into ``out``."""
    for i in range(anchor.shape[0]):
        a = np.uint32(anchor[i, 0])
        b = np.uint32(anchor[i, 1])
        c = np.uint32(anchor[i, 2])
        for k in range(3):
            skin = share[i, 0] * vertices[a, k] + share[i, 1] * vertices[b, k] + share[i, 2] * vertices[c, k]
            out[i, k] = skin + offset[i, k]


def hits(
    origins: Doubles, directions: Doubles, points: Doubles, triangles: Ints, *, farthest: bool = False
) -> tuple[Ints, Floats]:
    """Return, for each ray (n, 3), the triangle's corners (n, 3) of its first or farthest hit and their shares (n, 3).

    Every ray has to hit (ValueError). Möller and Trumbore, "Fast, minimum storage ray/triangle intersection", 1997.
    """
    a, b, c = (points[triangles[:, k]] for k in range(3))
    e1, e2 = b - a, c - a
    anchor = np.zeros((len(origins), 3), np.int32)
    share = np.zeros((len(origins), 3))
    for i, (origin, direction) in enumerate(zip(origins, directions, strict=True)):
        p = cross(direction[None], e2)
        det = dot(e1, p)
        solid = np.abs(det) > 1e-12
        scale = 1.0 / np.where(solid, det, 1.0)
        s = origin - a
        u = dot(s, p) * scale
        q = cross(s, e1)
        v = dot(direction[None], q) * scale
        t = dot(e2, q) * scale
        hit = solid & (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9) & (t > 0)
        if not hit.any():
            raise ValueError(f"no skin in direction {np.round(direction, 3)} from {np.round(origin, 3)}")
        best = int(np.argmax(np.where(hit, t if farthest else -t, -np.inf)))
        anchor[i] = triangles[best]
        share[i] = (1 - u[best] - v[best], u[best], v[best])
    return anchor, np.round(share, 6).astype(np.float32)


def dot(a: Doubles, b: Doubles) -> Doubles:
    """Return row by row products; spelled out, because sums of NumPy may differ between processors."""
    product: Doubles = a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1] + a[:, 2] * b[:, 2]
    return product


def cross(a: Doubles, b: Doubles) -> Doubles:
    """Return cross products row by row."""
    x = a[:, 1] * b[:, 2] - a[:, 2] * b[:, 1]
    y = a[:, 2] * b[:, 0] - a[:, 0] * b[:, 2]
    z = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    return np.stack([x, y, z], axis=1)


def unit(a: Doubles) -> Doubles:
    """Return rows of length 1."""
    rows: Doubles = a / np.sqrt(dot(a, a) + 1e-20)[:, None]
    return rows


def lift(
    skin: Floats,
    normals: Floats,
    triangles: Ints,
    *,
    rise: Doubles,
    ease: Doubles,
    rounds: int,
    start: Doubles | None = None,
) -> Floats:
    """Return offsets (n, 3) dm of cloth over skin points (n, 3) with unit normals.

    It stands ``rise`` (n,) off the skin, and where ``ease`` (n,) is 1, not 0, it hangs over hollows as cloth does: it
    is smoothed for some rounds and kept off the skin meanwhile. Where ``start`` (n, 3) is not NaN, cloth begins there
    and the skin does not hold it off.
    """
    points, out = skin.astype(np.float64), normals.astype(np.float64)
    cloth = points + out * rise[:, None]
    held = ease
    if start is not None:
        loose = ~np.isnan(start[:, 0])
        cloth[loose] = start[loose]
        held = np.where(loose, 0.0, ease)
    first, index = neighbours_of(triangles, len(points))
    count = np.maximum(np.diff(first), 1).astype(np.float64)
    begin = np.minimum(first[:-1], len(index) - 1)
    pull = (_PULL * ease * (np.diff(first) > 0))[:, None]
    for _ in range(rounds):
        mean = np.add.reduceat(cloth[index], begin, axis=0) / count[:, None]
        cloth += pull * (mean - cloth)
        inside = np.maximum(rise - dot(cloth - points, out), 0.0)
        cloth += (inside * held)[:, None] * out
    return np.round(cloth - points, 5).astype(np.float32)


def push_out(vertex: Ints, triangles: Ints, offset: Floats, corners: Floats) -> Shell:
    """Return cloth whose points are skin vertices (n,), moved by ``offset`` (n, 3) dm; ``triangles`` index them."""
    return Shell(
        anchor=np.repeat(vertex[:, None], 3, axis=1).astype(np.int32),
        share=np.tile(np.array([1, 0, 0], np.float32), (len(vertex), 1)),
        offset=offset,
        triangles=triangles,
        corners=corners,
    )


def strip(steps: int, *, along: Doubles, across: Doubles, closed: bool) -> tuple[Ints, Floats]:
    """Return triangles (t, 3) and corners (t, 6) of a strip of points numbered [step along][row across].

    Seen from outside, steps go right and rows down.
    ``along`` (steps + closed,) and ``across`` (rows,) are its texture coordinates u and v.
    """
    lines = len(across)
    triangles, corners = [], []
    for k in range(steps if closed else steps - 1):
        n = (k + 1) % steps
        u0, u1 = along[k], along[k + 1]
        for r in range(lines - 1):
            a, b, c, d = k * lines + r, n * lines + r, n * lines + r + 1, k * lines + r + 1
            v0, v1 = across[r], across[r + 1]
            triangles += [(a, c, b), (a, d, c)]
            corners += [(u0, v0, u1, v1, u1, v0), (u0, v0, u0, v1, u1, v1)]
    return np.array(triangles, np.int32), np.array(corners, np.float32)


def band(anchor: Ints, share: Floats, skin: Floats, normals: Floats, *, section: Doubles, closed: bool) -> Shell:
    """Return a band carried along anchored points (n, 3 each): a hem, a collar.

    ``section`` (n, rows, 2): how far up across the line and off the skin each row lies, dm; up is to the left of where
    the line goes, seen from outside. Texture coordinates are dm.
    """
    at, out = (
        sum((share[:, k, None].astype(np.float64) * field[anchor[:, k]] for k in range(3)), np.zeros((len(anchor), 3)))
        for field in (skin, normals)
    )
    smooth = _smooth(at, closed=closed)
    after, before = _around(at, closed=closed)
    along = unit(after - before)
    out = unit(_smooth(unit(out), closed=closed))
    up = unit(_smooth(unit(cross(out, along)), closed=closed))
    points = smooth[:, None] + section[:, :, :1] * up[:, None] + section[:, :, 1:] * out[:, None]
    step = smooth - np.roll(smooth, 1, axis=0)
    length = np.sqrt(dot(step, step))
    u = np.concatenate([[0.0], np.cumsum(np.concatenate([length[1:], length[:1]]))])
    across = section[0, 1:] - section[0, :-1]
    v = np.concatenate([[0.0], np.cumsum(np.sqrt(across[:, 0] ** 2 + across[:, 1] ** 2))])
    triangles, corners = strip(len(anchor), along=np.round(u, 5), across=np.round(v, 5), closed=closed)
    rows = section.shape[1]
    return Shell(
        anchor=np.repeat(anchor, rows, axis=0),
        share=np.repeat(share, rows, axis=0),
        offset=np.round((points - at[:, None]).reshape(-1, 3), 5).astype(np.float32),
        triangles=triangles,
        corners=corners,
    )


def _around(rows: Doubles, *, closed: bool) -> tuple[Doubles, Doubles]:
    """Return what follows and what precedes each row (n, 3) of a line."""
    if closed:
        return np.roll(rows, -1, axis=0), np.roll(rows, 1, axis=0)
    return np.concatenate([rows[1:], rows[-1:]]), np.concatenate([rows[:1], rows[:-1]])


def _smooth(rows: Doubles, *, closed: bool, rounds: int = 3) -> Doubles:
    """Return rows (n, 3) of a line averaged with their neighbours."""
    for _ in range(rounds):
        after, before = _around(rows, closed=closed)
        rows = 0.5 * rows + 0.25 * (after + before)
    return rows
