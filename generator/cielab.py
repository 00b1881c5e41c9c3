"""CIELAB under D65 for the 2° observer, what it says of skin, and how far two colours are apart (CIEDE2000)."""

from __future__ import annotations

import math
from collections.abc import Iterable

Lab = tuple[float, float, float]

#: linear sRGB to CIE XYZ, and the white of D65 (IEC 61966-2-1)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_FROM_XYZ = (
    (3.2404542, -1.5371385, -0.4985314),
    (-0.969266, 1.8760108, 0.041556),
    (0.0556434, -0.2040259, 1.0572252),
)
_WHITE = (0.95047, 1.0, 1.08883)


def xyz_of(rgb: Iterable[float]) -> tuple[float, float, float]:
    """Return CIE XYZ of linear sRGB, both 0–1; Y is the luminance."""
    r, g, b = (float(v) for v in rgb)
    x, y, z = (row[0] * r + row[1] * g + row[2] * b for row in _TO_XYZ)
    return x, y, z


def lab_of(xyz: Iterable[float]) -> Lab:
    """Return CIELAB (L* 0–100, a*, b*) of CIE XYZ.

    >>> round(lab_of(xyz_of((0.2126, 0.2126, 0.2126)))[0], 4)
    53.2329
    """
    fx, fy, fz = (_response(value / white) for value, white in zip(xyz, _WHITE, strict=True))
    return 116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)


def _response(share: float) -> float:
    return share ** (1.0 / 3.0) if share > 216.0 / 24389.0 else (24389.0 / 27.0 * share + 16.0) / 116.0


def rgb_of(colour: Lab) -> tuple[float, float, float]:
    """Return linear sRGB of a CIELAB colour; it is beyond 0–1 where sRGB has no such colour."""
    fy = (colour[0] + 16) / 116
    responses = fy + colour[1] / 500, fy, fy - colour[2] / 200
    shares = [f**3 if f > 6 / 29 else (116 * f - 16) * 27 / 24389 for f in responses]
    x, y, z = (white * share for white, share in zip(_WHITE, shares, strict=True))
    return rgb_of_xyz((x, y, z))


def rgb_of_xyz(xyz: Iterable[float]) -> tuple[float, float, float]:
    """Return linear sRGB of CIE XYZ, the inverse of ``xyz_of``; it is beyond 0–1 where sRGB has no such colour."""
    x, y, z = xyz
    r, g, b = (row[0] * x + row[1] * y + row[2] * z for row in _FROM_XYZ)
    return r, g, b


def typology_angle(colour: Lab) -> float:
    """Return the individual typology angle in degrees of a CIELAB colour (A. Chardon et al., 1991)."""
    return math.degrees(math.atan2(colour[0] - 50.0, colour[2]))


def hue_angle(colour: Lab) -> float:
    """Return the hue angle in degrees of a CIELAB colour."""
    return math.degrees(math.atan2(colour[2], colour[1]))


def difference(one: Lab, other: Lab) -> float:
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
