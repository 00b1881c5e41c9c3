"""The solvers of lids and lips in numpy alone, for a Python without a compiler: what ``solve`` does, to the bit.

Elementwise + − × ÷ √, and sums over the first axis, which numpy adds row after row: so the order is that of ``solve``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.vectors import dot, norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def add_field(positions: Floats, index: Ints, delta: Floats, weight: float) -> None:
    """Add ``weight`` times the displacements (k, 3) of distinct vertices (k,) to positions (m, 3), in place."""
    positions[index] += weight * delta


def settle_lips(
    positions: Floats,
    vertex: Ints,
    place: Ints,
    follow: Floats,
    index: Ints,
    weight: Floats,
    slit: Floats,
    overlap: float,
    yielding: float,
    press: float,
    steps: int,
) -> None:
    """Part lips that cross and close lips that are pressed, in positions (m, 3), in place; as ``solve.settle_lips``."""
    pairs = slit.shape[1]
    gaps = _lip_gaps(positions, index, weight).reshape(3, pairs)
    # below 0 where one lip is in the other
    room = (gaps - np.minimum(slit, -overlap)).min(axis=0)
    meeting = gaps[1]
    shift = np.maximum(-press * np.maximum(meeting + overlap, 0.0), -room - press * yielding)
    if np.abs(shift).max() < 1e-9:
        return
    wanted = meeting + shift
    middle = np.r_[pairs : 2 * pairs, 4 * pairs : 5 * pairs]
    index, weight = index[:, middle], weight[:, middle]
    for _ in range(steps):
        positions[vertex, 1] += follow * (wanted - _lip_gaps(positions, index, weight))[place]


def _lip_gaps(positions: Floats, index: Ints, weight: Floats) -> Floats:
    """Return the heights (q,) of upper over lower points: stencils (k, 2 q), the upper points first."""
    heights = np.add.reduce(positions[:, 1].take(index) * weight, axis=0)
    gaps: Floats = heights[: len(heights) // 2] - heights[len(heights) // 2 :]
    return gaps


def settle_lids(
    positions: Floats,
    vertex: Ints,
    place: Ints,
    follow: Floats,
    shape: Floats,
    centre: Floats,
    farther: Floats,
    index: Ints,
    weight: Floats,
    solve: Floats,
    margin: Floats,
    numbers: Floats,
) -> None:
    """Put the lid vertices of blended positions (m, 3) where lids can be, in place; as ``solve.settle_lids``."""
    shut, narrowest, resist, overlap, steps = numbers.tolist()
    distance, least, floor, flat, flatten = shape
    across, reach, aperture = margin[:, :3], margin[:, 3], margin[:, 4]
    offset = positions.take(vertex, axis=0) - centre
    radius = np.maximum(distance + farther, least)
    gap = _lid_gaps(offset, radius, index, weight, reach)
    along = dot(gap, across)
    smallest, start = narrowest * aperture, resist * aperture
    room = start - smallest
    resisted = np.where(along < start, smallest + room * room / (room + np.maximum(start - along, 0.0)), along)
    opened = gap + (resisted - along)[:, None] * across
    wanted = (1 - shut) * opened - shut * overlap * across
    closed = np.clip(1 - dot(wanted, across) / aperture, 0.0, 1.0)
    radius += closed[place] * np.maximum(floor - radius, 0.0)
    radius += shut * flatten * np.minimum(flat - radius, 0.0)
    if np.abs(wanted - gap).max() > 1e-9:
        total = np.zeros_like(gap)
        blended = offset
        columns = np.ascontiguousarray(solve.T)[:, :, None]
        for _ in range(int(steps)):
            missing = wanted - _lid_gaps(offset, radius, index, weight, reach)
            total += np.add.reduce(columns * missing[:, None, :], axis=0)
            offset = blended + follow[:, None] * total[place]
    positions[vertex] = offset * (radius / norm(offset))[:, None] + centre


def _lid_gaps(offset: Floats, radius: Floats, index: Ints, weight: Floats, reach: Floats) -> Floats:
    """Return the gap vectors (p, 3) of lid vertices in directions ``offset`` (n, 3) at distances ``radius`` (n,)."""
    share = weight * (radius / norm(offset)).take(index)
    points = np.add.reduce(share[:, :, None] * offset.take(index, axis=0), axis=0)
    points /= norm(points)[:, None]
    gap: Floats = (points[: len(reach)] - points[len(reach) :]) * reach[:, None]
    return gap


def carry_lashes(
    positions: Floats,
    lash: Ints,
    index: Ints,
    weight: Floats,
    rest: Floats,
    root: Floats,
    root_distance: Floats,
    centre: Floats,
) -> None:
    """Turn and shift lashes with the points of the margin they grow from, in place; as ``solve.carry_lashes``."""
    end = np.add.reduce(weight[:, :, None] * (positions.take(index, axis=0) - centre), axis=0)
    length = norm(end)
    (ex, ey, ez), (a, b, c), (x, y, z) = (end / length[:, None]).T, root.T, rest.T
    u, v, w = b * ez - c * ey, c * ex - a * ez, a * ey - b * ex  # the axis of the shortest rotation
    p, q, r = v * z - w * y, w * x - u * z, u * y - v * x
    part = 1 + a * ex + b * ey + c * ez
    longer = length - root_distance
    moved = (
        x + p + (v * r - w * q) / part + longer * ex,
        y + q + (w * p - u * r) / part + longer * ey,
        z + r + (u * q - v * p) / part + longer * ez,
    )
    positions[lash] = np.stack(moved, axis=1) + centre
