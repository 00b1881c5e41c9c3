"""How light gleams on hair: two highlights along each strand, one the light's colour and one the hair's.

S. Marschner et al., "Light scattering from human hair fibers" (2003): R, light reflected by the outside, is shifted
towards the root; TRT, light that went in, was reflected inside and came back out, towards the tip by 3/2 as much, twice
as wide and in the hair's colour. As T. Scheuermann, "Practical real-time hair rendering and shading" (2004), the two
are drawn as lobes of a sum of sines, moved from strand to strand.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.raster import gbuffer as gb
from synthgen.render.raster.brdf import cast_shadow, dot

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Rows of the work memory: strand direction, view, albedo, irradiance, place on the gloss scale, shadow, result.
TX, TY, TZ, VX, VY, VZ, RED, GREEN, BLUE, LIT, OWN, SHADOW, OUT_R, OUT_G, OUT_B = range(15)
ROWS = 15
#: Shift and width of R and TRT, in sums of two sines of inclination, and their strengths. The source has 5° to 10° of
#: shift and of width for R, which come to 0.17 to 0.35; chosen by eye near that.
_SHIFT_R, _SHIFT_TRT = f4(0.14), f4(-0.24)
_NARROWNESS_R, _NARROWNESS_TRT = f4(1 / 0.26), f4(1 / 0.52)
_STRENGTH_R, _STRENGTH_TRT = f4(0.11), f4(1.1)
#: How far strands lie out of line, as a sum of sines; what the least of strands has of both; irradiance (its
#: inverse) from which hair gleams in full. Chosen by eye.
_WANDER, _LEAST, _FULL_GLEAM = f4(0.5), f4(0.35), f4(1.4)
#: Keeps strands that point at the light or the camera from being divided by.
_TINY_ACROSS = f4(1e-4)


@kernel
def lobe(strength, sines, shift, narrowness, wander):  # type: ignore[no-untyped-def]
    """Return a highlight along a strand, M of Marschner, where ``sines`` = t·l + t·v is near ``shift``.

    A square of a Lorentzian, strength / (1 + x²)², in place of the source's Gaussian: no exponential.
    """
    x = (sines - shift + wander) * narrowness
    share = f4(1) / (f4(1) + x * x)
    return strength * share * share


@kernel
def half_azimuth(tl, tv, lv):  # type: ignore[no-untyped-def]
    """Return cos²(φ/2), φ the angle between light and camera round the strand: 1 where they are on one side.

    Marschner's N for R has cos(φ/2). ``tl``, ``tv``, ``lv``: cosines between strand, light and camera.
    """
    across = math.sqrt(max((f4(1) - tl * tl) * (f4(1) - tv * tv), _TINY_ACROSS))
    return min(max(f4(0.5) + f4(0.5) * (lv - tl * tv) / across, f4(0)), f4(1))


@kernel
def gleam(n, values, indices, lamps, work, index):  # type: ignore[no-untyped-def]
    """Overwrite the glint of n shades made of hair with what gleams on them.

    Their normals are strand directions, and their gloss a strand's own number, 0–1. ``work`` (ROWS, n) and ``index``
    (n,): hair is gathered, so that loops vectorise.
    """
    count = 0
    for i in range(n):
        index[count] = i
        count += int(indices[gb.MATERIAL, i] == gb.HAIR)
    if count == 0:
        return
    for j in range(count):
        i = u4(index[j])
        for k in range(3):
            work[TX + k, j] = values[gb.NX + k, i]
            work[VX + k, j] = values[gb.VX + k, i]
            work[RED + k, j] = values[gb.RED + k, i] * values[gb.RED + k, i]
        work[LIT, j] = values[gb.LIT_G, i]
        work[OWN, j] = values[gb.GLOSS, i]
        work[SHADOW, j] = values[gb.SHADOW, i]
    for j in range(count):
        work[OUT_R, j] = f4(0)
        work[OUT_G, j] = f4(0)
        work[OUT_B, j] = f4(0)
    for k in range(lamps.shape[0]):
        lx, ly, lz = lamps[k, 0], lamps[k, 1], lamps[k, 2]
        lr, lg, lb = lamps[k, 3], lamps[k, 4], lamps[k, 5]
        casts = f4(1) if k == 0 else f4(0)
        for j in range(count):
            tx = work[TX, j]
            ty = work[TY, j]
            tz = work[TZ, j]
            vx = work[VX, j]
            vy = work[VY, j]
            vz = work[VZ, j]
            tl = dot(tx, ty, tz, lx, ly, lz)
            tv = dot(tx, ty, tz, vx, vy, vz)
            facing = half_azimuth(tl, tv, dot(lx, ly, lz, vx, vy, vz))
            wander = _WANDER * (work[OWN, j] - f4(0.5))
            broken = _LEAST + work[OWN, j]
            white = lobe(_STRENGTH_R, tl + tv, _SHIFT_R, _NARROWNESS_R, wander) * facing * broken
            tinted = lobe(_STRENGTH_TRT, tl + tv, _SHIFT_TRT, _NARROWNESS_TRT, wander) * broken
            light = facing * cast_shadow(work[SHADOW, j], casts)
            work[OUT_R, j] += lr * light * (white + tinted * work[RED, j])
            work[OUT_G, j] += lg * light * (white + tinted * work[GREEN, j])
            work[OUT_B, j] += lb * light * (white + tinted * work[BLUE, j])
    for j in range(count):
        i = u4(index[j])
        # what lies in the dark does not gleam: lights other than the key cast no shadow of their own
        gate = min(work[LIT, j] * _FULL_GLEAM, f4(1))
        values[gb.GLINT_R, i] = work[OUT_R, j] * gate
        values[gb.GLINT_G, i] = work[OUT_G, j] * gate
        values[gb.GLINT_B, i] = work[OUT_B, j] * gate
