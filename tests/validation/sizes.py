"""In how many stills of a dataset a face is found, by the pictures' size, by class and by intensity.

    validation/bin/python tests/validation/sizes.py DATASET…

``DATASET`` is a folder of stills that `synthgen render` made, as of the design ``unity18`` with ``--size 1792x1267``,
``820x580`` and ``256x181``. The largest face that a detector is sure of has to be the person's, whose outline is in the
manifest. ``--every`` reads every so many-th picture alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from measures import detection
from PIL import Image
from readers.alignment import COUNT
from readers.detectors import Mtcnn, YuNet
from readers.reading import Reading

#: pictures a call
_BATCH = 16
#: {size: share} in which OpenFace found a face in Chan and Chen's pictures, confidence above .8
PUBLISHED = {"1792x1267": 0.744, "820x580": 0.702, "256x181": 0.603}
_NOWHERE = np.full((COUNT, 3), np.nan, np.float32)


def readings_of(dataset: Path, *, every: int) -> Iterator[Reading]:
    """Yield what detectors say of a dataset's stills."""
    mtcnn, yunet = Mtcnn(), YuNet()
    with (dataset / "manifest.jsonl").open(encoding="utf-8") as lines:
        records = islice((json.loads(line) for line in lines), 0, None, every)
        while batch := list(islice(records, _BATCH)):
            pictures = [np.asarray(Image.open(dataset / record["path"]).convert("RGB")) for record in batch]
            for record, one, two in zip(batch, mtcnn.read(pictures), yunet.read(pictures), strict=True):
                yield Reading(row_of(record), {"mtcnn": one, "yunet": two}, {}, None, {}, _NOWHERE)


def row_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a record says of its picture: class, intensity, size, and the circle [x, y, radius] of the face."""
    outline = np.array(record["face"][0], float).reshape(-1, 2)
    low, high = outline.min(axis=0), outline.max(axis=0)
    played = json.loads(record["scene"]["values"]).get("person.intensity", 1.0)
    return {
        "size": f"{record['width']}x{record['height']}",
        "class": record["signal"]["emotion"] or "none",
        "intensity": f"{100 * played:g} %",
        "model": record["model"]["id"],
        "head": [*((low + high) / 2).tolist(), float((high - low).max()) / 2],
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("datasets", type=Path, nargs="+", metavar="DATASET")
    options.add_argument("--every", type=int, default=1)
    given = options.parse_args()
    readings = [one for dataset in given.datasets for one in readings_of(dataset, every=given.every)]
    print(detection.size_table(readings, PUBLISHED).markdown())
    for factor in ("class", "intensity", "model"):
        print()
        print(detection.factor_table(readings, factor).markdown())


if __name__ == "__main__":
    main()
