"""Small elementwise vector functions whose bits do not depend on the processor (no matrix products)."""

from __future__ import annotations

import math

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


def rotation(yaw: float, pitch: float, roll: float) -> Floats:
    """Return the matrix (3, 3) of Ry(yaw) · Rx(pitch) · Rz(roll), in degrees, about +y, +x and +z.

    With z forward, y up and the subject's left at +x: yaw > 0 turns the face to its left, pitch > 0 bows it, roll > 0
    tilts it to its right.
    """
    (sy, cy), (sp, cp), (sr, cr) = (_sin_cos(angle) for angle in (yaw, pitch, roll))
    return np.array(
        [
            [cy * cr + sy * sp * sr, sy * sp * cr - cy * sr, sy * cp],
            [cp * sr, cp * cr, -sp],
            [cy * sp * sr - sy * cr, sy * sr + cy * sp * cr, cy * cp],
        ]
    )


def _sin_cos(degrees: float) -> tuple[float, float]:
    """Return sine and cosine, rounded so that libraries that differ in the last bit agree."""
    angle = math.radians(degrees)
    return round(math.sin(angle), 12), round(math.cos(angle), 12)


def product(a: Floats, b: Floats) -> Floats:
    """Return the product (3, 3) of two matrices (3, 3), summed in a fixed order."""
    return a[:, 0:1] * b[0:1] + a[:, 1:2] * b[1:2] + a[:, 2:3] * b[2:3]


def turned(matrix: Floats, points: Floats) -> Floats:
    """Return points (n, 3), or one (3,), multiplied by a matrix (3, 3)."""
    x, y, z = (np.ascontiguousarray(points[..., axis]) for axis in range(3))
    result = np.empty(points.shape)
    for row in range(3):
        result[..., row] = matrix[row, 0] * x + matrix[row, 1] * y + matrix[row, 2] * z
    return result


def carried(points: Floats, start: Floats, end: Floats) -> Floats:
    """Return points (n, 3) rotated by the shortest rotations that take unit vectors ``start`` to ``end`` (n, 3)."""
    axis = cross(start, end)
    once = cross(axis, points)
    return points + once + cross(axis, once) / (1 + dot(start, end))[:, None]
