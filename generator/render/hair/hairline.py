"""Where hair grows: distance inside the hairline, on the unshaped base mesh, so that paint and hair always agree."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Reals, f4

#: The skull's centre on the base mesh (dm).
CENTRE = (0.0, 7.40, 0.45)
#: Elevation of the hairline (degrees above the centre) by azimuth: forehead, temple, sideburn, ear, nape.
_AZIMUTH = (0, 25, 40, 52, 62, 70, 77, 84, 95, 105, 120, 150, 180)
_ELEVATION = (33, 32, 33, 23, 10, -8, -20, 2, 4, -24, -40, -50, -54)
#: dm of arc per degree at the skull's mean radius.
_ARC = 0.95 * np.pi / 180.0


def inside(rest: Reals) -> Doubles:
    """Return how far inside a full hairline points (n, 3) of the base mesh lie (dm; negative: bare skin)."""
    x, y, z = (rest[:, k].astype(np.float64) - CENTRE[k] for k in range(3))
    azimuth = np.degrees(np.arctan2(np.abs(x), z))
    elevation = np.degrees(np.arctan2(y, np.sqrt(x * x + z * z)))
    line = np.interp(azimuth, _AZIMUTH, _ELEVATION)
    # rounded, because arctan2 may differ in its last bits between processors
    return np.round((elevation - line) * _ARC, 6)


@kernel
def recede(into, x, y, z, raised, bald):  # type: ignore[no-untyped-def]
    """Return how far inside a person's own hairline a point of the base mesh lies, from its ``inside``.

    ``raised``: how far (dm) the front has gone back; ``bald``: up to 0.5 high temples, above it a bald top, at 1 a
    wreath from ear to ear.
    """
    front = z - f4(CENTRE[2])
    up = y - f4(CENTRE[1])
    flat = math.sqrt(x * x + front * front) + f4(1e-6)
    ahead = front / flat
    out = into
    if ahead > f4(0):
        out -= raised * min(f4(1), f4(2) * ahead)
        temple = (abs(x) / flat - f4(0.60)) * f4(2.6)
        out -= (
            min(bald, f4(0.5)) * (f4(0.24) + f4(0.52) * max(f4(1) - temple * temple, f4(0))) * min(f4(1), f4(3) * ahead)
        )
    if bald > f4(0.5):
        slope = up / math.sqrt(flat * flat + up * up)
        top = min((f4(0.50) - slope) * f4(0.95), (f4(0.42) - ahead) * f4(0.95))
        out = min(out, top + (f4(1) - bald) * f4(2))
    return out


@kernel
def _recede_all(into, points, raised, bald, out):  # type: ignore[no-untyped-def]
    for i in range(into.shape[0]):
        out[i] = recede(into[i], points[i, 0], points[i, 1], points[i, 2], raised, bald)


def of_person(rest: Floats, *, raised: float, bald: float) -> Floats:
    """Return how far (dm) inside a person's own hairline points (n, 3) of the base mesh lie."""
    out = np.zeros(len(rest), np.float32)
    _recede_all(inside(rest).astype(np.float32), rest, np.float32(raised), np.float32(bald), out)
    return out
