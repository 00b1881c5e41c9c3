"""The noise of a sensor: what counting photons and reading them out adds, seen through a mosaic of colour filters.

A pixel of the sensor sees one colour; what its neighbours saw is put in for the others, and their noise with it. So
noise is grains of red, green and blue of more than a pixel's size, as in a camera's picture, and not three times
independent.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Electrons of a pixel that is white at ISO 100, and those that reading one adds. A pixel of 1.4 µm holds some 5000;
#: of a small sensor's 12 million, four and more make one of a picture's here.
_FULL_WELL, _READ = 20000.0, 3.0
#: What red and blue are amplified by beside green, since filters let less of them through: daylight, a usual sensor.
_AMPLIFIED = (1.9, 1.0, 1.6)
#: Mean and standard deviation of a sum of four bytes of chance.
_MEAN, _SPREAD = f4(510.0), f4(1 / 147.80167)


def noise_of(iso: float) -> npt.NDArray[np.float32]:
    """Return what the variance of red, green and blue noise is (3, 2): times light, and in the dark."""
    white = _FULL_WELL * 100.0 / iso
    return np.array([(gain / white, (gain * _READ / white) ** 2) for gain in _AMPLIFIED], np.float32)


@kernel
def _of_chance(column, base):  # type: ignore[no-untyped-def]
    """Return a nearly normal number of mean 0 and variance 1 that a column and a line's ``base`` (uint32) hash to.

    The mix is the last one of MurmurHash3; four bytes of it are added up.
    """
    h = u4(base ^ u4(u4(column) * u4(0x9E3779B1)))
    h = u4(u4(h ^ (h >> u4(16))) * u4(0x85EBCA6B))
    h = u4(u4(h ^ (h >> u4(13))) * u4(0xC2B2AE35))
    h = u4(h ^ (h >> u4(16)))
    total = i4(h & u4(255)) + i4((h >> u4(8)) & u4(255)) + i4((h >> u4(16)) & u4(255)) + i4(h >> u4(24))
    return (f4(total) - _MEAN) * _SPREAD


@kernel
def _line_of_noise(light, row, noise, base, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` (w + 2,) with what the mosaic's line ``row`` adds: green where column + row is even, else red in
    even lines and blue in odd ones. Beyond the edges light goes on."""
    width = light.shape[2]
    y = min(max(row, 0), light.shape[1] - 1)
    colour = 0 if (row & 1) == 0 else 2
    green = light[1, y]
    other = light[colour, y]
    for i in range(width + 2):
        x = min(max(i - 1, 0), width - 1)
        is_green = ((i - 1 + row) & 1) == 0
        seen = green[x] if is_green else other[x]
        grows = noise[1, 0] if is_green else noise[colour, 0]
        floor = noise[1, 1] if is_green else noise[colour, 1]
        out[i] = math.sqrt(max(seen, f4(0)) * grows + floor) * _of_chance(i, base)


@kernel
def expose(light, noise, seed):  # type: ignore[no-untyped-def]
    """Add to ``light`` (3, h, w) the ``noise`` of a sensor, in place; ``seed`` (uint32) is the frame's own."""
    height = light.shape[1]
    width = light.shape[2]
    lines = np.empty((3, width + 2), f4)
    first = light.copy()
    for row in range(-1, height + 1):
        base = u4(u4(u4(row + 1) * u4(0x85EBCA77)) ^ seed)
        base = u4(u4(base ^ (base >> u4(15))) * u4(0xC2B2AE3D))
        _line_of_noise(first, row, noise, base, lines[(row + 1) % 3])
        y = row - 1
        if y < 0:
            continue
        above = lines[y % 3]
        here = lines[(y + 1) % 3]
        below = lines[(y + 2) % 3]
        # in this line the colour beside green is the line's own, and that above and below the other
        own = light[0, y] if (y & 1) == 0 else light[2, y]
        other = light[2, y] if (y & 1) == 0 else light[0, y]
        green = light[1, y]
        for x in range(width):
            beside = f4(0.5) * (here[x] + here[x + 2])
            upright = f4(0.5) * (above[x + 1] + below[x + 1])
            across = f4(0.25) * (above[x] + above[x + 2] + below[x] + below[x + 2])
            on_green = ((x + y) & 1) == 0
            own[x] += beside if on_green else here[x + 1]
            green[x] += here[x + 1] if on_green else f4(0.5) * (beside + upright)
            other[x] += upright if on_green else across
