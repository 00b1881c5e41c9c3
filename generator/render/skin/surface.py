"""The skin's texels as a surface, at any size of texture, and where wrinkles run on it: the same for everybody."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Floats, Ints
from synthgen.render.skin import wrinkles
from synthgen.render.skin.texels import SIZE, texel_map


@dataclass(frozen=True)
class Surface:
    """Skin texels at one size of texture.

    ``where`` (n,) in the transposed texture; ``place`` and ``normal`` (n, 3) on the base mesh, dm; ``masks`` (n, 4):
    lips, eyelids, inside of the mouth, ears.
    """

    where: Ints
    place: Floats
    normal: Floats
    masks: Floats


@stored
def surface(assets: Assets, size: int) -> Surface:
    """Return what is known of the skin's texels at ``size`` (SIZE / 2ⁿ), from the base mesh alone."""
    full = texel_map(assets)
    row, column = np.divmod(full.where, np.int32(SIZE))
    step = SIZE // size
    cell = (column // step) * size + row // step  # transposed: see paint_skin
    where, member = np.unique(cell, return_inverse=True)
    count = np.bincount(member)
    means = [np.bincount(member, full.fields[:, k].astype(np.float64)) / count for k in (0, 1, 2, 4, 5, 6, 7)]
    place = np.stack(means[:3], axis=1).astype(np.float32)
    dense = np.full((size * size, 3), np.nan, np.float32)
    dense[where] = place
    grid = dense.reshape(size, size, 3)
    across, along = (np.nan_to_num(_difference(grid, axis)).reshape(-1, 3)[where] for axis in (0, 1))
    normal = np.stack(
        [
            across[:, 1] * along[:, 2] - across[:, 2] * along[:, 1],
            across[:, 2] * along[:, 0] - across[:, 0] * along[:, 2],
            across[:, 0] * along[:, 1] - across[:, 1] * along[:, 0],
        ],
        axis=1,
    )
    length = np.sqrt(normal[:, 0] ** 2 + normal[:, 1] ** 2 + normal[:, 2] ** 2)[:, None]
    normal = np.where(length > 0, normal / np.where(length > 0, length, 1), 0).astype(np.float32)
    return Surface(where.astype(np.int32), place, normal, np.stack(means[3:], axis=1).astype(np.float32))


def _difference(grid: Floats, axis: int) -> Floats:
    """Return the step from the texel before to the one behind along an axis, one-sided where one of them is no skin."""
    before, behind = np.roll(grid, 1, axis), np.roll(grid, -1, axis)
    return np.where(np.isnan(behind), grid, behind) - np.where(np.isnan(before), grid, before)


@stored
def courses_of(assets: Assets) -> tuple[tuple[Floats, Floats], ...]:
    """Return each line of ``wrinkles.LINES`` as points (k, 3) on the base mesh's skin, dm, and their arc lengths."""
    skin = surface(assets, SIZE // 4)
    front = skin.place.astype(np.float64)
    courses = []
    for line in wrinkles.LINES:
        smooth = _smooth([(float(x), float(y)) for x, y in line.points])
        points = []
        for x, y in smooth:
            square = (front[:, 0] - x) ** 2 + (front[:, 1] - y) ** 2
            points.append((x, y, float(front[square < 0.012**2, 2].max())))
        arcs = [0.0]
        for k in range(1, len(points)):
            arcs.append(arcs[-1] + math.dist(points[k - 1], points[k]))
        courses.append((np.array(points, np.float32), np.round(np.array(arcs), 6).astype(np.float32)))
    return tuple(courses)


def _smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return a Catmull–Rom curve through points, three steps from one to the next."""
    ends = [points[0], *points, points[-1]]
    curve = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in (0.0, 1 / 3, 2 / 3):
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t * t + (3 * q - p - 3 * r + s) * t * t * t)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )
            curve.append((round(x, 6), round(y, 6)))
    return [*curve, points[-1]]
