"""Hair cards: tapered ribbons that grow from the scalp, are combed, fall and curl, and never enter the head.

Every card is traced in small steps and then cut into a few segments. Positions are dm from the skull's centre.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import f4, u4
from synthgen.render.hair.ribbon import PATH_COLUMNS, SINES, curl, ribbon, tilt
from synthgen.render.hair.scalp import look_up
from synthgen.render.hair.shoulders import rest
from synthgen.render.noise import hashed, smoothstep, value_noise

#: Where a style's numbers are (``Style.numbers``).
(
    THICK_TOP, THICK_SIDE, THICK_BACK, LONG_TOP, LONG_SIDE, LONG_BACK, FADE, FRINGE, PART, PARTING, FORWARD, SWEEP,
    LIFT, WEIGHT, CURL, TURN, ROUND, FRIZZ, LOCK, START, CUT, WIDTH, TIE_Y, TIE_Z, BALD, CAP, PLY,
) = range(27)  # fmt: skip
#: The whorl that hair on top grows away from, and steps of a trace at most.
WHORL = (0.07, 0.86, -0.505)
STEPS = 96


@kernel
def _region(x, y, z, top, side, back):  # type: ignore[no-untyped-def]
    """Blend three values by where on the head a unit direction points."""
    up = smoothstep(f4(0.10), f4(0.70), y)
    rear = smoothstep(f4(0.15), f4(-0.65), z)
    return top * up + (f4(1) - up) * (side + (back - side) * rear)


@kernel
def thickness(x, y, z, grown, under, style):  # type: ignore[no-untyped-def]
    """Return how far (dm) hair may stand off the head in a unit direction."""
    thick = _region(x, y, z, style[THICK_TOP], style[THICK_SIDE], style[THICK_BACK])
    thick *= f4(0.25) + f4(0.75) * smoothstep(f4(0.0), f4(0.45), grown)
    if style[PARTING] > f4(0):  # hair rises slowly to both sides of a parting
        top = smoothstep(f4(0.4), f4(0.8), y + f4(0.4) * max(z, f4(0))) * smoothstep(f4(-0.7), f4(-0.3), z)
        low = min(f4(0.6) * thick, f4(0.07))
        thick -= low * top * (f4(1) - smoothstep(f4(0.0), f4(0.45), abs(x - style[PART])))
    return thick + smoothstep(f4(-0.22), f4(-0.02), under) * (min(thick, f4(0.006)) - thick)


@kernel
def comb(x, y, z, style):  # type: ignore[no-untyped-def]
    """Return the unit direction (3) along the head in which hair at a unit direction is combed."""
    tied = style[TIE_Z] != f4(0)
    if tied:
        fx = -x
        fy = style[TIE_Y] - y
        fz = style[TIE_Z] - z
    else:
        away = x * f4(WHORL[0]) + y * f4(WHORL[1]) + z * f4(WHORL[2])
        fx = x * away - f4(WHORL[0])
        fy = y * away - f4(WHORL[1])
        fz = z * away - f4(WHORL[2])
        up = smoothstep(f4(0.25), f4(0.70), y + f4(0.6) * max(z, f4(0)))  # the front belongs to the top
        firm = style[PARTING] * up * smoothstep(f4(-0.55), f4(-0.25), z)
        across = min(max((x - style[PART]) * f4(20), f4(-1)), f4(1))
        fx += firm * (across * f4(1.2) - fx)
        fz += firm * (f4(-0.50) - fz)
        fz += style[FORWARD] * up * f4(1.5)
        fz -= style[SWEEP] * (f4(1) - up)
        fy -= f4(0.7) * (f4(1) - up)
    inward = fx * x + fy * y + fz * z
    fx -= inward * x
    fy -= inward * y
    fz -= inward * z
    scale = f4(1) / math.sqrt(fx * fx + fy * fy + fz * fz + f4(1e-12))
    return fx * scale, fy * scale, fz * scale


@kernel
def trace(at, heading, length, layer, lean, falls, radius, grown, under, floor, style, seed, path):  # type: ignore[no-untyped-def]
    """Follow one strand from ``at`` in direction ``heading`` (3,); return how many points of ``path`` are filled.

    ``layer``: 0 next to the skin to 1 outermost; ``lean`` (3,): the strand's own bent; ``falls``: it hangs freely.
    """
    step = min(f4(0.045), style[TURN] / f4(6)) if style[CURL] > f4(0) else f4(0.045)
    step = max(step, length / f4(STEPS - 2))
    x = at[0]
    y = at[1]
    z = at[2]
    dx = heading[0]
    dy = heading[1]
    dz = heading[2]
    arc = f4(0)
    n = 0
    tied = style[TIE_Z] != f4(0)
    # long locks bend in longer waves
    often, flow = (f4(4), f4(1)) if style[CUT] > f4(0) else (f4(4.5), f4(3))
    steep = f4(2.4) - f4(2.2) * style[LIFT]  # how far along it takes hair to reach its layer
    over = style[CURL] * f4(0.6) if style[PLY] > f4(0) else f4(0)
    over += f4(0.012) if style[CAP] < f4(0.5) else f4(0)  # of combed hair the cap shows nowhere
    lain = f4(0)
    while n < STEPS:
        r = math.sqrt(x * x + y * y + z * z) + f4(1e-6)
        ox = x / r
        oy = y / r
        oz = z / r
        path[n, 0] = x
        path[n, 1] = y
        path[n, 2] = z
        # away from the head above, from the neck's axis below
        flat = math.sqrt(x * x + z * z) + f4(1e-6)
        hang = smoothstep(f4(0.0), f4(-0.6), y)
        path[n, 3] = ox + hang * (x / flat - ox)
        path[n, 4] = oy - hang * oy
        path[n, 5] = oz + hang * (z / flat - oz)
        path[n, 6] = arc
        n += 1
        if arc >= length:
            break
        near = f4(0)
        if falls == 0:
            cx, cy, cz = comb(ox, oy, oz, style)
            near = f4(4)
            if not tied:
                near = (f4(1) - smoothstep(f4(0.9), f4(1.5), arc)) * smoothstep(f4(-0.55), f4(0.0), y)
            if style[CUT] > f4(0):  # long hair is kept out of the face
                face = smoothstep(f4(0.30), f4(0.55), oz) * smoothstep(f4(0.80), f4(0.55), abs(x))
                face *= smoothstep(f4(0.10), f4(-0.08), look_up(grown, ox, oy, oz))
                dx += face * step * f4(16) * (f4(1) if at[0] > style[PART] else f4(-1))
                dz -= face * step * f4(5)
            pull = near * step * f4(3.5) * (f4(1) - f4(0.9) * style[LIFT])
            dx += pull * cx
            dy += pull * cy
            dz += pull * cz
        dy -= (style[WEIGHT] if falls == 0 else f4(1.1)) * step * f4(2.5)
        bend = style[LOCK] * step * f4(7)
        dx += bend * value_noise(x * often, y * flow, z * often, seed + 20) + lean[0] * step
        dy += bend * f4(0.5) * value_noise(x * often, y * flow, z * often, seed + 21) + lean[1] * step
        dz += bend * value_noise(x * often, y * flow, z * often, seed + 22) + lean[2] * step
        scale = step / math.sqrt(dx * dx + dy * dy + dz * dz + f4(1e-12))
        nx = x + dx * scale
        ny = y + dy * scale
        nz = z + dz * scale
        r = math.sqrt(nx * nx + ny * ny + nz * nz) + f4(1e-6)
        ox = nx / r
        oy = ny / r
        oz = nz / r
        inside = look_up(grown, ox, oy, oz)
        if style[CUT] > f4(0) and inside < f4(-0.14) and abs(ox) < f4(0.56) and oz > f4(0.4):
            return 0  # would hang in the face: cut off
        covered = look_up(under, ox, oy, oz)
        thick = thickness(ox, oy, oz, inside, covered, style)
        rise = smoothstep(f4(-0.01), steep * thick + f4(0.06), arc) if falls == 0 else f4(1)
        rise += style[START] * (f4(1) - rise)
        least = look_up(radius, ox, oy, oz) + f4(0.008) + thick * max(rise * layer, style[CAP])
        least += over if covered < f4(-0.06) else f4(0)
        if r < least:
            nx = ox * least
            ny = oy * least
            nz = oz * least
        elif falls == 0 and near > f4(0.5) and style[LIFT] < f4(0.45):
            # combed hair lies in its layer, it does not stand up
            most = least + f4(0.25) * thick * style[LIFT] + f4(0.01)
            if r > most:
                nx = ox * most
                ny = oy * most
                nz = oz * most
        # hanging hair comes to rest on neck and shoulders and slides on
        nx, ny, nz, rests = rest(nx, ny, nz, f4(0.08) * layer, floor)
        lain += step * f4(rests)
        dx = nx - x
        dy = ny - y
        dz = nz - z
        if n > 1:
            back_x = nx - path[n - 2, 0]
            back_y = ny - path[n - 2, 1]
            back_z = nz - path[n - 2, 2]
            if back_x * back_x + back_y * back_y + back_z * back_z < f4(0.1) * step * step:
                break  # to and fro in a hollow
        scale = f4(1) / math.sqrt(dx * dx + dy * dy + dz * dz + f4(1e-12))
        dx *= scale
        dy *= scale
        dz *= scale
        x = nx
        y = ny
        z = nz
        arc += step
        if tied and falls == 0:
            gap_y = y - style[TIE_Y]
            gap_z = z - style[TIE_Z]
            if x * x + gap_y * gap_y + gap_z * gap_z < f4(0.012):
                break
        if lain > f4(0.35) + f4(0.35) * layer:  # it spreads no farther
            break
        if style[CUT] > f4(0) and y < -style[CUT] * (f4(1) + f4(0.12) * lean[1] * f4(0.2)):
            break
    return n


@kernel
def grow(  # type: ignore[no-untyped-def]
    roots, fine, radius, hull, grown, under, floor, style, segments, finer, seed, sines, points, normals, tangents,
    open_sky, along, kept,
):  # fmt: skip
    """Grow a card, or as many as a style plies, from every root (n, 3), a unit direction; ``kept`` says which grew.

    ``fine``: 1 for the thin hairs that soften the hairline, and there alone. ``finer``: by how much cards are thinner
    than the style says. A card has 2·segments + 1 vertices; ``along``: 0 at the root to 1 at the tip.
    """
    path = np.zeros((STEPS, PATH_COLUMNS), f4)
    at = np.zeros(3, f4)
    heading = np.zeros(3, f4)
    lean = np.zeros(3, f4)
    twist = np.zeros(2, f4)
    size = 2 * segments + 1
    ply = max(int(style[PLY]), 1) if fine == 0 else 1
    for card in range(kept.shape[0]):
        kept[card] = 0
        i = card // ply  # cards of a loc or braid share a root, and all chance
        x = roots[i, 0]
        y = roots[i, 1]
        z = roots[i, 2]
        inside = look_up(grown, x, y, z)
        chance = hashed(u4(i), u4(0), u4(0), u4(seed))
        if fine > 0:  # the same lattice as the cards, shifted
            x += f4(0.04) * (chance - f4(0.5))
            y += f4(0.04) * (hashed(u4(i), u4(10), u4(0), u4(seed)) - f4(0.5))
        edge = f4(0.05) * value_noise(x * f4(14), y * f4(14), z * f4(14), seed + 9)
        # the edge belongs to the fine ones: roots of wide cards would stand there like the teeth of a comb
        # where hair parts, fine ones stand too
        aside = f4(1)
        if style[PARTING] > f4(0) and z > f4(-0.6):
            aside = abs(x - style[PART])
        elif style[TIE_Z] == f4(0):
            aside = f4(2) * (f4(1) - x * f4(WHORL[0]) - y * f4(WHORL[1]) - z * f4(WHORL[2]))
        least = f4(0.06) * chance - f4(0.04) if fine > 0 else f4(0.10) * chance + f4(0.06)
        if inside < least + edge or (fine > 0 and inside > f4(0.40) and aside > f4(0.14)):
            continue
        covered = look_up(under, x, y, z)
        if covered > f4(3) or (covered > f4(0.12) and style[CUT] == f4(0)):
            continue  # long hair comes out below a cap, short hair does not
        if style[CUT] == f4(0) and look_up(hull, x, y, z) > look_up(radius, x, y, z) + f4(0.03):
            continue  # an ear
        dense = smoothstep(f4(-0.02), f4(0.16), inside)
        layer = hashed(u4(i), u4(1), u4(0), u4(seed))
        layer = f4(1) - layer * layer if fine == 0 else f4(0.6)  # most lie outside, where they are seen
        long = _region(x, y, z, style[LONG_TOP], style[LONG_SIDE], style[LONG_BACK])
        front = smoothstep(f4(0.35), f4(0.65), z) * smoothstep(f4(0.55), f4(0.1), inside)
        if style[FRINGE] > f4(0):
            long += front * (style[FRINGE] - long)
        if style[FADE] > f4(0):
            low = f4(1) - smoothstep(f4(0.35), f4(0.65), y)
            long *= f4(1) - low * (f4(1) - smoothstep(f4(-0.05), style[FADE], inside)) * f4(0.75)
        chance = hashed(u4(i), u4(2), u4(0), u4(seed))
        if style[CUT] == f4(0):
            long *= f4(0.7) + f4(0.45) * chance
        if fine > 0:
            deep = smoothstep(f4(0.02), f4(0.32), inside)
            long = min(long, f4(0.10) + f4(0.2) * chance + f4(0.6) * deep) if style[TIE_Z] == f4(0) else long
        thick = thickness(x, y, z, inside, covered, style)
        rooted = look_up(radius, x, y, z) + f4(0.004) + max(style[START] * layer, style[CAP]) * thick
        if covered < f4(-0.06):
            rooted += f4(0.014) * smoothstep(f4(0.03), f4(0.10), inside)  # over the cap
        at[0] = x * rooted
        at[1] = y * rooted
        at[2] = z * rooted
        cx, cy, cz = comb(x, y, z, style)
        lift = style[LIFT] * (f4(1) if covered < f4(0) else f4(0))
        loose = f4(1) if covered < f4(-0.06) else f4(0.12)  # what is worn presses hair flat
        frizz = style[FRIZZ] * loose
        for k in range(3):
            wild = f4(2) * hashed(u4(i), u4(3 + k), u4(0), u4(seed)) - f4(1)
            lean[k] = f4(5) * frizz * wild
            towards = cx if k == 0 else cy if k == 1 else cz
            heading[k] = (
                (f4(1) - lift) * towards + lift * (x if k == 0 else y if k == 1 else z) + f4(0.8) * frizz * wild
            )
        if fine > 0 and style[CUT] > f4(0):  # at the forehead back into the hair, not along its edge
            heading[2] -= smoothstep(f4(0.2), f4(0.5), z)
        n = trace(at, heading, long, layer, lean, 0, hull, grown, under, floor, style, seed, path)
        if n < 3:
            continue
        if style[CURL] > f4(0):
            common = value_noise(x * f4(9), y * f4(9), z * f4(9), seed + 30)
            own = hashed(u4(i), u4(7), u4(0), u4(seed))
            stray = f4(0.10) + f4(0.20) * min(style[ROUND], f4(1))  # waves run together, coils do not
            phase = f4(4) + f4(1.5) * common + stray * own + f4(card % ply) / f4(ply)
            curl(
                path, n, style[CURL] * loose * (f4(0.7) + f4(0.6) * chance),
                style[TURN] * (f4(1) + stray * (own - f4(0.5))), style[ROUND], f4(SINES) * phase, sines,
            )  # fmt: skip
        tilt(i, 0, smoothstep(f4(0.05), f4(0.40), style[LIFT]), seed, sines, twist)
        if covered >= f4(-0.06):
            twist[0] = f4(0)
            twist[1] = f4(1)
        width = style[WIDTH] * finer * (f4(0.75) + f4(0.5) * hashed(u4(i), u4(9), u4(0), u4(seed)))
        width *= f4(0.45) + f4(0.55) * dense
        if ply > 1:
            twist[0], twist[1] = f4(0), f4(1)
            width = style[WIDTH] * (f4(0.7) + f4(0.6) * chance)
        if fine > 0:
            width = (f4(0.016) + f4(0.05) * smoothstep(f4(0.0), f4(0.30), inside)) * finer
        bulge = f4(0.8) if ply > 1 else f4(0.3)  # how round it is across
        blunt = f4(0.75) if style[CUT] > f4(0) or style[START] > f4(0.5) else f4(0.35)
        narrows = f4(0.25) if style[CUT] > f4(0) else f4(0.4)  # cut hair ends as broad as it is
        first = card * size
        last = first + size
        ribbon(
            path, n, segments, width, bulge, blunt, narrows, twist, layer, min(style[START], f4(0.25)),
            points[first:last], normals[first:last], tangents[first:last], open_sky[first:last], along[first:last],
        )  # fmt: skip
        kept[card] = 1
