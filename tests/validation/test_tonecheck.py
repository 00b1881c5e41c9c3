"""A declared tone is what a picture under reference light shows on the cheek."""

import pytest
from tonecheck import Sitter

from synthgen.scene.angles import Angle

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sitter(person):
    return Sitter(person[0], "female_caucasian_2")


@pytest.mark.parametrize("tone", [1, 4, 7, 10])
def test_the_cheek_shows_the_swatch(sitter, tone):
    front, side = sitter.read(tone, [Angle("front", 0, 0), Angle("side", 40, -30)])
    assert front.delta < 5
    assert abs(side.nearest - tone) <= 1
