"""sRGB's transfer function against values of IEC 61966-2-1 and of W3C's relative luminance."""

import numpy as np
import pytest

from synthgen.srgb import decode, decode_array, encode, encode_array

#: encoded byte -> linear light, from the table in the standard's Annex
LIGHT = {0: 0.0, 1: 0.000304, 10: 0.003035, 11: 0.003347, 64: 0.051269, 128: 0.215861, 188: 0.502886, 255: 1.0}


@pytest.mark.parametrize(("byte", "light"), LIGHT.items())
def test_values_of_the_standard(byte: int, light: float) -> None:
    assert decode(byte / 255) == pytest.approx(light, abs=6e-7)
    assert encode(light) * 255 == pytest.approx(byte, abs=2e-3)


def test_arrays_hold_the_same_and_keep_their_type() -> None:
    bytes_, light = np.array(list(LIGHT)), np.array(list(LIGHT.values()))
    for dtype in (np.float32, np.float64):
        decoded, encoded = decode_array((bytes_ / 255).astype(dtype)), encode_array(light.astype(dtype))
        assert decoded.dtype == encoded.dtype == dtype
        assert decoded == pytest.approx(light, abs=1e-6) and encoded * 255 == pytest.approx(bytes_, abs=2e-3)
