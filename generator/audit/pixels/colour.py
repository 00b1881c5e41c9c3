"""Colours of skin: CIELAB under D65, individual typology angle and hue angle, from means of Y'CbCr."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

#: linear sRGB to XYZ, and the white of D65 (IEC 61966-2-1)
_TO_XYZ = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE = (0.95047, 1.0, 1.08883)


@dataclass(frozen=True)
class Skin:
    """``lightness`` is CIELAB L* (0–100), ``luminance`` CIE Y (0–1); ``ita`` and ``hue`` are angles in degrees."""

    lightness: float
    luminance: float
    ita: float
    hue: float

    def record(self) -> dict[str, float]:
        """Return the values, rounded, for a report."""
        return {
            "ita": round(self.ita, 1),
            "hue": round(self.hue, 1),
            "lightness": round(self.lightness, 1),
            "luminance": round(self.luminance, 4),
        }


def skin_of(ycbcr: Sequence[float]) -> Skin:
    """Return the skin colour of a mean Y', Cb, Cr (BT.709, full range, 0–255, 128 for no colour).

    ITA = atan2(L* − 50, b*), hue = atan2(b*, a*).

    >>> skin_of((255, 128, 128)).record()["lightness"], skin_of((119.0, 128.0, 128.0)).record()["lightness"]
    (100.0, 50.0)
    """
    luma, cb, cr = ycbcr[0], ycbcr[1] - 128.0, ycbcr[2] - 128.0
    return skin_of_rgb((luma + 1.5748 * cr, luma - 0.187324 * cb - 0.468124 * cr, luma + 1.8556 * cb))


def skin_of_rgb(rgb: Sequence[float]) -> Skin:
    """Return the skin colour of an sRGB colour, 0–255."""
    linear = [_linear(min(max(float(value) / 255.0, 0.0), 1.0)) for value in rgb]
    x, y, z = (sum(w * c for w, c in zip(row, linear, strict=True)) for row in _TO_XYZ)
    fx, fy, fz = (_cube_root(value / white) for value, white in zip((x, y, z), _WHITE, strict=True))
    lightness, a, b = 116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)
    return Skin(
        lightness=lightness,
        luminance=y,
        ita=math.degrees(math.atan2(lightness - 50.0, b)),
        hue=math.degrees(math.atan2(b, a)),
    )


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _cube_root(value: float) -> float:
    return value ** (1.0 / 3.0) if value > 216.0 / 24389.0 else (24389.0 / 27.0 * value + 16.0) / 116.0
