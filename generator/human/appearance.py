"""What a person looks like apart from shape: drawn once per model from declared, documented distributions.

Each part is drawn from a seed of its own, so that a new draw in one part changes no other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from synthgen.human.basics import basics_of
from synthgen.human.clothes import Clothes, draw_clothes
from synthgen.human.eyelook import EyeLook, draw_eyes
from synthgen.human.hairlook import HairLook, draw_hair, restyle
from synthgen.human.looks import PLAIN_LOOKS, Looks
from synthgen.human.mhm import Model
from synthgen.human.relieflook import ReliefLook, draw_relief
from synthgen.human.skinlook import SkinLook, draw_skin
from synthgen.seeds import seed_of


@dataclass(frozen=True)
class Appearance:
    """A person's look: ``seed`` (32 bits) of all noise in its textures, ``age`` in years, and its parts.

    ``imported`` names, by kind, what of MakeHuman's was used instead: "hair", "eyes", "eyebrows", "skin", …
    """

    seed: int
    age: float
    skin: SkinLook
    relief: ReliefLook
    eyes: EyeLook
    hair: HairLook
    dress: Clothes
    imported: Mapping[str, str] = field(default_factory=dict)


def appearance_of(model: Model, seed: int, looks: Looks = PLAIN_LOOKS) -> Appearance:
    """Draw the look of ``model``: the same for the same model id and design seed, whatever else is in the design."""
    basics = basics_of(model)

    def rng(part: str) -> np.random.Generator:
        return np.random.default_rng(seed_of(seed, (model.id,), f"appearance: {part}"))

    return Appearance(
        seed=seed_of(seed, (model.id,), "texture") & 0xFFFFFFFF,
        age=basics.age,
        skin=draw_skin(basics, rng("skin")),
        relief=draw_relief(rng("relief")),
        eyes=draw_eyes(basics, rng("eyes")),
        hair=draw_hair(basics, rng("hair")),
        dress=draw_clothes(basics, rng("dress"), looks=looks),
    )


def another_day(look: Appearance, model: Model, seed: int, looks: Looks = PLAIN_LOOKS) -> Appearance:
    """Return somebody's look on another day, drawn by a ``seed``: hair done otherwise, other clothes and glasses.

    Who it is stays: skin, eyes, brows, beard, the hair's colour, texture and line.
    """
    basics = basics_of(model)

    def rng(part: str) -> np.random.Generator:
        return np.random.default_rng(seed_of(seed, (), f"another day: {part}"))

    dress = draw_clothes(basics, rng("dress"), looks=looks)
    return replace(look, hair=restyle(look.hair, basics, rng("hair")), dress=dress)


def with_imported(look: Appearance, used: Mapping[str, str]) -> Appearance:
    """Return a look whose own hair and brows make room for the imported ones in ``used`` (kind → name)."""
    hair = look.hair
    if "hair" in used:
        hair = replace(hair, style="shaved")
    if "eyebrows" in used:
        hair = replace(hair, brow_density=0.0)
    return replace(look, hair=hair, imported=dict(used))
