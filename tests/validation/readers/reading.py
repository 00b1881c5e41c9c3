"""What was read in a picture, and readings kept in a folder.

``readings.jsonl`` has a line a picture (what is known about it, and what was read), ``readings.npy`` its landmarks.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from readers.alignment import Points

#: What is known about a picture: model, gender, ethnicity, age, tone, kind, emotion, signal, angle; None where unknown.
Row = dict
#: classes of expressions, in the order of shares
CLASSES = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
_LINES, _POINTS = "readings.jsonl", "readings.npy"


@dataclass(frozen=True)
class Found:
    """``faces`` that a detector found; of the largest its score, its ``box`` (x, y, w, h) and ``eyes`` in pixels."""

    faces: int = 0
    score: float = 0.0
    box: tuple[float, ...] | None = None
    #: right and left eye (x, y, x, y), the subject's right first
    eyes: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Reading:
    """What is known about a picture (``row``) and what was read in it.

    ``found`` by detector; ``shares`` (7,) by reader of expressions; ``looks`` of neutral frontal faces;
    ``people``, of rendered people only, by reader: ``age`` in years and ``female``, 0–1; ``points`` (468, 3), NaN
    without a face.
    """

    row: Row
    found: dict[str, Found]
    shares: dict[str, list[float]]
    looks: dict[str, float] | None
    people: dict[str, dict[str, float]]
    points: Points

    def called(self, reader: str) -> str | None:
        """Return the class that a reader gives most to, None where it found no face."""
        shares = self.shares[reader]
        return CLASSES[int(np.argmax(shares))] if max(shares) > 0 else None

    def share(self, reader: str, name: str) -> float:
        """Return what a reader gives to a class, 0–1."""
        return self.shares[reader][CLASSES.index(name)]


def save(readings: list[Reading], folder: Path) -> None:
    """Write readings into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LINES).open("w", encoding="utf-8") as lines:
        for one in readings:
            values = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
            values["found"] = {name: dataclasses.asdict(found) for name, found in one.found.items()}
            del values["points"]
            lines.write(json.dumps(values) + "\n")
    np.save(folder / _POINTS, np.stack([one.points for one in readings]))


def load(folder: Path) -> list[Reading]:
    """Read what ``save`` wrote."""
    points = np.load(folder / _POINTS)
    readings = []
    for line, shape in zip((folder / _LINES).read_text(encoding="utf-8").splitlines(), points, strict=True):
        values = json.loads(line)
        values["found"] = {name: Found(**found) for name, found in values["found"].items()}
        readings.append(Reading(**values, points=shape))
    return readings


def is_kept(folder: Path) -> bool:
    """Whether a folder holds readings."""
    return (folder / _POINTS).is_file()
