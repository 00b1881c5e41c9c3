"""A compact index of every clip: who is in it and what of it, in codes, so that any table can be counted anew.

The page holds the same index and counts under filters; what is counted here and there is the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from synthgen.audit.balance import Count
from synthgen.dataset.factors import CLIP_FACTORS, PEOPLE_FACTORS, label
from synthgen.layout import input_path
from synthgen.reader.finding import Finding

if TYPE_CHECKING:
    from synthgen.audit.report import Report


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
    for another; a view is a combination of emotion, signal, angle, scene and what varies in it, and ``len(levels)``
    stands for unknown. ``scenes``: see ``Report``.

    ``row_person`` and ``row_view``, (clips,): who and what each clip shows. ``clips``: {clip id: its place there}.
    Views after the first ``views`` are partial: what findings, not clips, point at.
    """

    factors: tuple[Factor, ...]
    people: tuple[str, ...]
    codes: Mapping[str, np.ndarray]
    row_person: np.ndarray
    row_view: np.ndarray
    clips: Mapping[str, int]
    scenes: Mapping[str, str] = field(default_factory=dict)

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


def make_index(report: Report) -> Index:
    """Return the index of a dataset's clips. Levels are the report's."""
    entries, people = report.entries, report.coverage.people
    place = {person.id: number for number, person in enumerate(people)}
    views: dict[tuple[str, ...], int] = {}
    row_person, row_view = np.zeros(len(entries), np.int64), np.zeros(len(entries), np.int64)
    given = {factor.name: factor.levels for factor in report.coverage.factors}
    columns = [column.of_clip for column in report.columns]
    varying = [column.factor.name for column in report.columns]
    for number, entry in enumerate(entries):
        view = (
            entry.emotion,
            entry.signal["id"],
            entry.angle["id"],
            report.scenes.get(entry.scene["id"], entry.scene["id"]),
            *(column[number] for column in columns),
        )
        row_person[number] = place[entry.model["id"]]
        row_view[number] = views.setdefault(view, len(views))
    factors: list[Factor] = []
    codes: dict[str, np.ndarray] = {}
    shown = (*CLIP_FACTORS, *varying)
    for name in given:
        personal = name in PEOPLE_FACTORS
        at = None if personal else shown.index(name)
        values = [person.levels[name] for person in people] if at is None else [view[at] for view in views]
        levels = {level: number for number, level in enumerate(given[name])}
        factors.append(Factor(name, tuple(levels), personal))
        codes[name] = np.array([levels[value] for value in values], np.int64)
    clips = {entry.clip: number for number, entry in enumerate(entries)}
    return Index(tuple(factors), tuple(place), codes, row_person, row_view, clips, report.scenes)


@dataclass(frozen=True)
class Pointers:
    """Where findings point: ``person`` and ``view`` by number, the number of people or views where at none.

    ``partial`` are views that no clip has, {factor: code}, numbered after those of the index.
    """

    person: np.ndarray
    view: np.ndarray
    partial: tuple[Mapping[str, int], ...]


def point(index: Index, findings: Sequence[Finding]) -> Pointers:
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
        row = index.clips.get(finding.clip or "")
        if row is not None:
            person[number], view[number] = index.row_person[row], index.row_view[row]
            continue
        who, what = _subject(finding)
        if "scene" in what:
            what["scene"] = index.scenes.get(what["scene"], what["scene"])
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


def _subject(finding: Finding) -> tuple[str, dict[str, str]]:
    """Return the model that a clip id or an input's path names, and {"signal", "angle", "scene": …} as far as given."""
    if finding.clip:
        model, *parts = finding.clip.split("__")
        return model, dict(zip(("signal", "angle", "scene"), parts, strict=False))
    if finding.path and finding.path.startswith((input_path("models", ""), input_path("signals", ""))):
        _, kind, name = finding.path.split("/", 2)
        stem = name.split(".", 1)[0]
        return (stem, {}) if kind == "models" else ("", {"signal": stem})
    return "", {}
