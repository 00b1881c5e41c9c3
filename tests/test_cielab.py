"""CIELAB, CIEDE2000 and skin's angles against published values."""

import pytest

from synthgen.cielab import difference, hue_angle, lab_of, rgb_of, typology_angle, xyz_of


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
    assert lab_of(xyz_of((1.0, 1.0, 1.0))) == pytest.approx((100.0, 0.0, 0.0), abs=0.02)
    assert lab_of(xyz_of((1.0, 0.0, 0.0))) == pytest.approx((53.24, 80.09, 67.20), abs=0.02)


def test_luminance_is_y() -> None:
    assert xyz_of((0.0, 1.0, 0.0))[1] == pytest.approx(0.7152, abs=1e-4)


@pytest.mark.parametrize("rgb", [(0.5, 0.25, 0.125), (0.001, 0.002, 0.0005)])
def test_the_way_back_from_lab(rgb: tuple[float, float, float]) -> None:
    assert rgb_of(lab_of(xyz_of(rgb))) == pytest.approx(rgb, abs=1e-5)


def test_angles_of_skin() -> None:
    assert typology_angle((60.0, 8.0, 10.0)) == pytest.approx(45.0)
    assert hue_angle((60.0, 10.0, 10.0)) == pytest.approx(45.0)
