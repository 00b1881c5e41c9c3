"""All readers over a set of pictures, once: what each says about each picture, kept beside the set."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from readers.appearance import Face
from readers.detectors import Mtcnn, YuNet
from readers.expressions import Facex, Fer, Human
from readers.mesh import Mesh
from readers.node import Node
from readers.pictures import Picture, read_set
from readers.reading import CLASSES, Found, Reading, Row, is_kept, load, save

#: pictures a call: MTCNN works on whole batches, of one size
_BATCH = 32
#: kinds of pictures whose age and gender a second reader is asked for
AT_REST = ("neutral", "shaved")


class Readers:
    """The readers, loaded once. ``real`` people are asked for neither age nor gender.

    With ``detectors_alone`` faces are found and nothing is read in them; with ``expressions_alone`` neither landmarks,
    looks, age nor gender.
    """

    def __init__(self, *, real: bool = False, detectors_alone: bool = False, expressions_alone: bool = False) -> None:
        self._detectors_alone, self._expressions_alone = detectors_alone, expressions_alone
        self._mtcnn, self._yunet, self._mesh = Mtcnn(), YuNet(), Mesh()
        self._facex, self._fer = Facex(), Fer()
        people = not (real or expressions_alone)
        self._human = Human(people=people)
        self._faceapi = Node("faceapi.cjs") if people else None

    def read(self, rows: list[Row], pictures: list[Picture]) -> list[Reading]:
        """Read pictures of one size. Views other than the frontal one are read by the detectors alone."""
        frontal = [index for index, row in enumerate(rows) if row["angle"] == "frontal"]
        deep = [] if self._detectors_alone else frontal
        mtcnn, yunet = self._mtcnn.read(pictures), self._yunet.read(pictures)
        boxes = [two if two.box else one for one, two in zip(mtcnn, yunet, strict=True)]
        # fer's authors give it MTCNN's boxes
        fer_boxes = [one if one.box else two for one, two in zip(mtcnn, yunet, strict=True)]
        fer = dict(zip(deep, self._fer.read([pictures[k] for k in deep], [fer_boxes[k] for k in deep]), strict=True))
        human = dict(zip(deep, self._human.read([pictures[k] for k in deep]) if deep else [], strict=True))
        second = self._seconds(rows, pictures, deep)
        readings = []
        for index, (row, picture) in enumerate(zip(rows, pictures, strict=True)):
            meshed = index in fer and not self._expressions_alone
            points = self._mesh.read(picture, boxes[index] if meshed else Found())
            shares = {}
            looks = None
            said = human.get(index, {})
            if index in fer:
                nothing = [0.0] * len(CLASSES)
                shares = {
                    "facex": self._facex.read(picture, boxes[index]).tolist(),
                    "fer": fer[index].tolist(),
                    "human": said["shares"].tolist() if said else nothing,
                    "human, uncut": said["fine"].tolist() if said else nothing,
                }
                if row["kind"] == "neutral" and meshed and boxes[index].box:
                    looks = Face(picture, points).measures()
            people = {"human": {key: said[key] for key in ("age", "female")}} if "age" in said else {}
            if index in second:
                people["faceapi"] = second[index]
            found = {"mtcnn": mtcnn[index], "yunet": yunet[index]}
            readings.append(Reading(row, found, shares, looks, people, points))
        return readings

    def _seconds(self, rows: list[Row], pictures: list[Picture], deep: list[int]) -> dict[int, dict[str, float]]:
        """Return age and gender of rendered people at rest, as the second reader of them has these, by picture."""
        if self._faceapi is None:
            return {}
        resting = [index for index in deep if rows[index]["kind"] in AT_REST]
        answers = self._faceapi.read([pictures[index] for index in resting]) if resting else []
        return {index: answer for index, answer in zip(resting, answers, strict=True) if answer}


def _batches(pictures: Iterable[tuple[Row, Picture]]) -> Iterator[list[tuple[Row, Picture]]]:
    """Yield pictures of one size together, those of the same bits once: a neutral first frame stands in many clips."""
    source = iter(pictures)
    while batch := list(islice(source, _BATCH)):
        sizes = {picture.shape for _, picture in batch}
        for size in sizes:
            yield [(row, picture) for row, picture in batch if picture.shape == size]


def read_all(
    pictures: Iterable[tuple[Row, Picture]], readers: Readers, *, tell: Callable[[str], None] = print
) -> list[Reading]:
    """Read pictures in batches; those of the same bits are read once. ``tell`` gets a line now and then."""
    known: dict[bytes, Reading] = {}
    answers: list[tuple[Row, bytes]] = []
    for number, batch in enumerate(_batches(pictures)):
        fresh: dict[bytes, tuple[Row, Picture]] = {}
        for row, picture in batch:
            key = hashlib.sha256(picture.tobytes() + row["kind"].encode()).digest()
            answers.append((row, key))
            if key not in known:
                fresh[key] = (row, picture)
        if fresh:
            rows, seen = zip(*fresh.values(), strict=True)
            known.update(zip(fresh, readers.read(list(rows), list(seen)), strict=True))
        if number % 8 == 7:
            tell(f"{len(answers)} pictures read")
    return [dataclasses.replace(known[key], row=row) for row, key in answers]


def readings_of(
    folder: Path, *, detectors_alone: bool = False, expressions_alone: bool = False, again: bool = False
) -> list[Reading]:
    """Return the readings of a set: those kept beside it, or new ones, which are kept."""
    if is_kept(folder) and not again:
        return load(folder)
    readers = Readers(detectors_alone=detectors_alone, expressions_alone=expressions_alone)
    readings = read_all(read_set(folder), readers)
    save(readings, folder)
    return readings
