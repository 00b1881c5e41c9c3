"""The eye's texture, seen along its axis: iris, limbus and sclera, painted from a look and a seed.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Picture, f4
from synthgen.render.face.eyes import LIMBUS
from synthgen.render.noise import smoothstep, value_noise

if TYPE_CHECKING:
    from synthgen.human.eyelook import EyeLook


#: sRGB of the ring round the pupil in central heterochromia, and of flecks.
_AMBER = "7c5226"
#: How much brighter than its mean the iris is opposite the key light, where light that the cornea bent falls on it.
_CAUSTIC = 0.30


@kernel
def _paint(iris, amber, limbus, look, glow, seed, out):  # type: ignore[no-untyped-def]
    """Paint ``out`` (size, size, 4). ``look``: pupil, flecks, centre, ring, veins, yellow,
    redness; ``glow``: the caustic.
    """
    size = out.shape[0]
    pupil = look[0]
    for row in range(size):
        for column in range(size):
            x = ((f4(column) + f4(0.5)) / f4(size) * f4(2) - f4(1)) / f4(0.98)
            y = (f4(1) - (f4(row) + f4(0.5)) / f4(size) * f4(2)) / f4(0.98)
            radius = math.sqrt(x * x + y * y) + f4(1e-6)
            side = min(radius, f4(1))
            # sclera: off-white, yellower with age, vessels towards the corners, bluer round the iris
            warp = f4(0.25) * value_noise(x * f4(5), y * f4(5), f4(2), seed)
            vein = f4(1) - abs(value_noise(x * f4(5) + warp, (y + warp) * f4(11), f4(0), seed))
            vein = smoothstep(f4(0.90), f4(1.0), vein)
            thin = f4(1) - abs(value_noise(x * f4(13) + warp, (y - warp) * f4(23), f4(1), seed))
            vein += f4(0.5) * smoothstep(f4(0.92), f4(1.0), thin)
            vein *= (look[4] + f4(0.9) * look[6]) * smoothstep(f4(0.42) - f4(0.12) * look[6], f4(0.95), side)
            flush = f4(0.10) * smoothstep(f4(0.5), f4(1.0), side)
            flush += look[6] * (f4(0.10) + f4(0.16) * smoothstep(limbus, f4(0.9), side))
            r = f4(0.345) * (f4(1) - f4(0.10) * vein)
            g = f4(0.312) * (f4(1) - f4(0.38) * vein - flush) * (f4(1) - f4(0.05) * look[5])
            b = f4(0.285) * (f4(1) - f4(0.42) * vein - f4(1.2) * flush) * (f4(1) - f4(0.20) * look[5])
            edge = smoothstep(limbus * f4(0.93), limbus * f4(1.07), radius)
            if edge < f4(1):
                t = radius / limbus
                # fibres run outward: noise on a cylinder, long along the radius
                cx = x / radius
                cy = y / radius
                fibre = f4(0.55) * value_noise(cx * f4(13), cy * f4(13), t * f4(2.2), seed + 3)
                fibre += f4(0.45) * value_noise(cx * f4(31), cy * f4(31), t * f4(3.5), seed + 4)
                scallop = t + f4(0.05) * value_noise(cx * f4(7), cy * f4(7), f4(0), seed + 5)
                inner = f4(1) - smoothstep(f4(0.50), f4(0.68), scallop)  # within the collarette
                spot = look[1] * smoothstep(f4(0.45), f4(0.8), value_noise(x * f4(19), y * f4(19), f4(3), seed + 6))
                warm = min(look[2] * inner * f4(0.9) + f4(0.6) * spot, f4(1))
                light = (f4(1) + f4(0.42) * fibre) * (f4(1) + f4(0.22) * inner)
                light *= f4(1) - f4(0.25) * smoothstep(f4(0.6), f4(0.9), t)
                light *= f4(1) - f4(0.72) * look[3] * smoothstep(f4(0.74), f4(0.97), t)
                light *= f4(1) + (x * glow[0] + y * glow[1]) / limbus
                light *= smoothstep(pupil - f4(0.02), pupil + f4(0.05), t) * f4(0.70)
                ir = (iris[0] + warm * (amber[0] - iris[0])) * light + f4(0.003)
                ig = (iris[1] + warm * (amber[1] - iris[1])) * light + f4(0.003)
                ib = (iris[2] + warm * (amber[2] - iris[2])) * light + f4(0.003)
                r = ir + edge * (r - ir)
                g = ig + edge * (g - ig)
                b = ib + edge * (b - ib)
            out[row, column, 0] = np.uint8(math.sqrt(min(max(r, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 1] = np.uint8(math.sqrt(min(max(g, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 2] = np.uint8(math.sqrt(min(max(b, f4(0)), f4(1))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(255)


def paint_eye(look: EyeLook, key: Floats, *, seed: int, size: int, redness: float = 0.0) -> Picture:
    """Return the eye's texture (size, size, 4) uint8, √linear·255; ``key`` (3,) is the direction to the key light.

    ``redness`` 0–1: how wide the vessels of the white are, as in crying.
    """
    out = np.zeros((size, size, 4), np.uint8)
    values = [look.pupil, look.flecks, look.centre, look.ring, look.veins, look.yellow, redness]
    iris = colour.linear(colour.IRIS[look.iris]) * np.float32(1.0 + 0.3 * look.lightness)
    glow = (-_CAUSTIC * key[:2]).astype(np.float32)
    _paint(iris, colour.linear(_AMBER), np.float32(LIMBUS), np.array(values, np.float32), glow, seed, out)
    return out
