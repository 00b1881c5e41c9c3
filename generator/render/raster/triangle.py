"""Triangle set-up, shared by all rasterisers: fixed-point corners, the samples in reach, edge functions, planes.

After J. Pineda, "A parallel algorithm for polygon rasterization" (1988), with edges in integers: two triangles that
share an edge leave no gap. A sample on the edge belongs to both, and visibility has to choose.
"""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Positions per sample on each axis, a power of two: 16 keep products of a picture's coordinates within 32 bits.
SUB_BITS = 4
SUB = 1 << SUB_BITS
_HALF = SUB // 2


@kernel
def corners(screen_xy, triangles, t):  # type: ignore[no-untyped-def]
    """Return x0, y0, x1, y1, x2, y2, in steps of 1/SUB sample, of triangle ``t``."""
    a = u4(triangles[t, 0])
    b = u4(triangles[t, 1])
    c = u4(triangles[t, 2])
    return screen_xy[a, 0], screen_xy[a, 1], screen_xy[b, 0], screen_xy[b, 1], screen_xy[c, 0], screen_xy[c, 1]


@kernel
def twice_area(x0, y0, x1, y1, x2, y2):  # type: ignore[no-untyped-def]
    """Return twice the signed area, in steps²: below 0 where the triangle's front faces the viewer (y goes down)."""
    return (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)


@kernel
def samples_in_reach(x0, y0, x1, y1, x2, y2, width, height):  # type: ignore[no-untyped-def]
    """Return left, right, top, bottom of the samples whose centres lie in the corners' box; the ends are exclusive."""
    zero = i4(0)
    left = max(i4(min(x0, min(x1, x2)) + i4(_HALF - 1)) >> i4(SUB_BITS), zero)
    right = min(i4(max(x0, max(x1, x2)) + i4(_HALF)) >> i4(SUB_BITS), i4(width))
    top = max(i4(min(y0, min(y1, y2)) + i4(_HALF - 1)) >> i4(SUB_BITS), zero)
    bottom = min(i4(max(y0, max(y1, y2)) + i4(_HALF)) >> i4(SUB_BITS), i4(height))
    return left, right, top, bottom


@kernel
def edges(x0, y0, x1, y1, x2, y2, left, top):  # type: ignore[no-untyped-def]
    """Return the edge functions of a triangle, each opposite its corner: a0, b0, a1, b1, a2, b2, e0, e1, e2.

    ``a`` and ``b``: how they grow with a step in x and in y; ``e``: their values at the centre of sample (left, top),
    0 on the edge and ≥ 0 inside.
    """
    a0, b0, a1, b1, a2, b2 = i4(y2 - y1), i4(x1 - x2), i4(y0 - y2), i4(x2 - x0), i4(y1 - y0), i4(x0 - x1)
    x = left * SUB + _HALF
    y = top * SUB + _HALF
    e0 = (x - x1) * a0 + (y - y1) * b0
    e1 = (x - x2) * a1 + (y - y2) * b1
    e2 = (x - x0) * a2 + (y - y0) * b2
    return a0, b0, a1, b1, a2, b2, e0, e1, e2


@kernel
def barycentric_planes(planes, t, left, top, inverse, a1, b1, a2, b2, e1, e2):  # type: ignore[no-untyped-def]
    """Write planes (a, b, c) of the second and third corner's weight, a·x + b·y + c in samples, into ``planes[t, :6]``.

    ``inverse``: 1 / twice the area. Returns both weights at the centre of sample (left, top), then their steps in x
    and y: u, v, u_x, u_y, v_x, v_y.
    """
    u_x = f4(a1) * f4(SUB) * inverse
    u_y = f4(b1) * f4(SUB) * inverse
    v_x = f4(a2) * f4(SUB) * inverse
    v_y = f4(b2) * f4(SUB) * inverse
    u = f4(e1) * inverse
    v = f4(e2) * inverse
    x = f4(left) + f4(0.5)
    y = f4(top) + f4(0.5)
    planes[t, 0] = u_x
    planes[t, 1] = u_y
    planes[t, 2] = u - u_x * x - u_y * y
    planes[t, 3] = v_x
    planes[t, 4] = v_y
    planes[t, 5] = v - v_x * x - v_y * y
    return u, v, u_x, u_y, v_x, v_y
