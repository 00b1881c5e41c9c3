"""Sets of pictures to read: a folder of arrays with an index, or PNG files whose names say what they show.

A folder that ``sample.py`` or ``draw.py`` wrote has ``index.jsonl``, a JSON object a picture, and arrays (n, h, w, 3).
PNG files are called ``PERSON__KIND.png`` or ``PERSON__KIND__ANGLE.png``; KIND is ``neutral``, ``smile…`` or
``EMOTION_SIGNAL``, and gender and ethnicity are looked for in PERSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from readers.reading import Row

#: a picture (h, w, 3), uint8 sRGB
Picture = npt.NDArray[np.uint8]

_GENDER = re.compile(r"(?:^|_)(female|male)(?:_|$)")
_ETHNICITY = re.compile(r"(?:^|_)(african|asian|caucasian|hispanic)(?:_|$)")
_EMOTIONS = ("anger", "confusion", "disgust")


def open_picture(path: Path) -> Picture:
    """Read a PNG or JPEG file. Raises OSError where it is none."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def named(stem: str) -> Row:
    """Return what a file's name says.

    >>> named("female_asian_1__anger_slow_boil__left20_up15")["signal"]
    'slow_boil'
    >>> named("new_male_african_2__neutral")["angle"]
    'frontal'
    """
    person, kind, *angle = stem.split("__")
    gender, ethnicity = _GENDER.search(person), _ETHNICITY.search(person)
    emotion, _, signal = kind.partition("_")
    return {
        "model": person,
        "gender": gender[1] if gender else None,
        "ethnicity": ethnicity[1] if ethnicity else None,
        "age": None,
        "tone": None,
        "kind": "signal" if emotion in _EMOTIONS else kind,
        "emotion": emotion if emotion in _EMOTIONS else None,
        "signal": signal if emotion in _EMOTIONS else None,
        "angle": angle[0] if angle else "frontal",
    }


def _completed(row: Row) -> Row:
    """Give a row of draw.py the kind that it does not say: its first frames are neutral."""
    kind = row.get("kind") or ("neutral" if row["frame"] == 0 else "signal")
    empty = {"age": None, "tone": None}
    return empty | row | {"kind": kind} | ({"emotion": None, "signal": None} if kind == "neutral" else {})


def read_set(folder: Path) -> Iterator[tuple[Row, Picture]]:
    """Yield the pictures of a folder with what is known about each. Raises SystemExit for a folder that holds none."""
    index = folder / "index.jsonl"
    if not index.is_file():
        files = sorted(path for path in folder.glob("*.png") if "__" in path.stem)
        if not files:
            raise SystemExit(f"{folder} has neither index.jsonl nor files called PERSON__KIND.png")
        for path in files:
            yield named(path.stem), open_picture(path)
        return
    name, pictures = "", np.empty(0)
    for line in index.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["file"] != name:
            name, pictures = row["file"], np.load(folder / row["file"])
        yield _completed(row), pictures[row["row"]]
