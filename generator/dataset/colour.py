"""RGB to the planes a video file holds: Y'CbCr 4:2:0, ITU-R BT.709, limited range.

Pixels do not change with the processor: integers only.
"""

from __future__ import annotations

import numpy as np

from synthgen.render.jit import kernel

# BT.709 luma weights .2126 .7152 .0722, scaled to 219/255 and, for chroma, 224/255 over 2(1 - Kb) and 2(1 - Kr);
# 16 fractional bits, and the rows sum exactly (chroma of a grey is 0)
_YR, _YG, _YB = 11966, 40254, 4064
_UR, _UG, _UB = -6596, -22189, 28785
_VR, _VG, _VB = 28785, -26145, -2640


@kernel
def to_yuv420(rgb: np.ndarray, y: np.ndarray, u: np.ndarray, v: np.ndarray) -> None:
    """Write (h, w, 3) uint8 sRGB into planes (h, w), (h/2, w/2), (h/2, w/2) uint8; h and w even.

    A chroma sample is the mean of its four pixels (siting: centre). Planes may be wider than the picture.
    """
    for row in range(0, rgb.shape[0], 2):
        for column in range(0, rgb.shape[1], 2):
            red = np.int32(0)
            green = np.int32(0)
            blue = np.int32(0)
            for i in range(2):
                for j in range(2):
                    r = np.int32(rgb[row + i, column + j, 0])
                    g = np.int32(rgb[row + i, column + j, 1])
                    b = np.int32(rgb[row + i, column + j, 2])
                    y[row + i, column + j] = (_YR * r + _YG * g + _YB * b + (16 << 16) + 32768) >> 16
                    red += r
                    green += g
                    blue += b
            u[row // 2, column // 2] = (_UR * red + _UG * green + _UB * blue + (512 << 16) + 131072) >> 18
            v[row // 2, column // 2] = (_VR * red + _VG * green + _VB * blue + (512 << 16) + 131072) >> 18


def to_rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return (h, w, 3) uint8 sRGB from planes (h, w), (h/2, w/2), (h/2, w/2) uint8, as a plain player shows them."""
    luma = (y.astype(np.float64) - 16.0) * (255.0 / 219.0)
    cb = (np.repeat(np.repeat(u, 2, 0), 2, 1).astype(np.float64) - 128.0) * (255.0 / 224.0)
    cr = (np.repeat(np.repeat(v, 2, 0), 2, 1).astype(np.float64) - 128.0) * (255.0 / 224.0)
    red = luma + 1.5748 * cr
    green = luma - 0.187324 * cb - 0.468124 * cr
    blue = luma + 1.8556 * cb
    return np.clip(np.rint(np.stack((red, green, blue), -1)), 0, 255).astype(np.uint8)
