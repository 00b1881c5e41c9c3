"""Kernels from vertices to a visibility buffer: which triangle is nearest at every sample of the picture.

A sample's key packs depth (upper 14 bits) and triangle number + 1 (lower 17 bits) in one int32, so that a plain max
resolves visibility: LLVM turns the inner loop over 16 samples into vector code. Zero means background.
"""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Sub-sample positions per sample on each axis (fixed-point edges make coverage exact: no gaps, no double hits).
SUB = 16
#: Samples handled at once; narrower chunks do not vectorise.
CHUNK = 16
TRIANGLE_BITS = 17
TRIANGLE_MASK = (1 << TRIANGLE_BITS) - 1
DEPTH_LEVELS = 1 << (31 - TRIANGLE_BITS)


@kernel
def project_perspective(vertices, eye, rotation, focal, centre_x, centre_y, place, nearness):  # type: ignore[no-untyped-def]
    """Write ``place`` (n, 2) int32, sample x and y in steps of 1/SUB, and ``nearness`` (n,), here 1/depth.

    ``vertices`` (n, 3) dm; ``rotation`` rows: right, up, forward.
    """
    step = f4(SUB)
    for i in range(vertices.shape[0]):
        x = vertices[i, 0] - eye[0]
        y = vertices[i, 1] - eye[1]
        z = vertices[i, 2] - eye[2]
        inverse = f4(1) / (rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z)
        right = centre_x + focal * inverse * (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z)
        down = centre_y - focal * inverse * (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z)
        place[i, 0] = i4(right * step)
        place[i, 1] = i4(down * step)
        nearness[i] = inverse


@kernel
def project_parallel(vertices, rotation, centre, scale, size, place, nearness):  # type: ignore[no-untyped-def]
    """Write ``place`` as ``project_perspective`` does and ``nearness`` (dm), seen along a direction."""
    half = f4(0.5) * f4(size)
    step = f4(SUB)
    for i in range(vertices.shape[0]):
        x = vertices[i, 0] - centre[0]
        y = vertices[i, 1] - centre[1]
        z = vertices[i, 2] - centre[2]
        right = half + scale * (rotation[0, 0] * x + rotation[0, 1] * y + rotation[0, 2] * z)
        down = half - scale * (rotation[1, 0] * x + rotation[1, 1] * y + rotation[1, 2] * z)
        place[i, 0] = i4(right * step)
        place[i, 1] = i4(down * step)
        nearness[i] = -(rotation[2, 0] * x + rotation[2, 1] * y + rotation[2, 2] * z)


@kernel
def _in_sight(place, triangles, width, height, found):  # type: ignore[no-untyped-def]
    """List the triangles that face the viewer and whose box holds a sample; return how many.

    Half of all triangles drop out here, without branches: no processor could predict them.
    """
    across = i4(width)
    down = i4(height)
    zero = i4(0)
    sight = np.empty(triangles.shape[0], i4)
    for t in range(triangles.shape[0]):  # in vector code: no int64 may come up
        a = u4(triangles[t, 0])
        b = u4(triangles[t, 1])
        c = u4(triangles[t, 2])
        x0 = place[a, 0]
        y0 = place[a, 1]
        x1 = place[b, 0]
        y1 = place[b, 1]
        x2 = place[c, 0]
        y2 = place[c, 1]
        area = i4(i4(x1 - x0) * i4(y2 - y0)) - i4(i4(x2 - x0) * i4(y1 - y0))
        left = max(i4(min(x0, min(x1, x2)) + i4(7)) >> i4(4), zero)
        right = min(i4(max(x0, max(x1, x2)) + i4(8)) >> i4(4), across)
        top = max(i4(min(y0, min(y1, y2)) + i4(7)) >> i4(4), zero)
        bottom = min(i4(max(y0, max(y1, y2)) + i4(8)) >> i4(4), down)
        sight[t] = i4(area) & i4(left - right) & i4(top - bottom)  # below 0 where all are
    n = 0
    for t in range(triangles.shape[0]):
        found[n] = t
        n += int(u4(sight[t]) >> u4(31))
    return n


@kernel
def rasterise(place, nearness, triangles, keys, width, height, planes, depth_from, depth_scale):  # type: ignore[no-untyped-def]
    """Fill ``keys`` (height·width, rows of a multiple of 16) and each visible triangle's barycentric planes.

    ``planes[t]`` begins with (a, b, c) of the second and of the third vertex: barycentric = a·x + b·y + c, in samples.
    Triangles that turn their back (clockwise on screen) are skipped. ``place`` and ``nearness``: see the projections.
    """
    found = np.empty(triangles.shape[0] + 1, i4)
    for f in range(_in_sight(place, triangles, width, height, found)):
        t = found[f]
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
        a0 = i4(y2 - y1)
        b0 = i4(x1 - x2)
        a1 = i4(y0 - y2)
        b1 = i4(x2 - x0)
        a2 = i4(y1 - y0)
        b2 = i4(x0 - x1)
        left = min(left, width - CHUNK)
        px = i4(left * SUB + SUB // 2)
        py = i4(top * SUB + SUB // 2)
        e0 = i4((px - x1) * a0 + (py - y1) * b0)
        e1 = i4((px - x2) * a1 + (py - y2) * b1)
        e2 = i4((px - x0) * a2 + (py - y0) * b2)
        inverse = f4(1) / f4(-area)
        z0 = nearness[a]
        dz1 = nearness[b] - z0
        dz2 = nearness[c] - z0
        u_x = f4(a1) * f4(SUB) * inverse
        u_y = f4(b1) * f4(SUB) * inverse
        v_x = f4(a2) * f4(SUB) * inverse
        v_y = f4(b2) * f4(SUB) * inverse
        u = f4(e1) * inverse
        v = f4(e2) * inverse
        fx = f4(left) + f4(0.5)
        fy = f4(top) + f4(0.5)
        planes[t, 0] = u_x
        planes[t, 1] = u_y
        planes[t, 2] = u - u_x * fx - u_y * fy
        planes[t, 3] = v_x
        planes[t, 4] = v_y
        planes[t, 5] = v - v_x * fx - v_y * fy
        z_x = (u_x * dz1 + v_x * dz2) * depth_scale
        z_y = (u_y * dz1 + v_y * dz2) * depth_scale
        z_row = (z0 - depth_from + u * dz1 + v * dz2) * depth_scale
        a0 = i4(a0 * SUB)
        a1 = i4(a1 * SUB)
        a2 = i4(a2 * SUB)
        b0 = i4(b0 * SUB)
        b1 = i4(b1 * SUB)
        b2 = i4(b2 * SUB)
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
                    keys[at] = max(keys[at], i4(key))
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
                row = keys[y * width + x : y * width + x + CHUNK]
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
def rasterise_nearness(place, nearness, triangles, depths, size):  # type: ignore[no-untyped-def]
    """Write the largest nearness at every sample of ``depths`` (size, size), a parallel view: a shadow map."""
    found = np.empty(triangles.shape[0] + 1, i4)
    for f in range(_in_sight(place, triangles, size, size, found)):
        t = found[f]
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
        right = min((max(x0, max(x1, x2)) + 8) >> 4, size)
        top = max((min(y0, min(y1, y2)) + 7) >> 4, 0)
        bottom = min((max(y0, max(y1, y2)) + 8) >> 4, size)
        a0 = i4(y2 - y1)
        b0 = i4(x1 - x2)
        a1 = i4(y0 - y2)
        b1 = i4(x2 - x0)
        a2 = i4(y1 - y0)
        b2 = i4(x0 - x1)
        px = i4(left * SUB + SUB // 2)
        py = i4(top * SUB + SUB // 2)
        e0 = i4((px - x1) * a0 + (py - y1) * b0)
        e1 = i4((px - x2) * a1 + (py - y2) * b1)
        e2 = i4((px - x0) * a2 + (py - y0) * b2)
        inverse = f4(1) / f4(-area)
        z0 = nearness[a]
        dz1 = nearness[b] - z0
        dz2 = nearness[c] - z0
        z_x = f4(SUB) * inverse * (f4(a1) * dz1 + f4(a2) * dz2)
        z_y = f4(SUB) * inverse * (f4(b1) * dz1 + f4(b2) * dz2)
        z_row = z0 + inverse * (f4(e1) * dz1 + f4(e2) * dz2)
        a0 = i4(a0 * SUB)
        a1 = i4(a1 * SUB)
        a2 = i4(a2 * SUB)
        b0 = i4(b0 * SUB)
        b1 = i4(b1 * SUB)
        b2 = i4(b2 * SUB)
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
                    row[k] = max(row[k], here if outside >= i4(0) else f4(-1e9))
            e0 = i4(e0 + b0)
            e1 = i4(e1 + b1)
            e2 = i4(e2 + b2)
            z_row += z_y
