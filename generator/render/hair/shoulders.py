"""What long hair comes to rest on: the height of neck and shoulders below the head, as a map of x and z.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, f4
from synthgen.render.hair.scalp import bilinear

#: Points along a side of the map, and how far (dm) it reaches from the skull's centre.
_SIDE, _REACH = 49, 3.0
#: Skin lower than this (dm from the skull's centre) is neck, shoulders and chest.
_BELOW = -1.35
#: Where nothing is to rest on.
_NOTHING = -9.0
#: How far (dm) hair lies above the skin: over what is worn.
_ABOVE = 0.09
#: Nothing to rest on anywhere: for hair that is grown on a skull alone.
NO_SHOULDERS = np.full((2, 2), _NOTHING, np.float32)


@kernel
def _raise(vertices, triangles, centre, out):  # type: ignore[no-untyped-def]
    """Write the greatest height of ``triangles`` (t, 3) over each point of a map ``out`` (n, n)."""
    size = out.shape[0]
    scale = f4(size - 1) / f4(2 * _REACH)
    for t in range(triangles.shape[0]):
        ax = (vertices[triangles[t, 0], 0] - centre[0] + f4(_REACH)) * scale
        bx = (vertices[triangles[t, 1], 0] - centre[0] + f4(_REACH)) * scale
        cx = (vertices[triangles[t, 2], 0] - centre[0] + f4(_REACH)) * scale
        az = (vertices[triangles[t, 0], 2] - centre[2] + f4(_REACH)) * scale
        bz = (vertices[triangles[t, 1], 2] - centre[2] + f4(_REACH)) * scale
        cz = (vertices[triangles[t, 2], 2] - centre[2] + f4(_REACH)) * scale
        ay = vertices[triangles[t, 0], 1] - centre[1]
        by = vertices[triangles[t, 1], 1] - centre[1]
        cy = vertices[triangles[t, 2], 1] - centre[1]
        area = (bx - ax) * (cz - az) - (cx - ax) * (bz - az)
        if abs(area) < f4(1e-9):
            continue
        left = max(int(min(ax, min(bx, cx))), 0)
        right = min(int(max(ax, max(bx, cx))) + 1, size - 1)
        near = max(int(min(az, min(bz, cz))), 0)
        far = min(int(max(az, max(bz, cz))) + 1, size - 1)
        for j in range(near, far + 1):
            for i in range(left, right + 1):
                u = ((f4(i) - ax) * (cz - az) - (cx - ax) * (f4(j) - az)) / area
                v = ((bx - ax) * (f4(j) - az) - (f4(i) - ax) * (bz - az)) / area
                if u >= f4(-1e-3) and v >= f4(-1e-3) and u + v <= f4(1.001):
                    out[j, i] = max(out[j, i], ay + u * (by - ay) + v * (cy - ay) + f4(_ABOVE))


def shoulders(vertices: Floats, triangles: Ints, centre: Floats) -> Floats:
    """Return the height (n, n), dm above the skull's ``centre``, on which hair rests: rows along z, columns along x.

    ``vertices`` (n, 3) dm and ``triangles`` (t, 3) of the skin.
    """
    low = vertices[:, 1] - centre[1] < _BELOW
    out = np.full((_SIDE, _SIDE), _NOTHING, np.float32)
    _raise(vertices, triangles[low[triangles].all(axis=1)], centre, out)
    return out


@kernel
def height(x, z, floor):  # type: ignore[no-untyped-def]
    """Return the height of ``floor``, a map as ``shoulders`` makes it, at a place; bilinear."""
    size = floor.shape[0]
    scale = f4(size - 1) / f4(2 * _REACH)
    column = min(max((x + f4(_REACH)) * scale, f4(0)), f4(size - 1) - f4(1e-3))
    row = min(max((z + f4(_REACH)) * scale, f4(0)), f4(size - 1) - f4(1e-3))
    return bilinear(floor, column, row)


@kernel
def rest(x, y, z, above, floor):  # type: ignore[no-untyped-def]
    """Return a place moved out of what is below, by the shortest way, to ``above`` dm over it, and 1 if it was."""
    up = height(x, z, floor) + above
    if y >= up:
        return x, y, z, 0
    step = f4(0.06)
    aside = (height(x + step, z, floor) - height(x - step, z, floor)) / (f4(2) * step)
    ahead = (height(x, z + step, floor) - height(x, z - step, floor)) / (f4(2) * step)
    share = min(up - y, f4(0.3)) / (f4(1) + aside * aside + ahead * ahead)
    return x - share * aside, y + share, z - share * ahead, 1
