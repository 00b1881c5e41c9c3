"""The mouth's texture: teeth, gums and tongue, painted from an age and a seed.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Picture, f4, u4
from synthgen.render.face.teeth import SHADES
from synthgen.render.materials import shrink
from synthgen.render.noise import hashed, smoothstep, value_noise

_SIZE = 256


@kernel
def _paint(age, seed, out):  # type: ignore[no-untyped-def]
    """Paint shades of teeth (first quarter), gums (second) and the tongue seen from above (the right half)."""
    size = out.shape[0]
    for row in range(size):
        v = f4(1) - (f4(row) + f4(0.5)) / f4(size)
        for column in range(size):
            u = (f4(column) + f4(0.5)) / f4(size)
            gloss = f4(1)
            if u < f4(0.25):
                shade = hashed(u4(np.int32(u * f4(4 * SHADES))), u4(0), u4(0), u4(seed))
                light = f4(0.95) + f4(0.09) * (shade - f4(0.5)) - f4(0.10) * age
                # yellower towards the gum, greyer and clearer at the biting edge
                neck = smoothstep(f4(0.35), f4(1.0), v)
                edge = f4(1) - smoothstep(f4(0.0), f4(0.22), v)
                r = f4(0.78) * light * (f4(1) - f4(0.10) * edge)
                g = f4(0.725) * light * (f4(1) - f4(0.07) * edge - f4(0.05) * neck) * (f4(1) - f4(0.05) * age)
                b = f4(0.615) * light * (f4(1) - f4(0.04) * edge - f4(0.16) * neck) * (f4(1) - f4(0.16) * age)
            elif u < f4(0.5):
                spot = value_noise(u * f4(60), v * f4(20), f4(0), seed)
                r = f4(0.42) * (f4(1) + f4(0.10) * spot)
                g = f4(0.155) * (f4(1) + f4(0.22) * spot)
                b = f4(0.15) * (f4(1) + f4(0.18) * spot)
            else:
                x = (u - f4(0.75)) * f4(4)  # −1 to 1 across the tongue
                bumps = value_noise(u * f4(240), v * f4(130), f4(1), seed)
                patch = value_noise(u * f4(18), v * f4(10), f4(2), seed)
                groove = f4(1) - f4(0.30) * max(f4(1) - abs(x) * f4(9), f4(0))
                light = (f4(1) + f4(0.10) * bumps + f4(0.08) * patch) * groove
                coat = f4(0.35) * smoothstep(f4(0.8), f4(0.2), v) * max(f4(1) - x * x, f4(0))
                r = f4(0.40) * light + f4(0.06) * coat
                g = f4(0.145) * light + f4(0.07) * coat
                b = f4(0.14) * light + f4(0.06) * coat
                gloss = f4(0.75) + f4(0.25) * bumps
            out[row, column, 0] = np.uint8(math.sqrt(max(r, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 1] = np.uint8(math.sqrt(max(g, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 2] = np.uint8(math.sqrt(max(b, f4(0))) * f4(255) + f4(0.5))
            out[row, column, 3] = np.uint8(min(max(gloss, f4(0)), f4(1)) * f4(255))


def paint_mouth(*, age: float, seed: int, size: int) -> Picture:
    """Return the mouth's texture (size, size, 4) uint8, √linear·255: see ``teeth`` for where it has what."""
    out = np.zeros((_SIZE, _SIZE, 4), np.uint8)
    _paint(np.float32(min(max((age - 20.0) / 60.0, 0.0), 1.0)), seed, out)
    return shrink(out, size)
