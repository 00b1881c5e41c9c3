"""Pictures out of focus: every point of light becomes a disc, as an open lens makes it."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats

f4 = np.float32
i4 = np.int32

#: a disc of at least this radius, in pixels, looks the same of a picture of half the size
_COARSE = 1.25


def halvings(radius: float) -> int:
    """Return how often a picture may be halved before it is blurred by a ``radius`` in its pixels."""
    times = 0
    while radius >= 2 * _COARSE:
        radius, times = radius / 2, times + 1
    return times


def blurred(light: Floats, radius: float) -> Floats:
    """Return linear light (h, w, 3) float32 with every point spread over a disc of a ``radius`` in pixels."""
    out = np.empty_like(light)
    disc(light, f4(radius), out)
    return out


@kernel
def disc(light, radius, out):  # type: ignore[no-untyped-def]
    """Write the mean of a disc about each pixel of ``light`` (h, w, 3) into ``out``; beyond an edge the edge goes on.

    A disc is a stack of bars; what a bar holds comes from a row's running sums, read between pixels.
    """
    height, width, _ = light.shape
    squared = radius * radius + f4(0.25)  # so that also a disc of one pixel is round
    reach = i4(math.sqrt(squared))
    margin = reach + 2
    sums = np.empty((height, width + 2 * margin + 1, 3), f4)
    for row in range(height):
        for k in range(3):
            total = f4(0)
            sums[row, 0, k] = total
            for at in range(width + 2 * margin):
                total += light[row, min(max(at - margin, 0), width - 1), k]
                sums[row, at + 1, k] = total
    out[:] = f4(0)
    area = f4(0)
    for up in range(-reach, reach + 1):
        half = f4(math.sqrt(max(squared - f4(up * up), f4(0))))
        area += f4(2) * half
        whole = i4(half + f4(0.5))  # from a pixel's middle to its edge
        part = half + f4(0.5) - f4(whole)
        for row in range(height):
            source = sums[min(max(row + up, 0), height - 1)]
            for column in range(width):
                middle = column + margin
                for k in range(3):
                    last, after = source[middle + whole, k], source[middle + whole + 1, k]
                    first, before = source[middle + 1 - whole, k], source[middle - whole, k]
                    out[row, column, k] += last + part * (after - last) - first - part * (before - first)
    scale = f4(1) / area
    for row in range(height):
        for column in range(width):
            for k in range(3):
                out[row, column, k] *= scale


@kernel
def enlarge(small, out):  # type: ignore[no-untyped-def]
    """Write ``small`` (h, w, 3) float32 into ``out`` of another size, interpolated between pixels' middles."""
    height, width, _ = out.shape
    rows, columns, _ = small.shape
    step_y, step_x = f4(rows) / f4(height), f4(columns) / f4(width)
    for row in range(height):
        y = min(max((f4(row) + f4(0.5)) * step_y - f4(0.5), f4(0)), f4(rows - 1))
        top = min(i4(y), i4(max(rows - 2, 0)))
        bottom = min(top + 1, rows - 1)
        v = y - f4(top)
        for column in range(width):
            x = min(max((f4(column) + f4(0.5)) * step_x - f4(0.5), f4(0)), f4(columns - 1))
            left = min(i4(x), i4(max(columns - 2, 0)))
            right = min(left + 1, columns - 1)
            u = x - f4(left)
            for k in range(3):
                upper = small[top, left, k] + u * (small[top, right, k] - small[top, left, k])
                lower = small[bottom, left, k] + u * (small[bottom, right, k] - small[bottom, left, k])
                out[row, column, k] = upper + v * (lower - upper)
