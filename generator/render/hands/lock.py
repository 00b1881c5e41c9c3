"""Strands of hair that have come loose and hang over an eye: narrow locks from the hair line down to the cheek."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Doubles, Floats
from synthgen.render.hair.hair import Hair
from synthgen.render.hair.ribbon import PATH_COLUMNS, ribbon
from synthgen.render.head import Head
from synthgen.render.part import Pose
from synthgen.seeds import seed_of

#: Locks, points of a path, segments of a ribbon.
_LOCKS, _POINTS, _SEGMENTS = 52, 40, 9
#: Where they are on the left side of the base mesh's front, x and y (dm), at the hair line, over brow and eye, at the
#: cheek; how far (dm) beside one another they lie there.
_WAY = ((0.10, 8.22), (0.20, 7.88), (0.31, 7.50), (0.37, 7.22), (0.385, 6.95), (0.36, 6.70))
_SPREAD = (0.20, 0.22, 0.22, 0.20, 0.16, 0.11)
#: Width of a lock, dm, and how far it stands off the face: it hangs free before the eye.
_WIDE, _OFF = 0.015, (0.02, 0.10, 0.13, 0.15, 0.13, 0.11)


@dataclass(frozen=True, eq=False, kw_only=True)
class Lock(Hair):
    """Locks over one eye; ``name``: their kind and side, as ``Pose.thing`` has it."""

    name: tuple[str, str]

    def seen(self, pose: Pose) -> bool:
        """Tell whether they hang there."""
        return pose.thing == self.name

    def bake(self, occlusion: Floats) -> None:
        """Be as open as they were made."""
        occlusion[:] = self.open_sky

    def extent(self, centre: Floats) -> Floats:
        """Be on the head, which pictures keep whole."""
        return self.points[:0]


def strand(head: Head, side: str) -> Lock:
    """Return the locks over an eye."""
    rng = np.random.default_rng(seed_of(head.look.seed, (side,), "strand"))
    sign = 1.0 if side == "left" else -1.0
    front, skin = head.geometry.rest.astype(np.float64), head.skin.astype(np.float64)
    ahead = np.flatnonzero((front[:, 2] > 0.6) & ~head.geometry.lining)
    made = []
    for _ in range(_LOCKS):
        place = 2.0 * float(rng.random()) - 1.0
        short = 1.0 - 0.35 * float(rng.random()) ** 2
        wander = rng.random(len(_WAY)) - 0.5
        knots = []
        for k, (x, y) in enumerate(_WAY):
            at = sign * (x + _SPREAD[k] * (place + 0.35 * float(wander[k])))
            near = ahead[np.argsort((front[ahead, 0] - at) ** 2 + (front[ahead, 1] - y) ** 2, kind="stable")[:3]]
            point = skin[near].mean(axis=0) + np.array([at, y, 0.0]) - np.array([*front[near, :2].mean(axis=0), 0.0])
            point[2] = max(float(skin[near, 2].max()), point[2]) + _OFF[k] * (0.6 + 0.8 * float(rng.random()))
            knots.append(point - head.centre.astype(np.float64))
        path = _path(np.array(knots), short)
        layer = np.float32(0.45 + 0.55 * float(rng.random()))
        made.append(_ribbon(path, layer, np.float32(_WIDE * (0.6 + 0.8 * float(rng.random())))))
    points, normals, tangents, open_sky, along = (np.concatenate(column) for column in zip(*made, strict=True))
    count = 2 * _SEGMENTS + 1
    one, flat = [], []
    for s in range(_SEGMENTS):
        a, b, c, d = 2 * s, 2 * s + 1, 2 * s + 2, min(2 * s + 3, 2 * _SEGMENTS)
        one += [(a, c, b)] if s == _SEGMENTS - 1 else [(a, c, b), (b, c, d)]
    strip = np.array(one, np.int32)
    triangles = np.concatenate([strip + np.int32(count * k) for k in range(_LOCKS)])
    for k in range(_LOCKS):
        u0 = (k * 0.618) % 1.0
        for triangle in strip + count * k:
            flat.append([value for i in triangle for value in (u0 + 0.012 * ((i - count * k) % 2), 1.0 - along[i])])
    # seen from before and behind: locks turn
    return Lock(
        points=points,
        normals=normals,
        tangents=tangents,
        open_sky=open_sky,
        triangles=np.concatenate([triangles, triangles[:, [0, 2, 1]]]),
        corners=np.concatenate([np.array(flat, np.float32), np.array(flat, np.float32)[:, [0, 1, 4, 5, 2, 3]]]),
        solid=np.concatenate([np.ones(len(triangles), bool), np.zeros(len(triangles), bool)]),
        fleeting=True,
        covers="thing",
        name=("strand", side),
    )


def _path(knots: Doubles, short: float) -> Floats:
    """Return a smooth path (n, PATH_COLUMNS) through knots, a share of the way long: see ``ribbon``."""
    t = np.linspace(0.0, short * (len(knots) - 1), _POINTS)
    k = np.minimum(t.astype(int), len(knots) - 2)
    s = (t - k)[:, None]
    ends = np.concatenate([knots[:1], knots, knots[-1:]])
    p, q, r, w = (ends[k + i] for i in range(4))
    line = 0.5 * (2 * q + (r - p) * s + (2 * p - 5 * q + 4 * r - w) * s * s + (3 * q - p - 3 * r + w) * s * s * s)
    path = np.zeros((_POINTS, PATH_COLUMNS))
    path[:, :3] = line
    away = line * np.array([0.35, 0.0, 1.0]) + np.array([0.0, 0.0, 0.4])
    path[:, 3:6] = away / np.sqrt((away * away).sum(axis=1))[:, None]
    step = np.sqrt(((line[1:] - line[:-1]) ** 2).sum(axis=1))
    path[1:, 6] = np.cumsum(step)
    return np.round(path, 5).astype(np.float32)


def _ribbon(path: Floats, layer: np.float32, wide: np.float32) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    count = 2 * _SEGMENTS + 1
    points, normals, tangents = (np.zeros((count, 3), np.float32) for _ in range(3))
    open_sky, along = np.zeros(count, np.float32), np.zeros(count, np.float32)
    ribbon(
        path,
        len(path),
        _SEGMENTS,
        wide,
        np.float32(0.4),
        np.float32(0.45),
        np.float32(0.9),
        np.array([0, 1], np.float32),
        layer,
        np.float32(0),
        points,
        normals,
        tangents,
        open_sky,
        along,
    )
    return points, normals, tangents, open_sky, along
