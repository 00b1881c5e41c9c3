"""Blurs: as wide as declared, of no more and no less light, and edges go on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthgen.render.develop.blur import defocus, disc, drag, line


def spot() -> np.ndarray:
    light = np.zeros((3, 61, 71), np.float32)
    light[:, 30, 35] = 1
    return light


def spread(light: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where the light of the first channel is on average, (x, y), and its covariance."""
    y, x = np.mgrid[: light.shape[1], : light.shape[2]]
    places = np.stack([x.ravel(), y.ravel()])
    weights = light[0].ravel().astype(float)
    return np.average(places, axis=1, weights=weights), np.cov(places, aweights=weights, bias=True)


@pytest.mark.parametrize("radius", [1.5, 3.3, 8.0])
def test_a_point_out_of_focus_is_a_disc(radius: float) -> None:
    blurred = np.empty_like(spot())
    defocus(spot(), disc(radius), blurred)
    middle, covariance = spread(blurred)
    assert blurred[0].sum() == pytest.approx(1, abs=1e-4)
    assert middle == pytest.approx([35, 30], abs=1e-3)
    # a uniform disc's variance on each axis, and up to that of a pixel's own square
    assert np.diag(covariance) == pytest.approx([radius**2 / 4 + 1 / 24] * 2, rel=0.03, abs=1 / 20)
    y, x = np.mgrid[:61, :71]
    away = np.hypot(x - 35, y - 30)
    assert np.abs(blurred[0][away < radius - 1] * math.pi * radius**2 - 1).max() < 0.03
    assert np.abs(blurred[0][away > radius + 1]).max() < 1e-6
    assert np.array_equal(blurred[0], blurred[2])


@pytest.mark.parametrize(("length", "degrees"), [(6.0, 0), (9.5, 90), (13.0, 30), (7.0, -130)])
def test_a_point_before_a_camera_that_moves_is_a_line(length: float, degrees: float) -> None:
    right, down = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    blurred = np.empty_like(spot())
    drag(spot(), *line(length, right, down), blurred)
    middle, covariance = spread(blurred)
    assert blurred[0].sum() == pytest.approx(1, abs=1e-4)
    assert middle == pytest.approx([35, 30], abs=1e-3)  # labels stay where they were
    along = np.array([right, down])
    assert along @ covariance @ along == pytest.approx(length**2 / 12, rel=0.12)
    across = np.array([-down, right])
    assert across @ covariance @ across < 0.3


def test_an_even_picture_stays_even_to_its_edges() -> None:
    even = np.full((3, 40, 50), 0.3, np.float32)
    for blurred in (np.empty_like(even), np.empty_like(even)):
        defocus(even, disc(12.0), blurred)
        assert np.abs(blurred - 0.3).max() < 1e-5
        drag(even, *line(20.0, 0.6, -0.8), blurred)
        assert np.abs(blurred - 0.3).max() < 1e-5
