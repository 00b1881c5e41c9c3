"""A person's eyes as a picture for MakeHuman's high-poly eyes: iris, pupil and sclera as the look says.

That mesh's layout has two eyes, each seen along its axis, and a disc for the corneas, which is transparent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen import srgb
from synthgen.render.face.eyes import LIMBUS
from synthgen.render.face.iris import paint_eye

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Picture = npt.NDArray[np.uint8]

#: Texels a side.
EYES = 1024
#: u and v (up) of the middle of the left and the right eye's iris in the layout, and the radius of an iris there.
_MIDDLES = ((0.290, 0.290), (0.706, 0.702))
_IRIS = 0.115
#: u and v of the corneas' disc, and a radius that holds it.
_CORNEA = (0.935, 0.067)
_CORNEA_RADIUS = 0.066
#: how far on its side a painted eye reaches, in radii
_MARGIN = 0.98


def eye_picture(look: Appearance) -> Picture:
    """Return the eyes of a person, (EYES, EYES, 4) uint8 sRGB and alpha; rows run down, as in a picture file."""
    radius = _IRIS / LIMBUS * EYES
    size = round(2.0 * radius / _MARGIN)
    ahead = np.array([0.0, 0.0, 1.0], np.float32)  # MakeHuman's light is the camera's
    eye = paint_eye(look.eyes, ahead, seed=look.seed & 0xFFFF, size=size)[..., :3]
    row, column = np.mgrid[0:EYES, 0:EYES] + 0.5
    away = np.array([np.hypot(column - u * EYES, row - (1.0 - v) * EYES) for u, v in _MIDDLES])
    u, v = np.array(_MIDDLES)[away.argmin(axis=0)].transpose(2, 0, 1)
    across = np.clip((column - u * EYES) + size / 2, 0, size - 1).astype(np.intp)
    down = np.clip((row - (1.0 - v) * EYES) + size / 2, 0, size - 1).astype(np.intp)
    picture = np.full((EYES, EYES, 4), 255, np.uint8)
    picture[..., :3] = _SRGB[eye[down, across]]
    u, v = _CORNEA
    picture[np.hypot(column - u * EYES, row - (1.0 - v) * EYES) < _CORNEA_RADIUS * EYES, 3] = 0
    return picture


#: √linear·255, as the renderer keeps textures, -> sRGB
_SRGB = np.array([round(255.0 * srgb.encode((byte / 255.0) ** 2)) for byte in range(256)], np.uint8)
