"""The kernel from a visibility buffer to a picture: one shade per triangle and pixel, weighted by covered samples."""

from __future__ import annotations

import math

import numpy as np

from synthgen.jit import kernel
from synthgen.render.raster import hairshading
from synthgen.render.raster.gbuffer import (
    ALPHA2,
    BLUE,
    BUMP_B,
    BUMP_G,
    BUMP_R,
    CLEAR,
    CREASE,
    F0,
    GLINT_B,
    GLINT_G,
    GLINT_R,
    GLOSS,
    GREEN,
    HAIR,
    LASH,
    LIT_B,
    LIT_G,
    LIT_R,
    LOBE,
    MATERIAL,
    MIXED,
    NX,
    NY,
    NZ,
    PIXEL,
    RED,
    RELIEF,
    SHADOW,
    SLOPE_X,
    SLOPE_Y,
    SLOPE_Z,
    T00,
    TRIANGLE,
    VX,
    VY,
    VZ,
    WEIGHT,
    X,
    Y,
    interpolate,
    relief,
    texture,
    whole_steps,
)  # fmt: skip
from synthgen.render.raster.raster import TRIANGLE_BITS, TRIANGLE_MASK
from synthgen.render.raster.tonemap import TONE_SIZE, TONE_TOP, roll_off

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Samples of one pixel that lie within this many depth levels of one another, on one material, share one shade.
SAME_SURFACE = 180


@kernel
def _resolve(upper, lower, oy, material_of, background, accumulated, whole, work):  # type: ignore[no-untyped-def]
    """List the shades that one line of pixels needs; return how many, and how many pixels are a mix.

    Pixels of one shade are the rule. Which samples' triangle they take is settled without branches: the ids of
    neighbouring samples follow no pattern that a processor could predict.
    """
    n = 0
    mixed = 0
    y = 2 * oy
    for ox in range(accumulated.shape[0]):
        x = 2 * ox
        ka = upper[x]
        kb = upper[x + 1]
        kc = lower[x]
        kd = lower[x + 1]
        if (ka | kb | kc | kd) == 0:
            continue
        a = (ka & TRIANGLE_MASK) - 1
        b = (kb & TRIANGLE_MASK) - 1
        c = (kc & TRIANGLE_MASK) - 1
        d = (kd & TRIANGLE_MASK) - 1
        if min(min(ka, kb), min(kc, kd)) > 0:
            m = material_of[u4(a)]
            alike = (m == material_of[u4(b)]) & (m == material_of[u4(c)]) & (m == material_of[u4(d)]) & (m != LASH)
            depth = (max(max(ka, kb), max(kc, kd)) >> TRIANGLE_BITS) - (min(min(ka, kb), min(kc, kd)) >> TRIANGLE_BITS)
            same = (a == b) & (c == d) & (a == c)
            if same | (alike & (depth < SAME_SURFACE)):
                t = c if c == d else a
                t = b if (b == c) | (b == d) else t
                n = _list(n, ox, 4, t, f4(x + 1), f4(y + 1), work, whole)
                continue
        whole[MIXED, mixed] = ox
        mixed += 1
        share = f4(0.25) * f4((a < 0) + (b < 0) + (c < 0) + (d < 0))
        accumulated[ox, 0] = background[oy, ox, 0] * share
        accumulated[ox, 1] = background[oy, ox, 1] * share
        accumulated[ox, 2] = background[oy, ox, 2] * share
        if a >= 0:
            n = _list(n, ox, 1 + (b == a) + (c == a) + (d == a), a, f4(x) + f4(0.5), f4(y) + f4(0.5), work, whole)
        if b >= 0 and b != a:
            n = _list(n, ox, 1 + (c == b) + (d == b), b, f4(x) + f4(1.5), f4(y) + f4(0.5), work, whole)
        if c >= 0 and c != a and c != b:
            n = _list(n, ox, 1 + (d == c), c, f4(x) + f4(0.5), f4(y) + f4(1.5), work, whole)
        if d >= 0 and d != a and d != b and d != c:
            n = _list(n, ox, 1, d, f4(x) + f4(1.5), f4(y) + f4(1.5), work, whole)
    return n, mixed


@kernel
def _list(n, pixel, weight, triangle, x, y, work, whole):  # type: ignore[no-untyped-def]
    """Note one shade: where, how many samples it stands for, and of which triangle."""
    whole[PIXEL, n] = pixel
    whole[WEIGHT, n] = weight
    whole[TRIANGLE, n] = triangle
    work[X, n] = x
    work[Y, n] = y
    return n + 1


@kernel
def _tone_index(light):  # type: ignore[no-untyped-def]
    """Return where the tone table has linear ``light``."""
    step = f4((TONE_SIZE - 1) / math.sqrt(TONE_TOP))
    return i4(math.sqrt(min(max(light, f4(0)), f4(TONE_TOP))) * step + f4(0.5))


@kernel
def _face(n, rotation, focal, centre_x, centre_y, turn, work):  # type: ignore[no-untyped-def]
    """Fill directions to the camera; bend normals by the relief, which ``turn`` (3, 3) turns as the head is."""
    inverse_focal = f4(1) / focal
    # held in registers: a load from an array that might overlap ``work`` would keep the loop from vectorising
    rx, ry, rz = rotation[0, 0], rotation[0, 1], rotation[0, 2]
    ux, uy, uz = rotation[1, 0], rotation[1, 1], rotation[1, 2]
    ax, ay, az = rotation[2, 0], rotation[2, 1], rotation[2, 2]
    txx, txy, txz = turn[0, 0], turn[0, 1], turn[0, 2]
    tyx, tyy, tyz = turn[1, 0], turn[1, 1], turn[1, 2]
    tzx, tzy, tzz = turn[2, 0], turn[2, 1], turn[2, 2]
    for i in range(n):
        dx = (work[X, i] - centre_x) * inverse_focal
        dy = (centre_y - work[Y, i]) * inverse_focal
        vx = -(rx * dx + ux * dy + ax)
        vy = -(ry * dx + uy * dy + ay)
        vz = -(rz * dx + uz * dy + az)
        scale = f4(1) / math.sqrt(vx * vx + vy * vy + vz * vz)
        work[VX, i] = vx * scale
        work[VY, i] = vy * scale
        work[VZ, i] = vz * scale
        nx = work[NX, i]
        ny = work[NY, i]
        nz = work[NZ, i]
        scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz + f4(1e-20))
        nx *= scale
        ny *= scale
        nz *= scale
        sx = work[SLOPE_X, i]
        sy = work[SLOPE_Y, i]
        sz = work[SLOPE_Z, i]
        bx = nx - (txx * sx + txy * sy + txz * sz)
        by = ny - (tyx * sx + tyy * sy + tyz * sz)
        bz = nz - (tzx * sx + tzy * sy + tzz * sz)
        scale = f4(1) / math.sqrt(bx * bx + by * by + bz * bz + f4(1e-20))
        bx *= scale
        by *= scale
        bz *= scale
        work[NX, i] = bx
        work[NY, i] = by
        work[NZ, i] = bz
        work[SLOPE_X, i] = bx - nx
        work[SLOPE_Y, i] = by - ny
        work[SLOPE_Z, i] = bz - nz


@kernel
def _light(n, lights, sky, ground, work, whole, hairs, of_hair):  # type: ignore[no-untyped-def]
    """Turn n shades into linear colour: diffuse light that came with the vertices, relief, highlights for this camera.

    Relief adds what light falls on the bent normal more than on the smooth one, less of it the farther a colour
    diffuses in skin, after "blended normals": E. Penner, "Pre-integrated skin shading" (2011).
    """
    sky_r, sky_g, sky_b = sky[0], sky[1], sky[2]
    ground_r, ground_g, ground_b = ground[0], ground[1], ground[2]
    for i in range(n):
        nx = work[NX, i]
        ny = work[NY, i]
        nz = work[NZ, i]
        gloss = work[GLOSS, i]
        # skin: the glossier the smoother
        work[ALPHA2, i] *= f4(1) + work[RELIEF, i] * f4(1.1) * (f4(0.62) - gloss)
        f0 = work[F0, i] * gloss
        work[F0, i] = f0
        # sky and ground, mirrored
        facing = max(nx * work[VX, i] + ny * work[VY, i] + nz * work[VZ, i], f4(0))
        up = facing * ny - f4(0.5) * work[VY, i] + f4(0.5)
        grazing = f4(1) - facing
        grazing2 = grazing * grazing
        mirrored = f4(0.9) * f0 + f4(0.22) * gloss * grazing2 * grazing2 * grazing
        work[GLINT_R, i] = mirrored * (ground_r + (sky_r - ground_r) * up)
        work[GLINT_G, i] = mirrored * (ground_g + (sky_g - ground_g) * up)
        work[GLINT_B, i] = mirrored * (ground_b + (sky_b - ground_b) * up)
        raised = f4(0.5) * work[SLOPE_Y, i]
        work[BUMP_R, i] = (sky_r - ground_r) * raised
        work[BUMP_G, i] = (sky_g - ground_g) * raised
        work[BUMP_B, i] = (sky_b - ground_b) * raised
    for k in range(lights.shape[0]):
        lx = lights[k, 0]
        ly = lights[k, 1]
        lz = lights[k, 2]
        lr = lights[k, 3]
        lg = lights[k, 4]
        lb = lights[k, 5]
        casts = f4(1) if k == 0 else f4(0)
        for i in range(n):
            hx = work[VX, i] + lx
            hy = work[VY, i] + ly
            hz = work[VZ, i] + lz
            square = hx * hx + hy * hy + hz * hz + f4(1e-4)
            nx = work[NX, i]
            ny = work[NY, i]
            nz = work[NZ, i]
            nh = max(nx * hx + ny * hy + nz * hz, f4(0))
            cosine = nx * lx + ny * ly + nz * lz
            # GGX with Schlick's Fresnel and the visibility approximation of Karis (2013); skin has two lobes. h stays
            # as long as v + l: then v·h is half its square, and one division is left
            alpha2 = work[ALPHA2, i]
            sharp = f4(0.15) * alpha2
            f0 = work[F0, i]
            lobe = work[LOBE, i]
            grazing = f4(1) - f4(0.5) * math.sqrt(square)
            grazing2 = grazing * grazing
            fresnel = f0 + (f4(1) - f0) * grazing2 * grazing2 * grazing * work[GLOSS, i]
            slope = nh * nh * (alpha2 - f4(1)) + square
            slope_sharp = nh * nh * (sharp - f4(1)) + square
            slope *= slope
            slope_sharp *= slope_sharp
            spread = ((f4(1) - lobe) * alpha2 * slope_sharp + lobe * sharp * slope) * square * square
            masking = slope * slope_sharp * (square * f4(0.225) + f4(0.1))
            gloss = max(cosine, f4(0)) * fresnel * spread / masking * f4(0.25)
            seen = f4(1) + casts * (work[SHADOW, i] - f4(1))
            light = gloss * seen
            work[GLINT_R, i] += lr * light
            work[GLINT_G, i] += lg * light
            work[GLINT_B, i] += lb * light
            smooth = cosine - (work[SLOPE_X, i] * lx + work[SLOPE_Y, i] * ly + work[SLOPE_Z, i] * lz)
            bump = (max(cosine + f4(0.2), f4(0)) - max(smooth + f4(0.2), f4(0))) * seen
            work[BUMP_R, i] += lr * bump
            work[BUMP_G, i] += lg * bump
            work[BUMP_B, i] += lb * bump
    hairshading.gleam(
        n, whole[MATERIAL], HAIR, work[NX : NX + 3], work[VX : VX + 3], work[RED : RED + 3], work[LIT_R : LIT_R + 3],
        work[GLOSS], work[SHADOW], lights, work[GLINT_R : GLINT_R + 3], hairs, of_hair,
    )  # fmt: skip
    for i in range(n):
        clear = work[CLEAR, i]
        crease = work[CREASE, i]
        near = f4(0.3) + f4(0.7) * clear
        lit_r = work[LIT_R, i]
        lit_g = work[LIT_G, i]
        lit_b = work[LIT_B, i]
        lit_r = max(lit_r + f4(0.45) * near * work[BUMP_R, i], f4(0.2) * lit_r) * (f4(1) - f4(0.50) * crease)
        lit_g = max(lit_g + f4(0.75) * near * work[BUMP_G, i], f4(0.2) * lit_g) * (f4(1) - f4(0.61) * crease)
        lit_b = max(lit_b + f4(0.85) * near * work[BUMP_B, i], f4(0.2) * lit_b) * (f4(1) - f4(0.64) * crease)
        clear *= f4(1) - f4(0.85) * crease
        r = work[RED, i]
        g = work[GREEN, i]
        b = work[BLUE, i]
        # highlights are cut per shade, so that a bright rim does not eat the edge's antialiasing
        work[RED, i] = min(r * r * lit_r + work[GLINT_R, i] * clear, f4(1.5))
        work[GREEN, i] = min(g * g * lit_g + work[GLINT_G, i] * clear, f4(1.5))
        work[BLUE, i] = min(b * b * lit_b + work[GLINT_B, i] * clear, f4(1.5))
    roll_off(n, work[RED], work[GREEN], work[BLUE])
    for k in range(3):
        for i in range(n):
            whole[T00 + k, i] = _tone_index(work[RED + k, i])


@kernel
def shade(  # type: ignore[no-untyped-def]
    keys,
    records,
    material_of,
    shaded,
    texels,
    relief_texels,
    materials,
    rotation,
    focal,
    centre_x,
    centre_y,
    turn,
    lights,
    sky,
    ground,
    background,
    backdrop,
    tone,
    out,
    local,
    work,
    whole,
):
    """Resolve 2×2 samples a pixel into ``out`` (h, w, 3) uint8 sRGB; return the number of shades.

    ``records`` (triangles, RECORD_COLUMNS): see there. ``texels`` (n,) int32: all textures one after another,
    √(linear albedo)·255 and gloss in a byte each. ``relief_texels``: see ``relief``; ``turn`` (3, 3): the head's
    rotation. ``background`` is linear (h, w, 3), ``backdrop`` the same as sRGB
    bytes. ``local`` (≥ 4w + STEP, RECORD_COLUMNS), ``work`` (SCRATCH_ROWS, …) and ``whole`` (INTEGER_ROWS, …) are
    work memory for one line, zeroed once.
    """
    height = out.shape[0]
    width = out.shape[1]
    total = 0
    accumulated = np.empty((width, 3), f4)
    hairs = np.zeros((hairshading.ROWS, work.shape[1]), f4)
    of_hair = np.zeros(work.shape[1], i4)
    # flat rows: loops over a known stride become copies of whole vectors
    lines = out.reshape(height, 3 * width)
    behind = backdrop.reshape(height, 3 * width)
    for oy in range(height):
        line = lines[oy]
        back = behind[oy]
        for i in range(3 * width):
            line[i] = back[i]
        n, mixed = _resolve(keys[2 * oy], keys[2 * oy + 1], oy, material_of, background, accumulated, whole, work)
        if n == 0:
            continue
        total += n
        interpolate(n, records, shaded, local, work, whole)
        texture(n, materials, texels, work, whole)
        relief(n, relief_texels, work, whole)
        steps = whole_steps(n)
        _face(steps, rotation, focal, centre_x, centre_y, turn, work)
        _light(steps, lights, sky, ground, work, whole, hairs, of_hair)
        for i in range(n):
            o = whole[PIXEL, i]
            if whole[WEIGHT, i] == 4:
                for k in range(3):
                    line[3 * o + k] = tone[whole[T00 + k, i]]
            else:
                share = f4(whole[WEIGHT, i]) * f4(0.25)
                for k in range(3):
                    accumulated[o, k] += share * work[RED + k, i]
        for i in range(mixed):
            o = whole[MIXED, i]
            for k in range(3):
                line[3 * o + k] = tone[_tone_index(accumulated[o, k])]
    return total
