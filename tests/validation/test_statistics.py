"""AUC and intervals by person, against numbers worked out by hand."""

import math

import numpy as np
import pytest
from readers.statistics import auc, by_person


@pytest.mark.parametrize(
    ("scores", "positive", "expected"),
    [
        ([1, 2, 3, 4], [0, 0, 1, 1], 1.0),
        ([4, 3, 2, 1], [0, 0, 1, 1], 0.0),
        ([1, 1, 1, 1], [0, 1, 0, 1], 0.5),
        # pairs: 3>1, 3>2, 2>1 and 2=2: three and a half of four
        ([1, 2, 3, 2], [0, 0, 1, 1], 0.875),
    ],
)
def test_auc_is_the_share_of_pairs_in_order(scores, positive, expected):
    assert auc(scores, positive) == expected


def test_auc_of_one_class_is_not_a_number():
    assert math.isnan(auc([0.1, 0.2], [True, True]))


def test_an_interval_draws_people_not_rows():
    """Two people whose rows agree: a draw of people has a mean of 0, .5 or 1, a draw of rows would be near .5."""
    people = ["a"] * 50 + ["b"] * 50
    values = np.repeat([0.0, 1.0], 50)
    middle, low, high = by_person(lambda rows: float(values[rows].mean()), people)
    assert (middle, low, high) == (0.5, 0.0, 1.0)


def test_an_interval_of_people_who_are_alike_is_a_point():
    values = np.full(8, 0.7)
    measured = by_person(lambda rows: float(values[rows].mean()), list("aabbccdd"), rounds=50)
    assert measured == pytest.approx((0.7, 0.7, 0.7))


def test_an_interval_follows_the_spread_of_people():
    """The standard error of the mean of 100 people who spread by 1 is .1; the interval is four of it wide."""
    values = np.random.default_rng(3).normal(size=100)
    _, low, high = by_person(lambda rows: float(values[rows].mean()), [str(k) for k in range(100)])
    assert high - low == pytest.approx(0.39, abs=0.06)
