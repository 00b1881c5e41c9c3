"""Colours of people: the Monk swatches in the classes that were published for them, and hexadecimal colours."""

import pytest

from synthgen.cielab import hue_angle, typology_angle
from synthgen.human.colour import encoded, lab, linear

#: Monk Skin Tone scale (E. Monk, Google, 2022), sRGB swatches 1–10
MONK = ("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420")


def test_angles_of_the_swatches_fall_in_the_published_classes():
    angles = [typology_angle(lab(linear(code))) for code in MONK]
    assert min(angles[:4]) > 55  # very light
    assert 41 < angles[4] < 55  # light
    assert 10 < angles[5] < 28  # tan
    assert max(angles[7:]) < -30  # dark
    assert all(45 < hue_angle(lab(linear(code))) < 95 for code in MONK)


@pytest.mark.parametrize("code", MONK)
def test_encoding_undoes_decoding(code):
    assert encoded(linear(code)) == code
