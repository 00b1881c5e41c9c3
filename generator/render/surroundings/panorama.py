"""A panorama of what lies round about, a small picture of all directions in linear light; and what it sums up to.

Equirectangular, (h, 2h, 3) float32: rows from straight up to straight down. The middle is ahead (+z), the right half is
at the right of whoever looks ahead, which is −x: the left hand of a person who is looked at is +x.
"""

from __future__ import annotations

import functools
import itertools
import math

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.arrays import Floats
from synthgen.scene.harmonics import COUNT, FACTORS, Harmonics
from synthgen.scene.staging import Rotation

Doubles = npt.NDArray[np.float64]

#: rows of the panorama that light is taken from
ROWS = 48
#: digits that are kept of sines, which may differ in their last bits between processors
_DIGITS = 9


@functools.lru_cache(maxsize=4)
def directions(rows: int) -> tuple[Floats, Doubles]:
    """Return unit directions (h, 2h, 3) float32 to the middles of texels, and texels' solid angle (h,) by row."""
    columns = 2 * rows
    across = [(k + 0.5) / columns * 2.0 * math.pi - math.pi for k in range(columns)]
    down = [(k + 0.5) / rows * math.pi for k in range(rows)]
    flat, up = (np.array([round(f(v), _DIGITS) for v in down]) for f in (math.sin, math.cos))
    right, ahead = (np.array([round(f(v), _DIGITS) for v in across]) for f in (math.sin, math.cos))
    found = np.empty((rows, columns, 3))
    found[:, :, 0] = -flat[:, None] * right[None, :]
    found[:, :, 1] = up[:, None]
    found[:, :, 2] = flat[:, None] * ahead[None, :]
    edges = [round(math.cos(k / rows * math.pi), _DIGITS) for k in range(rows + 1)]
    angles = [2.0 * math.pi / columns * (upper - lower) for upper, lower in itertools.pairwise(edges)]
    return found.astype(np.float32), np.array(angles)


def turned_directions(rows: int, turn: Rotation) -> Floats:
    """Return ``directions`` (h, 2h, 3) multiplied with a rotation."""
    found, _ = directions(rows)
    x, y, z = found[:, :, 0], found[:, :, 1], found[:, :, 2]
    return np.stack([np.float32(a) * x + np.float32(b) * y + np.float32(c) * z for a, b, c in turn], axis=2)


def harmonics_of(panorama: Floats, turn: Rotation) -> Harmonics:
    """Return the light of a panorama, whose directions ``turn`` brings to where the light is wanted."""
    rows = len(panorama)
    sums = np.zeros((COUNT, 3))
    _moments(panorama, turned_directions(rows, turn), directions(rows)[1], sums)
    terms = [[round(factor * float(value), 9) for value in row] for factor, row in zip(FACTORS, sums, strict=True)]
    return Harmonics(tuple((red, green, blue) for red, green, blue in terms))


@kernel
def _moments(panorama, towards, angles, sums):  # type: ignore[no-untyped-def]
    """Add to ``sums`` (9, 3) the radiance times each polynomial times the solid angle, texel after texel."""
    for row in range(panorama.shape[0]):
        for column in range(panorama.shape[1]):
            x = np.float64(towards[row, column, 0])
            y = np.float64(towards[row, column, 1])
            z = np.float64(towards[row, column, 2])
            for k in range(3):
                light = np.float64(panorama[row, column, k]) * angles[row]
                sums[0, k] += light
                sums[1, k] += light * x
                sums[2, k] += light * y
                sums[3, k] += light * z
                sums[4, k] += light * x * y
                sums[5, k] += light * y * z
                sums[6, k] += light * x * z
                sums[7, k] += light * (3.0 * z * z - 1.0)
                sums[8, k] += light * (x * x - y * y)


def reduced(panorama: Floats, rows: int) -> Floats:
    """Return a panorama of ``rows`` rows, each texel the mean of those that it takes the place of.

    One with less rows than that is returned as it is.
    """
    if len(panorama) <= rows:
        return panorama
    out = np.empty((rows, 2 * rows, 3), np.float32)
    _mean(panorama, out)
    return out


@kernel
def _mean(panorama, out):  # type: ignore[no-untyped-def]
    height, width, _ = panorama.shape
    rows, columns, _ = out.shape
    for row in range(rows):
        top, bottom = row * height // rows, (row + 1) * height // rows
        for column in range(columns):
            left, right = column * width // columns, (column + 1) * width // columns
            for k in range(3):
                total = 0.0
                for y in range(top, bottom):
                    for x in range(left, right):
                        total += np.float64(panorama[y, x, k])
                out[row, column, k] = np.float32(total / ((bottom - top) * (right - left)))
