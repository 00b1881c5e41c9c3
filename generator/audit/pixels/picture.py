"""Pictures to measure on: decoded frames, made small enough to be looked at thousands of times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from synthgen.yuv import FROM_RGB, FULL_CHROMA, FULL_LUMA

#: the longer side of a picture that is measured, in pixels, at most
LONGEST = 128


@dataclass(frozen=True, eq=False)
class Picture:
    """A frame as Y', Cb, Cr of BT.709, each (h, w) uint8 in full range, 128 for no colour.

    Its pixels are means of ``scale`` × ``scale`` pixels of the frame.
    """

    luma: np.ndarray
    cb: np.ndarray
    cr: np.ndarray
    scale: int

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in pixels of this picture."""
        height, width = self.luma.shape
        return height, width


def scale_for(width: int, height: int) -> int:
    """Return how many pixels of a frame, in both directions, make one of its picture: 1 or an even number.

    >>> scale_for(64, 64), scale_for(256, 256), scale_for(300, 200)
    (1, 2, 4)
    """
    longest = max(width, height)
    return 1 if longest <= LONGEST else 2 * math.ceil(longest / (2 * LONGEST))


def middle(planes: Sequence[np.ndarray]) -> tuple[list[np.ndarray], tuple[int, int]]:
    """Return the middle square of a decoded frame, and where its corner is, (x, y) in pixels of the frame.

    The camera shows a head centred, and as large as the shorter side allows: what is measured there does not depend on
    how much else a wide or a high picture shows.

    >>> square, corner = middle([np.zeros((64, 1024, 3), np.uint8)])
    >>> square[0].shape, corner
    ((64, 64, 3), (480, 0))
    """
    height, width = planes[0].shape[:2]
    side = min(width, height)
    left, top = ((size - side) // 4 * 2 for size in (width, height))  # even, where chroma has a pixel for every two
    cut = []
    for plane in planes:
        part = height // plane.shape[0]
        rows, columns = (slice(start // part, (start + side) // part) for start in (top, left))
        cut.append(plane[rows, columns])
    return cut, (left, top)


def picture_of(planes: Sequence[np.ndarray]) -> Picture:
    """Return a decoded frame's picture; planes as ``dataset.decoder`` yields them: [Y, Cb, Cr] or [RGB], uint8."""
    from PIL import Image

    height, width = planes[0].shape[:2]
    scale = scale_for(width, height)
    if len(planes) == 1:
        small = Image.fromarray(np.ascontiguousarray(planes[0])).reduce(scale)
        luma, cb, cr = np.moveaxis(np.asarray(small.convert("RGB", FROM_RGB)), -1, 0)
        return Picture(luma, cb, cr, scale)
    planes = [np.ascontiguousarray(plane) for plane in planes]
    luma = FULL_LUMA[np.asarray(Image.fromarray(planes[0]).reduce(scale))]
    chroma = []
    for plane in planes[1:]:
        full = FULL_CHROMA[np.asarray(Image.fromarray(plane).reduce(max(scale // 2, 1)))]
        if scale == 1:
            full = full.repeat(2, 0).repeat(2, 1)
        chroma.append(full[: luma.shape[0], : luma.shape[1]])
    return Picture(luma, chroma[0], chroma[1], scale)


def detail(picture: Picture) -> float:
    """Return the mean difference of neighbouring pixels' luma in levels, across plus down: how much there is to see."""
    luma = picture.luma
    across, down = difference(luma[:, 1:], luma[:, :-1]), difference(luma[1:], luma[:-1])
    return float(across.mean() + down.mean())


def difference(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return the absolute difference of two uint8 arrays, uint8."""
    return np.maximum(one, other) - np.minimum(one, other)


def averaging(edges: np.ndarray, size: int) -> np.ndarray:
    """Return (n, size) float32 that averages pixels between n + 1 edges; a cell outside the picture gives 0.

    >>> averaging(np.array([0, 2, 4]), 4).tolist()
    [[0.5, 0.5, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]]
    """
    bounds = np.clip(np.rint(edges), 0, size).astype(int)
    weights = np.zeros((len(edges) - 1, size), np.float32)
    for row, (start, stop) in enumerate(pairwise(bounds.tolist())):
        if stop > start:
            weights[row, start:stop] = 1.0 / float(stop - start)
    return weights
