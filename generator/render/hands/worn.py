"""What is worn before a face and moves with it: a medical mask, and a scarf that is wound up to the nose.

Cloth is a grid of points. Each hangs on the point of the skin that a ray out of the head meets, so that it moves as
jaw and cheeks do there, evened out over its neighbours as cloth does; between what it lies on it is taut.

Numbers without a name are chosen by eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles, Floats, Ints, Mask
from synthgen.render.clothes import shell
from synthgen.render.geometry import head_geometry
from synthgen.render.hands.pictures import mask_picture, scarf_picture
from synthgen.render.hands.thing import Thing, sheet
from synthgen.render.head import Head, detail_of
from synthgen.render.materials import Material
from synthgen.render.part import Pose, Rows

#: Rays of a mask start here (base mesh, dm); its half width in degrees from straight ahead, and how far up and down it
#: reaches in the middle and at its sides.
_MASK_FROM = (0.0, 6.75, 0.45)
#: … where the skull's centre is here.
_CENTRE = (0.0, 7.75, 0.30)
_MASK_HALF, _MASK_UP, _MASK_DOWN = 66.0, (20.0, 6.0), (-43.0, -25.0)
_MASK_ROWS, _MASK_COLUMNS = 17, 33
#: Cords go from a mask's corners to behind the ear: degrees from ahead, and up, where they end; half a cord's width.
_CORD_TO, _CORD_UP, _CORD_STEPS, _CORD_WIDE = 96.0, (14.0, -14.0), 7, 0.7
#: Rays of a scarf start on this axis (z of the base mesh, dm); its upper and lower edge by azimuth round the neck.
_SCARF_Z = 0.25
_SCARF_AZIMUTH, _SCARF_TOP = (0, 45, 90, 135, 180), (6.84, 6.72, 6.62, 6.66, 6.70)
_SCARF_LOW = (5.50, 5.60, 5.75, 5.80, 5.80)
_SCARF_ROWS, _SCARF_COLUMNS = 17, 48
#: Below this height of the base mesh neck and shoulders are no thicker than this for it, dm.
_UNDER_CHIN, _NECK = 6.05, 0.78
#: What a beard lifts a mask by, dm.
_BEARD = 0.045
#: Rounds in which cloth is drawn taut, and in which a pose's movement is evened out.
_TAUT, _EVEN = 60, 3


class Anchored(NamedTuple):
    """Points (n,) of the refined skin that rays meet: ``vertex`` and ``share`` (n, 3), unit ``away`` (n, 3)."""

    vertex: Ints
    share: Floats
    away: Floats

    def of(self, skin: Floats) -> Floats:
        """Return where they are (n, 3) on a skin."""
        a, b, c = (self.share[:, k, None] * skin[self.vertex[:, k]] for k in range(3))
        found: Floats = a + b + c
        return found


Real = TypeVar("Real", Doubles, Floats)


@stored
def mask_anchors(assets: Assets, detail: float) -> tuple[Anchored, Anchored]:
    """Return the grid of a mask, and its four cords, two points a step: right below and above, left below and above."""
    rays = []
    for row in range(_MASK_ROWS):
        v = row / (_MASK_ROWS - 1)
        for column in range(_MASK_COLUMNS):
            u = 2.0 * column / (_MASK_COLUMNS - 1) - 1.0
            high = _MASK_UP[0] + (_MASK_UP[1] - _MASK_UP[0]) * u * u
            low = _MASK_DOWN[0] + (_MASK_DOWN[1] - _MASK_DOWN[0]) * u * u
            rays.append(_ray(_MASK_HALF * u, high + (low - high) * v))
    cords = []
    for side in (-1.0, 1.0):
        for end in (1, 0):
            begin = (_MASK_DOWN if end else _MASK_UP)[1] + (1.5 if end else -1.5)
            for step in range(_CORD_STEPS):
                t = step / (_CORD_STEPS - 1)
                azimuth = side * (_MASK_HALF - 1.5 + t * (_CORD_TO - _MASK_HALF + 1.5))
                up = begin + t * (_CORD_UP[end] - begin)
                cords += [_ray(azimuth, up + side * _CORD_WIDE), _ray(azimuth, up - side * _CORD_WIDE)]
    origin = np.array(_MASK_FROM)
    # cords lie below the ears; a face's outermost skin is before what lines the mouth
    return _anchored(assets, detail, origin, rays, last=True), _anchored(assets, detail, origin, cords)


@stored
def scarf_anchors(assets: Assets, detail: float) -> Anchored:
    """Return the grid of a scarf, which closes behind."""
    rays, origins = [], []
    for row in range(_SCARF_ROWS):
        v = row / (_SCARF_ROWS - 1)
        for column in range(_SCARF_COLUMNS):
            azimuth = 360.0 * column / _SCARF_COLUMNS
            degrees = min(azimuth, 360.0 - azimuth)
            top, low = (float(np.interp(degrees, _SCARF_AZIMUTH, edge)) for edge in (_SCARF_TOP, _SCARF_LOW))
            rays.append(_ray(azimuth, 0.0))
            origins.append((0.0, round(top + v * (low - top), 6), _SCARF_Z))
    return _anchored(assets, detail, np.array(origins), rays, last=True)


def _ray(azimuth: float, up: float) -> tuple[float, float, float]:
    """Return the unit direction so many degrees to the subject's left, and up."""
    a, e = math.radians(azimuth), math.radians(up)
    return round(math.sin(a) * math.cos(e), 9), round(math.sin(e), 9), round(math.cos(a) * math.cos(e), 9)


def _anchored(
    assets: Assets, detail: float, origin: Doubles, rays: list[tuple[float, float, float]], *, last: bool = False
) -> Anchored:
    """Return where rays (n,) from one or n origins meet the skin first, or last."""
    geometry = head_geometry(assets, detail)
    rest, triangles = geometry.rest, geometry.triangles
    outside = geometry.open & (rest[triangles, 1].min(axis=1) > 5.0) & (np.abs(rest[triangles, 0]).max(axis=1) < 1.6)
    away = np.array(rays)
    origins = np.broadcast_to(origin, away.shape)
    vertex, share = shell.hits(origins, away, rest.astype(np.float64), triangles[outside], farthest=last)
    return Anchored(vertex, share, away.astype(np.float32))


def _taut(skin: Doubles, least: Doubles, held: Doubles, *, closed: bool) -> Doubles:
    """Return how far out (rows, columns) cloth lies over skin that is so far out: ``least`` more at least, and where
    ``held`` is 1 no more than that."""
    cloth = skin + least
    floor = cloth.copy()
    for _ in range(_TAUT):
        cloth = np.maximum(cloth + (1.0 - held) * (_mean(cloth, closed=closed) - cloth), floor)
    return cloth


def _mean(grid: Real, *, closed: bool) -> Real:
    """Return the means of the neighbours above, below and beside (rows, columns, …)."""
    above = np.concatenate([grid[:1], grid[:-1]])
    below = np.concatenate([grid[1:], grid[-1:]])
    if closed:
        before, behind = np.roll(grid, 1, axis=1), np.roll(grid, -1, axis=1)
    else:
        before = np.concatenate([grid[:, :1], grid[:, :-1]], axis=1)
        behind = np.concatenate([grid[:, 1:], grid[:, -1:]], axis=1)
    mean: Real = (above + below + (before + behind)) * grid.dtype.type(0.25)
    return mean


@dataclass(frozen=True, eq=False, kw_only=True)
class Worn(Thing):
    """Cloth on a face.

    Attributes:
        anchors: of its points on the skin, in the order of its points.
        rest: (n, 3) dm from the skull's centre, where these are on the neutral face.
        grid: rows and columns of its first points, over which movement is evened out; ``closed`` round about.
    """

    anchors: Anchored
    rest: Floats
    grid: tuple[int, int]
    closed: bool

    def place(self, pose: Pose, rows: Rows) -> None:
        """Move with the skin below, as cloth does."""
        count = len(self.rest)
        moved = _home(self.anchors.of(pose.skin), pose.head, pose.centre) - self.rest
        cells = self.grid[0] * self.grid[1]
        even: Floats = moved[:cells].reshape(*self.grid, 3)
        for _ in range(_EVEN):
            even = (np.float32(0.5) * (even + _mean(even, closed=self.closed))).astype(np.float32, copy=False)
        moved[:cells] = even.reshape(-1, 3)
        points = self.points.copy()
        points[:count] += moved
        for k in range(3):
            rows.vertices[:, k] = (
                points[:, 0] * pose.head[k, 0] + points[:, 1] * pose.head[k, 1] + points[:, 2] * pose.head[k, 2]
            ) + pose.centre[k]


def _home(points: Floats, head: Floats, centre: Floats) -> Floats:
    """Return points (n, 3) of a posed head in its frame at rest, from the skull's centre."""
    away = points - centre
    columns = [away[:, 0] * head[0, k] + away[:, 1] * head[1, k] + away[:, 2] * head[2, k] for k in range(3)]
    return np.stack(columns, axis=1)


def mask(head: Head) -> Worn:
    """Return a mask, fitted to the neutral face."""
    grid, cords = mask_anchors(head.assets, detail_of(head.pixels))
    skin = grid.of(head.skin).astype(np.float64)
    away = grid.away.astype(np.float64)
    shape = (_MASK_ROWS, _MASK_COLUMNS)
    origin = head.centre.astype(np.float64) + np.array(_MASK_FROM) - np.array(_CENTRE)
    far = shell.dot(skin - origin, away).reshape(shape)
    held = np.zeros(shape)
    held[0], held[-1], held[:, 0], held[:, -1] = 0.9, 0.9, 1.0, 1.0
    # what this head has beside the rays, evened out: lips part the skin, cloth lies over both
    beside = (skin - origin - far.reshape(-1, 1) * away).reshape(*shape, 3)
    for _ in range(_TAUT):
        beside = 0.5 * (beside + _mean(beside, closed=False))
    nodes = far.reshape(-1, 1) * away + beside.reshape(-1, 3)
    within = held < 0.5
    far = np.where(within, np.maximum(far, _farthest(head, origin, nodes, within.ravel()).reshape(shape)), far)
    stand = 0.030 + (_BEARD if head.look.hair.beard_style != "none" else 0.0)
    out = _taut(far, np.where(held > 0.5, 0.022, stand), held, closed=False)
    fold = np.arange(_MASK_ROWS)[:, None] % 3 == 1
    out = out + np.where(fold & (held < 0.5), 0.010, 0.0)
    points = origin + out.reshape(-1, 1) * away + beside.reshape(-1, 3)
    strap = cords.of(head.skin).astype(np.float64) + 0.020 * cords.away.astype(np.float64)
    triangles, corners = sheet(*shape, closed=False)
    cells = len(points)
    for cord in range(4):
        piece, _ = sheet(_CORD_STEPS, 2, closed=False)
        if cord >= 2:
            piece = piece[:, [0, 2, 1]]
        first = cells + 2 * _CORD_STEPS * cord
        triangles = np.concatenate([triangles, piece + np.int32(first)])
        corners = np.concatenate([corners, np.full((len(piece), 6), 0.02, np.float32)])
    cloth = Material(0.45, 0.025, (0.30, 0.30, 0.30), mask_picture(head.seed, _texels(head)))
    whole, anchors = np.concatenate([points, strap]), _both(grid, cords)
    return _worn(head, "mask", whole, (triangles, corners), cloth, anchors, shape, closed=False)


def _farthest(head: Head, origin: Doubles, nodes: Doubles, within: Mask) -> Doubles:
    """Return how far from an origin the skin of the face is round each of a mask's points (n, 3), seen from there.

    Rays miss the tip of a nose by as much as they lie apart. Skin that is nearest to a point at the mask's edge, not
    ``within`` (n,) it, may lie outside; where no skin is nearest to a point, 0.
    """
    rest = head.geometry.rest
    face = (rest[:, 2] > 0.7) & (rest[:, 1] > 6.0) & (rest[:, 1] < 7.3) & ~head.geometry.lining
    away = head.skin[face].astype(np.float64) - origin
    out, seen = shell.unit(nodes), shell.unit(away)
    cosine = seen[:, :1] * out[:, 0] + seen[:, 1:2] * out[:, 1] + seen[:, 2:] * out[:, 2]
    # a point has to be before all skin that is not nearer to the points next to it
    found = np.zeros(len(nodes))
    nearest = np.argsort(-cosine, axis=1, kind="stable")[:, :3]
    below = within[nearest[:, 0]]
    for of in nearest[below].T:
        np.maximum.at(found, of, np.sqrt(shell.dot(away, away))[below])
    return np.round(found, 6)


def _both(first: Anchored, second: Anchored) -> Anchored:
    return Anchored(*(np.concatenate(pair) for pair in zip(first, second, strict=True)))


def _texels(head: Head) -> int:
    return min(512, max(64, 4 * round(1.6 / head.pixel / 2)))


def scarf(head: Head) -> Worn:
    """Return a scarf, fitted to the neutral face and neck."""
    grid = scarf_anchors(head.assets, detail_of(head.pixels))
    shape = (_SCARF_ROWS, _SCARF_COLUMNS)
    skin, away = grid.of(head.skin).astype(np.float64), grid.away.astype(np.float64)
    axis = np.stack([np.zeros(len(skin)), skin[:, 1], np.full(len(skin), _SCARF_Z)], axis=1)
    far = shell.dot(skin - axis, away).reshape(shape)
    row, column = np.arange(_SCARF_ROWS)[:, None], np.arange(_SCARF_COLUMNS)[None, :]
    high = grid.of(head.geometry.rest)[:, 1].reshape(shape)  # on the base mesh, where chins are alike
    far = np.where(high < _UNDER_CHIN, np.minimum(far, _NECK), far)
    # three turns that lie on one another, aslant
    winding = (row / (_SCARF_ROWS - 1) * 3.0 + 0.35 * np.abs(column / _SCARF_COLUMNS * 2.0 - 1.0)) % 1.0
    roll = 4.0 * winding * (1.0 - winding)
    wave = np.abs((column * 0.37 + row * 0.21) % 2.0 - 1.0)
    least = 0.07 + 0.10 * roll + 0.018 * wave
    held = np.zeros(shape)
    held[0], held[-1] = 1.0, 1.0
    least[0], least[-1] = 0.02, 0.03
    out = _taut(far, least, np.maximum(held, 0.35), closed=True)
    points = axis + out.reshape(-1, 1) * away
    triangles, corners = sheet(*shape, closed=True)
    corners = (corners * np.array([5.0, 1.4] * 3, np.float32)).astype(np.float32)
    wool = Material(0.60, 0.015, (0.25, 0.25, 0.25), scarf_picture(head.seed, _texels(head)), tiles=(True, True))
    first = np.arange(0, _SCARF_COLUMNS, 4)
    made = _worn(head, "scarf", points, (triangles, corners), wool, grid, shape, closed=True)
    ribs = np.stack([first, (first + 4) % _SCARF_COLUMNS], axis=1).astype(np.int32) + np.int32(_SCARF_COLUMNS)
    shade = np.clip(0.55 + 0.5 * roll, 0.0, 1.0)
    radii = np.full(len(ribs), 0.13, np.float32)
    return replace(made, ribs=ribs, radii=radii, open_sky=shade.ravel().astype(np.float32))


def _worn(
    head: Head,
    kind: str,
    points: Doubles,
    drawn: tuple[Ints, Floats],
    material: Material,
    anchors: Anchored,
    grid: tuple[int, int],
    *,
    closed: bool,
) -> Worn:
    centre = head.centre.astype(np.float64)
    return Worn(
        triangles=drawn[0],
        corners=drawn[1],
        material=material,
        fleeting=True,
        closing=True,
        covers="thing",
        name=(kind, "both"),
        points=np.round(points - centre, 5).astype(np.float32),
        ribs=np.zeros((0, 2), np.int32),
        radii=np.zeros(0, np.float32),
        open_sky=np.ones(len(points), np.float32),
        anchors=anchors,
        rest=anchors.of(head.skin) - head.centre,
        grid=grid,
        closed=closed,
    )
