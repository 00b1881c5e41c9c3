"""Out of focus: a point becomes an even disc, nothing gets brighter, and edges go on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthgen.render.backdrop.blur import blurred, enlarge, halvings


@pytest.mark.parametrize("radius", [1.0, 2.5, 4.75, 7.0])
def test_a_point_becomes_a_disc(radius: float) -> None:
    light = np.zeros((41, 41, 3), np.float32)
    light[20, 20] = 1000.0
    out = blurred(light, radius)
    assert out.sum(axis=(0, 1)) == pytest.approx([1000.0] * 3, rel=1e-3)
    rows, columns = np.indices((41, 41)) - 20
    away = np.hypot(rows, columns)
    inside = out[:, :, 0][away < radius - 0.5]
    assert inside.max() / inside.min() < 1.01
    assert inside.mean() == pytest.approx(1000 / (math.pi * radius**2), rel=0.35)
    assert np.abs(out[away > radius + 1.5]).max() < 1e-3


def test_a_plain_picture_stays_as_it_is_up_to_its_edges() -> None:
    light = np.full((30, 44, 3), 0.37, np.float32)
    np.testing.assert_allclose(blurred(light, 6.3), light, rtol=1e-5)
    larger = np.empty((60, 88, 3), np.float32)
    enlarge(light, larger)
    np.testing.assert_allclose(larger, 0.37, rtol=1e-6)


def test_a_slope_stays_a_slope_where_it_is_enlarged() -> None:
    small = np.repeat(np.arange(16, dtype=np.float32)[None, :, None], 3, axis=2).repeat(8, axis=0)
    large = np.empty((16, 32, 3), np.float32)
    enlarge(small, large)
    np.testing.assert_allclose(large[5, 1:-1, 1], (np.arange(1, 31) + 0.5) / 2 - 0.5, atol=1e-5)


def test_only_what_is_much_blurred_is_painted_small() -> None:
    assert [halvings(radius) for radius in (0.0, 1.0, 2.4, 2.5, 5.0, 12.0)] == [0, 0, 0, 1, 2, 3]
