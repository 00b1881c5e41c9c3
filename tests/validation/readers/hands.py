"""MediaPipe's hands, as its own graph runs them: palms are found, and a second model says whether there is a hand.

F. Zhang et al., "MediaPipe Hands: On-device Real-time Hand Tracking" (2020). Both models were trained on photographs.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from readers import weights
from readers.pictures import Picture

Floats = npt.NDArray[np.float64]
#: sides of the squares that the two models read
_PALM_SIDE, _HAND_SIDE = 192, 224
#: stride of each layer of the palm model's anchors, and anchors a cell of each stride: layers of one stride are one
_ANCHORS = ((8, 2), (16, 6))
#: what the graph asks of a palm and of a hand, and the overlap from which on two palms are one
_SURE, _OVERLAP = 0.5, 0.3
#: points of a palm that say how a hand is turned: wrist, knuckle of the middle finger
_WRIST, _KNUCKLE = 0, 2
#: the hand's square, in sides of the palm's box, and how far it is moved towards the fingers
_LARGER, _AHEAD = 2.6, 0.5


@dataclass(frozen=True)
class FoundHand:
    """A hand: the middle of its square in pixels, x and y, the square's side, and how sure each model is (0–1)."""

    x: float
    y: float
    side: float
    palm: float
    hand: float


class HandFinder:
    """Finds hands in single pictures."""

    def __init__(self) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._palm, self._hand = (Interpreter(str(w.path), num_threads=1) for w in (weights.PALM, weights.HAND))
        for model in (self._palm, self._hand):
            model.allocate_tensors()
        cells = [
            np.stack(np.meshgrid(*[(np.arange(_PALM_SIDE // stride) + 0.5) * stride / _PALM_SIDE] * 2), -1)
            .reshape(-1, 2)
            .repeat(count, axis=0)
            for stride, count in _ANCHORS
        ]
        self._anchors: Floats = np.concatenate(cells)

    def find(self, picture: Picture) -> list[FoundHand]:
        """Return the hands in a picture (h, w, 3) RGB, the surest first."""
        height, width = picture.shape[:2]
        longer = max(height, width)
        scale = _PALM_SIDE / longer
        corner = np.array([(longer - width) / 2, (longer - height) / 2])
        there = np.column_stack([np.eye(2) * scale, corner * scale + (scale - 1) / 2])
        square = cv2.warpAffine(
            picture, there, (_PALM_SIDE, _PALM_SIDE), flags=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
        )
        found = []
        for sure, box, points in self._palms(square):
            x, y = (box[:2] * longer) - corner
            found.append(self._confirmed(picture, sure, np.array([x, y]), box[2:] * longer, points * longer - corner))
        return sorted((hand for hand in found if hand.hand >= _SURE), key=lambda hand: -hand.hand)

    def _palms(self, square: Picture) -> list[tuple[float, Floats, Floats]]:
        """Return palms in a square: (score, box as middle and size, points (7, 2)), in sides of the square."""
        raw, logits = _outputs(self._palm, square)
        scores = 1 / (1 + np.exp(-np.clip(logits.ravel().astype(float), -100, 100)))
        numbers = raw.reshape(-1, 18).astype(float) / _PALM_SIDE
        kept: list[tuple[float, Floats, Floats]] = []
        for place in np.argsort(-scores):
            if scores[place] < _SURE:
                break
            box = np.concatenate([numbers[place, :2] + self._anchors[place], numbers[place, 2:4]])
            if all(_overlap(box, other) < _OVERLAP for _, other, _ in kept):
                points = numbers[place, 4:].reshape(7, 2) + self._anchors[place]
                kept.append((float(scores[place]), box, points))
        return kept

    def _confirmed(self, picture: Picture, sure: float, middle: Floats, size: Floats, points: Floats) -> FoundHand:
        """Return the hand that a palm is part of, with what the second model says of it."""
        way = points[_KNUCKLE] - points[_WRIST]
        up = way / max(float(np.hypot(*way)), 1e-6)
        side = _LARGER * float(size.max())
        centre = middle + up * _AHEAD * float(size.max())
        # rows: the hand's right and down axes in the picture
        turn = np.array([[-up[1], up[0]], [-up[0], -up[1]]]) * _HAND_SIDE / side
        there = np.column_stack([turn, _HAND_SIDE / 2 - turn @ centre])
        square = cv2.warpAffine(picture, there, (_HAND_SIDE, _HAND_SIDE), flags=cv2.INTER_LINEAR)
        flag = _outputs(self._hand, square)[1]
        return FoundHand(float(centre[0]), float(centre[1]), side, sure, float(flag.ravel()[0]))


def _outputs(model: object, square: Picture) -> list[npt.NDArray[np.float32]]:
    """Return a model's outputs in the order of their names."""
    details = sorted(model.get_output_details(), key=lambda one: one["name"])  # type: ignore[attr-defined]
    model.set_tensor(model.get_input_details()[0]["index"], square[None].astype(np.float32) / 255)  # type: ignore[attr-defined]
    model.invoke()  # type: ignore[attr-defined]
    return [model.get_tensor(one["index"]) for one in details]  # type: ignore[attr-defined]


def _overlap(one: Floats, other: Floats) -> float:
    """Return the intersection of two boxes over their union."""
    low = np.maximum(one[:2] - one[2:] / 2, other[:2] - other[2:] / 2)
    high = np.minimum(one[:2] + one[2:] / 2, other[:2] + other[2:] / 2)
    common = float(np.prod(np.maximum(high - low, 0)))
    return common / max(float(np.prod(one[2:]) + np.prod(other[2:])) - common, 1e-9)
