"""Few keyframes through many values: straight lines that are nowhere further off than is asked for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.curves import Key

Floats = NDArray[np.float64]
#: digits of an intensity in a file: finer than what trackers know
_DIGITS = 4


def few_keys(values: Floats, tolerance: float) -> tuple[Key, ...]:
    """Return keys whose straight lines pass within ``tolerance`` of values (frames,), at most its rounding more.

    Halved at the value that is furthest off, as Ramer (1972) and Douglas & Peucker (1973) do with lines of maps.

    >>> import numpy as np
    >>> few_keys(np.array([0.0, 0.1, 0.21, 0.3, 0.3, 0.3]), 0.02)
    ((0, 0.0), (3, 0.3))
    """
    last = len(values) - 1
    kept, open_ = {0, last}, [(0, last)]
    while open_:
        start, stop = open_.pop()
        if stop - start < 2:
            continue
        line = values[start] + (values[stop] - values[start]) * np.arange(stop - start + 1) / (stop - start)
        off = np.abs(values[start : stop + 1] - line)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            kept.add(start + worst)
            open_ += [(start, start + worst), (start + worst, stop)]
    keys = [(frame, round(float(values[frame]), _DIGITS)) for frame in sorted(kept)]
    while len(keys) > 1 and keys[-1][1] == keys[-2][1]:  # the hold after the last key says the same
        keys.pop()
    return tuple(keys)


def smoothed(values: Floats, width: int) -> Floats:
    """Return values (frames,) averaged over ``width`` frames with binomial weights, the ends held.

    >>> import numpy as np
    >>> smoothed(np.array([0.0, 0.0, 4.0, 0.0, 0.0]), 3).tolist()
    [0.0, 1.0, 2.0, 1.0, 0.0]
    """
    if width < 2:
        return values
    weights = np.ones(1)
    for _ in range(width - 1):
        weights = np.convolve(weights, [0.5, 0.5])
    half = width // 2
    held = np.pad(values, (half, width - 1 - half), mode="edge")
    return np.convolve(held, weights, mode="valid")
