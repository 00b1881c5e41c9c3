"""What is drawn of a look: reproducible, open to everyone, bound by what is declared."""

import dataclasses
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.human.appearance import appearance_of
from synthgen.human.basics import measured_tone
from synthgen.human.colour import HAIR, hair_albedo, linear
from synthgen.human.demographics import Demographics
from synthgen.human.hairlook import BEARD_STYLES, HAIR_STYLES, HAIR_TEXTURES
from synthgen.human.mhm import read_mhm


@pytest.fixture
def model(a_model):
    return read_mhm(a_model)


def declared(model, name="someone", **fields):
    return dataclasses.replace(model, id=name, demographics=Demographics(**fields))


def test_the_same_person_looks_the_same_whatever_else_is_drawn(model):
    first = appearance_of(model, 7)
    appearance_of(declared(model, "another"), 7)
    assert appearance_of(model, 7) == first
    assert appearance_of(model, 8) != first
    assert appearance_of(declared(model, "another"), 7) != first


def test_what_is_declared_is_kept(model):
    look = appearance_of(declared(model, skin_tone=9, age=71.0), 0)
    assert look.skin.tone == 9
    assert look.age == 71.0
    assert look.hair.grey > 0


def test_marks_follow_tone_and_age_as_documented(model):
    def mean(mark, **fields):
        looks = [appearance_of(declared(model, f"p{i}", **fields), 1).skin for i in range(150)]
        return sum(getattr(look, mark) for look in looks) / len(looks)

    assert mean("freckles", skin_tone=1) > 5 * mean("freckles", skin_tone=8)
    assert mean("spots", age=75.0) > 0.2
    assert mean("spots", age=35.0) == mean("blemishes", age=60.0) == 0.0
    assert mean("moles", skin_tone=2) == mean("moles", skin_tone=9)  # the same draws, and tone plays no part


def test_hair_greys_and_brows_thin_with_age(model):
    def mean(part, age):
        looks = [appearance_of(declared(model, f"p{i}", age=age), 1).hair for i in range(150)]
        return sum(getattr(look, part) for look in looks) / len(looks)

    assert mean("grey", 25.0) == 0.0
    assert mean("grey", 25.0) < mean("grey", 50.0) < 0.5 < mean("grey", 76.0)
    assert mean("brow_density", 80.0) < 0.9 * mean("brow_density", 40.0)


def test_every_style_is_open_to_everyone(model):
    for gender in ("female", "male", 0.5, "undeclared"):
        drawn = Counter(appearance_of(declared(model, f"p{i}", gender=gender), 1).hair.style for i in range(600))
        assert set(drawn) == set(HAIR_STYLES)
        looks = [appearance_of(declared(model, f"p{i}", gender=gender), 1).hair for i in range(300)]
        assert {look.texture for look in looks} == set(HAIR_TEXTURES)
        bearded = {look.beard_style for look in looks}
        assert bearded == (set(BEARD_STYLES) if gender == "male" else {"none"})
    assert all(min(pair) > 0 for pair in HAIR_STYLES.values())


def test_styles_come_as_often_as_documented(model):
    drawn = Counter(appearance_of(declared(model, f"p{i}", gender="female"), 1).hair.style for i in range(2000))
    total = sum(female for female, _ in HAIR_STYLES.values())
    for style, (female, _) in HAIR_STYLES.items():
        assert drawn[style] / 2000 == pytest.approx(female / total, abs=0.035)


def test_an_undeclared_tone_follows_the_files_own_macros(tmp_path, write_model):
    tones = {}
    for name in ("african", "asian", "caucasian"):
        tones[name] = measured_tone(read_mhm(write_model(tmp_path / f"{name}.mhm", gender=0.5, **{name: 1.0})))
    assert tones == {"african": 8, "asian": 4, "caucasian": 3}


def test_colours_against_known_srgb_values():
    assert linear("ffffff").tolist() == [1.0, 1.0, 1.0]
    assert linear("bcbcbc")[0] == pytest.approx(0.5029, abs=1e-4)  # 188 is half the light
    with pytest.raises(ValueError, match="purple"):
        hair_albedo("purple", 0)


@given(st.sampled_from(sorted(HAIR)), st.floats(0, 1))
def test_hair_lies_between_its_colour_and_grey(name, grey):
    low, high = sorted([hair_albedo(name, 0.0).sum(), hair_albedo(name, 1.0).sum()])
    assert low - 1e-6 <= hair_albedo(name, grey).sum() <= high + 1e-6
