"""Colours of people, as linear albedo: Monk skin tones, hair and iris; and how colours are measured."""

from __future__ import annotations

import math
from collections.abc import Sequence

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
_GREY_HAIR = "938f89"
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
    shares = [12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in map(float, rgb)]
    return "".join(f"{round(255 * min(max(v, 0.0), 1.0)):02x}" for v in shares)


def lab(rgb: Sequence[float] | Floats) -> tuple[float, float, float]:
    """Return CIELAB (D65, 2° observer) of linear sRGB.

    >>> lab((0.2126, 0.2126, 0.2126))[0]
    53.2329
    """
    r, g, b = (float(v) for v in rgb)
    x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047
    y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b
    z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883
    fx, fy, fz = ((v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116) for v in (x, y, z))
    return round(116 * fy - 16, 4), round(500 * (fx - fy), 4), round(200 * (fy - fz), 4)


def linear_of_lab(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return linear sRGB of a CIELAB colour."""
    fy = (colour[0] + 16) / 116
    fx, fz = fy + colour[1] / 500, fy - colour[2] / 200
    x, y, z = ((f**3 if f > 6 / 29 else (116 * f - 16) * 27 / 24389) for f in (fx, fy, fz))
    x, z = 0.95047 * x, 1.08883 * z
    return (
        3.2404542 * x - 1.5371385 * y - 0.4985314 * z,
        -0.969266 * x + 1.8760108 * y + 0.041556 * z,
        0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
    )


def typology_angle(colour: tuple[float, float, float]) -> float:
    """Return the individual typology angle in degrees of a CIELAB colour (A. Chardon et al., 1991)."""
    return math.degrees(math.atan2(colour[0] - 50.0, colour[2]))


def hue_angle(colour: tuple[float, float, float]) -> float:
    """Return the hue angle in degrees of a CIELAB colour."""
    return math.degrees(math.atan2(colour[2], colour[1]))


def difference(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """Return CIEDE2000 of two CIELAB colours (G. Sharma, W. Wu and E. Dalal, 2005)."""
    chroma = (math.hypot(one[1], one[2]) + math.hypot(other[1], other[2])) / 2
    flatter = 0.5 * (1 - math.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    a1, a2 = one[1] * (1 + flatter), other[1] * (1 + flatter)
    c1, c2 = math.hypot(a1, one[2]), math.hypot(a2, other[2])
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, one[2]), (a2, other[2])))
    turn = (h2 - h1 + 180) % 360 - 180
    lightness, c_mean = (one[0] + other[0]) / 2, (c1 + c2) / 2
    hue = (h1 + h2) / 2 if abs(h1 - h2) <= 180 else ((h1 + h2 + 360) / 2) % 360
    t = 1 - 0.17 * _cosine(hue - 30) + 0.24 * _cosine(2 * hue) + 0.32 * _cosine(3 * hue + 6)
    t -= 0.20 * _cosine(4 * hue - 63)
    by_lightness = 1 + 0.015 * (lightness - 50) ** 2 / math.sqrt(20 + (lightness - 50) ** 2)
    by_chroma, by_hue = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rotation = -2 * math.sqrt(c_mean**7 / (c_mean**7 + 25.0**7))
    rotation *= math.sin(math.radians(60 * math.exp(-(((hue - 275) / 25) ** 2))))
    dl = (other[0] - one[0]) / by_lightness
    dc = (c2 - c1) / by_chroma
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / by_hue
    return math.sqrt(max(dl * dl + dc * dc + dh * dh + rotation * dc * dh, 0.0))


def _cosine(degrees: float) -> float:
    return math.cos(math.radians(degrees))
