"""The look of a person's hair: style, colour, brows, beard.

Every style is open to everyone; declared female makes long styles more likely, declared male short ones. Colour
depends on skin tone (dark tones: black and brown), grey on age. Brows of people declared female are thinner, more
arched and more evenly dense. Nothing else depends on group.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from synthgen.human.basics import Basics, mix, pick

#: Hair style -> weight for a person declared female, male; a number between them mixes; undeclared: the file's macro.
HAIR_STYLES: dict[str, tuple[float, float]] = {
    "shaved": (0.03, 0.09),
    "crop": (0.05, 0.15),
    "short": (0.08, 0.15),
    "fringe": (0.05, 0.07),
    "swept": (0.05, 0.12),
    "afro": (0.05, 0.05),
    "coils": (0.05, 0.04),
    "bob": (0.12, 0.02),
    "long": (0.12, 0.03),
    "wavy": (0.09, 0.03),
    "curly": (0.08, 0.04),
    "locs": (0.03, 0.03),
    "braids": (0.05, 0.03),
    "bun": (0.06, 0.02),
    "tied": (0.07, 0.03),
    "receding": (0.01, 0.05),
    "wreath": (0.01, 0.05),
}
#: Texture of hair -> weight, the same for everyone; some styles are of one texture by their nature.
HAIR_TEXTURES: dict[str, float] = {"straight": 0.40, "wavy": 0.28, "curly": 0.18, "coily": 0.14}
OWN_TEXTURE = {"afro": "coily", "coils": "coily", "locs": "coily", "braids": "coily", "wavy": "wavy", "curly": "curly"}
#: Hair colour -> weight on light skin and on dark skin; skin tone 7 has the second column's weights.
HAIR_COLOURS: dict[str, tuple[float, float]] = {
    "black": (0.10, 0.82),
    "dark brown": (0.27, 0.18),
    "brown": (0.28, 0.0),
    "auburn": (0.10, 0.0),
    "blond": (0.17, 0.0),
    "light blond": (0.08, 0.0),
}


#: Beard -> weight for a person declared male; towards a gender of 0.5 all go over to "none".
BEARD_STYLES: dict[str, float] = {
    "none": 0.42,
    "stubble": 0.18,
    "moustache": 0.07,
    "goatee": 0.09,
    "short": 0.14,
    "full": 0.10,
}


@dataclass(frozen=True)
class HairLook:
    """Hair. ``grey``, ``beard`` (its shadow on shaved skin) and ``brow_density`` are 0–1; ``hairline_raise`` is dm.

    Brows: ``brow_thickness`` is a factor, ``brow_arch`` and ``brow_angle`` go from −1 (flat, outer end low) to 1.
    """

    style: str
    colour: str
    grey: float
    hairline_raise: float
    brow_density: float
    beard: float
    texture: str = "straight"
    beard_style: str = "none"
    brow_thickness: float = 1.0
    brow_arch: float = 0.0
    brow_angle: float = 0.0

    @property
    def scalp_density(self) -> float:
        """How much of the scalp hair covers, as paint under the hair."""
        return 0.86 if self.style == "shaved" else 0.97


#: styles of those whose hair has receded: nobody has it done otherwise
BALDING = frozenset({"receding", "wreath"})


def restyle(own: HairLook, basics: Basics, rng: np.random.Generator) -> HairLook:
    """Draw another day's style of somebody's hair: of their own texture; all else about it is theirs and stays."""
    weights = {
        style: weight
        for style, weight in mix(HAIR_STYLES, basics.male).items()
        if style not in BALDING and OWN_TEXTURE.get(style, own.texture) == own.texture
    }
    return own if own.style in BALDING else replace(own, style=pick(rng, weights))


def draw_hair(basics: Basics, rng: np.random.Generator) -> HairLook:
    """Draw the hair of a person."""
    style = pick(rng, mix(HAIR_STYLES, basics.male))
    colour = pick(rng, mix(HAIR_COLOURS, min(1.0, basics.depth * 1.5)))
    draws = [float(value) for value in rng.random(8)]
    old = min(max((basics.age - 45.0) / 35.0, 0.0), 1.0)
    density = 0.76 - 0.06 * basics.male + (0.14 + 0.16 * basics.male) * draws[3]
    grey = min(1.0, max(0.0, (basics.age - 40.0) / 36.0 + 0.35 * (draws[0] - 0.5)))
    receding = 0.16 * basics.male * draws[1] * max(0.0, (basics.age - 25) / 50)
    bearded = max(0.0, 2.0 * basics.male - 1.0)
    weights = {name: weight * bearded for name, weight in BEARD_STYLES.items()}
    weights["none"] += 1.0 - bearded
    texture = pick(rng, HAIR_TEXTURES)
    return HairLook(
        style=style,
        colour=colour,
        grey=round(grey if grey > 0.08 else 0.0, 4),
        hairline_raise=round(receding + 0.05 * draws[2], 4),
        brow_density=round(density * (1.0 - 0.15 * old), 4),
        beard=round((0.06 + 0.26 * draws[4]) * max(0.0, basics.male * 1.6 - 0.6), 4),
        texture=OWN_TEXTURE.get(style, texture),
        beard_style=pick(rng, weights),
        brow_thickness=round(0.57 + 0.38 * basics.male + (0.38 + 0.12 * basics.male) * draws[5], 4),
        brow_arch=round(1.3 * draws[6] + 0.4 - 1.3 * basics.male, 4),
        brow_angle=round(2.0 * draws[7] - 1.0, 4),
    )
