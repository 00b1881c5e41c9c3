"""Noise: as strong as photons and electrons make it, in grains of a colour mosaic, anew in every frame."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.render.develop.sensor import expose, noise_of


def noise(light: float, iso: float, seed: int = 1) -> np.ndarray:
    """Return what is added to an even picture."""
    even = np.full((3, 256, 200), light, np.float32)
    exposed = even.copy()
    expose(exposed, noise_of(iso), np.uint32(seed))
    return (exposed - even).astype(float)


@pytest.mark.parametrize(("light", "iso"), [(0.5, 400.0), (0.1, 6400.0), (0.0, 3200.0)])
def test_it_is_that_of_photons_and_of_reading_them_out(light: float, iso: float) -> None:
    electrons = 20000 * 100 / iso  # of white
    variance = light / electrons + (3 / electrons) ** 2
    green = noise(light, iso)[1]
    y, x = np.mgrid[:256, :200]
    seen = (x + y) % 2 == 0
    assert green[seen].var() == pytest.approx(variance, rel=0.05)
    assert green[~seen].var() == pytest.approx(variance / 4, rel=0.05)  # the mean of four neighbours
    assert abs(green.mean()) < 4 * np.sqrt(variance / green.size) * 2


def test_it_is_nearly_normal() -> None:
    seen = noise(0.2, 1600.0)[1][::2, ::2].ravel()
    standard = (seen - seen.mean()) / seen.std()
    assert (np.abs(standard) < 1).mean() == pytest.approx(0.683, abs=0.015)
    assert (np.abs(standard) > 2).mean() == pytest.approx(0.0455, abs=0.008)


def test_grains_are_of_a_mosaics_size_and_red_is_noisier_than_green() -> None:
    red, green, blue = noise(0.3, 3200.0)
    assert np.corrcoef(red[:, :-1].ravel(), red[:, 1:].ravel())[0, 1] > 0.3
    assert abs(np.corrcoef(red[:, :-4].ravel(), red[:, 4:].ravel())[0, 1]) < 0.02
    assert red.std() > 1.1 * green.std() and abs(np.corrcoef(red.ravel(), blue.ravel())[0, 1]) < 0.02


def test_every_seed_has_noise_of_its_own() -> None:
    one, again, other = noise(0.3, 1600.0, 1), noise(0.3, 1600.0, 1), noise(0.3, 1600.0, 2)
    assert np.array_equal(one, again)
    assert abs(np.corrcoef(one[1].ravel(), other[1].ravel())[0, 1]) < 0.02
