"""Drawing people: a seeded sampler of adult faces, balanced over declared groups.

Person i is drawn from (seed, i) alone, and accepted or drawn again by looking only at persons before it, so a larger
sample begins with the smaller one. Declared and measured agree by construction: the macros of a file are drawn from
what is declared.

Ethnicity. African, Asian and Caucasian people have .82–1 of MakeHuman's macro of that name. Hispanic has no macro: it
is declared with a mixture around Caucasian .56, Asian .32, African .12. (Genome-wide averages of Latino people in the
USA are .65 European, .18 Native American, .06 African, Bryc et al. 2015, with a wide spread; MakeHuman's nearest to
Native American is Asian.)

Skin tone is declared on the Monk scale, spread over a range per ethnicity: African 6–10, Asian 2–7, Caucasian 1–5,
Hispanic 3–7. The ranges overlap, since tone is no function of ethnicity; they are a choice, to be replaced where a
population is to be matched.

Ages run over 18–75 in every group. Men and women are drawn near the ends of MakeHuman's gender macro, with somewhat
different details (``traits.MALE``), so that they can be told apart.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from synthgen.human.mhm import age_of
from synthgen.human.traits import (
    AGEING,
    HEAD_SHAPES,
    LIMIT,
    MALE,
    SECOND_SHAPE,
    SHAPE_RANGE,
    SIDED,
    SPREADS,
)

Gender = Literal["female", "male"]
Ethnicity = Literal["african", "asian", "caucasian", "hispanic"]
Balance = Literal["gender", "ethnicity", "age"]
GENDERS: tuple[Gender, ...] = ("female", "male")
ETHNICITIES: tuple[Ethnicity, ...] = ("african", "asian", "caucasian", "hispanic")
BALANCES: tuple[Balance, ...] = ("gender", "ethnicity", "age")
AGES = (18, 75)
#: Monk tones, from–to
TONES: Mapping[Ethnicity, tuple[int, int]] = {
    "african": (6, 10),
    "asian": (2, 7),
    "caucasian": (1, 5),
    "hispanic": (3, 7),
}
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
    gender: Gender
    ethnicity: Ethnicity
    mixture: Mapping[str, float]
    age: int
    skin_tone: int
    modifiers: tuple[tuple[str, float], ...]
    seed: int
    attempt: int


@dataclass(frozen=True)
class Slot:
    """Who the i-th person is to be; several attempts may be made at the face."""

    name: str
    gender: Gender
    ethnicity: Ethnicity
    age: int
    skin_tone: int


def slots(seed: int, balance: Sequence[Balance] = BALANCES) -> Iterator[Slot]:
    """Yield persons to be, without end. What is balanced comes round in turn, the rest is drawn evenly at random."""
    counts: dict[str, int] = {}
    index = 0
    while True:
        rng = _rng(seed, "slot", index)
        gender = GENDERS[index % 2] if "gender" in balance else rng.choice(GENDERS)
        turn = index // 2 if "gender" in balance else index
        ethnicity = ETHNICITIES[turn % 4] if "ethnicity" in balance else rng.choice(ETHNICITIES)
        group = f"{gender}_{ethnicity}"
        number = counts[group] = counts.get(group, 0) + 1
        age = _spread(seed, "age", group, number) if "age" in balance else rng.random()
        low, high = TONES[ethnicity]
        tone = _spread(seed, "tone", group, number)
        yield Slot(
            f"{group}_{number}",
            gender,
            ethnicity,
            AGES[0] + int(age * (AGES[1] - AGES[0] + 1)),
            low + int(tone * (high - low + 1)),
        )
        index += 1


def draw(slot: Slot, *, seed: int, attempt: int) -> Person:
    """Return the face of the given attempt at a slot."""
    rng = _rng(seed, slot.name, attempt)
    mixture = _mixture(slot.ethnicity, rng)
    details = _details(slot, rng)
    macros = _macros(slot, mixture, rng)
    return Person(
        slot.name,
        slot.gender,
        slot.ethnicity,
        mixture,
        slot.age,
        slot.skin_tone,
        tuple((name, round(value, 6)) for name, value in (*details, *macros)),
        seed,
        attempt,
    )


def _spread(seed: int, what: str, group: str, number: int) -> float:
    """Return the number-th (from 1) of values in [0, 1) of which every three hold a low, a middle and a high one."""
    order = [0, 1, 2]
    _rng(seed, what, group, (number - 1) // 3).shuffle(order)
    return (order[(number - 1) % 3] + _rng(seed, what, group, "within", number).random()) / 3


def _rng(*identity: object) -> random.Random:
    """Return a generator seeded by what it is for, never by the order of calls."""
    text = "\0".join(map(str, ("synthgen.human.sampling", *identity)))
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def _bell(rng: random.Random) -> float:
    """Return a draw of mean 0, spread 1, within ±LIMIT: a sum of uniforms, the same on every machine."""
    while True:
        value = (rng.random() + rng.random() + rng.random() + rng.random() - 2.0) * 1.7320508075688772
        if abs(value) <= LIMIT:
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


def _details(slot: Slot, rng: random.Random) -> Iterator[tuple[str, float]]:
    old = (slot.age - AGES[0]) / (AGES[1] - AGES[0]) - 0.5
    male = 0.5 if slot.gender == "male" else -0.5
    for group, spreads in SPREADS.items():
        values = {}
        for name, spread in spreads.items():
            mean = old * AGEING.get(f"{group}/{name}", 0.0) + male * MALE.get(f"{group}/{name}", 0.0)
            values[name] = mean + spread * _bell(rng)
        if group == "head":
            values |= _head_shape(rng)
        for side in ("r-", "l-") if group in SIDED else ("",):
            for name, value in values.items():
                yield f"{group}/{side}{name}", value


def _head_shape(rng: random.Random) -> dict[str, float]:
    first, second = rng.sample((*HEAD_SHAPES, ""), 2)
    low, high = SHAPE_RANGE
    amount = low + (high - low) * rng.random()
    values = {first: amount, second: amount * SECOND_SHAPE * rng.random()}
    return {name: value for name, value in values.items() if name}


def _macros(slot: Slot, mixture: Mapping[str, float], rng: random.Random) -> Iterator[tuple[str, float]]:
    male = slot.gender == "male"
    off = 0.12 * rng.random()

    def around(middle: float, spread: float, low: float = 0.05, high: float = 0.95) -> float:
        return min(high, max(low, middle + spread * _bell(rng)))

    yield "breast/BreastSize", 0.5 if male else around(0.5, 0.12)
    yield "breast/BreastFirmness", 0.5 if male else around(0.65 - 0.004 * (slot.age - 18), 0.08)
    yield "macrodetails/Gender", 1.0 - off if male else off
    yield "macrodetails/Age", age_of(slot.age)
    for name in ("african", "asian", "caucasian"):
        yield f"macrodetails/{name.capitalize()}", mixture[name]
    yield "macrodetails-universal/Muscle", around(0.60 if male else 0.44, 0.10)
    yield "macrodetails-universal/Weight", around(0.54, 0.15)
    yield "macrodetails-height/Height", around(0.5, 0.13)
    yield "macrodetails-proportions/BodyProportions", around(0.6, 0.12)
