"""JPEG without a file: what libjpeg's decoder gives of libjpeg's file, but for a level here and there."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from synthgen.render.develop.jpeg import Jpeg


@pytest.fixture(scope="module")
def picture() -> np.ndarray:
    """Edges, ramps and texture, in colour, of no whole number of blocks."""
    y, x = np.mgrid[:150, :203]
    lot = np.random.default_rng(5).normal(0, 12, (150, 203, 1))
    waves = np.stack([120 + 100 * np.sin(x / 9), 90 + 80 * np.cos(y / 5), 40 + x * 0.9], axis=2) + lot
    waves[(x - 90) ** 2 + (y - 70) ** 2 < 900] = (230, 180, 150)
    return np.clip(waves, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("quality", [5, 30, 50, 75, 95, 100])
def test_it_is_what_libjpeg_makes(picture: np.ndarray, quality: int) -> None:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling="4:2:0")
    wanted = np.asarray(Image.open(file)).astype(int)
    made = np.empty_like(picture)
    Jpeg(quality, 203, 150).apply(picture, made)
    lost = np.abs(wanted - picture).mean()
    assert np.abs(made - wanted).mean() < 0.12 * lost + 0.6
    assert np.abs(made.astype(int) - picture).mean() == pytest.approx(lost, rel=0.08)


def test_worse_quality_loses_more(picture: np.ndarray) -> None:
    made = np.empty_like(picture)
    lost = []
    for quality in (100, 80, 50, 20, 1):
        Jpeg(quality, 203, 150).apply(picture, made)
        lost.append(np.abs(made.astype(int) - picture).mean())
    assert lost == sorted(lost)
