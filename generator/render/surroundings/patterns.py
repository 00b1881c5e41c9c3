"""What surfaces of drawn places look like: functions of a point on them, from hashes, without an angle in them."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.noise import ease, hashed, value_noise

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: columns of a surface's two colours
COLOUR, SECOND = 6, 9

#: an even colour, a little uneven
PLAIN = 0
#: floor boards, seen along
BOARDS = 1
#: shelves of books
BOOKS = 2
#: a picture in its frame
PICTURE = 3
#: a window with what is outside
WINDOW = 4
#: cloth in folds
CURTAIN = 5
BRICKS = 6
STRIPES = 7
TILES = 8
#: leaves of a plant, a tree, a hedge
LEAVES = 9
#: a house with rows of windows
FACADE = 10
#: grass, sand, asphalt
GROUND = 11
#: a door, a cupboard: two panels
PANELS = 12

_ROUND = f4(0.5)


@kernel
def chance(x, y, seed):  # type: ignore[no-untyped-def]
    """Return a number in [0, 1) from two numbers, of which the whole parts count."""
    return hashed(u4(i4(math.floor(x))), u4(i4(math.floor(y))), u4(17), u4(seed))


@kernel
def fraction(x):  # type: ignore[no-untyped-def]
    """Return what is behind the point."""
    return f4(x - math.floor(x))


@kernel
def mixed(one, other, share):  # type: ignore[no-untyped-def]
    """Return the number ``share`` of the way from one to the other."""
    return one + (other - one) * share


@kernel
def paint(pattern, scale, seed, u, v, s, w, px, py, pz, surface):  # type: ignore[no-untyped-def]
    """Return the linear rgb of a surface at a point ``p`` (dm): (u, v) on it in dm, (s, w) from −1 to 1 of its extent.

    ``surface``: a row of ``cast``, for its two colours. ``scale``: dm of whatever repeats.
    """
    r1, g1, b1 = surface[COLOUR], surface[COLOUR + 1], surface[COLOUR + 2]
    r2, g2, b2 = surface[SECOND], surface[SECOND + 1], surface[SECOND + 2]
    share = f4(0)
    shade = f4(1)
    if pattern == BOARDS:
        across = u / scale
        share = chance(across, v / (f4(9) * scale) + f4(7) * chance(across, f4(3), seed), seed)
        shade = f4(0.96) + f4(0.1) * value_noise(across * f4(4), v / scale, f4(0), u4(seed))
        shade *= f4(0.72) if fraction(across) < f4(0.05) else f4(1)
    elif pattern == BOOKS:
        return _books(scale, seed, u, v, r1, g1, b1, r2, g2, b2)
    elif pattern == PICTURE:
        return _picture(seed, s, w, r1, g1, b1, r2, g2, b2)
    elif pattern == WINDOW:
        if abs(s) > f4(0.93) or abs(w) > f4(0.94) or abs(s) < f4(0.035) or abs(w - f4(0.25)) < f4(0.025):
            return r1 * f4(0.06), g1 * f4(0.06), b1 * f4(0.06)
        far = f4(0.25) * value_noise(u * f4(0.35), f4(0.5), f4(0.5), u4(seed)) - f4(0.1)
        leaf = f4(0.22) + f4(0.2) * value_noise(u * f4(0.9), v * f4(0.9), f4(0), u4(seed))
        below = min(max((far - w) * f4(8) + f4(0.5), f4(0)), f4(1))
        return mixed(r2, leaf * f4(0.8), below), mixed(g2, leaf, below), mixed(b2, leaf * f4(0.55), below)
    elif pattern == CURTAIN:
        fold = fraction(u / scale + f4(0.35) * value_noise(u * f4(0.4), v * f4(0.05), f4(0), u4(seed)))
        shade = f4(0.5) + f4(0.5) * ease(f4(2) * abs(fold - _ROUND))
    elif pattern == BRICKS:
        row = math.floor(v / scale)
        along = u / (f4(3) * scale) + f4(0.5) * fraction(f4(0.5) * f4(row))
        joint = fraction(v / scale) < f4(0.14) or fraction(along) < f4(0.05)
        share = f4(1) if joint else f4(0)
        shade = f4(1) if joint else f4(0.75) + f4(0.5) * chance(along, f4(row), seed)
    elif pattern == STRIPES:
        share = f4(1) if fraction(u / scale) < _ROUND else f4(0)
    elif pattern == TILES:
        joint = fraction(u / scale) < f4(0.04) or fraction(v / scale) < f4(0.04)
        share = f4(1) if joint else f4(0)
        shade = f4(0.92) + f4(0.16) * chance(u / scale, v / scale, seed)
    elif pattern == LEAVES:
        fine = value_noise(px * f4(2.4) / scale, py * f4(2.4) / scale, pz * f4(2.4) / scale, u4(seed))
        coarse = value_noise(px * f4(0.7) / scale, py * f4(0.7) / scale, pz * f4(0.7) / scale, u4(seed + 1))
        share = min(max(f4(0.5) + f4(0.6) * fine, f4(0)), f4(1))
        shade = f4(0.62) + f4(0.45) * coarse
    elif pattern == FACADE:
        return _facade(scale, seed, u, v, r1, g1, b1, r2, g2, b2)
    elif pattern == GROUND:
        fine = value_noise(u * f4(1.7) / scale, v * f4(1.7) / scale, f4(0), u4(seed))
        coarse = value_noise(u * f4(0.12) / scale, v * f4(0.12) / scale, f4(0), u4(seed + 1))
        share = min(max(f4(0.5) + f4(0.35) * fine + f4(0.35) * coarse, f4(0)), f4(1))
    elif pattern == PANELS:
        inner = abs(s) > f4(0.68) or abs(abs(w) - f4(0.48)) > f4(0.36)
        edge = abs(abs(s) - f4(0.7)) < f4(0.03) and abs(abs(w) - f4(0.48)) < f4(0.38)
        shade = f4(0.7) if edge else (f4(1) if inner else f4(0.9))
    else:
        shade = f4(1) + f4(0.05) * value_noise(px / scale, py / scale, pz / scale, u4(seed))
    return mixed(r1, r2, share) * shade, mixed(g1, g2, share) * shade, mixed(b1, b2, share) * shade


@kernel
def _dyed(seed, x, y, least, most):  # type: ignore[no-untyped-def]
    """Return a colour by chance: how light it is, and how far its three channels are from that."""
    light = mixed(least, most, chance(x, y, seed + 1))
    light *= light
    spread = f4(1.5) * chance(x, y, seed + 2)
    red = light * (f4(1) + spread * (chance(x, y, seed + 3) - f4(0.35)))
    green = light * (f4(1) + spread * (chance(x, y, seed + 4) - f4(0.5)))
    blue = light * (f4(1) + spread * (chance(x, y, seed + 5) - f4(0.55)))
    return red, green, blue


@kernel
def _books(scale, seed, u, v, r1, g1, b1, r2, g2, b2):  # type: ignore[no-untyped-def]
    row = f4(math.floor(v / scale))
    high = fraction(v / scale)
    if high < f4(0.08):
        return r1, g1, b1  # the board
    place = u / (f4(0.12) * scale)
    place += f4(0.8) * value_noise(place * f4(0.6), row + f4(0.5), f4(0.5), u4(seed))
    group = chance(u / (f4(1.3) * scale), row, seed + 9)
    top = f4(0.55) + f4(0.35) * chance(place, row, seed)
    if group > f4(0.8) or high > top:
        return r2, g2, b2  # nothing: the back
    red, green, blue = _dyed(seed, place, row, f4(0.16), f4(0.85))
    shade = f4(0.65) if fraction(place) < f4(0.12) else f4(1)
    return red * shade, green * shade, blue * shade


@kernel
def _picture(seed, s, w, r1, g1, b1, r2, g2, b2):  # type: ignore[no-untyped-def]
    out = max(abs(s), abs(w))
    if out > f4(0.9):
        return r1, g1, b1  # the frame
    if out > f4(0.7):
        return r2, g2, b2  # what is round about the picture
    form = value_noise(s * f4(1.6), w * f4(2.3), f4(0.5), u4(seed)) + f4(0.6) * w
    form += f4(0.3) * value_noise(s * f4(5), w * f4(5), f4(0.5), u4(seed + 1))
    part = f4(0) if form < f4(-0.25) else (f4(1) if form < f4(0.12) else (f4(2) if form < f4(0.4) else f4(3)))
    return _dyed(seed, part, f4(1), f4(0.2), f4(0.9))


@kernel
def _facade(scale, seed, u, v, r1, g1, b1, r2, g2, b2):  # type: ignore[no-untyped-def]
    fu = fraction(u / scale)
    fv = fraction(v / (f4(1.25) * scale))
    if f4(0.26) < fu < f4(0.74) and f4(0.28) < fv < f4(0.8):
        if abs(fu - _ROUND) < f4(0.02) or fu < f4(0.29) or fu > f4(0.71):
            return f4(0.6), f4(0.6), f4(0.58)
        glass = f4(0.25) + chance(u / scale, v / (f4(1.25) * scale), seed)
        return r2 * glass, g2 * glass, b2 * glass
    shade = f4(1) + f4(0.07) * value_noise(u * f4(0.2), v * f4(0.2), f4(0.5), u4(seed))
    shade *= f4(0.8) if fv < f4(0.03) else f4(1)
    return r1 * shade, g1 * shade, b1 * shade
