"""Scenes: do drawn values follow their declared distributions, and do scenes tell of labels what they were not to?

One draw counts once: of a factor of a take, all cameras of the take have the same. A test that fails once in ten
thousand datasets, over all factors together, is a warning; a leak has to be large as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.balance import chi_square_tail, mutual_information, table_of
from synthgen.audit.check import Check, Context, Outcome, conclude, skip
from synthgen.audit.policy import Policy
from synthgen.audit.scenelevels import USUAL, Column, scene_names
from synthgen.names import id_of
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.scene.distribution import Choice, Distribution, is_drawn
from synthgen.scene.factors import CLIP, TAKE, Factor

#: chance of a false alarm of all tests of a kind together
_CHANCE = 1e-4
#: equally likely parts of a distribution that draws are counted in, and draws that each should have
_PARTS, _LEAST = 10, 5


@dataclass(frozen=True)
class SceneFactor:
    """A factor that varies: the clips at each level, and how its draws fit what was declared.

    The first may be the scene itself, where a design has several. ``draws`` are independent ones; ``p`` the chance of a
    worse fit (chi-square over equally likely parts), None where there are too few. ``bits``: mutual information with
    the emotion over draws, beyond what chance makes, and ``leak_p`` the chance of as much by chance. ``meant``: the
    emotions for which the design declares other distributions than for all others; what the factor tells of them is
    meant, and no part of ``bits``, which then are of the group of emotions that is told apart most.
    """

    name: str
    unit: str
    scope: str
    levels: tuple[str, ...]
    clips: tuple[int, ...]
    by_emotion: tuple[tuple[int, ...], ...]
    draws: int
    p: float | None
    bits: float
    leak_p: float
    meant: tuple[str, ...] = ()


@dataclass(frozen=True)
class SceneSummary:
    """What varies in a dataset's scenes; ``emotions`` name the columns of ``by_emotion``."""

    emotions: tuple[str, ...]
    factors: tuple[SceneFactor, ...]


_NONE = SceneSummary((), ())


def _check(context: Context) -> Outcome[SceneSummary]:
    evidence = context.evidence
    columns = evidence.varying
    if not columns:
        return skip("no scene of the design varies", _NONE)
    summary, findings = summarise(columns, evidence.entries, evidence.declared, context.policy)
    did = f"{len(columns)} factors of scenes against their declared distributions, and what they tell of emotions"
    return conclude(findings, did, summary)


def summarise(
    columns: Sequence[Column], entries: Sequence[Entry], declared: Declared, policy: Policy
) -> tuple[SceneSummary, list[Finding]]:
    """Return what varies, how it fits and what it tells of emotions; and what of that is wrong."""
    emotions = tuple(sorted({entry.emotion for entry in entries}))
    place = {emotion: k for k, emotion in enumerate(emotions)}
    factors, findings = [], []
    for column in [*_which(entries, declared), *columns]:
        rows = _draws(column.factor, entries)
        by_emotion = _table(column, entries, range(len(entries)), place)
        told = _table(column, entries, [row for row in rows if column.of_clip[row] != USUAL], place)
        p = _fit(column.factor, [entries[row] for row in rows], declared)
        alike = _alike(column.factor, emotions, declared)
        bits, leak_p, told = max((_told(told, group) for group in alike), key=lambda one: one[0])
        if p is not None and p < _CHANCE / len(columns):
            message = f"{column.factor.name}: {len(rows)} draws are not from what the design declares (p {p:.1g})"
            findings.append(found("scene-unlikely", message))
        if bits > policy.leak_bits and leak_p < _CHANCE / len(columns):
            message = (
                f"{column.factor.name} tells {bits:.4f} bits of the emotion; the policy allows {policy.leak_bits:g} "
                f"({_strongest(column, told, emotions)})"
            )
            findings.append(found("scene-leak", message))
        factors.append(
            SceneFactor(
                column.factor.name,
                column.factor.unit,
                column.factor.scope,
                column.levels,
                tuple(by_emotion.sum(axis=1).tolist()),
                tuple(map(tuple, by_emotion.tolist())),
                len(rows),
                p,
                round(bits, 6),
                leak_p,
                tuple(emotions[k] for group in alike[1:] for k in group),
            )
        )
    return SceneSummary(emotions, tuple(factors)), findings


def _which(entries: Sequence[Entry], declared: Declared) -> list[Column]:
    """Return which scene clips are in, where there are several."""
    names = tuple(scene.name for scene in declared.design.scenes) if declared.design else ()
    if len(names) < 2:
        return []
    declared_as = scene_names(declared)
    ids: list[str] = [entry.scene["id"] for entry in entries]
    of_clip = tuple(declared_as.get(name, name) for name in ids)
    levels = tuple(dict.fromkeys((*names, *of_clip)))
    return [Column(Factor("scene", CLIP, names[0], "Which scene."), levels, of_clip)]


def _draws(factor: Factor, entries: Sequence[Entry]) -> list[int]:
    """Return the places of one clip a draw."""
    seen: dict[tuple[str, ...], int] = {}
    for row, entry in enumerate(entries):
        key = (entry.model["id"], entry.signal["id"], entry.scene["id"])
        seen.setdefault(key if factor.scope == TAKE else (*key, entry.angle["id"]), row)
    return list(seen.values())


def _table(column: Column, entries: Sequence[Entry], rows: Sequence[int], place: Mapping[str, int]) -> np.ndarray:
    """Return how many of the clips have each level and emotion (levels, emotions)."""
    levels = {level: k for k, level in enumerate(column.levels)}
    counts = np.zeros((len(levels), len(place)), np.int64)
    for row in rows:
        counts[levels[column.of_clip[row]], place[entries[row].emotion]] += 1
    return counts


def _fit(factor: Factor, entries: Sequence[Entry], declared: Declared) -> float | None:
    """Return the chance that draws fit their distributions worse than these; None for too few."""
    scenes = {scene.name: scene for scene in declared.design.scenes} if declared.design else {}
    declared_as = scene_names(declared)
    chi2, dof = 0.0, 0
    for name, scene in scenes.items():
        values: dict[Distribution, list[object]] = {}
        for entry in entries:
            distribution = scene.played(id_of(entry.emotion)).get(factor.name)
            if distribution is not None and is_drawn(distribution) and declared_as.get(entry.scene["id"]) == name:
                values.setdefault(distribution, []).append(entry.scene["values"].get(factor.name))
        for distribution, drawn in values.items():
            counts, expected = _parts(distribution, drawn)
            if len(expected) > 1:
                chi2 += float(((counts - expected) ** 2 / expected).sum())
                dof += len(expected) - 1
    return float(f"{chi_square_tail(chi2, dof):.3g}") if dof else None


def _parts(distribution: Distribution, values: Sequence[object]) -> tuple[np.ndarray, np.ndarray]:
    """Return how many values lie in parts of a distribution, and how many should: at least _LEAST in each."""
    n = len(values)
    if isinstance(distribution, Choice):
        chances = np.array(distribution.weights)
        counts = np.array([sum(value == other for value in values) for other in distribution.values], float)
    else:
        numbers = [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]
        parts = max(1, min(_PARTS, n // _LEAST))
        chances = np.full(parts, 1.0 / parts)
        counts = np.zeros(parts)
        for number in numbers:  # a value that takes up several parts, as those of grids do, counts a share in each
            below, at_most = distribution.share(number)
            edges = np.clip(np.arange(parts + 1) / parts, below, max(at_most, below + 1e-9))
            counts += np.diff(edges) / max(at_most - below, 1e-9)
    enough = chances * n >= _LEAST
    rest, wanted = counts[~enough].sum(), (chances[~enough] * n).sum()
    counts, expected = counts[enough], chances[enough] * n
    if wanted >= _LEAST:
        counts, expected = np.append(counts, rest), np.append(expected, wanted)
    return counts, expected


def _leak(counts: np.ndarray) -> tuple[float, float]:
    """Return the bits that levels (rows) tell of emotions beyond what chance makes, and the chance of as much.

    Chance makes (rows − 1)(columns − 1) / (2 n ln 2) bits: G. Miller, "Note on the bias of information estimates"
    (1955).
    """
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape, default=0) < 2:
        return 0.0, 1.0
    table = table_of(counts, ("factor", "emotion"), "clips")
    bias = (counts.shape[0] - 1) * (counts.shape[1] - 1) / (2.0 * counts.sum() * math.log(2.0))
    return max(0.0, mutual_information(counts) - bias), float(table.p if table.p is not None else 1.0)


def _alike(factor: Factor, emotions: Sequence[str], declared: Declared) -> list[list[int]]:
    """Return the places of emotions for which the design declares the same of a factor in all scenes, the most first:
    what tells these apart is not meant."""
    groups: dict[tuple[Distribution | None, ...], list[int]] = {}
    scenes = declared.design.scenes if declared.design else ()
    for place, emotion in enumerate(emotions):
        said = tuple(scene.played(id_of(emotion)).get(factor.name) for scene in scenes)
        groups.setdefault(said, []).append(place)
    return sorted(groups.values(), key=len, reverse=True) or [[]]


def _told(counts: np.ndarray, emotions: Sequence[int]) -> tuple[float, float, np.ndarray]:
    """Return what levels tell of some of the emotions (see ``_leak``), and the table of these alone."""
    of_these = np.zeros_like(counts)
    of_these[:, emotions] = counts[:, emotions]
    return (*_leak(of_these), of_these)


def _strongest(column: Column, counts: np.ndarray, emotions: Sequence[str]) -> str:
    """Return in words which level tells most of an emotion."""
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    row, k = divmod(int(((counts - expected) / np.sqrt(np.maximum(expected, 1e-9))).argmax()), counts.shape[1])
    share = counts[row, k] / counts[row].sum()
    usual = counts[:, k].sum() / counts.sum()
    return f"of draws at {column.levels[row]}, {share:.0%} are {emotions[k]}; of all, {usual:.0%}"


SCENES = Check("scenes", _check)
