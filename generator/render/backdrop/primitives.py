"""Boxes, balls, cylinders, cones and capsules before a camera: rays meet them, lamps light them.

Lengths are dm in the camera's space: x right, y up, z ahead. A primitive is a unit shape, |coordinates| ≤ 1, that a
matrix turns and stretches. Everything is + − × ÷ and square roots, in a fixed order.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints
from synthgen.render.backdrop.solid import texture

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: the number of each is its place
SHAPES = ("box", "ball", "cylinder", "cone", "capsule")
_FAR = f4(1e9)
#: points of a shadow's way to the lamp, the last one's distance in dm, and how thick things are taken to be
_STEPS, _REACH, _THICK = 14, 7.0, 2.5
#: a ray to the lamp begins this far from its thing
_OFF = 0.06


class Primitives(NamedTuple):
    """``n`` things, the first of which may be a wall as wide as the picture."""

    inverse: Floats  # (n, 3, 3) from an offset in the camera's space to the thing's own
    centre: Floats  # (n, 3) dm
    boxes: Ints  # (n, 4) left, top, right, bottom: pixels in which it may be
    shape: Ints  # (n,) of SHAPES
    texture: Ints  # (n,) of TEXTURES
    size: Floats  # (n, 3) lattice units of the texture in half the thing
    colours: Floats  # (n, 2, 3) linear
    gloss: Floats  # (n,) how bright a lamp's reflection is
    seeds: Ints  # (n,) uint32, of the texture's noise
    reach: Floats  # (n,) how far nearer than its centre it may begin, dm


class Pinhole(NamedTuple):
    """A camera's focal length and principal point in pixels."""

    focal: np.float32
    centre_x: np.float32
    centre_y: np.float32


class Glow(NamedTuple):
    """Light in the camera's space: lamps (n, 6), unit direction and colour, the key first; up, sky and ground (3,)."""

    lamps: Floats
    up: Floats
    sky: Floats
    ground: Floats


@kernel
def _nearer(a, b, c):  # type: ignore[no-untyped-def]
    """Return the first root of a·t² + 2b·t + c; far away where there is none."""
    under = b * b - a * c
    if under < f4(0) or a == f4(0):
        return _FAR
    return (-b - math.sqrt(under)) / a


@kernel
def _meets(shape, ox, oy, oz, dx, dy, dz):  # type: ignore[no-untyped-def]
    """Return where on a ray from ``o`` along ``d`` a unit shape begins; far away where it is not met."""
    if shape == 1:
        return _nearer(dx * dx + dy * dy + dz * dz, ox * dx + oy * dy + oz * dz, ox * ox + oy * oy + oz * oz - f4(1))
    if shape == 0:
        ix, iy, iz = f4(1) / dx, f4(1) / dy, f4(1) / dz
        begin = max(-abs(ix) - ox * ix, max(-abs(iy) - oy * iy, -abs(iz) - oz * iz))
        end = min(abs(ix) - ox * ix, min(abs(iy) - oy * iy, abs(iz) - oz * iz))
        return begin if begin <= end else _FAR
    if shape == 2:
        t = _nearer(dx * dx + dz * dz, ox * dx + oz * dz, ox * ox + oz * oz - f4(1))
        y = oy + t * dy
        if t < _FAR and abs(y) <= f4(1):
            return t
        t = ((f4(-1) if dy > f4(0) else f4(1)) - oy) / dy
        x = ox + t * dx
        z = oz + t * dz
        return t if x * x + z * z <= f4(1) else _FAR
    if shape == 3:
        # x² + z² = k², with k = (1 − y) / 2
        k = f4(0.5) * (f4(1) - oy)
        slope = f4(-0.5) * dy
        t = _nearer(dx * dx + dz * dz - slope * slope, ox * dx + oz * dz - k * slope, ox * ox + oz * oz - k * k)
        y = oy + t * dy
        if t < _FAR and abs(y) <= f4(1):
            return t
        t = (f4(-1) - oy) / dy
        x = ox + t * dx
        z = oz + t * dz
        return t if dy > f4(0) and x * x + z * z <= f4(1) else _FAR
    # a capsule: a cylinder of radius 1/2 from −1/2 to 1/2, and a ball at each end
    quarter = f4(0.25)
    t = _nearer(dx * dx + dz * dz, ox * dx + oz * dz, ox * ox + oz * oz - quarter)
    if t < _FAR and abs(oy + t * dy) <= f4(0.5):
        return t
    best = _FAR
    for end in range(2):
        py = oy - (f4(0.5) if end else f4(-0.5))
        t = _nearer(dx * dx + dy * dy + dz * dz, ox * dx + py * dy + oz * dz, ox * ox + py * py + oz * oz - quarter)
        best = min(best, t)
    return best


@kernel
def trace(things, sight, depth, number):  # type: ignore[no-untyped-def]
    """Write what each pixel shows: ``depth`` (h, w) float32 dm, and the ``number`` (h, w) int32 of the thing; −1.

    ``sight`` (h, w, 2) float32: right and up, where each pixel looks a step ahead. Things had better
    come from near to far: what is behind all of a thing is not looked for.
    """
    inverse, centre, boxes, shape, _, _, _, _, _, reach = things
    depth[:] = _FAR
    number[:] = i4(-1)
    for n in range(centre.shape[0]):
        m = inverse[n]
        away = centre[n, 2]
        nearest = away - reach[n]
        middle_x = centre[n, 0] / away
        middle_y = centre[n, 1] / away
        left, top, right, bottom = boxes[n]
        kind = shape[n]
        for row in range(top, bottom):
            for column in range(left, right):
                if depth[row, column] < nearest:
                    continue
                x, y = sight[row, column, 0], sight[row, column, 1]
                up = away * (y - middle_y)
                side = away * (x - middle_x)
                t = away + _meets(
                    kind,
                    m[0, 0] * side + m[0, 1] * up,
                    m[1, 0] * side + m[1, 1] * up,
                    m[2, 0] * side + m[2, 1] * up,
                    m[0, 0] * x + m[0, 1] * y + m[0, 2],
                    m[1, 0] * x + m[1, 1] * y + m[1, 2],
                    m[2, 0] * x + m[2, 1] * y + m[2, 2],
                )
                if t < depth[row, column]:
                    depth[row, column] = t
                    number[row, column] = n


@kernel
def shadows(depth, sight, pinhole, lamp, out):  # type: ignore[no-untyped-def]
    """Write how much of a lamp's light, ``lamp`` (≥ 3,) its direction, pixels' points have: 0 or 1 for each 2 × 2 of
    them in ``out`` (⌈h/2⌉, ⌈w/2⌉).

    What stands in the way is looked for in ``depth``, what the camera sees, as if its lens did not distort; the rest
    casts no shadow.
    """
    focal, centre_x, centre_y = pinhole
    height, width = depth.shape
    for block_row in range(out.shape[0]):
        row = min(2 * block_row, height - 1)
        for block_column in range(out.shape[1]):
            column = min(2 * block_column, width - 1)
            x, y = sight[row, column, 0], sight[row, column, 1]
            z = depth[row, column]
            light = f4(1)
            for step in range(_STEPS):
                share = f4(step + 1) / f4(_STEPS)
                away = f4(_OFF) + f4(_REACH) * share * share
                there = z + away * lamp[2]
                if there < f4(1):
                    break
                px = i4(centre_x + focal * (x * z + away * lamp[0]) / there)
                py = i4(centre_y - focal * (y * z + away * lamp[1]) / there)
                if px < 0 or py < 0 or px >= width or py >= height:
                    break
                behind = there - depth[py, px]
                if f4(2 * _OFF) < behind < f4(_THICK):
                    light = f4(0)
                    break
            out[block_row, block_column] = light


@kernel
def smooth(values, out):  # type: ignore[no-untyped-def]
    """Write the mean of each 3 × 3 of ``values`` (h, w) into ``out``."""
    height, width = values.shape
    for row in range(height):
        above, below = max(row - 1, 0), min(row + 1, height - 1)
        for column in range(width):
            left, right = max(column - 1, 0), min(column + 1, width - 1)
            total = values[above, left] + values[above, column] + values[above, right]
            total += values[row, left] + values[row, column] + values[row, right]
            total += values[below, left] + values[below, column] + values[below, right]
            out[row, column] = total * f4(1 / 9)


@kernel
def soften_edges(sharp, number, out):  # type: ignore[no-untyped-def]
    """Write ``sharp`` (h, w, 3) into ``out``; where things meet, by ``number`` (h, w), a pixel is a mean (binomial)."""
    height, width = number.shape
    for row in range(height):
        above, below = max(row - 1, 0), min(row + 1, height - 1)
        for column in range(width):
            left, right = max(column - 1, 0), min(column + 1, width - 1)
            here = number[row, column]
            met = (number[row, left] ^ here) | (number[row, right] ^ here)
            met |= (number[above, column] ^ here) | (number[below, column] ^ here)
            for k in range(3):
                own = sharp[row, column, k]
                if met:
                    beside = sharp[row, left, k] + sharp[row, right, k]
                    beside += sharp[above, column, k] + sharp[below, column, k]
                    corners = sharp[above, left, k] + sharp[above, right, k]
                    corners += sharp[below, left, k] + sharp[below, right, k]
                    own = f4(0.25) * own + f4(0.125) * beside + f4(0.0625) * corners
                out[row, column, k] = own


@kernel
def _normal(shape, x, y, z):  # type: ignore[no-untyped-def]
    """Return the normal (not of unit length) of a unit shape at a point on it."""
    if shape == 0:
        ax, ay, az = abs(x), abs(y), abs(z)
        if ax >= ay and ax >= az:
            return x, f4(0), f4(0)
        if ay >= az:
            return f4(0), y, f4(0)
        return f4(0), f4(0), z
    if shape == 1:
        return x, y, z
    if shape == 2:
        if x * x + z * z < abs(y) * f4(0.999):
            return f4(0), y, f4(0)
        return x, f4(0), z
    if shape == 3:
        if y < f4(-0.998):
            return f4(0), f4(-1), f4(0)
        return x, f4(0.25) * (f4(1) - y), z
    return x, y - min(max(y, f4(-0.5)), f4(0.5)), z


@kernel
def shade(things, sight, depth, number, glow, lit, out):  # type: ignore[no-untyped-def]
    """Write the light (h, w, 3) float32 that comes from what ``trace`` found; ``lit``: the key's share there, a number
    for each 2 × 2 pixels."""
    inverse, centre, _, shapes, textures, sizes, colours, gloss, seeds, _ = things
    lamps, above, sky, ground = glow
    height, width = depth.shape
    for row in range(height):
        for column in range(width):
            n = number[row, column]
            if n < 0:
                out[row, column] = f4(0)
                continue
            x, y = sight[row, column, 0], sight[row, column, 1]
            z = depth[row, column]
            m = inverse[n]
            px, py, pz = x * z - centre[n, 0], y * z - centre[n, 1], z - centre[n, 2]
            ox = m[0, 0] * px + m[0, 1] * py + m[0, 2] * pz
            oy = m[1, 0] * px + m[1, 1] * py + m[1, 2] * pz
            oz = m[2, 0] * px + m[2, 1] * py + m[2, 2] * pz
            ux, uy, uz = _normal(shapes[n], ox, oy, oz)
            nx = m[0, 0] * ux + m[1, 0] * uy + m[2, 0] * uz
            ny = m[0, 1] * ux + m[1, 1] * uy + m[2, 1] * uz
            nz = m[0, 2] * ux + m[1, 2] * uy + m[2, 2] * uz
            scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz)
            if x * nx + y * ny + nz > f4(0):
                scale = -scale
            nx, ny, nz = nx * scale, ny * scale, nz * scale
            high = f4(0.5) * (f4(1) + nx * above[0] + ny * above[1] + nz * above[2])
            red = ground[0] + high * (sky[0] - ground[0])
            green = ground[1] + high * (sky[1] - ground[1])
            blue = ground[2] + high * (sky[2] - ground[2])
            mirrored_red, mirrored_green, mirrored_blue = f4(0), f4(0), f4(0)
            back = f4(1) / math.sqrt(x * x + y * y + f4(1))
            for lamp in range(lamps.shape[0]):
                lx, ly, lz = lamps[lamp, 0], lamps[lamp, 1], lamps[lamp, 2]
                cosine = nx * lx + ny * ly + nz * lz
                if cosine <= f4(0):
                    continue
                seen = lit[row >> 1, column >> 1] if lamp == 0 else f4(1)
                red += cosine * seen * lamps[lamp, 3]
                green += cosine * seen * lamps[lamp, 4]
                blue += cosine * seen * lamps[lamp, 5]
                if gloss[n] > f4(0):  # Blinn: how near the normal is to half way between lamp and viewer
                    hx, hy, hz = lx - x * back, ly - y * back, lz - back
                    half = max(nx * hx + ny * hy + nz * hz, f4(0)) / math.sqrt(hx * hx + hy * hy + hz * hz + f4(1e-6))
                    half *= half
                    half *= half
                    half *= half
                    half *= half
                    half *= half * seen * gloss[n]
                    mirrored_red += half * lamps[lamp, 3]
                    mirrored_green += half * lamps[lamp, 4]
                    mirrored_blue += half * lamps[lamp, 5]
            tx, ty, tz = ox * sizes[n, 0], oy * sizes[n, 1], oz * sizes[n, 2]
            share = texture(textures[n], tx, ty, tz, seeds[n])
            one, other = colours[n, 0], colours[n, 1]
            out[row, column, 0] = (one[0] + share * (other[0] - one[0])) * red + mirrored_red
            out[row, column, 1] = (one[1] + share * (other[1] - one[1])) * green + mirrored_green
            out[row, column, 2] = (one[2] + share * (other[2] - one[2])) * blue + mirrored_blue
