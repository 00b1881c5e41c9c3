"""Age and gender of rendered people as ``human`` reads them, beside what is declared. Never asked of real people."""

from __future__ import annotations

import numpy as np

from measures.groups import ALL, Readings, age_group, by, only, people_group
from measures.table import Table


def table(readings: Readings) -> Table:
    """Return the mean ages, their correlation, and how often gender is read as declared, of neutral frontal faces."""
    kept = [one for one in only(readings, "neutral") if one.age is not None and one.row["age"] is not None]
    rows = {ALL: kept, **by(kept, people_group), **by(kept, age_group)} if kept else {}
    numbers = {}
    for name, group in rows.items():
        declared, read = np.array([[one.row["age"], one.age] for one in group]).T
        numbers[name] = {
            "age declared": float(declared.mean()),
            "age read": float(read.mean()),
            "correlation": _correlation(declared, read),
            "gender as declared": float(np.mean([one.gender == one.row["gender"] for one in group])),
        }
    forms = {"correlation": ".2f", "gender as declared": ".0%"}
    columns = ("age declared", "age read", "correlation", "gender as declared")
    return Table("Age and gender of our people, read by human", "group", columns, numbers, ".0f", forms)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    """Return Pearson's correlation, NaN where one of the two does not vary."""
    if len(one) < 3 or one.std() == 0 or other.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
