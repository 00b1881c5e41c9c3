"""Solid textures: how much of a second colour a point of a thing has, from where it is in the thing."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.noise import smoothstep, value_noise

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: what there is; the number of each is its place
TEXTURES = ("plain", "stripes", "checks", "dots", "marble", "rings", "bricks", "speckles")
#: a brick's length in heights; how far a joint goes into one
_LONG, _JOINT = 2.2, 0.08
#: what is plain has up to twice this of the second colour, in spots that are so many times finer than other textures
_MOTTLED, _FINER = 0.12, 6.0
#: width of a soft edge, in lattice units: some pixels of a wall, so that textures do not flicker
_SOFT = 0.06


@kernel
def _fraction(x):  # type: ignore[no-untyped-def]
    return x - f4(math.floor(x))


@kernel
def _bars(x):  # type: ignore[no-untyped-def]
    """Return 0 in one half of every unit and 1 in the other, with soft edges."""
    part = abs(_fraction(x) - f4(0.5)) * f4(2)
    return smoothstep(f4(0.5 - 2 * _SOFT), f4(0.5 + 2 * _SOFT), part)


@kernel
def _cloud(x, y, z, seed):  # type: ignore[no-untyped-def]
    """Return noise of two octaves, about −1 to 1."""
    coarse = value_noise(x, y, z, seed)
    fine = value_noise(f4(2.3) * x, f4(2.3) * y, f4(2.3) * z, seed)
    return f4(0.7) * coarse + f4(0.35) * fine


@kernel
def texture(kind, x, y, z, seed):  # type: ignore[no-untyped-def]
    """Return the share 0–1 of the second colour at a point in lattice units of a texture of a kind (int32)."""
    if kind == 1:
        return _bars(x)
    if kind == 2:
        across = f4(2) * _bars(x) - f4(1)
        along = f4(2) * _bars(y) - f4(1)
        deep = f4(2) * _bars(z) - f4(1)
        return f4(0.5) + f4(0.5) * across * along * deep
    if kind == 3:
        dx = _fraction(x) - f4(0.5)
        dy = _fraction(y) - f4(0.5)
        dz = _fraction(z) - f4(0.5)
        return smoothstep(f4(0.2), f4(0.13), dx * dx + dy * dy + dz * dz)
    if kind == 4:
        bent = y + f4(1.6) * _cloud(x, y, z, seed)
        return smoothstep(f4(0.0), f4(1.0), abs(_fraction(bent) - f4(0.5)) * f4(2))
    if kind == 5:
        out = f4(math.sqrt(x * x + z * z)) + f4(0.25) * value_noise(x, y, z, seed)
        return smoothstep(f4(0.1), f4(0.9), _fraction(f4(1.5) * out))
    if kind == 6:
        row = f4(math.floor(y))
        shifted = x / f4(_LONG) + (f4(0.5) if i4(row) & 1 else f4(0.0))
        beside = abs(_fraction(shifted) - f4(0.5)) * f4(_LONG)
        above = abs(_fraction(y) - f4(0.5))
        joint = max(beside - f4(0.5 * _LONG - 0.5), above)
        return smoothstep(f4(0.5 - 2 * _JOINT), f4(0.5 - _JOINT), joint)
    if kind == 7:
        return smoothstep(f4(0.25), f4(0.45), value_noise(f4(2.5) * x, f4(2.5) * y, f4(2.5) * z, seed))
    return f4(_MOTTLED) * (f4(1) + value_noise(f4(_FINER) * x, f4(_FINER) * y, f4(_FINER) * z, seed))
