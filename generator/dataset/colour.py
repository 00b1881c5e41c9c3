"""The planes of a decoded video to RGB, without numba, which takes half a second to import."""

from __future__ import annotations

import numpy as np


def to_rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return (h, w, 3) uint8 sRGB from planes (h, w), (h/2, w/2), (h/2, w/2) uint8, as a plain player shows them."""
    luma = (y.astype(np.float64) - 16.0) * (255.0 / 219.0)
    cb = (np.repeat(np.repeat(u, 2, 0), 2, 1).astype(np.float64) - 128.0) * (255.0 / 224.0)
    cr = (np.repeat(np.repeat(v, 2, 0), 2, 1).astype(np.float64) - 128.0) * (255.0 / 224.0)
    red = luma + 1.5748 * cr
    green = luma - 0.187324 * cb - 0.468124 * cr
    blue = luma + 1.8556 * cb
    return np.clip(np.rint(np.stack((red, green, blue), -1)), 0, 255).astype(np.uint8)
