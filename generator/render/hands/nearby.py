"""How much of the sky hands hide: from each other, from a face and its hair, and a face from them.

A hand is a few dozen capsules here, its bones with flesh round them. Of a point's sky a sphere of radius r at distance
d hides (n·d) r²/d² (I. Quilez, "Sphere - ambient occlusion", 2006), a cylinder without ends (n·d) r/d; a capsule lies
between, and r/d to the power of 3/2 is taken. Capsules are taken to hide different parts of the sky.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import f4

#: How much of that is seen: light that is thrown back between hand and face is left out. Chosen by eye.
_LONGER = f4(1.45)
#: Never darker than this: light goes on inside skin, and between fingers.
_DARKEST = f4(0.06)
#: Farther from a capsule's bone than so many of its radii, and than so much (dm), it hides nothing, so that most points
#: are done with early.
_REACH, _FARTHEST = f4(4.5), f4(0.60)
#: dm, how large a head is as a hand sees it.
_HEAD = f4(0.75)


@kernel
def capsule_shade(x, y, z, nx, ny, nz, ends, radius):  # type: ignore[no-untyped-def]
    """Return the share of the sky that a capsule round ``ends`` (2, 3) leaves open to a point with a unit normal."""
    ax = ends[1, 0] - ends[0, 0]
    ay = ends[1, 1] - ends[0, 1]
    az = ends[1, 2] - ends[0, 2]
    px = ends[0, 0] - x
    py = ends[0, 1] - y
    pz = ends[0, 2] - z
    t = -(px * ax + py * ay + pz * az) / (ax * ax + ay * ay + az * az + f4(1e-9))
    t = min(max(t, f4(0)), f4(1))
    px += t * ax
    py += t * ay
    pz += t * az
    square = px * px + py * py + pz * pz
    reach = min(_REACH * radius, _FARTHEST)
    if square > reach * reach:
        return f4(1)
    far = math.sqrt(square) + f4(1e-6)
    towards = (nx * px + ny * py + nz * pz) / far
    if towards <= f4(0):
        return f4(1)
    # within reach it fades to nothing, or its edge would show
    fade = f4(1) - square / (reach * reach)
    wide = min(radius / far, f4(1))
    hidden = _LONGER * towards * fade * wide * math.sqrt(wide)
    return max(f4(1) - hidden, f4(0))


@kernel
def close_others(begin, end, vertices, normals, ends, radii, occlusion):  # type: ignore[no-untyped-def]
    """Take from vertices (v, 3) outside ``begin``–``end`` the share of sky that capsules (k, 2, 3) hide."""
    low = np.full(3, f4(1e9), f4)
    high = np.full(3, f4(-1e9), f4)
    for k in range(ends.shape[0]):
        for e in range(2):
            for j in range(3):
                low[j] = min(low[j], ends[k, e, j] - min(_REACH * radii[k], _FARTHEST))
                high[j] = max(high[j], ends[k, e, j] + min(_REACH * radii[k], _FARTHEST))
    # most points are beyond the reach of most capsules: a ball round each is tried first
    balls = np.empty((ends.shape[0], 4), f4)
    for k in range(ends.shape[0]):
        square = f4(0)
        for j in range(3):
            half = f4(0.5) * (ends[k, 1, j] - ends[k, 0, j])
            balls[k, j] = ends[k, 0, j] + half
            square += half * half
        far = math.sqrt(square) + min(_REACH * radii[k], _FARTHEST) + f4(1e-3)
        balls[k, 3] = far * far
    for i in range(vertices.shape[0]):
        if begin <= i < end:
            continue
        x = vertices[i, 0]
        y = vertices[i, 1]
        z = vertices[i, 2]
        if x < low[0] or x > high[0] or y < low[1] or y > high[1] or z < low[2] or z > high[2]:
            continue
        left = f4(1)
        for k in range(ends.shape[0]):
            dx = x - balls[k, 0]
            dy = y - balls[k, 1]
            dz = z - balls[k, 2]
            if dx * dx + dy * dy + dz * dz < balls[k, 3]:
                left *= capsule_shade(x, y, z, normals[i, 0], normals[i, 1], normals[i, 2], ends[k], radii[k])
        occlusion[i] *= max(left, _DARKEST)


@kernel
def close_own(vertices, normals, digit, along, gap, centre, ends, radii, of_digit, occlusion):  # type: ignore[no-untyped-def]
    """Write the share of sky that is open to a hand's vertices (n, 3) beside its other digits and before the head.

    ``digit`` and ``along`` (n,) say where on the hand they are: see ``ArmMesh``; ``gap`` (n,) dm: how far outside the
    head; ``centre`` (3,): its middle. ``of_digit`` (k,): which digit a capsule is of, 0 the palm.
    """
    for i in range(vertices.shape[0]):
        x = vertices[i, 0]
        y = vertices[i, 1]
        z = vertices[i, 2]
        nx = normals[i, 0]
        ny = normals[i, 1]
        nz = normals[i, 2]
        gx = x - centre[0]
        gy = y - centre[1]
        gz = z - centre[2]
        away = (nx * gx + ny * gy + nz * gz) / (math.sqrt(gx * gx + gy * gy + gz * gz) + f4(1e-6))
        far = _HEAD / (_HEAD + max(gap[i], f4(0)))
        left = f4(1) - (f4(0.5) - f4(0.5) * away) * far * far
        own = digit[i]
        for k in range(ends.shape[0]):
            other = of_digit[k]
            # of itself a digit hides nothing, nor of the palm before its own second bone
            if other == own or (other == 0 and along[i] < f4(1)):
                continue
            left *= capsule_shade(x, y, z, nx, ny, nz, ends[k], radii[k])
        occlusion[i] = max(left, _DARKEST)
