"""The sampler: balance, seeds, what is drawn, what is thrown away."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.assets import Assets
from synthgen.errors import InputError
from synthgen.facs.basis import load_basis
from synthgen.human.mhm import parse_mhm
from synthgen.human.traits import traits
from synthgen.population.mhmtext import command_of, demographics_text, mhm_text
from synthgen.population.roster import ALL_AGES, KINDS, TONES, Population, Slot, parse_population, slots
from synthgen.population.sampling import MIXTURES, draw
from synthgen.population.selection import APART, sample_people
from synthgen.population.soundness import problems

SEEDS = st.integers(0, 2**63)


def people(count: int, seed: int, **wanted: Any) -> list[Slot]:
    return list(itertools.islice(slots(Population(seed, **wanted)), count))


@given(SEEDS)
def test_every_group_has_a_young_a_middle_and_an_old_person(seed: int) -> None:
    drawn = people(24, seed)
    third = (ALL_AGES[1] - ALL_AGES[0] + 1) / 3
    for gender, ethnicity in {(p.gender, p.ethnicity) for p in drawn}:
        ages = sorted(p.age for p in drawn if (p.gender, p.ethnicity) == (gender, ethnicity))
        for nth, age in enumerate(ages):  # whole years: the border between two thirds may lie within one
            assert nth * third - 1 < age - ALL_AGES[0] < (nth + 1) * third
    assert all(TONES[p.ethnicity][0] <= p.skin_tone <= TONES[p.ethnicity][1] for p in drawn)


@given(SEEDS, st.integers(1, 40))
def test_a_larger_sample_begins_with_the_smaller_one(seed: int, n: int) -> None:
    assert people(n, seed) == people(41, seed)[:n]


def test_what_is_not_balanced_is_drawn_at_random() -> None:
    drawn = people(400, 3, balance=())
    for counts in (Counter(p.gender for p in drawn), Counter(p.ethnicity for p in drawn)):
        expected = 400 / len(counts)
        assert all(abs(n - expected) < 4 * expected**0.5 for n in counts.values())
    assert Counter(p.gender for p in people(400, 3, balance=("gender",))) == {"female": 200, "male": 200}


@pytest.mark.parametrize("seed", [0, 9])
def test_a_thousand_people_are_balanced_in_every_cell(seed: int) -> None:
    drawn = people(1000, seed, balance=("gender", "ethnicity", "age", "skin_tone"))
    groups = Counter((p.gender, p.ethnicity) for p in drawn)
    assert len(groups) == 8 and set(groups.values()) == {125}
    tones = Counter((p.gender, p.ethnicity, p.skin_tone) for p in drawn)
    assert len(tones) == 80 and set(tones.values()) <= {12, 13}
    exact = people(960, seed, balance=("gender", "ethnicity", "age", "skin_tone"), ages=(19, 90))  # thirds of 24 years
    cells = Counter((p.gender, p.ethnicity, p.skin_tone, (p.age - 19) // 24) for p in exact)
    assert len(cells) == 240 and set(cells.values()) == {4}
    assert min(p.age for p in drawn) <= 19 and max(p.age for p in drawn) >= 89


@pytest.mark.parametrize("seed", [1, 77])
def test_a_continuous_gender_is_a_number_spread_evenly(seed: int) -> None:
    drawn = people(160, seed, gender="continuous")
    quarters = Counter((p.ethnicity, int(4 * p.male)) for p in drawn)
    assert len(quarters) == 16 and set(quarters.values()) == {10}
    person = draw(drawn[5], seed=seed, attempt=0)
    assert dict(person.modifiers)["macrodetails/Gender"] == person.gender == drawn[5].gender


@pytest.mark.parametrize("seed", [0, 2**40])
def test_conditions_come_as_often_as_declared(seed: int) -> None:
    drawn = people(320, seed, prevalence={"palsy": 0.25, "vitiligo": 0.1, "asymmetry": 1.0})
    counts = Counter(kind for p in drawn for kind in p.conditions.record())
    assert counts["asymmetry"] == 320 and 64 <= counts["palsy"] <= 96 and 16 <= counts["vitiligo"] <= 48
    assert counts.keys() == {"asymmetry", "palsy", "vitiligo"}
    plain = people(320, seed)
    assert [replace(p, conditions=plain[0].conditions) for p in drawn] == plain


def test_only_an_asymmetric_face_has_one_sided_modifiers() -> None:
    slot = people(1, 5)[0]
    uneven = replace(slot, conditions=replace(slot.conditions, asymmetry=0.6))
    plain, other = (dict(draw(one, seed=5, attempt=0).modifiers) for one in (slot, uneven))
    assert {name: value for name, value in other.items() if not name.startswith("asym/")} == plain
    assert sum(abs(value) > 0.01 for name, value in other.items() if name.startswith("asym/")) > 8


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"balance": "sex"}, "--balance sex: expected some of gender"),
        ({"ages": "20"}, "--ages 20: expected FROM-TO within 18-90"),
        ({"ages": "10-30"}, "within 18-90"),
        ({"gender": "both"}, "--gender both: expected one of binary, continuous"),
        ({"conditions": "palsy"}, "--conditions palsy: expected a share"),
        ({"conditions": "measles=0.1"}, "with NAME one of asymmetry, palsy"),
    ],
)
def test_words_that_mean_nothing_are_refused(words: dict[str, str], message: str) -> None:
    given = {"balance": "gender", "ages": "18-90", "gender": "binary", "conditions": ""} | words
    with pytest.raises(InputError, match=message):
        parse_population(1, **given)


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 23))
def test_a_face_is_symmetric_within_its_spread_and_adds_up(seed: int, index: int) -> None:
    slot = people(index + 1, seed)[-1]
    person = draw(slot, seed=seed, attempt=0)
    values = dict(person.modifiers)
    assert len(values) == len(person.modifiers)
    for name, value in values.items():
        group, _, rest = name.partition("/")
        if rest.startswith("l-"):
            assert values[f"{group}/r-{rest[2:]}"] == value
    for group, spreads in traits().spreads.items():
        for name, spread in spreads.items():
            own = values.get(f"{group}/{name}", values.get(f"{group}/l-{name}"))
            rest = traits().rest.get(f"{group}/{name}", 0.0)
            assert own is not None and abs(own - rest) <= traits().limit * spread + 0.55
    assert sum(person.mixture.values()) == pytest.approx(1, abs=1e-9)
    assert all(abs(share - MIXTURES[slot.ethnicity][name]) < 0.12 for name, share in person.mixture.items())


def test_what_shifts_a_mean_is_a_trait() -> None:
    for shifts in (traits().rest, traits().ageing, traits().male, traits().female, *traits().origins.values()):
        assert all(name.partition("/")[2] in traits().spreads[name.partition("/")[0]] for name in shifts)
    assert traits().origins.keys() <= MIXTURES.keys()


def test_faces_at_rest_lie_around_their_means() -> None:
    faces = [dict(draw(slot, seed=4, attempt=0).modifiers) for slot in people(160, 4)]
    assert sum(face["chin/chin-height-decr|incr"] for face in faces) / 160 == pytest.approx(0.27, abs=0.06)
    assert sum(face["eyes/l-eye-height2-decr|incr"] for face in faces) / 160 == pytest.approx(0.27, abs=0.05)
    brows: dict[bool, list[float]] = {True: [], False: []}
    for face in faces:
        brows[face["macrodetails/African"] > 0.5].append(face["eyebrows/eyebrows-trans-down|up"])
    african, other = (sum(values) / len(values) for values in (brows[True], brows[False]))
    assert african - other == pytest.approx(0.22, abs=0.07)


def test_a_person_as_files_reads_back(tmp_path: Path) -> None:
    from synthgen.human.mhm import read_mhm

    population = Population(7, prevalence=dict.fromkeys(KINDS, 1.0))
    slot = next(slots(population))
    person = draw(slot, seed=7, attempt=2)
    (tmp_path / "a.mhm").write_text(mhm_text(person))
    (tmp_path / "a.demographics.yaml").write_text(demographics_text(person, command_of(population)))
    model = read_mhm(tmp_path / "a.mhm")
    assert model.modifiers == person.modifiers and model.unknown_lines == ()
    who = model.demographics
    assert (who.gender, who.ethnicity, who.age) == (person.gender, person.ethnicity, person.age)
    assert who.mixture == person.mixture and who.skin_tone == person.skin_tone
    assert who.conditions == person.conditions and len(who.conditions.record()) == len(KINDS)
    cut = mhm_text(person).encode()[:-200]
    with pytest.raises(ValueError, match="cut off"):
        parse_mhm(cut, path=tmp_path / "a.mhm")


def test_accepted_people_work_and_are_apart(assets: Assets) -> None:
    basis = load_basis("embedded", assets)
    rejected: list[str] = []
    people = list(
        sample_people(6, Population(12), assets=assets, basis=basis, rejected=lambda person, why: rejected.append(why))
    )
    assert len(people) == 6 and all(p.nearest is None or p.nearest >= APART for p in people)
    assert all(not problems(basis.fit(basis.at_rest(p.vertices)), assets) for p in people)
