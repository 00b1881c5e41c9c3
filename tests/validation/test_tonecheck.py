"""A declared tone is what a picture under reference light shows on the cheek."""

import pytest
from tonecheck import Sitter

from synthgen.scene.angles import Angle

pytestmark = pytest.mark.slow
#: a* that olive skin of a step has less than red: 4, or as much less as the step itself has less than 12.5
LESS_RED = {1: 2.88, 5: 4.0, 10: 1.76}


@pytest.fixture(scope="module")
def sitter(person):
    return Sitter(person[0], "female_caucasian_2")


@pytest.mark.parametrize("undertone", [0.0, 1.0])
def test_all_ten_steps_are_shown_and_in_order(sitter, undertone):
    readings = [sitter.read(tone, undertone, [Angle("front", 0, 0)])[0] for tone in range(1, 11)]
    assert max(reading.delta for reading in readings) <= 2
    lightness = [reading.lab[0] for reading in readings]
    assert lightness == sorted(lightness, reverse=True)


@pytest.mark.parametrize("tone", [1, 5, 10])
def test_an_olive_skin_is_yellower_and_less_red_by_what_the_axis_says(sitter, tone):
    front = [Angle("front", 0, 0)]
    red, olive = (sitter.read(tone, undertone, front)[0].lab for undertone in (0.0, 1.0))
    assert [o - r for o, r in zip(olive, red, strict=True)] == pytest.approx([0.0, -LESS_RED[tone], 3.0], abs=0.5)


@pytest.mark.parametrize("tone", [1, 4, 7, 10])
def test_a_tone_is_told_from_aside(sitter, tone):
    (side,) = sitter.read(tone, 0.5, [Angle("side", 40, -30)])
    assert abs(side.nearest - tone) <= 1
