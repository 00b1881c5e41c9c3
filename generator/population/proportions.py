"""How the heads of several people compare with published anthropometry: a row for every index and group."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from synthgen.assets import Assets
from synthgen.human.body import target_weights
from synthgen.human.demographics import GENDERS
from synthgen.human.mhm import Model
from synthgen.population.anthropometry import BOUND, Norm, Ruler, anthropometry


@dataclass(frozen=True)
class Proportion:
    """An index (percent) or angle (degrees) of one group: what was published, and what models have.

    ``mean`` and ``spread`` are the models', ``within`` is the share (0–1) that lies no more than ``BOUND`` published
    standard deviations from the published mean.
    """

    index: str
    group: str
    gender: str
    published: Norm
    source: str
    people: int
    mean: float
    spread: float
    within: float

    @property
    def off(self) -> float:
        """By how many published standard deviations the means differ."""
        return self.published.score(self.mean)


def proportions(models: Iterable[Model], assets: Assets) -> Iterator[Proportion]:
    """Yield a row for every index, group and gender that models declare and something was published of.

    Models that declare a mixture of groups, no gender, or one between female and male are left out.
    """
    ruler, published = Ruler(assets), anthropometry()
    values: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for model in models:
        gender, group = model.demographics.gender, model.demographics.ethnicity_name
        if gender in GENDERS:
            for index, value in ruler.indices(target_weights(model.modifiers, assets)[0]).items():
                values[index, group, str(gender)].append(value)
    for index, groups in published.norms.items():
        for group in sorted(groups):
            for gender in GENDERS:
                if found := values.get((index, group, gender)):
                    norm = published.norms[index][group][gender]
                    yield _row(index, group, gender, norm, published.source_of[index][group], found)


def _row(index: str, group: str, gender: str, norm: Norm, source: str, values: list[float]) -> Proportion:
    mean = math.fsum(values) / len(values)
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / max(1, len(values) - 1))
    within = sum(abs(norm.score(value)) <= BOUND for value in values) / len(values)
    return Proportion(index, group, gender, norm, source, len(values), mean, spread, within)
