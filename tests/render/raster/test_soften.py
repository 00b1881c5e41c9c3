"""Hair is softened, what is beside it is not."""

import numpy as np
import pytest

from synthgen.render.raster.soften import soften


@pytest.fixture
def picture():
    return np.random.default_rng(5).integers(0, 256, (20, 30, 3), dtype=np.uint8)


def softened(picture, hair):
    out = np.zeros_like(picture)
    soften(picture, hair, out)
    return out


def test_a_picture_without_hair_stays(picture):
    assert np.array_equal(softened(picture, np.zeros((20, 30), np.uint8)), picture)


def test_an_even_picture_stays_whatever_hair_there_is():
    even = np.full((20, 30, 3), 93, np.uint8)
    hair = np.random.default_rng(6).integers(0, 5, (20, 30), dtype=np.uint8)
    assert np.array_equal(softened(even, hair), even)


def test_only_what_is_within_a_pixel_of_hair_changes(picture):
    hair = np.zeros((20, 30), np.uint8)
    hair[9:12, 14] = 4
    changed = (softened(picture, hair) != picture).any(2)
    assert changed[8:13, 13:16].all()
    changed[8:13, 13:16] = False
    assert not changed.any()


def test_a_bright_strand_one_pixel_wide_keeps_its_light():
    picture = np.zeros((20, 30, 3), np.uint8)
    picture[:, 15] = 200
    out = softened(picture, np.full((20, 30), 4, np.uint8))[10, :, 0].astype(float)
    # a quarter, a half, a quarter of its light, which is the square of a byte
    assert out[14:17] == pytest.approx([100.0, 200 / np.sqrt(2), 100.0], abs=0.5)
    assert (out**2).sum() == pytest.approx(200.0**2, rel=0.01)


def test_a_few_samples_of_hair_soften_a_little(picture):
    one, many = np.zeros((20, 30), np.uint8), np.zeros((20, 30), np.uint8)
    one[10, 15], many[9:12, 14:17] = 1, 4
    little, wholly = (
        np.abs(softened(picture, hair)[10, 15].astype(int) - picture[10, 15]).sum() for hair in (one, many)
    )
    assert 0 < little < wholly
