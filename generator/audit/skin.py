"""Colours of skin: CIELAB under D65, individual typology angle and hue angle, from means of Y'CbCr."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from synthgen.cielab import hue_angle, lab_of, typology_angle, xyz_of
from synthgen.srgb import decode
from synthgen.yuv import rgb_of

#: digits behind the point that a report shows of a measure
_DIGITS = {"ita": 1, "hue": 1, "lightness": 1, "luminance": 4, "ita_between": 1, "ita_within": 1, "unexplained": 1}
Measured = TypeVar("Measured", bound=Any)


@dataclass(frozen=True)
class Skin:
    """``ita`` and ``hue`` are angles in degrees; ``lightness`` is CIELAB L* (0–100), ``luminance`` CIE Y (0–1)."""

    ita: float
    hue: float
    lightness: float
    luminance: float


def round_skin(measured: Measured) -> Measured:
    """Return a dataclass of skin measures as a report shows them.

    >>> round_skin(Skin(ita=12.345, hue=6.789, lightness=50.0, luminance=0.184187))
    Skin(ita=12.3, hue=6.8, lightness=50.0, luminance=0.1842)
    """
    values = {name: getattr(measured, name, None) for name in _DIGITS}
    shown = {name: round(float(value), _DIGITS[name]) for name, value in values.items() if value is not None}
    return replace(measured, **shown)


def skin_of(ycbcr: Sequence[float]) -> Skin:
    """Return the skin colour of a mean Y', Cb, Cr (BT.709, full range, 0–255, 128 for no colour).

    ITA = atan2(L* − 50, b*), hue = atan2(b*, a*).

    >>> round_skin(skin_of((255, 128, 128))).lightness, round_skin(skin_of((119.0, 128.0, 128.0))).lightness
    (100.0, 50.0)
    """
    return skin_of_rgb(rgb_of(ycbcr[0], ycbcr[1] - 128.0, ycbcr[2] - 128.0))


def skin_of_rgb(rgb: Sequence[float]) -> Skin:
    """Return the skin colour of an sRGB colour, 0–255."""
    xyz = xyz_of(decode(min(max(float(value) / 255.0, 0.0), 1.0)) for value in rgb)
    lab = lab_of(xyz)
    return Skin(ita=typology_angle(lab), hue=hue_angle(lab), lightness=lab[0], luminance=xyz[1])
