"""A wall of random primitives: two layers of boxes, balls, cylinders, cones and capsules before a plain wall.

After Chan and Chen's Sim2Real set, made with Unity Perception: primitives in two layers .4 m apart, with random
texture, hue and rotation, face the camera behind the person. Ours stand upright in the world, so that a camera that
rolls sees them roll, and are in the light that the person is in. What stands at a place of the wall comes from a hash
of the clip's seed and the place: a camera that sees more of the wall sees the same wall.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.backdrop.colour import colour_of
from synthgen.render.backdrop.primitives import (
    SHAPES,
    Glow,
    Pinhole,
    Primitives,
    shade,
    shadows,
    smooth,
    soften_edges,
    trace,
)
from synthgen.render.backdrop.solid import TEXTURES
from synthgen.render.raster.distortion import sight
from synthgen.render.surroundings.around import lighting_of
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn
from synthgen.scene.staging import turned, world_turn

#: a head's radius, from which the camera's distance follows, and how far behind the head the first layer stands, dm
_RADIUS, _BEHIND = 1.5, 10.0
#: from layer to layer, as in the paper, and from the second to the wall behind both, dm
_APART, _WALL = 4.0, 2.0
#: how far it is from one primitive to the next, and half of a primitive's size in that: least and most; dm
_SPACING = (0.9, 1.9)
_HALF = (0.42, 0.78)
#: how far a primitive may be from its place, in spacings and, ahead or back, in dm
_ASIDE, _AHEAD = 0.28, 0.6
#: how far a primitive may be stretched along its own axes
_THIN, _FAT = 0.7, 1.2
#: colours of a wall, of which every primitive has two; how far their lightness is from the wall's, and how much of
#: its saturation they may lack
_PALETTE, _LIGHTER, _PALER = 16, 0.28, 0.6
#: lattice units of a texture in a dm
_FINENESS = (0.8, 2.6)
#: the same of the wall behind, and how much of its colours it has: light hardly gets there
_COARSE, _DARKER = (0.6, 1.4), 0.7
#: how much of the light at the person's place there is at the wall
_FALLS = 0.75
#: how bright a lamp's reflection may be
_GLOSS = 0.35
#: how far a lens may bend a primitive's edge beyond its corners, in heights of the picture
_BENT = 0.03
#: no more than this many places are looked at, however wide the camera's angle
_MOST = 96
#: numbers drawn for a wall, and for a primitive
_OF_A_WALL, _OF_A_PRIMITIVE = 6, 19
_MIX = np.uint64(0x9E3779B97F4A7C15)


def chances(seed: int, *places: npt.ArrayLike, count: int) -> Doubles:
    """Return ``count`` numbers in [0, 1) for each place (…, count), from a hash (splitmix64): the same bits everywhere.

    ``places``: whole numbers, or arrays of one shape of them, that say together what is drawn for.
    """
    state = np.uint64(seed & (2**64 - 1))
    with np.errstate(over="ignore"):
        for place in places:
            state = _mixed(state ^ (np.asarray(place, np.int64).astype(np.uint64) * _MIX + _MIX))
        many = _mixed(state[..., None] + _MIX * np.arange(1, count + 1, dtype=np.uint64))
    return np.asarray((many >> np.uint64(11)) * (1.0 / 2**53), np.float64)


def _mixed(x: Ints) -> Ints:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


def paint_wall(drawn: Drawn, camera: Camera) -> Floats:
    """Return the wall (h, w, 3) float32 linear as a clip's camera sees it."""
    up = _up(drawn, camera)
    looks = sight(camera)
    things = primitives(drawn, camera, looks, up)
    pinhole = Pinhole(*(np.float32(v) for v in (camera.focal, camera.centre_x, camera.centre_y)))
    glow = _glow(drawn, camera, up)
    size = (camera.height, camera.width)
    depth, number = np.empty(size, np.float32), np.empty(size, np.int32)
    trace(things, looks, depth, number)
    dark, lit = (np.empty((-(-camera.height // 2), -(-camera.width // 2)), np.float32) for _ in range(2))
    shadows(depth, looks, pinhole, glow.lamps[0], dark)
    smooth(dark, lit)
    sharp, painted = np.empty((*size, 3), np.float32), np.empty((*size, 3), np.float32)
    shade(things, looks, depth, number, glow, lit, sharp)
    soften_edges(sharp, number, painted)
    return painted


def _up(drawn: Drawn, camera: Camera) -> tuple[float, float, float]:
    """Return the world's up in the camera's space."""
    return _seen(camera, turned(world_turn(drawn), (0.0, 1.0, 0.0)))


def _seen(camera: Camera, direction: Sequence[float]) -> tuple[float, float, float]:
    """Return a direction of the person's space in the camera's."""
    x, y, z = (math.fsum(a * b for a, b in zip(row, direction, strict=True)) for row in camera.rotation)
    return x, y, z


def _glow(drawn: Drawn, camera: Camera, up: tuple[float, float, float]) -> Glow:
    """Return the light of the person's place as it falls on the wall."""
    lighting = lighting_of(drawn)
    lamps = [[*_seen(camera, lamp.unit()), *(_FALLS * channel for channel in lamp.colour)] for lamp in lighting.lamps]
    turn = world_turn(drawn)
    sky, ground = (
        np.array([_FALLS * channel for channel in lighting.from_around(turned(turn, facing))], np.float32)
        for facing in ((0.0, 1.0, 0.0), (0.0, -1.0, 0.0))
    )
    return Glow(np.array(lamps, np.float32), np.array(up, np.float32), sky, ground)


def primitives(drawn: Drawn, camera: Camera, looks: Floats, up: tuple[float, float, float]) -> Primitives:
    """Return what stands before a camera of this sight, from near to far; ``up`` is the world's up in its space."""
    flat = math.sqrt(up[0] ** 2 + up[1] ** 2)
    above = (up[0] / flat, up[1] / flat) if flat > 1e-6 else (0.0, 1.0)
    upright = np.array([[above[1], -above[0], 0.0], [above[0], above[1], 0.0], [0.0, 0.0, 1.0]])
    palette = _palette(drawn)
    first = drawn.number("camera.distance") * _RADIUS + _BEHIND
    whole = chances(drawn.clip, 0, count=_OF_A_WALL)
    spacing = _SPACING[0] + whole[0] * (_SPACING[1] - _SPACING[0])
    parts = [_layer(drawn, looks, upright, k, first + k * _APART, spacing, palette) for k in range(2)]
    parts.append(_wall(whole, looks, first + _APART + _WALL, palette))
    rotation, centre, half, shape, kind, fineness, colours, gloss, noise = (
        np.concatenate(rows) for rows in zip(*parts, strict=True)
    )
    matrix, centre = _product(upright.T, rotation), _product(upright.T, centre[:, :, None])[:, :, 0]
    near = np.argsort(centre[:-1, 2] - half[:-1].max(axis=1), kind="stable").tolist()
    near.append(len(near))  # the wall behind
    return Primitives(
        # a stretched rotation's inverse: transposed, and each row divided by its stretch
        np.ascontiguousarray((matrix.transpose(0, 2, 1) / half[:, :, None])[near], np.float32),
        centre[near].astype(np.float32),
        _boxes(matrix, centre, half, camera)[near],
        shape[near].astype(np.int32),
        kind[near].astype(np.int32),
        (half * fineness[:, None])[near].astype(np.float32),
        colours[near].astype(np.float32),
        gloss[near].astype(np.float32),
        (noise * 2.0**32)[near].astype(np.uint32),
        (half.max(axis=1) * 1.8)[near].astype(np.float32),
    )


def _layer(
    drawn: Drawn, looks: Floats, upright: Doubles, layer: int, away: float, spacing: float, palette: Doubles
) -> tuple[Doubles, ...]:
    """Return rotation, centre, half sizes, shape, texture, fineness, colours, gloss and noise of a layer's primitives,
    in the space of a camera that stands upright."""
    i, j = _places(looks, upright, away, spacing)
    chance = chances(drawn.clip, 1 + layer, i, j, count=_OF_A_PRIMITIVE)
    kept = chance[:, 0] < drawn.number("background.clutter")
    i, j, chance = i[kept], j[kept], chance[kept].T

    def between(what: int, low: float, high: float) -> Doubles:
        return low + chance[what] * (high - low)

    across = spacing * (i + 0.5 * layer + between(1, -_ASIDE, _ASIDE))
    upwards = spacing * (j + 0.5 * layer + between(2, -_ASIDE, _ASIDE))
    size = spacing * between(8, *_HALF)
    palette_of = (chance[12:14] * _PALETTE).astype(np.int64)
    return (
        _rotations(2.0 * chance[4:8].T - 1.0 + 1e-9),
        np.stack([across, upwards, away + between(3, -_AHEAD, _AHEAD)], axis=1),
        size[:, None] * (_THIN + chance[9:12].T * (_FAT - _THIN)),
        (chance[14] * len(SHAPES)).astype(np.int64),
        (chance[15] * len(TEXTURES)).astype(np.int64),
        between(16, *_FINENESS),
        np.stack([palette[palette_of[0]], palette[palette_of[1]]], axis=1),
        _GLOSS * np.maximum(between(17, -1.0, 1.0), 0.0) ** 2,
        chance[18],
    )


def _wall(whole: Doubles, looks: Floats, away: float, palette: Doubles) -> tuple[Doubles, ...]:
    """Return the plain wall behind, in the form of ``_layer``: a box wider than the picture."""
    reach = 2.0 * away * (1.0 + float(np.abs(looks).max()))
    first, second = (int(chance * _PALETTE) for chance in whole[1:3])
    return (
        np.eye(3)[None],
        np.array([[0.0, 0.0, away + 1.0]]),
        np.array([[reach, reach, 1.0]]),
        np.array([SHAPES.index("box")]),
        np.array([int(whole[3] * len(TEXTURES))]),
        np.array([_COARSE[0] + whole[4] * (_COARSE[1] - _COARSE[0])]),
        _DARKER * palette[[first, second]][None],
        np.zeros(1),
        whole[5:6],
    )


def _palette(drawn: Drawn) -> Doubles:
    """Return a wall's colours (n, 3) linear: its hue, and others within its variety of it."""
    hue, saturation, lightness, variety = (
        drawn.number(f"background.{key}") for key in ("hue", "saturation", "lightness", "variety")
    )
    rows = []
    for turn, light, pale in chances(drawn.clip, 3, np.arange(_PALETTE), count=3).tolist():
        shade_of = min(max(lightness + _LIGHTER * (2.0 * light - 1.0), 0.0), 1.0)
        rows.append(colour_of(hue + variety * (2.0 * turn - 1.0), saturation * (1.0 - _PALER * pale), shade_of))
    return np.array(rows, np.float64)


def _places(looks: Floats, upright: Doubles, away: float, spacing: float) -> tuple[Ints, Ints]:
    """Return the places (i, j) of a layer that the camera may see, row by row."""
    least, most = looks.min(axis=(0, 1)).tolist(), looks.max(axis=(0, 1)).tolist()
    corners = away * np.array([[x, y, 1.0] for x in (least[0], most[0]) for y in (least[1], most[1])])
    seen = _product(upright, corners[:, :, None])[:, :2, 0] / spacing
    low = np.floor(seen.min(axis=0) - 1.5).astype(np.int64)
    high = np.ceil(seen.max(axis=0) + 1.5).astype(np.int64)
    low, high = np.maximum(low, -_MOST // 2), np.minimum(high, _MOST // 2)
    i, j = np.meshgrid(np.arange(low[0], high[0]), np.arange(low[1], high[1]))
    return i.ravel(), j.ravel()


def _product(a: Doubles, b: Doubles) -> Doubles:
    """Return the products of 3 × 3 matrices with matrices or columns, summed in a fixed order."""
    a = np.asarray(a)
    rows = [sum(a[..., r, k, None] * b[..., k, :] for k in range(3)) for r in range(3)]
    return np.stack(rows, axis=-2)


def _rotations(quaternions: Doubles) -> Doubles:
    """Return the rotations (n, 3, 3) of quaternions (n, 4) of any length."""
    length = np.sqrt((quaternions**2)[:, 0] + (quaternions**2)[:, 1] + (quaternions**2)[:, 2] + (quaternions**2)[:, 3])
    w, x, y, z = (quaternions / length[:, None]).T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.stack([np.stack(row, axis=1) for row in rows], axis=1)


def _boxes(matrix: Doubles, centre: Doubles, half: Doubles, camera: Camera) -> Ints:
    """Return the pixels (n, 4), left, top, right and bottom, that a primitive's corners span."""
    signs = np.array([[a, b, c] for a in (-1, 1) for b in (-1, 1) for c in (-1, 1)], np.float64)
    offset = sum(matrix[:, None, :, k] * (half[:, None, k] * signs[None, :, k])[:, :, None] for k in range(3))
    corners = centre[:, None] + offset
    ahead = np.maximum(corners[:, :, 2], 1.0)
    x, y = corners[:, :, 0] / ahead, -corners[:, :, 1] / ahead
    more = 1.0
    if camera.distortion is not None:  # which bends straight edges outwards by some pixels
        x, y = camera.distortion.bent(x, y)
        more += _BENT * camera.height
    x, y = camera.centre_x + camera.focal * x, camera.centre_y + camera.focal * y
    found = [x.min(axis=1) - more, y.min(axis=1) - more, x.max(axis=1) + more + 1, y.max(axis=1) + more + 1]
    most = (camera.width, camera.height) * 2
    return np.stack([np.clip(v, 0, m).astype(np.int32) for v, m in zip(found, most, strict=True)], axis=1)
