"""From bytes to linear light and back, in planes: loops over one channel of a line become vector code."""

from __future__ import annotations

import functools
import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats
from synthgen.render.raster.tonemap import TONE_SIZE, TONE_TOP
from synthgen.srgb import LUMINANCE, decode

f4 = np.float32
i4 = np.int32

#: Of the darkening at the corner, the share that grows with r² and that which grows with r⁴: a lens's picture is even
#: over its middle and falls off towards the corners.
_SQUARE, _FOURTH = 0.35, 0.65
#: ITU-R BT.709: luminance of linear red, green and blue
_RED, _GREEN, _BLUE = map(f4, LUMINANCE)


@functools.cache
def linear_table() -> Floats:
    """Return the linear light of each sRGB byte, (256,) float32; all who ask share one."""
    return np.array([round(decode(code / 255), 9) for code in range(256)], np.float32)


def vignette_of(amount: float, width: int, height: int) -> Floats:
    """Return what a lens leaves of the light at each pixel, (h, w) float32: 1 in the middle, 1 − amount at corners."""
    x = (np.arange(width, dtype=np.float64) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float64) + 0.5) / height * 2 - 1
    share_x, share_y = (side * side / (width * width + height * height) for side in (width, height))
    squared = share_x * x[None, :] ** 2 + share_y * y[:, None] ** 2  # 1 in the corner
    return (1.0 - amount * (_SQUARE * squared + _FOURTH * squared * squared)).astype(np.float32)


@kernel
def linearise(picture, table, vignette, light):  # type: ignore[no-untyped-def]
    """Fill ``light`` (3, h, w) float32 from a picture (h, w, 3) uint8, dimmed by a ``vignette`` (h, w)."""
    for y in range(picture.shape[0]):
        for x in range(picture.shape[1]):
            left = vignette[y, x]
            for k in range(3):
                light[k, y, x] = table[picture[y, x, k]] * left


@kernel
def without_colour(light):  # type: ignore[no-untyped-def]
    """Make all channels of ``light`` (3, h, w) its luminance."""
    for y in range(light.shape[1]):
        red = light[0, y]
        green = light[1, y]
        blue = light[2, y]
        for x in range(light.shape[2]):
            luminance = _RED * red[x] + _GREEN * green[x] + _BLUE * blue[x]
            red[x] = luminance
            green[x] = luminance
            blue[x] = luminance


@kernel
def show(light, tone, picture):  # type: ignore[no-untyped-def]
    """Fill a picture (h, w, 3) uint8 sRGB from ``light`` (3, h, w) by the ``tone`` table."""
    step = f4((TONE_SIZE - 1) / math.sqrt(TONE_TOP))
    index = np.empty(light.shape[2], i4)
    for y in range(light.shape[1]):
        for k in range(3):
            line = light[k, y]
            for x in range(light.shape[2]):
                index[x] = i4(math.sqrt(min(max(line[x], f4(0)), f4(TONE_TOP))) * step + f4(0.5))
            for x in range(light.shape[2]):
                picture[y, x, k] = tone[index[x]]
