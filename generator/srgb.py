"""The transfer function of sRGB (IEC 61966-2-1): encoded values and linear light, both 0–1.

Numbers are raised to powers by the C library, which gives the same table on every machine; arrays by NumPy, whose last
bit may differ from that, and which keeps a dtype: one pair of functions for each.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

#: what red, green and blue of linear light add to its luminance
LUMINANCE = (0.2126, 0.7152, 0.0722)


def luminance(rgb: Iterable[float]) -> float:
    """Return the luminance of linear rgb, float64; that of white is 1.

    >>> luminance((1.0, 1.0, 1.0)), luminance((0.0, 1.0, 0.0))
    (1.0, 0.7152)
    """
    return math.fsum(weight * float(channel) for weight, channel in zip(LUMINANCE, rgb, strict=True))


def decode(value: float) -> float:
    """Return the linear light of an encoded value, float64.

    >>> round(decode(188 / 255), 4)
    0.5029
    """
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def encode(light: float) -> float:
    """Return the encoded value of linear light, float64; what is out of 0–1 stays so.

    >>> round(255 * encode(0.5))
    188
    """
    return 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def decode_array(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the linear light of encoded values of any shape, in their floating dtype."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encode_array(light: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return the encoded values of linear light ≥ 0 of any shape, in its floating dtype."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
