"""Y'CbCr of BT.709: published codes, the compiled twin, and the one matrix in its three shapes."""

import numpy as np
import pytest

from synthgen.planes import from_yuv420, to_yuv420
from synthgen.yuv import CB, CR, FROM_RGB, FULL_CHROMA, FULL_LUMA, LUMA, rgb_of, to_planes, to_rgb


@pytest.mark.parametrize(
    ("rgb", "ycbcr"),
    [
        # the published 8-bit BT.709 codes of full bars
        ((255, 255, 255), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
    ],
)
def test_colours_are_bt709_limited_range(rgb: tuple[int, ...], ycbcr: tuple[int, ...]) -> None:
    frame = np.full((4, 6, 3), rgb, np.uint8)
    y, u, v = np.zeros((4, 6), np.uint8), np.zeros((2, 3), np.uint8), np.zeros((2, 3), np.uint8)
    to_yuv420(frame, y, u, v)
    assert (np.unique(y).tolist(), np.unique(u).tolist(), np.unique(v).tolist()) == tuple([c] for c in ycbcr)
    assert np.abs(to_rgb(y, u, v).astype(int) - rgb).max() <= 2
    assert all((a == b).all() for a, b in zip(to_planes(frame), (y, u, v), strict=True))


def test_planes_are_those_of_the_kernel() -> None:
    """Bit by bit, over all 16.7 million colours that a pixel can have."""
    red, green = np.meshgrid(np.arange(256, dtype=np.uint8), np.arange(256, dtype=np.uint8))
    for blue in range(256):
        frame = np.stack([red, green, np.full_like(red, blue)], -1)
        y, u, v = np.empty((256, 256), np.uint8), np.empty((128, 128), np.uint8), np.empty((128, 128), np.uint8)
        to_yuv420(frame, y, u, v)
        ours = to_planes(frame)
        assert all((a == b).all() for a, b in zip(ours, (y, u, v), strict=True))
    noise = np.random.default_rng(1).integers(0, 256, (64, 96, 3), np.uint8)
    y, u, v = np.empty((64, 96), np.uint8), np.empty((32, 48), np.uint8), np.empty((32, 48), np.uint8)
    to_yuv420(noise, y, u, v)
    assert all((a == b).all() for a, b in zip(to_planes(noise), (y, u, v), strict=True))


def test_full_range_is_what_a_broadcaster_calls_black_white_and_no_colour() -> None:
    assert [FULL_LUMA[code] for code in (0, 16, 235, 255)] == [0, 0, 255, 255]
    assert [FULL_CHROMA[code] for code in (16, 128, 240)] == [0, 128, 255]  # 0.5 rounds to the even code


def test_integer_rows_are_the_standards_weights_in_limited_range() -> None:
    for row, total, scale, ours in ((0, 219, 219, LUMA), (1, 0, 224, CB), (2, 0, 224, CR)):
        weights = np.array(FROM_RGB[4 * row : 4 * row + 3])
        assert np.abs(np.array(ours) - weights * scale / 255 * 65536).max() < 1.5
        assert abs(sum(ours) - total / 255 * 65536) < 0.5


def test_the_way_back_undoes_the_way_there() -> None:
    matrix = np.array(FROM_RGB).reshape(3, 4)[:, :3]
    for colour in ((210.0, 160.0, 130.0), (0.0, 255.0, 3.0)):
        assert rgb_of(*(matrix @ colour).tolist()) == pytest.approx(colour, abs=1e-3)


def test_pictures_are_those_of_the_kernel() -> None:
    lot = np.random.default_rng(2)
    y, u, v = (lot.integers(0, 256, size, np.uint8) for size in ((64, 96), (32, 48), (32, 48)))
    shown = np.empty((64, 96, 3), np.uint8)
    from_yuv420(y, u, v, shown)
    assert np.array_equal(shown, to_rgb(y, u, v))
