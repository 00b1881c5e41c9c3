"""Small elementwise vector functions whose bits do not depend on the processor (no matrix products)."""

from __future__ import annotations

import math
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def dot(a: Floats, b: Floats) -> Floats:
    """Return the dot products (…) of vectors (…, 3)."""
    return a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1] + a[..., 2] * b[..., 2]


def norm(a: Floats) -> Floats:
    """Return the lengths (…) of vectors (…, 3)."""
    return np.sqrt(dot(a, a))


def cross(a: Floats, b: Floats) -> Floats:
    """Return the cross products (…, 3)."""
    return np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        axis=-1,
    )


def centroid(points: Floats) -> Floats:
    """Return the mean (3,) of points (n, 3), exactly rounded, so that no order of summing matters."""
    return np.array([math.fsum(points[:, axis].tolist()) / len(points) for axis in range(3)])


#: three rows of a matrix, as plain floats: arithmetic on nine numbers is faster without arrays
Vector = Tuple[float, float, float]
Matrix = Tuple[Vector, Vector, Vector]
IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def rotation(yaw: float, pitch: float, roll: float) -> Matrix:
    """Return the matrix Ry(yaw) · Rx(pitch) · Rz(roll), in degrees, about +y, +x and +z.

    With z forward, y up and the subject's left at +x: yaw > 0 turns the face to its left, pitch > 0 bows it, roll > 0
    tilts it to its right.
    """
    (sy, cy), (sp, cp), (sr, cr) = _sin_cos(yaw), _sin_cos(pitch), _sin_cos(roll)
    return (
        (cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp),
        (cp * sr, cp * cr, -sp),
        (cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp),
    )


def _sin_cos(degrees: float) -> tuple[float, float]:
    """Return sine and cosine, rounded so that libraries that differ in the last bit agree."""
    angle = math.radians(degrees)
    return round(math.sin(angle), 12), round(math.cos(angle), 12)


def product(a: Matrix, b: Matrix) -> Matrix:
    """Return the product of two matrices."""
    x, y, z = ([p * b[0][k] + q * b[1][k] + r * b[2][k] for p, q, r in a] for k in range(3))
    return (x[0], y[0], z[0]), (x[1], y[1], z[1]), (x[2], y[2], z[2])


def rotate(matrix: Matrix, point: Vector) -> Vector:
    """Return one point multiplied by a matrix."""
    x, y, z = point
    (a, b, c) = (row[0] * x + row[1] * y + row[2] * z for row in matrix)
    return a, b, c


def inverse(matrix: Floats) -> Floats:
    """Return the inverse of a square matrix by Gauss–Jordan elimination (LAPACK's last bits depend on the processor).

    >>> inverse(np.array([[2.0, 1.0], [0.0, 4.0]])).tolist()
    [[0.5, -0.125], [0.0, 0.25]]
    """
    size = len(matrix)
    work = np.concatenate([matrix, np.eye(size)], axis=1)
    for column in range(size):
        pivot = column + int(np.argmax(np.abs(work[column:, column])))
        work[[column, pivot]] = work[[pivot, column]]
        work[column] /= work[column, column]
        for row in range(size):
            if row != column:
                work[row] -= work[row, column] * work[column]
    return work[:, size:]
