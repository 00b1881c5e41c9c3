"""Coverage and balance: every table of one, two and three factors, how even it is, and what people tell of labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from synthgen.audit.check import Check, Context, Outcome, conclude
from synthgen.audit.groups import Groups, Person, clip_groups, people_groups, people_of
from synthgen.audit.policy import Balance, Policy
from synthgen.dataset.factors import CLIP_FACTORS, FACTORS, PEOPLE_FACTORS, label
from synthgen.reader.finding import Finding, found

Counts = NDArray[np.int64]
Count = Literal["clips", "people"]
#: cells of a table that is still made: three factors of a hundred levels each make no table to look at
_MOST_CELLS = 60_000
#: a leak has to be more than chance: probability of as much dependence among independent clips
_CHANCE = 1e-3
_RESAMPLES = 2000


@dataclass(frozen=True)
class Table:
    """How often each combination of levels occurs, and how evenly.

    ``shannon`` is H / ln(cells), ``simpson`` 1 / (cells · Σ p²), both 1 where all cells are equal; ``ratio`` most over
    least, None where a cell is empty. Of two factors also the chi-square test of independence, Cramér's V (0 for
    independent, 1 for determined) and mutual information in bits.
    """

    factors: tuple[str, ...]
    count: Count
    counts: Any
    cells: int
    empty: int
    least: int
    most: int
    ratio: float | None
    shannon: float
    simpson: float
    chi2: float | None = None
    dof: int | None = None
    p: float | None = None
    cramers_v: float | None = None
    bits: float | None = None


@dataclass(frozen=True)
class Distribution:
    """A factor's levels: the clips of each and, of a factor of people, the people and the interval of their share."""

    name: str
    levels: tuple[str, ...]
    clips: tuple[int, ...]
    people: tuple[int, ...] | None
    interval: tuple[tuple[float, float], ...] | None


@dataclass(frozen=True)
class Leak:
    """The mutual information, in ``bits``, of a factor of ``people`` and a ``label``, and what the policy allows."""

    people: str
    label: str
    bits: float
    limit: float


@dataclass(frozen=True)
class Composition:
    """What a dataset is composed of: every factor's distribution, all tables, what people tell of labels; people."""

    factors: tuple[Distribution, ...]
    tables: tuple[Table, ...]
    leaks: tuple[Leak, ...]
    people: tuple[Person, ...]


def table_of(counts: Counts, factors: Sequence[str], count: Count) -> Table:
    """Return a table of counts (an axis a factor) with its measures."""
    total = int(counts.sum())
    shares = counts[counts > 0] / total if total else np.zeros(0)
    entropy = float(-(shares * np.log(shares)).sum()) if total else 0.0
    cells = counts.size
    least, most = (int(counts.min()), int(counts.max())) if cells else (0, 0)
    tested = _independence(counts) if counts.ndim == 2 and total else {}
    return Table(
        tuple(factors),
        count,
        counts.tolist(),
        cells,
        int((counts == 0).sum()),
        least,
        most,
        round(most / least, 4) if least else None,
        round(entropy / math.log(cells), 4) if cells > 1 else 1.0,
        round(1.0 / (cells * float((shares**2).sum())), 4) if total else 0.0,
        **tested,
    )


def all_tables(groups: Groups, factors: Sequence[str], count: Count) -> list[Table]:
    """Return the tables of every one, two and three of the factors, but those of too many cells to look at.

    Factors of scenes, of which there may be dozens, are counted alone and beside each of the others.
    """
    tables = []
    for number in (1, 2, 3):
        for chosen in combinations(factors, number):
            if sum(factor not in FACTORS for factor in chosen) > (number < 3):
                continue
            if math.prod(len(groups.levels[factor]) for factor in chosen) <= _MOST_CELLS:
                tables.append(table_of(groups.table(chosen), chosen, count))
    return tables


def mutual_information(counts: Counts) -> float:
    """Return the mutual information in bits of the two axes of counts (a, b); 0 where they are independent."""
    total = float(counts.sum())
    joint = counts / total
    expected = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
    some = joint > 0
    return max(0.0, float((joint[some] * np.log2(joint[some] / expected[some])).sum()))


def chi_square_tail(chi2: float, dof: int) -> float:
    """Return the probability that a chi-square of ``dof`` degrees of freedom exceeds ``chi2``.

    The finite sum for whole dof: M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 26.4.4 and 26.4.5.

    >>> round(chi_square_tail(3.841, 1), 3), round(chi_square_tail(18.307, 10), 3), chi_square_tail(0.0, 4)
    (0.05, 0.05, 1.0)
    """
    half = chi2 / 2.0
    if dof % 2:
        tail, order = math.erfc(math.sqrt(half)), 0.5
    else:
        tail, order = math.exp(-half), 1.0
    while order < dof / 2.0 and half > 0:
        tail += math.exp(order * math.log(half) - half - math.lgamma(order + 1.0))
        order += 1.0
    return min(1.0, tail) if half > 0 else 1.0


def share_intervals(people: Counts, *, resamples: int = _RESAMPLES) -> list[tuple[float, float]]:
    """Return the 95 % bootstrap interval of each level's share of people, from counts (levels,).

    People are drawn again with replacement: they, not clips, are what a sample would hold. Seeded: the same counts
    give the same intervals.
    """
    total = int(people.sum())
    if not total:
        return [(0.0, 0.0)] * len(people)
    draws = np.random.default_rng(0).multinomial(total, people / total, size=resamples) / total
    low, high = np.quantile(draws, (0.025, 0.975), axis=0)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(low, high, strict=True)]


def leaks(groups: Groups, policy: Policy) -> tuple[list[Leak], list[Finding]]:
    """Return what each factor of people tells of each label, in bits, and what of it is more than the policy allows."""
    measured, findings = [], []
    for who in PEOPLE_FACTORS:
        for what in CLIP_FACTORS:
            if not groups.n:
                continue
            table = table_of(groups.table((who, what)), (who, what), "clips")
            bits = table.bits or 0.0
            measured.append(Leak(who, what, bits, policy.leak_bits))
            if bits > policy.leak_bits and (table.p or 0.0) < _CHANCE:
                message = (
                    f"{label(who)} tells {bits:.4f} bits of the {what}; the policy allows {policy.leak_bits:g} "
                    f"(Cramér's V {table.cramers_v:.3f}; {table.empty} of {table.cells} combinations have no clip)"
                )
                findings.append(found("label-leak", message))
    return measured, findings


def demands(clips: Groups, people: Groups, policy: Policy) -> list[Finding]:
    """Return where groups are missing, too small or too uneven for the policy."""
    findings = []
    for factor, wanted in policy.groups:
        counts = dict(zip(clips.levels[factor], clips.table((factor,)).tolist(), strict=True))
        for level in wanted:
            if not counts.get(level):
                findings.append(found("group-missing", f"there is no clip with {label(factor)} {level!r}"))
    for demand in policy.balance:
        findings += _demand(demand, people if demand.count == "people" else clips)
    return findings


def _demand(demand: Balance, groups: Groups) -> list[Finding]:
    counts = groups.table(demand.factors)
    names = " × ".join(label(factor) for factor in demand.factors)
    cells = {
        tuple(groups.levels[factor][i] for factor, i in zip(demand.factors, index, strict=True)): int(n)
        for index, n in np.ndenumerate(counts)
        if n or (demand.complete and _possible(demand.factors, index, groups))
    }
    findings = [
        found(
            "group-small",
            f"{' × '.join(levels)} ({names}) has {number} {demand.count}; the policy wants at least {demand.least}",
        )
        for levels, number in cells.items()
        if number < demand.least
    ]
    least, most = min(cells.values(), default=0), max(cells.values(), default=0)
    if demand.ratio is not None and least and most / least > demand.ratio:
        message = f"{names}: the largest group has {most} {demand.count}, the smallest {least}, "
        findings.append(found("groups-uneven", f"{message}{most / least:.2f} times; allowed are {demand.ratio:g}"))
    return findings


def _possible(factors: Sequence[str], index: tuple[int, ...], groups: Groups) -> bool:
    """Tell whether a cell can be filled at all: a signal is of one emotion."""
    if not {"signal", "emotion"} <= set(factors):
        return True
    table = groups.table(("signal", "emotion"))
    place = dict(zip(factors, index, strict=True))
    return bool(table[place["signal"], place["emotion"]])


def _independence(counts: Counts) -> dict[str, Any]:
    """Return the test of independence of two factors; levels that nobody has take no part."""
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    total = float(counts.sum())
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / total
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    rows, columns = counts.shape
    dof = (rows - 1) * (columns - 1)
    smaller = min(rows, columns) - 1
    return {
        "chi2": round(chi2, 4),
        "dof": dof,
        "p": float(f"{chi_square_tail(chi2, dof):.3g}") if dof else 1.0,
        "cramers_v": round(math.sqrt(chi2 / (total * smaller)), 4) if smaller else 0.0,
        "bits": round(mutual_information(counts), 6),
    }


def distributions(clips: Groups, people: Groups) -> tuple[Distribution, ...]:
    """Return every factor's levels with their clips, their people and the interval of the people's shares."""
    return tuple(_distribution(factor, clips, people) for factor in clips.levels)


def _distribution(factor: str, clips: Groups, people: Groups) -> Distribution:
    levels, counts = clips.levels[factor], tuple(clips.table((factor,)).tolist())
    if factor not in PEOPLE_FACTORS:
        return Distribution(factor, levels, counts, None, None)
    known = dict(zip(people.levels[factor], people.table((factor,)).tolist(), strict=True))
    number = tuple(known.get(level, 0) for level in levels)
    return Distribution(factor, levels, counts, number, tuple(share_intervals(np.array(number, np.int64))))


def _check(context: Context) -> Outcome[Composition]:
    evidence, policy = context.evidence, context.policy
    everybody = people_of(evidence.entries, policy)
    clips = clip_groups(evidence.entries, evidence.declared, policy, evidence.varying)
    people = people_groups(everybody, policy)
    measured, findings = leaks(clips, policy)
    tables = (*all_tables(clips, tuple(clips.levels), "clips"), *all_tables(people, PEOPLE_FACTORS, "people"))
    composition = Composition(distributions(clips, people), tables, tuple(measured), tuple(everybody))
    did = f"{len(tables)} tables of one to three factors; what who is in a clip tells of its labels"
    return conclude([*findings, *demands(clips, people, policy)], did, composition)


BALANCE = Check("balance", _check)
