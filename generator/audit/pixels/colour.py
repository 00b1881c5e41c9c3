"""Colours of skin: CIELAB under D65, individual typology angle and hue angle, from means of Y'CbCr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthgen.cielab import hue_angle, lab_of, typology_angle, xyz_of
from synthgen.srgb import decode
from synthgen.yuv import rgb_of


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
    return skin_of_rgb(rgb_of(ycbcr[0], ycbcr[1] - 128.0, ycbcr[2] - 128.0))


def skin_of_rgb(rgb: Sequence[float]) -> Skin:
    """Return the skin colour of an sRGB colour, 0–255."""
    xyz = xyz_of(decode(min(max(float(value) / 255.0, 0.0), 1.0)) for value in rgb)
    lab = lab_of(xyz)
    return Skin(lightness=lab[0], luminance=xyz[1], ita=typology_angle(lab), hue=hue_angle(lab))
