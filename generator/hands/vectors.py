"""Small vector functions in plain floats, whose bits do not depend on the processor or its libraries."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]  # rows


def plus(a: Vector, b: Vector, times: float = 1.0) -> Vector:
    """Return a + times · b."""
    return a[0] + times * b[0], a[1] + times * b[1], a[2] + times * b[2]


def minus(a: Vector, b: Vector) -> Vector:
    """Return a − b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def scaled(a: Vector, by: float) -> Vector:
    """Return a · by."""
    return a[0] * by, a[1] * by, a[2] * by


def dot(a: Vector, b: Vector) -> float:
    """Return the dot product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """Return the cross product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def length(a: Vector) -> float:
    """Return the length."""
    return math.sqrt(dot(a, a))


def unit(a: Vector) -> Vector:
    """Return the unit vector of the same direction."""
    return scaled(a, 1.0 / length(a))


def turned(matrix: Matrix, a: Vector) -> Vector:
    """Return matrix · a."""
    return dot(matrix[0], a), dot(matrix[1], a), dot(matrix[2], a)


def transposed(a: Matrix) -> Matrix:
    """Return the transpose."""
    return (a[0][0], a[1][0], a[2][0]), (a[0][1], a[1][1], a[2][1]), (a[0][2], a[1][2], a[2][2])


def product(a: Matrix, b: Matrix) -> Matrix:
    """Return a · b."""
    columns = transposed(b)
    x, y, z = ((dot(row, columns[0]), dot(row, columns[1]), dot(row, columns[2])) for row in a)
    return x, y, z


def sine_cosine(degrees: float) -> tuple[float, float]:
    """Return sine and cosine, rounded so that libraries that differ in the last bit agree."""
    angle = math.radians(degrees)
    return round(math.sin(angle), 12), round(math.cos(angle), 12)


def about(axis: Vector, degrees: float) -> Matrix:
    """Return the rotation about a unit axis (Rodrigues)."""
    s, c = sine_cosine(degrees)
    x, y, z = axis
    r = 1.0 - c
    return (
        (c + x * x * r, x * y * r - z * s, x * z * r + y * s),
        (y * x * r + z * s, c + y * y * r, y * z * r - x * s),
        (z * x * r - y * s, z * y * r + x * s, c + z * z * r),
    )


def turn_between(a: Vector, b: Vector) -> Matrix:
    """Return the smallest rotation that takes unit vector a to b, which is not its opposite."""
    v, c = cross(a, b), dot(a, b)
    k = 1.0 / (1.0 + c)
    return (
        (c + v[0] * v[0] * k, v[0] * v[1] * k - v[2], v[0] * v[2] * k + v[1]),
        (v[1] * v[0] * k + v[2], c + v[1] * v[1] * k, v[1] * v[2] * k - v[0]),
        (v[2] * v[0] * k - v[1], v[2] * v[1] * k + v[0], c + v[2] * v[2] * k),
    )


def blended(a: Matrix, b: Matrix, share: float) -> Matrix:
    """Return the rotation that is a at share 0 and b at 1, between them on the shortest way (axis and angle)."""
    if share >= 1.0:
        return b
    step = product(b, transposed(a))
    way = (step[2][1] - step[1][2], step[0][2] - step[2][0], step[1][0] - step[0][1])
    sine, cosine = 0.5 * length(way), 0.5 * (step[0][0] + step[1][1] + step[2][2] - 1.0)
    if sine < 1e-9:
        return b
    angle = round(math.degrees(math.atan2(sine, cosine)), 9)
    return product(about(unit(way), share * angle), a)


def frame(along: Vector, facing: Vector) -> Matrix:
    """Return the rotation whose columns are across, along, facing: ``facing`` is made upright on ``along``."""
    y = unit(along)
    z = unit(plus(facing, y, -dot(facing, y)))
    return transposed((cross(y, z), y, z))


def point(vertices: npt.NDArray[np.floating], index: Iterable[int]) -> Vector:
    """Return the mean of vertices, exactly rounded."""
    chosen = vertices[np.asarray(index)].astype(np.float64)
    x, y, z = (math.fsum(chosen[:, axis].tolist()) / len(chosen) for axis in range(3))
    return x, y, z
