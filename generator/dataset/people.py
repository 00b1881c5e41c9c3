"""Who and what is in a dataset, as far as splits ask: people with what is declared of them, signals, clips."""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from synthgen.dataset.factors import NONE, SPLIT_AGE_BANDS, SPLIT_TONE_BANDS, SplitFactor, split_band
from synthgen.errors import InputError
from synthgen.human.demographics import GENDERS, UNDECLARED


@dataclass(frozen=True, order=True)
class Person:
    """A model and what is declared of it.

    ``gender`` is a word, or 0 (female) to 1 (male) as text; ``ethnicity`` (name, share) pairs that add up to 1; ``age``
    in years and ``skin_tone`` 1–10, below 0 where nobody declared them; ``conditions`` by name.
    """

    id: str
    gender: str
    ethnicity: tuple[tuple[str, float], ...]
    age: float
    skin_tone: float
    conditions: tuple[str, ...]

    @property
    def male(self) -> float | None:
        """The gender as a number, 0 (female) to 1 (male); None where it is undeclared."""
        if self.gender in GENDERS:
            return GENDERS[self.gender]
        return None if self.gender == UNDECLARED else float(self.gender)

    def shares(self, factor: SplitFactor) -> dict[str, float]:
        """Return {level: how much of the person counts there}: a mixture counts by its shares, all else as 1."""
        if factor == "gender":
            male = self.male
            if male is None:
                return {UNDECLARED: 1.0}
            return {level: share for level, share in zip(GENDERS, (1 - male, male), strict=True) if share > 0}
        if factor == "ethnicity":
            return dict(self.ethnicity)
        if factor == "age":
            return {split_band(self.age, SPLIT_AGE_BANDS): 1.0}
        if factor == "skin_tone":
            return {split_band(self.skin_tone, SPLIT_TONE_BANDS): 1.0}
        return dict.fromkeys(self.conditions or (NONE,), 1.0)


@dataclass(frozen=True)
class Contents:
    """``clips`` maps clip ids to (model, signal); ``people`` and ``emotions`` map those ids to what is said of them.

    Records may disagree: ``people`` and ``emotions`` hold everything that is said, sorted; one entry each in a sound
    dataset.
    """

    clips: Mapping[str, tuple[str, str]]
    people: Mapping[str, tuple[Person, ...]]
    emotions: Mapping[str, tuple[str, ...]]

    @cached_property
    def sha256(self) -> str:
        """A hash of all that a split is made from; it does not depend on the order of records."""
        value = [
            sorted([clip, *ids] for clip, ids in self.clips.items()),
            [[asdict(person) for person in said] for _, said in sorted(self.people.items())],
            sorted(self.emotions.items()),
        ]
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def only(self, clips: Container[str]) -> Contents:
        """Return the contents that are left where the dataset has these clips alone."""
        kept = {clip: ids for clip, ids in self.clips.items() if clip in clips}
        models, signals = {model for model, _ in kept.values()}, {signal for _, signal in kept.values()}
        return Contents(
            kept,
            {model: said for model, said in self.people.items() if model in models},
            {signal: said for signal, said in self.emotions.items() if signal in signals},
        )

    def agreed(self) -> tuple[dict[str, Person], dict[str, str]]:
        """Return {model: person} and {signal: emotion}. Raises InputError where records contradict each other."""
        for kind, told in (("model", self.people), ("signal", self.emotions)):
            for name, said in sorted(told.items()):
                if len(said) > 1:
                    raise InputError(
                        f"records of {kind} '{name}' contradict each other: {said[0]} and {said[1]}",
                        remedy="`synthgen audit` says which are wrong.",
                    )
        return {name: said[0] for name, said in self.people.items()}, {n: said[0] for n, said in self.emotions.items()}


def contents_of(parts: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> Contents:
    """Return what records hold, given the (clip id, model, signal) of each, as they stand in a manifest.

    Of records with one clip id the first counts. Raises InputError where a record lacks what is needed.
    """
    clips: dict[str, tuple[str, str]] = {}
    people: dict[str, set[Person]] = defaultdict(set)
    emotions: dict[str, set[str]] = defaultdict(set)
    last: tuple[Mapping[str, Any], Person] | None = None
    for clip, model, signal in parts:
        if clip in clips:
            continue
        try:
            if last is None or last[0] is not model:  # a model's records often stand together and share it
                last = model, _person(model)
            person = last[1]
            clips[clip] = person.id, str(signal["id"])
            people[person.id].add(person)
            emotions[clips[clip][1]].add(str(signal["emotion"] or NONE))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"the record of clip '{clip}' is none of a manifest ({type(error).__name__}: {error})",
                remedy="`synthgen audit` says what is wrong with it.",
            ) from error
    return Contents(
        clips,
        {name: tuple(sorted(said)) for name, said in people.items()},
        {name: tuple(sorted(said)) for name, said in emotions.items()},
    )


def _person(model: Mapping[str, Any]) -> Person:
    gender, ethnicity = model["gender"], model["ethnicity"]
    if isinstance(ethnicity, Mapping):
        shares = {str(name): _number(share) for name, share in ethnicity.items() if _number(share) > 0}
        total = sum(shares[name] for name in sorted(shares))
        pairs = tuple((name, share / total) for name, share in sorted(shares.items())) or ((UNDECLARED, 1.0),)
    else:
        pairs = ((str(ethnicity), 1.0),)
    return Person(
        id=str(model["id"]),
        gender=gender if gender in (*GENDERS, UNDECLARED) else f"{min(max(_number(gender), 0.0), 1.0):g}",
        ethnicity=pairs,
        age=_number(model["age"]),
        skin_tone=_number(model["skin_tone"]),
        conditions=tuple(sorted(map(str, model.get("conditions", {})))),
    )


def _number(value: Any) -> float:
    """Return a number as it is, and -1 for one that is not there or not finite."""
    number = -1.0 if value is None else float(value)
    return number if math.isfinite(number) else -1.0
