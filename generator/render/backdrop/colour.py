"""Colours of backdrops: by hue, saturation and lightness as people see them."""

from __future__ import annotations

import math

import numpy as np

from synthgen.cielab import rgb_of
from synthgen.render.arrays import Floats

#: CIELAB chroma of saturation 1
_MOST_CHROMA = 80.0
#: no backdrop is darker or brighter than this, linear
_DARKEST, _BRIGHTEST = 0.002, 1.0


def colour_of(hue: float, saturation: float, lightness: float) -> Floats:
    """Return linear rgb (3,) float32 of a hue in degrees, a share of the greatest chroma and a CIELAB lightness 0–1."""
    angle, chroma = math.radians(hue), _MOST_CHROMA * saturation
    rgb = rgb_of((100.0 * lightness, chroma * math.cos(angle), chroma * math.sin(angle)))
    return np.array([round(min(max(channel, _DARKEST), _BRIGHTEST), 6) for channel in rgb], np.float32)
