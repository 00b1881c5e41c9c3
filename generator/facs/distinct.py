"""How alike two signals are: the largest correlation of their AU curves over all time shifts.

The measure. Both signals are tables of frames × AUs over the union of their AUs, at one frame rate. One is moved
against the other by every whole number of frames that leaves at least half of the shorter clip opposite the other one.
At each shift Pearson's correlation of all numbers in the frames × AUs tables is taken twice: over the frames where
both clips play, and over all frames of either, where a clip holds its first and its last frame outside its own time.
The largest of all these numbers is the similarity. Pearson's correlation is blind to scale, the shifts make it
blind to time: a scaled or shifted copy has similarity 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.curves import Curves

#: a sum of squares below this is rounding
_STILL = 1e-18

#: two signals more alike than this do not count as two
LIMIT = 0.9


@dataclass(frozen=True)
class Pair:
    """Two signals, their similarity (−1…1), and the frames that second is moved to look most like first."""

    first: str
    second: str
    similarity: float
    shift: int


def compare(animations: Sequence[Animation]) -> tuple[Pair, ...]:
    """Return every pair of animations, the most alike first. All are sampled at the first one's rate."""
    if not animations:
        return ()
    curves = [sample_animation(animation, animations[0].fps) for animation in animations]
    pairs = [
        Pair(animations[i].signal, animations[j].signal, *similarity(curves[i], curves[j]))
        for i, j in combinations(range(len(animations)), 2)
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.similarity))


def similarity(first: Curves, second: Curves) -> tuple[float, int]:
    """Return (similarity, the shift of second in frames that gives it) as the module's text defines it."""
    codes = tuple(dict.fromkeys(first.codes + second.codes))
    a, b = _table(first, codes), _table(second, codes)
    if (
        max(float(np.ptp(table)) if table.size else 0.0 for table in (a, b)) == 0
    ):  # nothing moves in either, nothing tells them apart
        return 1.0, 0
    least = (min(len(a), len(b)) + 1) // 2
    best = (-1.0, 0)
    for shift in sorted(range(least - len(b), len(a) - least + 1), key=abs):
        for moved_a, moved_b in (_overlap(a, b, shift), _held(a, b, shift)):
            value = correlation(moved_a, moved_b)
            if value > best[0] + 1e-12:
                best = (value, shift)
    return best


def correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    """Return Pearson's correlation of all numbers of two arrays of one shape; 0 where one is constant."""
    x, y = a - a.mean(), b - b.mean()
    xx, yy = float((x * x).sum()), float((y * y).sum())
    if min(xx, yy) < _STILL:
        return 0.0
    return float((x * y).sum()) / float(np.sqrt(xx * yy))


def _table(curves: Curves, codes: tuple[str, ...]) -> NDArray[np.float64]:
    table = np.zeros((curves.frames, len(codes)))
    for column, code in enumerate(curves.codes):
        table[:, codes.index(code)] = curves.values[:, column]
    return table


def _overlap(
    a: NDArray[np.float64], b: NDArray[np.float64], shift: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    start, stop = max(0, shift), min(len(a), len(b) + shift)
    return a[start:stop], b[start - shift : stop - shift]


def _held(
    a: NDArray[np.float64], b: NDArray[np.float64], shift: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    times = np.arange(min(0, shift), max(len(a), len(b) + shift))
    return a[np.clip(times, 0, len(a) - 1)], b[np.clip(times - shift, 0, len(b) - 1)]
