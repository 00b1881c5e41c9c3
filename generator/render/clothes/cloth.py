"""The texture of cloth: weave and pattern, painted from two colours and a seed.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.render.arrays import Picture, f4
from synthgen.render.materials import shrink
from synthgen.render.noise import along_edge, ease, smoothstep

if TYPE_CHECKING:
    from synthgen.human.clothes import Clothes


#: The texture covers this many dm each way, and repeats.
SPAN = 2.0
_SIZE = 512
#: The layer of the noise's lattice that cloth is cut from; any other would do.
_LAYER = 7
_PATTERNS = ("plain", "melange", "stripes", "check")


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
    upper, _ = along_edge(x0, x1, y0, _LAYER, tx, seed)
    lower, _ = along_edge(x0, x1, y1, _LAYER, tx, seed)
    return f4(2) * (upper + ty * (lower - upper)) - f4(1)


@kernel
def _paint(colour, second, pattern, seed, out):  # type: ignore[no-untyped-def]
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


def paint_garment(clothes: Clothes, *, seed: int, size: int) -> Picture:
    """Return the garment's cloth: see ``_cloth``."""
    return _cloth(clothes.garment, clothes.second, clothes.pattern, seed=seed, size=size)


def paint_headwear(clothes: Clothes, *, seed: int, size: int) -> Picture:
    """Return the cloth of a cap or a scarf, which is plain: see ``_cloth``."""
    return _cloth(clothes.headwear_colour, clothes.headwear_colour, "plain", seed=seed, size=size)


def _cloth(first: str, second: str, pattern: str, *, seed: int, size: int) -> Picture:
    """Return cloth of two sRGB colours (size, size, 4) uint8, √linear·255; it repeats every ``SPAN`` dm."""
    out = np.zeros((_SIZE, _SIZE, 4), np.uint8)
    _paint(colour.linear(first), colour.linear(second), _PATTERNS.index(pattern), seed, out)
    return shrink(out, size)
