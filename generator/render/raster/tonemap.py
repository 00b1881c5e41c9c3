"""Tone mapping: what is too bright rolled off, linear light as sRGB bytes, and the backdrop."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.scene.lights import Lighting
from synthgen.srgb import encode

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]
f4 = np.float32

#: The tone table: entry i is the sRGB byte of linear light (i / (TONE_SIZE − 1))²·TONE_TOP. A square root's steps are
#: fine where sRGB is steep.
TONE_SIZE = 4096
TONE_TOP = 1.0
#: Linear light is shown as it is up to here; what is above is bent so that it never reaches 1.
_KNEE = 0.8
#: The backdrop is flatter than it is wide, and reaches its corners' colour at this slope. Chosen by eye.
_FLATTER, _VIGNETTE = 0.9, 0.72
#: How much of a bright colour's hue is kept: 0 bends each channel alone, which turns pale skin greenish white; at 1
#: highlights stay coloured too. Chosen by eye, as is the knee.
_HUE_KEPT = 0.7


@functools.cache
def tone_table() -> Picture:
    """Return sRGB bytes of linear light (i / (n − 1))²·TONE_TOP; all who ask share one."""
    table = np.zeros(TONE_SIZE, np.uint8)
    for i in range(TONE_SIZE):
        x = (i / (TONE_SIZE - 1)) ** 2 * TONE_TOP
        table[i] = int(round(encode(x) * 255, 6) + 0.5)
    return table


def backdrop(lighting: Lighting, width: int, height: int) -> Floats:
    """Return the backdrop (h, w, 3) linear: bright in the middle, darker in the corners."""
    y = (np.arange(height, dtype=np.float64) + 0.5) / height * 2 - 1
    x = (np.arange(width, dtype=np.float64) + 0.5) / width * 2 - 1
    spread = np.minimum(np.sqrt(x[None, :] ** 2 + (y[:, None] * _FLATTER) ** 2) * _VIGNETTE, 1.0)[:, :, None]
    middle, corner = (np.array(c) for c in lighting.backdrop)
    return np.ascontiguousarray(middle + (corner - middle) * spread, np.float32)


@kernel
def roll_off(n, red, green, blue):  # type: ignore[no-untyped-def]
    """Bend the first ``n`` colours of three rows of linear light, in place."""
    room = f4(1 - _KNEE)
    for i in range(n):
        r = red[i]
        g = green[i]
        b = blue[i]
        top = max(max(r, max(g, b)), f4(_KNEE))
        over = top - f4(_KNEE)
        # the same factor for all channels keeps the hue
        all_alike = (f4(_KNEE) + over * room / (room + over)) / top
        over_r = max(r - f4(_KNEE), f4(0))
        over_g = max(g - f4(_KNEE), f4(0))
        over_b = max(b - f4(_KNEE), f4(0))
        alone_r = r - over_r + over_r * room / (room + over_r)
        alone_g = g - over_g + over_g * room / (room + over_g)
        alone_b = b - over_b + over_b * room / (room + over_b)
        red[i] = alone_r + f4(_HUE_KEPT) * (r * all_alike - alone_r)
        green[i] = alone_g + f4(_HUE_KEPT) * (g * all_alike - alone_g)
        blue[i] = alone_b + f4(_HUE_KEPT) * (b * all_alike - alone_b)
