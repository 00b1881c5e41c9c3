"""Age and gender of rendered people as readers see them, beside what is declared. Never asked of real people."""

from __future__ import annotations

import numpy as np

from measures.groups import ALL, Readings, age_group, by, only, people_group, tone_group
from measures.table import Table

READERS = ("human", "faceapi")
#: who counts as old and as young in the row of their difference, in years
OLD, YOUNG = 60, 30
DIFFERENCE = f"over {OLD} less under {YOUNG}"


def tables(readings: Readings) -> list[Table]:
    """Return the tables of ages and of genders of neutral frontal faces; the latter with every head shaved, too."""
    return [_ages(readings), _genders(readings)]


def _ages(readings: Readings) -> Table:
    """Return mean ages and their correlation with what is declared, and how far old and young are apart."""
    kept = _known(readings, "neutral", "age")
    rows = {ALL: kept, **by(kept, people_group), **by(kept, tone_group), **by(kept, age_group)} if kept else {}
    numbers = {name: {"declared": _mean([one.row["age"] for one in group])} for name, group in rows.items()}
    columns, forms = ["declared"], {}
    for reader in READERS:
        read, correlation = f"read · {reader}", f"correlation · {reader}"
        columns += [read, correlation]
        forms[correlation] = ".2f"
        for name, group in rows.items():
            pairs = [(one.row["age"], one.people[reader]["age"]) for one in group if reader in one.people]
            numbers[name] |= {read: _mean([age for _, age in pairs]), correlation: _correlation(pairs)}
    if kept:
        old = [one for one in kept if one.row["age"] > OLD]
        young = [one for one in kept if one.row["age"] < YOUNG]
        numbers[DIFFERENCE] = {"declared": _mean([o.row["age"] for o in old]) - _mean([y.row["age"] for y in young])}
        for reader in READERS:
            apart = (
                _mean([one.people[reader]["age"] for one in side if reader in one.people]) for side in (old, young)
            )
            numbers[DIFFERENCE][f"read · {reader}"] = next(apart) - next(apart)
    return Table("Age of our people, declared and read", "group", columns, numbers, ".0f", forms)


def _genders(readings: Readings) -> Table:
    """Return how often gender is read as declared, with hair as drawn and with heads shaved."""
    parts = {"": _known(readings, "neutral", "gender"), ", shaved": _known(readings, "shaved", "gender")}
    numbers: dict[str, dict[str, float]] = {}
    columns = []
    for part, kept in parts.items():
        sides = by(kept, lambda one: str(one.row["gender"]))
        rows = {**sides, **by(kept, people_group)}
        for side, members in sides.items():
            for group in (tone_group, age_group):
                rows |= {f"{side} · {name}": some for name, some in by(members, group).items()}
        for reader in READERS if kept else ():
            columns.append(f"{reader}{part}")
            for name, group in rows.items():
                right = [as_declared(one, reader) for one in group if reader in one.people]
                numbers.setdefault(name, {})[columns[-1]] = _mean(right)
    return Table("Gender of our people, read as declared", "group", columns, numbers, ".0%")


def as_declared(reading, reader: str) -> bool:
    """Whether a reader gives more than half to the gender that is declared, female or male."""
    female = reading.people[reader]["female"]
    return female > 0.5 if reading.row["gender"] == "female" else female < 0.5


def _known(readings: Readings, kind: str, key: str) -> Readings:
    return [one for one in only(readings, kind) if one.people and one.row[key] is not None]


def _mean(values: list) -> float:
    return float(np.mean(values)) if values else float("nan")


def _correlation(pairs: list[tuple[float, float]]) -> float:
    """Return Pearson's correlation, NaN where one of the two does not vary."""
    if len(pairs) < 3:
        return float("nan")
    one, other = np.array(pairs).T
    return float(np.corrcoef(one, other)[0, 1]) if one.std() and other.std() else float("nan")
