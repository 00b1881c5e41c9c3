"""Skin tones: ten steps from light to dark, an undertone beside them, and what colour and pigments those are.

The steps follow the order of the Monk Skin Tone scale, not its colours: its swatches are made for people to point at,
and run from L* 94 to L* 15, where skin lies between 71 and 29 (Pantone SkinTone Guide: more than 1000 people under a
spectrophotometer, world-wide). The colours here are those of the guide's red series; the undertone leads from there to
its olive one. docs/skin.md has both in a table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from synthgen import cielab
from synthgen.human.pigment import Pigments
from synthgen.human.tonescale import STEPS

#: What the undertone adds to a* and b* of a step at its olive end, 1; of a* less where a step has less of it than this:
#: skin that dark or that pale with none left would be green.
_OLIVE = (-4.0, 3.0)
_FULL_RED = 12.5
#: What a cheek shows under reference light beside its albedo, linear, and the share of red, green and blue that is left
#: of that: skin mirrors light, too, and light that goes in comes out elsewhere as well. Means of six faces.
_MIRRORED = 0.0103
_KEPT = (0.948, 0.963, 0.969)
#: The share of a step's blood that olive skin of the same step lacks.
_LESS_BLOOD = 0.5


@dataclass(frozen=True)
class _Step:
    lab: cielab.Lab
    pigments: Pigments


#: Steps 1–10 at undertone 0. Colours: the guide's. Pigments (melanin, eumelanin's share, blood, surface, scale) by
#: hand, of skin about that colour, in which more blood shows as red: what is left, the painter makes up for.
_LADDER = (
    _Step((71.0, 9.0, 13.5), Pigments(0.033, 0.750, 0.0080, 0.145, 1.0)),
    _Step((68.0, 10.5, 14.0), Pigments(0.049, 0.772, 0.0085, 0.143, 1.0)),
    _Step((65.0, 12.0, 15.0), Pigments(0.065, 0.794, 0.0090, 0.140, 1.0)),
    _Step((61.5, 12.5, 17.0), Pigments(0.103, 0.816, 0.0087, 0.137, 1.0)),
    _Step((57.5, 12.5, 19.0), Pigments(0.142, 0.838, 0.0083, 0.133, 1.0)),
    _Step((52.0, 12.5, 20.5), Pigments(0.180, 0.860, 0.0080, 0.130, 1.0)),
    _Step((46.0, 12.5, 20.0), Pigments(0.240, 0.885, 0.0095, 0.118, 1.0)),
    _Step((40.0, 11.5, 16.5), Pigments(0.300, 0.910, 0.0110, 0.105, 1.0)),
    _Step((34.5, 9.5, 11.5), Pigments(0.400, 0.935, 0.0125, 0.092, 1.0)),
    _Step((29.5, 5.5, 8.0), Pigments(0.500, 0.960, 0.0140, 0.080, 1.0)),
)


def lab_of(step: int, undertone: float) -> cielab.Lab:
    """Return CIELAB (D65) of the cheek under reference light: ``step`` 1 to 10, ``undertone`` 0 (red) to 1 (olive).

    Raises ValueError for values out of range.

    >>> lab_of(6, 0.5)
    (52.0, 10.5, 22.0)
    """
    lightness, a, b = _at(step, undertone).lab
    return lightness, a + _OLIVE[0] * min(a / _FULL_RED, 1.0) * undertone, b + _OLIVE[1] * undertone


def albedo_of(step: int, undertone: float) -> tuple[float, float, float]:
    """Return the albedo, linear sRGB rounded to 6 decimals, of a cheek that shows the colour of ``lab_of``."""
    shown = cielab.rgb_of(lab_of(step, undertone))
    red, green, blue = (round((value - _MIRRORED) / kept, 6) for value, kept in zip(shown, _KEPT, strict=True))
    return red, green, blue


def pigments_of(step: int, undertone: float) -> Pigments:
    """Return what is in a skin of about this tone; see ``lab_of``. Olive skin has less blood than red."""
    pigments = _at(step, undertone).pigments
    return replace(pigments, blood=round(pigments.blood * (1.0 - _LESS_BLOOD * undertone), 6))


def _at(step: int, undertone: float) -> _Step:
    if not 1 <= step <= STEPS:
        raise ValueError(f"skin tone {step}: expected a step from 1 to {STEPS}")
    if not 0.0 <= undertone <= 1.0:
        raise ValueError(f"undertone {undertone:g}: expected 0 (red) to 1 (olive)")
    return _LADDER[step - 1]
