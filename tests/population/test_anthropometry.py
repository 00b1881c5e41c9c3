"""Proportions: landmarks where anatomy has them, lengths of a head that is known, and faces that are out of bounds."""

from __future__ import annotations

import numpy as np
import pytest
from click.testing import CliRunner

from synthgen.assets import Assets
from synthgen.cli.models import models
from synthgen.human.body import blend, target_weights
from synthgen.human.library import find_models
from synthgen.population.anthropometry import BOUND, Ruler, anthropometry, out_of_bounds
from synthgen.population.proportions import proportions
from synthgen.population.roster import ETHNICITIES, Population
from synthgen.population.selection import sample_people


@pytest.fixture(scope="module")
def ruler(assets: Assets) -> Ruler:
    return Ruler(assets)


def test_the_base_mesh_has_the_size_of_a_person(ruler: Ruler, assets: Assets) -> None:
    """In mm, within four standard deviations of men and women in NIOSH's survey (3997 people)."""
    found = {name: 100 * length for name, length in ruler.lengths(assets.base).items()}
    for name, (low, high) in {
        "face height": (92, 146),
        "face breadth": (115, 165),
        "jaw breadth": (85, 150),
        "nose breadth": (20, 55),
        "nose height": (36, 66),
        "mouth breadth": (36, 66),
        "pupils apart": (49, 79),
        "head breadth": (125, 175),
        "head length": (160, 225),
        "neck circumference": (230, 500),
    }.items():
        assert low < found[name] < high, name


def test_indices_do_not_depend_on_size_or_place(ruler: Ruler, assets: Assets) -> None:
    plain, moved = ruler.measure(assets.base), ruler.measure(assets.base * 1.25 + np.array([0.2, -3.0, 0.5]))
    assert moved == pytest.approx(plain, rel=1e-4)


def test_a_shape_moves_the_index_that_it_is_named_after(ruler: Ruler, assets: Assets) -> None:
    for modifier, index in (
        ("nose/nose-scale-horiz-decr|incr", "nose breadth / nose height"),
        ("chin/chin-height-decr|incr", "face height / face breadth"),
        ("mouth/mouth-scale-horiz-decr|incr", "mouth breadth / face breadth"),
        ("head/head-scale-horiz-decr|incr", "head breadth / head length"),
        ("neck/neck-scale-depth-decr|incr", "neck circumference / head length"),
    ):
        less, more = (ruler.indices(target_weights(((modifier, value),), assets)[0])[index] for value in (-0.5, 0.5))
        assert more > less * 1.01, index
    apart = [
        ruler.indices(target_weights(tuple((f"eyes/{side}-eye-trans-in|out", value) for side in "lr"), assets)[0])
        for value in (-0.5, 0.5)
    ]
    assert apart[1]["pupils apart / face breadth"] > apart[0]["pupils apart / face breadth"] * 1.02


def test_landmarks_alone_say_what_the_whole_mesh_says(ruler: Ruler, assets: Assets) -> None:
    weights = target_weights(find_models("female_asian_2")[0].modifiers, assets)[0]
    assert ruler.indices(weights) == pytest.approx(ruler.measure(blend(weights, assets)), rel=1e-4)


def test_what_was_published_is_there_for_every_group_that_is_drawn() -> None:
    """NIOSH's means as Zhuang et al. 2010 discuss them: African-American noses are shorter, wider and shallower."""
    published = anthropometry()
    for index in ("face height / face breadth", "nose breadth / nose height", "pupils apart / face breadth"):
        assert published.norms[index].keys() == set(ETHNICITIES)
    women = {group: genders["female"].mean for group, genders in published.norms["nose breadth / nose height"].items()}
    assert women["african"] > women["asian"] > women["hispanic"] > women["caucasian"]
    depth = published.norms["nose protrusion / nose height"]
    assert depth["african"]["female"].mean < depth["caucasian"]["female"].mean
    assert all(source in published.sources for groups in published.source_of.values() for source in groups.values())


def test_between_the_genders_a_norm_lies_between() -> None:
    norms = [anthropometry().norm("nasofrontal angle", "asian", male) for male in (0.0, 0.5, 1.0)]
    assert [norm.mean for norm in norms if norm] == pytest.approx([139.94, 137.41, 134.88])
    assert anthropometry().norm("nasofrontal angle", "hispanic", 0.5) is None


def test_out_of_bounds_says_what_and_how_far() -> None:
    norm = anthropometry().norm("nose breadth / face breadth", "caucasian", 1.0)
    assert norm is not None
    just, over = (norm.mean + sign * BOUND * norm.spread for sign in (0.99, -1.01))
    assert list(out_of_bounds({"nose breadth / face breadth": just}, "caucasian", 1.0)) == []
    (said,) = out_of_bounds({"nose breadth / face breadth": over}, "caucasian", 1.0)
    assert said.startswith(f"nose breadth / face breadth is {over:.1f}, -2.5 standard deviations from {norm.mean:.1f}")


def test_the_sampler_keeps_to_the_bounds(ruler: Ruler, assets: Assets) -> None:
    from synthgen.facs.basis import load_basis

    rejected: list[str] = []
    drawn = sample_people(
        8,
        Population(3),
        assets=assets,
        basis=load_basis("embedded", assets),
        rejected=lambda person, why: rejected.append(why),
    )
    for accepted in drawn:
        person = accepted.person
        assert not list(
            out_of_bounds(ruler.measure(accepted.vertices), person.ethnicity, float(person.gender == "male"))
        )
    assert any("standard deviations from" in why for why in rejected)


def test_the_table_has_a_cell_for_every_group(assets: Assets) -> None:
    rows = list(proportions(find_models("*"), assets))
    assert {row.group for row in rows} == set(ETHNICITIES) and all(row.people == 3 for row in rows)
    said = CliRunner().invoke(models, ["proportions", "male_*"], catch_exceptions=False).output
    assert said.startswith("| index | | african | asian | caucasian | hispanic |")
    assert "| nasofrontal angle | male | 130.2 ± 8.8; " in said and "| female |" not in said
