"""A clip that has been H.264: less is left the worse the quality, frame by frame, the same every time."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.render.develop.developer import Developer
from synthgen.render.develop.h264 import H264
from synthgen.scene.spec import Drawn, SceneSpec


def clip(width: int = 128, height: int = 96) -> list[np.ndarray]:
    """Eight pictures of a pattern that moves to the right."""
    y, x = np.mgrid[:height, :width]
    return [
        np.clip(
            np.stack([128 + 100 * np.sin((x - 2 * k) / 7), 2.2 * y, 128 + 100 * np.cos((x - 2 * k + y) / 11)], 2),
            0,
            255,
        ).astype(np.uint8)
        for k in range(8)
    ]


def coded(pictures: list[np.ndarray], crf: int) -> list[np.ndarray]:
    height, width = pictures[0].shape[:2]
    video = H264(crf, width, height)
    return [video.apply(picture).copy() for picture in pictures]


def test_the_worse_the_quality_the_more_is_lost() -> None:
    pictures = clip()
    lost = [
        np.mean([np.abs(a.astype(int) - b).mean() for a, b in zip(pictures, coded(pictures, crf), strict=True)])
        for crf in (12, 30, 40, 51)
    ]
    assert lost == sorted(lost) and lost[0] < 3 < lost[-1]


def test_the_same_pictures_give_the_same_and_what_came_before_shows() -> None:
    pictures = clip()
    one = coded(pictures, 38)
    assert all(np.array_equal(a, b) for a, b in zip(one, coded(pictures, 38), strict=True))
    assert not np.array_equal(one[-1], coded(pictures[-1:], 38)[0])


@pytest.mark.parametrize("size", [(131, 96), (128, 65), (67, 67)])
def test_pictures_of_odd_sizes_keep_them(size: tuple[int, int]) -> None:
    pictures = clip(*size)
    for picture, left in zip(pictures, coded(pictures, 20), strict=True):
        assert left.shape == picture.shape
        assert np.abs(left[-1].astype(int) - picture[-1]).mean() < 12 and np.abs(left.astype(int) - picture).mean() < 6


def test_a_draw_says_of_what_quality() -> None:
    pictures = clip()
    developer = Developer(Drawn(SceneSpec("s"), {"picture.h264": 38.0}, 0, 0), 128, 96)
    made = [developer.develop(picture, frame).copy() for frame, picture in enumerate(pictures)]
    assert all(np.array_equal(a, b) for a, b in zip(made, coded(pictures, 38), strict=True))
