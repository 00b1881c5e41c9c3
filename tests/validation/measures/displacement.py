"""Where a smile moves a face, and how a neutral face differs: 468 landmarks beside those of real people.

Shapes are aligned with the real people's mean neutral shape by what expressions hardly move, so lengths are in
distances of the outer eye corners; tables have them in %.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from readers.alignment import Shape, align, mean_shape
from readers.reading import Reading

from measures.emotions import SMILES
from measures.groups import ALL, Readings, by, only, people_group
from measures.table import Table

Field = npt.NDArray[np.float64]
#: named points: a landmark of the subject's right half and its mirror image (the same where it lies in the middle)
POINTS = {
    "mouth corner": (61, 291),
    "upper lip": (0, 0),
    "upper lip, inner": (13, 13),
    "lower lip, inner": (14, 14),
    "lower lip": (17, 17),
    "chin": (152, 152),
    "jaw": (172, 397),
    "cheek": (50, 280),
    "beside the corner": (207, 427),
    "nasolabial": (206, 426),
    "nose wing": (129, 358),
    "nose tip": (1, 1),
    "lower lid": (145, 374),
    "under the eye": (230, 450),
    "upper lid": (159, 386),
    "inner brow": (107, 336),
    "mid brow": (105, 334),
    "outer brow": (70, 300),
}
#: the kind of smile whose field is compared by group
BY_GROUP = "smile_parted"
_IN_TABLE = ("mouth corner", "upper lip", "lower lip", "chin", "cheek", "lower lid")


def seen(readings: Readings) -> Readings:
    """Return readings that have landmarks."""
    return [one for one in readings if not np.isnan(one.points).any()]


def template_of(readings: Readings) -> Shape:
    """Return the mean shape of neutral faces."""
    return mean_shape([one.points for one in seen(only(readings, "neutral"))])


def fields(readings: Readings, kind: str, template: Shape) -> tuple[list[Reading], Field]:
    """Return the people who have both, and where ``kind`` moves each from neutral (n, 468, 2), y down."""
    neutral = {one.row["model"]: one for one in seen(only(readings, "neutral"))}
    moved = [one for one in seen(only(readings, kind)) if one.row["model"] in neutral]
    both = [align(o.points, template) - align(neutral[o.row["model"]].points, template) for o in moved]
    return moved, np.array(both).reshape(-1, len(template), 2)


def outward_up(field: Field, name: str) -> npt.NDArray[np.float64]:
    """Return how far a named point goes outwards and up (…, 2), the mean of both halves; 0 outwards in the middle."""
    right, left = POINTS[name]
    outward = (field[..., left, 0] - field[..., right, 0]) / 2
    return np.stack([outward, -(field[..., right, 1] + field[..., left, 1]) / 2], axis=-1)


def cosine(one: Field, other: Field) -> float:
    """Return the cosine of two fields (468, 2)."""
    return float((one * other).sum() / np.linalg.norm(one) / np.linalg.norm(other))


def smile_table(readings: Readings, real: Readings, template: Shape) -> Table:
    """Return cosine, amplitude and named points of our smiles' mean fields beside real people's mean."""
    columns = ["cosine", "amplitude", *(f"{name}, {way}" for name in _IN_TABLE for way in ("out", "up")), "lip gap"]
    _, theirs = fields(real, "smile", template)
    goal = theirs.mean(axis=0)
    rows = {"real people": _numbers(goal, goal, _gap(real, "smile", template))}
    for kind in SMILES:
        people, ours = fields(readings, kind, template)
        if not people:
            continue
        rows[kind] = _numbers(ours.mean(axis=0), goal, _gap(readings, kind, template))
        if kind != BY_GROUP:
            continue
        for name, group in by(people, people_group).items():
            mask = [people_group(one) == name for one in people]
            rows[f"{kind} · {name}"] = _numbers(ours[mask].mean(axis=0), goal, _gap(group, kind, template))
    forms = {"cosine": ".3f", "amplitude": ".2f"}
    return Table("Where a smile moves a face (% of the outer eyes' distance)", "smile", columns, rows, "+.1f", forms)


def _numbers(field: Field, goal: Field, gap: float) -> dict[str, float]:
    numbers = {"cosine": cosine(field, goal), "amplitude": float(np.linalg.norm(field) / np.linalg.norm(goal))}
    for name in _IN_TABLE:
        numbers[f"{name}, out"], numbers[f"{name}, up"] = (100 * outward_up(field, name)).tolist()
    return numbers | {"lip gap": gap}


def _gap(readings: Readings, kind: str, template: Shape) -> float:
    """Return the median gap between the lips' inner edges, in %."""
    shapes = [align(one.points, template) for one in seen(only(readings, kind))]
    return float(100 * np.median([np.linalg.norm(shape[13] - shape[14]) for shape in shapes]))


def neutral_table(readings: Readings, real: Readings, template: Shape) -> Table:
    """Return how far named points of our neutral faces lie from real people's, in % and in standard deviations."""

    def shapes(group: Readings) -> Field:
        return np.array([align(one.points, template) for one in seen(only(group, "neutral"))])

    theirs = shapes(real)
    ours = shapes(readings)
    groups: dict[str, Callable[[Reading], bool]] = {ALL: lambda one: True}
    for ethnicity in ("african", "asian", "caucasian", "hispanic"):
        groups[ethnicity] = lambda one, name=ethnicity: one.row["ethnicity"] == name
    rows: dict[str, dict[str, float]] = {}
    kept = seen(only(readings, "neutral"))
    for name, (right, left) in POINTS.items():
        spread = np.sqrt((theirs[:, right].var(axis=0) + theirs[:, left].var(axis=0)) / 2)
        row = {}
        for group, holds in groups.items():
            mask = np.array([holds(one) for one in kept])
            if not mask.any():
                continue
            off = outward_up(ours[mask].mean(axis=0) - theirs.mean(axis=0), name)
            if group == ALL:
                row |= {"out, %": 100 * off[0], "up, %": 100 * off[1]}
            row[f"{group}: out, SD"] = float(off[0] / spread[0]) if right != left else float("nan")
            row[f"{group}: up, SD"] = float(off[1] / spread[1])
        rows[name] = row
    return Table("Neutral faces: ours less real people's", "point", list(next(iter(rows.values()))), rows, "+.1f")
