"""Drawing people: a seeded sampler of adult faces, for the people that a population wants.

A face is drawn from (seed, person, attempt) alone, and accepted or drawn again by looking only at persons before it, so
a larger sample begins with the smaller one. Declared and measured agree by construction: the macros of a file are drawn
from what is declared.

Ethnicity. African, Asian and Caucasian people have .82–1 of MakeHuman's macro of that name. Hispanic has no macro: it
is declared with a mixture around Caucasian .56, Asian .32, African .12. (Genome-wide averages of Latino people in the
USA are .65 European, .18 Native American, .06 African, Bryc et al. 2015, with a wide spread; MakeHuman's nearest to
Native American is Asian.)

Men and women are drawn near the ends of MakeHuman's gender macro, with somewhat different details (``traits.yaml``), so
that they can be told apart; where gender is continuous, the macro is the declared number, and the details lie between.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synthgen.human.conditions import Conditions
from synthgen.human.mhm import age_of
from synthgen.human.modifiers import ETHNIC_MACROS
from synthgen.human.traits import traits
from synthgen.population.roster import Ethnicity, Slot, rng_for

MIXTURES: Mapping[Ethnicity, Mapping[str, float]] = {
    "african": {"african": 0.91, "asian": 0.045, "caucasian": 0.045},
    "asian": {"african": 0.045, "asian": 0.91, "caucasian": 0.045},
    "caucasian": {"african": 0.045, "asian": 0.045, "caucasian": 0.91},
    "hispanic": {"african": 0.12, "asian": 0.32, "caucasian": 0.56},
}
#: how far a person's shares lie from those above, at most
_JITTER: Mapping[Ethnicity, float] = {"african": 0.045, "asian": 0.045, "caucasian": 0.045, "hispanic": 0.07}


@dataclass(frozen=True)
class Person:
    """A drawn person: what is declared, and MakeHuman's modifiers by full name, in MakeHuman's order."""

    name: str
    gender: str | float
    ethnicity: Ethnicity
    mixture: Mapping[str, float]
    age: int
    skin_tone: int
    undertone: float
    conditions: Conditions
    modifiers: tuple[tuple[str, float], ...]
    seed: int
    attempt: int


def draw(slot: Slot, *, seed: int, attempt: int) -> Person:
    """Return the face of the given attempt at a slot."""
    rng = rng_for(seed, slot.name, attempt)
    mixture = _mixture(slot.ethnicity, rng)
    details = _details(slot, mixture, rng)
    macros = _macros(slot, mixture, rng)
    uneven = _asymmetry(slot.conditions.asymmetry, rng_for(seed, slot.name, attempt, "asymmetry"))
    return Person(
        slot.name,
        slot.gender,
        slot.ethnicity,
        mixture,
        slot.age,
        slot.skin_tone,
        slot.undertone,
        slot.conditions,
        tuple((name, round(value, 6)) for name, value in (*details, *uneven, *macros)),
        seed,
        attempt,
    )


def _bell(rng: random.Random) -> float:
    """Return a draw of mean 0, spread 1, within ``traits``' limit: a sum of uniforms, the same on every machine."""
    while True:
        value = (rng.random() + rng.random() + rng.random() + rng.random() - 2.0) * 1.7320508075688772
        if abs(value) <= traits().limit:
            return value


def _mixture(ethnicity: Ethnicity, rng: random.Random) -> dict[str, float]:
    """Return shares of the three ethnic macros, to six digits, that add up to 1."""
    jitter = _JITTER[ethnicity]
    raw = {name: share + (2 * rng.random() - 1) * jitter for name, share in MIXTURES[ethnicity].items()}
    total = sum(raw.values())
    shares = {name: round(value / total, 6) for name, value in raw.items()}
    largest = max(shares, key=lambda name: shares[name])
    shares[largest] = round(1.0 - sum(value for name, value in shares.items() if name != largest), 6)
    return shares


def _details(slot: Slot, mixture: Mapping[str, float], rng: random.Random) -> Iterator[tuple[str, float]]:
    faces = traits()
    youngest, oldest = faces.ageing_years
    old = (slot.age - youngest) / (oldest - youngest) - 0.5
    for group, spreads in faces.spreads.items():
        values = {}
        for name, spread in spreads.items():
            full = f"{group}/{name}"
            mean = faces.rest.get(full, 0.0) + old * faces.ageing.get(full, 0.0)
            mean += (slot.male - 0.5) * faces.male.get(full, 0.0) + (1.0 - slot.male) * faces.female.get(full, 0.0)
            for origin, gains in faces.origins.items():
                mean += mixture[origin] * gains.get(full, 0.0)
            values[name] = mean + spread * _bell(rng)
        if group == "head":
            values |= _head_shape(rng)
        for side in ("r-", "l-") if group in faces.sided else ("",):
            for name, value in values.items():
                yield f"{group}/{side}{name}", value


def _head_shape(rng: random.Random) -> dict[str, float]:
    faces = traits()
    first, second = rng.sample((*faces.head_shapes, ""), 2)
    low, high = faces.shape_range
    amount = low + (high - low) * rng.random()
    values = {first: amount, second: amount * faces.second_shape * rng.random()}
    return {name: value for name, value in values.items() if name}


def _asymmetry(amount: float, rng: random.Random) -> list[tuple[str, float]]:
    """Return MakeHuman's one-sided modifiers for an asymmetry of this amount (0–1)."""
    return [(name, amount * spread * _bell(rng)) for name, spread in traits().asymmetry.items()] if amount else []


def _macros(slot: Slot, mixture: Mapping[str, float], rng: random.Random) -> Iterator[tuple[str, float]]:
    male = slot.male
    off = 0.12 * rng.random()

    def around(middle: float, spread: float, low: float = 0.05, high: float = 0.95) -> float:
        return min(high, max(low, middle + spread * _bell(rng)))

    yield "breast/BreastSize", 0.5 if male >= 0.5 else around(0.5, 0.12)
    yield "breast/BreastFirmness", 0.5 if male >= 0.5 else around(0.65 - 0.004 * (slot.age - 18), 0.08)
    yield "macrodetails/Gender", (1.0 - off if male else off) if isinstance(slot.gender, str) else male
    yield "macrodetails/Age", age_of(slot.age)
    for name in ETHNIC_MACROS:
        yield f"macrodetails/{name.capitalize()}", mixture[name]
    yield "macrodetails-universal/Muscle", around(0.44 + 0.16 * male, 0.10)
    yield "macrodetails-universal/Weight", around(0.54, 0.15)
    yield "macrodetails-height/Height", around(0.5, 0.13)
    yield "macrodetails-proportions/BodyProportions", around(0.6, 0.12)
