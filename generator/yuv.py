"""Y'CbCr of ITU-R BT.709, 4:2:0 in limited range as H.264 files hold it: every number and every way there and back.

The twin of ``to_planes`` that is compiled, a @kernel, is in ``planes``; this module needs numpy alone.
(The cache of kernels is keyed by the files that hold that word, so by this one too.)
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

Value = TypeVar("Value", float, np.ndarray)

#: from R'G'B' (0–255) to Y', Cb, Cr: weights .2126 .7152 .0722 scaled to 219/255 and, for chroma, 224/255 over 2(1 − K)
#: of blue and red; 16 fractional bits, and the rows sum exactly, so that chroma of a grey is 0
LUMA = (11966, 40254, 4064)
CB = (-6596, -22189, 28785)
CR = (28785, -26145, -2640)
#: the same in full range, 128 for no colour, as Pillow's ``Image.convert`` takes it: three weights, an offset
FROM_RGB = (0.2126, 0.7152, 0.0722, 0.0, -0.114572, -0.385428, 0.5, 128.0, 0.5, -0.454153, -0.045847, 128.0)
#: and back: what a step of chroma is of a colour
RED_OF_CR, GREEN_OF_CB, GREEN_OF_CR, BLUE_OF_CB = 1.5748, 0.187324, 0.468124, 1.8556
_CODES = np.arange(256)
#: limited range -> full range, uint8, for a code of Y' and of Cb or Cr
FULL_LUMA = np.clip(np.rint((_CODES - 16) * (255 / 219)), 0, 255).astype(np.uint8)
FULL_CHROMA = np.clip(np.rint((_CODES - 128) * (255 / 224) + 128), 0, 255).astype(np.uint8)


def to_planes(rgb: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the planes (h, w), (h/2, w/2), (h/2, w/2) uint8 of a frame (h, w, 3) uint8 sRGB; h and w even.

    A chroma sample is the mean of its four pixels (siting: centre). Integers only: the same on every processor.
    """
    wide = rgb.astype(np.int32)
    luma = (wide @ np.array(LUMA, np.int32) + ((16 << 16) + 32768)) >> 16
    fours = wide[0::2, 0::2] + wide[0::2, 1::2] + wide[1::2, 0::2] + wide[1::2, 1::2]
    cb, cr = ((fours @ np.array(weights, np.int32) + ((512 << 16) + 131072)) >> 18 for weights in (CB, CR))
    return luma.astype(np.uint8), cb.astype(np.uint8), cr.astype(np.uint8)


def to_rgb(y: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Return (h, w, 3) uint8 sRGB from planes (h, w), (h/2, w/2), (h/2, w/2) uint8, as a plain player shows them."""
    luma = (y.astype(np.float64) - 16.0) * (255.0 / 219.0)
    cb, cr = (
        (np.repeat(np.repeat(plane, 2, 0), 2, 1).astype(np.float64) - 128.0) * (255.0 / 224.0) for plane in (u, v)
    )
    return np.clip(np.rint(np.stack(rgb_of(luma, cb, cr), -1)), 0, 255).astype(np.uint8)


def rgb_of(luma: Value, cb: Value, cr: Value) -> tuple[Value, Value, Value]:
    """Return R', G', B' (0–255, or beyond) of Y' 0–255 and Cb, Cr around 0, all in full range."""
    return luma + RED_OF_CR * cr, luma - GREEN_OF_CB * cb - GREEN_OF_CR * cr, luma + BLUE_OF_CB * cb
