"""Exposure in stops, and a white balance that makes white what it is set to."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.render.develop.exposure import exposure_of, rolled_off
from synthgen.scene.illumination import black_body
from synthgen.scene.spec import Drawn, SceneSpec


def draw(**values: float) -> Drawn:
    return Drawn(SceneSpec("s"), {f"picture.{name}": value for name, value in values.items()}, 0, 0)


def test_a_stop_is_twice_the_light() -> None:
    assert exposure_of(draw()).tolist() == [1, 1, 1]
    assert exposure_of(draw(exposure=1)).tolist() == [2, 2, 2]
    assert exposure_of(draw(exposure=-2.0)).tolist() == [0.25, 0.25, 0.25]


@pytest.mark.parametrize("kelvin", [3500.0, 5000.0, 12000.0])
def test_the_light_that_a_camera_is_set_to_is_white(kelvin: float) -> None:
    gain = exposure_of(draw(temperature=kelvin))
    seen = gain * np.array(black_body(kelvin))
    assert np.ptp(seen) < 1e-4
    assert gain @ (0.2126, 0.7152, 0.0722) == pytest.approx(1, abs=1e-4)  # grey cards stay as bright
    assert (gain[0] > gain[2]) == (kelvin > 6500)  # set to a bluer light than there is, a picture is warm


def test_what_is_too_bright_is_rolled_off_as_on_the_person() -> None:
    light = np.array([[[0.1, 0.5, 0.8], [1.0, 1.0, 1.0], [1.5, 1.5, 1.5]]], np.float32)
    shown = rolled_off(light)
    assert shown[0, 0] == pytest.approx(light[0, 0])
    assert 0.8 < shown[0, 1, 1] < shown[0, 2, 1] < 1.0
