"""Signals of any classes as readers of expressions see them: how well classes are told apart, what each is taken for.

A class of signals (``happiness``) has a name among what readers say (``happy``) or has none (``boredom``): only the
former can be ranked, all can be asked what they are taken for. The face at rest is of the class ``neutral``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from readers.reading import CLASSES, Reading
from readers.statistics import auc

from measures.emotions import RANKERS, READERS
from measures.groups import ALL, Readings, by, people_group
from measures.table import Table

#: class of signals -> what readers call it
TARGETS: Mapping[str, str] = {
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fear",
    "happiness": "happy",
    "sadness": "sad",
    "surprise": "surprise",
    "neutral": "neutral",
}
_GAP, _LOT, _WORST = "gap", "gap by lot", "worst group"
#: how often people are dealt out to groups by lot
_DEALS = 100


def class_of(reading: Reading) -> str | None:
    """Return the class of a picture; a face at rest is ``neutral``."""
    return "neutral" if reading.row["kind"] == "neutral" else reading.row["emotion"]


def strength_of(reading: Reading) -> float:
    """Return the intensity of a picture: the factor of all units of the apex."""
    return float(reading.row.get("intensity", 1.0))


def in_full(readings: Readings) -> Readings:
    """Return the pictures of signals in full, and of faces at rest."""
    return [one for one in readings if strength_of(one) == 1.0]


def class_auc(readings: Readings, name: str, reader: str) -> float:
    """Return the AUC of a class among all pictures of classes that readers have a name for; NaN where there is none.

    Ranked is what the reader gives to the class's name; pictures are frontal apexes in full, and faces at rest. These
    alone stand for neutral: what signals of that class do (blink, swallow) is no expression.
    """
    named = _ranked(readings)
    return auc([one.share(reader, TARGETS[name]) for one in named], [class_of(one) == name for one in named])


def _ranked(readings: Readings) -> Readings:
    named = [one for one in in_full(readings) if class_of(one) in TARGETS]
    return [one for one in named if class_of(one) != "neutral" or one.row["signal"] is None]


def gap_by_lot(readings: Readings, name: str, reader: str) -> float:
    """Return the gap between groups as large as ours whose people are dealt out by lot: what chance alone makes of it.

    The median over ``_DEALS`` deals by a fixed seed. NaN where a class is missing.
    """
    named = _ranked(readings)
    scores = np.array([one.share(reader, TARGETS[name]) for one in named])
    positive = np.array([class_of(one) == name for one in named])
    people, owner = np.unique([one.row["model"] for one in named], return_inverse=True)
    group_of = {one.row["model"]: people_group(one) for one in named}
    groups = np.array([group_of[person] for person in people])
    random = np.random.default_rng(0)
    gaps = []
    for _ in range(_DEALS):
        dealt = random.permutation(groups)[owner]
        values = [auc(scores[dealt == group], positive[dealt == group]) for group in np.unique(groups)]
        gaps.append(max(values) - min(values))
    return float(np.median(gaps))


def auc_table(readings: Readings) -> Table:
    """Return the AUC of every class by every reader: all, by gender and ethnicity, the worst group, the gap between the
    best and the worst, and the gap that groups by lot have."""
    groups = by(readings, people_group)
    present = {class_of(one) for one in readings}
    rows = {}
    for name in TARGETS:
        for reader in RANKERS if name in present else ():
            of_groups = {group: class_auc(some, name, reader) for group, some in groups.items()}
            values = list(of_groups.values())
            row = {ALL: class_auc(readings, name, reader), _WORST: min(values), _GAP: max(values) - min(values)}
            rows[f"{name} · {reader}"] = row | {_LOT: gap_by_lot(readings, name, reader)} | of_groups
    columns = [ALL, _WORST, _GAP, _LOT, *groups]
    return Table("AUC of every class among the basic emotions and neutral", "class · reader", columns, rows, ".3f")


def confusion_tables(readings: Readings) -> list[Table]:
    """Return what every signal is taken for: mean shares, of all readers together and of each."""
    signals = by(in_full(readings), _signal_of)

    def rows(of: Callable[[Reading, str], float]) -> dict[str, dict[str, float]]:
        return {
            name: {label: float(np.mean([of(one, label) for one in some])) for label in CLASSES}
            for name, some in signals.items()
        }

    def mean(one: Reading, label: str) -> float:
        return float(np.mean([one.share(reader, label) for reader in READERS]))

    together = Table("What signals are taken for: mean of the readers", "class / signal", CLASSES, rows(mean))
    alone = [
        Table(
            f"What signals are taken for: {reader}",
            "class / signal",
            CLASSES,
            rows(lambda one, label, reader=reader: one.share(reader, label)),  # type: ignore[misc]
        )
        for reader in READERS
    ]
    return [together, *alone]


def _signal_of(reading: Reading) -> str:
    name = class_of(reading)
    return str(name) if reading.row["signal"] is None else f"{name} / {reading.row['signal']}"


def intensity_table(readings: Readings) -> Table:
    """Return, for people drawn at several intensities, the mean share of a class's own name at each, rest included.

    ``falls`` is the largest step down from one intensity to the next. No rows where none is drawn below 1.
    """
    steps = sorted({strength_of(one) for one in readings})
    people = {one.row["model"] for one in readings if strength_of(one) < 1}
    drawn = [one for one in readings if one.row["model"] in people]
    rest = [one for one in drawn if class_of(one) == "neutral" and one.row["signal"] is None]
    present = {class_of(one) for one in drawn}
    rows = {}
    for name, label in TARGETS.items():
        if name == "neutral" or name not in present:
            continue
        for reader in READERS:
            curve = [_mean(rest, reader, label)]
            for step in steps:
                at = [one for one in drawn if class_of(one) == name and strength_of(one) == step]
                curve.append(_mean(at, reader, label))
            row = dict(zip(["rest", *(f"{step:g}" for step in steps)], curve, strict=True))
            rows[f"{name} · {reader}"] = row | {"falls": max(0.0, float(-np.diff(curve).min()))}
    columns = ["rest", *(f"{step:g}" for step in steps), "falls"]
    return Table("Intensity: the mean share of the class's own name", "class · reader", columns, rows)


def _mean(readings: Readings, reader: str, label: str) -> float:
    return float(np.mean([one.share(reader, label) for one in readings])) if readings else float("nan")
