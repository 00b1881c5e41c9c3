"""How much of the light a camera takes, and which light it takes for white."""

from __future__ import annotations

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.raster.tonemap import roll_off
from synthgen.scene.illumination import black_body
from synthgen.scene.spec import Drawn
from synthgen.srgb import luminance


def exposure_of(drawn: Drawn) -> Floats:
    """Return what a camera multiplies linear red, green and blue by, (3,) float32; 1 as usual.

    A camera that is set to a colour of light shows that light white (von Kries in sRGB's own primaries), and what was
    white as bright as before.
    """
    stops = 2.0 ** drawn.number("picture.exposure")
    kelvin = drawn.number("picture.temperature")
    if kelvin == 6500.0:  # what sRGB calls white, but for 4 K
        return np.full(3, round(stops, 6), np.float32)
    inverse = [1.0 / channel for channel in black_body(kelvin)]
    white = luminance(inverse)
    return np.array([round(stops * channel / white, 6) for channel in inverse], np.float32)


def rolled_off(light: Floats) -> Floats:
    """Return linear light (h, w, 3) float32 as a picture shows it: what is too bright is bent, as on the person."""
    rows = np.ascontiguousarray(light.reshape(-1, 3).T, np.float32)
    roll_off(rows.shape[1], rows[0], rows[1], rows[2])
    return np.ascontiguousarray(rows.T).reshape(light.shape)
