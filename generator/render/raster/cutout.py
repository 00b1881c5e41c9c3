"""Rasterising triangles whose texture has holes: a sample is covered only where the texture is opaque."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.raster.raster import TRIANGLE_BITS
from synthgen.render.raster.triangle import (
    barycentric_planes,
    corners,
    edges,
    samples_in_reach,
    twice_area,
)

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: alpha from which a texel is there
OPAQUE = 128


class Cutouts(NamedTuple):
    """Triangles ``begin`` to ``end`` that have holes, and where they are opaque."""

    begin: int
    end: int
    alpha: npt.NDArray[np.uint8]  # (n,) one texture after another
    table: npt.NDArray[np.int64]  # (m, 3) their first texel, width and height, a row a material
    material: int  # that the table begins with


@kernel
def rasterise_cutout(screen, triangles, buffer, records, cutouts):  # type: ignore[no-untyped-def]
    """Add those of ``triangles`` (t, 3) that are ``cutouts``, as ``raster.rasterise`` does, where they are opaque.

    Texture coordinates stand in columns 6–11 of ``records``, whose planes are filled.
    """
    screen_xy, inv_depth = screen
    samples, depth_from, depth_scale = buffer
    height = samples.shape[0]
    width = samples.shape[1]
    visibility = samples.reshape(samples.size)
    begin, end, alpha, table, material = cutouts
    for t in range(begin, end):
        x0, y0, x1, y1, x2, y2 = corners(screen_xy, triangles, t)
        area = twice_area(x0, y0, x1, y1, x2, y2)
        left, right, top, bottom = samples_in_reach(x0, y0, x1, y1, x2, y2, width, height)
        if area >= 0 or left >= right or top >= bottom:
            continue
        _, _, a1, b1, a2, b2, _, e1, e2 = edges(x0, y0, x1, y1, x2, y2, left, top)
        inverse = f4(1) / f4(-area)
        u, v, u_x, u_y, v_x, v_y = barycentric_planes(records, t, left, top, inverse, a1, b1, a2, b2, e1, e2)
        z0 = inv_depth[u4(triangles[t, 0])]
        dz1 = inv_depth[u4(triangles[t, 1])] - z0
        dz2 = inv_depth[u4(triangles[t, 2])] - z0
        row = table[int(records[t, 15]) - material]
        for y in range(top, bottom):
            for x in range(left, right):
                w1 = u + f4(x - left) * u_x + f4(y - top) * u_y
                w2 = v + f4(x - left) * v_x + f4(y - top) * v_y
                w0 = f4(1) - w1 - w2
                if min(w0, min(w1, w2)) < f4(0):
                    continue
                level = i4((z0 - depth_from + w1 * dz1 + w2 * dz2) * depth_scale)
                key = (level << i4(TRIANGLE_BITS)) | i4(t + 1)
                at = y * width + x
                if key <= visibility[at]:  # behind what is there
                    continue
                tu = w0 * records[t, 6] + w1 * records[t, 8] + w2 * records[t, 10]
                tv = w0 * records[t, 7] + w1 * records[t, 9] + w2 * records[t, 11]
                column = min(max(int(tu * f4(row[1])), 0), row[1] - 1)
                line = min(max(int((f4(1) - tv) * f4(row[2])), 0), row[2] - 1)
                if alpha[row[0] + line * row[1] + column] >= OPAQUE:
                    visibility[at] = key
