"""What a person looks like apart from shape: drawn once per model from declared, documented distributions.

Hair styles: every style is open to everyone; declared female makes long styles more likely, declared male short ones.
Hair and iris colour depend on skin tone (dark tones: black and brown), grey on age. Nothing else depends on group.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

import numpy as np

from synthgen.human.mhm import Model

#: Hair style -> weight for a person declared female, male; a number between them mixes; undeclared: the mean.
HAIR_STYLES: dict[str, tuple[float, float]] = {
    "shaved": (0.04, 0.12),
    "crop": (0.08, 0.28),
    "short": (0.14, 0.32),
    "afro": (0.12, 0.10),
    "bob": (0.22, 0.06),
    "long": (0.24, 0.06),
    "tied": (0.16, 0.06),
}
_GARMENTS = ("4a5a6b", "7b4b4b", "55694f", "8a8378", "3d3f4a", "6d5a7a", "a58a5c", "39606a", "8f5f3f", "c2bfb6")
#: Hair colour -> weight at Monk tone 1 and at tone 10.
_HAIR_COLOURS = {
    "black": (0.10, 0.82),
    "dark brown": (0.27, 0.18),
    "brown": (0.28, 0.0),
    "auburn": (0.10, 0.0),
    "blond": (0.17, 0.0),
    "light blond": (0.08, 0.0),
}
_IRIS_COLOURS = {
    "dark brown": (0.12, 0.85),
    "brown": (0.28, 0.15),
    "hazel": (0.16, 0.0),
    "green": (0.12, 0.0),
    "blue": (0.24, 0.0),
    "grey": (0.08, 0.0),
}


@dataclass(frozen=True)
class Appearance:
    """A person's look. Shares are 0–1; ``hairline_raise`` is dm; ``garment`` is sRGB hex; ``skin_tone`` Monk 1–10."""

    seed: int
    skin_tone: int
    age: float
    flush: float
    freckles: float
    beard: float
    brow_density: float
    hair_style: str
    hair_colour: str
    grey: float
    hairline_raise: float
    iris: str
    garment: str

    @property
    def scalp_density(self) -> float:
        """How much of the scalp hair covers, as paint under the hair shell."""
        return 0.72 if self.hair_style == "shaved" else 0.97


def _seed(*parts: object) -> int:
    """Return a 64-bit seed from identities, never from the order of calls."""
    return int.from_bytes(hashlib.sha256("\0".join(map(str, parts)).encode()).digest()[:8], "big")


def _pick(rng: np.random.Generator, weights: dict[str, float]) -> str:
    names = list(weights)
    total = math.fsum(weights.values())
    draw = float(rng.random()) * total
    for name in names:
        draw -= weights[name]
        if draw < 0:
            return name
    return names[-1]


def measured_tone(model: Model) -> int:
    """Return the Monk tone that stands for an undeclared one: the file's African, Asian and Caucasian shares."""
    weights = [max(0.0, model.macros.get(name, 1 / 3)) for name in ("african", "asian", "caucasian")]
    total = math.fsum(weights) or 1.0
    return round(math.fsum(w * tone for w, tone in zip(weights, (8.0, 4.0, 3.0), strict=True)) / total)


def appearance_of(model: Model, seed: int) -> Appearance:
    """Draw the look of ``model``: the same for the same model id and seed, whatever else is in the design."""
    declared = model.demographics
    rng = np.random.default_rng(_seed("appearance", seed, model.id))
    gender = declared.gender
    if isinstance(gender, str):
        male = {"female": 0.0, "male": 1.0}.get(gender, model.macros.get("gender", 0.5))
    else:
        male = float(gender)
    tone = declared.skin_tone if declared.skin_tone is not None else measured_tone(model)
    age = declared.age if declared.age is not None else (model.age_years or 25.0)
    depth = (tone - 1) / 9.0
    # colours mix from the light to the dark column; tone 4 is already half way
    dark = min(1.0, depth * 1.5)
    style = _pick(rng, {n: f * (1 - male) + m * male for n, (f, m) in HAIR_STYLES.items()})
    hair = _pick(rng, {n: a * (1 - dark) + b * dark for n, (a, b) in _HAIR_COLOURS.items()})
    iris = _pick(rng, {n: a * (1 - dark) + b * dark for n, (a, b) in _IRIS_COLOURS.items()})
    draws = rng.random(8)
    grey = min(1.0, max(0.0, (age - 42.0) / 42.0 + 0.35 * (draws[0] - 0.5)))
    return Appearance(
        seed=_seed("texture", seed, model.id) & 0x7FFFFFFF,
        skin_tone=int(tone),
        age=float(age),
        flush=round(0.55 + 0.5 * float(draws[1]), 4),
        freckles=round(0.15 + 0.65 * float(draws[2]) ** 3 * (1 - depth) + 0.25 * max(0.0, (age - 45) / 40), 4),
        beard=round((0.08 + 0.34 * float(draws[3])) * max(0.0, male * 1.6 - 0.6), 4),
        brow_density=round(0.72 + 0.28 * float(draws[4]), 4),
        hair_style=style,
        hair_colour=hair,
        grey=round(grey if grey > 0.08 else 0.0, 4),
        hairline_raise=round(0.16 * male * float(draws[5]) * max(0.0, (age - 25) / 50) + 0.05 * float(draws[6]), 4),
        iris=iris,
        garment=_GARMENTS[int(float(draws[7]) * len(_GARMENTS))],
    )
