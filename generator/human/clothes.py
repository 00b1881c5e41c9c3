"""What a person wears. Nothing of it depends on anybody's group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.human.basics import Basics, pick
from synthgen.human.looks import PLAIN_LOOKS, Looks

#: Garment colours, sRGB hex, all as likely.
GARMENT_COLOURS = (
    "4a5a6b", "7b4b4b", "55694f", "8a8378", "3d3f4a", "6d5a7a", "a58a5c", "39606a", "8f5f3f", "c2bfb6",
    "23262c", "e3e0d8", "8c2f36", "2f4a7c", "c48f2f", "b7788a",
)  # fmt: skip
#: Garment -> weight. Crew, V and scoop are knit; "collared" is a shirt with a collar, open at the top.
NECKLINES: dict[str, float] = {"crew": 0.30, "v": 0.18, "scoop": 0.14, "collared": 0.24, "turtleneck": 0.14}
#: Pattern of the cloth -> weight.
PATTERNS: dict[str, float] = {"plain": 0.52, "melange": 0.20, "stripes": 0.16, "check": 0.12}
#: Glasses and head wear -> weight, where a design asks for them.
GLASSES: dict[str, float] = {"none": 0.64, "round": 0.18, "rectangular": 0.18}
HEADWEAR: dict[str, float] = {"none": 0.76, "scarf": 0.12, "cap": 0.12}
#: Colours of glasses' frames, sRGB hex, all as likely: of metal, of acetate.
FRAME_COLOURS = {
    "round": ("8f8a80", "b08d4c", "2b2b2d", "6b5348"),
    "rectangular": ("17171a", "4a2d1c", "2c3a52", "6d3b33"),
}


@dataclass(frozen=True)
class Clothes:
    """Clothes. Colours are sRGB hex: of the garment, its pattern's ``second``, the glasses' ``frame``, head wear."""

    garment: str
    neckline: str = "crew"
    pattern: str = "plain"
    second: str = "c2bfb6"
    glasses: str = "none"
    frame: str = "17171a"
    headwear: str = "none"
    headwear_colour: str = "39606a"


def draw_clothes(basics: Basics, rng: np.random.Generator, *, looks: Looks = PLAIN_LOOKS) -> Clothes:
    """Draw the clothes of a person; glasses and head wear only where a design asks for them.

    The same draws are made either way, so that the garment stays the same.
    """
    del basics

    def one(colours: tuple[str, ...]) -> str:
        return colours[int(rng.integers(len(colours)))]

    garment, neckline, pattern, second = one(GARMENT_COLOURS), pick(rng, NECKLINES), pick(rng, PATTERNS), ""
    while second in ("", garment):
        second = one(GARMENT_COLOURS)
    glasses, headwear, over = pick(rng, GLASSES), pick(rng, HEADWEAR), one(GARMENT_COLOURS)
    frames = {kind: one(colours) for kind, colours in FRAME_COLOURS.items()}
    if not looks.glasses:
        glasses = "none"
    if not looks.headwear:
        headwear = "none"
    return Clothes(
        garment=garment,
        neckline=neckline,
        pattern=pattern,
        second=second,
        glasses=glasses,
        frame=frames.get(glasses, FRAME_COLOURS["rectangular"][0]),
        headwear=headwear,
        headwear_colour=over,
    )
