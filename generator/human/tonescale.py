"""What a step of skin tone means: which scale it is on, and how it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

#: Steps of either scale, from the lightest to the darkest.
STEPS = 10
#: A step means a swatch of the Monk Skin Tone scale, or an albedo that skin was measured to have (``tones``), in the
#: same order.
ToneScale = Literal["monk-swatches", "measured"]
#: The scale of records that do not say, which is that of formats before 1.2; and the one that people are drawn on.
UNSAID_SCALE: ToneScale = "monk-swatches"
SCALE: ToneScale = "measured"
#: What comes before a step's number where it is written.
_WORDS: Mapping[str, str] = {"monk-swatches": "Monk", "measured": "step"}


def tone_name(step: int, scale: ToneScale = SCALE) -> str:
    """Return how a step is written.

    >>> tone_name(5), tone_name(5, "monk-swatches")
    ('step 5', 'Monk 5')
    """
    return f"{_WORDS[scale]} {step}"


def scale_of(model: Mapping[str, Any]) -> ToneScale:
    """Return the scale that a record's part about a model has its skin tone on."""
    scale: ToneScale = model.get("skin_tone_scale", UNSAID_SCALE)
    return scale


def undertone_of(share: float) -> float:
    """Return the undertone of a person before whom a ``share`` (0–1) of people come: its square, to two digits.

    So half of all people are below .25 and a third above .44: of the two series (``tones``) the red one is the rule.
    """
    return round(share * share, 2)
