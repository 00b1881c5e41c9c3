"""The texture of hair: a strand a column, painted from a colour, a share of grey and a seed.

Numbers in its kernel that have no name are chosen by eye.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Picture, f4, u4
from synthgen.render.noise import hashed, smoothstep
from synthgen.render.raster.strands import COLUMNS

#: Pixels of a picture that would show every strand with a tone of its own, and how much of that is ever shown.
_APART, _MOST_APART = 1000, 0.8


@kernel
def _strands(colour, grey_colour, grey, apart, sheen, seed, out):  # type: ignore[no-untyped-def]
    """Paint strands: columns of light and dark hairs, darker at the root (row 0), lighter at the tip, some grey.

    ``apart``: by how much neighbours differ, ``sheen``: how far up the gloss scale they go, 0–1.
    """
    size = out.shape[0]
    for y in range(size):
        down = f4(y) / f4(size)
        root = f4(0.62) + f4(0.38) * smoothstep(f4(0.0), f4(0.35), down)
        tip = f4(1) + f4(0.22) * smoothstep(f4(0.4), f4(1.0), down)
        for x in range(size):
            strand = hashed(u4(x), u4(0), u4(0), u4(seed))
            broad = hashed(u4(x // 5), u4(1), u4(0), u4(seed))
            lock = hashed(u4(x // 17), u4(2), u4(0), u4(seed))
            light = f4(1) + f4(0.44) * apart * (strand - f4(0.5))
            light += f4(0.20) * (broad - f4(0.5)) + f4(0.16) * (lock - f4(0.5))
            # some strands are grey and some are not, many of them as their neighbours: streaks
            whose = hashed(u4(x // 4 if strand < f4(0.4) else x), u4(3), u4(0), u4(seed))
            is_grey = smoothstep(whose - f4(0.06), whose + f4(0.06), grey * f4(1.12) - f4(0.06))
            is_grey = grey + apart * (is_grey - grey)
            for k in range(3):
                value = (colour[k] * tip + is_grey * (grey_colour[k] - colour[k] * tip)) * light * root
                out[y, x, k] = np.uint8(min(f4(255), math.sqrt(max(value, f4(0))) * f4(255) + f4(0.5)))
            out[y, x, 3] = np.uint8(min(f4(255), f4(20) + f4(235) * sheen * (f4(0.6) * strand + f4(0.4) * broad)))


def paint_hair(
    colour: Floats, grey_colour: Floats, grey: float, *, pixels: int, seed: int, sheen: float = 1.0
) -> Picture:
    """Return the strand texture (512, 512, 4) uint8: √linear·255 and each strand's own place on the gloss scale.

    A strand runs down a column, from the root. The texture repeats sideways. In a picture whose shorter side has few
    ``pixels``, each of which shows one strand of several, they differ less.
    """
    out = np.zeros((COLUMNS, COLUMNS, 4), np.uint8)
    apart = np.float32(round(min(max(pixels / _APART, 0.3), _MOST_APART), 4))
    _strands(colour, grey_colour, np.float32(grey), apart, np.float32(sheen), seed, out)
    return out
