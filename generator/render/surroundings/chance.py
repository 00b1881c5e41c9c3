"""What a drawn place is drawn with: a stream of numbers with a seed, and colours by how light and strong they are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from synthgen.cielab import rgb_of
from synthgen.scene.lights import RGB
from synthgen.seeds import seed_of

Thing = TypeVar("Thing")

#: no surface gives back less of its light, or more
_DARKEST, _LIGHTEST = 0.01, 0.92


class Chance:
    """A stream that ``purpose`` has of its own, of all that is drawn from the seed of a take."""

    def __init__(self, take: int, purpose: str) -> None:
        self._numbers = np.random.default_rng(seed_of(take, (), f"surroundings {purpose}"))

    def between(self, low: float, high: float) -> float:
        """Return a number."""
        return round(low + (high - low) * float(self._numbers.random()), 6)

    def happens(self, share: float) -> bool:
        """Tell whether something is so that is so in this share of places."""
        return float(self._numbers.random()) < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of them."""
        return things[int(float(self._numbers.random()) * len(things))]

    def seed(self) -> int:
        """Return a seed for a pattern; float32 holds it."""
        return int(self.between(1, 65000))

    def colour(
        self, lightness: tuple[float, float], chroma: tuple[float, float], hue: tuple[float, float] = (0.0, 360.0)
    ) -> RGB:
        """Return linear rgb between bounds of CIELAB's lightness, chroma and hue (degrees)."""
        return coloured(self.between(*lightness), self.between(*chroma), self.between(*hue))


def coloured(lightness: float, chroma: float, hue: float) -> RGB:
    """Return linear rgb of CIELAB's lightness, chroma and hue in degrees, as a surface may have it.

    >>> coloured(50, 0, 0)
    (0.184187, 0.184187, 0.184187)
    """
    angle = math.radians(hue)
    rgb = rgb_of((lightness, chroma * math.cos(angle), chroma * math.sin(angle)))
    red, green, blue = (round(min(max(channel, _DARKEST), _LIGHTEST), 6) for channel in rgb)
    return red, green, blue
