"""Colours of people, as linear albedo: Monk skin tones, lips, hair and iris."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: Monk Skin Tone scale (E. Monk, Google, 2022), sRGB swatches 1–10.
MONK = ("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420")
#: sRGB of hair without grey.
HAIR = {
    "black": "17120f",
    "dark brown": "2e1f17",
    "brown": "4b3222",
    "auburn": "54301f",
    "blond": "94805c",
    "light blond": "c0ad85",
}
_GREY_HAIR = "b5b1aa"
#: sRGB of the iris.
IRIS = {
    "dark brown": "2b1710",
    "brown": "4a2a16",
    "hazel": "6b4f2a",
    "green": "5b6449",
    "blue": "4d6f8f",
    "grey": "6d7a80",
}


def linear(srgb: str) -> Floats:
    """Return linear rgb (3,) of a hexadecimal sRGB colour (IEC 61966-2-1)."""
    channels = []
    for k in range(3):
        value = int(srgb[2 * k : 2 * k + 2], 16) / 255
        channels.append(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)
    return np.round(np.array(channels), 7).astype(np.float32)


def monk_albedo(tone: int) -> Floats:
    """Return the linear albedo (3,) of a Monk tone 1–10."""
    if not 1 <= tone <= len(MONK):
        raise ValueError(f"Monk skin tone {tone!r} is not in 1–10")
    return linear(MONK[tone - 1])


def lip_albedo(tone: int) -> Floats:
    """Return the linear albedo (3,) of lips: blood under the skin's own melanin."""
    skin = monk_albedo(tone)
    share = np.array([0.80, 0.42, 0.46] if tone <= 5 else [0.86, 0.62, 0.66], np.float32)
    return skin * share


def hair_albedo(colour: str, grey: float) -> Floats:
    """Return the linear albedo (3,) of hair of a named colour, mixed with grey 0–1."""
    if colour not in HAIR:
        raise ValueError(f"hair colour {colour!r} is not one of {', '.join(HAIR)}")
    return linear(HAIR[colour]) * np.float32(1.0 - grey) + linear(_GREY_HAIR) * np.float32(grey)
