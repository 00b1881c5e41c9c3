"""What a lens out of focus and a camera that moves make of linear light: means over a disc and along a line.

Edges go on as the outermost pixels are.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32


def disc(radius: float) -> npt.NDArray[np.float32]:
    """Return half the width of each line of a disc, (2n + 1,) float32, in pixels.

    The lines' lengths sum up to its area, which is what blurs: also a disc of less than a pixel does.
    """
    lines = math.ceil(radius - 0.5)
    # the mean half width over a line's height, from eight cuts through it
    cuts = [(k + 0.5) / 8 - 0.5 for k in range(8)]
    halves = [
        sum(math.sqrt(max(radius**2 - (line + cut) ** 2, 0.0)) for cut in cuts) / 8 for line in range(-lines, lines + 1)
    ]
    return np.array([round(half, 6) for half in halves], np.float32)


@kernel
def defocus(light, halves, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` (3, h, w) with means of ``light`` over a disc, whose lines have ``halves`` of widths.

    A line's sum is the difference of two running sums, read between pixels, so that a disc of any radius costs four
    reads a line.
    """
    height = light.shape[1]
    width = light.shape[2]
    lines = halves.shape[0] // 2
    room = i4(math.ceil(halves[lines])) + 2
    area = f4(0)
    for line in range(halves.shape[0]):
        area += f4(2) * halves[line]
    scale = f4(1) / area
    sums = np.empty((height, width + 2 * room + 1), f4)
    for k in range(3):
        for y in range(height):
            running = f4(0)
            row = light[k, y]
            # about the line's own first pixel: sums stay small, and so do their rounding errors
            level = row[0]
            sums[y, 0] = f4(0)
            for x in range(width + 2 * room):
                running += row[min(max(x - room, 0), width - 1)] - level
                sums[y, x + 1] = running
        for y in range(height):
            line_out = out[k, y]
            for x in range(width):
                line_out[x] = f4(0)
            for line in range(halves.shape[0]):
                source = min(max(y + line - lines, 0), height - 1)
                half = halves[line]
                level = light[k, source, 0] * (f4(2) * half)
                # from x + ½ − half to x + ½ + half, where pixel x reaches from x to x + 1
                begin = f4(room) + f4(0.5) - half
                end = f4(room) + f4(0.5) + half
                first = i4(begin)
                last = i4(end)
                share_first = begin - f4(first)
                share_last = end - f4(last)
                # pieces, whose places begin at 0: a place that might be below 0 would keep the loop from vectorising
                before = sums[source, first : first + width + 1]
                upto = sums[source, last : last + width + 1]
                for x in range(width):
                    more = upto[x] + share_last * (upto[x + 1] - upto[x])
                    less = before[x] + share_first * (before[x + 1] - before[x])
                    line_out[x] += (more - less) + level
            for x in range(width):
                line_out[x] *= scale


def line(length: float, right: float, down: float) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Return steps (n, 2), right and down in pixels, and weights (n,) of a mean along a line about its middle.

    ``length`` in pixels, (``right``, ``down``) the unit direction. Places between pixels are shared among four.
    """
    weights: dict[tuple[int, int], float] = {}
    cuts = max(2 * math.ceil(length), 1)
    for k in range(cuts):
        along = length * ((k + 0.5) / cuts - 0.5)
        x, y = along * right, along * down
        column, row = math.floor(x), math.floor(y)
        fx, fy = x - column, y - row
        for step, share in (
            ((0, 0), (1 - fx) * (1 - fy)),
            ((1, 0), fx * (1 - fy)),
            ((0, 1), (1 - fx) * fy),
            ((1, 1), fx * fy),
        ):
            place = (column + step[0], row + step[1])
            weights[place] = weights.get(place, 0.0) + share / cuts
    kept = sorted((place, weight) for place, weight in weights.items() if weight > 1e-6)
    steps = np.array([place for place, _ in kept], np.int32)
    return steps, np.array([round(weight, 7) for _, weight in kept], np.float32)


@kernel
def drag(light, steps, weights, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` (3, h, w) with the mean of ``light`` at ``steps`` (n, 2) from each pixel, by ``weights`` (n,)."""
    height = light.shape[1]
    width = light.shape[2]
    for k in range(3):
        for y in range(height):
            line_out = out[k, y]
            for x in range(width):
                line_out[x] = f4(0)
            for n in range(steps.shape[0]):
                across = steps[n, 0]
                weight = weights[n]
                row = light[k, min(max(y + steps[n, 1], 0), height - 1)]
                begin = min(max(-across, 0), width)
                end = max(min(width - across, width), 0)
                for x in range(begin):
                    line_out[x] += weight * row[0]
                inside = row[begin + across : end + across]
                inner = line_out[begin:end]
                for x in range(inside.shape[0]):
                    inner[x] += weight * inside[x]
                beyond = line_out[end:]
                for x in range(beyond.shape[0]):
                    beyond[x] += weight * row[width - 1]
