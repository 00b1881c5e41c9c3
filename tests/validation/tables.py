"""The tables of docs/validation.md from readings.

    python tests/validation/tables.py faces FRAMES                  detection: all angles, per cell, Haar in front
    python tests/validation/tables.py expressions APEX [FACSHUMAN]  what signals are read as, beside another AU basis
    python tests/validation/tables.py identity FRAMES               two models against two expressions of one

Standard library and NumPy; prints Markdown.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import numpy as np

CONFIDENT = 0.9
EXPRESSIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
Row = dict


def readings(folder: str) -> list[Row]:
    """Return the rows of a folder that read.py has read."""
    return [json.loads(line) for line in (Path(folder) / "readings.jsonl").read_text(encoding="utf-8").splitlines()]


def grouped(rows: Iterable[Row], *keys: str) -> dict[tuple, list[Row]]:
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[key] for key in keys)].append(row)
    return dict(sorted(groups.items(), key=lambda item: tuple(map(str, item[0]))))


def share(rows: list[Row], holds: Callable[[Row], bool]) -> float:
    return sum(map(holds, rows)) / len(rows)


def found(row: Row) -> bool:
    """Exactly one face, and the detector is sure of it."""
    return row["faces"] == 1 and row["confidence"] >= CONFIDENT


def faces(folder: str) -> None:
    rows = readings(folder)
    front = [row for row in rows if row["angle"] == "frontal"]
    cells = {key: share(group, found) for key, group in grouped(rows, "gender", "ethnicity", "angle").items()}
    worst = min(cells, key=cells.__getitem__)
    print(f"| what | of {len(rows)} frames |\n|---|---|")
    print(f"| MTCNN: exactly one face, p ≥ {CONFIDENT} | {share(rows, found):.2%} |")
    print(f"| … no face | {share(rows, lambda row: row['faces'] == 0):.2%} |")
    print(f"| … more than one | {share(rows, lambda row: row['faces'] > 1):.2%} |")
    print(f"| … one, p below {CONFIDENT} | {share(rows, lambda r: r['faces'] == 1 and not found(r)):.2%} |")
    print(f"| worst cell, {' · '.join(map(str, worst))} | {cells[worst]:.2%} |")
    print(f"| Haar, frontal view: a face ({len(front)} frames) | {share(front, lambda row: row['haar'] > 0):.2%} |")
    print(f"| Haar, frontal view: exactly one | {share(front, lambda row: row['haar'] == 1):.2%} |")
    angles = sorted({row["angle"] for row in rows})
    print("\n| gender · ethnicity | " + " | ".join(angles) + " |\n|---|" + "---|" * len(angles))
    for (gender, ethnicity), group in grouped(rows, "gender", "ethnicity").items():
        by_angle = grouped(group, "angle")
        print(f"| {gender} · {ethnicity} | " + " | ".join(f"{share(by_angle[a,], found):.1%}" for a in angles) + " |")
    lost = sorted(
        ((share(group, found), *key) for key, group in grouped(rows, "model", "angle").items()),
        key=lambda item: item[0],
    )
    print("\nMost often lost: " + ", ".join(f"{m} {a} {s:.0%}" for s, m, a in lost[:8] if s < 1))


def mean_expression(rows: list[Row]) -> np.ndarray:
    """Mean probabilities (7,); a face that was not found counts as nothing read."""
    return np.mean([[row.get("expression", {}).get(name, 0.0) for name in EXPRESSIONS] for row in rows], axis=0)


def expressions(folder: str, other: str | None = None) -> None:
    rows = readings(folder)
    beside = readings(other) if other else []
    print("| signal | " + " | ".join(EXPRESSIONS) + (" | FACSHuman: angry | disgust |" if other else " |"))
    print("|---|" + "---|" * (len(EXPRESSIONS) + 2 * bool(other)))
    theirs = {key: mean_expression(group) for key, group in grouped(beside, "emotion", "signal").items()}
    for key, group in grouped(rows, "emotion", "signal").items():
        values = [f"{value:.2f}" for value in mean_expression(group)]
        values += [f"{value:.2f}" for value in theirs[key][:2]] if other else []
        print(f"| {key[0]} / {key[1]} | " + " | ".join(values) + " |")
    print("\n| anger signals read as angry | embedded |" + (" facshuman |" if other else ""))
    print("|---|---|" + "---|" * bool(other))
    sets = [rows, beside] if other else [rows]
    sets = [[row for row in one if row["emotion"] == "anger"] for one in sets]
    print("| mean | " + " | ".join(f"{mean_expression(one)[0]:.3f}" for one in sets) + " |")
    for key in grouped(sets[0], "gender", "ethnicity"):
        by_group = [mean_expression(grouped(one, "gender", "ethnicity")[key])[0] for one in sets]
        print(f"| {' · '.join(key)} | " + " | ".join(f"{value:.3f}" for value in by_group) + " |")


def identity(folder: str) -> None:
    """Distances of descriptors in the frontal view: frame 0 of two models, and two expressions of one model."""
    rows = [row for row in readings(folder) if row["angle"] == "frontal" and "descriptor" in row]
    neutral = {}
    for row in rows:
        if row["frame"] == 0:
            neutral.setdefault(row["model"], np.array(row["descriptor"]))
    between = [float(np.linalg.norm(neutral[a] - neutral[b])) for a, b in combinations(sorted(neutral), 2)]
    within = []
    for _, group in grouped([row for row in rows if row["frame"] != 0], "model").items():
        points = np.array([row["descriptor"] for row in group])
        within += [float(np.linalg.norm(points[a] - points[b])) for a, b in combinations(range(len(points)), 2)]
    print("| distance of dlib descriptors | pairs | 5 % | median | 95 % | min | max |\n|---|---|---|---|---|---|---|")
    for name, values in (("neutral, two models", between), ("one model, two frames", within)):
        numbers = [*np.percentile(values, [5, 50, 95]), min(values), max(values)]
        print(f"| {name} | {len(values)} | " + " | ".join(f"{number:.3f}" for number in numbers) + " |")
    least = min(between)
    print(f"\nWithin-model pairs below the least distance of two models: {np.mean(np.array(within) < least):.1%}")
    order = np.concatenate([within, between])
    truth = np.concatenate([np.zeros(len(within)), np.ones(len(between))])
    ranks = np.argsort(np.argsort(order)) + 1.0
    area = (ranks[truth == 1].sum() - len(between) * (len(between) + 1) / 2) / (len(between) * len(within))
    print(f"\nTwo models are further apart than two frames of one model in {area:.1%} of all comparisons.")


if __name__ == "__main__":
    {"faces": faces, "expressions": expressions, "identity": identity}[sys.argv[1]](*sys.argv[2:])
