"""Tears that leave the lid: a drop that runs down the cheek, and the wet track behind it.

Both lie on the skin and show its texture, the drop magnified, since water is clear; what makes them seen is their
gleam, and that a drop gathers the lamp's light on its far side and is darker on the near one.

A track's course is drawn on the base mesh's front, a little otherwise for each person and side, and every point of it
is anchored on a triangle of the refined skin, which carries it along under action units.

Numbers without a name are chosen by eye.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synthgen.facs.signs import Looks
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.face.tearfilm import SMALL, grid, unit
from synthgen.render.materials import WATER_ON_SKIN
from synthgen.render.part import Part, Pose, Rows
from synthgen.seeds import seed_of

if TYPE_CHECKING:
    from synthgen.render.geometry import Geometry
    from synthgen.render.head import Head

#: Where tears run on the left side of the base mesh's front (x, y dm): from the lid's edge over the cheek to the jaw.
_COURSE = (
    (0.298, 7.223), (0.294, 7.180), (0.288, 7.120), (0.288, 7.040), (0.300, 6.950), (0.320, 6.860), (0.338, 6.770),
    (0.348, 6.680), (0.346, 6.590), (0.334, 6.500), (0.312, 6.410), (0.285, 6.330),
)  # fmt: skip
#: dm, the middle of that.
_COURSE_X = 0.315
#: How far (dm) it strays from there.
_STRAYS = 0.020
#: dm from one row of points to the next along the course in large and in small pictures, and points across it.
_STEP, _COLUMNS = (0.016, 0.032), (5, 3)
#: dm from the course's middle to the edges of the skin that is looked up, in so many columns.
_REACH, _LOOKED_UP = 0.024, 5
#: Half width (dm) of track and drop, the drop's half length and its height, and how far the track stands out.
_TRACK, _DROP_WIDE, _DROP_LONG, _DROP_HIGH, _TRACK_HIGH = 0.0100, 0.0215, 0.034, 0.0180, 0.0024
#: dm that the thinnest water lies above the skin.
_ABOVE = 0.0010
#: Nothing is narrower than this share of a pixel.
_LEAST_PIXELS = 0.9
#: Half width in pixels from which on a track is as steep as it is.
_FLAT_BELOW = 1.6
#: Points of a drop, along and across, in large and in small pictures.
_DROP_ROWS, _DROP_COLUMNS = (9, 5), (7, 5)
#: Over this part of its way a drop swells at the lid.
_SWELLS = 0.07
#: How much a drop magnifies, how steep its sides and those of the track are.
_MAGNIFIES, _STEEP, _TRACK_STEEP = 0.55, 1.15, 0.50
#: How much brighter a drop is on the side away from the key light, and what wet skin keeps of its light.
_CAUSTIC, _WET_KEEPS = np.float32(0.80), np.float32(0.97)
#: What water's edges, where it stands steep on the skin, keep from being seen of its light.
_RIM = np.float32(0.22)
#: Columns of what is looked up of the skin: places, normals, u and v, unit vectors across the course and down it.
_PLACE, _NORMAL, _TEXTURE, _RIGHT, _DOWN = slice(0, 3), slice(3, 6), slice(6, 8), slice(8, 11), slice(11, 14)


class Anchors(NamedTuple):
    """Points (rows, columns) of the skin: three vertices and their shares (rows, columns, 3), u, v (rows, columns, 2).

    ``wide`` (rows,): how wide a track is there, of 1.
    """

    vertex: Ints
    share: Floats
    texture: Floats
    wide: Floats

    def blend(self, values: Floats) -> Floats:
        """Return values (rows, columns, k) of the skin's vertices' (n, k)."""
        a, b, c = (self.share[..., k, None] * values[self.vertex[..., k]] for k in range(3))
        found: Floats = a + b + c
        return found


@dataclass(frozen=True, eq=False, kw_only=True)
class Drop(Part):
    """The tear of one side: its track's points row by row, then the drop's.

    Attributes:
        geometry: the skin that it runs on.
        left: whether it runs down the left cheek.
        seed: of its course.
        pixel: dm of a head that a pixel covers.
        small: whether pictures are.
        at: (n, 2) where points are in the last pose: row of the anchors, and dm from the middle.
        wet: (n, 3) the water's unit normals in it.
        rim: (n,) how near its edges points are, 1 at them.
    """

    geometry: Geometry
    left: bool
    seed: int
    pixel: float
    small: bool
    at: Floats
    wet: Floats
    rim: Floats

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.at)

    def seen(self, pose: Pose) -> bool:
        """Tell whether a tear runs down this cheek."""
        return self._way(pose.looks) > 0

    def _way(self, looks: Looks) -> float:
        return looks.left_drop if self.left else looks.right_drop

    @functools.cached_property
    def _anchors(self) -> Anchors:
        """What a tear runs on, worked out when the first one does."""
        return anchor(self.geometry, _STEP[self.small], self.seed, left=self.left)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Run down the cheek as far as the sign says, and leave the track wet."""
        anchors, way = self._anchors, self._way(pose.looks)
        rising = min(way / _SWELLS, 1.0)
        size = round(math.sqrt(rising * (2.0 - rising)), 6)
        last, step = len(anchors.wide) - 1, _STEP[self.small]
        lowest = last - 0.7 * _DROP_LONG / step
        end = np.float32(lowest * max(way - _SWELLS, 0.0) / (1.0 - _SWELLS))
        skin, normals = anchors.blend(pose.skin), unit(anchors.blend(pose.normals))
        surface = np.concatenate([skin, normals, anchors.texture, *_along(skin)], axis=2)
        least = np.float32(_LEAST_PIXELS / 2 * self.pixel)

        # the track: rows beyond the drop fall together there
        across = np.linspace(-1, 1, _COLUMNS[self.small], dtype=np.float32)
        row = np.minimum(np.arange(last + 1, dtype=np.float32), end)
        half = np.maximum(np.float32(_TRACK * size) * anchors.wide, least)
        track_at = np.stack(np.broadcast_arrays(row[:, None], half[:, None] * across), axis=2)
        # a gleam narrower than a pixel would be dots: narrow tracks are flatter
        steep = np.float32(_TRACK_STEEP) * np.minimum(half / np.float32(_FLAT_BELOW * self.pixel), np.float32(1))
        track_rise = np.broadcast_to(np.float32(_TRACK_HIGH) * (np.float32(1) - across * across), track_at.shape[:2])
        track_lean = np.stack(np.broadcast_arrays(steep[:, None] * across, np.zeros_like(row)[:, None]), axis=2)
        # the drop, round below and narrower above
        along = np.linspace(-1, 1, _DROP_ROWS[self.small], dtype=np.float32)[:, None]
        across = np.linspace(-1, 1, _DROP_COLUMNS[self.small], dtype=np.float32)
        girth = np.sqrt(np.float32(1) - along * along)
        girth = girth * (np.float32(1) - np.float32(0.35) * np.maximum(-along, np.float32(0)))
        inner = np.sqrt((np.float32(1) - along * along) * (np.float32(1) - across * across))
        long, wide = np.float32(_DROP_LONG * size / step), np.maximum(np.float32(_DROP_WIDE * size), least)
        drop_at = np.stack(
            np.broadcast_arrays(np.clip(end + along * long, 0, np.float32(last)), wide * girth * across), axis=2
        )
        drop_rise = np.float32(_DROP_HIGH * size) * inner
        drop_lean = np.float32(_STEEP) * np.stack(np.broadcast_arrays(girth * across, along), axis=2)

        self.at[:] = np.concatenate([track_at.reshape(-1, 2), drop_at.reshape(-1, 2)])
        rise = np.concatenate([track_rise.ravel(), drop_rise.ravel()])
        lean: Floats = np.concatenate([track_lean.reshape(-1, 2), drop_lean.reshape(-1, 2)]).astype(np.float32)
        points = looked_up(surface, self.at)
        normal = unit(points[:, _NORMAL])
        self.wet[:] = unit(normal + lean[:, :1] * points[:, _RIGHT] + lean[:, 1:] * points[:, _DOWN])
        rows.normals[:] = normal
        rows.vertices[:] = points[:, _PLACE] + (rise + np.float32(_ABOVE))[:, None] * normal
        rows.occlusion[:] = np.float32(1)
        # a drop is a lens: what is under its middle fills it
        drop = self.at[-drop_rise.size :]
        magnified = drop - np.float32(_MAGNIFIES) * (drop - np.array([end, 0], np.float32))
        texture = points[:, _TEXTURE]
        texture[-drop_rise.size :] = looked_up(anchors.texture, magnified)
        for corner in range(3):
            rows.corners[:, 2 * corner : 2 * corner + 2] = texture[self.triangles[:, corner]]

    def diffuse(self, rows: Rows, lights: Floats, skin: Rows) -> None:
        """Be as light as the skin below, but for what a drop gathers on its far side from the key light."""
        lit = looked_up(self._anchors.blend(skin.shaded[:, 3:]), self.at)
        lean = self.wet - rows.normals
        towards = lean[:, 0] * lights[0, 0] + lean[:, 1] * lights[0, 1] + lean[:, 2] * lights[0, 2]
        rows.shaded[:, :3] = self.wet
        rows.shaded[:, 3:6] = lit[:, :3] * (_WET_KEEPS - _CAUSTIC * towards - _RIM * self.rim)[:, None]
        rows.shaded[:, 6:] = lit[:, 3:]


def _along(skin: Floats) -> tuple[Floats, Floats]:
    """Return unit vectors (rows, columns, 3) along ``skin`` (rows, columns, 3): across the course, and down it."""
    right = np.broadcast_to((skin[:, -1] - skin[:, 0])[:, None], skin.shape)
    down = np.concatenate([skin[1:], skin[-1:]]) - np.concatenate([skin[:1], skin[:-1]])
    return unit(right), unit(down)


def looked_up(surface: Floats, at: Floats) -> Floats:
    """Return values (n, k) of ``surface`` (rows, columns, k), bilinear, at points (n, 2): row, and dm from the middle.

    >>> looked_up(np.arange(10, dtype=np.float32).reshape(2, 5, 1), np.array([[0.5, 0.0]], np.float32)).tolist()
    [[4.5]]
    """
    rows, columns = surface.shape[:2]
    row = np.clip(at[:, 0], 0, np.float32(rows - 1))
    column = np.clip((at[:, 1] / np.float32(_REACH) + np.float32(1)) * np.float32((columns - 1) / 2), 0, columns - 1)
    r = np.minimum(row.astype(np.int32), rows - 2)
    c = np.minimum(column.astype(np.int32), columns - 2)
    p, q = (row - r.astype(np.float32))[:, None], (column - c.astype(np.float32))[:, None]
    above = surface[r, c] + q * (surface[r, c + 1] - surface[r, c])
    below = surface[r + 1, c] + q * (surface[r + 1, c + 1] - surface[r + 1, c])
    found: Floats = (above + p * (below - above)).astype(np.float32)
    return found


def course(seed: int, step: float, *, left: bool) -> Doubles:
    """Return the middle of a tear's way (rows, 2), x and y on the base mesh's front, dm: a point each ``step``."""
    points = []
    for k, (x, y) in enumerate(_COURSE):
        stray = _STRAYS * (_chance(seed, left, f"stray {k}") - 0.5) if k else 0.0
        points.append((x + stray, y))
    found = []
    y = points[0][1]
    while y >= points[-1][1]:
        k = next(k for k in range(len(points) - 1) if points[k + 1][1] <= y)
        (x0, y0), (x1, y1) = points[k], points[k + 1]
        part = (y0 - y) / (y0 - y1)
        part = part * part * (3 - 2 * part)
        x = x0 + part * (x1 - x0)
        found.append((x if left else -x, y))
        y -= step
    return np.array(found)


def _chance(seed: int, left: bool, what: str) -> float:
    """Return a number in [0, 1) that belongs to one thing of a tear's course."""
    return (seed_of(seed, ("left" if left else "right",), f"tear {what}") & 0xFFFF) / 0x10000


def anchor(geometry: Geometry, step: float, seed: int, *, left: bool) -> Anchors:
    """Return where on the refined skin a tear runs.

    A point is in the foremost triangle that has its x and y on the base mesh, or at the nearest corner of one.
    """
    middle = course(seed, step, left=left)
    rest = geometry.rest.astype(np.float64)
    near = np.abs(rest[:, 0] - (_COURSE_X if left else -_COURSE_X)) < 0.25
    near &= (rest[:, 1] > _COURSE[-1][1] - 0.3) & (rest[:, 1] < _COURSE[0][1] + 0.1) & (rest[:, 2] > 0.5)
    faces = np.flatnonzero(near[geometry.triangles].all(axis=1) & geometry.open)
    a, b, c = (rest[geometry.triangles[faces, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (b[:, 1] - a[:, 1])
    ahead = area > 1e-9
    faces, a, b, c, area = faces[ahead], a[ahead], b[ahead], c[ahead], area[ahead]
    vertex = np.zeros((len(middle), _LOOKED_UP, 3), np.int32)
    share = np.zeros((len(middle), _LOOKED_UP, 3), np.float32)
    texture = np.zeros((len(middle), _LOOKED_UP, 2), np.float32)
    for row, (x, y) in enumerate(middle):
        for column in range(_LOOKED_UP):
            px = x + _REACH * (2 * column / (_LOOKED_UP - 1) - 1)
            second = ((px - a[:, 0]) * (c[:, 1] - a[:, 1]) - (c[:, 0] - a[:, 0]) * (y - a[:, 1])) / area
            third = ((b[:, 0] - a[:, 0]) * (y - a[:, 1]) - (px - a[:, 0]) * (b[:, 1] - a[:, 1])) / area
            outside = -np.minimum(np.minimum(second, third), 1 - second - third)
            z = a[:, 2] + second * (b[:, 2] - a[:, 2]) + third * (c[:, 2] - a[:, 2])
            inside = np.flatnonzero(outside <= 1e-6)
            best = inside[np.argmax(z[inside])] if len(inside) else np.argmin(outside)
            shares = np.clip([1 - second[best] - third[best], second[best], third[best]], 0, None)
            shares = np.round(shares / (shares[0] + shares[1] + shares[2]), 6).astype(np.float32)
            vertex[row, column] = geometry.triangles[faces[best]]
            share[row, column] = shares
            corners = geometry.corners[faces[best]].reshape(3, 2)
            texture[row, column] = shares[0] * corners[0] + shares[1] * corners[1] + shares[2] * corners[2]
    wide = [0.78 + 0.44 * _chance(seed, left, f"width {row // 2}") for row in range(len(middle))]
    return Anchors(vertex, share, texture, np.array(wide, np.float32))


def parts(head: Head) -> tuple[Drop, Drop]:
    """Return the tears that can run down a person's cheeks, the left one first."""
    small = head.pixels <= SMALL
    rows = len(course(head.seed, _STEP[small], left=True))
    track, drop = (rows, _COLUMNS[small]), (_DROP_ROWS[small], _DROP_COLUMNS[small])
    before, count = track[0] * track[1], drop[0] * drop[1]
    triangles = np.concatenate([grid(*track), grid(*drop) + np.int32(before)])
    across, along, over = (np.linspace(-1, 1, steps, dtype=np.float32) ** 2 for steps in (track[1], drop[0], drop[1]))
    round_about = 1 - (1 - along[:, None]) * (1 - over)
    rim = np.concatenate([np.tile(across, rows), (round_about * round_about).ravel()]).astype(np.float32)
    left, right = (
        Drop(
            triangles=triangles,
            corners=np.zeros((len(triangles), 6), np.float32),
            material=WATER_ON_SKIN,
            smooth=False,
            solid=np.zeros(len(triangles), bool),
            fleeting=True,
            geometry=head.geometry,
            left=is_left,
            seed=head.seed,
            pixel=head.pixel,
            small=small,
            at=np.zeros((before + count, 2), np.float32),
            wet=np.zeros((before + count, 3), np.float32),
            rim=rim,
        )
        for is_left in (True, False)
    )
    return left, right
