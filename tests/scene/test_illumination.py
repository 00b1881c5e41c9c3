"""The light that a draw declares: where lamps stand, what colour they have, and how bright a face is under them."""

from __future__ import annotations

import math

import pytest

from synthgen.scene.illumination import black_body, drawn_lighting, hue_light
from synthgen.scene.lights import STUDIO
from synthgen.scene.spec import Drawn, SceneSpec


def draw(**values: float | str) -> Drawn:
    return Drawn(SceneSpec("s"), {name.replace("_", ".", 1): value for name, value in values.items()}, 0, 0)


def luminance(colour: tuple[float, float, float]) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def test_as_usual_it_is_the_studio() -> None:
    assert drawn_lighting(draw()) == STUDIO


def test_lamps_stay_in_the_room_when_the_person_turns() -> None:
    for lamp, turned in zip(STUDIO.lamps, drawn_lighting(draw(person_yaw=90.0 / 2)).lamps, strict=True):
        x, _, z = lamp.unit()
        half = math.sqrt(0.5)
        # the person turns to the left (+x): what was ahead is at the right hand now
        assert turned.unit()[0] == pytest.approx(half * x - half * z, abs=1e-9)


def test_a_pair_stands_at_both_sides_and_the_stronger_is_the_key() -> None:
    light = drawn_lighting(draw(light_kind="pair", light_left=0.5, light_right=3.0))
    key, other = light.lamps
    assert key.direction[0] == pytest.approx(-other.direction[0]) and key.direction[0] < 0
    assert luminance(key.colour) / luminance(other.colour) == pytest.approx(6)


def test_a_camera_takes_back_half_of_what_lamps_are_brighter() -> None:
    def shown(strength: float) -> float:
        light = drawn_lighting(draw(light_kind="pair", light_left=strength, light_right=strength))
        return luminance(light.lamps[0].colour)

    assert shown(2.0) / shown(0.5) == pytest.approx(2.0, rel=1e-6)
    dark = drawn_lighting(draw(light_kind="pair", light_left=0.0, light_right=0.0))
    assert 0 < luminance(dark.sky) < luminance(drawn_lighting(draw(light_kind="pair")).lamps[0].colour)


@pytest.mark.parametrize("azimuth", [-90, -45, 0, 45, 90])
def test_wherever_the_key_stands_a_face_is_neither_black_nor_blown_out(azimuth: float) -> None:
    light = drawn_lighting(draw(light_kind="three", light_azimuth=azimuth))
    assert 0.4 < luminance(light.lamps[0].colour) < 4.0


def test_a_black_body_is_white_at_6500_red_below_and_blue_above() -> None:
    assert black_body(6504) == pytest.approx((1, 1, 1))
    warm, cold = black_body(2700), black_body(10000)
    assert warm[0] > 1.4 and warm[2] < 0.5 and cold[0] < 0.9 and cold[2] > 1.3
    for kelvin in (2000, 2221, 2223, 3999, 4001, 12000):
        assert luminance(black_body(kelvin)) == pytest.approx(1, abs=1e-3)


def test_hues_are_as_bright_as_white() -> None:
    assert hue_light(200, 0) == pytest.approx((1, 1, 1))
    for hue in (0, 120, 240):
        assert luminance(hue_light(hue, 1)) == pytest.approx(1, abs=0.15)
    assert hue_light(0, 0.5)[0] > 1.5
