"""Rays into a drawn place: which solid, wall or piece of sky each meets, and how bright that is.

Lengths are dm; the head's middle is the origin, y goes up. Light is measured as in ``render.raster.brdf``: a white
surface on which 1 falls has radiance 1. Nothing here throws shadows but the corners of a room: it is seen out of focus.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.noise import smoothstep, value_noise
from synthgen.render.surroundings.patterns import LEAVES, mixed, paint

f4 = np.float32
i4 = np.int32
u4 = np.uint32
Floats = npt.NDArray[np.float32]

#: columns of a solid: where its middle is, its half extents, two colours (see ``patterns``), how many times its colour
#: it glows (0: it is lit), its pattern, dm of what repeats, whether it is round, a seed
MIDDLE, HALF, GLOW, PATTERN, SCALE, ROUND, SEED, SOLID_COLUMNS = 0, 3, 12, 13, 14, 15, 16, 17
#: columns of a lamp: where, which way it shines (all zero: every way), its colour times its area, its area
_FACING, _STRENGTH, _AREA, LAMP_COLUMNS = 3, 6, 9, 10
#: rows of a sky: overhead, at the horizon, to the sun, the sun's light, clouds; then cover, seed and haze (dm)
_ZENITH, _HORIZON, _SUN, _SUNLIGHT, _CLOUD, _OTHER, SKY_ROWS = 0, 1, 2, 3, 4, 5, 6

_FAR = f4(1e9)
#: no direction is closer to an axis than this
_LEAST = f4(1e-6)
#: corners of a room are darker: from how far (dm), and how much
_CORNER, _DARKER = f4(7.0), f4(0.3)
#: how ragged the edges of leaves are; nothing is behind a wall by less than this, dm
_RAGGED, _ON_A_WALL = f4(0.32), f4(0.5)
#: things near the floor are darker: from how high (dm), and how much is left
_FLOOR, _FLOOR_LEFT = f4(6.0), f4(0.55)


class Scenery(NamedTuple):
    """A place. ``solids`` (n, SOLID_COLUMNS); ``faces`` (6, SOLID_COLUMNS) of the room at lower and upper x, y, z, from
    their colour on, or, third, the ground; ``bounds`` (2, 3) of the room; ``lamps`` (k, LAMP_COLUMNS); ``ambient``
    (2, 3) on what faces up, and down; ``sky`` (SKY_ROWS, 3); ``indoors`` 1 or 0."""

    solids: Floats
    faces: Floats
    bounds: Floats
    lamps: Floats
    ambient: Floats
    sky: Floats
    indoors: int


@kernel
def _meets(solid, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return how far along a ray from ``o`` a solid is entered; below 0: never."""
    x, y, z = solid[MIDDLE] - ox, solid[MIDDLE + 1] - oy, solid[MIDDLE + 2] - oz
    hx, hy, hz = solid[HALF], solid[HALF + 1], solid[HALF + 2]
    if solid[ROUND] > f4(0):
        qx, qy, qz = x / hx, y / hy, z / hz
        wx, wy, wz = dx / hx, dy / hy, dz / hz
        a = wx * wx + wy * wy + wz * wz
        b = wx * qx + wy * qy + wz * qz
        inside = b * b - a * (qx * qx + qy * qy + qz * qz - f4(1))
        t = (b - math.sqrt(inside)) / a if inside > f4(0) else f4(-1)
        if t > f4(0) and solid[PATTERN] == f4(LEAVES):
            fine = f4(1) / solid[SCALE]
            px, py, pz = (ox + t * dx) * fine, (oy + t * dy) * fine, (oz + t * dz) * fine
            gap = _RAGGED * (f4(1) + value_noise(px, py, pz, u4(i4(solid[SEED]))))
            return t if inside > gap * a else f4(-1)
        return t
    ix, iy, iz = f4(1) / dx, f4(1) / dy, f4(1) / dz
    x1, x2 = (x - hx) * ix, (x + hx) * ix
    y1, y2 = (y - hy) * iy, (y + hy) * iy
    z1, z2 = (z - hz) * iz, (z + hz) * iz
    near = max(min(x1, x2), max(min(y1, y2), min(z1, z2)))
    far = min(max(x1, x2), min(max(y1, y2), max(z1, z2)))
    return near if near < far else f4(-1)


@kernel
def _lit(px, py, pz, nx, ny, nz, scenery):  # type: ignore[no-untyped-def]
    """Return the light (rgb) that falls on a surface at a point."""
    _, _, _, lamps, ambient, sky, indoors = scenery
    up = f4(0.5) + f4(0.5) * ny
    red = mixed(ambient[1, 0], ambient[0, 0], up)
    green = mixed(ambient[1, 1], ambient[0, 1], up)
    blue = mixed(ambient[1, 2], ambient[0, 2], up)
    if not indoors:
        sun = max(nx * sky[_SUN, 0] + ny * sky[_SUN, 1] + nz * sky[_SUN, 2], f4(0))
        return red + sun * sky[_SUNLIGHT, 0], green + sun * sky[_SUNLIGHT, 1], blue + sun * sky[_SUNLIGHT, 2]
    for k in range(lamps.shape[0]):
        x, y, z = lamps[k, 0] - px, lamps[k, 1] - py, lamps[k, 2] - pz
        square = x * x + y * y + z * z + lamps[k, _AREA]
        away = f4(1) / math.sqrt(square)
        falls = max((nx * x + ny * y + nz * z) * away, f4(0))
        fx, fy, fz = lamps[k, _FACING], lamps[k, _FACING + 1], lamps[k, _FACING + 2]
        sent = f4(1)
        if fx != f4(0) or fy != f4(0) or fz != f4(0):
            sent = max(-(fx * x + fy * y + fz * z) * away, f4(0))
        share = falls * sent / square
        red += share * lamps[k, _STRENGTH]
        green += share * lamps[k, _STRENGTH + 1]
        blue += share * lamps[k, _STRENGTH + 2]
    return red, green, blue


@kernel
def _cornered(distance):  # type: ignore[no-untyped-def]
    """Return the share of light that is left this far from a corner."""
    near = max(f4(1) - distance / _CORNER, f4(0))
    return f4(1) - _DARKER * near * near


@kernel
def _overhead(dx, dy, dz, sky):  # type: ignore[no-untyped-def]
    """Return the radiance of the sky in a direction, the sun's disc left out."""
    high = math.sqrt(max(dy, f4(0)))
    cover, seed = sky[_OTHER, 0], sky[_OTHER, 1]
    towards = max(dx * sky[_SUN, 0] + dy * sky[_SUN, 1] + dz * sky[_SUN, 2], f4(0))
    wide = towards * towards
    wide *= wide
    narrow = wide * wide
    narrow *= narrow * narrow
    halo = f4(0.10) * wide + f4(0.5) * narrow * narrow
    # clouds lie on a plane that bends down at the horizon
    flat = f4(1) / (max(dy, f4(0)) + f4(0.14))
    x, z = dx * flat, dz * flat
    form = value_noise(x, z, f4(0.5), u4(seed)) + f4(0.5) * value_noise(x * f4(2.3), z * f4(2.3), f4(0.5), u4(seed + 1))
    form += f4(0.25) * value_noise(x * f4(5.1), z * f4(5.1), f4(0.5), u4(seed + 2))
    form = f4(0.5) + f4(0.4) * form
    share = f4(0.95) * smoothstep(f4(1) - cover, f4(1.25) - cover, form + f4(0.25) * cover)
    shade = f4(1.15) - f4(0.45) * form
    red = mixed(sky[_HORIZON, 0], sky[_ZENITH, 0], high) + halo * sky[_SUNLIGHT, 0]
    green = mixed(sky[_HORIZON, 1], sky[_ZENITH, 1], high) + halo * sky[_SUNLIGHT, 1]
    blue = mixed(sky[_HORIZON, 2], sky[_ZENITH, 2], high) + halo * sky[_SUNLIGHT, 2]
    return (
        mixed(red, sky[_CLOUD, 0] * shade, share),
        mixed(green, sky[_CLOUD, 1] * shade, share),
        mixed(blue, sky[_CLOUD, 2] * shade, share),
    )


@kernel
def _shell(ox, oy, oz, dx, dy, dz, bounds):  # type: ignore[no-untyped-def]
    """Return how far away a ray leaves a box, and through which of its six faces."""
    tx = ((bounds[1, 0] if dx > f4(0) else bounds[0, 0]) - ox) / dx
    ty = ((bounds[1, 1] if dy > f4(0) else bounds[0, 1]) - oy) / dy
    tz = ((bounds[1, 2] if dz > f4(0) else bounds[0, 2]) - oz) / dz
    if tx <= ty and tx <= tz:
        return tx, i4(1 if dx > f4(0) else 0)
    if ty <= tz:
        return ty, i4(3 if dy > f4(0) else 2)
    return tz, i4(5 if dz > f4(0) else 4)


@kernel
def _of_face(face, px, py, pz, bounds, indoors):  # type: ignore[no-untyped-def]
    """Return normal, place (u, v) and (s, w) and the share of light that is left, of a point on a face of the room."""
    axis = face // 2
    sign = f4(1) if face % 2 == 0 else f4(-1)  # inwards
    left = f4(1)
    if indoors:
        if axis != 0:
            left *= _cornered(px - bounds[0, 0]) * _cornered(bounds[1, 0] - px)
        if axis != 1:
            left *= _cornered(py - bounds[0, 1]) * _cornered(bounds[1, 1] - py)
        if axis != 2:
            left *= _cornered(pz - bounds[0, 2]) * _cornered(bounds[1, 2] - pz)
    none = f4(0)
    if axis == 0:
        return sign, none, none, pz, py, none, none, left
    if axis == 1:
        return none, sign, none, px, pz, none, none, left
    return none, none, sign, px, py, none, none, left


@kernel
def _of_solid(solid, px, py, pz, floor):  # type: ignore[no-untyped-def]
    """Return normal, place (u, v) and (s, w) and the share of light that is left, of a point on a solid."""
    hx, hy, hz = solid[HALF], solid[HALF + 1], solid[HALF + 2]
    x, y, z = (px - solid[MIDDLE]) / hx, (py - solid[MIDDLE + 1]) / hy, (pz - solid[MIDDLE + 2]) / hz
    nx, ny, nz = f4(0), f4(0), f4(0)
    u, v, s, w = px, py, x, y
    if solid[ROUND] > f4(0):
        nx, ny, nz = x / hx, y / hy, z / hz
        scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz + _LEAST)
        nx, ny, nz = nx * scale, ny * scale, nz * scale
    elif abs(x) >= abs(y) and abs(x) >= abs(z):
        nx = f4(1) if x > f4(0) else f4(-1)
        u, s = pz, z
    elif abs(y) >= abs(z):
        ny = f4(1) if y > f4(0) else f4(-1)
        v, w = pz, z
    else:
        nz = f4(1) if z > f4(0) else f4(-1)
    left = _FLOOR_LEFT + (f4(1) - _FLOOR_LEFT) * (py - floor) / _FLOOR
    return nx, ny, nz, u, v, s, w, f4(1) if ny > f4(0.9) else min(left, f4(1))


@kernel
def look(origin, rays, nearest, scenery, out):  # type: ignore[no-untyped-def]
    """Write the radiance (n, 3) that unit ``rays`` (n, 3) from ``origin`` (3,) bring; nothing nearer than ``nearest``
    is seen but walls."""
    solids, faces, bounds, _, _, sky, indoors = scenery
    ox, oy, oz = origin[0], origin[1], origin[2]
    for i in range(rays.shape[0]):
        dx, dy, dz = rays[i, 0], rays[i, 1], rays[i, 2]
        dx = dx if abs(dx) > _LEAST else _LEAST
        dy = dy if abs(dy) > _LEAST else _LEAST
        dz = dz if abs(dz) > _LEAST else _LEAST
        best = _FAR
        which = -1
        for k in range(solids.shape[0]):
            t = _meets(solids[k], ox, oy, oz, dx, dy, dz)
            if nearest < t < best:
                best = t
                which = k
        if indoors:
            t, face = _shell(ox, oy, oz, dx, dy, dz, bounds)
        else:
            face = i4(2)
            t = (bounds[0, 1] - oy) / dy if dy < f4(0) else _FAR
        if which >= 0 and best <= t + _ON_A_WALL:
            px, py, pz = ox + best * dx, oy + best * dy, oz + best * dz
            surface = solids[which]
            nx, ny, nz, u, v, s, w, left = _of_solid(surface, px, py, pz, bounds[0, 1])
        elif t < _FAR:
            best = t
            px, py, pz = ox + best * dx, oy + best * dy, oz + best * dz
            surface = faces[face]
            nx, ny, nz, u, v, s, w, left = _of_face(face, px, py, pz, bounds, indoors)
        else:
            out[i, 0], out[i, 1], out[i, 2] = _overhead(dx, dy, dz, sky)
            continue
        r, g, b = paint(i4(surface[PATTERN]), surface[SCALE], i4(surface[SEED]), u, v, s, w, px, py, pz, surface)
        lr, lg, lb = _lit(px, py, pz, nx, ny, nz, scenery)
        glow = surface[GLOW]
        r *= glow if glow > f4(0) else lr * left
        g *= glow if glow > f4(0) else lg * left
        b *= glow if glow > f4(0) else lb * left
        haze = f4(0) if indoors else best / (best + sky[_OTHER, 2])
        out[i, 0] = mixed(r, sky[_HORIZON, 0], haze)
        out[i, 1] = mixed(g, sky[_HORIZON, 1], haze)
        out[i, 2] = mixed(b, sky[_HORIZON, 2], haze)
