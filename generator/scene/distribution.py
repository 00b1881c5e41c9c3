"""Distributions that scene factors are drawn from, as they are declared in YAML, by inverting their cumulative ones.

One draw takes one uniform number, so that what a stream gives to one factor never depends on another.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Callable, Protocol, Union

from synthgen.errors import InputError, shown

Value = Union[float, str]
#: digits behind the point of a drawn number: processors differ in the last bits of logarithms
DIGITS = 6
#: the most strata of a grid or a Latin hypercube
MOST_STRATA = 10_000
_NORMAL = NormalDist()
#: the least chance that a truncated normal may leave between its bounds: less is a mistake in the design
_LEAST_LEFT = 1e-6


class Distribution(Protocol):
    """What a factor is drawn from."""

    def draw(self, u: float) -> Value:
        """Return the value at a uniform number ``u`` in [0, 1)."""

    def share(self, value: float) -> tuple[float, float]:
        """Return the chances that a draw lies below a number, and at it or below."""

    def record(self) -> Any:
        """Return what stands for it in YAML."""

    def bounds(self) -> tuple[float, float] | None:
        """Return the least and the greatest number that can be drawn; None where it draws words."""


@dataclass(frozen=True)
class Constant:
    """One number."""

    value: float

    def draw(self, u: float) -> float:
        return self.value

    def share(self, value: float) -> tuple[float, float]:
        return float(value > self.value), float(value >= self.value)

    def record(self) -> Any:
        return self.value

    def bounds(self) -> tuple[float, float]:
        return self.value, self.value


@dataclass(frozen=True)
class Choice:
    """Numbers or words with weights, which sum up to 1."""

    values: tuple[Value, ...]
    weights: tuple[float, ...]

    def draw(self, u: float) -> Value:
        total = 0.0
        for value, weight in zip(self.values, self.weights):
            total += weight
            if u < total:
                return value
        return next(value for value, weight in zip(reversed(self.values), reversed(self.weights)) if weight)

    def share(self, value: float) -> tuple[float, float]:
        pairs = list(zip(self.values, self.weights))
        below = math.fsum(weight for other, weight in pairs if isinstance(other, float) and other < value)
        return below, below + math.fsum(weight for other, weight in pairs if other == value)

    def record(self) -> Any:
        if len(self.values) == 1 and isinstance(self.values[0], str):
            return self.values[0]
        if isinstance(self.values[0], str):
            return {"choice": dict(zip(self.values, self.weights))}
        return {"choice": [[value, weight] for value, weight in zip(self.values, self.weights)]}

    def bounds(self) -> tuple[float, float] | None:
        numbers = [value for value, weight in zip(self.values, self.weights) if isinstance(value, float) and weight]
        return (min(numbers), max(numbers)) if numbers else None


@dataclass(frozen=True)
class Uniform:
    """Every number from ``low`` to ``high`` alike."""

    low: float
    high: float

    def draw(self, u: float) -> float:
        return round(self.low + u * (self.high - self.low), DIGITS)

    def share(self, value: float) -> tuple[float, float]:
        at = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        return at, at

    def record(self) -> Any:
        return {"uniform": [self.low, self.high]}

    def bounds(self) -> tuple[float, float]:
        return self.low, self.high


@dataclass(frozen=True)
class Normal:
    """A normal distribution between bounds, which may be infinite; what lies beyond them is not drawn.

    ``logarithm``: it is the logarithm that is normal, about that of ``mean``, which then is the median.
    """

    mean: float
    sd: float
    low: float = -math.inf
    high: float = math.inf
    logarithm: bool = False

    def _standard(self, value: float) -> float:
        if math.isinf(value):
            return value
        if self.logarithm:
            return -math.inf if value <= 0 else math.log(value / self.mean) / self.sd
        return (value - self.mean) / self.sd

    def _left(self) -> tuple[float, float]:
        """Return the chances of an unbounded draw below the lower bound and below the upper."""
        return _NORMAL.cdf(self._standard(self.low)), _NORMAL.cdf(self._standard(self.high))

    def draw(self, u: float) -> float:
        below, above = self._left()
        z = _NORMAL.inv_cdf(min(max(below + u * (above - below), 1e-15), 1 - 1e-15))
        value = self.mean * math.exp(self.sd * z) if self.logarithm else self.mean + self.sd * z
        return round(min(max(value, self.low), self.high), DIGITS)

    def share(self, value: float) -> tuple[float, float]:
        below, above = self._left()
        at = min(max((_NORMAL.cdf(self._standard(value)) - below) / (above - below), 0.0), 1.0)
        return at, at

    def record(self) -> Any:
        if self.logarithm:
            return {"log_normal": {"median": self.mean, "sd": self.sd, **self._limits()}}
        limits = self._limits()
        name = "truncated_normal" if limits else "normal"
        return {name: {"mean": self.mean, "sd": self.sd, **limits}}

    def _limits(self) -> dict[str, float]:
        return {key: v for key, v in (("low", self.low), ("high", self.high)) if math.isfinite(v)}

    def bounds(self) -> tuple[float, float]:
        return max(self.low, 0.0) if self.logarithm else self.low, self.high


@dataclass(frozen=True)
class Strata:
    """``strata`` equal parts from ``low`` to ``high``, of which a hash chooses one: so a design may grow.

    Of a grid the middle of the part is drawn; of a Latin hypercube (``within``) any number in it.
    """

    low: float
    high: float
    strata: int
    within: bool

    def draw(self, u: float) -> float:
        part = int(u * self.strata)
        inside = u * self.strata - part if self.within else 0.5
        return round(self.low + (part + inside) / self.strata * (self.high - self.low), DIGITS)

    def share(self, value: float) -> tuple[float, float]:
        at = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        if self.within:
            return at, at
        place = at * self.strata - 0.5
        return math.ceil(place - 1e-6) / self.strata, (math.floor(place + 1e-6) + 1) / self.strata

    def record(self) -> Any:
        name = "latin_hypercube" if self.within else "grid"
        return {name: {"low": self.low, "high": self.high, "strata": self.strata}}

    def bounds(self) -> tuple[float, float]:
        if self.within:
            return self.low, self.high
        half = (self.high - self.low) / self.strata / 2
        return self.low + half, self.high - half


def is_drawn(distribution: Distribution | None) -> bool:
    """Tell whether a distribution has more than one value."""
    if isinstance(distribution, Choice):
        return sum(weight > 0 for weight in distribution.weights) > 1
    if isinstance(distribution, Strata) and not distribution.within:
        return distribution.strata > 1
    return distribution is not None and not isinstance(distribution, Constant)


def parse_distribution(given: Any) -> Distribution:
    """Return the distribution that a value of a YAML document declares.

    A number or a word is a constant, a list a choice of equal weights; the others are mappings of one key. Raises
    InputError, without a place, for what declares none.
    """
    if _is_number(given):
        return Constant(float(given))
    if isinstance(given, str) and given:
        return Choice((given,), (1.0,))
    if isinstance(given, list):
        return _choice({value: 1.0 / len(given) for value in given} if _hashable(given) else {}, equal=given)
    if not isinstance(given, dict) or len(given) != 1 or next(iter(given)) not in _KINDS:
        raise InputError(
            f"{shown(given)} is no distribution",
            expected="a number, a word, a list to choose from, or a mapping of one of " + ", ".join(_KINDS),
            remedy="E.g. {uniform: [0, 1]}.",
        )
    ((kind, content),) = given.items()
    return _KINDS[kind](content)


def _choice(content: Any, *, equal: Sequence[Any] | None = None) -> Distribution:
    if isinstance(content, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in content):
        named = [value for value, _ in content]
        if _hashable(named) and len({*named}) == len(named):
            content = dict(content)
    if not isinstance(content, dict) or not content or (equal is not None and len(content) < len(equal)):
        wrong = content if equal is None else equal
        raise InputError(
            f"'choice' is {shown(wrong)}", expected="{value: weight} or [[value, weight]] of one or more, none twice"
        )
    for value, weight in content.items():
        if not (isinstance(value, str) or _is_number(value)):
            raise InputError(f"'choice' has the value {shown(value)}", expected="numbers or words")
        if not _is_number(weight) or weight < 0:
            raise InputError(f"'choice' gives {value!r} the weight {shown(weight)}", expected="a number of 0 or above")
    if len({isinstance(value, str) for value in content}) > 1:
        raise InputError("'choice' mixes numbers and words", expected="the one or the other")
    total = math.fsum(content.values())
    if abs(total - 1.0) > 1e-6:
        raise InputError(
            f"the weights of 'choice' sum up to {total:g}", expected="1", remedy="Divide each weight by their sum."
        )
    values = tuple(value if isinstance(value, str) else float(value) for value in content)
    return Choice(values, tuple(float(weight) for weight in content.values()))


def _uniform(content: Any) -> Distribution:
    if not isinstance(content, list) or len(content) != 2 or not all(map(_is_number, content)):
        raise InputError(f"'uniform' is {shown(content)}", expected="[low, high]")
    low, high = map(float, content)
    _ordered("uniform", low, high)
    return Uniform(low, high)


def _normal(content: Any) -> Distribution:
    given = _numbers("normal", content, needed=("mean", "sd"))
    return Normal(given["mean"], _above_zero("normal", "sd", given["sd"]))


def _truncated_normal(content: Any) -> Distribution:
    given = _numbers("truncated_normal", content, needed=("mean", "sd", "low", "high"))
    _ordered("truncated_normal", given["low"], given["high"])
    done = Normal(given["mean"], _above_zero("truncated_normal", "sd", given["sd"]), given["low"], given["high"])
    return _left_over("truncated_normal", done)


def _log_normal(content: Any) -> Distribution:
    given = _numbers("log_normal", content, needed=("median", "sd"), more=("low", "high"))
    low, high = given.get("low", 0.0), given.get("high", math.inf)
    _ordered("log_normal", low, high)
    median = _above_zero("log_normal", "median", given["median"])
    done = Normal(median, _above_zero("log_normal", "sd", given["sd"]), low, high, logarithm=True)
    return _left_over("log_normal", done)


def _strata(kind: str, within: bool) -> Callable[[Any], Distribution]:
    def parse(content: Any) -> Distribution:
        given = _numbers(kind, content, needed=("low", "high", "strata"))
        _ordered(kind, given["low"], given["high"])
        strata = given["strata"]
        if strata != int(strata) or not 1 <= strata <= MOST_STRATA:
            expected = f"a whole number from 1 to {MOST_STRATA}"
            raise InputError(f"'{kind}' has {strata:g} strata", expected=expected)
        return Strata(given["low"], given["high"], int(strata), within)

    return parse


_KINDS: Mapping[str, Callable[[Any], Distribution]] = {
    "uniform": _uniform,
    "normal": _normal,
    "truncated_normal": _truncated_normal,
    "log_normal": _log_normal,
    "choice": _choice,
    "grid": _strata("grid", within=False),
    "latin_hypercube": _strata("latin_hypercube", within=True),
}


def _left_over(kind: str, distribution: Normal) -> Distribution:
    below, above = distribution._left()
    if above - below < _LEAST_LEFT:
        raise InputError(
            f"'{kind}' hardly ever draws between {distribution.low:g} and {distribution.high:g}",
            remedy="Move its middle between its bounds.",
        )
    return distribution


def _numbers(kind: str, content: Any, *, needed: Sequence[str], more: Sequence[str] = ()) -> dict[str, float]:
    keys = (*needed, *more)
    if not isinstance(content, dict):
        raise InputError(f"'{kind}' is {shown(content)}", expected="a mapping of " + ", ".join(keys))
    for key in content:
        if key not in keys:
            raise InputError(f"'{kind}' has the unknown key '{key}'", expected="a mapping of " + ", ".join(keys))
    for key in keys:
        if (key in content or key in needed) and not _is_number(content.get(key)):
            raise InputError(f"'{kind}' has {shown(content.get(key))} as '{key}'", expected="a number")
    return {key: float(value) for key, value in content.items()}


def _above_zero(kind: str, key: str, value: float) -> float:
    if value <= 0:
        raise InputError(f"'{kind}' has {value:g} as '{key}'", expected="a number above 0")
    return value


def _ordered(kind: str, low: float, high: float) -> None:
    if not low < high:
        remedy = "Swap them." if low > high else "A number alone is a constant."
        raise InputError(f"'{kind}' goes from {low:g} to {high:g}", expected="the lower end first", remedy=remedy)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _hashable(values: Sequence[Any]) -> bool:
    return all(isinstance(value, str) or _is_number(value) for value in values)
