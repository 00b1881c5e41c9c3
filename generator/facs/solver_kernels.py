"""The solvers of lids and lips as kernels: what ``lids`` and ``lips`` say in words, a vertex after the other.

float64 and + − × ÷ √ alone, in a fixed order. Import it where it is used: it brings the compiler along.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel


@kernel
def add_field(positions, index, delta, weight):  # type: ignore[no-untyped-def]
    """Add ``weight`` times the displacements (k, 3) of vertices (k,) to positions (m, 3), in place."""
    for i in range(len(index)):
        vertex = index[i]
        for axis in range(3):
            positions[vertex, axis] += weight * delta[i, axis]


@kernel
def lip_gaps(positions, index, weight, gaps):  # type: ignore[no-untyped-def]
    """Write the heights (q,) of upper over lower points: stencils (k, 2 q), the upper points first."""
    count = len(gaps)
    for point in range(count):
        upper = 0.0
        lower = 0.0
        for k in range(len(index)):
            upper += positions[index[k, point], 1] * weight[k, point]
            lower += positions[index[k, count + point], 1] * weight[k, count + point]
        gaps[point] = upper - lower


@kernel
def settle_lips(positions, vertex, place, follow, index, weight, slit, overlap, yielding, press, steps):  # type: ignore
    """Part lips that cross and close lips that are pressed, in positions (m, 3), in place.

    ``vertex``, ``place``, ``follow`` (n,): which vertices move with which column, and by how much (below 0: down).
    ``slit`` (3, p): the neutral gaps; ``yielding``: by how much pressed lips may go into each other; ``index`` and
    ``weight`` as for ``lip_gaps``, the middle loop second.
    """
    pairs = slit.shape[1]
    gaps = np.empty(3 * pairs)
    lip_gaps(positions, index, weight, gaps)
    wanted = np.empty(pairs)
    most = 0.0
    for p in range(pairs):
        room = math.inf  # below 0 where one lip is in the other
        for loop in range(3):
            room = min(room, gaps[loop * pairs + p] - min(slit[loop, p], -overlap))
        meeting = gaps[pairs + p]
        # pressed lips give way to each other where they touch first, so that they meet on the line too
        shift = max(-press * max(meeting + overlap, 0.0), -room - press * yielding)
        wanted[p] = meeting + shift
        most = max(most, abs(shift))
    if most < 1e-9:
        return
    for _ in range(steps):
        lip_gaps(positions, index, weight, gaps)
        for i in range(len(vertex)):
            positions[vertex[i], 1] += follow[i] * (wanted[place[i]] - gaps[pairs + place[i]])


@kernel
def lid_gaps(offset, radius, index, weight, reach, gap):  # type: ignore[no-untyped-def]
    """Write the gap vectors (p, 3) of lid vertices in directions ``offset`` (n, 3) at distances ``radius`` (n,).

    ``index`` and ``weight`` (k, 2 p) are the stencils of the margins' points, the upper ones first.
    """
    pairs = len(gap)
    points = np.zeros((2 * pairs, 3))
    for p in range(2 * pairs):
        for k in range(len(index)):
            i = index[k, p]
            x = offset[i, 0]
            y = offset[i, 1]
            z = offset[i, 2]
            share = weight[k, p] * (radius[i] / math.sqrt(x * x + y * y + z * z))
            points[p, 0] += share * x
            points[p, 1] += share * y
            points[p, 2] += share * z
        x = points[p, 0]
        y = points[p, 1]
        z = points[p, 2]
        length = math.sqrt(x * x + y * y + z * z)
        for axis in range(3):
            points[p, axis] /= length
    for p in range(pairs):
        for axis in range(3):
            gap[p, axis] = (points[p, axis] - points[pairs + p, axis]) * reach[p]


@kernel
def settle_lids(positions, vertex, place, follow, shape, centre, farther, index, weight, solve, margin, numbers):  # type: ignore[no-untyped-def]
    """Put the lid vertices of blended positions (m, 3) where lids can be, in place.

    ``shape`` (5, n): distance, least, floor, flat, flatten; ``margin`` (p, 5): across, reach, aperture; see ``Lids``.
    ``numbers``: shut, narrowest, resist, overlap, steps.
    """
    shut, narrowest, resist, overlap = numbers[0], numbers[1], numbers[2], numbers[3]
    count = len(vertex)
    pairs = len(margin)
    offset = np.empty((count, 3))
    radius = np.empty(count)
    for i in range(count):
        for axis in range(3):
            offset[i, axis] = positions[vertex[i], axis] - centre[axis]
        radius[i] = max(shape[0, i] + farther[i], shape[1, i])
    across = margin[:, :3]
    reach = margin[:, 3]
    aperture = margin[:, 4]
    gap = np.empty((pairs, 3))
    lid_gaps(offset, radius, index, weight, reach, gap)
    wanted = np.empty((pairs, 3))
    closed = np.empty(pairs)
    most = 0.0
    for p in range(pairs):
        along = gap[p, 0] * across[p, 0] + gap[p, 1] * across[p, 1] + gap[p, 2] * across[p, 2]
        least = narrowest * aperture[p]
        start = resist * aperture[p]
        room = start - least
        resisted = along
        if along < start:
            resisted = least + room * room / (room + (start - along))
        left = 0.0
        for axis in range(3):
            opened = gap[p, axis] + (resisted - along) * across[p, axis]
            wanted[p, axis] = (1 - shut) * opened - shut * overlap * across[p, axis]
            left += wanted[p, axis] * across[p, axis]
            most = max(most, abs(wanted[p, axis] - gap[p, axis]))
        closed[p] = min(max(1 - left / aperture[p], 0.0), 1.0)
    for i in range(count):
        radius[i] += closed[place[i]] * max(shape[2, i] - radius[i], 0.0)
        radius[i] += shut * shape[4, i] * min(shape[3, i] - radius[i], 0.0)
    if most > 1e-9:
        total = np.zeros((pairs, 3))
        shifted = offset.copy()
        for _ in range(int(numbers[4])):
            lid_gaps(shifted, radius, index, weight, reach, gap)
            for axis in range(3):
                for p in range(pairs):
                    change = 0.0
                    for q in range(pairs):
                        change += solve[p, q] * (wanted[q, axis] - gap[q, axis])
                    total[p, axis] += change
            for i in range(count):
                for axis in range(3):
                    shifted[i, axis] = offset[i, axis] + follow[i] * total[place[i], axis]
        offset = shifted
    for i in range(count):
        x = offset[i, 0]
        y = offset[i, 1]
        z = offset[i, 2]
        scale = radius[i] / math.sqrt(x * x + y * y + z * z)
        for axis in range(3):
            positions[vertex[i], axis] = offset[i, axis] * scale + centre[axis]


@kernel
def carry_lashes(positions, lash, index, weight, rest, root, root_distance, centre):  # type: ignore[no-untyped-def]
    """Turn and shift lashes with the points of the margin they grow from, in positions (m, 3), in place.

    ``index`` and ``weight`` (2, k) give those points, ``root`` (k, 3) their neutral directions from the eyeball's
    centre, ``root_distance`` (k,) how far they were, ``rest`` (k, 3) the neutral lashes about that centre.
    """
    end = np.empty(3)
    for i in range(len(lash)):
        length = 0.0
        for axis in range(3):
            end[axis] = 0.0
            for k in range(len(index)):
                end[axis] += weight[k, i] * (positions[index[k, i], axis] - centre[axis])
            length += end[axis] * end[axis]
        length = math.sqrt(length)
        for axis in range(3):
            end[axis] /= length
        a, b, c = root[i, 0], root[i, 1], root[i, 2]
        u = b * end[2] - c * end[1]  # the axis of the shortest rotation
        v = c * end[0] - a * end[2]
        w = a * end[1] - b * end[0]
        x, y, z = rest[i, 0], rest[i, 1], rest[i, 2]
        p = v * z - w * y
        q = w * x - u * z
        r = u * y - v * x
        part = 1 + a * end[0] + b * end[1] + c * end[2]
        longer = length - root_distance[i]
        positions[lash[i], 0] = x + p + (v * r - w * q) / part + longer * end[0] + centre[0]
        positions[lash[i], 1] = y + q + (w * p - u * r) / part + longer * end[1] + centre[1]
        positions[lash[i], 2] = z + r + (u * q - v * p) / part + longer * end[2] + centre[2]
