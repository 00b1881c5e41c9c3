"""Unsharp masking, as cameras do it: what a pixel has more than those around it is added to it once more."""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel

i4 = np.int32

#: Steps of a strength, and bits that are shifted out after products of it and of the filter's sum.
STEPS = 64
_SHIFT, _HALF = i4(10), i4(512)


@kernel
def sharpen(picture, strength, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` from a picture, both (h, 3·w) uint8 sRGB; ``strength`` in 1/STEPS. Binomial, 3 × 3, in integers."""
    height = picture.shape[0]
    width = picture.shape[1]
    for y in range(height):
        above = picture[max(y - 1, 0)]
        here = picture[y]
        below = picture[min(y + 1, height - 1)]
        for i in range(width):
            if i < 3 or i >= width - 3:
                left = i if i < 3 else i - 3
                right = i if i >= width - 3 else i + 3
                near = i4(above[left]) + i4(2) * i4(here[left]) + i4(below[left])
                near += i4(above[right]) + i4(2) * i4(here[right]) + i4(below[right])
            else:
                near = i4(above[i - 3]) + i4(2) * i4(here[i - 3]) + i4(below[i - 3])
                near += i4(above[i + 3]) + i4(2) * i4(here[i + 3]) + i4(below[i + 3])
            near += i4(2) * i4(above[i]) + i4(4) * i4(here[i]) + i4(2) * i4(below[i])
            more = i4(strength * (i4(16) * i4(here[i]) - near) + _HALF) >> _SHIFT
            out[y, i] = np.uint8(min(max(i4(here[i]) + more, i4(0)), i4(255)))
