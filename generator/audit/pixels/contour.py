"""Is there an edge where an outline says that a hand ends? What lies before a face has a contour.

Nothing is known of how hands look, in which light or of which skin: only that pictures change more across the outline
of something that is there than across the same outline somewhere else nearby.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synthgen.audit.pixels.picture import Picture

Floats = npt.NDArray[np.float64]
#: pixels to each side of an outline at which colours are compared
_REACH = 0.75
#: how far aside the same outline is laid for comparison, in parts of the face's size, and in how many directions
_AWAY, _WAYS = 0.2, 8
#: pixels of an outline that are enough to tell
_LEAST = 8


def contour_contrast(picture: Picture, polygons: Sequence[Floats], size: float) -> float | None:
    """Return how many times as much a picture changes across outlines (k, 2 pixels of it) as across the same outlines
    nearby: about 1 where nothing ends there. ``size`` is the face's in pixels. None for too little to tell by.

    The change is the absolute difference of Y', Cb and Cr, summed, in the mean over the outline's length.

    >>> dark = np.full((40, 40), 90, np.uint8); dark[10:30, 10:30] = 200
    >>> grey = np.full((40, 40), 128, np.uint8)
    >>> square = np.array([[10.0, 10], [30, 10], [30, 30], [10, 30]])
    >>> contour_contrast(Picture(dark, grey, grey, 1), [square], 50.0) > 3
    True
    """
    points, normals = _along(polygons)
    own = _change(picture, points, normals)
    if own is None:
        return None
    turns = 2.0 * np.pi * np.arange(_WAYS) / _WAYS
    moved = np.stack((np.cos(turns), np.sin(turns)), axis=-1) * _AWAY * size
    others = [change for way in moved if (change := _change(picture, points + way, normals)) is not None]
    usual = float(np.median(others)) if others else 0.0
    return own / usual if usual > 0 else None


def _along(polygons: Sequence[Floats]) -> tuple[Floats, Floats]:
    """Return points (n, 2) a pixel apart along closed polygons, and the unit normals (n, 2) there."""
    points, normals = [np.zeros((0, 2))], [np.zeros((0, 2))]
    for polygon in polygons:
        for start, way in zip(polygon, np.roll(polygon, -1, axis=0) - polygon, strict=True):
            length = float(np.hypot(*way))
            count = max(1, round(length))
            if length > 0:
                parts = (np.arange(count) + 0.5) / count
                points.append(start + parts[:, None] * way)
                normals.append(np.repeat([[-way[1] / length, way[0] / length]], count, axis=0))
    return np.concatenate(points), np.concatenate(normals)


def _change(picture: Picture, points: Floats, normals: Floats) -> float | None:
    """Return the mean change across an outline, of its points that are inside the picture."""
    height, width = picture.shape
    sides = [np.floor(points + side * normals).astype(int) for side in (_REACH, -_REACH)]
    inside = np.all([(at > 0) & (at < (width - 1, height - 1)) for at in sides], axis=(0, 2))
    if inside.sum() < _LEAST:
        return None
    (x0, y0), (x1, y1) = (at[inside].T for at in sides)
    change = 0.0
    for plane in (picture.luma, picture.cb, picture.cr):
        change += float(np.abs(plane[y0, x0].astype(float) - plane[y1, x1]).mean())
    return change
