"""Whether people differ more than expressions do, to a face recogniser that was trained on photographs.

    validation/bin/python tests/validation/identity.py FRAMES

``FRAMES`` is what draw.py wrote with frames 0 and 12, frontal. Distances of dlib's descriptors (128 numbers; its
authors call two pictures one person below .6): neutral frames of two models, and frames 12 of two signals of one model.
"""

from __future__ import annotations

import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import numpy.typing as npt
from readers import weights
from readers.detectors import Mtcnn
from readers.pictures import Picture, read_set
from readers.reading import Found
from readers.statistics import auc


class Recogniser:
    """dlib's face recogniser, as ``face_recognition_models`` carries it."""

    def __init__(self) -> None:
        import dlib

        folder = weights.package_folder("face_recognition_models") / "models"
        self._dlib = dlib
        self._landmarks = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))
        self._model = dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))

    def read(self, picture: Picture, found: Found) -> npt.NDArray[np.float64]:
        """Return the descriptor (128,) of the face that a detector found."""
        x, y, width, height = map(int, found.box or ())
        points = self._landmarks(picture, self._dlib.rectangle(x, y, x + width, y + height))
        return np.array(self._model.compute_face_descriptor(picture, points))


def distances(descriptors: list[npt.NDArray[np.float64]]) -> list[float]:
    """Return the distance of each pair."""
    return [float(np.linalg.norm(one - other)) for one, other in combinations(descriptors, 2)]


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    detector, recogniser = Mtcnn(), Recogniser()
    neutral: dict[str, npt.NDArray[np.float64]] = {}
    moved: dict[str, list[npt.NDArray[np.float64]]] = {}
    for row, picture in read_set(Path(sys.argv[1])):
        is_neutral = row["kind"] == "neutral"
        if row["angle"] != "frontal" or (is_neutral and row["model"] in neutral):
            continue
        (found,) = detector.read([picture])
        if found.box is not None:
            descriptor = recogniser.read(picture, found)
            if is_neutral:
                neutral[row["model"]] = descriptor
            else:
                moved.setdefault(row["model"], []).append(descriptor)
    between = distances(list(neutral.values()))
    within = [distance for descriptors in moved.values() for distance in distances(descriptors)]
    print("| distance of dlib descriptors | pairs | 5 % | median | 95 % | min | max |\n|---|---|---|---|---|---|---|")
    for name, values in (("neutral, two models", between), ("one model, two frames", within)):
        numbers = [*np.percentile(values, [5, 50, 95]), min(values), max(values)]
        print(f"| {name} | {len(values)} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |")
    further = auc([*within, *between], [False] * len(within) + [True] * len(between))
    print(f"\nTwo models are further apart than two frames of one model in {further:.1%} of all comparisons.")


if __name__ == "__main__":
    main()
