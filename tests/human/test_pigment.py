"""Skin from melanin and blood: as the literature says it looks, and in the table as in the formula."""

import dataclasses

import pytest

from synthgen.human.pigment import (
    MOST_BLOOD,
    MOST_MELANIN,
    TABLE_SIZE,
    WAVELENGTHS,
    Pigments,
    albedo,
    dermis,
    epidermis,
    pigment_table,
)

SKIN = Pigments(melanin=0.05, eumelanin=0.8, blood=0.01, surface=0.02, scale=1.0)


def at(spectrum, nm):
    return spectrum[WAVELENGTHS.index(nm)]


def test_blood_shows_haemoglobins_bands():
    spectrum = dermis(0.02)
    assert at(spectrum, 540) < at(spectrum, 520)
    assert at(spectrum, 580) < at(spectrum, 620) / 2
    assert at(spectrum, 560) > max(at(spectrum, 540), at(spectrum, 580))  # the W of oxygenated blood
    assert at(spectrum, 420) == min(spectrum)  # the Soret band


def test_melanin_absorbs_more_the_shorter_the_wave():
    through = epidermis(0.1, 0.8)
    assert through == sorted(through)
    assert 0 < through[0] < through[-1] < 1
    assert epidermis(0.0, 0.8) == [1.0] * len(WAVELENGTHS)


def test_light_skin_measures_like_light_skin():
    red, green, blue = albedo(dataclasses.replace(SKIN, melanin=0.02, blood=0.005))
    assert 0.5 < red < 0.75  # published reflectances of light skin: about .6, .4, .3
    assert 0.3 < green < 0.5
    assert 0.18 < blue < 0.42


@pytest.mark.parametrize("more", ["melanin", "blood"])
def test_more_pigment_is_darker_and_redder(more):
    pale, dark = albedo(SKIN), albedo(dataclasses.replace(SKIN, **{more: 3 * getattr(SKIN, more)}))
    assert all(d < p for p, d in zip(pale, dark, strict=True))
    assert dark[0] / dark[1] > pale[0] / pale[1]


def test_the_table_holds_the_formula():
    table = pigment_table(SKIN)
    for row, column in ((0, 0), (3, 20), (17, 5)):
        melanin, blood = (top * (i / (TABLE_SIZE - 1)) ** 2 for top, i in ((MOST_MELANIN, row), (MOST_BLOOD, column)))
        wanted = albedo(dataclasses.replace(SKIN, melanin=melanin, blood=blood))
        assert table[row, column].tolist() == pytest.approx(wanted, abs=2e-6)
