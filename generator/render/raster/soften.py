"""Hair as a lens shows it: soft.

Hairs are far thinner than a pixel, and of a pixel's four samples each meets one or none: left so, they make a picture
of dots and steps. Where hair is, a pixel is the mean of those around it, as a wider reconstruction filter would have it
(binomial, 3×3; of light, not of bytes), the more the more hair there is.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32

#: Samples of a pixel, and the sum of the filter's weights.
_SAMPLES, _WEIGHTS = 4, 16
#: Hair in this share of the neighbourhood, or more, is softened wholly.
_WHOLLY = 0.2


@kernel
def soften(sharp, hair, out):  # type: ignore[no-untyped-def]
    """Write ``sharp`` (h, w, 3) uint8 sRGB into ``out``, softened where ``hair`` (h, w) uint8 counts its samples.

    A byte's square stands for its light. The picture's outermost pixels stay as they are.
    """
    height = sharp.shape[0]
    width = sharp.shape[1]
    across = np.empty(width, i4)
    full = f4(_WHOLLY * _SAMPLES * _WEIGHTS)
    for y in range(height):
        out[y] = sharp[y]
        if y == 0 or y == height - 1:
            continue
        some = i4(0)
        for x in range(width):
            across[x] = i4(hair[y - 1, x]) + i4(2) * i4(hair[y, x]) + i4(hair[y + 1, x])
            some |= across[x]
        if some == 0:
            continue
        for x in range(1, width - 1):
            near = across[x - 1] + i4(2) * across[x] + across[x + 1]
            if near == 0:
                continue
            share = min(f4(near) / full, f4(1))
            for k in range(3):
                light = i4(0)
                for row in range(3):
                    left = i4(sharp[y + row - 1, x - 1, k])
                    here = i4(sharp[y + row - 1, x, k])
                    right = i4(sharp[y + row - 1, x + 1, k])
                    line = left * left + i4(2) * here * here + right * right
                    light += line + (line if row == 1 else i4(0))
                own = f4(sharp[y, x, k])
                mean = share * f4(light) * f4(1 / _WEIGHTS) + (f4(1) - share) * own * own
                out[y, x, k] = np.uint8(math.sqrt(mean) + f4(0.5))
