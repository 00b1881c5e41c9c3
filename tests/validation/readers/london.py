"""Real people to compare with: the Face Research Lab London Set (DeBruine and Jones 2017, CC BY 4.0), given by path.

The folder holds ``people.csv`` (person, age, gender, ethnicity as they reported them) and ``neutral/PERSON.jpg`` and
``smile/PERSON.jpg``. No age, gender or ethnicity is ever read off them. What is reported is read in people of even
number; the mean over those of odd number may guide a shape.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from readers.pictures import Picture, open_picture
from readers.reading import Reading, Row, is_kept, load, save
from readers.readings import Readers, read_all

KINDS = ("neutral", "smile")


def london(folder: Path) -> Iterator[tuple[Row, Picture]]:
    """Yield the set's pictures. Raises SystemExit for a folder that is no such set."""
    table = folder / "people.csv"
    if not table.is_file():
        raise SystemExit(f"{table} is missing: the folder holds people.csv, neutral/ and smile/")
    with table.open(encoding="utf-8", newline="") as lines:
        people = list(csv.DictReader(lines))
    for person in people:
        for kind in KINDS:
            row = {"model": person["person"], "gender": person["gender"], "ethnicity": person["ethnicity"]}
            row |= {"age": None, "tone": None, "kind": kind, "emotion": None, "signal": None, "angle": "frontal"}
            yield row, open_picture(folder / kind / f"{person['person']}.jpg")


def readings_of_london(folder: Path, kept: Path) -> list[Reading]:
    """Return the readings of the set; they are kept in another folder, for the set is nobody's to write into."""
    if is_kept(kept):
        return load(kept)
    readings = read_all(london(folder), Readers(real=True))
    save(readings, kept)
    return readings


def is_even(reading: Reading) -> bool:
    """Whether a person may stand in a figure that is reported."""
    return int(reading.row["model"]) % 2 == 0
