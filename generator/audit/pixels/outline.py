"""Outlines of a face as a record has them, and what of a picture lies inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.pixels.picture import Picture

#: the part of an outline's height, from its top, that is cheeks and nose: below hair, above beards
_CHEEKS = (0.3, 0.65)
#: coordinates further out than this many pictures are cut: they come from a file
_FARTHEST = 3
#: a pixel has the background's colour within so many levels of luma and of chroma
_SAME_LUMA, _SAME_CHROMA = 25, 4
#: a background is plain where its corners deviate less, in levels of luma and of chroma
_PLAIN_LUMA, _PLAIN_CHROMA = 8.0, 2.0


@dataclass(frozen=True)
class FaceLook:
    """A picture inside an outline. ``clipped``: share of black and white pixels; ``skin``: mean Y', Cb, Cr of the
    cheeks; ``background``: share of pixels that look like the background, 0 where there is no plain one."""

    clipped: float
    skin: tuple[float, float, float]
    background: float


def outline_points(flat: Sequence[float], *, width: int, height: int) -> np.ndarray | None:
    """Return an outline's points (k, 2) float, pixels of the frame, cut far outside; None where it is no polygon."""
    points = np.asarray(flat, np.float64).reshape(-1, 2) if len(flat) >= 6 and len(flat) % 2 == 0 else None
    if points is None or not np.isfinite(points).all():
        return None
    return np.clip(points, [-_FARTHEST * width, -_FARTHEST * height], [_FARTHEST * width, _FARTHEST * height])


def outside_share(points: np.ndarray, *, width: int, height: int) -> float:
    """Return the share of an outline's area that lies outside the picture, 0–1.

    >>> round(outside_share(np.array([[-5.0, 0], [5, 0], [5, 10], [-5, 10]]), width=20, height=20), 2)
    0.5
    """
    low, high = points.min(0), points.max(0)
    if (low >= 0).all() and high[0] <= width and high[1] <= height:
        return 0.0
    whole = _area(points)
    inside = points
    for axis, bound, sign in ((0, 0.0, 1.0), (0, float(width), -1.0), (1, 0.0, 1.0), (1, float(height), -1.0)):
        inside = _cut(inside, axis, bound, sign)
        if len(inside) < 3:
            return 1.0
    return float(min(max(1.0 - _area(inside) / whole, 0.0), 1.0)) if whole > 0 else 1.0


def look_inside(picture: Picture, points: np.ndarray) -> FaceLook | None:
    """Return what a picture looks like inside an outline (points in pixels of the frame); None where nothing is."""
    from PIL import Image, ImageDraw

    height, width = picture.shape
    small = points / picture.scale
    canvas = Image.new("1", (width, height))
    ImageDraw.Draw(canvas).polygon(small.ravel().tolist(), fill=1)
    mask = np.asarray(canvas)
    luma = picture.luma[mask]
    if luma.size < 16:
        return None
    counts = np.bincount(luma, minlength=256)
    top, bottom = small[:, 1].min(), small[:, 1].max()
    start, stop = (int(np.clip(top + part * (bottom - top), 0, height)) for part in _CHEEKS)
    cheeks = mask[start:stop]
    rows = slice(start, stop)
    skin = _middle(picture.luma[rows][cheeks], picture.cb[rows][cheeks], picture.cr[rows][cheeks])
    return FaceLook(
        clipped=float(counts[:4].sum() + counts[252:].sum()) / luma.size,
        skin=skin or _middle(luma, picture.cb[mask], picture.cr[mask]) or (0.0, 128.0, 128.0),
        background=_background(picture, mask),
    )


def _middle(luma: np.ndarray, cb: np.ndarray, cr: np.ndarray) -> tuple[float, float, float] | None:
    """Return means over the pixels between the quartiles of luma: eyes, brows and highlights have no say."""
    if luma.size < 16:
        return None
    low, high = np.percentile(luma, (25, 75))
    keep = (luma >= low) & (luma <= high)
    return float(luma[keep].mean()), float(cb[keep].mean()), float(cr[keep].mean())


def _background(picture: Picture, mask: np.ndarray) -> float:
    """Return the share of a mask's pixels that have the colour of the upper corners, 0 where these are not plain."""
    size = max(picture.shape[1] // 12, 1)
    near = np.ones(mask.shape, bool)
    plain = (_PLAIN_LUMA, _PLAIN_CHROMA, _PLAIN_CHROMA)
    same = (_SAME_LUMA, _SAME_CHROMA, _SAME_CHROMA)
    for plane, spread, tolerance in zip((picture.luma, picture.cb, picture.cr), plain, same, strict=True):
        corners = np.concatenate((plane[:size, :size].ravel(), plane[:size, -size:].ravel()))
        if corners.std() > spread:
            return 0.0
        middle = int(np.median(corners))
        near &= (plane >= max(middle - tolerance, 0)) & (plane <= min(middle + tolerance, 255))
    return float(near[mask].mean())


def _area(points: np.ndarray) -> float:
    x, y = points.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))) / 2.0


def _cut(points: np.ndarray, axis: int, bound: float, sign: float) -> np.ndarray:
    """Return a polygon cut to one side of a line (Sutherland & Hodgman)."""
    kept = []
    for here, there in zip(points, np.roll(points, -1, axis=0), strict=True):
        near, far = sign * (here[axis] - bound), sign * (there[axis] - bound)
        if near >= 0:
            kept.append(here)
        if near * far < 0:
            kept.append(here + (there - here) * (near / (near - far)))
    return np.array(kept).reshape(-1, 2)
