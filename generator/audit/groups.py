"""What clips and people are grouped by: factors with their levels, as arrays of codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.audit.policy import Policy
from synthgen.audit.scenelevels import Column, scene_names
from synthgen.audit.skin import Skin
from synthgen.dataset.factors import FACTORS, NONE, PEOPLE_FACTORS
from synthgen.human.demographics import UNDECLARED
from synthgen.human.tonescale import UNSAID_SCALE, ToneScale, scale_of, tone_name
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry, Part

Codes = NDArray[np.int64]
_QUARTERS = ("0–.25", ".25–.5", ".5–.75", ".75–1")


@dataclass(frozen=True, eq=False)
class Groups:
    """Of n things (clips or people), the level each has of every factor: ``codes`` {factor: (n,) indices of levels}."""

    levels: dict[str, tuple[str, ...]]
    codes: dict[str, Codes]
    n: int

    def table(self, factors: Sequence[str]) -> Codes:
        """Return how many things have each combination of levels: an array with an axis a factor."""
        shape = tuple(len(self.levels[factor]) for factor in factors)
        flat = np.zeros(self.n, np.int64)
        for factor, size in zip(factors, shape, strict=True):
            flat = flat * size + self.codes[factor]
        return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)


@dataclass(frozen=True)
class Person:
    """One model, as its records declare it: age in years, skin tone 1–10 and its scale, kinds of conditions.

    ``clips`` is how many clips it is in; ``measured`` the skin in their pictures, where these were looked at.
    """

    id: str
    age: float | None
    skin_tone: int | None
    gender: str
    ethnicity: str
    age_band: str
    conditions: tuple[str, ...]
    clips: int
    measured: Skin | None = None
    skin_tone_scale: ToneScale = UNSAID_SCALE
    undertone: float | None = None

    @property
    def tone_name(self) -> str:
        """The skin tone as a level: "step 5", or "Monk 5" on the scale of older records."""
        return UNDECLARED if self.skin_tone is None else tone_name(self.skin_tone, self.skin_tone_scale)

    @property
    def levels(self) -> dict[str, str]:
        """The level of every factor of people."""
        return {
            "gender": self.gender,
            "ethnicity": self.ethnicity,
            "age_band": self.age_band,
            "skin_tone": self.tone_name,
            "condition": "+".join(self.conditions) or NONE,
        }


def people_of(entries: Sequence[Entry], policy: Policy) -> list[Person]:
    """Return the people in a dataset, by id; of a model with several declarations the most frequent one counts."""
    counts: dict[str, dict[int, int]] = {}
    parts: dict[int, Part] = {}
    for entry in entries:
        parts[id(entry.model)] = entry.model
        versions = counts.setdefault(entry.model["id"], {})
        versions[id(entry.model)] = versions.get(id(entry.model), 0) + 1
    people = []
    for name in sorted(counts):
        mode = parts[max(counts[name], key=lambda key: counts[name][key])]
        people.append(_person(mode, sum(counts[name].values()), policy))
    return people


def _person(model: Part, clips: int, policy: Policy) -> Person:
    return Person(
        id=model["id"],
        age=model["age"],
        skin_tone=model["skin_tone"],
        skin_tone_scale=scale_of(model),
        undertone=model.get("undertone"),
        gender=_gender(model["gender"]),
        ethnicity=_ethnicity(model["ethnicity"]),
        age_band=policy.band(model["age"]),
        conditions=tuple(sorted(model.get("conditions") or {})),
        clips=clips,
    )


def clip_groups(entries: Sequence[Entry], declared: Declared, policy: Policy, varying: Sequence[Column] = ()) -> Groups:
    """Return the groups that clips make, of all factors and of those of scenes that are ``varying``."""
    of_model: dict[int, dict[str, str]] = {}
    values: dict[str, list[str]] = {factor: [] for factor in FACTORS}
    scenes = scene_names(declared)
    for entry in entries:
        key = id(entry.model)
        if key not in of_model:
            of_model[key] = _person(entry.model, 0, policy).levels
        for factor, level in of_model[key].items():
            values[factor].append(level)
        values["emotion"].append(entry.emotion)
        values["signal"].append(entry.signal["id"])
        values["angle"].append(entry.angle["id"])
        scene: str = entry.scene["id"]
        values["scene"].append(scenes.get(scene, scene))
    emotions = {entry.signal["id"]: entry.emotion for entry in entries}
    emotions |= {name: signal.emotion or NONE for name, signal in declared.signals.items()}
    wanted: dict[str, list[str]] = {
        "signal": sorted(emotions, key=lambda name: (emotions[name], name)),
        "emotion": sorted({*emotions.values(), *(declared.design.classes if declared.design else ())}),
        "angle": list(declared.angles),
        "scene": [scene.name for scene in declared.design.scenes] if declared.design else [],
    }
    for column in varying:
        values[column.factor.name], wanted[column.factor.name] = list(column.of_clip), list(column.levels)
    return _groups(values, wanted, policy)


def people_groups(people: Sequence[Person], policy: Policy) -> Groups:
    """Return the groups that people make, of the factors that are declared of a person."""
    values: dict[str, list[str]] = {factor: [person.levels[factor] for person in people] for factor in PEOPLE_FACTORS}
    return _groups(values, {}, policy)


def _groups(values: dict[str, list[str]], wanted: dict[str, list[str]], policy: Policy) -> Groups:
    levels, codes = {}, {}
    for factor, column in values.items():
        extra = [*wanted.get(factor, ()), *_demanded(factor, policy)]
        given = factor in ("signal", "angle", "scene") or factor not in FACTORS
        names = _sort_levels(factor, dict.fromkeys([*extra, *column]), keep_order=given)
        place = {name: index for index, name in enumerate(names)}
        levels[factor] = names
        codes[factor] = np.fromiter((place[name] for name in column), np.int64, len(column))
    return Groups(levels, codes, len(next(iter(values.values()), [])))


def _demanded(name: str, policy: Policy) -> tuple[str, ...]:
    return next((levels for factor, levels in policy.groups if factor == name), ())


def _sort_levels(factor: str, names: dict[str, None], *, keep_order: bool) -> tuple[str, ...]:
    """Return levels in an order that reads well, "undeclared" last."""
    if keep_order:
        return tuple(names)

    def key(name: str) -> tuple[bool, float, str]:
        number = name.split(" ")[-1].split("–")[0].rstrip("+") if factor in ("skin_tone", "age_band") else ""
        return name == UNDECLARED, float(number) if number.isdecimal() else 0.0, name

    return tuple(sorted(names, key=key))


def _gender(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return _QUARTERS[min(3, int(4 * value))]


def _ethnicity(value: str | Part) -> str:
    if isinstance(value, str):
        return value
    shares = sorted(value.items(), key=lambda item: (-item[1], item[0]))
    return "+".join(name for name, share in shares if share > 0) or UNDECLARED
