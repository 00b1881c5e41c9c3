"""The few lamps that a panorama comes down to: windows, lamps, the sun; they cast shadows and gleam. The rest is light
from all round.

After the idea of P. Debevec, "A median cut algorithm for light probe sampling" (2005), that lamps stand where light is;
here what is brighter than most is gathered about its brightest spot, one lamp after another.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats
from synthgen.render.surroundings.panorama import Doubles, directions
from synthgen.scene.lights import Lamp
from synthgen.srgb import LUMINANCE, luminance

f4 = np.float32

#: the most lamps; more cost time in every picture
MOST = 4
#: what is brighter than this many times the mean belongs to a lamp
_BRIGHT = 2.5
#: cosine of how far about its brightest spot a lamp reaches: 24°
_REACH = 0.9135
#: less than this share of all light makes no lamp; how many spots are tried
_LEAST_SHARE, _TRIES = 0.015, 16
#: points that lamps shine from: the strongest, others; of a lamp smaller than this (degrees) one
_POINTS, _FEWER, _POINT = 4, 2, 2.5
#: radius of a lamp in degrees, at least and at most
_SMALLEST, _WIDEST = 0.5, 22.0
#: numbers that are gathered of a lamp
_FOUND = 7
#: of luminance, as a kernel takes it
_RED, _GREEN, _BLUE = LUMINANCE


def split_lamps(panorama: Floats) -> tuple[tuple[Lamp, ...], Floats]:
    """Return the lamps of a panorama (h, 2h, 3), the strongest first, and the panorama without them."""
    towards, angles = directions(len(panorama))
    rest = panorama.copy()
    excess = np.zeros_like(panorama)
    _divide(rest, angles, excess)
    whole = np.zeros(3)
    _total(panorama, angles, whole)
    lamps: list[Doubles] = []
    for _ in range(_TRIES):
        found = np.zeros(_FOUND)
        _gather(excess, rest, towards, angles, _LEAST_SHARE * luminance(whole), found)
        if found[6]:
            lamps.append(found)
        if len(lamps) == MOST:
            break
    rest += excess  # what is left makes no lamp
    lamps.sort(key=lambda found: -float(found[6]))
    return tuple(_lamp(found, points=_POINTS if k == 0 else _FEWER) for k, found in enumerate(lamps)), rest


def _lamp(found: Doubles, *, points: int) -> Lamp:
    """Return the lamp of what was gathered: colour, direction times luminance, luminance."""
    red, green, blue, x, y, z, strength = (float(value) for value in found)
    length = math.sqrt(x * x + y * y + z * z)
    # of an even disc of radius r, directions' mean is (1 + cos r) / 2 long
    cosine = min(max(2.0 * length / strength - 1.0, -1.0), 1.0)
    radius = math.degrees(math.acos(cosine))
    radius = round(min(max(radius, _SMALLEST), _WIDEST), 3)
    x, y, z = (round(v / length, 6) for v in (x, y, z))
    colour = (round(red / math.pi, 9), round(green / math.pi, 9), round(blue / math.pi, 9))
    return Lamp((x, y, z), colour, radius=radius, samples=1 if radius < _POINT else points)


@kernel
def _bright(rgb):  # type: ignore[no-untyped-def]
    return _RED * np.float64(rgb[0]) + _GREEN * np.float64(rgb[1]) + _BLUE * np.float64(rgb[2])


@kernel
def _total(panorama, angles, whole):  # type: ignore[no-untyped-def]
    for row in range(panorama.shape[0]):
        for column in range(panorama.shape[1]):
            for k in range(3):
                whole[k] += np.float64(panorama[row, column, k]) * angles[row]


@kernel
def _divide(rest, angles, excess):  # type: ignore[no-untyped-def]
    """Move what is brighter than most from ``rest`` to ``excess``."""
    total = 0.0
    sphere = 0.0
    for row in range(rest.shape[0]):
        for column in range(rest.shape[1]):
            total += _bright(rest[row, column]) * angles[row]
            sphere += angles[row]
    limit = _BRIGHT * total / sphere
    for row in range(rest.shape[0]):
        for column in range(rest.shape[1]):
            bright = _bright(rest[row, column])
            if bright > limit:
                share = f4(1.0 - limit / bright)
                for k in range(3):
                    excess[row, column, k] = rest[row, column, k] * share
                    rest[row, column, k] -= excess[row, column, k]


@kernel
def _gather(excess, rest, towards, angles, least, found):  # type: ignore[no-untyped-def]
    """Write the lamp about the spot with the most light near it into ``found`` (7,), and take it out of ``excess``.

    It goes back to ``rest`` where it is less than ``least``; ``found`` stays zero.
    """
    top = 0.0
    at_row = 0
    at_column = 0
    for row in range(excess.shape[0]):
        for column in range(excess.shape[1]):
            bright = _bright(excess[row, column])
            if bright > top:
                top = bright
                at_row = row
                at_column = column
    if top <= 0.0:
        return
    x, y, z = towards[at_row, at_column, 0], towards[at_row, at_column, 1], towards[at_row, at_column, 2]
    for give_back in (False, True):
        for row in range(excess.shape[0]):
            for column in range(excess.shape[1]):
                tx, ty, tz = towards[row, column, 0], towards[row, column, 1], towards[row, column, 2]
                if tx * x + ty * y + tz * z < f4(_REACH):
                    continue
                if give_back:
                    for k in range(3):
                        if found[6] == 0.0:
                            rest[row, column, k] += excess[row, column, k]
                        excess[row, column, k] = f4(0)
                    continue
                bright = _bright(excess[row, column]) * angles[row]
                for k in range(3):
                    found[k] += np.float64(excess[row, column, k]) * angles[row]
                found[3] += bright * np.float64(tx)
                found[4] += bright * np.float64(ty)
                found[5] += bright * np.float64(tz)
                found[6] += bright
        if not give_back and found[6] < least:
            found[:] = 0.0
