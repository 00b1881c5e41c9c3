"""Rasterising cards of hair: a sample is covered only where one of a card's strands runs, sixteen samples at a time.

A card shows as many strands as its texture coordinates pass columns of the hair's texture. Each has its own width and
end and leans a little its own way, all from its column's number: they stay where they are whatever the head does.

Numbers that have no other source are chosen by eye.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.raster.raster import CHUNK, TRIANGLE_BITS, in_sight
from synthgen.render.raster.triangle import (
    SUB,
    barycentric_planes,
    corners,
    edges,
    samples_in_reach,
    twice_area,
)

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Columns of the hair's texture, one strand each.
COLUMNS = 512
#: Half width of strands, in columns: of the thinnest, and what the thickest have more; gaps are what is left.
_THIN, _THICKER = f4(0.32), f4(0.18)
#: As a share of a card's length: how much sooner than the card its shortest strand ends, over how much of it a strand
#: narrows to its tip and widens from its root, and its width at the root as a share.
_SHORTER, _TAPER, _ROOT, _AT_ROOT = f4(0.28), f4(0.22), f4(0.12), f4(0.45)
#: … and how much later than the card its last strand begins: cards that all began as one would show as tiles.
_LATER = f4(0.10)
#: How far, in columns, a strand leans over a card's length.
_LEAN = f4(0.5)
#: Least half width of a strand in samples: thinner ones would be seen as dots.
_SEEN = f4(0.5)
#: Fractions of a column's multiples of these (1 over the golden ratio and over the plastic number) are its own two
#: numbers, 0–1: neighbours' are far apart. After M. Roberts, "The unreasonable effectiveness of quasirandom sequences"
#: (2018).
_GOLDEN, _PLASTIC = f4(0.61803399), f4(0.75487767)


class StrandRanges(NamedTuple):
    """Which triangles are cards of hair: from ``begin[k]`` to ``end[k]``, exclusive."""

    begin: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    kink: npt.NDArray[np.float32]  # (n, 2) how strands wind about their columns: columns to a side, turns a card


@kernel
def misses(across, along, swing, turns, least):  # type: ignore[no-untyped-def]
    """Return 1 where a card has no strand, else 0: ``across`` in columns, ``along`` 0 at its root to 1 at its end.

    ``swing`` and ``turns``: how strands wind (``StrandRanges.kink``). ``least``: no strand's half width is below it.
    """
    column = f4(i4(across))
    first = column * _GOLDEN
    first -= f4(i4(first))
    second = column * _PLASTIC
    second -= f4(i4(second))
    turn = along * turns + second
    turn = abs(turn - f4(i4(turn)) - f4(0.5)) * f4(4) - f4(1)  # a triangle's wave, rounded
    turn *= f4(1.5) - f4(0.5) * turn * turn
    aside = across - column - f4(0.5) - _LEAN * (second - f4(0.5)) * (along - f4(0.5)) - swing * turn
    to_end = f4(1) - _SHORTER * first * first - along
    to_tip = min(to_end * f4(1 / _TAPER), f4(1))
    begun = along - _LATER * second * second
    from_root = min(_AT_ROOT + along * f4((1 - _AT_ROOT) / _ROOT), f4(1))
    thick = max((_THIN + _THICKER * second) * (f4(1) - swing) * from_root * to_tip, least)
    return i4(abs(aside) > thick) | i4(min(to_end, begun) < f4(0))


@kernel
def _crossed(edge, step, low, high):  # type: ignore[no-untyped-def]
    """Narrow the samples ``low`` to ``high`` of a row to those, a sample more each way, inside an edge."""
    if step == 0:
        return low, high
    at = -f4(edge) / f4(step)
    if step > 0:
        return min(max(low, at - f4(1)), high), high
    return low, max(min(high, at + f4(2)), low)


@kernel
def rasterise_strands(screen, triangles, buffer, records, ranges):  # type: ignore[no-untyped-def]
    """Add those of ``triangles`` (t, 3) that are cards of hair, as ``raster.rasterise`` does, where their strands run.

    Texture coordinates stand in columns 6–11 of ``records``, whose planes are filled.
    """
    screen_xy, inv_depth = screen
    samples, depth_from, depth_scale = buffer
    height = samples.shape[0]
    width = samples.shape[1]
    visibility = samples.reshape(samples.size)
    for part in range(ranges.begin.shape[0]):
        swing, turns = ranges.kink[part, 0], ranges.kink[part, 1]
        start = ranges.begin[part]
        own = triangles[start : ranges.end[part]]
        found = np.empty(own.shape[0] + 1, i4)
        for f in range(in_sight(screen_xy, own, width, height, found)):
            t = start + found[f]
            x0, y0, x1, y1, x2, y2 = corners(screen_xy, triangles, t)
            area = twice_area(x0, y0, x1, y1, x2, y2)
            left, right, top, bottom = samples_in_reach(x0, y0, x1, y1, x2, y2, width, height)
            left = min(left, i4(width - CHUNK))
            a0, b0, a1, b1, a2, b2, e0, e1, e2 = edges(x0, y0, x1, y1, x2, y2, left, top)
            e0, e1, e2 = i4(e0), i4(e1), i4(e2)
            inverse = f4(1) / f4(-area)
            u, v, u_x, u_y, v_x, v_y = barycentric_planes(records, t, left, top, inverse, a1, b1, a2, b2, e1, e2)
            z0 = inv_depth[u4(triangles[t, 0])]
            dz1 = inv_depth[u4(triangles[t, 1])] - z0
            dz2 = inv_depth[u4(triangles[t, 2])] - z0
            z_x = (u_x * dz1 + v_x * dz2) * depth_scale
            z_y = (u_y * dz1 + v_y * dz2) * depth_scale
            z_row = (z0 - depth_from + u * dz1 + v * dz2) * depth_scale
            first, second, third = records[t, 6], records[t, 8] - records[t, 6], records[t, 10] - records[t, 6]
            across_x = (u_x * second + v_x * third) * f4(COLUMNS)
            across_y = (u_y * second + v_y * third) * f4(COLUMNS)
            across_row = (first + u * second + v * third) * f4(COLUMNS)
            least = _SEEN * math.sqrt(across_x * across_x + across_y * across_y)
            first, second, third = records[t, 7], records[t, 9] - records[t, 7], records[t, 11] - records[t, 7]
            along_x = -(u_x * second + v_x * third)
            along_y = -(u_y * second + v_y * third)
            along_row = f4(1) - (first + u * second + v * third)
            a0, a1, a2 = i4(a0 * SUB), i4(a1 * SUB), i4(a2 * SUB)
            b0, b1, b2 = i4(b0 * SUB), i4(b1 * SUB), i4(b2 * SUB)
            number = i4(t + 1)
            wide = right - left > CHUNK
            reach = f4(right - left)
            first_of_row = top * width
            for _ in range(top, bottom):
                low, high = f4(0), reach
                if wide:  # cards are long, thin and slanted: of their box, a row crosses a few samples
                    low, high = _crossed(e0, a0, low, high)
                    low, high = _crossed(e1, a1, low, high)
                    low, high = _crossed(e2, a2, low, high)
                begin = left + int(low)
                end = left + int(high)
                while begin < end:
                    x = min(begin, width - CHUNK)
                    d = i4(x - left)
                    q0 = i4(e0 + i4(d * a0))
                    q1 = i4(e1 + i4(d * a1))
                    q2 = i4(e2 + i4(d * a2))
                    z = z_row + f4(d) * z_x
                    across = across_row + f4(d) * across_x
                    along = along_row + f4(d) * along_x
                    base = np.uint64(first_of_row + x)
                    behind = i4(-1)
                    for k in range(CHUNK):
                        kk = i4(k)
                        outside = i4(q0 + kk * a0) | i4(q1 + kk * a1) | i4(q2 + kk * a2)
                        key = (i4(z + f4(kk) * z_x) << i4(TRIANGLE_BITS)) | number
                        key = i4(key & ~(outside >> i4(31)))
                        behind &= i4(key - visibility[base + np.uint64(k)] - i4(1))
                    if behind >= i4(0):  # something of the card may be seen here
                        for k in range(CHUNK):
                            kk = i4(k)
                            outside = i4(q0 + kk * a0) | i4(q1 + kk * a1) | i4(q2 + kk * a2)
                            gap = misses(across + f4(kk) * across_x, along + f4(kk) * along_x, swing, turns, least)
                            key = (i4(z + f4(kk) * z_x) << i4(TRIANGLE_BITS)) | number
                            key = key & ~(outside >> i4(31)) & i4(gap - i4(1))
                            at = base + np.uint64(k)
                            visibility[at] = max(visibility[at], i4(key))
                    begin += CHUNK
                first_of_row += width
                e0 = i4(e0 + b0)
                e1 = i4(e1 + b1)
                e2 = i4(e2 + b2)
                z_row += z_y
                across_row += across_y
                along_row += along_y
