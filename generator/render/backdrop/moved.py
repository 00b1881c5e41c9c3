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
    for y in range(linear.shape[0]):
        above = wide[y + down]
        below = wide[y + down + 1]
        for x in range(linear.shape[1]):
            c = x + across
            for k in range(3):
                one = above[c, k] + fx * (above[c + 1, k] - above[c, k])
                other = below[c, k] + fx * (below[c + 1, k] - below[c, k])
                light = one + fy * (other - one)
                linear[y, x, k] = light
                shown[y, x, k] = tone[i4(math.sqrt(min(max(light, f4(0)), f4(TONE_TOP))) * step + f4(0.5))]
