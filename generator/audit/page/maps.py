"""Heat maps and distributions: counts, and how they are drawn. ``web/draw.js`` follows the same rules."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.audit.balance import Count
from synthgen.audit.page.index import Factor, Index
from synthgen.audit.page.units import several, whole

#: cells, columns and rows that a reader can still read; larger tables are only summed up
MOST_CELLS, MOST_COLUMNS, MOST_LEVELS = 1500, 40, 60
#: cells of a table that is counted at all: two factors of a thousand levels each make no table
MOST_COUNTED = 60_000
SHADES = 7


@dataclass(frozen=True)
class HeatMap:
    """A two-way table. ``cells``: per row [(count, shade)], shade 0 for an empty cell, 1 (few) to 7 (many) else.

    ``cells`` is empty where the table is too large to draw; ``says`` sums it up in a sentence.
    """

    rows: Factor
    columns: Factor
    count: Count
    cells: tuple[tuple[tuple[int, int], ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    empty: int
    least: int
    most: int
    says: str

    @property
    def vertical(self) -> bool:
        """Whether the columns' headings are too long to stand side by side."""
        longest, number = max(map(len, self.columns.levels), default=0), len(self.columns.levels)
        return (longest > 8 and number > 4) or (longest > 5 and number > 12)


@dataclass(frozen=True)
class Bar:
    """A level of a distribution: clips, people, share of all clips and the bar's length, 0–100."""

    level: str
    clips: int
    people: int
    share: float
    length: float


def heat_map(index: Index, rows: str, columns: str, count: Count) -> HeatMap:
    """Count and draw a two-way table. The factor with more levels becomes the rows where it has more than twelve."""
    one, other = index.factor(rows), index.factor(columns)
    if len(other.levels) > max(12, len(one.levels)):
        one, other = other, one
    if len(one.levels) * len(other.levels) > MOST_COUNTED:
        words = f"{several(len(one.levels) * len(other.levels), 'cell')}: not counted."
        return HeatMap(one, other, count, (), (), (), 0, 0, 0, 0, words)
    counts = index.count((one.name, other.name), count)
    drawn = counts.size <= MOST_CELLS and len(other.levels) <= MOST_COLUMNS
    tones = shades(counts)
    cells = [list(zip(*pair, strict=True)) for pair in zip(counts.tolist(), tones.tolist(), strict=True)]
    return HeatMap(
        rows=one,
        columns=other,
        count=count,
        cells=tuple(tuple(row) for row in cells) if drawn else (),
        row_totals=tuple(index.count((one.name,), count).tolist()),
        column_totals=tuple(index.count((other.name,), count).tolist()),
        total=int(index.count((), count)),
        empty=int((counts == 0).sum()),
        least=int(counts.min()) if counts.size else 0,
        most=int(counts.max(initial=0)),
        says=says(counts, count),
    )


def shades(counts: np.ndarray) -> np.ndarray:
    """Return how dark each cell is: 0 none, 1 to 7 by share of the largest; 4 all over where all are equal.

    >>> shades(np.array([[0, 1, 7], [14, 13, 2]])).tolist()
    [[0, 1, 4], [7, 7, 1]]
    >>> shades(np.array([3, 3, 0])).tolist()
    [4, 4, 0]
    """
    most = counts.max(initial=0)
    some = counts[counts > 0]
    if some.size == 0 or some.min() == most:
        return np.where(counts > 0, (SHADES + 1) // 2, 0)
    return np.ceil(SHADES * counts / most).astype(np.int64)


def says(counts: np.ndarray, count: Count) -> str:
    """Sum a table up.

    >>> says(np.array([[3, 3], [0, 4]]), "people"), says(np.array([[5, 5]]), "clips")
    ('4 cells, 1 empty; 0 to 4 people in a cell.', '2 cells, none empty; 5 clips in every cell.')
    """
    empty = int((counts == 0).sum())
    least, most = (int(counts.min()), int(counts.max())) if counts.size else (0, 0)
    held = (
        f"{whole(least)} to {whole(most)} {count} in a cell"
        if least != most
        else f"{whole(most)} {count} in every cell"
    )
    return f"{several(counts.size, 'cell')}, {whole(empty) if empty else 'none'} empty; {held}."


def bars(index: Index, factor: Factor) -> list[Bar]:
    """Return a factor's distribution, level by level."""
    clips, people = index.count((factor.name,), "clips").tolist(), index.count((factor.name,), "people").tolist()
    total, most = max(1, sum(clips)), max(1, *clips) if clips else 1
    return [
        Bar(level, clip, person, clip / total, round(100 * clip / most, 1))
        for level, clip, person in zip(factor.levels, clips, people, strict=True)
    ]
