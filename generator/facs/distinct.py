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

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: two signals more alike than this do not count as two
LIMIT = 0.9
#: frames that the longer one of two signals is compared in at most: time and memory grow with their square
_MOST_FRAMES = 250
#: numbers whose variance is below this part of their mean square are one number and rounding
_STILL = 1e-12
#: similarities that differ by less are the same
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Pair:
    """Two signals, their similarity (−1…1), and the frames that second is moved to look most like first."""

    first: str
    second: str
    similarity: float
    shift: int


def compare(animations: Sequence[Animation]) -> tuple[Pair, ...]:
    """Return every pair of animations, the most alike first."""
    curves = at_one_rate(animations)
    pairs = [
        Pair(animations[i].signal, animations[j].signal, *similarity(curves[i], curves[j]))
        for i, j in combinations(range(len(animations)), 2)
    ]
    return tuple(sorted(pairs, key=lambda pair: -pair.similarity))


def at_one_rate(animations: Sequence[Animation]) -> tuple[Curves, ...]:
    """Return animations' curves at the lowest rate of any, or at one at which the longest has 250 frames."""
    if not animations:
        return ()
    longest = max(animation.frames / animation.fps for animation in animations)
    rate = min(min(animation.fps for animation in animations), _MOST_FRAMES / longest)
    return tuple(sample_animation(animation, rate) for animation in animations)


def similarity(first: Curves, second: Curves) -> tuple[float, int]:
    """Return (similarity, the shift of second in frames that gives it) as the module's text defines it.

    Every sum of products over a window is a sum along a diagonal of the table of all frames of the one times all frames
    of the other, and what a held frame adds a difference of running sums.
    """
    if not any(float(np.ptp(curves.values, axis=0).max(initial=0)) for curves in (first, second)):
        return 1.0, 0  # nothing moves in either, nothing tells them apart
    a, b = _Clip.of(first), _Clip.of(second)
    columns = len(set(first.codes) | set(second.codes))
    shared = [code for code in first.codes if code in second.codes]
    mine, theirs = (curves.values[:, [curves.codes.index(code) for code in shared]] for curves in (first, second))
    products = mine @ theirs.T

    least = (min(a.frames, b.frames) + 1) // 2
    shifts = np.array(sorted(range(least - b.frames, a.frames - least + 1), key=abs))
    start, stop = np.maximum(shifts, 0), np.minimum(a.frames, b.frames + shifts)
    together = _diagonals(products, shifts)
    values = [
        _correlations(
            (stop - start) * columns,
            (a.sums[stop] - a.sums[start], b.sums[stop - shifts] - b.sums[start - shifts]),
            (a.squares[stop] - a.squares[start], b.squares[stop - shifts] - b.squares[start - shifts]),
            together,
        )
    ]
    # frames of the one before the other's first, and after its last, while that holds
    before_a, before_b = start, start - shifts
    after_a, after_b = a.frames - stop, b.frames - (stop - shifts)
    values.append(
        _correlations(
            (a.frames + before_b + after_b) * columns,
            (a.held(a.sums, before_b, after_b), b.held(b.sums, before_a, after_a)),
            (a.held(a.squares, before_b, after_b), b.held(b.squares, before_a, after_a)),
            together
            + _running(products[:, 0])[before_a]
            + _running(products[0, :])[before_b]
            + _running(products[::-1, -1])[after_a]
            + _running(products[-1, ::-1])[after_b],
        )
    )
    best = np.max(values, axis=0)
    found = int(np.flatnonzero(best >= best.max() - _ROUNDING)[0])  # the smallest shift of those
    return float(best[found]), int(shifts[found])


@dataclass(frozen=True, eq=False)
class _Clip:
    """Running sums (frames + 1,) of all numbers of a clip's table and of their squares."""

    sums: Floats
    squares: Floats

    @classmethod
    def of(cls, curves: Curves) -> _Clip:
        return cls(_running(curves.values.sum(axis=1)), _running((curves.values * curves.values).sum(axis=1)))

    @property
    def frames(self) -> int:
        return len(self.sums) - 1

    @staticmethod
    def held(sums: Floats, before: Ints, after: Ints) -> Floats:
        """Return the sum over a clip that holds its first and its last frame for so many more frames."""
        return np.asarray(sums[-1] + before * sums[1] + after * (sums[-1] - sums[-2]))


def _running(values: Floats) -> Floats:
    """Return the sums of the first 0, 1, 2, … values."""
    return np.concatenate([[0.0], np.cumsum(values)])


def _diagonals(table: Floats, shifts: Ints) -> Floats:
    """Return the sums of table[i, i − shift] over all i, a shift each."""
    rows, columns = table.shape
    wide = np.zeros((rows, columns + rows))
    wide[:, :columns] = table[::-1]
    skewed = wide.ravel()[:-rows].reshape(rows, columns + rows - 1)  # every row one further to the right
    return np.asarray(skewed.sum(axis=0)[rows - 1 - shifts])


def _correlations(count: Ints, sums: tuple[Floats, Floats], squares: tuple[Floats, Floats], products: Floats) -> Floats:
    """Return Pearson's correlations of two sets of ``count`` numbers each, from their sums; 0 where one is constant."""
    (x, y), (xx, yy) = sums, squares
    spread_x, spread_y = xx - x * x / count, yy - y * y / count
    moves = (spread_x > _STILL * xx) & (spread_y > _STILL * yy)
    spread = np.sqrt(np.where(moves, spread_x * spread_y, 1.0))
    return np.where(moves, (products - x * y / count) / spread, 0.0)
