"""What every part of a look is drawn from: a person's declared gender, age and skin as numbers, and conditions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from synthgen.human.conditions import NONE, Conditions
from synthgen.human.demographics import GENDERS
from synthgen.human.mhm import Model
from synthgen.human.modifiers import ETHNIC_MACROS
from synthgen.human.tonescale import STEPS


@dataclass(frozen=True)
class Basics:
    """``male`` 0 (female) to 1 (male), ``age`` in years; skin ``tone`` 1–10, ``undertone`` 0–1 or to be drawn."""

    male: float
    tone: int
    age: float
    conditions: Conditions = NONE
    undertone: float | None = None

    @property
    def depth(self) -> float:
        """The skin tone as 0 (step 1) to 1 (step 10)."""
        return (self.tone - 1) / (STEPS - 1.0)


def basics_of(model: Model) -> Basics:
    """Return what is declared of a model; where nothing is, what its file's macros say."""
    declared = model.demographics
    gender = declared.gender
    male = GENDERS.get(gender, model.loaded_macros["gender"]) if isinstance(gender, str) else gender
    tone = declared.skin_tone if declared.skin_tone is not None else measured_tone(model)
    age = declared.age if declared.age is not None else (model.age_years or 25.0)
    return Basics(float(male), int(tone), float(age), declared.conditions, declared.undertone)


def measured_tone(model: Model) -> int:
    """Return the skin tone that stands for an undeclared one: the file's African, Asian and Caucasian shares."""
    shares = [model.loaded_macros[name] for name in ETHNIC_MACROS]
    return round(math.fsum(share * tone for share, tone in zip(shares, (8.0, 4.0, 3.0))))


def pick(rng: np.random.Generator, weights: Mapping[str, float]) -> str:
    """Draw one of the names, each as often as its weight (they need not add up to 1)."""
    names = list(weights)
    draw = float(rng.random()) * math.fsum(weights.values())
    for name in names:
        draw -= weights[name]
        if draw < 0:
            return name
    return names[-1]


def mix(weights: Mapping[str, tuple[float, float]], share: float) -> dict[str, float]:
    """Return weights between two columns: the first at ``share`` 0, the second at 1."""
    return {name: first * (1 - share) + second * share for name, (first, second) in weights.items()}
