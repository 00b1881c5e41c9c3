"""The sampler: balance, seeds, what is drawn, what is thrown away."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.assets import Assets
from synthgen.facs.basis import load_basis
from synthgen.human.mhm import parse_mhm
from synthgen.human.mhmtext import demographics_text, mhm_text
from synthgen.human.plausible import problems
from synthgen.human.population import APART, sample_people
from synthgen.human.sampling import AGES, MIXTURES, TONES, draw, slots
from synthgen.human.traits import LIMIT, MALE, SPREADS

SEEDS = st.integers(0, 2**63)


@given(SEEDS)
def test_every_group_has_a_young_a_middle_and_an_old_person(seed: int) -> None:
    people = list(itertools.islice(slots(seed), 24))
    third = (AGES[1] - AGES[0] + 1) / 3
    for gender, ethnicity in {(p.gender, p.ethnicity) for p in people}:
        ages = sorted(p.age for p in people if (p.gender, p.ethnicity) == (gender, ethnicity))
        for nth, age in enumerate(ages):  # whole years: the border between two thirds may lie within one
            assert nth * third - 1 < age - AGES[0] < (nth + 1) * third
    assert all(TONES[p.ethnicity][0] <= p.skin_tone <= TONES[p.ethnicity][1] for p in people)


@given(SEEDS, st.integers(1, 40))
def test_a_larger_sample_begins_with_the_smaller_one(seed: int, n: int) -> None:
    assert list(itertools.islice(slots(seed), n)) == list(itertools.islice(slots(seed), 41))[:n]


def test_what_is_not_balanced_is_drawn_at_random() -> None:
    people = list(itertools.islice(slots(3, balance=()), 400))
    for counts in (Counter(p.gender for p in people), Counter(p.ethnicity for p in people)):
        expected = 400 / len(counts)
        assert all(abs(n - expected) < 4 * expected**0.5 for n in counts.values())
    assert Counter(p.gender for p in itertools.islice(slots(3, balance=("gender",)), 400)) == {
        "female": 200,
        "male": 200,
    }


@settings(max_examples=30)
@given(SEEDS, st.integers(0, 23))
def test_a_face_is_symmetric_within_its_spread_and_adds_up(seed: int, index: int) -> None:
    slot = next(itertools.islice(slots(seed), index, None))
    person = draw(slot, seed=seed, attempt=0)
    values = dict(person.modifiers)
    assert len(values) == len(person.modifiers)
    for name, value in values.items():
        group, _, rest = name.partition("/")
        if rest.startswith("l-"):
            assert values[f"{group}/r-{rest[2:]}"] == value
    for group, spreads in SPREADS.items():
        for name, spread in spreads.items():
            own = values.get(f"{group}/{name}", values.get(f"{group}/l-{name}"))
            assert own is not None and abs(own) <= LIMIT * spread + 0.35
    assert sum(person.mixture.values()) == pytest.approx(1, abs=1e-9)
    assert all(abs(share - MIXTURES[slot.ethnicity][name]) < 0.12 for name, share in person.mixture.items())


def test_what_tells_men_from_women_is_a_trait() -> None:
    assert all(name.partition("/")[2] in SPREADS[name.partition("/")[0]] for name in MALE)


def test_a_person_as_files_reads_back(tmp_path: Path) -> None:
    from synthgen.human.mhm import read_mhm

    slot = next(slots(7))
    person = draw(slot, seed=7, attempt=2)
    (tmp_path / "a.mhm").write_text(mhm_text(person))
    (tmp_path / "a.demographics.yaml").write_text(demographics_text(person))
    model = read_mhm(tmp_path / "a.mhm")
    assert model.modifiers == person.modifiers and model.unknown_lines == ()
    who = model.demographics
    assert (who.gender, who.ethnicity, who.age) == (person.gender, person.ethnicity, person.age)
    assert who.mixture == person.mixture and who.skin_tone == person.skin_tone
    cut = mhm_text(person).encode()[:-200]
    with pytest.raises(ValueError, match="cut off"):
        parse_mhm(cut, path=tmp_path / "a.mhm")


def test_accepted_people_work_and_are_apart(assets: Assets) -> None:
    basis = load_basis("embedded", assets)
    rejected: list[str] = []
    people = list(
        sample_people(6, seed=12, assets=assets, basis=basis, rejected=lambda person, why: rejected.append(why))
    )
    assert len(people) == 6 and all(p.nearest is None or p.nearest >= APART for p in people)
    assert all(not problems(basis.fit(p.vertices), assets) for p in people)


def test_broken_faces_are_found(assets: Assets) -> None:
    basis = load_basis("embedded", assets)
    good = np.array(assets.base)
    assert problems(basis.fit(good), assets) == ()
    wide = good.copy()
    wide[14992:15060, 0] *= 3  # lower teeth as wide as the face
    assert any("through the skin" in text for text in problems(basis.fit(wide), assets))
    shut = good.copy()
    for name in ("eye-height1-decr", "eye-height2-decr", "eye-height3-decr"):
        for side in ("l", "r"):
            target = assets.target(f"{side}-{name}")
            shut[target.index] += target.delta
    assert any("eye opens" in text for text in problems(basis.fit(shut), assets))
