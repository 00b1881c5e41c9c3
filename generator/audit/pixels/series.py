"""What happens from frame to frame of a clip, gathered while its frames are decoded one by one."""

from __future__ import annotations

import functools
from collections import deque
from dataclasses import dataclass, field

import numpy as np

from synthgen.audit.pixels.picture import Picture, averaging, difference

#: cells of the profile: steps in time, then rows × columns over the face and what is around it
STEPS, CELLS = 24, 6
#: half the size of the profile's box, in halves of the outline's
_AROUND = 1.4
#: sides of the pictures that are kept: neutral frames, and frames that stand for the clip
NEUTRAL, SHOT = 24, 16
#: where in a clip those are, 0–1
SHOT_PLACES = (0.25, 0.5, 0.75)
#: levels that coding may change a pixel by
_NOISE, _CURVE = 2, 4
#: change in levels c is kept as a byte 16·√c
_FINE = 16.0


@dataclass(frozen=True, eq=False)
class Motion:
    """How a clip moves. ``step`` (F−1,) float16: mean change of luma in levels, without what coding does; ``raw``
    (F−1,): with it. ``excess`` (F−2,): how much more a frame differs from both its neighbours than these do.

    ``profile`` (24, 36) uint8: change over time in 6 × 6 cells around the face, 16·√levels, whatever the clip's length.
    """

    step: np.ndarray
    raw: np.ndarray
    excess: np.ndarray
    profile: np.ndarray


@dataclass(frozen=True, eq=False)
class Shots:
    """Pictures of a clip, uint8 luma: its first and last (24, 24), and three between, (3, 16, 16)."""

    start: np.ndarray
    end: np.ndarray
    between: np.ndarray


@dataclass
class Series:
    """Takes pictures one by one; ``box``: where the face is in the first, (x0, y0, x1, y1) in pixels of the picture."""

    frames: int
    box: tuple[float, float, float, float]
    _last: deque[Picture] = field(default_factory=lambda: deque(maxlen=2))
    _change: np.ndarray | None = None
    _step: list[float] = field(default_factory=list)
    _raw: list[float] = field(default_factory=list)
    _excess: list[float] = field(default_factory=list)
    _shots: list[np.ndarray] = field(default_factory=list)
    _ends: list[np.ndarray] = field(default_factory=list)
    _profile: np.ndarray | None = None
    _windows: tuple[np.ndarray, np.ndarray] | None = None
    _count: int = 0

    def add(self, picture: Picture) -> None:
        """Take the next picture."""
        if self._last:
            self._compare(picture)
        wanted = [round(part * (self.frames - 1)) for part in SHOT_PLACES]
        self._shots += [shrink(picture.luma, SHOT)] * wanted.count(self._count)
        if self._count in (0, self.frames - 1):
            self._ends.append(shrink(picture.luma, NEUTRAL))
        self._last.append(picture)
        self._count += 1

    def motion(self) -> Motion:
        """Return the motion of all pictures that were taken."""
        profile = np.zeros((max(self.frames - 1, 1), CELLS * CELLS)) if self._profile is None else self._profile
        coded = np.rint(_FINE * np.sqrt(resample(profile, STEPS)))
        return Motion(
            step=np.array(self._step, np.float16),
            raw=np.array(self._raw, np.float16),
            excess=np.array(self._excess, np.float16),
            profile=np.clip(coded, 0, 255).astype(np.uint8),
        )

    def shots(self) -> Shots:
        """Return the pictures that stand for the clip."""
        return Shots(self._ends[0], self._ends[-1], np.array(self._shots, np.uint8).reshape(-1, SHOT, SHOT))

    def _compare(self, picture: Picture) -> None:
        before = self._last[-1].luma
        change = difference(before, picture.luma)
        visible = (np.maximum(change, _NOISE) - np.uint8(_NOISE)).astype(np.float32)
        if self._profile is None or self._windows is None:
            self._profile = np.zeros((self.frames - 1, CELLS * CELLS), np.float32)
            self._windows = self._cells(picture)
        rows, columns = self._windows
        self._profile[self._count - 1] = (rows @ visible @ columns.T).ravel()
        self._raw.append(float(change.mean()))
        self._step.append(float(visible.mean()))
        if len(self._last) == 2 and self._change is not None:
            across = difference(self._last[0].luma, picture.luma)
            both = np.minimum(self._change, change)
            allowed = np.minimum(across, 255 - _CURVE) + np.uint8(_CURVE)
            self._excess.append(float((np.maximum(both, allowed) - allowed).mean()))
        self._change = change

    def _cells(self, picture: Picture) -> tuple[np.ndarray, np.ndarray]:
        height, width = picture.shape
        x0, y0, x1, y1 = self.box
        return tuple(  # type: ignore[return-value]
            averaging(np.linspace(-_AROUND, _AROUND, CELLS + 1) * (high - low) / 2 + (low + high) / 2, size)
            for low, high, size in ((y0, y1, height), (x0, x1, width))
        )


def shrink(luma: np.ndarray, side: int) -> np.ndarray:
    """Return a picture of side × side pixels, uint8, each the mean of a part of the luma."""
    height, width = luma.shape
    rows, columns = _parts(height, side), _parts(width, side)
    return np.clip(np.rint(rows @ luma.astype(np.float32) @ columns.T), 0, 255).astype(np.uint8)


@functools.cache
def _parts(size: int, side: int) -> np.ndarray:
    return averaging(np.linspace(0, size, side + 1), size)


def resample(values: np.ndarray, steps: int) -> np.ndarray:
    """Return (steps, k) from values (n, k): means over equal parts of the time.

    >>> resample(np.array([[1.0], [3.0], [5.0], [7.0]]), 2).tolist()
    [[2.0], [6.0]]
    """
    n = len(values)
    total = np.vstack((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)))
    edges = np.linspace(0, n, steps + 1)
    below = np.minimum(edges.astype(int), n - 1)
    at = total[below] + (edges - below)[:, None] * values[below]
    return np.diff(at, axis=0) * steps / n
