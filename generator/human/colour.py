"""Colours of people, as linear albedo: hair and iris."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from synthgen import cielab, srgb

Floats = npt.NDArray[np.float32]

#: sRGB of hair without grey.
HAIR = {
    "black": "1f1916",
    "dark brown": "2e1f17",
    "brown": "4b3222",
    "auburn": "54301f",
    "blond": "977953",
    "light blond": "c2a67c",
}
_GREY_HAIR = "938f89"
#: sRGB of the iris.
IRIS = {
    "dark brown": "2b1710",
    "brown": "4a2a16",
    "hazel": "6b4f2a",
    "green": "5b6449",
    "blue": "586c7e",
    "grey": "6d7a80",
}


def linear(code: str) -> Floats:
    """Return linear rgb (3,) float32, rounded to 7 decimals, of a hexadecimal sRGB colour."""
    channels = [srgb.decode(int(code[k : k + 2], 16) / 255) for k in (0, 2, 4)]
    return np.round(np.array(channels), 7).astype(np.float32)


def hair_albedo(colour: str, grey: float) -> Floats:
    """Return the linear albedo (3,) of hair of a named colour, mixed with grey 0–1."""
    if colour not in HAIR:
        raise ValueError(f"hair colour {colour!r} is not one of {', '.join(HAIR)}")
    return linear(HAIR[colour]) * np.float32(1.0 - grey) + linear(_GREY_HAIR) * np.float32(grey)


def encoded(rgb: Sequence[float] | Floats) -> str:
    """Return the hexadecimal sRGB colour of linear rgb.

    >>> encoded((1.0, 0.2126, 0.0))
    'ff7f00'
    """
    shares = [srgb.encode(float(v)) for v in rgb]
    return "".join(f"{round(255 * min(max(v, 0.0), 1.0)):02x}" for v in shares)


def lab(rgb: Sequence[float] | Floats) -> cielab.Lab:
    """Return CIELAB of linear rgb, rounded to 4 decimals as a look's skin is drawn from it.

    >>> lab((0.2126, 0.2126, 0.2126))[0]
    53.2329
    """
    lightness, a, b = cielab.lab_of(cielab.xyz_of(rgb))
    return round(lightness, 4), round(a, 4), round(b, 4)
