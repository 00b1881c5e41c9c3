"""Small textures: the mouth (teeth, gums, tongue) and the garment's cloth; and how textures are made smaller."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.render.face.teeth import SHADES
from synthgen.render.noise import along_edge, ease, hashed, smoothstep, value_noise

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]
f4 = np.float32
u4 = np.uint32

MOUTH_SIZE = 256
CLOTH_SIZE = 512
#: The cloth's texture covers this many dm each way, and repeats.
CLOTH_SPAN = 2.0
#: The layer of the noise's lattice that cloth is cut from; any other would do.
_CLOTH_LAYER = 7


def shrunk(texture: Picture, size: int) -> Picture:
    """Return a texture (h, w, 4), √linear·255, halved until its width is at most ``size``: light is averaged."""
    while texture.shape[1] > size:
        linear: Floats = texture.astype(np.float32)
        linear[..., :3] *= linear[..., :3]
        linear = np.float32(0.25) * (
            (linear[0::2, 0::2] + linear[1::2, 0::2]) + (linear[0::2, 1::2] + linear[1::2, 1::2])
        )
        linear[..., :3] = np.sqrt(linear[..., :3])
        texture = (linear + np.float32(0.5)).astype(np.uint8)
    return texture


@kernel
def _paint_mouth(age, seed, out):  # type: ignore[no-untyped-def]
    """Paint shades of teeth (first quarter), gums (second) and the tongue seen from above (the right half)."""
    size = out.shape[0]
    for row in range(size):
        v = f4(1) - (f4(row) + f4(0.5)) / f4(size)
        for column in range(size):
            u = (f4(column) + f4(0.5)) / f4(size)
            gloss = f4(1)
            if u < f4(0.25):
                shade = hashed(u4(np.int32(u * f4(4 * SHADES))), u4(0), u4(0), u4(seed))
                light = f4(0.95) + f4(0.09) * (shade - f4(0.5)) - f4(0.10) * age
                # yellower towards the gum, greyer and clearer at the biting edge
                neck = smoothstep(f4(0.35), f4(1.0), v)
                edge = f4(1) - smoothstep(f4(0.0), f4(0.22), v)
                r = f4(0.78) * light * (f4(1) - f4(0.10) * edge)
                g = f4(0.725) * light * (f4(1) - f4(0.07) * edge - f4(0.05) * neck) * (f4(1) - f4(0.05) * age)
                b = f4(0.615) * light * (f4(1) - f4(0.04) * edge - f4(0.16) * neck) * (f4(1) - f4(0.16) * age)
            elif u < f4(0.5):
                spot = value_noise(u * f4(60), v * f4(20), f4(0), seed)
                r = f4(0.42) * (f4(1) + f4(0.10) * spot)
                g = f4(0.155) * (f4(1) + f4(0.22) * spot)
                b = f4(0.15) * (f4(1) + f4(0.18) * spot)
            else:
                x = (u - f4(0.75)) * f4(4)  # −1 to 1 across the tongue
                bumps = value_noise(u * f4(240), v * f4(130), f4(1), seed)
                patch = value_noise(u * f4(18), v * f4(10), f4(2), seed)
                groove = f4(1) - f4(0.30) * max(f4(1) - abs(x) * f4(9), f4(0))
                light = (f4(1) + f4(0.10) * bumps + f4(0.08) * patch) * groove
                coat = f4(0.35) * smoothstep(f4(0.8), f4(0.2), v) * max(f4(1) - x * x, f4(0))
                r = f4(0.40) * light + f4(0.06) * coat
                g = f4(0.145) * light + f4(0.07) * coat
                b = f4(0.14) * light + f4(0.06) * coat
                gloss = f4(0.75) + f4(0.25) * bumps
            out[row, column, 0] = np.uint8(math.sqrt(max(r, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 1] = np.uint8(math.sqrt(max(g, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 2] = np.uint8(math.sqrt(max(b, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(min(max(gloss, f4(0)), f4(1)) * f4(255))


def paint_mouth(*, age: float, seed: int, size: int) -> Picture:
    """Return the mouth's texture (size, size, 4) uint8, √linear·255: see ``teeth`` for where it has what."""
    out = np.zeros((MOUTH_SIZE, MOUTH_SIZE, 4), np.uint8)
    _paint_mouth(np.float32(min(max((age - 20.0) / 60.0, 0.0), 1.0)), seed, out)
    return shrunk(out, size)


@kernel
def _tiled(x, y, period, seed):  # type: ignore[no-untyped-def]
    """Return smooth noise in [−1, 1] at a point in lattice units that repeats after ``period`` of them."""
    fx = math.floor(x)
    fy = math.floor(y)
    tx = ease(f4(x - fx))
    ty = ease(f4(y - fy))
    x0 = np.int32(fx) % period
    y0 = np.int32(fy) % period
    x1 = (x0 + 1) % period
    y1 = (y0 + 1) % period
    upper, _ = along_edge(x0, x1, y0, _CLOTH_LAYER, tx, seed)
    lower, _ = along_edge(x0, x1, y1, _CLOTH_LAYER, tx, seed)
    return f4(2) * (upper + ty * (lower - upper)) - f4(1)


@kernel
def _paint_cloth(colour, second, pattern, seed, out):  # type: ignore[no-untyped-def]
    """Paint cloth that repeats. ``pattern``: 0 plain, 1 mélange, 2 stripes, 3 check."""
    size = out.shape[0]
    for row in range(size):
        v = f4(1) - (f4(row) + f4(0.5)) / f4(size)
        for column in range(size):
            u = (f4(column) + f4(0.5)) / f4(size)
            share = f4(0)
            if pattern == 1:  # fibres of two colours: short, lying across
                share = f4(0.42) + f4(0.30) * _tiled(u * f4(96), v * f4(192), 192, seed)
                share += f4(0.26) * _tiled(u * f4(32), v * f4(96), 96, seed + 1)
            elif pattern == 2:  # eight stripes, one in three of their width
                at = v * f4(8) - math.floor(v * f4(8))
                share = smoothstep(f4(0.60), f4(0.64), at) - smoothstep(f4(0.92), f4(0.96), at)
            elif pattern == 3:  # bands of the second colour both ways, half mixed where only one runs
                down = u * f4(6) - math.floor(u * f4(6))
                across = v * f4(6) - math.floor(v * f4(6))
                first = smoothstep(f4(0.42), f4(0.46), down) - smoothstep(f4(0.90), f4(0.94), down)
                other = smoothstep(f4(0.42), f4(0.46), across) - smoothstep(f4(0.90), f4(0.94), across)
                share = f4(0.45) * (first + other)
            share = min(max(share, f4(0)), f4(1))
            knit = f4(1) + f4(0.05) * _tiled(u * f4(128), v * f4(256), 256, seed + 2)
            knit += f4(0.05) * _tiled(u * f4(256), v * f4(256), 256, seed + 3)
            worn = f4(1) + f4(0.05) * _tiled(u * f4(6), v * f4(6), 6, seed + 4)
            for k in range(3):
                value = (colour[k] + share * (second[k] - colour[k])) * knit * worn
                out[row, column, k] = np.uint8(math.sqrt(min(max(value, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(60)


_PATTERNS = ("plain", "melange", "stripes", "check")


def paint_cloth(first: str, second: str, pattern: str, *, seed: int, size: int) -> Picture:
    """Return cloth of two sRGB colours (size, size, 4) uint8, √linear·255; it repeats every ``CLOTH_SPAN`` dm."""
    out = np.zeros((CLOTH_SIZE, CLOTH_SIZE, 4), np.uint8)
    _paint_cloth(colour.linear(first), colour.linear(second), _PATTERNS.index(pattern), seed, out)
    return shrunk(out, size)
