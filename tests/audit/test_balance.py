"""Tables and their measures, against values from textbooks and other programs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from synthgen.audit.balance import (
    all_tables,
    chi_square_tail,
    demands,
    leaks,
    mutual_information,
    share_intervals,
    table_of,
)
from synthgen.audit.groups import Groups
from synthgen.audit.policy import Balance, Policy
from synthgen.dataset.factors import FACTORS, PEOPLE_FACTORS, Factor


def groups(**columns: list[str]) -> Groups:
    """Return groups of the factors named; everything else is of one level."""
    n = len(next(iter(columns.values())))
    values = {factor: columns.get(factor, ["x"] * n) for factor in FACTORS}
    levels = {factor: tuple(sorted(set(column))) for factor, column in values.items()}
    codes = {factor: np.array([levels[factor].index(v) for v in column]) for factor, column in values.items()}
    return Groups(levels, codes, n)


@pytest.mark.parametrize(
    ("counts", "chi2", "p", "cramers_v"),
    [
        # gender and party: A. Agresti, An Introduction to Categorical Data Analysis, 2nd ed. 2007, table 2.5; the
        # example of R's chisq.test, which prints X-squared = 30.07, df = 2, p-value = 2.954e-07
        ([[762, 327, 468], [484, 239, 477]], 30.07, 2.954e-07, 0.1044),
        # scipy.stats.chi2_contingency(correction=False): 43.5333379…, 3.5225e-10; contingency.association: 0.244537…
        ([[41, 216], [64, 180], [97, 130]], 43.5333, 3.5225e-10, 0.24454),
    ],
)
def test_independence_as_others_compute_it(counts: list[list[int]], chi2: float, p: float, cramers_v: float) -> None:
    table = table_of(np.array(counts), ("gender", "emotion"), "clips")
    assert table.chi2 == pytest.approx(chi2, abs=1e-2)
    assert table.dof == 2
    assert table.p == pytest.approx(p, rel=2e-3)
    assert table.cramers_v == pytest.approx(cramers_v, abs=1e-4)


@pytest.mark.parametrize(
    ("chi2", "dof", "p"),
    [  # quantiles printed in every table of the chi-square distribution
        (2.706, 1, 0.10), (6.635, 1, 0.01), (5.991, 2, 0.05), (11.345, 3, 0.01), (16.919, 9, 0.05),
        (43.773, 30, 0.05), (124.342, 100, 0.05), (10.117, 19, 0.95),
    ],
)  # fmt: skip
def test_the_tail_of_chi_square(chi2: float, dof: int, p: float) -> None:
    assert chi_square_tail(chi2, dof) == pytest.approx(p, abs=2e-4)


def test_evenness() -> None:
    even = table_of(np.array([5, 5, 5, 5]), ("ethnicity",), "people")
    assert (even.shannon, even.simpson, even.ratio, even.empty) == (1.0, 1.0, 1.0, 0)
    lone = table_of(np.array([20, 0, 0, 0]), ("ethnicity",), "people")
    assert (lone.shannon, lone.simpson, lone.ratio, lone.empty, lone.least) == (0.0, 0.25, None, 3, 0)
    # H(1/2, 1/4, 1/4) is 1.5 bits of log2(3)
    assert table_of(np.array([2, 1, 1]), ("x",), "people").shannon == pytest.approx(1.5 / math.log2(3), abs=1e-4)


def test_mutual_information_of_a_copy_is_its_entropy() -> None:
    assert mutual_information(np.diag([1, 1, 1, 1])) == pytest.approx(2.0)
    assert mutual_information(np.ones((3, 7), int)) == 0.0


@given(
    arrays.arrays(
        np.int64, arrays.array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.integers(0, 50)
    ).filter(lambda counts: counts.sum() > 0)
)
def test_measures_stay_in_their_ranges(counts: np.ndarray) -> None:
    table = table_of(counts, ("a", "b"), "clips")
    assert 0 <= table.shannon <= 1 + 1e-9 and 0 < table.simpson <= 1 + 1e-9
    assert 0 <= (table.cramers_v or 0) <= 1 + 1e-9 and 0 <= (table.p or 0) <= 1
    assert (table.bits or 0) <= math.log2(min(counts.shape)) + 1e-6
    transposed = table_of(counts.T.copy(), ("b", "a"), "clips")
    assert (transposed.chi2, transposed.bits) == (pytest.approx(table.chi2), pytest.approx(table.bits))


def test_every_table_of_one_two_and_three_factors_is_there() -> None:
    made = all_tables(groups(gender=["f", "m"], emotion=["a", "b"]), FACTORS, "clips")
    n = len(FACTORS)
    assert len(made) == n + math.comb(n, 2) + math.comb(n, 3)
    assert all(np.array(table.counts).sum() == 2 for table in made)


def test_an_interval_of_a_share_narrows_with_the_people() -> None:
    few, many = share_intervals(np.array([6, 6])), share_intervals(np.array([600, 600]))
    assert few == share_intervals(np.array([6, 6]))
    # the normal approximation: .5 ± 1.96 √(.25 / n)
    assert many[0] == (pytest.approx(0.472, abs=0.01), pytest.approx(0.528, abs=0.01))
    assert few[0][0] < many[0][0] < 0.5 < many[0][1] < few[0][1]
    assert share_intervals(np.array([0, 0])) == [(0.0, 0.0), (0.0, 0.0)]


def test_a_leak_of_label_into_group_is_found_and_a_product_has_none() -> None:
    people = ["f", "m"] * 60
    emotions = ["anger", "joy", "joy"] * 40
    measured, found = leaks(groups(gender=people, emotion=emotions), Policy())
    assert found == [] and max(leak.bits for leak in measured) == 0
    told = ["anger" if who == "f" and i % 3 else "joy" for i, who in enumerate(people)]
    _, found = leaks(groups(gender=people, emotion=told), Policy())
    assert [finding.code for finding in found] == ["label-leak"]
    assert "gender tells" in found[0].message and "emotion" in found[0].message


def test_demands_of_a_policy() -> None:
    clips = groups(gender=["f", "f", "f", "m"], emotion=["a", "a", "b", "a"])
    people = Groups(
        *(({k: v for k, v in part.items() if k in PEOPLE_FACTORS}) for part in (clips.levels, clips.codes)), 4
    )

    def codes(*balance: Balance, wanted: tuple[tuple[Factor, tuple[str, ...]], ...] = ()) -> list[str]:
        return [finding.code for finding in demands(clips, people, Policy(balance=balance, groups=wanted))]

    assert codes(Balance(("gender",))) == []
    assert codes(Balance(("gender",), least=2)) == ["group-small"]
    assert codes(Balance(("gender",), ratio=2.0)) == ["groups-uneven"]
    assert codes(Balance(("gender", "emotion"))) == ["group-small"]
    assert codes(Balance(("gender", "emotion"), complete=False)) == []
    assert codes(wanted=(("gender", ("f", "x")),)) == ["group-missing"]
