"""The look of a person's eyes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.human.basics import Basics, mixed, pick

#: Iris colour -> weight on light skin and on dark skin; Monk tone 7 has the second column's weights.
IRIS_COLOURS: dict[str, tuple[float, float]] = {
    "dark brown": (0.12, 0.85),
    "brown": (0.28, 0.15),
    "hazel": (0.16, 0.0),
    "green": (0.12, 0.0),
    "blue": (0.24, 0.0),
    "grey": (0.08, 0.0),
}


@dataclass(frozen=True)
class EyeLook:
    """Eyes. ``iris`` names a colour."""

    iris: str


def draw_eyes(basics: Basics, rng: np.random.Generator) -> EyeLook:
    """Draw the eyes of a person: the darker the skin, the more likely a dark iris."""
    return EyeLook(iris=pick(rng, mixed(IRIS_COLOURS, min(1.0, basics.depth * 1.5))))
