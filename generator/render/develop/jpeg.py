"""What JPEG leaves of a picture: colour halved, blocks of 8 × 8 as quantised cosines (ITU-T T.81), without a file.

Entropy coding loses nothing, so it is left out, and no library's version has a say in frames.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.arrays import Picture

f4 = np.float32
i4 = np.int32

#: Steps of quality 50 for luma and chroma (T.81, tables K.1 and K.2), which libjpeg scales for other qualities.
_LUMA = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
    14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
    49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip
_CHROMA = (
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
    47, 66, 99, 99, 99, 99, 99, 99, *(99,) * 32,
)  # fmt: skip
#: Row u, column x: the cosine of frequency u at place x, orthonormal.
_COSINES = np.array(
    [
        [round(math.cos((2 * x + 1) * u * math.pi / 16) * math.sqrt((1 if u == 0 else 2) / 8), 9) for x in range(8)]
        for u in range(8)
    ],
    np.float32,
)
_TURNED = np.ascontiguousarray(_COSINES.T)


def steps_of(quality: int) -> npt.NDArray[np.float32]:
    """Return the quantisation steps of luma and chroma, (2, 8, 8), of a quality 1–100, as libjpeg makes them."""
    scale = 5000 // quality if quality < 50 else 200 - 2 * quality
    tables = [[min(max((step * scale + 50) // 100, 1), 255) for step in table] for table in (_LUMA, _CHROMA)]
    return np.array(tables, np.float32).reshape(2, 8, 8)


class Jpeg:
    """Makes pictures of one size what they are after a JPEG of one quality."""

    def __init__(self, quality: int, width: int, height: int) -> None:
        self._steps = steps_of(quality)
        # whole blocks, also of colour at half the resolution
        high, wide = -(-height // 16) * 16, -(-width // 16) * 16
        self._luma = np.empty((high, wide), np.float32)
        self._blue = np.empty((high // 2, wide // 2), np.float32)
        self._red = np.empty((high // 2, wide // 2), np.float32)

    def apply(self, picture: Picture, out: Picture) -> None:
        """Fill ``out`` with what is left of a picture, both (h, w, 3) uint8 sRGB; they may be the same."""
        _to_planes(picture, self._luma, self._blue, self._red)
        _quantise(self._luma, self._steps[0], _COSINES, _TURNED)
        _quantise(self._blue, self._steps[1], _COSINES, _TURNED)
        _quantise(self._red, self._steps[1], _COSINES, _TURNED)
        _from_planes(self._luma, self._blue, self._red, out)


@kernel
def _to_planes(picture, luma, blue, red):  # type: ignore[no-untyped-def]
    """Fill Y (h, w) and Cb, Cr (h/2, w/2) about 0 of JFIF; beyond the picture its last pixels go on."""
    height = picture.shape[0]
    width = picture.shape[1]
    blue[:] = f4(0)
    red[:] = f4(0)
    for y in range(luma.shape[0]):
        row = picture[min(y, height - 1)]
        half_blue = blue[y // 2]
        half_red = red[y // 2]
        for x in range(luma.shape[1]):
            pixel = row[min(x, width - 1)]
            r = f4(pixel[0])
            g = f4(pixel[1])
            b = f4(pixel[2])
            light = f4(0.299) * r + f4(0.587) * g + f4(0.114) * b
            luma[y, x] = np.floor(light + f4(0.5)) - f4(128)
            half_blue[x // 2] += f4(0.25) * (b - light) * f4(0.5 / 0.886)
            half_red[x // 2] += f4(0.25) * (r - light) * f4(0.5 / 0.701)
    for y in range(blue.shape[0]):
        for x in range(blue.shape[1]):
            blue[y, x] = np.floor(blue[y, x] + f4(0.5))
            red[y, x] = np.floor(red[y, x] + f4(0.5))


@kernel
def _quantise(plane, steps, cosines, turned):  # type: ignore[no-untyped-def]
    """Make each block of 8 × 8 of a ``plane`` about 0, in place, what its quantised cosines give, in whole steps.

    ``turned`` are the ``cosines`` transposed, so that inner loops read lines. Columns are summed for all blocks of a
    strip at once, over the width of the picture.
    """
    width = plane.shape[1]
    half = np.empty((8, width), f4)
    line = np.empty(8, f4)
    for top in range(0, plane.shape[0], 8):
        for u in range(8):
            into = half[u]
            into[:] = f4(0)
            for y in range(8):
                share = cosines[u, y]
                source = plane[top + y]
                for x in range(width):
                    into[x] += share * source[x]
        for u in range(8):
            into = half[u]
            step = steps[u]
            for left in range(0, width, 8):
                block = into[left : left + 8]
                for v in range(8):
                    line[v] = f4(0)
                for x in range(8):
                    share = block[x]
                    for v in range(8):
                        line[v] += share * turned[x, v]
                for v in range(8):
                    line[v] = np.floor(line[v] / step[v] + f4(0.5)) * step[v]
                for x in range(8):
                    block[x] = f4(0)
                for v in range(8):
                    share = line[v]
                    for x in range(8):
                        block[x] += share * cosines[v, x]
        for y in range(8):
            into = plane[top + y]
            into[:] = f4(0)
            for u in range(8):
                share = cosines[u, y]
                source = half[u]
                for x in range(width):
                    into[x] += share * source[x]
            for x in range(width):
                into[x] = min(max(np.floor(into[x] + f4(0.5)), f4(-128)), f4(127))


@kernel
def _from_planes(luma, blue, red, out):  # type: ignore[no-untyped-def]
    """Fill a picture (h, w, 3) uint8; chroma between samples by ¾ of the nearer and ¼ of the farther, as libjpeg."""
    last_row = blue.shape[0] - 1
    last_column = blue.shape[1] - 1
    for y in range(out.shape[0]):
        near = y // 2
        far = min(max(near + (1 if y & 1 else -1), 0), last_row)
        for x in range(out.shape[1]):
            c = x // 2
            d = min(max(c + (1 if x & 1 else -1), 0), last_column)
            cb = f4(0.5625) * blue[near, c] + f4(0.1875) * (blue[near, d] + blue[far, c]) + f4(0.0625) * blue[far, d]
            cr = f4(0.5625) * red[near, c] + f4(0.1875) * (red[near, d] + red[far, c]) + f4(0.0625) * red[far, d]
            light = luma[y, x] + f4(128.5)
            out[y, x, 0] = np.uint8(min(max(light + f4(1.402) * cr, f4(0)), f4(255)))
            out[y, x, 1] = np.uint8(min(max(light - f4(0.344136) * cb - f4(0.714136) * cr, f4(0)), f4(255)))
            out[y, x, 2] = np.uint8(min(max(light + f4(1.772) * cb, f4(0)), f4(255)))
