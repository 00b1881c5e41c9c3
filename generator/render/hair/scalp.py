"""The head seen from its centre: radius of the skin and place inside the hairline, by direction.

Directions lie on an octahedral map: p / (|x| + |y| + |z|), the lower half folded outward over the square's corners. It
has neither poles nor trigonometry, and neighbours on the map are neighbours on the head.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, Mask, f4

#: Points along a side of the map; odd, so that the axes lie on points.
SIDE = 45


@dataclass(frozen=True)
class Scalp:
    """Fields on the map, each (SIDE, SIDE) float32.

    ``radius``: skin without ears (dm from the centre); ``hull``: with ears; ``grown``: dm inside the hairline;
    ``under``: dm inside what covers the hair (−1: bare-headed).
    """

    radius: Floats
    hull: Floats
    grown: Floats
    under: Floats


@functools.cache
def directions() -> Floats:
    """Return the map's unit directions (SIDE², 3), rows along v."""
    rows = []
    for j in range(SIDE):
        for i in range(SIDE):
            u, v = 2.0 * i / (SIDE - 1) - 1.0, 2.0 * j / (SIDE - 1) - 1.0
            x, y, z = u, 1.0 - abs(u) - abs(v), v
            if y < 0:
                x, z = math.copysign(1.0 - abs(v), u), math.copysign(1.0 - abs(u), v)
            length = math.sqrt(x * x + y * y + z * z)
            rows.append((x / length, y / length, z / length))
    return np.round(np.array(rows), 7).astype(np.float32)


@functools.cache
def cells() -> Ints:
    """Return triangles (t, 3) between the map's points, outward; diagonals run along the octahedron's edges."""
    triangles = []
    for j in range(SIDE - 1):
        for i in range(SIDE - 1):
            a, b, c, d = j * SIDE + i, j * SIDE + i + 1, (j + 1) * SIDE + i, (j + 1) * SIDE + i + 1
            if (2 * i < SIDE - 1) == (2 * j < SIDE - 1):
                triangles += [(a, c, b), (b, c, d)]
            else:
                triangles += [(a, c, d), (a, d, b)]
    out = np.array(triangles, np.int32)
    at = directions().astype(np.float64)[out]
    normal = np.cross(at[:, 1] - at[:, 0], at[:, 2] - at[:, 0])
    inward = (normal * at.sum(axis=1)).sum(axis=1) < 0
    out[inward] = out[inward][:, [0, 2, 1]]
    return out


@kernel
def bilinear(field, column, row):  # type: ignore[no-untyped-def]
    """Return ``field`` (n, m) at a place inside it, between its four nearest values."""
    i = int(column)
    j = int(row)
    s = column - f4(i)
    t = row - f4(j)
    top = field[j, i] + s * (field[j, i + 1] - field[j, i])
    low = field[j + 1, i] + s * (field[j + 1, i + 1] - field[j + 1, i])
    return top + t * (low - top)


@kernel
def look_up(field, x, y, z):  # type: ignore[no-untyped-def]
    """Return ``field`` (SIDE, SIDE) in the direction (x, y, z), bilinear; the direction need not be a unit vector."""
    size = field.shape[0]
    scale = f4(1) / (abs(x) + abs(y) + abs(z) + f4(1e-12))
    u = x * scale
    v = z * scale
    if y < f4(0):
        folded = (f4(1) - abs(v)) * (f4(1) if u >= f4(0) else f4(-1))
        v = (f4(1) - abs(u)) * (f4(1) if v >= f4(0) else f4(-1))
        u = folded
    half = f4(0.5) * f4(size - 1)
    column = min(max((u + f4(1)) * half, f4(0)), f4(size - 1) - f4(1e-3))
    row = min(max((v + f4(1)) * half, f4(0)), f4(size - 1) - f4(1e-3))
    return bilinear(field, column, row)


@kernel
def _reach(rays, vertices, triangles, carried, centre, radius, fields):  # type: ignore[no-untyped-def]
    """Write each ray's farthest way out of the skin into ``radius`` (n,), where it is farther than what is there.

    ``carried`` (vertices, k) is interpolated into ``fields`` (n, k) there. Each triangle visits the rays in its cone.
    """
    for t in range(triangles.shape[0]):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        ax = vertices[a, 0] - centre[0]
        ay = vertices[a, 1] - centre[1]
        az = vertices[a, 2] - centre[2]
        e1x = vertices[b, 0] - vertices[a, 0]
        e1y = vertices[b, 1] - vertices[a, 1]
        e1z = vertices[b, 2] - vertices[a, 2]
        e2x = vertices[c, 0] - vertices[a, 0]
        e2y = vertices[c, 1] - vertices[a, 1]
        e2z = vertices[c, 2] - vertices[a, 2]
        nx = e1y * e2z - e1z * e2y
        ny = e1z * e2x - e1x * e2z
        nz = e1x * e2y - e1y * e2x
        distance = nx * ax + ny * ay + nz * az
        if distance <= f4(0):  # faces the centre
            continue
        mx = ax + (e1x + e2x) / f4(3)
        my = ay + (e1y + e2y) / f4(3)
        mz = az + (e1z + e2z) / f4(3)
        far = math.sqrt(mx * mx + my * my + mz * mz) + f4(1e-6)
        mx /= far
        my /= far
        mz /= far
        # the cone: cosine of the angle to the corner farthest from the middle
        cone = f4(1)
        for k in range(3):
            j = triangles[t, k]
            x = vertices[j, 0] - centre[0]
            y = vertices[j, 1] - centre[1]
            z = vertices[j, 2] - centre[2]
            cone = min(cone, (x * mx + y * my + z * mz) / (math.sqrt(x * x + y * y + z * z) + f4(1e-6)))
        cone -= f4(1e-4)
        for i in range(rays.shape[0]):
            dx = rays[i, 0]
            dy = rays[i, 1]
            dz = rays[i, 2]
            if dx * mx + dy * my + dz * mz < cone:
                continue
            slope = nx * dx + ny * dy + nz * dz
            if slope <= f4(1e-9):
                continue
            r = distance / slope
            if r <= radius[i]:
                continue
            px = r * dx - ax
            py = r * dy - ay
            pz = r * dz - az
            # barycentrics by projected areas
            area = nx * nx + ny * ny + nz * nz + f4(1e-20)
            u = ((py * e2z - pz * e2y) * nx + (pz * e2x - px * e2z) * ny + (px * e2y - py * e2x) * nz) / area
            v = ((e1y * pz - e1z * py) * nx + (e1z * px - e1x * pz) * ny + (e1x * py - e1y * px) * nz) / area
            if u < f4(-1e-3) or v < f4(-1e-3) or u + v > f4(1.001):
                continue
            radius[i] = r
            for k in range(fields.shape[1]):
                first = carried[a, k]
                fields[i, k] = first + u * (carried[b, k] - first) + v * (carried[c, k] - first)


@kernel
def _fill(radius, fields, side):  # type: ignore[no-untyped-def]
    """Give directions that met no skin (ears are left out) the mean of their neighbours, from the edges inward."""
    for _ in range(16):
        for row in range(1, side - 1):
            for column in range(1, side - 1):
                i = row * side + column
                if radius[i] > f4(0):
                    continue
                total = f4(0)
                count = 0
                for step in (-1, 1, -side, side):
                    if radius[i + step] > f4(0):
                        total += radius[i + step]
                        count += 1
                if count < 2:
                    continue
                for k in range(fields.shape[1]):
                    carried = f4(0)
                    for step in (-1, 1, -side, side):
                        if radius[i + step] > f4(0):
                            carried += fields[i + step, k]
                    fields[i, k] = carried / f4(count)
                radius[i] = total / f4(count)


def survey(
    vertices: Floats,
    triangles: Ints,
    ears: Mask,
    centre: Floats,
    *,
    grown: Floats,
    under: Floats | None = None,
) -> Scalp:
    """Return the scalp seen from ``centre``: ``vertices`` (n, 3) dm, skin ``triangles`` (t, 3).

    Per vertex (n,): ``ears``, which belong to the ears; ``grown``, dm inside the hairline; ``under``, dm inside what
    covers the hair.
    """
    rays = directions()
    count = len(vertices)
    carried = np.stack([grown, np.full(count, -1.0) if under is None else under], axis=1).astype(np.float32)
    of_ears = ears[triangles].any(axis=1)
    radius = np.zeros(len(rays), np.float32)
    fields = np.full((len(rays), 2), -1.0, np.float32)
    _reach(rays, vertices, triangles[~of_ears], carried, centre, radius, fields)
    _fill(radius, fields, SIDE)
    hull = radius.copy()
    _reach(rays, vertices, triangles[of_ears], carried, centre, hull, fields.copy())
    shape = (SIDE, SIDE)
    return Scalp(
        radius.reshape(shape),
        hull.reshape(shape),
        np.ascontiguousarray(fields[:, 0]).reshape(shape),
        np.ascontiguousarray(fields[:, 1]).reshape(shape),
    )
