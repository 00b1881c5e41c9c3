"""Whether detectors trained on photographs find a face, exactly one, and are sure of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import partial

from readers.reading import Reading

from measures.groups import ALL, Readings, by, rows_of, share
from measures.table import Table

#: from which score on a face counts as found, by detector
SURE = {"MTCNN": ("mtcnn", 0.9), "YuNet": ("yunet", 0.8)}


def found(reading: Reading, detector: str) -> bool:
    """Whether a detector finds exactly one face and is sure of it.

    In a scene, where ``row["head"]`` says where the head is: whether the largest face that it finds is that one. A wall
    may hold what looks like others.
    """
    name, sure = SURE[detector]
    one = reading.found[name]
    if one.box is None or one.score < sure:
        return False
    if "head" not in reading.row:
        return one.faces == 1
    left, top, width, height = one.box
    x, y, radius = reading.row["head"]
    return math.hypot(left + width / 2 - x, top + height / 2 - y) < radius


def tables(readings: Readings, title: str = "A face is found") -> list[Table]:
    """Return the share of pictures in which a face is found: by group, and by angle; ``title`` opens their titles."""
    frontal = [one for one in readings if one.row["angle"] == "frontal"]
    rows = {f"{ALL}, every angle": readings, **{f"{name}": group for name, group in rows_of(frontal).items()}}
    angles = by(readings, lambda one: one.row["angle"])
    columns = list(SURE)

    def numbers(group: Readings) -> dict[str, float]:
        return {detector: share(group, partial(found, detector=detector)) for detector in columns}

    cells = by(readings, lambda one: f"{one.row['ethnicity']} {one.row['angle']}")
    ethnicities = by(readings, lambda one: one.row["ethnicity"])
    grid = {
        ethnicity: {angle: numbers(cells[f"{ethnicity} {angle}"])["MTCNN"] for angle in angles}
        for ethnicity in ethnicities
        if all(f"{ethnicity} {angle}" in cells for angle in angles)
    }
    return [
        Table(f"{title}: frontal pictures by group", "group", columns, {k: numbers(v) for k, v in rows.items()}, ".1%"),
        Table(f"{title}: by angle", "angle", columns, {k: numbers(v) for k, v in angles.items()}, ".1%"),
        Table(f"{title}: MTCNN by ethnicity and angle", "ethnicity", list(angles), grid, ".1%"),
    ]


def size_table(readings: Readings, published: Mapping[str, float]) -> Table:
    """Return the share of pictures of each size in which a face is found, beside what OpenFace found in others'."""
    rows = {
        size: {
            "pictures": len(group),
            **{name: share(group, partial(found, detector=name)) for name in SURE},
            "OpenFace, theirs": published.get(size, math.nan),
        }
        for size, group in by(readings, lambda one: one.row["size"]).items()
    }
    columns = ["pictures", *SURE, "OpenFace, theirs"]
    return Table("A face is found: by size", "size", columns, rows, ".1%", {"pictures": "d"})


def factor_table(readings: Readings, factor: str) -> Table:
    """Return the share of pictures in which a face is found, by a factor of their rows and by size."""
    sizes = by(readings, lambda one: one.row["size"])
    columns = [f"{size} {name}" for size in sizes for name in SURE]
    rows = {
        level: {
            f"{size} {name}": share(group, partial(found, detector=name))
            for size, group in by(chosen, lambda one: one.row["size"]).items()
            for name in SURE
        }
        for level, chosen in by(readings, lambda one: one.row[factor]).items()
    }
    return Table(f"A face is found: by {factor}", factor, columns, rows, ".1%")
