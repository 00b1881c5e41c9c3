"""Value noise from hashed lattices: the same bits everywhere, seeded by an integer."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
u4 = np.uint32


@kernel
def hashed(x, y, z, seed):  # type: ignore[no-untyped-def]
    """Return a number in [0, 1) from three integers and a seed, all uint32 (an avalanche mix of 32-bit words).

    Other integer types, literals among them, would each be compiled anew.
    """
    h = seed
    for word in (x, y, z):
        h = u4(h ^ word) * u4(0x9E3779B1)
        h = u4(h ^ (h >> u4(15))) * u4(0x85EBCA77)
        h = u4(h ^ (h >> u4(13)))
    h = u4(h * u4(0xC2B2AE3D))
    h = u4(h ^ (h >> u4(16)))
    return f4(h >> u4(8)) * f4(1.0 / 16777216.0)


@kernel
def ease(t):  # type: ignore[no-untyped-def]
    """Return 3t² − 2t³: from 0 to 1 with no slope at either end."""
    return t * t * (f4(3) - f4(2) * t)


@kernel
def along_edge(x0, x1, y, z, t, seed):  # type: ignore[no-untyped-def]
    """Return the value ``t`` of the way from lattice point (x0, y, z) to (x1, y, z), and the two points' difference."""
    first = hashed(u4(x0), u4(y), u4(z), u4(seed))
    difference = hashed(u4(x1), u4(y), u4(z), u4(seed)) - first
    return first + t * difference, difference


@kernel
def value_noise(x, y, z, seed):  # type: ignore[no-untyped-def]
    """Return smooth noise in [−1, 1] at a point in lattice units."""
    fx = math.floor(x)
    fy = math.floor(y)
    fz = math.floor(z)
    ix = np.int32(fx)
    iy = np.int32(fy)
    iz = np.int32(fz)
    tx = ease(f4(x - fx))
    ty = ease(f4(y - fy))
    tz = ease(f4(z - fz))
    total = f4(0)
    for dz in range(2):
        wz = tz if dz else f4(1) - tz
        for dy in range(2):
            wy = ty if dy else f4(1) - ty
            value, _ = along_edge(ix, ix + 1, iy + dy, iz + dz, tx, seed)
            total += wz * wy * value
    return f4(2) * total - f4(1)


@kernel
def smoothstep(low, high, x):  # type: ignore[no-untyped-def]
    """Return 0 below ``low``, 1 above ``high``, a cubic between."""
    t = min(max((x - low) / (high - low), f4(0)), f4(1))
    return ease(t)
