"""Who is to be drawn: a population's people to be, one after the other, balanced over what it declares.

Person i depends on (seed, i) alone, so a larger sample begins with the smaller one.

- **Gender** is female or male in turn, or, where it is continuous, a number from 0 (female) to 1 (male).
- **Ethnicity** comes round in turn.
- **Age** is spread so that of every three people in a group (gender × ethnicity) one is in each third of the range.
- **Skin tone** is a step (``human.tones``). Unless it is balanced, it is spread over the ethnicity's own range in
  ``TONES``. The ranges overlap, since tone is no function of ethnicity; they are a choice, to be replaced where a
  population is to be matched. Balanced, it is *crossed*: in every group each of the ten tones is equally often there,
  and each in every third of the ages, so that what depends on tone can be told from what depends on anything else.
- **Undertone** is spread from red to olive in every group, whatever the step and whatever is balanced: of every three
  people one is in each third of an even spread, whose square is taken (``tonescale.undertone_of``).
- **Conditions** of the face come with the prevalence that is declared for them, in every group alike and independently
  of each other.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from synthgen.errors import InputError
from synthgen.human.conditions import KINDS, NONE, PLACES, SIDES, Conditions, Palsy, Scar, Strabismus
from synthgen.human.demographics import GENDERS
from synthgen.human.tonescale import undertone_of

Ethnicity = Literal["african", "asian", "caucasian", "hispanic"]
Balance = Literal["gender", "ethnicity", "age", "skin_tone"]
GenderKind = Literal["binary", "continuous"]
ETHNICITIES: tuple[Ethnicity, ...] = get_args(Ethnicity)
BALANCES: tuple[Balance, ...] = get_args(Balance)
GENDER_KINDS: tuple[GenderKind, ...] = get_args(GenderKind)
DEFAULT_BALANCE: tuple[Balance, ...] = ("gender", "ethnicity", "age")
#: years that a population may span, and those it does unless told otherwise
ALL_AGES = (18, 90)
#: steps of skin tone, from–to, where tone is not balanced
TONES: Mapping[Ethnicity, tuple[int, int]] = {
    "african": (6, 10),
    "asian": (2, 7),
    "caucasian": (1, 5),
    "hispanic": (3, 7),
}
_ALL_TONES = 10
_THIRDS = 3
#: a condition of prevalence p has p × so many of every so many people in a group
_PREVALENCE_BLOCK = 20
#: parts of [0, 1] that a balanced continuous gender comes round in
_GENDER_PARTS = 4


@dataclass(frozen=True)
class Population:
    """What a sample is drawn from. ``prevalence`` maps conditions (``KINDS``) to shares of people, 0 if not named."""

    seed: int
    balance: tuple[Balance, ...] = DEFAULT_BALANCE
    ages: tuple[int, int] = ALL_AGES
    gender: GenderKind = "binary"
    prevalence: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    """Who the i-th person is to be; several attempts may be made at the face.

    ``gender`` is "female", "male", or 0 (female) to 1 (male) in a population whose gender is continuous.
    """

    name: str
    gender: str | float
    ethnicity: Ethnicity
    age: int
    skin_tone: int
    undertone: float
    conditions: Conditions = NONE

    @property
    def male(self) -> float:
        """The gender as a number, 0 (female) to 1 (male)."""
        return GENDERS[self.gender] if isinstance(self.gender, str) else self.gender


def parse_population(seed: int, *, balance: str, ages: str, gender: GenderKind, conditions: str) -> Population:
    """Return the population that a command line's words name: "gender,age", "18-75", "binary", "palsy=0.05".

    Raises InputError for words that mean nothing.
    """
    words = [] if balance == "none" else balance.split(",")
    for word in words:
        if word not in BALANCES:
            raise InputError(f"--balance {word}: expected some of {', '.join(BALANCES)}, or none")
    low, _, high = ages.partition("-")
    lowest, highest = ALL_AGES
    if not (low.isdecimal() and high.isdecimal() and lowest <= int(low) <= int(high) <= highest):
        raise InputError(f"--ages {ages}: expected FROM-TO within {lowest}-{highest}, e.g. {lowest}-75")
    if gender not in GENDER_KINDS:
        raise InputError(f"--gender {gender}: expected one of {', '.join(GENDER_KINDS)}")
    prevalence = {}
    for pair in conditions.split(",") if conditions else ():
        kind, _, share = pair.partition("=")
        if kind not in KINDS:
            raise InputError(f"--conditions {pair}: expected NAME=SHARE with NAME one of {', '.join(KINDS)}")
        try:
            prevalence[kind] = float(share)
        except ValueError:
            prevalence[kind] = -1.0
        if not 0 <= prevalence[kind] <= 1:
            raise InputError(f"--conditions {pair}: expected a share of people from 0 to 1, e.g. {kind}=0.05")
    return Population(
        seed,
        balance=tuple(name for name in BALANCES if name in words),
        ages=(int(low), int(high)),
        gender=gender,
        prevalence=prevalence,
    )


def slots(population: Population) -> Iterator[Slot]:
    """Yield people to be, without end. What is balanced comes round in turn, the rest is drawn evenly at random."""
    seed, balance = population.seed, population.balance
    binary = population.gender == "binary"
    two = binary and "gender" in balance
    youngest, oldest = population.ages
    genders = tuple(GENDERS)
    counts: dict[str, int] = {}
    index = 0
    while True:
        rng = rng_for(seed, "slot", index)
        word = genders[index % 2] if two else rng.choice(genders)
        turn = index // 2 if two else index
        ethnicity = ETHNICITIES[turn % 4] if "ethnicity" in balance else rng.choice(ETHNICITIES)
        group = f"{word}_{ethnicity}" if binary else str(ethnicity)
        number = counts[group] = counts.get(group, 0) + 1
        gender: str | float = word if binary else _continuous(population, group, number, rng)
        if "skin_tone" in balance:
            tone, third = _cross(seed, group, number)
            age = (third + rng_for(seed, "age", group, "within", number).random()) / _THIRDS
        else:
            low, high = TONES[ethnicity]
            tone = low + int(_spread(seed, "tone", group, number) * (high - low + 1))
            age = _spread(seed, "age", group, number)
        if "age" not in balance:
            age = rng.random()
        name = f"{group}_{number}"
        years = youngest + int(age * (oldest - youngest + 1))
        undertone = undertone_of(_spread(seed, "undertone", group, number))
        yield Slot(name, gender, ethnicity, years, tone, undertone, _conditions(population, group, number))
        index += 1


def rng_for(*identity: object) -> random.Random:
    """Return a generator seeded by what it is for, never by the order of calls."""
    text = "\0".join(map(str, ("synthgen.human.sampling", *identity)))
    return random.Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def _spread(seed: int, what: str, group: str, number: int, parts: int = _THIRDS) -> float:
    """Return the number-th (from 1) of values in [0, 1) of which every ``parts`` in a row hold one in each part."""
    order = list(range(parts))
    rng_for(seed, what, group, (number - 1) // parts).shuffle(order)
    return (order[(number - 1) % parts] + rng_for(seed, what, group, "within", number).random()) / parts


def _continuous(population: Population, group: str, number: int, rng: random.Random) -> float:
    if "gender" not in population.balance:
        return int(1001 * rng.random()) / 1000
    return int(1000 * _spread(population.seed, "gender", group, number, _GENDER_PARTS)) / 1000


def _cross(seed: int, group: str, number: int) -> tuple[int, int]:
    """Return the skin tone (1–10) and the third of the ages (0–2) of the number-th person of a group.

    Every ten in a row have each tone once, every thirty each tone in each third once.
    """
    block, place = divmod(number - 1, _ALL_TONES * _THIRDS)
    turn, place = divmod(place, _ALL_TONES)
    tones = list(range(_ALL_TONES))
    rng_for(seed, "tones", group, block, turn).shuffle(tones)
    thirds = [index % _THIRDS for index in range(_ALL_TONES)]
    rng_for(seed, "thirds", group, block).shuffle(thirds)
    tone = tones[place]
    return tone + 1, (thirds[tone] + turn) % _THIRDS


def _conditions(population: Population, group: str, number: int) -> Conditions:
    """Return the conditions that a person has; what they are like is spread evenly over their ranges."""
    seed, has = population.seed, set()
    for kind in KINDS:
        share = population.prevalence.get(kind, 0.0)
        if share > 0 and _spread(seed, f"condition {kind}", group, number, _PREVALENCE_BLOCK) < share:
            has.add(kind)
    if not has:
        return NONE

    def rng(kind: str) -> random.Random:
        return rng_for(seed, "condition", kind, group, number)

    return Conditions(
        asymmetry=round(0.3 + 0.7 * rng("asymmetry").random(), 2) if "asymmetry" in has else 0.0,
        palsy=_palsy(rng("palsy")) if "palsy" in has else None,
        strabismus=_strabismus(rng("strabismus")) if "strabismus" in has else None,
        scars=_scars(rng("scars")) if "scars" in has else (),
        vitiligo=round(0.1 + 0.6 * rng("vitiligo").random(), 2) if "vitiligo" in has else 0.0,
    )


def _palsy(rng: random.Random) -> Palsy:
    return Palsy(rng.choice(SIDES), round(0.4 + 0.6 * rng.random(), 2))


def _strabismus(rng: random.Random) -> Strabismus:
    eye, sign = rng.choice(SIDES), rng.choice((-1, 1))
    inward = sign * round(8 + 17 * rng.random(), 1)
    return Strabismus(eye, inward, round(6 * (2 * rng.random() - 1), 1))


def _scars(rng: random.Random) -> tuple[Scar, ...]:
    places = rng.sample(PLACES, 1 if rng.random() < 0.75 else 2)
    return tuple(
        Scar(place, round(8 + 27 * rng.random(), 1), round(180 * rng.random() - 90, 1)) for place in sorted(places)
    )
