"""What a step of skin tone means: which scale it is on, and how it is written."""

from __future__ import annotations

from typing import Literal

#: Steps of either scale, from the lightest to the darkest.
STEPS = 10
#: A step means a swatch of the Monk Skin Tone scale, or an albedo that skin was measured to have (``tones``), in the
#: same order.
ToneScale = Literal["monk-swatches", "measured"]
#: The scale of records that do not say, which is that of formats before 1.2; and the one that people are drawn on.
UNSAID_SCALE: ToneScale = "monk-swatches"
SCALE: ToneScale = "measured"
