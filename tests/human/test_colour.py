"""Measuring colours: CIELAB, CIEDE2000 and skin's angles against published values."""

import pytest

from synthgen.human.colour import MONK, difference, encoded, hue_angle, lab, linear, typology_angle


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    # from the test data of Sharma, Wu and Dalal (2005)
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
        ((50.0, -1.0, 2.0), (50.0, 0.0, 0.0), 2.3669),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
    ],
)
def test_differences_are_the_published_ones(one, other, expected):
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)
    assert difference(other, one) == pytest.approx(expected, abs=1e-4)


def test_lab_of_srgbs_white_and_red():
    assert lab((1.0, 1.0, 1.0)) == pytest.approx((100.0, 0.0, 0.0), abs=0.02)
    assert lab((1.0, 0.0, 0.0)) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)


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
