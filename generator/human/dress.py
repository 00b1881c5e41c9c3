"""What a person wears."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.human.basics import Basics

#: Garment colours, sRGB hex, all as likely.
GARMENT_COLOURS = (
    "4a5a6b", "7b4b4b", "55694f", "8a8378", "3d3f4a", "6d5a7a", "a58a5c", "39606a", "8f5f3f", "c2bfb6",
)  # fmt: skip


@dataclass(frozen=True)
class Dress:
    """Clothes. ``garment`` is the colour, sRGB hex."""

    garment: str


def draw_dress(basics: Basics, rng: np.random.Generator) -> Dress:
    """Draw the clothes of a person: they depend on nobody's group."""
    del basics
    return Dress(garment=GARMENT_COLOURS[int(rng.integers(len(GARMENT_COLOURS)))])
