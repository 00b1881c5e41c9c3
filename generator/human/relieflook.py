"""The look of a person's skin as a surface: how deep its pores are, how lined it is for its age."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class ReliefLook:
    """Relief. ``pores`` and ``lines`` multiply depths: 1 is the mean of people of that age."""

    pores: float
    lines: float


def draw_relief(rng: np.random.Generator) -> ReliefLook:
    """Draw the relief of a person: evenly within ±30 % for pores, ±35 % for lines, for everybody alike."""
    pores, lines = rng.random(2)
    return ReliefLook(pores=round(0.7 + 0.6 * float(pores), 4), lines=round(0.65 + 0.7 * float(lines), 4))
