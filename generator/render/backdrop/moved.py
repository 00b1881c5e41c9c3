"""What is behind a person as a camera sees it that a hand moves: a piece of a wider picture, between its pixels."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.raster.tonemap import TONE_SIZE, TONE_TOP

f4 = np.float32
i4 = np.int32


@kernel
def move(wide, left, top, tone, linear, shown):  # type: ignore[no-untyped-def]
    """Fill ``linear`` (h, w, 3) float32 and ``shown``, the same as sRGB bytes of the ``tone`` table, with a piece.

    ``left`` and ``top``: where in ``wide`` (larger by a pixel at least, float32 linear) the piece begins.
    """
    step = f4((TONE_SIZE - 1) / math.sqrt(TONE_TOP))
    across = i4(math.floor(left))
    down = i4(math.floor(top))
    fx = f4(left - f4(across))
    fy = f4(top - f4(down))
    width = 3 * linear.shape[1]
    index = np.empty(width, i4)
    for y in range(linear.shape[0]):
        # flat lines that begin where the piece does: loops over them become vector code
        above = wide[y + down].reshape(-1)[3 * across : 3 * across + width + 3]
        below = wide[y + down + 1].reshape(-1)[3 * across : 3 * across + width + 3]
        light = linear[y].reshape(-1)
        line = shown[y].reshape(-1)
        for i in range(width):
            one = above[i] + fx * (above[i + 3] - above[i])
            other = below[i] + fx * (below[i + 3] - below[i])
            light[i] = one + fy * (other - one)
            index[i] = i4(math.sqrt(min(max(light[i], f4(0)), f4(TONE_TOP))) * step + f4(0.5))
        for i in range(width):
            line[i] = tone[index[i]]
