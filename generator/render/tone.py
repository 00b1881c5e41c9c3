"""From linear light to the picture: the tone table, and the backdrop."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.render.shade import TONE_SIZE, TONE_TOP
from synthgen.scene.lights import Lighting

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]


def tone_table() -> Picture:
    """Return sRGB bytes of linear light (i / (n − 1))²·TONE_TOP."""
    table = np.zeros(TONE_SIZE, np.uint8)
    for i in range(TONE_SIZE):
        x = (i / (TONE_SIZE - 1)) ** 2 * TONE_TOP
        encoded = 12.92 * x if x <= 0.0031308 else 1.055 * x ** (1 / 2.4) - 0.055
        table[i] = int(round(encoded * 255, 6) + 0.5)
    return table


def backdrop(lighting: Lighting, width: int, height: int) -> Floats:
    """Return the backdrop (h, w, 3) linear: bright in the middle, darker in the corners."""
    y = (np.arange(height, dtype=np.float64) + 0.5) / height * 2 - 1
    x = (np.arange(width, dtype=np.float64) + 0.5) / width * 2 - 1
    spread = np.minimum(np.sqrt(x[None, :] ** 2 + (y[:, None] * 0.9) ** 2) * 0.72, 1.0)[:, :, None]
    middle, corner = (np.array(c) for c in lighting.background)
    return np.ascontiguousarray(middle + (corner - middle) * spread, np.float32)
