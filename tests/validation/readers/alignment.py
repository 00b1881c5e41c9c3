"""The 468 landmarks of MediaPipe's face mesh as arrays, and their alignment.

Points are (468, 3) float32 in pixels, x right, y down, z away from the camera in the same unit. Aligned shapes are
(468, 2) with the outer corners of the eyes level and 1 apart, their middle at the origin, y down.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float32]
Shape = npt.NDArray[np.float64]

COUNT = 468
#: outer corners of the eyes, the subject's right first
OUTER_EYES = (33, 263)
#: What expressions hardly move: corners of the eyes, the nose's bridge, the brows' root, temples.
STABLE = np.array([33, 133, 362, 263, 168, 6, 197, 195, 8, 9, 127, 356])
_ROUNDS = 3


def similarity(source: Shape, target: Shape) -> tuple[Shape, Shape]:
    """Return the matrix (2, 2) and shift (2,) with ``source @ matrix + shift`` nearest to ``target`` (Umeyama 1991).

    A rotation, a scale and a shift, never a reflection; least squares over points (n, 2).
    """
    centre, goal = source.mean(axis=0), target.mean(axis=0)
    left, size, right = np.linalg.svd((source - centre).T @ (target - goal))
    if np.linalg.det(left @ right) < 0:
        left, size = left * [1, -1], size * [1, -1]
    matrix = (left @ right) * (size.sum() / ((source - centre) ** 2).sum())
    return matrix, goal - centre @ matrix


def align(points: Points, template: Shape) -> Shape:
    """Return points (468, 2 or 3) aligned with a template by what expressions hardly move."""
    matrix, shift = similarity(points[STABLE, :2].astype(np.float64), template[STABLE])
    return points[:, :2] @ matrix + shift


def level(shape: Shape) -> Shape:
    """Return a shape with the outer corners of the eyes level, 1 apart, and their middle at the origin."""
    ends = shape[list(OUTER_EYES), :2].astype(np.float64)
    matrix, shift = similarity(ends, np.array([[-0.5, 0.0], [0.5, 0.0]]))
    return shape[:, :2] @ matrix + shift


def mean_shape(shapes: Sequence[Points]) -> Shape:
    """Return the template of shapes: their mean after alignment with itself, levelled."""
    template = level(shapes[0])
    for _ in range(_ROUNDS):
        template = level(np.mean([align(shape, template) for shape in shapes], axis=0))
    return template
