"""Wrinkles: where skin folds, which action units fold it, and how deep.

Lines run on the base mesh's face, in dm of x (the subject's left +) and y as seen from the front; the height field
gives z. Only left lines are listed: right ones mirror them. Lines of one fold deepen together, each side by itself.
What folds where: P. Ekman, W. Friesen and J. Hager, Facial Action Coding System (2002), under "appearance changes".
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from synthgen.facs.catalogue import CATALOGUE

#: How fast folds deepen at their onset, in times of their mean: deep ones at 45 read as anger.
_EARLY = 0.6
#: How far action units fold skin at 18, and by how much more at 80, in shares of full depth.
_YOUNG_FOLDS, _OLD_FOLDS_MORE = 0.5, 0.65
#: A fold is never deeper than so many times its full depth.
_DEEPEST = 3.2
#: Amounts are counted in steps of 1/UNIT of a fold's full depth.
UNIT = 256


@dataclass(frozen=True)
class Fold:
    """Lines that deepen together.

    ``drivers``: FACS number → share of full depth at intensity 1. At rest a fold is absent until ``onset`` years, and
    has the share ``aged`` of its full depth at 80.
    """

    name: str
    drivers: Mapping[int, float]
    onset: float
    aged: float


@dataclass(frozen=True)
class Line:
    """A crease along ``points`` (x, y in dm), upwards or outwards.

    ``depth`` and half ``width`` of the groove, half width ``roll`` of the skin piled up on both sides: mm. ``lean``:
    how much higher skin stands to the left of the line's course, seen from the front, in depths. ``fade``: dm over
    which it begins and ends.
    """

    fold: str
    points: tuple[tuple[float, float], ...]
    depth: float
    width: float
    roll: float
    lean: float = 0.0
    fade: tuple[float, float] = (0.06, 0.08)


FOLDS: tuple[Fold, ...] = (
    Fold("forehead middle", {1: 1.0, 2: 0.3, 4: -0.35}, 28, 0.77),
    Fold("forehead side", {2: 1.0, 1: 0.15}, 32, 0.77),
    Fold("frown", {4: 1.0, 9: 0.35, 1: -0.3, 2: -0.2}, 32, 0.03),
    Fold("nose root", {9: 0.9, 4: 0.15, 1: -0.2}, 40, 0.05),
    Fold("lid crease", {43: -2.0, 5: -0.3}, -60, 0.9),
    Fold("crow's feet", {6: 1.0, 12: 0.3, 7: 0.25, 9: 0.2, 43: 0.1}, 30, 1.9),
    Fold("lower lid", {6: 0.85, 7: 0.75, 9: 0.5, 12: 0.25}, 24, 0.45),
    Fold("bag", {6: 0.3, 43: -0.3}, 32, 1.0),
    Fold("bunny", {9: 1.0, 10: 0.2, 6: 0.1}, 45, 0.0),
    Fold("nasolabial upper", {9: 0.55, 10: 0.55, 11: 0.75, 12: 0.6, 6: 0.3, 13: 0.3, 27: -0.2}, 22, 0.5),
    Fold("nasolabial lower", {12: 1.0, 11: 0.8, 10: 0.45, 13: 0.8, 14: 0.4, 20: 0.4, 18: -0.3, 27: -0.3}, 26, 0.8),
    Fold("cheek lines", {12: 0.6, 6: 0.4, 13: 0.3}, 42, 0.7),
    Fold("cheek bracket", {12: 0.35, 14: 1.0, 13: 0.5, 20: 0.5, 10: 0.1}, 45, 0.35),
    Fold("mouth corner", {12: 1.0, 13: 0.8, 14: 0.9, 20: 0.4}, 50, 0.28),
    Fold("marionette", {15: 1.0, 17: 0.3, 14: 0.25, 20: 0.25, 12: -0.3}, 36, 0.9),
    Fold("below the lip", {17: 1.0, 24: 0.4, 23: 0.35, 28: 0.4, 15: 0.35, 16: 0.3, 26: -0.3, 27: -0.4}, -20, 0.4),
    Fold("jowl", {15: 0.2, 27: -0.4}, 42, 1.05),
    Fold("chin", {17: 1.0, 15: 0.25, 24: 0.3}, 60, 0.21),
    Fold("round the lips", {18: 1.0, 23: 0.8, 24: 0.7, 28: 0.7, 22: 0.4, 17: 0.25, 12: -0.5, 27: -0.5}, 42, 2.8),
    Fold("neck rings", {54: 0.5, 21: 0.2, 53: -0.5}, 16, 0.84),
    Fold("neck bands", {21: 1.0, 20: 0.4}, 50, 0.56),
)  # fmt: skip

#: Height of the forehead's lines in its middle (dm), and their depths (mm).
_FOREHEAD = ((7.545, 1.0), (7.645, 1.25), (7.745, 1.15), (7.845, 0.75))


def _forehead() -> tuple[Line, ...]:
    lines = []
    for y, depth in _FOREHEAD:
        middle = ((-0.05, y), (0.03, y), (0.14, y + 0.015), (0.26, y + 0.03), (0.37, y + 0.032))
        side = ((0.20, y + 0.023), (0.27, y + 0.031), (0.41, y + 0.026), (0.52, y - 0.015), (0.60, y - 0.06))
        lines.append(Line("forehead middle", middle, depth, 2.4, 6.0, fade=(0.1, 0.17)))
        lines.append(Line("forehead side", side, 0.9 * depth, 2.4, 6.0, fade=(0.17, 0.24)))
    return tuple(lines)


def _round_the_lips() -> tuple[Line, ...]:
    lines = []
    for x, top in ((0.045, 6.722), (0.083, 6.722), (0.122, 6.708), (0.16, 6.69), (0.196, 6.668)):
        lines.append(Line("round the lips", ((x, top), (1.12 * x, top + 0.055)), 0.35, 0.9, 2.0, fade=(0.015, 0.04)))
        lines.append(Line("round the lips", ((x, top - 0.01), (0.97 * x, 6.63)), 0.3, 0.9, 2.0, fade=(0.02, 0.03)))
    for x, low in ((0.03, 6.478), (0.072, 6.482), (0.112, 6.494), (0.15, 6.51), (0.19, 6.535)):
        lines.append(Line("round the lips", ((x, low), (1.06 * x, low - 0.05)), 0.3, 0.9, 2.0, fade=(0.015, 0.04)))
        lines.append(Line("round the lips", ((x, low + 0.01), (0.98 * x, 6.585)), 0.3, 0.9, 2.0, fade=(0.02, 0.03)))
    return tuple(lines)


LINES: tuple[Line, ...] = (
    *_forehead(),
    Line("frown", ((0.048, 7.295), (0.056, 7.36), (0.069, 7.43), (0.086, 7.53)), 1.5, 2.7, 7.0, fade=(0.05, 0.1)),
    Line("frown", ((0.016, 7.34), (0.018, 7.4), (0.024, 7.46)), 0.5, 1.9, 4.5, fade=(0.04, 0.06)),
    Line("frown", ((0.15, 7.455), (0.215, 7.49), (0.29, 7.51)), 0.9, 2.4, 6.0, fade=(0.06, 0.08)),
    Line("nose root", ((-0.05, 7.268), (0.02, 7.268), (0.065, 7.278), (0.1, 7.296)), 0.9, 2.0, 5.0, fade=(0.05, 0.05)),
    Line("nose root", ((-0.05, 7.312), (0.02, 7.312), (0.055, 7.322)), 0.6, 1.8, 4.5, fade=(0.05, 0.04)),
    Line(
        "lid crease",
        ((0.2, 7.318), (0.245, 7.345), (0.31, 7.363), (0.38, 7.356), (0.45, 7.326)),
        1.2, 1.3, 4.5, lean=0.4, fade=(0.05, 0.07),
    ),
    Line("crow's feet", ((0.49, 7.318), (0.55, 7.35), (0.625, 7.405)), 0.6, 1.2, 3.0, fade=(0.04, 0.08)),
    Line("crow's feet", ((0.5, 7.3), (0.57, 7.316), (0.65, 7.345)), 0.45, 1.0, 2.4, fade=(0.04, 0.08)),
    Line("crow's feet", ((0.495, 7.28), (0.57, 7.28), (0.66, 7.29)), 0.7, 1.2, 3.0, fade=(0.04, 0.09)),
    Line("crow's feet", ((0.5, 7.262), (0.565, 7.246), (0.645, 7.228)), 0.45, 1.0, 2.4, fade=(0.04, 0.08)),
    Line("crow's feet", ((0.485, 7.24), (0.545, 7.206), (0.615, 7.16)), 0.6, 1.2, 3.0, fade=(0.04, 0.09)),
    Line("crow's feet", ((0.46, 7.215), (0.51, 7.165), (0.555, 7.11)), 0.4, 1.2, 3.0, fade=(0.05, 0.08)),
    Line("lower lid", ((0.185, 7.222), (0.26, 7.196), (0.35, 7.196), (0.43, 7.226)), 0.6, 1.3, 3.2, fade=(0.05, 0.06)),
    Line("lower lid", ((0.205, 7.19), (0.27, 7.16), (0.36, 7.158), (0.44, 7.188)), 0.4, 1.2, 3.0, fade=(0.05, 0.07)),
    Line("lower lid", ((0.165, 7.2), (0.21, 7.145), (0.28, 7.108), (0.37, 7.105)), 0.9, 3.2, 7.0, fade=(0.05, 0.12)),
    Line(
        "bag",
        ((0.15, 7.19), (0.19, 7.125), (0.25, 7.083), (0.33, 7.07), (0.41, 7.09), (0.46, 7.13)),
        1.0, 3.4, 10.0, lean=1.2, fade=(0.08, 0.14),
    ),
    Line("bunny", ((0.03, 7.235), (0.07, 7.222), (0.115, 7.18), (0.14, 7.13)), 1.0, 2.1, 4.8, fade=(0.04, 0.05)),
    Line("bunny", ((0.025, 7.19), (0.065, 7.178), (0.11, 7.135), (0.135, 7.08)), 0.9, 2.1, 4.8, fade=(0.04, 0.05)),
    Line("bunny", ((0.04, 7.145), (0.075, 7.128), (0.115, 7.085)), 0.7, 2.0, 4.5, fade=(0.04, 0.05)),
    Line(
        "nasolabial upper",
        ((0.158, 6.985), (0.18, 6.945), (0.216, 6.888), (0.262, 6.81), (0.302, 6.73)),
        1.3, 3.0, 9.5, lean=0.9, fade=(0.08, 0.14),
    ),
    Line(
        "nasolabial lower",
        ((0.226, 6.872), (0.272, 6.793), (0.311, 6.708), (0.335, 6.63), (0.336, 6.56)),
        1.3, 3.0, 9.5, lean=0.9, fade=(0.16, 0.14),
    ),
    Line("cheek lines", ((0.40, 7.01), (0.455, 6.9), (0.475, 6.77), (0.45, 6.65)), 0.9, 2.4, 7.0, fade=(0.16, 0.16)),
    Line("cheek lines", ((0.51, 7.0), (0.565, 6.88), (0.585, 6.75)), 0.7, 2.2, 6.5, fade=(0.12, 0.12)),
    Line("cheek lines", ((0.365, 6.8), (0.405, 6.71), (0.415, 6.62)), 0.7, 2.2, 6.0, fade=(0.1, 0.1)),
    Line(
        "jowl",
        ((0.345, 6.46), (0.365, 6.385), (0.395, 6.335), (0.43, 6.31)),
        1.2, 5.0, 13.0, lean=-1.4, fade=(0.08, 0.12),
    ),
    Line("cheek bracket", ((0.4, 6.76), (0.425, 6.68), (0.42, 6.59), (0.395, 6.52)), 0.8, 2.6, 7.0, fade=(0.08, 0.08)),
    Line("mouth corner", ((0.228, 6.603), (0.256, 6.617), (0.288, 6.645)), 2.2, 1.5, 3.0, fade=(0.02, 0.04)),
    Line("cheek bracket", ((0.305, 6.655), (0.32, 6.61), (0.31, 6.56)), 0.9, 2.4, 5.0, fade=(0.04, 0.04)),
    Line(
        "marionette",
        ((0.268, 6.59), (0.298, 6.53), (0.315, 6.45), (0.312, 6.37)),
        1.1, 2.4, 8.0, lean=0.6, fade=(0.05, 0.16),
    ),
    Line("below the lip", ((-0.04, 6.42), (0.03, 6.42), (0.11, 6.408), (0.18, 6.375)), 1.1, 3.0, 8.0, fade=(0.07, 0.1)),
    *_round_the_lips(),
    Line("neck rings", ((-0.05, 5.8), (0.1, 5.805), (0.28, 5.835), (0.42, 5.9)), 0.8, 1.6, 5.0, fade=(0.1, 0.2)),
    Line("neck rings", ((-0.05, 5.6), (0.12, 5.605), (0.3, 5.645), (0.45, 5.72)), 0.6, 1.6, 5.0, fade=(0.1, 0.2)),
    Line("neck bands", ((0.13, 6.02), (0.15, 5.85), (0.16, 5.65), (0.17, 5.45)), -2.2, 5.0, 9.0, fade=(0.15, 0.2)),
    Line("neck bands", ((0.33, 6.02), (0.38, 5.85), (0.42, 5.65), (0.44, 5.45)), -2.0, 5.0, 9.0, fade=(0.15, 0.2)),
)  # fmt: skip


@functools.cache
def _drivers(code: str) -> tuple[tuple[int, float], ...]:
    """Return (2 · fold + side, share) of an AU: left is 0, right 1."""
    unit = CATALOGUE[code]
    sides = {"both": (0, 1), "left": (0,), "right": (1,)}[unit.side]
    found = [(2 * k + s, fold.drivers.get(unit.number or 0, 0.0)) for k, fold in enumerate(FOLDS) for s in sides]
    return tuple((channel, share) for channel, share in found if share)


def at_rest(age: float, lines: float) -> tuple[float, ...]:
    """Return each fold's share of full depth on a face at rest; ``lines`` is how lined a person is for the age.

    Folds deepen slower in the first years after their onset than in the last.
    """
    shares = (min(max((age - fold.onset) / (80.0 - fold.onset), 0.0), 1.3) for fold in FOLDS)
    return tuple(
        fold.aged * lines * share * (_EARLY - (_EARLY - 1.0) * share) for fold, share in zip(FOLDS, shares, strict=True)
    )


def amounts(weights: Mapping[str, float], rest: tuple[float, ...], age: float) -> tuple[int, ...]:
    """Return how deep each fold is, left and right in turn, in steps of 1 / UNIT.

    Young skin folds shallower, less than half as deep at 18 as at 80; what several units do adds up, and saturates.
    """
    moved = [0.0] * (2 * len(FOLDS))
    for code, weight in weights.items():
        for channel, share in _drivers(code):
            moved[channel] += share * weight
    yielding = _YOUNG_FOLDS + _OLD_FOLDS_MORE * min(max((age - 18.0) / 62.0, 0.0), 1.0)
    found = []
    for channel, push in enumerate(moved):
        deep = 1.3 * push / (1.0 + 0.3 * push) if push > 0.0 else push
        found.append(round(UNIT * min(max(rest[channel // 2] + yielding * deep, 0.0), _DEEPEST)))
    return tuple(found)


def numbers() -> frozenset[int]:
    """Return the FACS numbers that fold skin."""
    return frozenset(number for fold in FOLDS for number in fold.drivers)
