"""Intensity curves: keyframes, how to read between them, and the (frames, AUs) table an engine plays.

Everything here is scalar Python arithmetic (+ − × ÷), so that values are the same to the bit on any machine.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Tuple, get_args

import numpy as np
from numpy.typing import NDArray

from synthgen.backports import paired
from synthgen.facs.signs import SIGNS

#: (frame, intensity); frames count from 0, intensity 0–1
Key = Tuple[int, float]
#: (time in frames, intensity): of a key that lies between two frames
TimedKey = Tuple[float, float]
Interpolation = Literal["linear", "smooth", "step"]
INTERPOLATIONS: tuple[Interpolation, ...] = get_args(Interpolation)

#: an expression is on where the sum of its AUs is above this part of its maximum
_ON = 0.1


@dataclass(frozen=True, eq=False)
class Curves:
    """values (frames, len(codes)) float64 in [0, 1]: an AU a column, a frame a row; fps in frames a second."""

    codes: tuple[str, ...]
    values: NDArray[np.float64]
    fps: float

    @property
    def frames(self) -> int:
        """The number of frames."""
        return int(self.values.shape[0])

    def weights(self, frame: int) -> dict[str, float]:
        """Return {AU code: intensity} of one frame, the AUs at 0 left out."""
        return {code: float(v) for code, v in paired(self.codes, self.values[frame]) if v > 0}

    def peaks(self) -> dict[str, float]:
        """Return {AU code: largest intensity}."""
        return {code: float(self.values[:, i].max()) for i, code in enumerate(self.codes)}


@dataclass(frozen=True)
class Phases:
    """The frames in which an expression begins, is largest for the first time, and is last seen."""

    onset: int
    apex: int
    offset: int


def phases(curves: Curves) -> Phases | None:
    """Return onset, apex and offset of the sum of all AUs, or, where none moves, of all signs; None where all are 0.

    Apex: the first frame of the greatest sum. Onset and offset: the first and last frame of the unbroken stretch
    around it in which the sum stays above a tenth of that. Tears run on when a face has long been still: they say
    nothing of when its expression is greatest.
    """
    units = [column for column, code in enumerate(curves.codes) if code not in SIGNS]
    expressed = curves.values[:, units] if curves.values[:, units].any() else curves.values
    activity = [math.fsum(row) for row in expressed.tolist()]
    top = max(activity, default=0.0)
    if top <= 0:
        return None
    apex = onset = offset = activity.index(top)
    while onset > 0 and activity[onset - 1] > _ON * top:
        onset -= 1
    while offset + 1 < len(activity) and activity[offset + 1] > _ON * top:
        offset += 1
    return Phases(onset, apex, offset)


def value_at(keys: Sequence[TimedKey], time: float, interpolation: Interpolation) -> float:
    """Return the intensity of a track at a time in frames; before the first key and after the last one it holds.

    >>> [value_at([(2, 0.0), (6, 0.8)], t, "linear") for t in (0, 3, 4, 9)]
    [0.0, 0.2, 0.4, 0.8]
    >>> [value_at([(2, 0.0), (6, 0.8)], t, "smooth") for t in (0, 3, 4, 9)]
    [0.0, 0.125, 0.4, 0.8]
    >>> [value_at([(2, 0.0), (6, 0.8)], t, "step") for t in (0, 5.9, 6)]
    [0.0, 0.0, 0.8]
    >>> value_at([], 3, "linear")
    0.0
    """
    return values_at(keys, [time], interpolation)[0]


def values_at(keys: Sequence[TimedKey], times: Sequence[float], interpolation: Interpolation) -> list[float]:
    """Return the intensities of a track (keys in the order of their frames) at times in frames, as ``value_at``."""
    if not keys:
        return [0.0] * len(times)
    frames = [float(frame) for frame, _ in keys]
    levels = [float(level) for _, level in keys]
    slopes = _monotone_slopes(frames, levels) if interpolation == "smooth" else []
    result = []
    for time in times:
        left = bisect_right(frames, time) - 1
        if left < 0:
            result.append(levels[0])
        elif left == len(keys) - 1 or time == frames[left] or interpolation == "step":
            result.append(levels[left])
        else:
            width = frames[left + 1] - frames[left]
            part = (time - frames[left]) / width
            low, high = levels[left], levels[left + 1]
            if interpolation == "linear":
                value = low + (high - low) * part
            elif interpolation == "smooth":
                rise = _hermite(part, slopes[left] * width, slopes[left + 1] * width, high - low)
                value = low + rise
            else:
                raise ValueError(f"interpolation {interpolation!r}; expected one of {', '.join(INTERPOLATIONS)}")
            result.append(min(max(value, min(low, high)), max(low, high)))  # rounding must not leave the two keys
    return result


def _hermite(t: float, start_slope: float, end_slope: float, rise: float) -> float:
    """Return the cubic from 0 to rise over t in [0, 1] with the given slopes at its ends."""
    square = t * t
    cube = square * t
    return start_slope * (cube - 2.0 * square + t) + end_slope * (cube - square) + rise * (3.0 * square - 2.0 * cube)


def _monotone_slopes(frames: Sequence[float], levels: Sequence[float]) -> list[float]:
    """Return a slope at each key so that the cubic between two keys never leaves their range.

    The mean of the slopes of the straight lines on both sides, at most three times either: a region in which Fritsch
    & Carlson show the cubic to be monotone (Monotone Piecewise Cubic Interpolation, SIAM J. Numer. Anal. 17, 1980).
    The slope is 0 at peaks, and at the first and the last key, beyond which the track holds: no corner anywhere.
    """
    secants = [(levels[i + 1] - levels[i]) / (frames[i + 1] - frames[i]) for i in range(len(levels) - 1)]
    slopes = [0.0]
    for before, after in zip(secants, secants[1:]):
        if before * after > 0:
            steepest = 3.0 * min(abs(before), abs(after))
            slopes.append(min(max(0.5 * (before + after), -steepest), steepest))
        else:
            slopes.append(0.0)
    return [*slopes, 0.0]


def keys_through(values: Sequence[float], *, tolerance: float = 1e-9) -> tuple[Key, ...]:
    """Return the fewest keys found whose straight lines pass within tolerance of values[frame], for every frame.

    >>> keys_through([0.0, 0.1, 0.2, 0.2, 0.2])
    ((0, 0.0), (2, 0.2))
    >>> keys_through([0.5, 0.5])
    ((0, 0.5),)
    """
    count = len(values)
    keys: list[Key] = [(0, values[0])] if count else []
    start = 0
    while start < count - 1:
        stop = start + 1
        while stop + 1 < count and _straight(values, start, stop + 1, tolerance):
            stop += 1
        keys.append((stop, values[stop]))
        start = stop
    if len(keys) > 1 and abs(keys[-1][1] - keys[-2][1]) <= tolerance:  # the hold after the last key says the same
        keys.pop()
    return tuple(keys)


def _straight(values: Sequence[float], start: int, stop: int, tolerance: float) -> bool:
    low, high = values[start], values[stop]
    steps = stop - start
    return all(abs(low + (high - low) * k / steps - values[start + k]) <= tolerance for k in range(1, steps))
