"""RGB to the planes a video file holds, without numba: the twin of ``synthgen.dataset.planes.to_yuv420``."""

from __future__ import annotations

import numpy as np

# BT.709 in limited range, 16 fractional bits; generator/dataset/planes.py says where these come from
_Y = (11966, 40254, 4064)
_U = (-6596, -22189, 28785)
_V = (28785, -26145, -2640)


def yuv420(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the planes (h, w), (h/2, w/2), (h/2, w/2) uint8 of a frame (h, w, 3) uint8 sRGB; h and w even.

    A chroma sample is the mean of its four pixels (siting: centre). The same bits as the kernel's.
    """
    wide = rgb.astype(np.int32)
    luma = (wide @ np.array(_Y, np.int32) + ((16 << 16) + 32768)) >> 16
    fours = wide[0::2, 0::2] + wide[0::2, 1::2] + wide[1::2, 0::2] + wide[1::2, 1::2]
    chroma = [(fours @ np.array(weights, np.int32) + ((512 << 16) + 131072)) >> 18 for weights in (_U, _V)]
    return luma.astype(np.uint8), chroma[0].astype(np.uint8), chroma[1].astype(np.uint8)
