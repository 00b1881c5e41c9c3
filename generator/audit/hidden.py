"""How much of a face outlines of hands and things hide, counted in pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt


def inside(polygons: Iterable[Sequence[float]], *, width: int, height: int) -> npt.NDArray[np.bool_]:
    """Return which pixels (height, width) lie inside any of some polygons, each [x0, y0, x1, y1, …] in pixels."""
    from PIL import Image, ImageDraw

    canvas = Image.new("1", (width, height))
    for polygon in polygons:
        ImageDraw.Draw(canvas).polygon(list(polygon), fill=1)
    return np.asarray(canvas)


def hidden_share(face: Sequence[float], polygons: Sequence[Sequence[float]], *, width: int, height: int) -> float:
    """Return the share of a face's outline that polygons hide, 0–1, of what is in the picture of it.

    >>> hidden_share([0, 0, 9, 0, 9, 9, 0, 9], [[0, 0, 9, 0, 9, 4, 0, 4]], width=20, height=20)
    0.5
    """
    if not polygons:
        return 0.0
    whole = inside([face], width=width, height=height)
    area = int(whole.sum())
    return float((whole & inside(polygons, width=width, height=height)).sum()) / area if area else 0.0
