"""Kernels from vertices to a visibility buffer: which triangle is nearest at every sample of the picture.

A sample of the visibility buffer packs depth (upper 14 bits) and triangle number + 1 (lower 17 bits) in one int32, so
that a plain max resolves visibility: LLVM turns the inner loop over 16 samples into vector code. Zero means background.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
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

#: Samples handled at once; narrower chunks do not vectorise.
CHUNK = 16
TRIANGLE_BITS = 17
TRIANGLE_MASK = (1 << TRIANGLE_BITS) - 1
DEPTH_LEVELS = 1 << (31 - TRIANGLE_BITS)
#: Where a shadow map holds nothing: farther than anything (dm).
NOTHING = f4(-1e9)


class Screen(NamedTuple):
    """Vertices as a projection leaves them: the larger ``inv_depth``, the nearer."""

    xy: npt.NDArray[np.int32]  # (n, 2) sample x and y, y down, in steps of 1/SUB
    inv_depth: npt.NDArray[np.float32]  # (n,) 1/depth (1/dm) in perspective, −depth (dm) in a parallel view

    @classmethod
    def of(cls, count: int) -> Screen:
        """Return room for ``count`` vertices."""
        return cls(np.zeros((count, 2), np.int32), np.zeros(count, np.float32))


class Lens(NamedTuple):
    """A camera in samples: two a pixel on each axis."""

    position: npt.NDArray[np.float32]  # (3,) dm
    rotation: npt.NDArray[np.float32]  # (3, 3) rows right, up, forward
    focal: np.float32
    centre_x: np.float32
    centre_y: np.float32


class ParallelMap(NamedTuple):
    """A square map of what is seen along a direction."""

    centre: npt.NDArray[np.float32]  # (3,) dm, in the middle of the map
    scale: np.float32  # samples a dm
    size: int  # samples on each side


class Visibility(NamedTuple):
    """Which triangle is nearest at every sample, and what depths its upper bits stand for."""

    samples: npt.NDArray[np.int32]  # (h, w), w a multiple of CHUNK; 0: background
    depth_from: np.float32  # 1/depth of level 0
    depth_scale: np.float32  # levels for 1/depth of 1


@kernel
def project_perspective(vertices, lens, screen):  # type: ignore[no-untyped-def]
    """Write where vertices (n, 3) dm are on a ``screen`` behind a ``lens``."""
    eye, rotation, focal, centre_x, centre_y = lens
    screen_xy, inv_depth = screen
    step = f4(SUB)
    for i in range(vertices.shape[0]):
        x = vertices[i, 0] - eye[0]
        y = vertices[i, 1] - eye[1]
        z = vertices[i, 2] - eye[2]
        inverse = f4(1) / (rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z)
        right = centre_x + focal * inverse * (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z)
        down = centre_y - focal * inverse * (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z)
        screen_xy[i, 0] = i4(right * step)
        screen_xy[i, 1] = i4(down * step)
        inv_depth[i] = inverse


@kernel
def project_parallel(vertices, rotation, parallel_map, screen):  # type: ignore[no-untyped-def]
    """Write where vertices (n, 3) dm are on the ``screen`` of a map, seen along ``rotation[2]``."""
    centre, scale, size = parallel_map
    screen_xy, inv_depth = screen
    half = f4(0.5) * f4(size)
    step = f4(SUB)
    for i in range(vertices.shape[0]):
        x = vertices[i, 0] - centre[0]
        y = vertices[i, 1] - centre[1]
        z = vertices[i, 2] - centre[2]
        right = half + scale * (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z)
        down = half - scale * (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z)
        screen_xy[i, 0] = i4(right * step)
        screen_xy[i, 1] = i4(down * step)
        inv_depth[i] = -(rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z)


@kernel
def in_sight(screen_xy, triangles, width, height, found):  # type: ignore[no-untyped-def]
    """List the triangles that face the viewer and whose box holds a sample; return how many.

    Half of all triangles drop out here, without branches: no processor could predict them.
    """
    sight = np.empty(triangles.shape[0], i4)
    for t in range(triangles.shape[0]):  # in vector code
        x0, y0, x1, y1, x2, y2 = corners(screen_xy, triangles, t)
        left, right, top, bottom = samples_in_reach(x0, y0, x1, y1, x2, y2, width, height)
        area = i4(twice_area(x0, y0, x1, y1, x2, y2))
        sight[t] = area & i4(left - right) & i4(top - bottom)  # below 0 where all are
    n = 0
    for t in range(triangles.shape[0]):
        found[n] = t
        n += int(u4(sight[t]) >> u4(31))
    return n


@kernel
def rasterise(screen, triangles, buffer, planes):  # type: ignore[no-untyped-def]
    """Fill a visibility ``buffer`` with ``triangles`` (t, 3) and write each visible one's barycentric planes.

    ``planes[t]`` begins with (a, b, c) of the second and of the third vertex: barycentric = a·x + b·y + c, in samples.
    Triangles that turn their back (clockwise on screen) are skipped.
    """
    screen_xy, inv_depth = screen
    samples, depth_from, depth_scale = buffer
    height = samples.shape[0]
    width = samples.shape[1]
    visibility = samples.reshape(samples.size)
    found = np.empty(triangles.shape[0] + 1, i4)
    for f in range(in_sight(screen_xy, triangles, width, height, found)):
        t = found[f]
        x0, y0, x1, y1, x2, y2 = corners(screen_xy, triangles, t)
        left, right, top, bottom = samples_in_reach(x0, y0, x1, y1, x2, y2, width, height)
        left = min(left, i4(width - CHUNK))
        a0, b0, a1, b1, a2, b2, e0, e1, e2 = edges(x0, y0, x1, y1, x2, y2, left, top)
        e0, e1, e2 = i4(e0), i4(e1), i4(e2)
        inverse = f4(1) / f4(-twice_area(x0, y0, x1, y1, x2, y2))
        u, v, u_x, u_y, v_x, v_y = barycentric_planes(planes, t, left, top, inverse, a1, b1, a2, b2, e1, e2)
        z0 = inv_depth[u4(triangles[t, 0])]
        dz1 = inv_depth[u4(triangles[t, 1])] - z0
        dz2 = inv_depth[u4(triangles[t, 2])] - z0
        z_x = (u_x * dz1 + v_x * dz2) * depth_scale
        z_y = (u_y * dz1 + v_y * dz2) * depth_scale
        z_row = (z0 - depth_from + u * dz1 + v * dz2) * depth_scale
        a0, a1, a2 = i4(a0 * SUB), i4(a1 * SUB), i4(a2 * SUB)
        b0, b1, b2 = i4(b0 * SUB), i4(b1 * SUB), i4(b2 * SUB)
        number = i4(t + 1)
        if right - left <= CHUNK:  # nearly all triangles: one chunk a row, without the loop over chunks
            base = np.uint64(top * width + left)
            for _ in range(top, bottom):
                for k in range(CHUNK):
                    kk = i4(k)
                    outside = i4(e0 + kk * a0) | i4(e1 + kk * a1) | i4(e2 + kk * a2)
                    key = (i4(z_row + f4(kk) * z_x) << i4(TRIANGLE_BITS)) | number
                    key = key & ~(outside >> i4(31))
                    at = base + np.uint64(k)
                    visibility[at] = max(visibility[at], i4(key))
                e0 = i4(e0 + b0)
                e1 = i4(e1 + b1)
                e2 = i4(e2 + b2)
                z_row += z_y
                base += np.uint64(width)
            continue
        for y in range(top, bottom):
            x = left
            while x < right:
                if x > width - CHUNK:
                    x = width - CHUNK
                d = i4(x - left)
                q0 = i4(e0 + d * a0)
                q1 = i4(e1 + d * a1)
                q2 = i4(e2 + d * a2)
                z = z_row + f4(d) * z_x
                row = visibility[y * width + x : y * width + x + CHUNK]
                for k in range(CHUNK):
                    kk = i4(k)
                    outside = i4(q0 + kk * a0) | i4(q1 + kk * a1) | i4(q2 + kk * a2)
                    key = (i4(z + f4(kk) * z_x) << i4(TRIANGLE_BITS)) | number
                    key = key & ~(outside >> i4(31))
                    row[k] = max(row[k], i4(key))
                x += CHUNK
            e0 = i4(e0 + b0)
            e1 = i4(e1 + b1)
            e2 = i4(e2 + b2)
            z_row += z_y


@kernel
def rasterise_depth(screen, triangles, depths):  # type: ignore[no-untyped-def]
    """Write the largest ``inv_depth`` at every sample of a parallel view, ``depths`` (size, size): a shadow map."""
    screen_xy, inv_depth = screen
    size = depths.shape[0]
    found = np.empty(triangles.shape[0] + 1, i4)
    for f in range(in_sight(screen_xy, triangles, size, size, found)):
        t = found[f]
        x0, y0, x1, y1, x2, y2 = corners(screen_xy, triangles, t)
        left, right, top, bottom = samples_in_reach(x0, y0, x1, y1, x2, y2, size, size)
        a0, b0, a1, b1, a2, b2, e0, e1, e2 = edges(x0, y0, x1, y1, x2, y2, left, top)
        e0, e1, e2 = i4(e0), i4(e1), i4(e2)
        inverse = f4(1) / f4(-twice_area(x0, y0, x1, y1, x2, y2))
        z0 = inv_depth[u4(triangles[t, 0])]
        dz1 = inv_depth[u4(triangles[t, 1])] - z0
        dz2 = inv_depth[u4(triangles[t, 2])] - z0
        z_x = f4(SUB) * inverse * (f4(a1) * dz1 + f4(a2) * dz2)
        z_y = f4(SUB) * inverse * (f4(b1) * dz1 + f4(b2) * dz2)
        z_row = z0 + inverse * (f4(e1) * dz1 + f4(e2) * dz2)
        a0, a1, a2 = i4(a0 * SUB), i4(a1 * SUB), i4(a2 * SUB)
        b0, b1, b2 = i4(b0 * SUB), i4(b1 * SUB), i4(b2 * SUB)
        for y in range(top, bottom):
            for begin in range(left, right, CHUNK):
                x = min(begin, size - CHUNK)
                d = i4(x - left)
                q0 = i4(e0 + i4(d * a0))
                q1 = i4(e1 + i4(d * a1))
                q2 = i4(e2 + i4(d * a2))
                z = z_row + f4(d) * z_x
                row = depths[y, x : x + CHUNK]
                for k in range(CHUNK):
                    kk = i4(k)
                    outside = i4(q0 + kk * a0) | i4(q1 + kk * a1) | i4(q2 + kk * a2)
                    here = z + f4(kk) * z_x
                    row[k] = max(row[k], here if outside >= i4(0) else NOTHING)
            e0 = i4(e0 + b0)
            e1 = i4(e1 + b1)
            e2 = i4(e2 + b2)
            z_row += z_y
