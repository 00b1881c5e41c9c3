"""What is measured in a picture, against numbers that are known without measuring."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.audit.pixels.outline import look_inside, outline_points, outside_share
from synthgen.audit.pixels.picture import LONGEST, picture_of, scale_for
from synthgen.audit.pixels.series import Series, resample
from synthgen.planes import to_yuv420


def planes_of(rgb: np.ndarray) -> list[np.ndarray]:
    """Return Y, Cb, Cr planes as a video file holds them."""
    height, width = rgb.shape[:2]
    y = np.zeros((height, width), np.uint8)
    u, v = (np.zeros((height // 2, width // 2), np.uint8) for _ in range(2))
    to_yuv420(np.ascontiguousarray(rgb), y, u, v)
    return [y, u, v]


@pytest.mark.parametrize(("height", "width"), [(64, 64), (256, 256), (180, 320), (1080, 1920)])
def test_video_and_rgb_give_one_picture(height: int, width: int) -> None:
    rng = np.random.default_rng(0)
    rgb = rng.integers(0, 256, (4, 4, 3)).repeat(height // 4, 0).repeat(width // 4, 1).astype(np.uint8)
    video, exact = picture_of(planes_of(rgb)), picture_of([rgb])
    assert max(video.shape) <= LONGEST and video.shape == exact.shape
    assert video.scale == scale_for(width, height)
    for name in ("luma", "cb", "cr"):
        away = np.abs(getattr(video, name).astype(int) - getattr(exact, name).astype(int))
        assert np.percentile(away, 90) <= 2  # edges between colours are softer in a video


def test_odd_sizes_and_narrow_pictures_are_taken() -> None:
    picture = picture_of([np.full((95, 67, 3), (200, 150, 120), np.uint8)])
    assert picture.shape == (95, 67)
    assert picture_of([np.full((1, 999, 3), 9, np.uint8)]).shape == (1, 125)


def test_the_skin_inside_an_outline_is_the_cheeks_whatever_is_around_and_above() -> None:
    rgb = np.full((100, 100, 3), (120, 120, 120), np.uint8)
    rgb[20:80, 30:70] = (210, 160, 130)  # the face
    rgb[20:36, 30:70] = (30, 20, 10)  # hair into the brow
    rgb[62:80, 30:70] = (60, 50, 40)  # a beard
    square = np.array([[30.0, 20], [69, 20], [69, 79], [30, 79]])
    look = look_inside(picture_of([rgb]), square)
    assert look is not None
    # BT.709: Y' = .2126 R' + .7152 G' + .0722 B'
    assert look.skin[0] == pytest.approx(0.2126 * 210 + 0.7152 * 160 + 0.0722 * 130, abs=1)
    assert look.background == 0 and look.clipped == 0
    aside = look_inside(picture_of([rgb]), square + np.array([20, 0]))
    assert aside is not None and aside.background == pytest.approx(0.5, abs=0.03)


def test_black_and_white_pixels_are_counted() -> None:
    rgb = np.full((100, 100, 3), 128, np.uint8)
    rgb[:, :25], rgb[:, 75:] = 0, 255
    look = look_inside(picture_of([rgb]), np.array([[0.0, 0], [99, 0], [99, 99], [0, 99]]))
    assert look is not None and look.clipped == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("shift", "share"), [((0, 0), 0.0), ((-30, 0), 0.25), ((0, -50), 0.75), ((45, 0), 0.125), ((400, 0), 1.0)]
)
def test_the_share_of_an_outline_outside_the_picture(shift: tuple[int, int], share: float) -> None:
    """A square of 40×40 at (20, 20) in a picture of 100×100."""
    square = np.array([[20.0, 20], [60, 20], [60, 60], [20, 60]]) + shift
    assert outside_share(square, width=100, height=100) == pytest.approx(share)


@pytest.mark.parametrize("flat", [[], [1, 2, 3, 4], [1, 2, 3, 4, 5], [0, 0, 1, 1, float("inf"), 2]])
def test_what_is_no_outline_is_none(flat: list[float]) -> None:
    assert outline_points(flat, width=64, height=64) is None


def test_far_points_are_cut() -> None:
    points = outline_points([0, 0, 10**30, 0, 0, -(10**30)], width=64, height=48)
    assert points is not None and points.tolist() == [[0, 0], [192, 0], [0, -144]]


def test_motion_is_where_and_when_something_moves() -> None:
    """A bright square appears in frame 5 of 9, in the upper left of the face's box, and stays."""
    series = Series(9, (32.0, 32.0, 96.0, 96.0))
    for index in range(9):
        rgb = np.full((128, 128, 3), 60, np.uint8)
        if index >= 5:
            rgb[36:44, 36:44] = 160
        series.add(picture_of([rgb]))
    motion, shots = series.motion(), series.shots()
    assert np.flatnonzero(motion.step).tolist() == [4]
    assert motion.raw[4] == pytest.approx(100 * 64 / 128**2, rel=0.01)
    assert not motion.excess.any()
    rows, cells = np.nonzero(motion.profile)
    assert set(rows) == {12, 13, 14}  # the fifth of eight steps, as 24
    assert set(cells) == {7}  # second row, second column of 6 × 6
    assert shots.start.max() == 60 and shots.end.max() > 60
    assert [shot.max() > 60 for shot in shots.between] == [False, False, True]


def test_a_lone_frame_exceeds_and_a_moving_square_does_not() -> None:
    for places, lone in (([10, 10, 40, 10, 10], True), ([10, 14, 18, 22, 26], False)):
        series = Series(5, (0.0, 0.0, 128.0, 128.0))
        for x in places:
            rgb = np.full((128, 128, 3), 60, np.uint8)
            rgb[50:70, x : x + 20] = 200
            series.add(picture_of([rgb]))
        excess = series.motion().excess
        assert (excess.argmax() == 1 and excess[1] > 5) if lone else excess.max() < 0.1


def test_a_clip_of_one_frame_has_no_motion() -> None:
    series = Series(1, (0.0, 0.0, 64.0, 64.0))
    series.add(picture_of([np.full((64, 64, 3), 9, np.uint8)]))
    motion, shots = series.motion(), series.shots()
    assert motion.step.shape == motion.excess.shape == (0,) and not motion.profile.any()
    assert (shots.start == shots.end).all() and shots.between.shape == (3, 16, 16)


@pytest.mark.parametrize("steps", [1, 3, 7, 24, 50])
def test_resampling_keeps_the_mean(steps: int) -> None:
    values = np.random.default_rng(2).random((10, 4))
    assert resample(values, steps).mean(0) == pytest.approx(values.mean(0))
    assert resample(values, 10) == pytest.approx(values)
