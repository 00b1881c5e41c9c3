"""The 468 landmarks of MediaPipe's face mesh: reading them in a picture, and cutting the aligned face out of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readers import weights
from readers.alignment import COUNT, OUTER_EYES, STABLE, Points, Shape, similarity
from readers.pictures import Picture
from readers.reading import Found

_SIDE = 192
#: side of the square that is read, in sides of a box; the mesh was trained on such squares
_MARGIN = 1.5
#: height of the eyes in a crop, in sides from above
_EYE_LINE = 0.36


class Mesh:
    """The landmark model of MediaPipe, without attention, under LiteRT."""

    def __init__(self) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._model = Interpreter(str(weights.MESH.path), num_threads=1)
        self._model.allocate_tensors()
        self._input = self._model.get_input_details()[0]["index"]
        outputs = self._model.get_output_details()
        self._output = max(outputs, key=lambda one: int(np.prod(one["shape"])))["index"]

    def read(self, picture: Picture, found: Found) -> Points:
        """Return the points (468, 3) of the face that a detector found; read twice, the second time in their own box.

        Without a face every point is NaN.
        """
        if found.box is None or found.eyes is None:
            return np.full((COUNT, 3), np.nan, np.float32)
        x, y, width, height = found.box
        centre = np.array([x + width / 2, y + height / 2])
        first = self._points(picture, centre, max(width, height), _tilt(found.eyes[:2], found.eyes[2:]))[:, :2]
        tilt = _tilt(first[OUTER_EYES[0]], first[OUTER_EYES[1]])
        turn = _rotation(tilt)
        level = first @ turn
        low, high = level.min(axis=0), level.max(axis=0)
        return self._points(picture, turn @ (low + high) / 2, float((high - low).max()), tilt)

    def _points(self, picture: Picture, centre: npt.NDArray[np.float64], side: float, tilt: float) -> Points:
        scale = _SIDE / (_MARGIN * side)
        turn = scale * _rotation(tilt).T
        there = np.column_stack([turn, _SIDE / 2 - turn @ centre])
        square = cv2.warpAffine(picture, there, (_SIDE, _SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        self._model.set_tensor(self._input, square[None].astype(np.float32) / 255)
        self._model.invoke()
        points = self._model.get_tensor(self._output).reshape(COUNT, 3)
        back = cv2.invertAffineTransform(there)
        flat = points[:, :2] @ back[:, :2].T + back[:, 2]
        return np.column_stack([flat, points[:, 2] / scale]).astype(np.float32)


def _tilt(right: Sequence[float], left: Sequence[float]) -> float:
    return float(np.arctan2(left[1] - right[1], left[0] - right[0]))


def _rotation(angle: float) -> npt.NDArray[np.float64]:
    """Columns: the level axes, in the picture's frame."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def crop(picture: Picture, points: Points, template: Shape, side: int) -> Picture:
    """Return a picture (side, side, 3) of the aligned face; the outer corners of the eyes are half its width apart."""
    target = template * (side / 2) + np.array([0.5, _EYE_LINE]) * side
    matrix, shift = similarity(points[STABLE, :2].astype(np.float64), target[STABLE])
    shrink = 1 / np.sqrt(abs(np.linalg.det(matrix)))
    if shrink > 1:  # what is smaller than a pixel of the crop is averaged, not skipped
        picture = cv2.GaussianBlur(picture, (0, 0), max(0.45 * (shrink - 1), 0.01))
    there = np.column_stack([matrix.T, shift])
    return cv2.warpAffine(picture, there, (side, side), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
