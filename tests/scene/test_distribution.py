"""What scene factors are drawn from: shapes, bounds, and what is refused."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from synthgen.errors import InputError
from synthgen.scene.distribution import parse_distribution

#: declared -> mean and standard deviation, by the textbook
SHAPES: list[tuple[Any, float, float]] = [
    ({"uniform": [2, 5]}, 3.5, 3 / math.sqrt(12)),
    ({"normal": {"mean": -1, "sd": 2}}, -1, 2),
    ({"truncated_normal": {"mean": 0, "sd": 1, "low": -1, "high": 1}}, 0, 0.5396),
    ({"truncated_normal": {"mean": 0, "sd": 1, "low": 0, "high": 50}}, math.sqrt(2 / math.pi), 0.6028),
    ({"log_normal": {"median": 2, "sd": 0.5}}, 2 * math.exp(0.125), 2 * math.exp(0.125) * math.sqrt(math.expm1(0.25))),
    ({"choice": {1: 0.25, 3: 0.75}}, 2.5, math.sqrt(0.75)),
    ({"choice": [[1, 0.25], [3, 0.75]]}, 2.5, math.sqrt(0.75)),
    ([1, 2, 3, 4], 2.5, math.sqrt(1.25)),
    ({"grid": {"low": 0, "high": 10, "strata": 5}}, 5, math.sqrt(8)),
    ({"latin_hypercube": {"low": 0, "high": 10, "strata": 5}}, 5, 10 / math.sqrt(12)),
    (0.3, 0.3, 0),
]


@pytest.mark.parametrize(("declared", "mean", "sd"), SHAPES)
def test_draws_have_the_mean_and_spread_of_what_was_declared(declared: Any, mean: float, sd: float) -> None:
    distribution, lot = parse_distribution(declared), random.Random(7)
    drawn = [float(distribution.draw(lot.random())) for _ in range(20_000)]
    middle = math.fsum(drawn) / len(drawn)
    spread = math.sqrt(math.fsum((value - middle) ** 2 for value in drawn) / len(drawn))
    assert middle == pytest.approx(mean, abs=4 * sd / math.sqrt(len(drawn)) + 1e-9)
    assert spread == pytest.approx(sd, rel=0.04, abs=1e-9)


@pytest.mark.parametrize("declared", [shape[0] for shape in SHAPES])
def test_shares_are_how_often_draws_lie_below(declared: Any) -> None:
    distribution, lot = parse_distribution(declared), random.Random(8)
    drawn = [float(distribution.draw(lot.random())) for _ in range(4000)]
    for value in drawn[:20]:
        below, at_most = distribution.share(value)
        assert sum(other < value for other in drawn) / len(drawn) == pytest.approx(below, abs=0.035)
        assert sum(other <= value for other in drawn) / len(drawn) == pytest.approx(at_most, abs=0.035)


@pytest.mark.parametrize("declared", [shape[0] for shape in SHAPES])
def test_what_stands_in_a_frozen_design_draws_the_same(declared: Any) -> None:
    distribution = parse_distribution(declared)
    assert parse_distribution(distribution.record()) == distribution


def test_words_are_drawn_as_often_as_they_weigh() -> None:
    distribution, lot = parse_distribution({"choice": {"wall": 0.8, "room": 0.2, "sky": 0}}), random.Random(9)
    drawn = [distribution.draw(lot.random()) for _ in range(5000)]
    assert drawn.count("wall") == pytest.approx(4000, abs=120) and set(drawn) == {"wall", "room"}


def test_the_ends_of_the_uniform_number_draw_the_ends() -> None:
    last = math.nextafter(1, 0)
    for declared, low, high in (
        ({"uniform": [2, 5]}, 2, 5),
        ({"grid": {"low": 0, "high": 10, "strata": 5}}, 1, 9),
        ({"truncated_normal": {"mean": 9, "sd": 1, "low": 0, "high": 10}}, 0, 10),
        ({"choice": {1: 0.1, 2: 0.2, 3: 0.7}}, 1, 3),
    ):
        distribution = parse_distribution(declared)
        assert distribution.draw(0) >= low and distribution.draw(last) <= high  # type: ignore[operator]
        assert distribution.draw(last) == pytest.approx(high, abs=1e-5)


@pytest.mark.parametrize(
    ("declared", "told"),
    [
        ({"unifrom": [0, 1]}, "is no distribution; expected a number, a word, a list"),
        ({"uniform": [1, 0]}, "'uniform' goes from 1 to 0; expected the lower end first. Swap them."),
        ({"uniform": [1, 1]}, "A number alone is a constant."),
        ({"uniform": [0, "x"]}, r"expected \[low, high\]"),
        ({"uniform": [0, float("nan")]}, r"expected \[low, high\]"),
        ({"normal": {"mean": 0, "sd": 0}}, "has 0 as 'sd'; expected a number above 0"),
        ({"normal": {"mean": 0}}, "has missing as 'sd'; expected a number"),
        ({"normal": {"mean": 0, "sd": 1, "low": 0}}, "has the unknown key 'low'"),
        ({"truncated_normal": {"mean": 0, "sd": 1, "low": 20, "high": 21}}, "hardly ever draws between 20 and 21"),
        ({"log_normal": {"median": -1, "sd": 1}}, "has -1 as 'median'; expected a number above 0"),
        ({"choice": {"a": 0.5, "b": 0.6}}, "sum up to 1.1; expected 1. Divide each weight by their sum."),
        ({"choice": {"a": 1.5, "b": -0.5}}, "gives 'b' the weight -0.5"),
        ({"choice": {"a": 0.5, 1: 0.5}}, "mixes numbers and words"),
        ({"choice": [[1, 0.5], [1, 0.5]]}, "none twice"),
        ({"choice": [[1, 0.5, 2]]}, "none twice"),
        ({"choice": {}}, "expected {value: weight} or .* of one or more"),
        (["a", "a"], "none twice"),
        ([], "of one or more"),
        ([[1]], "of one or more"),
        ({"grid": {"low": 0, "high": 1, "strata": 2.5}}, "has 2.5 strata; expected a whole number"),
        ({"grid": {"low": 0, "high": 1, "strata": 0}}, "has 0 strata"),
        (True, "is no distribution"),
        (None, "missing is no distribution"),
        ({"uniform": [0, 1], "normal": {}}, "is no distribution"),
    ],
)
def test_what_is_no_distribution_is_refused(declared: Any, told: str) -> None:
    with pytest.raises(InputError, match=told):
        parse_distribution(declared)
