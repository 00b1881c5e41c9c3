"""Groups of readings that tables have rows for: gender and ethnicity, tone, age."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from readers.reading import Reading

ALL = "all"
WORST = "worst group"
#: tones and ages that stand together in a row: (first, last)
TONES = ((1, 2), (3, 4), (5, 6), (7, 8), (9, 9), (10, 10))
AGES = ((18, 29), (30, 44), (45, 59), (60, 74), (75, 120))

Readings = list[Reading]


def people_group(reading: Reading) -> str:
    """Return gender and ethnicity as declared."""
    return f"{reading.row['gender']} · {reading.row['ethnicity']}"


def _band(value: float | None, bands: Iterable[tuple[int, int]], name: str) -> str | None:
    for low, high in bands:
        if value is not None and low <= value < high + 1:
            return f"{name} {low}" if low == high else f"{name} {low}–{high}"
    return None


def tone_group(reading: Reading) -> str | None:
    """Return the band of tones, None where no tone is declared."""
    return _band(reading.row["tone"], TONES, "tone")


def age_group(reading: Reading) -> str | None:
    """Return the band of ages, None where no age is declared."""
    return _band(reading.row["age"], AGES, "age")


def by(readings: Readings, group: Callable[[Reading], str | None]) -> dict[str, Readings]:
    """Return readings by group, the groups in the order of their names' numbers; those without a group are left out."""
    groups: dict[str, Readings] = {}
    for reading in readings:
        name = group(reading)
        if name is not None:
            groups.setdefault(name, []).append(reading)
    return dict(sorted(groups.items(), key=lambda item: _order(item[0])))


def _order(name: str) -> tuple[str, int]:
    digits = "".join(character if character.isdigit() else " " for character in name).split()
    return (name.split(" ")[0], int(digits[0]) if digits else 0) if digits else (name, 0)


def rows_of(readings: Readings) -> dict[str, Readings]:
    """Return the rows of most tables: all, then gender and ethnicity, tone, age."""
    rows = {ALL: readings}
    for group in (people_group, tone_group, age_group):
        rows |= by(readings, group)
    return rows


def only(readings: Readings, *kinds: str) -> Readings:
    """Return the frontal readings of kinds of pictures."""
    return [one for one in readings if one.row["kind"] in kinds and one.row["angle"] == "frontal"]


def share(readings: Readings, holds: Callable[[Reading], bool]) -> float:
    """Return the share of readings for which something holds; NaN of none."""
    return float(np.mean([holds(one) for one in readings])) if readings else float("nan")
