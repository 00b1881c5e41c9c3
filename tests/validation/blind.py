"""Crops for a blind test: faces of two samples, mixed and numbered, for viewers who are told nothing about them.

    validation/bin/python tests/validation/blind.py --before SAMPLE --after SAMPLE --out CROPS [--n 40] [--seed 1]

``CROPS/01.png`` and so on are neutral frontal faces at twice their size, half of them from each sample and nobody
twice; ``CROPS/key.csv``, which viewers do not get, says for each which sample it is from and what is declared.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import cv2
import numpy as np
from readers.pictures import read_set

_KEPT = ("model", "gender", "ethnicity", "age", "tone")
#: what of the picture's side is kept, about the head, and how much larger it is shown
_CROP, _SCALE = (0.06, 0.94), 2


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--before", type=Path, required=True)
    options.add_argument("--after", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    options.add_argument("--n", type=int, default=40)
    options.add_argument("--seed", type=int, default=1)
    given = options.parse_args()
    faces = {
        side: {
            row["model"]: (row, picture)
            for row, picture in read_set(folder)
            if row["kind"] == "neutral" and row["angle"] == "frontal"
        }
        for side, folder in (("before", given.before), ("after", given.after))
    }
    rng = np.random.default_rng(given.seed)
    people = rng.permutation(sorted(faces["before"].keys() & faces["after"].keys()))[: given.n]
    sides = rng.permutation(["before", "after"] * (given.n // 2))
    given.out.mkdir(parents=True)
    with (given.out / "key.csv").open("w", encoding="utf-8", newline="") as lines:
        key = csv.writer(lines)
        key.writerow(["crop", "side", *_KEPT])
        for number, (person, side) in enumerate(zip(people, sides, strict=True), 1):
            row, picture = faces[side][person]
            low, high = (round(share * len(picture)) for share in _CROP)
            crop = cv2.resize(picture[low:high, low:high], None, fx=_SCALE, fy=_SCALE, interpolation=cv2.INTER_CUBIC)
            cv2.imwrite(str(given.out / f"{number:02}.png"), cv2.cvtColor(crop, cv2.COLOR_RGB2BGR))
            key.writerow([f"{number:02}", side, *(row[name] for name in _KEPT)])


if __name__ == "__main__":
    main()
