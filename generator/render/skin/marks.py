"""Marks on skin: spots in cells of the texture, vitiligo's patches, scars.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.human.conditions import Scar
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, f4, u4
from synthgen.render.noise import hashed, smoothstep, value_noise

#: Middles of scars on the base mesh, x and y in dm as seen from in front.
_PLACES = {
    "forehead": (0.20, 7.70),
    "left brow": (0.42, 7.43),
    "right brow": (-0.42, 7.43),
    "left cheek": (0.45, 6.92),
    "right cheek": (-0.45, 6.92),
    "nose": (0.03, 7.12),
    "upper lip": (0.12, 6.73),
    "chin": (0.06, 6.33),
}
_SCAR_HALF_WIDTH = 0.007  # dm
#: What ``blotch`` stays below on a share of the face, for shares 0, .1 … 1: measured, the mean over 40 seeds.
_BLOTCH_SHARES = (-2.0, -0.34, -0.22, -0.13, -0.05, 0.02, 0.10, 0.18, 0.27, 0.40, 2.0)


@kernel
def spot(u, v, cell, share, smallest, largest, wobble, seed):  # type: ignore[no-untyped-def]
    """Return how much (0–1) a round spot covers a texel at ``u``, ``v``: a ``share`` of the cells holds one.

    ``cell`` is a cell's side in texels, ``smallest`` and ``largest`` (at most .27) radii in cells; ``wobble`` (−1 to 1)
    makes the outline uneven.
    """
    row = math.floor(v / cell)
    # every other row is moved by half a cell, so that no grid shows
    across = u / cell + f4(0.5) * f4(np.int32(row) & 1)
    column = math.floor(across)
    ix = u4(np.int32(column))
    iy = u4(np.int32(row))
    chance = hashed(ix, iy, u4(1), u4(seed))
    if chance >= share:
        return f4(0)
    radius = smallest + (largest - smallest) * hashed(ix, iy, u4(2), u4(seed))
    free = f4(1) - f4(2.2) * radius
    dx = f4(across - column) - f4(1.1) * radius - free * hashed(ix, iy, u4(3), u4(seed))
    dy = f4(v / cell - row) - f4(1.1) * radius - free * hashed(ix, iy, u4(4), u4(seed))
    distance = math.sqrt(dx * dx + dy * dy) / (radius * (f4(0.95) + f4(0.15) * wobble))
    # spots that are likelier are stronger: freckled people have darker freckles too
    strength = f4(0.45) + f4(0.55) * hashed(ix, iy, u4(5), u4(seed))
    soft = max(f4(0.45), f4(0.9) / (radius * cell))
    return strength * (f4(1) - smoothstep(f4(1) - soft, f4(1) + f4(0.4) * soft, f4(distance)))


@kernel
def blotch(side, y, z, prone, fine, seed):  # type: ignore[no-untyped-def]
    """Return where vitiligo comes first (larger): where skin is ``prone`` (0–1), in patches alike on both sides."""
    patch = value_noise(side * f4(3.2), y * f4(3.2), z * f4(3.2), seed) * f4(0.5)
    patch += value_noise(side * f4(8), y * f4(8), z * f4(8), seed + 1) * f4(0.25)
    patch += value_noise(side * f4(21), y * f4(21), z * f4(21), seed + 2) * f4(0.09)
    return patch + f4(0.03) * fine + f4(0.30) * min(prone, f4(1)) - f4(0.12)


@kernel
def scar_cover(x, y, z, scars, k, fine):  # type: ignore[no-untyped-def]
    """Return how much (0–1) scar ``k`` of ``scars`` (n, 5: ends xy and xy, half width, dm) covers a place."""
    if z < f4(0.4):
        return f4(0)
    dx = scars[k, 2] - scars[k, 0]
    dy = scars[k, 3] - scars[k, 1]
    t = ((x - scars[k, 0]) * dx + (y - scars[k, 1]) * dy) / (dx * dx + dy * dy)
    t = min(max(t, f4(0)), f4(1))
    ox = x - scars[k, 0] - t * dx
    oy = y - scars[k, 1] - t * dy
    # thinner towards its ends, and not quite straight
    width = scars[k, 4] * (f4(0.45) + f4(2.2) * t * (f4(1) - t)) * (f4(1) + f4(0.35) * fine)
    distance = f4(math.sqrt(ox * ox + oy * oy)) / width
    return f4(1) - smoothstep(f4(0.6), f4(1.5), distance)


def scar_table(scars: tuple[Scar, ...]) -> Floats:
    """Return the rows (n, 5) float32 that ``scar_cover`` takes."""
    rows = np.zeros((len(scars), 5), np.float32)
    for row, scar in zip(rows, scars, strict=True):
        x, y = _PLACES[scar.place]
        half = scar.length / 200.0  # mm to dm
        turn = math.radians(scar.angle)
        dx, dy = round(half * math.cos(turn), 6), round(half * math.sin(turn), 6)
        row[:] = (x - dx, y - dy, x + dx, y + dy, _SCAR_HALF_WIDTH)
    return rows


def vitiligo_threshold(share: float) -> float:
    """Return what ``blotch`` exceeds on a ``share`` (0–1) of the face; below −9 for none at all."""
    if share <= 0.0:
        return -10.0
    steps = [i / (len(_BLOTCH_SHARES) - 1) for i in range(len(_BLOTCH_SHARES))]
    return round(float(np.interp(1.0 - share, steps, _BLOTCH_SHARES)), 6)
