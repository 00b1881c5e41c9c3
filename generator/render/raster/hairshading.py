"""How light gleams on hair: two highlights along each strand, one the light's colour and one the hair's.

After S. Marschner et al., "Light scattering from human hair fibers" (2003): light reflected by the outside is shifted
towards the root, light that went through and came back towards the tip, wider, in the hair's colour.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Rows of the work memory: strand direction, view, albedo, irradiance, place on the gloss scale, shadow, result.
TX, TY, TZ, VX, VY, VZ, RED, GREEN, BLUE, LIT, OWN, SHADOW, OUT_R, OUT_G, OUT_B = range(15)
ROWS = 15
#: Shift of both highlights and their widths, as sums of two sines of inclination; how strong they are.
_SHIFT, _SHIFT_COLOURED = 0.14, -0.24
_WIDTH, _WIDTH_COLOURED = 0.26, 0.52
_STRENGTH, _STRENGTH_COLOURED = 0.11, 1.1


@kernel
def gleam(  # type: ignore[no-untyped-def]
    n, material, hair, along, view, albedo, lit, own, shadow, lights, glint, work, index
):
    """Overwrite ``glint`` (3, n) of shades made of ``hair`` with what gleams on them.

    ``along`` (3, n): unit strand directions; ``view`` (3, n); ``albedo`` (3, n) √linear; ``lit`` (3, n) irradiance;
    ``own`` (n,): each strand's 0–1; ``shadow`` of the first of ``lights``. Hair is gathered, so that loops vectorise.
    """
    count = 0
    for i in range(n):
        index[count] = i
        count += int(material[i] == hair)
    if count == 0:
        return
    for j in range(count):
        i = u4(index[j])
        for k in range(3):
            work[TX + k, j] = along[k, i]
            work[VX + k, j] = view[k, i]
            work[RED + k, j] = albedo[k, i] * albedo[k, i]
        work[LIT, j] = lit[1, i]
        work[OWN, j] = own[i]
        work[SHADOW, j] = shadow[i]
    for j in range(count):
        work[OUT_R, j] = f4(0)
        work[OUT_G, j] = f4(0)
        work[OUT_B, j] = f4(0)
    for k in range(lights.shape[0]):
        lx = lights[k, 0]
        ly = lights[k, 1]
        lz = lights[k, 2]
        lr = lights[k, 3]
        lg = lights[k, 4]
        lb = lights[k, 5]
        casts = f4(1) if k == 0 else f4(0)
        for j in range(count):
            tx = work[TX, j]
            ty = work[TY, j]
            tz = work[TZ, j]
            vx = work[VX, j]
            vy = work[VY, j]
            vz = work[VZ, j]
            tl = tx * lx + ty * ly + tz * lz
            tv = tx * vx + ty * vy + tz * vz
            lv = lx * vx + ly * vy + lz * vz
            across = math.sqrt(max((f4(1) - tl * tl) * (f4(1) - tv * tv), f4(1e-4)))
            # cos² of half the angle between light and view, seen along the strand
            facing = min(max(f4(0.5) + f4(0.5) * (lv - tl * tv) / across, f4(0)), f4(1))
            wander = f4(0.5) * (work[OWN, j] - f4(0.5))
            off = (tl + tv - f4(_SHIFT) + wander) * f4(1 / _WIDTH)
            off = f4(1) / (f4(1) + off * off)
            white = f4(_STRENGTH) * off * off * facing
            off = (tl + tv - f4(_SHIFT_COLOURED) + wander) * f4(1 / _WIDTH_COLOURED)
            off = f4(1) / (f4(1) + off * off)
            tinted = f4(_STRENGTH_COLOURED) * off * off * (f4(0.35) + work[OWN, j])
            light = facing * (f4(1) + casts * (work[SHADOW, j] - f4(1)))
            work[OUT_R, j] += lr * light * (white + tinted * work[RED, j])
            work[OUT_G, j] += lg * light * (white + tinted * work[GREEN, j])
            work[OUT_B, j] += lb * light * (white + tinted * work[BLUE, j])
    for j in range(count):
        i = u4(index[j])
        # what lies in the dark does not gleam: lights other than the key cast no shadow of their own
        gate = min(work[LIT, j] * f4(1.4), f4(1))
        glint[0, i] = work[OUT_R, j] * gate
        glint[1, i] = work[OUT_G, j] * gate
        glint[2, i] = work[OUT_B, j] * gate
