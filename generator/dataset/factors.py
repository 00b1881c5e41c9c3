"""Factors: what clips and people are grouped by, and the bands that numbers are counted in.

Ages have two bandings, on purpose. A policy counts in narrow bands, since tables show how many people are of each age;
splits deal people out by wide ones, since a part may hold few people. Neither may change: the one is in verdicts, the
other in every split that is made again to be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from synthgen.human.demographics import UNDECLARED

#: what an audit groups clips by
Factor = Literal["gender", "ethnicity", "age_band", "skin_tone", "condition", "emotion", "signal", "angle", "scene"]
FACTORS: tuple[Factor, ...] = get_args(Factor)
#: those that are declared of a person, and those that a clip is labelled with
PEOPLE_FACTORS, CLIP_FACTORS = FACTORS[:5], FACTORS[5:]
#: what splits deal people out by
SplitFactor = Literal["gender", "ethnicity", "age", "skin_tone", "condition"]
SPLIT_FACTORS: tuple[SplitFactor, ...] = get_args(SplitFactor)
#: what may be declared of anybody: all but conditions, of which most people have none
DECLARABLE = SPLIT_FACTORS[:4]
#: the level of a factor that is not there: no condition, no emotion
NONE = "none"

#: lower ends in years of the bands that a policy counts ages in where it names no others
POLICY_AGE_BANDS = (0.0, 18.0, 30.0, 45.0, 60.0, 75.0)
#: {lower end: name} of the bands that splits count ages in years, and skin tones, in
SPLIT_AGE_BANDS = {0: "under 30", 30: "30–44", 45: "45–59", 60: "60 and over"}
SPLIT_TONE_BANDS = {0: "1–3", 4: "4–6", 7: "7–10"}

_TITLES = {"age_band": "age (years)", "skin_tone": "skin tone (1–10)", "condition": "condition of the face"}
_IN_ORDER = {level: edge for bands in (SPLIT_AGE_BANDS, SPLIT_TONE_BANDS) for edge, level in bands.items()}


def label(factor: str) -> str:
    """Return a factor's name as text: "age band"."""
    return factor.replace("_", " ")


def title(factor: str) -> str:
    """Return what a factor is called where nobody explains it: "skin tone (1–10)"."""
    return _TITLES.get(factor, factor)


def age_band(years: float | None, edges: Sequence[float] = POLICY_AGE_BANDS) -> str:
    """Return the band of an age in years, by the bands' lower ends: "18–29", "75+"; "undeclared" for None.

    >>> age_band(29.9), age_band(80), age_band(None)
    ('18–29', '75+', 'undeclared')
    """
    if years is None:
        return UNDECLARED
    start = max((edge for edge in edges if edge <= years), default=0.0)
    after = [edge for edge in edges if edge > start]
    return f"{start:g}–{after[0] - 1:g}" if after else f"{start:g}+"


def split_band(number: float, bands: Mapping[int, str]) -> str:
    """Return the band of a number; below 0 stands for one that is undeclared.

    >>> split_band(44.9, SPLIT_AGE_BANDS), split_band(-1, SPLIT_TONE_BANDS)
    ('30–44', 'undeclared')
    """
    return UNDECLARED if number < 0 else bands[max(edge for edge in bands if edge <= number)]


def level_order(level: str) -> tuple[int, str]:
    """Return a key that sorts levels of a split's factor: bands by numbers, names by name, "undeclared" last."""
    return 999 if level == UNDECLARED else _IN_ORDER.get(level, 0), level
