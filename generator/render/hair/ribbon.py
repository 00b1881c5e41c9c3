"""From the path of a strand to a card: wound into a curl, a rope or a braid, and cut into a ribbon.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math

from synthgen.jit import kernel
from synthgen.render.arrays import f4, u4
from synthgen.render.noise import hashed, smoothstep

#: One turn of the sine table.
SINES = 256
#: Columns of a card's points: position, the direction away from the head, arc length, what curls add.
PATH_COLUMNS = 10
#: One over the radius (dm) of a loc or braid, about.
_PLY_TURN = 33.0


@kernel
def curl(path, n, radius, turn, helix, phase, sines):  # type: ignore[no-untyped-def]
    """Wind the first n points of a path round where they were.

    ``helix``: 0 a wave to 1 a coil; 2 round the path itself, as in a rope; 3 in a figure of eight, as in a braid.
    """
    begins = f4(0.35) if helix > f4(0.5) else f4(0.7)  # waves set in farther from the root
    for k in range(1, n):
        tx = path[k, 0] - path[k - 1, 0]
        ty = path[k, 1] - path[k - 1, 1]
        tz = path[k, 2] - path[k - 1, 2]
        ox = path[k, 3]
        oy = path[k, 4]
        oz = path[k, 5]
        bx = ty * oz - tz * oy
        by = tz * ox - tx * oz
        bz = tx * oy - ty * ox
        scale = f4(1) / math.sqrt(bx * bx + by * by + bz * bz + f4(1e-12))
        angle = int(phase + path[k, 6] / turn * f4(SINES))
        grown = radius * smoothstep(f4(0), begins * turn + f4(0.1), path[k, 6])
        sideways = grown * sines[angle % SINES] * scale
        outward = grown * helix * (sines[(angle + SINES // 4) % SINES] + f4(0.8))
        if helix > f4(2.5):
            outward = grown * f4(0.6) * sines[(2 * angle) % SINES]
        elif helix > f4(1.5):
            outward = grown * sines[(angle + SINES // 4) % SINES]
        path[k, 7] = sideways * bx + outward * ox
        path[k, 8] = sideways * by + outward * oy
        path[k, 9] = sideways * bz + outward * oz
    for k in range(1, n):
        for c in range(3):
            path[k, c] += path[k, 7 + c]


@kernel
def tilt(i, kind, loose, seed, sines, twist):  # type: ignore[no-untyped-def]
    """Write how card ``i`` of a kind is turned about its strand, by 47° at most where it is ``loose`` (1).

    As sine and cosine, into ``twist`` (2,).
    """
    angle = int(f4(SINES) * (f4(0.26) * loose * (hashed(u4(i), u4(8), u4(kind), u4(seed)) - f4(0.5))))
    twist[0] = sines[angle % SINES]
    twist[1] = sines[(angle + SINES // 4) % SINES]


@kernel
def ribbon(  # type: ignore[no-untyped-def]
    path, n, segments, width, bulge, blunt, narrows, twist, layer, begin, points, normals, tangents, open_sky, along,
):  # fmt: skip
    """Write a path's ribbon: 2·segments vertices, left and right by turns, and the tip.

    ``bulge``: how round it is across, above .5 as a ply of a loc or braid. From ``blunt`` on (0–1) it ``narrows`` by
    that share. ``twist`` (sine, cosine) turns it about its strand; ``begin``: how far from its root it starts, 0–1.
    """
    rows = segments + 1
    plied = bulge > f4(0.5)
    for s in range(rows):
        # shorter segments near the root, where hair bends over the head
        share = f4(s) / f4(segments)
        share *= f4(1) if plied else f4(0.6) + f4(0.4) * share
        at = f4(n - 1) * share
        k = min(int(at), n - 2)
        t = at - f4(k)
        x = path[k, 0] + t * (path[k + 1, 0] - path[k, 0])
        y = path[k, 1] + t * (path[k + 1, 1] - path[k, 1])
        z = path[k, 2] + t * (path[k + 1, 2] - path[k, 2])
        low = max(k - 1, 0)
        high = min(k + 2, n - 1)
        tx = path[high, 0] - path[low, 0]
        ty = path[high, 1] - path[low, 1]
        tz = path[high, 2] - path[low, 2]
        scale = f4(1) / math.sqrt(tx * tx + ty * ty + tz * tz + f4(1e-12))
        tx *= scale
        ty *= scale
        tz *= scale
        ox = path[k, 3]
        oy = path[k, 4]
        oz = path[k, 5]
        if plied:  # a ply looks away from what it is wound round
            ox = f4(0.4) * ox + f4(_PLY_TURN) * path[k, 7]
            oy = f4(0.4) * oy + f4(_PLY_TURN) * path[k, 8]
            oz = f4(0.4) * oz + f4(_PLY_TURN) * path[k, 9]
        along_out = ox * tx + oy * ty + oz * tz
        ox -= along_out * tx
        oy -= along_out * ty
        oz -= along_out * tz
        scale = f4(1) / math.sqrt(ox * ox + oy * oy + oz * oz + f4(1e-6))
        ox *= scale
        oy *= scale
        oz *= scale
        turned = smoothstep(f4(0.0), f4(0.5), path[k, 6])  # at the root it lies flat
        out = twist[0] * turned
        flat = f4(1) + (twist[1] - f4(1)) * turned
        wx = (ty * oz - tz * oy) * flat + ox * out
        wy = (tz * ox - tx * oz) * flat + oy * out
        wz = (tx * oy - ty * ox) * flat + oz * out
        taper = f4(1) - narrows * smoothstep(blunt, f4(1.05), share)
        half = f4(0.5) * width * taper * (f4(0.7) + f4(0.3) * smoothstep(f4(0), f4(0.07), path[k, 6]))
        lit = (f4(0.46) + f4(0.54) * layer) * (f4(0.6) + f4(0.4) * smoothstep(f4(0), f4(0.22), path[k, 6] + begin))
        # where a curl or a braid turns inward it is shaded
        raised = path[k, 7] * path[k, 3] + path[k, 8] * path[k, 4] + path[k, 9] * path[k, 5]
        lit = min(lit * (f4(1) + min(max(raised * f4(12), f4(-0.4)), f4(0.25))), f4(1))
        for side in range(2 if s < segments else 1):
            i = 2 * s + side
            sign = f4(2 * side - 1) if s < segments else f4(0)
            points[i, 0] = x + sign * half * wx
            points[i, 1] = y + sign * half * wy
            points[i, 2] = z + sign * half * wz
            # round like a lock, not flat like a card; the head's own roundness shows through
            nx = ox + bulge * sign * wx + f4(0.7) * path[k, 3]
            ny = oy + bulge * sign * wy + f4(0.7) * path[k, 4]
            nz = oz + bulge * sign * wz + f4(0.7) * path[k, 5]
            scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz + f4(1e-8))
            normals[i, 0] = nx * scale
            normals[i, 1] = ny * scale
            normals[i, 2] = nz * scale
            tangents[i, 0] = tx
            tangents[i, 1] = ty
            tangents[i, 2] = tz
            open_sky[i] = lit
            along[i] = begin + ((f4(0.72) if plied else f4(1)) - begin) * share  # locs and braids do not fray
