"""How much of a face outlines of hands and things hide, counted in parts of pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

#: parts of a pixel's side: what fills polygons counts the cells that their edges run through, too; whole pixels would
#: add some points to the share of a small face
_FINER = 4


def hidden_share(face: Sequence[float], polygons: Sequence[Sequence[float]], *, width: int, height: int) -> float:
    """Return the share of a face's outline that polygons hide, 0–1, of what is in the picture of it.

    Polygons are [x0, y0, x1, y1, …] in pixels.

    >>> round(hidden_share([0, 0, 10, 0, 10, 10, 0, 10], [[0, 0, 10, 0, 10, 5, 0, 5]], width=20, height=20), 2)
    0.51
    """
    if not polygons:
        return 0.0
    whole = _inside([face], width, height)
    area = int(whole.sum())
    return float((whole & _inside(polygons, width, height)).sum()) / area if area else 0.0


def _inside(polygons: Iterable[Sequence[float]], width: int, height: int) -> npt.NDArray[np.bool_]:
    """Return which cells, (_FINER · height, _FINER · width), lie inside any of some polygons or on their edges."""
    from PIL import Image, ImageDraw

    canvas = Image.new("1", (width * _FINER, height * _FINER))
    for polygon in polygons:
        ImageDraw.Draw(canvas).polygon([value * _FINER for value in polygon], fill=1)
    return np.asarray(canvas)
