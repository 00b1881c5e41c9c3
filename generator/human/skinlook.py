"""The look of a person's skin: tone, blood, freckles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.human.basics import Basics
from synthgen.human.conditions import Scar


@dataclass(frozen=True)
class SkinLook:
    """Skin. ``tone`` Monk 1–10; ``flush`` and ``freckles`` are strengths, 0–1 and a little above.

    ``vitiligo`` (share of the face) and ``scars`` are declared conditions, never drawn.
    """

    tone: int
    flush: float
    freckles: float
    vitiligo: float = 0.0
    scars: tuple[Scar, ...] = ()


def draw_skin(basics: Basics, rng: np.random.Generator) -> SkinLook:
    """Draw the skin of a person. Freckles are commoner on light skin; spots come with age."""
    flush, freckles = rng.random(2)
    spots = 0.25 * max(0.0, (basics.age - 45) / 40)
    return SkinLook(
        tone=basics.tone,
        flush=round(0.55 + 0.5 * float(flush), 4),
        freckles=round(0.15 + 0.65 * float(freckles) ** 3 * (1 - basics.depth) + spots, 4),
        vitiligo=basics.conditions.vitiligo,
        scars=basics.conditions.scars,
    )
