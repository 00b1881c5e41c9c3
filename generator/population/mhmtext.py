"""A drawn person as files: a ``.mhm`` that MakeHuman 1.3 opens, and the demographics beside it."""

from __future__ import annotations

import json
import uuid

from synthgen.human.demographics import GENDERS
from synthgen.population.roster import ALL_AGES, DEFAULT_BALANCE, GENDER_KINDS, Population
from synthgen.population.sampling import Person

#: proxies of MakeHuman's own library, by uuid: MakeHuman shows them where its data has them
_PROXIES = (
    ("eyelashes", "Eyelashes01", "d533836f-13ad-4836-8b65-051108253cd2"),
    ("eyebrows", "eyebrow001", "9c81ec3a-faa5-4c94-9cdb-992300ba3084"),
    ("eyes", "HighPolyEyes", "2c12f43b-1303-432c-b7ce-d78346baf2e6"),
)
_SPACE = uuid.UUID("6f0f0f6e-5f1e-4c55-9d3a-0a6b7a1f3c11")


def mhm_text(person: Person) -> str:
    """Return the person's ``.mhm``."""
    lines = [
        "# Written by synthgen's sampler, in MakeHuman's format",
        "version v1.2.0",
        f"uuid {uuid.uuid5(_SPACE, f'{person.seed}/{person.name}/{person.attempt}')}",
        f"name {person.name}",
        f"tags synthgen;{person.gender};{person.ethnicity}",
        "camera 0.0 0.0 0.0 0.85 0.12 9.0",
        *(f"modifier {name} {value:.6f}" for name, value in person.modifiers),
        *(" ".join(proxy) for proxy in _PROXIES),
        "clothesHideFaces True",
        f"skinMaterial {_skin(person)}",
        "material HighPolyEyes 2c12f43b-1303-432c-b7ce-d78346baf2e6 eyes/materials/brown.mhmat",
        "subdivide False",
    ]
    return "\n".join(lines) + "\n"


def _skin(person: Person) -> str:
    """Return the one of MakeHuman's own skins that is nearest."""
    age = "young" if person.age < 40 else "middleage" if person.age < 60 else "old"
    share = max(person.mixture, key=lambda name: person.mixture[name])
    gender = person.gender if isinstance(person.gender, str) else tuple(GENDERS)[round(person.gender)]
    name = f"{age}_{share}_{gender}"
    return f"skins/{name}/{name}.mhmat"


def demographics_text(person: Person, command: str) -> str:
    """Return the person's ``.demographics.yaml``; ``command`` is what drew the person."""
    shares = ", ".join(f"{name}: {share:g}" for name, share in person.mixture.items())
    conditions = person.conditions.record()
    return (
        "# Declared for this model, which synthgen's sampler drew; see docs/models.md.\n"
        f"gender: {person.gender}\n"
        f"ethnicity: {person.ethnicity}\n"
        f"mixture: {{{shares}}}\n"
        f"age: {person.age}\n"
        f"skin_tone: {person.skin_tone}   # 1 to 10, in the order of Monk's scale\n"
        f"undertone: {person.undertone:g}   # 0 red, 1 olive\n"
        + (f"conditions: {json.dumps(conditions)}\n" if conditions else "")
        + f"notes: synthetic; drawn by `{command}`, attempt {person.attempt}\n"
    )


def command_of(population: Population) -> str:
    """Return the command that draws a population, without its size and its folder.

    >>> command_of(Population(309, ages=(18, 75)))
    'synthgen models sample --seed 309 --ages 18-75'
    """
    words = [f"synthgen models sample --seed {population.seed}"]
    if population.balance != DEFAULT_BALANCE:
        words.append(f"--balance {','.join(population.balance) or 'none'}")
    if population.ages != ALL_AGES:
        words.append(f"--ages {population.ages[0]}-{population.ages[1]}")
    if population.gender != GENDER_KINDS[0]:
        words.append(f"--gender {population.gender}")
    if population.prevalence:
        words.append("--conditions " + ",".join(f"{kind}={share:g}" for kind, share in population.prevalence.items()))
    return " ".join(words)
