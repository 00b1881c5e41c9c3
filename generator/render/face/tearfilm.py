"""Tears that stand along the lower lids: a strip of water between eyeball and lid, which grows until it spills.

What is under it is the eyeball's texture, seen through water; its surface turns from the eyeball's to the lid's, so
that somewhere on it every lamp from the front is mirrored: the bright line along the lid that is taken for tears.

Numbers without a name are chosen by eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.render.arrays import Floats, Ints
from synthgen.render.face.eyes import LIMBUS, lid_margins, texture_corners
from synthgen.render.materials import WATER_ON_EYE
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.poseframe import EyeHelper

if TYPE_CHECKING:
    from synthgen.render.head import Head

#: Pictures of up to so many pixels are small: they show less, and in fewer triangles.
SMALL = 384
#: Columns of the strip for each step of the lid's margin, and points across it, in large and in small pictures.
_FINER, _ACROSS = (3, 2), (5, 4)
#: dm that the water climbs the eyeball: at once, and at the fullest.
_LEAST_HIGH, _MOST_HIGH = 0.0028, 0.0135
#: Where pixels are larger it climbs so many of them at the fullest, but no higher than this (dm).
_PIXELS_HIGH, _HIGHEST = 1.25, 0.018
#: dm of the lid's margin that it covers, from its back edge: at once, and at the fullest.
_LEAST_WIDE, _MOST_WIDE = 0.004, 0.012
#: How far (dm) its middle stands out of the straight line across it, hollow at first and round before it spills.
_HOLLOW, _ROUND = -0.0012, 0.0030
#: dm that it lies above eyeball and lid.
_ABOVE = 0.0012
#: dm between the lids from which on it has all its room.
_OPEN = 0.028
#: It runs out over this share of the lid at either end.
_RUNS_OUT = 0.22
#: Share of the sky that is open to it. It is a lens along the lid: these are the shares of the light (red, green, blue)
#: that it shows at its upper edge, in its upper half, in its lower half and at its lower edge, where the lid is red.
_OPEN_SKY = np.float32(0.75)
_AT, _LENS = (0.0, 0.4, 0.7, 1.0), ((0.92, 0.70, 0.98, 0.95), (0.92, 0.67, 0.92, 0.76), (0.92, 0.68, 0.93, 0.72))


@dataclass(frozen=True, eq=False, kw_only=True)
class Film(Part):
    """The water at both lower lids, the left one first.

    Attributes:
        helpers: where the eyes are.
        margins: base mesh vertices (m,) at the back edge of the left and the right lid's margin.
        over: those of the upper lid opposite each column (c,).
        curve: which margin points columns blend (c, 4), and their shares (c, 4).
        high: (c,) share of its height that each column has.
        across: points of a column.
        most: dm that it climbs at the fullest.
        pupil: radius of the pupil on the unit eyeball at rest.
    """

    helpers: tuple[EyeHelper, EyeHelper]
    margins: tuple[Ints, Ints]
    over: tuple[Ints, Ints]
    curve: tuple[Ints, Floats]
    high: Floats
    across: int
    most: float
    pupil: np.float32

    @property
    def count(self) -> int:
        """Number of vertices."""
        return 2 * self.across * len(self.high)

    def seen(self, pose: Pose) -> bool:
        """Tell whether there are tears."""
        return pose.looks.film > 0

    def place(self, pose: Pose, rows: Rows) -> None:
        """Fill the corner between eyeball and lid as high as the film is."""
        points, faces = self.count // 2, len(self.triangles) // 2
        for k, helper in enumerate(self.helpers):
            centre, gaze = helper.now(pose.base)
            own = slice(k * points, (k + 1) * points)
            vertices, normals = self._strip(pose, k, centre, helper.radius)
            rows.vertices[own], rows.normals[own] = vertices, normals
            offset = vertices - centre
            away = unit(offset)
            local = np.stack([_dot(away, gaze[:, j]) for j in range(3)], axis=1)
            texture_corners(
                self.triangles[:faces],
                0,
                np.ascontiguousarray(local, np.float32),
                np.float32(LIMBUS),
                self.pupil,
                np.float32(helper.pupil_scale(pose.base)),
                rows.corners[k * faces : (k + 1) * faces],
            )
        rows.occlusion[:] = _OPEN_SKY

    def _strip(self, pose: Pose, eye: int, centre: Floats, radius: np.float32) -> tuple[Floats, Floats]:
        """Return the vertices (n, 3) dm and unit normals (n, 3) of one eye's water."""
        film = np.float32(pose.looks.film)
        points, share = pose.base[self.margins[eye][self.curve[0]]], self.curve[1][..., None]
        back = (points[:, 0] * share[:, 0] + points[:, 1] * share[:, 1]) + (
            points[:, 2] * share[:, 2] + points[:, 3] * share[:, 3]
        )
        up, ahead = pose.head[:, 1], pose.head[:, 2]
        out = unit(back - centre)
        climb = unit(up - _dot(out, up)[:, None] * out)
        # lids that shut press it away
        gap = _dot(pose.base[self.over[eye]] - back, up)
        size = self.high * np.clip(gap / np.float32(_OPEN), np.float32(0), np.float32(1))
        high = size * np.float32(_LEAST_HIGH + (self.most - _LEAST_HIGH) * film)
        wide = size * np.float32(_LEAST_WIDE + (_MOST_WIDE - _LEAST_WIDE) * film)
        top = centre + (radius + np.float32(_ABOVE)) * unit(out + (high / radius)[:, None] * climb)
        lid = unit(np.float32(0.75) * up + np.float32(0.65) * ahead)
        low = back + wide[:, None] * out + np.float32(_ABOVE) * lid
        swell = size * np.float32(_HOLLOW + (_ROUND - _HOLLOW) * film)
        vertices, normals = [], []
        for j in range(self.across):
            t = np.float32(j / (self.across - 1))
            normal = unit((np.float32(1) - t) * out + t * lid)
            rise = np.float32(4) * t * (np.float32(1) - t) * swell
            vertices.append(top + t * (low - top) + rise[:, None] * normal)
            normals.append(normal)
        return np.stack(vertices, axis=1).reshape(-1, 3), np.stack(normals, axis=1).reshape(-1, 3)

    def light(self, shaded: Floats) -> None:
        """Gather light, and mirror lamps without loss."""
        t = np.linspace(0, 1, self.across, dtype=np.float32)
        lens = np.stack([np.interp(t, _AT, shares).astype(np.float32) for shares in _LENS], axis=1)
        shaded[:, 3:6] *= np.tile(lens, (len(shaded) // self.across, 1))
        shaded[:, 6] = np.float32(1)


def _dot(vectors: Floats, other: Floats) -> Floats:
    """Return the dot products (n,) of vectors (n, 3) with one vector (3,), in a fixed order."""
    found: Floats = vectors[..., 0] * other[0] + vectors[..., 1] * other[1] + vectors[..., 2] * other[2]
    return found


def unit(vectors: Floats) -> Floats:
    """Return vectors (…, 3) of length 1."""
    x, y, z = vectors[..., 0], vectors[..., 1], vectors[..., 2]
    length = np.sqrt(x * x + y * y + z * z + np.float32(1e-12))
    found: Floats = (vectors / length[..., None]).astype(np.float32)
    return found


def grid(rows: int, columns: int) -> Ints:
    """Return the triangles (t, 3) of ``rows`` × ``columns`` points, counterclockwise where rows run down and columns
    to the right."""
    found = []
    for r in range(rows - 1):
        for c in range(columns - 1):
            a = r * columns + c
            found += [(a, a + columns, a + 1), (a + 1, a + columns, a + columns + 1)]
    return np.array(found, np.int32)


def _curve(places: list[float], count: int) -> tuple[Ints, Floats]:
    """Return which of ``count`` points a Catmull–Rom curve blends at ``places`` (c,), as (c, 4), and shares (c, 4)."""
    index, share = [], []
    for at in places:
        k = min(int(at), count - 2)
        t = at - k
        index.append([min(max(k + j, 0), count - 1) for j in (-1, 0, 1, 2)])
        square, cube = t * t, t * t * t
        share.append(
            (
                -0.5 * t + square - 0.5 * cube,
                1.0 - 2.5 * square + 1.5 * cube,
                0.5 * t + 2.0 * square - 1.5 * cube,
                -0.5 * square + 0.5 * cube,
            )
        )
    return np.array(index, np.int32), np.array(share, np.float32)


def parts(head: Head) -> tuple[Film]:
    """Return the water that a person's lids can hold."""
    margins = lid_margins(head.assets)
    steps = len(margins.lower[0]) - 1
    small = int(head.pixels <= SMALL)
    finer, across = _FINER[small], _ACROSS[small]
    place = [k / finer for k in range(steps * finer + 1)]
    overs = tuple(upper[[round(at / steps * (len(upper) - 1)) for at in place]] for upper in margins.upper)
    ends = [min(min(at / steps, 1 - at / steps) / _RUNS_OUT, 1.0) for at in place]
    high = [end * end * (3.0 - 2.0 * end) for end in ends]
    one = grid(len(place), across)[:, ::-1]  # columns run to the right here, and points across them down
    count = len(place) * across
    triangles = np.concatenate([one, one + np.int32(count)])
    film = Film(
        triangles=triangles,
        corners=np.zeros((len(triangles), 6), np.float32),
        material=WATER_ON_EYE,
        smooth=False,
        solid=np.zeros(len(triangles), bool),
        fleeting=True,
        helpers=head.eyes,
        margins=margins.lower,
        over=(overs[0], overs[1]),
        curve=_curve(place, steps + 1),
        high=np.array(high, np.float32),
        across=across,
        most=max(_MOST_HIGH, min(_PIXELS_HIGH * head.pixel, _HIGHEST)),
        pupil=np.float32(LIMBUS * head.look.eyes.pupil),
    )
    return (film,)
