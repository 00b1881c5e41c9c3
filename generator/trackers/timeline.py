"""Timelines: rows of a table as frames at a steady rate. Which rows count, whose face it is, what lies between them.

All that is left out is counted, none of it silently.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from synthgen.errors import InputError
from synthgen.trackers.table import Table
from synthgen.trackers.tracker import Tracker

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
#: a step between rows of this and more is of milliseconds: no video has less than a frame a second
_MILLISECONDS = 1.0
#: how far rows may be from a steady grid, of a step; further off, values are read between them
_OFF_GRID = 0.1
#: rates that are meant where times say nearly so
_RATES = (12.0, 15.0, 24000 / 1001, 24.0, 25.0, 30000 / 1001, 30.0, 48.0, 50.0, 60000 / 1001, 60.0, 90.0, 120.0)
_NEAR = 0.01
_FASTEST = 240.0


@dataclass(frozen=True)
class Rules:
    """What counts.

    Attributes:
        face: the face that is wanted, by its number in the table; None: the one that is seen in most rows.
        confidence: rows below are left out, where the table has it.
        gap: seconds without a row that counts over which a straight line goes.
        start, end: seconds of the table that are read, end left out; None: to its ends.
        fps: frames a second of the signal; None: those of the table.
    """

    face: int | None = None
    confidence: float = 0.8
    gap: float = 0.5
    start: float | None = None
    end: float | None = None
    fps: float | None = None


@dataclass(frozen=True, eq=False)
class Timeline:
    """``rows`` of the table that count, at ``times`` (rows,) seconds from the first; ``frames`` of a signal at ``fps``.

    ``left_out``: {reason: rows}; ``bridged``: frames that no row is near of.
    """

    rows: NDArray[np.int64]
    times: Floats
    frames: int
    fps: float
    left_out: Mapping[str, int] = field(default_factory=dict)
    bridged: int = 0

    def at_frames(self, values: Floats) -> Floats:
        """Return values (table's rows,) at the frames, by straight lines between rows that have a number."""
        own = values[self.rows]
        known = np.isfinite(own)
        if not known.any():
            return np.full(self.frames, np.nan)
        return np.interp(np.arange(self.frames) / self.fps, self.times[known], own[known])


def timeline_of(table: Table, tracker: Tracker, rules: Rules) -> Timeline:
    """Return the frames that a table gives by some rules. Raises InputError for none of them, and for a long gap."""
    counted: Counter[str] = Counter()
    if table.broken:
        counted["with another number of cells"] = len(table.broken)
    good = np.ones(len(table.rows), bool)

    def leave_out(reason: str, wrong: Mask) -> None:
        if (good & wrong).any():
            counted[reason] += int((good & wrong).sum())
            good[wrong] = False

    face = _column(table, tracker.face)
    if face is not None:
        leave_out(*_of_others(table, face, good, rules))
    success = _column(table, tracker.success)
    if success is not None:
        leave_out("without success", ~(success > 0))
    confidence = _column(table, tracker.confidence)
    if confidence is not None:
        leave_out(f"with a confidence below {rules.confidence:g}", ~(confidence >= rules.confidence))
    units = np.array([table.column(name) for name in table.names if name in tracker.units])
    leave_out("without a number", ~np.isfinite(units).any(axis=0))
    times, fps = _times(table, tracker, rules)
    leave_out("without a time", ~np.isfinite(times))
    if rules.start is not None or rules.end is not None:
        low, high = rules.start or 0.0, np.inf if rules.end is None else rules.end
        leave_out(f"outside {low:g} to {high:g} s", ~((times >= low) & (times < high)))
    rows = np.flatnonzero(good)
    if not len(rows):
        reasons = ", ".join(f"{count} {reason}" for reason, count in counted.items())
        raise InputError(f"has no row that counts: {reasons}", where=table.where)
    rows, counted["twice"] = _once(rows, times, confidence)
    at = times[rows] - times[rows[0]]
    _check_gaps(table, times[rows], rules.gap, 1.0 / fps)
    frames = int(np.floor(at[-1] * fps + 0.5)) + 1
    bridged = int((_from_nearest(np.arange(frames) / fps, at) > (0.5 + _OFF_GRID) / fps).sum())
    return Timeline(rows, at, frames, fps, {reason: n for reason, n in counted.items() if n}, bridged)


def _from_nearest(times: Floats, others: Floats) -> Floats:
    """Return how far each of some times is from the nearest of others, which are in order."""
    after = np.minimum(np.searchsorted(others, times), len(others) - 1)
    return np.minimum(np.abs(times - others[after]), np.abs(times - others[np.maximum(after - 1, 0)]))


def _column(table: Table, names: Sequence[str]) -> Floats | None:
    """Return the first of columns that a table has."""
    name = next((name for name in names if name in table.names), None)
    return None if name is None else table.column(name)


def _of_others(table: Table, face: Floats, good: Mask, rules: Rules) -> tuple[str, Mask]:
    """Return why rows are left out, and which: those of other faces than the one that is wanted."""
    numbers, rows = np.unique(face[good & np.isfinite(face)], return_counts=True)
    wanted = rules.face
    if wanted is None:
        wanted = int(numbers[rows.argmax()]) if len(numbers) else 0  # of two that are seen as often, the first
    elif wanted not in numbers:
        known = ", ".join(f"{number:g} ({count} rows)" for number, count in zip(numbers, rows, strict=True))
        raise InputError(f"has no face {wanted}", where=table.where, expected=f"one of {known}")
    return f"of other faces than {wanted}", ~((face == wanted) | ~np.isfinite(face))


def _times(table: Table, tracker: Tracker, rules: Rules) -> tuple[Floats, float]:
    """Return the seconds of rows (rows,), and the frames a second of the signal."""
    times, frame = _column(table, tracker.time), _column(table, tracker.frame)
    if times is not None and np.isfinite(times).sum() > 1:
        steps = np.diff(np.unique(times[np.isfinite(times)]))
        step = float(np.median(steps)) if len(steps) else 0.0
        if step >= _MILLISECONDS:
            times, step = times / 1000.0, step / 1000.0
        if step > 0:
            return times, rules.fps or _rate(_steps_a_second(times, step))
    if rules.fps is None:
        raise InputError("has no times", where=table.where, remedy="Say the frames a second of its video with --fps.")
    number = np.arange(len(table.rows), dtype=float) if frame is None else frame
    return number / rules.fps, rules.fps


def _steps_a_second(times: Floats, step: float) -> float:
    """Return how many steps of about ``step`` seconds a second has: times are rounded, and rows are missing."""
    steps = np.diff(np.unique(times[np.isfinite(times)]))
    return float(np.rint(steps / step).sum() / steps.sum())


def _rate(measured: float) -> float:
    """Return the rate that is meant by a measured one."""
    near = [rate for rate in _RATES if abs(rate - measured) <= _NEAR * rate]
    return min(near, key=lambda rate: abs(rate - measured)) if near else min(round(measured, 3), _FASTEST)


def _once(rows: NDArray[np.int64], times: Floats, confidence: Floats | None) -> tuple[NDArray[np.int64], int]:
    """Return rows in the order of times, of those of one time the surest, else the first; and how many fell out."""
    sure = np.zeros(len(times)) if confidence is None else np.nan_to_num(confidence)
    ordered = rows[np.lexsort((rows, -sure[rows], times[rows]))]
    first = np.ones(len(ordered), bool)
    first[1:] = np.diff(times[ordered]) > 0
    return ordered[first], int((~first).sum())


def _check_gaps(table: Table, times: Floats, most: float, step: float) -> None:
    """Raise InputError where no row counts for longer than is bridged."""
    wide = np.flatnonzero(np.diff(times) > most + step * (1 + _OFF_GRID))
    if len(wide):
        first = wide[0]
        more = f" (and {len(wide) - 1} more)" * (len(wide) > 1)
        raise InputError(
            f"has no row that counts from {times[first]:.2f} to {times[first + 1]:.2f} s{more}",
            where=table.where,
            remedy=f"Take a part with --start and --end, or bridge longer gaps than {most:g} s with --gap.",
        )
