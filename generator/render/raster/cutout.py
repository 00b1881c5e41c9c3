"""Rasterising triangles whose texture has holes: a sample is covered only where the texture is opaque."""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel
from synthgen.render.raster.raster import SUB, TRIANGLE_BITS

f4 = np.float32
i4 = np.int32

#: alpha from which a texel is there
OPAQUE = 128


@kernel
def rasterise_cutout(  # type: ignore[no-untyped-def]
    place,
    nearness,
    triangles,
    first,
    count,
    keys,
    width,
    height,
    records,
    depth_from,
    depth_scale,
    alpha,
    table,
    material,
):
    """Add ``count`` triangles from the ``first`` on to ``keys``, as ``raster.rasterise`` does, where they are opaque.

    ``alpha`` (n,) uint8 holds one texture after another; ``table`` (m, 3) their first texel, width and height, a row a
    material from ``material`` on. Texture coordinates stand in columns 6–11 of ``records``, whose planes are filled.
    """
    for t in range(first, first + count):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        x0 = place[a, 0]
        y0 = place[a, 1]
        x1 = place[b, 0]
        y1 = place[b, 1]
        x2 = place[c, 0]
        y2 = place[c, 1]
        area = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        left = max((min(x0, min(x1, x2)) + 7) >> 4, 0)
        right = min((max(x0, max(x1, x2)) + 8) >> 4, width)
        top = max((min(y0, min(y1, y2)) + 7) >> 4, 0)
        bottom = min((max(y0, max(y1, y2)) + 8) >> 4, height)
        if area >= 0 or left >= right or top >= bottom:
            continue
        inverse = f4(1) / f4(-area)
        px = left * SUB + SUB // 2
        py = top * SUB + SUB // 2
        u_x = f4((y0 - y2) * SUB) * inverse
        u_y = f4((x2 - x0) * SUB) * inverse
        v_x = f4((y1 - y0) * SUB) * inverse
        v_y = f4((x0 - x1) * SUB) * inverse
        u = f4((px - x2) * (y0 - y2) + (py - y2) * (x2 - x0)) * inverse
        v = f4((px - x0) * (y1 - y0) + (py - y0) * (x0 - x1)) * inverse
        fx = f4(left) + f4(0.5)
        fy = f4(top) + f4(0.5)
        records[t, 0] = u_x
        records[t, 1] = u_y
        records[t, 2] = u - u_x * fx - u_y * fy
        records[t, 3] = v_x
        records[t, 4] = v_y
        records[t, 5] = v - v_x * fx - v_y * fy
        z0 = nearness[a]
        dz1 = nearness[b] - z0
        dz2 = nearness[c] - z0
        row = table[int(records[t, 15]) - material]
        for y in range(top, bottom):
            for x in range(left, right):
                b1 = u + f4(x - left) * u_x + f4(y - top) * u_y
                b2 = v + f4(x - left) * v_x + f4(y - top) * v_y
                b0 = f4(1) - b1 - b2
                if min(b0, min(b1, b2)) < f4(0):
                    continue
                level = i4((z0 - depth_from + b1 * dz1 + b2 * dz2) * depth_scale)
                key = (level << i4(TRIANGLE_BITS)) | i4(t + 1)
                at = y * width + x
                if key <= keys[at]:  # behind what is there
                    continue
                tu = b0 * records[t, 6] + b1 * records[t, 8] + b2 * records[t, 10]
                tv = b0 * records[t, 7] + b1 * records[t, 9] + b2 * records[t, 11]
                column = min(max(int(tu * f4(row[1])), 0), row[1] - 1)
                line = min(max(int((f4(1) - tv) * f4(row[2])), 0), row[2] - 1)
                if alpha[row[0] + line * row[1] + column] >= OPAQUE:
                    keys[at] = key
