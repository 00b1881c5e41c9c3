"""The ``sample:`` entry of a design's models: people that are drawn instead of named."""

from __future__ import annotations

from typing import Any, Mapping

from synthgen.human.conditions import KINDS
from synthgen.human.demographics import GENDERS
from synthgen.population.drawn import Sample
from synthgen.population.roster import ALL_AGES, BALANCES, DEFAULT_BALANCE, GENDER_KINDS, Population
from synthgen.yamlfile import YamlFile

_KEYS = ("n", "seed", "balance", "ages", "gender", "conditions")
_MOST = 10_000


def parse_sample(file: YamlFile, *at: str | int) -> Sample:
    """Read the mapping at an address, {n, seed, balance, ages, gender, conditions}; n and seed have to be there.

    ``n`` is a number, or {female: number, male: number}.

    Raises InputError, with the line, for unknown keys and values out of range.
    """
    given = file.mapping(*at)
    file.only_keys(_KEYS, *at)
    prevalence: dict[str, float] = {}
    if "conditions" in given:
        file.only_keys(KINDS, *at, "conditions")
        shares = file.mapping(*at, "conditions")
        prevalence = {kind: float(file.number(*at, "conditions", kind, low=0, high=1)) for kind in shares}
    population = Population(
        seed=file.integer(*at, "seed", low=0, high=2**63 - 1),
        balance=tuple(_listed(file, BALANCES, *at, "balance")) if "balance" in given else DEFAULT_BALANCE,
        ages=_ages(file, *at, "ages") if "ages" in given else ALL_AGES,
        gender=file.word(GENDER_KINDS, *at, "gender") if "gender" in given else GENDER_KINDS[0],
        prevalence=prevalence,
    )
    if isinstance(file.get(*at, "n"), dict):
        quotas = _quotas(file, population, *at, "n")
        return Sample(sum(quotas.values()), population, quotas)
    return Sample(file.integer(*at, "n", low=1, high=_MOST), population)


def _quotas(file: YamlFile, population: Population, *at: str | int) -> Mapping[str, int]:
    """Return {gender: how many} at an address."""
    file.only_keys(GENDERS, *at)
    if population.gender != GENDER_KINDS[0]:
        raise file.error(
            f"'n' says how many women and men there are, and 'gender' is {population.gender}",
            *at,
            remedy=f"Leave 'gender' out, or let 'n' be a number up to {_MOST}.",
        )
    quotas = {str(gender): file.integer(*at, gender, low=0, high=_MOST) for gender in file.mapping(*at)}
    if not sum(quotas.values()):
        raise file.unexpected("somebody, e.g. {female: 88, male: 86}", *at)
    return quotas


def _listed(file: YamlFile, allowed: tuple[Any, ...], *at: str | int) -> list[Any]:
    """Return the words of a list in the order they are allowed in, whatever order they stand in."""
    value = file.get(*at)
    words = value if isinstance(value, list) else [value]
    for word in words:
        if word not in allowed:
            raise file.error(f"'{at[-1]}' has {word!r}", *at, expected=f"some of {', '.join(allowed)}")
    return [word for word in allowed if word in words]


def _ages(file: YamlFile, *at: str | int) -> tuple[int, int]:
    low, high = ALL_AGES
    value = file.get(*at)
    if not isinstance(value, list) or len(value) != 2:
        raise file.unexpected("[from, to] in years", *at)
    youngest = file.integer(*at, 0, low=low, high=high)
    return youngest, file.integer(*at, 1, low=youngest, high=high)
