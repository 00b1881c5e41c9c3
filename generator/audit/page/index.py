"""A compact index of every clip: who is in it and what of it, in codes, so that any table can be counted anew.

The page holds the same index and counts under filters; what is counted here and there is the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from synthgen.dataset.factors import FACTORS, PEOPLE_FACTORS, label
from synthgen.human.demographics import UNDECLARED
from synthgen.reader.entry import Entry

Count = Literal["clips", "people"]


@dataclass(frozen=True)
class Factor:
    """What clips are grouped by, and its levels in the report's order. ``personal``: it is declared of a person."""

    name: str
    levels: tuple[str, ...]
    personal: bool

    @property
    def label(self) -> str:
        """The factor's name as text: "age band"."""
        return label(self.name)


@dataclass(frozen=True)
class Index:
    """``people``: ids. ``codes``: {factor: a level's place in its levels}, (people,) for a personal factor, (views,)
    for another; a view is a combination of emotion, signal, angle and scene, and ``len(levels)`` stands for unknown.

    ``row_person`` and ``row_view``, (clips,): who and what each clip shows. ``clips``: {clip id: its place there}.
    Views after the first ``views`` are partial: what findings, not clips, point at.
    """

    factors: tuple[Factor, ...]
    people: tuple[str, ...]
    codes: Mapping[str, np.ndarray]
    row_person: np.ndarray
    row_view: np.ndarray
    clips: Mapping[str, int]

    def factor(self, name: str) -> Factor:
        """Return a factor by name. Raises KeyError."""
        return {factor.name: factor for factor in self.factors}[name]

    def row_codes(self, name: str) -> np.ndarray:
        """Return a factor's code of every clip."""
        return self.codes[name][self.row_person if self.factor(name).personal else self.row_view]

    def count(self, names: Sequence[str], count: Count) -> np.ndarray:
        """Return the number of clips, or of different people, in every combination of the factors' levels."""
        shape = tuple(len(self.factor(name).levels) for name in names)
        cells = np.zeros(len(self.row_person), np.int64)
        for name, size in zip(names, shape, strict=True):
            cells = cells * size + self.row_codes(name)
        if count == "people":
            people = max(1, len(self.people))
            cells = np.unique(cells * people + self.row_person) // people
        return np.bincount(cells, minlength=math.prod(shape)).reshape(shape)


def make_index(report: Mapping[str, Any], rows: Sequence[Entry]) -> Index:
    """Return the index of a dataset's clips. Levels are the report's; what rows have besides is added after them."""
    people = {str(person["id"]): person for person in report["coverage"]["people"]}
    for row in rows:
        people.setdefault(str(row.model["id"]), {"id": row.model["id"]})
    place = {person: number for number, person in enumerate(people)}
    views: dict[tuple[str, str, str, str], int] = {}
    row_person, row_view = np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    for number, row in enumerate(rows):
        view = (row.emotion, str(row.signal["id"]), str(row.angle["id"]), str(row.scene["id"]))
        row_person[number] = place[str(row.model["id"])]
        row_view[number] = views.setdefault(view, len(views))
    given = {entry["name"]: [str(level) for level in entry["levels"]] for entry in report["coverage"]["factors"]}
    factors: list[Factor] = []
    codes: dict[str, np.ndarray] = {}
    for name in FACTORS:
        personal = name in PEOPLE_FACTORS
        if personal:
            values = [level_of(person, name) for person in people.values()]
        else:
            values = [view[FACTORS.index(name) - len(PEOPLE_FACTORS)] for view in views]
        levels = {
            level: number for number, level in enumerate(dict.fromkeys([*given.get(name, []), *sorted({*values})]))
        }
        factors.append(Factor(name, tuple(levels), personal))
        codes[name] = np.array([levels[value] for value in values], np.int64)
    clips = {row.clip: number for number, row in enumerate(rows)}
    return Index(tuple(factors), tuple(people), codes, row_person, row_view, clips)


def level_of(person: Mapping[str, Any], factor: str) -> str:
    """Return a person's level of a personal factor: the one in the person's ``levels``, else what is declared.

    >>> level_of({"age": 31, "levels": {"age_band": "30–44"}}, "age_band"), level_of({}, "gender")
    ('30–44', 'undeclared')
    >>> level_of({"skin_tone": 4, "conditions": ["palsy", "scars"]}, "condition")
    'palsy+scars'
    """
    levels = person.get("levels") or {}
    if factor in levels:
        return str(levels[factor])
    if factor == "condition":
        return "+".join(str(kind) for kind in person.get("conditions") or ()) or "none"
    value = person.get(factor)
    if value is None:
        return UNDECLARED
    return f"Monk {value}" if factor == "skin_tone" and isinstance(value, int) else str(value)


@dataclass(frozen=True)
class Pointers:
    """Where findings point: ``person`` and ``view`` by number, the number of people or views where at none.

    ``partial`` are views that no clip has, {factor: code}, numbered after those of the index.
    """

    person: np.ndarray
    view: np.ndarray
    partial: tuple[Mapping[str, int], ...]


def point(index: Index, findings: Sequence[Mapping[str, Any]]) -> Pointers:
    """Find out who and what each finding is about: from its clip, from a clip id that has no record, from its path."""
    views = len(index.codes["signal"])
    person = np.full(len(findings), len(index.people), np.int64)
    known: list[Mapping[str, int]] = []
    view_number: dict[tuple[tuple[str, int], ...], int] = {(): views}
    view = np.full(len(findings), views, np.int64)
    people = {name: number for number, name in enumerate(index.people)}
    levels = {
        name: {level: number for number, level in enumerate(index.factor(name).levels)}
        for name in ("signal", "angle", "scene")
    }
    emotions = dict(zip(index.codes["signal"].tolist(), index.codes["emotion"].tolist(), strict=True))
    for number, finding in enumerate(findings):
        clip, path = finding.get("clip"), finding.get("path")
        row = index.clips.get(clip or "")
        if row is not None:
            person[number], view[number] = index.row_person[row], index.row_view[row]
            continue
        who, what = _named(clip, path)
        person[number] = people.get(who, len(people))
        codes = {name: levels[name][value] for name, value in what.items() if value in levels[name]}
        if "signal" in codes:
            codes["emotion"] = (
                emotions[codes["signal"]] if codes["signal"] in emotions else len(index.factor("emotion").levels)
            )
        key = tuple(sorted(codes.items()))
        if key not in view_number:
            view_number[key] = views + 1 + len(known)
            known.append(codes)
        view[number] = view_number[key]
    return Pointers(person, view, ({}, *known))


def _named(clip: Any, path: Any) -> tuple[str, dict[str, str]]:
    """Return the model that a clip id or an input's path names, and {"signal", "angle", "scene": …} as far as given."""
    if isinstance(clip, str) and clip:
        parts = clip.split("__")
        return parts[0], dict(zip(("signal", "angle", "scene"), parts[1:], strict=False))
    if isinstance(path, str) and path.startswith(("inputs/models/", "inputs/signals/")):
        _, kind, name = path.split("/", 2)
        stem = name.split(".", 1)[0]
        return (stem, {}) if kind == "models" else ("", {"signal": stem})
    return "", {}
