"""Texture fetches against values worked out by hand."""

import numpy as np
import pytest

from synthgen.render.raster import gbuffer

f4 = np.float32


def texel(*channels):
    return np.array(channels, np.uint8).view(np.int32)[0]


def test_a_bilinear_sum_by_hand():
    """At (1/4, 1/2) the weights are 96, 32, 96 and 32 of 256."""
    four = [texel(0, 255, 10, 1), texel(100, 255, 20, 2), texel(200, 255, 30, 3), texel(40, 255, 40, 4)]
    even, odd = gbuffer._bilinear(f4(0.25), f4(0.5), *four)
    assert even & 0xFFFF == 32 * 100 + 96 * 200 + 32 * 40
    assert even >> 16 == 96 * 10 + 32 * 20 + 96 * 30 + 32 * 40
    assert odd & 0xFFFF == 256 * 255
    assert odd >> 16 == 96 * 1 + 32 * 2 + 96 * 3 + 32 * 4


def look_up(picture, places, *, tile=(0, 0), relief=None):
    """Colour and gloss (n, 4), 0–1, and slope and crease (n, 4) at u, v ``places`` of a texture (h, w, 4) bytes."""
    n = len(places)
    room = n + gbuffer.STEP
    values = np.zeros((gbuffer.SCRATCH_ROWS, room), f4)
    indices = np.zeros((gbuffer.INTEGER_ROWS, room), np.int32)
    values[gbuffer.TU, :n], values[gbuffer.TV, :n] = np.array(places, f4).T
    values[gbuffer.WIDTH] = values[gbuffer.HEIGHT] = 2
    height, width = picture.shape[:2]
    materials = np.array([[0.5, 0.04, 0, 0, width, height, *tile]], f4)
    gbuffer.texture(n, materials, picture.view(np.int32).ravel(), values, indices)
    colour = values[gbuffer.RED : gbuffer.GLOSS + 1, :n].T.copy()
    gbuffer.relief(n, (picture if relief is None else relief).view(np.int32).ravel(), values, indices)
    rows = [gbuffer.SLOPE_X, gbuffer.SLOPE_Y, gbuffer.SLOPE_Z, gbuffer.CREASE]
    return colour, values[rows, :n].T.copy()


#: Red by column, green by row from the top, 4 × 4.
RAMP = np.array([[[50 * x, 60 * y, 7, 255] for x in range(4)] for y in range(4)], np.uint8)


@pytest.mark.parametrize(
    ("u", "v", "red", "green"),
    [
        (0.125, 0.875, 0, 0),  # the centre of the upper left texel: v goes up
        (0.875, 0.125, 150, 180),  # of the lower right one, but for the last thousandth
        (0.5, 0.5, 75, 90),  # between the four in the middle
        (0.25, 0.875, 25, 0),
        (-3.0, 9.0, 0, 0),  # edges go on
    ],
)
def test_texels_lie_at_their_centres(u, v, red, green):
    colour, _ = look_up(RAMP, [(u, v)])
    np.testing.assert_allclose(colour[0] * 255, [red, green, 7, 255], atol=0.3)


def test_a_texture_that_tiles_repeats():
    once, _ = look_up(RAMP, [(0.3, 0.6)])
    again, _ = look_up(RAMP, [(2.3, -3.4)], tile=(1, 1))
    np.testing.assert_allclose(once, again, atol=0.2 / 255)


def test_relief_is_0_at_byte_128_and_1_a_range_of_127_off():
    relief = np.zeros((4, 4, 4), np.uint8)
    relief[...] = (128, 255, 1, 127)
    _, slopes = look_up(RAMP, [(0.4, 0.4)], relief=relief)
    np.testing.assert_allclose(slopes[0], [0, 1, -1, 1], atol=1e-6)
