"""How far a hand's skin is from the head's: kernels over the surface that hands touch.

A distance is that to the triangles round the nearest vertex, below 0 inside; float64 and + − × ÷ √ alone, in a fixed
order, so that the last bit is the same everywhere.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel

#: dm: what is farther away is so far
FAR = 0.5
#: dm from what the lattice knows, which is nearly the nearest vertex, from where on that is good enough
AWAY = 0.3
#: dm from the nearest vertex up to which triangles are looked at
NEAR = 0.1


@kernel
def take_home(vertices, index, turn, shift, out):  # type: ignore[no-untyped-def]
    """Write turnᵀ · (x − shift) of float32 vertices chosen by ``index`` (v,) into ``out`` (v, 3)."""
    for i in range(len(index)):
        x = np.float64(vertices[index[i], 0]) - shift[0]
        y = np.float64(vertices[index[i], 1]) - shift[1]
        z = np.float64(vertices[index[i], 2]) - shift[2]
        for k in range(3):
            out[i, k] = turn[0, k] * x + turn[1, k] * y + turn[2, k] * z


@kernel
def find_normals(points, triangles, normals):  # type: ignore[no-untyped-def]
    """Write unit normals (v, 3): those of the triangles round each vertex, weighted by area."""
    normals[:] = 0.0
    for t in range(len(triangles)):
        a, b, c = triangles[t, 0], triangles[t, 1], triangles[t, 2]
        ux, uy, uz = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
        vx, vy, vz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for corner in range(3):
            i = triangles[t, corner]
            normals[i, 0] += nx
            normals[i, 1] += ny
            normals[i, 2] += nz
    for i in range(len(normals)):
        size = math.sqrt(normals[i, 0] ** 2 + normals[i, 1] ** 2 + normals[i, 2] ** 2)
        if size > 0.0:
            for k in range(3):
                normals[i, k] /= size


@kernel
def fill_lattice(points, lattice, low, step):  # type: ignore[no-untyped-def]
    """Write at each node of a lattice (a, b, c) the nearest of points (v, 3), nearly: four sweeps to and fro."""
    na, nb, nc = lattice.shape
    for i in range(len(points)):
        a = int((points[i, 0] - low[0]) / step + 0.5)
        b = int((points[i, 1] - low[1]) / step + 0.5)
        c = int((points[i, 2] - low[2]) / step + 0.5)
        _keep_nearer(points, lattice, low, step, a, b, c, i)
    for sweep in range(4):
        for k in range(na * nb * nc):
            node = k if sweep % 2 == 0 else na * nb * nc - 1 - k
            a, b, c = node // (nb * nc), (node // nc) % nb, node % nc
            for side in range(6):
                step_to = 1 if side % 2 == 0 else -1
                x = a + step_to if side // 2 == 0 else a
                y = b + step_to if side // 2 == 1 else b
                z = c + step_to if side // 2 == 2 else c
                if 0 <= x < na and 0 <= y < nb and 0 <= z < nc and lattice[x, y, z] >= 0:
                    _keep_nearer(points, lattice, low, step, a, b, c, lattice[x, y, z])


@kernel
def _keep_nearer(points, lattice, low, step, a, b, c, i):  # type: ignore[no-untyped-def]
    """Let a node hold point ``i`` where that is nearer than what it holds."""
    held = lattice[a, b, c]
    if held == i:
        return
    x, y, z = low[0] + a * step, low[1] + b * step, low[2] + c * step
    if held < 0 or _square(points, i, x, y, z) < _square(points, held, x, y, z):
        lattice[a, b, c] = i


@kernel
def _square(points, i, x, y, z):  # type: ignore[no-untyped-def]
    """Return the squared distance of a point to x, y, z."""
    dx, dy, dz = points[i, 0] - x, points[i, 1] - y, points[i, 2] - z
    return dx * dx + dy * dy + dz * dz


@kernel
def _nearest(surface, x, y, z):  # type: ignore[no-untyped-def]
    """Return the vertex that is nearest to x, y, z; −1 where all are far."""
    points, lattice, low, step = surface.points, surface.lattice, surface.low, surface.step
    a, b, c = (x - low[0]) / step, (y - low[1]) / step, (z - low[2]) / step
    na, nb, nc = lattice.shape
    if a < 0.0 or b < 0.0 or c < 0.0 or a >= na - 1 or b >= nb - 1 or c >= nc - 1:
        return -1
    here = -1
    least = 1e9
    for corner in range(8):  # the nearest of what all corners of the cell know: steps alone end in hollows
        known = lattice[int(a) + corner % 2, int(b) + corner // 2 % 2, int(c) + corner // 4]
        if known != here:
            square = _square(points, known, x, y, z)
            if square < least:
                here = known
                least = square
    while least < AWAY * AWAY:
        better = here
        for k in range(surface.near_from[here], surface.near_from[here + 1]):
            square = _square(points, surface.near[k], x, y, z)
            if square < least:
                least = square
                better = surface.near[k]
        if better == here:
            break
        here = better
    return here


@kernel
def _share_of(points, triangle, x, y, z):  # type: ignore[no-untyped-def]
    """Return the shares (v, w) of the second and third corner in the triangle's point nearest to x, y, z.

    Source: Ericson, Real-Time Collision Detection (2005), 5.1.5.
    """
    a, b, c = triangle[0], triangle[1], triangle[2]
    ax, ay, az = points[a, 0], points[a, 1], points[a, 2]
    abx, aby, abz = points[b, 0] - ax, points[b, 1] - ay, points[b, 2] - az
    acx, acy, acz = points[c, 0] - ax, points[c, 1] - ay, points[c, 2] - az
    px, py, pz = x - ax, y - ay, z - az
    d1 = abx * px + aby * py + abz * pz
    d2 = acx * px + acy * py + acz * pz
    if d1 <= 0.0 and d2 <= 0.0:
        return 0.0, 0.0
    bb = abx * abx + aby * aby + abz * abz
    cc = acx * acx + acy * acy + acz * acz
    bc = abx * acx + aby * acy + abz * acz
    d3, d4 = d1 - bb, d2 - bc
    if d3 >= 0.0 and d4 <= d3:
        return 1.0, 0.0
    vc = d1 * d4 - d3 * d2
    if vc <= 0.0 and d1 >= 0.0 and d3 <= 0.0:
        return d1 / (d1 - d3), 0.0
    d5, d6 = d1 - bc, d2 - cc
    if d6 >= 0.0 and d5 <= d6:
        return 0.0, 1.0
    vb = d5 * d2 - d1 * d6
    if vb <= 0.0 and d2 >= 0.0 and d6 <= 0.0:
        return 0.0, d2 / (d2 - d6)
    va = d3 * d6 - d5 * d4
    if va <= 0.0 and d4 - d3 >= 0.0 and d5 - d6 >= 0.0:
        w = (d4 - d3) / ((d4 - d3) + (d5 - d6))
        return 1.0 - w, w
    whole = va + vb + vc
    if whole <= 0.0:
        return 0.0, 0.0
    return vb / whole, vc / whole


@kernel
def distance(surface, x, y, z):  # type: ignore[no-untyped-def]
    """Return how far x, y, z is outside the surface (dm, below 0 inside, at most FAR), and the unit way out."""
    here = _nearest(surface, x, y, z)
    if here < 0:
        return FAR, 0.0, 0.0, 0.0
    points, normals = surface.points, surface.normals
    apart = math.sqrt(_square(points, here, x, y, z))
    if apart > NEAR and (apart > AWAY or not surface.mouth[here]):
        # as good as the vertex itself, which a hand's skin in the air does not need more exactly;
        wx, wy, wz = (x - points[here, 0]) / apart, (y - points[here, 1]) / apart, (z - points[here, 2]) / apart
        # it is taken to be outside: a hand that goes in has skin that is nearer
        return min(apart, FAR), wx, wy, wz
    least = 1e9
    ox, oy, oz, nx, ny, nz = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    fan, bridge = surface.fan_from[here + 1] - surface.fan_from[here], len(surface.triangles) - surface.bridge
    count = fan + surface.bridge if surface.mouth[here] else fan
    for k in range(count):
        number = surface.fan[surface.fan_from[here] + k] if k < fan else bridge + k - fan
        triangle = surface.triangles[number]
        v, w = _share_of(points, triangle, x, y, z)
        u = 1.0 - v - w
        if number >= bridge and (u <= 0.0 or v <= 0.0 or w <= 0.0):
            continue  # beside it are lips, which tell better
        a, b, c = triangle[0], triangle[1], triangle[2]
        dx = x - (u * points[a, 0] + v * points[b, 0] + w * points[c, 0])
        dy = y - (u * points[a, 1] + v * points[b, 1] + w * points[c, 1])
        dz = z - (u * points[a, 2] + v * points[b, 2] + w * points[c, 2])
        square = dx * dx + dy * dy + dz * dz
        if square < least:
            least = square
            ox, oy, oz = dx, dy, dz
            nx = u * normals[a, 0] + v * normals[b, 0] + w * normals[c, 0]
            ny = u * normals[a, 1] + v * normals[b, 1] + w * normals[c, 1]
            nz = u * normals[a, 2] + v * normals[b, 2] + w * normals[c, 2]
            if number >= bridge:  # spans the mouth: lips' normals say nothing
                ex, ey, ez = points[b, 0] - points[a, 0], points[b, 1] - points[a, 1], points[b, 2] - points[a, 2]
                fx, fy, fz = points[c, 0] - points[a, 0], points[c, 1] - points[a, 1], points[c, 2] - points[a, 2]
                nx, ny, nz = ey * fz - ez * fy, ez * fx - ex * fz, ex * fy - ey * fx
    far = math.sqrt(least)
    inside = ox * nx + oy * ny + oz * nz < 0.0 and far < NEAR
    if far < 1e-6:
        return 0.0, nx, ny, nz
    if inside:
        return -far, -ox / far, -oy / far, -oz / far
    return far, ox / far, oy / far, oz / far


@kernel
def find_gaps(surface, points, sign, gaps, ways):  # type: ignore[no-untyped-def]
    """Write how far points (m, 3) are outside (m,), and the unit ways out (m, 3).

    ``sign`` −1: points and ways are mirrored (x → −x), the surface is not.
    """
    for i in range(len(points)):
        gap, wx, wy, wz = distance(surface, sign * points[i, 0], points[i, 1], points[i, 2])
        gaps[i] = gap
        ways[i, 0], ways[i, 1], ways[i, 2] = sign * wx, wy, wz


@kernel
def least_gaps(gaps, group, least):  # type: ignore[no-untyped-def]
    """Lower ``least`` (6,) to the least gap of each group (m,)."""
    for i in range(len(gaps)):
        if gaps[i] < least[group[i]]:
            least[group[i]] = gaps[i]


@kernel
def push_out(points, gaps, ways, most):  # type: ignore[no-untyped-def]
    """Let skin that is up to ``most`` dm inside the face flatten on it: points (n, 3) and gaps (n,), in place."""
    for i in range(len(gaps)):
        if -most < gaps[i] < 0.0:
            for k in range(3):
                points[i, k] -= gaps[i] * ways[i, k]
            gaps[i] = 0.0


@kernel
def find_gaps_in_body(surface, points, turn, shift, gaps, ways):  # type: ignore[no-untyped-def]
    """Write how far points (n, 3) of the body's frame are outside (n,), and the ways out (n, 3) in that frame.

    The head has turned from its own frame by ``turn`` (3, 3) and ``shift`` (3,).
    """
    for i in range(len(points)):
        x, y, z = points[i, 0] - shift[0], points[i, 1] - shift[1], points[i, 2] - shift[2]
        gap, wx, wy, wz = distance(
            surface,
            turn[0, 0] * x + turn[1, 0] * y + turn[2, 0] * z,
            turn[0, 1] * x + turn[1, 1] * y + turn[2, 1] * z,
            turn[0, 2] * x + turn[1, 2] * y + turn[2, 2] * z,
        )
        gaps[i] = gap
        for k in range(3):
            ways[i, k] = turn[k, 0] * wx + turn[k, 1] * wy + turn[k, 2] * wz
