"""The kernel from a visibility buffer to a picture: one shade per triangle and pixel, weighted by covered samples."""

from __future__ import annotations

import math

import numpy as np

from synthgen.render import strands
from synthgen.render.jit import kernel
from synthgen.render.raster import TRIANGLE_BITS, TRIANGLE_MASK

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Columns of a triangle's record, one cache line: 0–5 the barycentric planes of this view (see ``rasterise``), 6–11
#: texture coordinates of its corners, 12–14 its vertices, 15 its material. Barycentrics are not corrected for
#: perspective: a triangle is a few pixels wide and far from the camera, so that the error is below a thousandth of it.
RECORD_COLUMNS = 16
#: Materials, the rows of every material table.
SKIN, EYE, TEETH, TONGUE, HAIR, CLOTH, LASH = range(7)
#: Columns of the material table: base colour rgb (multiplies the texture), roughness⁴ (GGX α²), reflectance at
#: normal incidence, then where its texture lies: first texel, width, height, and 1 where it repeats in u and in v.
MATERIAL_COLUMNS = 10
#: Rows of the work memory for one line of the picture, structure-of-arrays so that loops over it vectorise.
(
    X, Y, NX, NY, NZ, LIT_R, LIT_G, LIT_B, CLEAR, SHADOW,
    RED, GREEN, BLUE, ALPHA2, F0, START, WIDTH, HEIGHT, TILE_U, TILE_V,  # as in the material table
    GLOSS, VX, VY, VZ, GLINT_R, GLINT_G, GLINT_B, B1, B2, TU, TV, FX, FY,
) = range(33)  # fmt: skip
SCRATCH_ROWS = 33
#: Lines are worked on in whole steps of this many shades: what a vector loop leaves over would run one by one.
STEP = 32
#: … and of its integer part: pixel, covered samples, triangle, material, the four texels of a lookup; pixels of many
#: shades. The tone table's indices of a shade take the place of its texels.
PIXEL, WEIGHT, TRIANGLE, MATERIAL, TEXEL, TEXEL_BELOW, T00, T01, T10, T11, MIXED = range(11)
INTEGER_ROWS = 11
#: Samples of one pixel that lie within this many depth levels of one another, on one material, share one shade.
SAME_SURFACE = 180
#: The tone table: entry i is the sRGB byte of linear light (i / (TONE_SIZE − 1))²·TONE_TOP. A square root's steps are
#: fine where sRGB is steep.
TONE_SIZE = 4096
TONE_TOP = 2.0


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
def _whole_steps(n):  # type: ignore[no-untyped-def]
    """Round up to whole steps; shades beyond n hold what an earlier line left, and nobody looks at them."""
    return (n + STEP - 1) // STEP * STEP


@kernel
def _tone_index(light):  # type: ignore[no-untyped-def]
    """Return where the tone table has linear ``light``."""
    step = f4((TONE_SIZE - 1) / math.sqrt(TONE_TOP))
    return i4(math.sqrt(min(max(light, f4(0)), f4(TONE_TOP))) * step + f4(0.5))


@kernel
def _interpolate(n, records, shaded, local, work, whole):  # type: ignore[no-untyped-def]
    """Fill normals, light and texture coordinates of n shades.

    Each loop makes one kind of memory access and little else, so that the processor has many cache misses under way.
    """
    for i in range(n):
        r = records[u4(whole[TRIANGLE, i])]
        copy = local[i]
        # all loads before the first store, which might change what they read: so a line moves as two vectors
        a, b, c, d, e, f, g, h = r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]
        s, t, u, v, w, x, y, z = r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15]
        copy[0], copy[1], copy[2], copy[3], copy[4], copy[5], copy[6], copy[7] = a, b, c, d, e, f, g, h
        copy[8], copy[9], copy[10], copy[11], copy[12], copy[13], copy[14], copy[15] = s, t, u, v, w, x, y, z
    for i in range(_whole_steps(n)):
        px = work[X, i]
        py = work[Y, i]
        u = local[i, 0] * px + local[i, 1] * py + local[i, 2]
        v = local[i, 3] * px + local[i, 4] * py + local[i, 5]
        # a pixel's centre can lie outside its triangle: clamping keeps slivers from extrapolating
        b1 = min(max(u, f4(0)), f4(1))
        b2 = min(max(v, f4(0)), f4(1) - b1)
        b0 = f4(1) - b1 - b2
        work[B1, i] = b1
        work[B2, i] = b2
        work[TU, i] = b0 * local[i, 6] + b1 * local[i, 8] + b2 * local[i, 10]
        work[TV, i] = b0 * local[i, 7] + b1 * local[i, 9] + b2 * local[i, 11]
        whole[MATERIAL, i] = i4(local[i, 15])
    for i in range(n):
        first = shaded[u4(local[i, 12])]
        second = shaded[u4(local[i, 13])]
        third = shaded[u4(local[i, 14])]
        b1 = work[B1, i]
        b2 = work[B2, i]
        b0 = f4(1) - b1 - b2
        for k in range(8):
            work[NX + k, i] = b0 * first[k] + b1 * second[k] + b2 * third[k]


@kernel
def _texture(n, materials, texels, work, whole):  # type: ignore[no-untyped-def]
    """Fill colour and gloss of n shades from the textures, bilinear, v up, edges repeated unless the material tiles.

    Texels are four bytes in one word: two channels at a time are weighted in integers of 8 fractional bits.
    """
    for i in range(n):
        row = materials[u4(whole[MATERIAL, i])]
        for k in range(MATERIAL_COLUMNS):
            work[RED + k, i] = row[k]
    for i in range(_whole_steps(n)):
        u = work[TU, i]
        v = work[TV, i]
        u -= work[TILE_U, i] * np.floor(u)
        v -= work[TILE_V, i] * np.floor(v)
        width = work[WIDTH, i]
        height = work[HEIGHT, i]
        x = min(max(u * width - f4(0.5), f4(0)), width - f4(1.001))
        y = min(max((f4(1) - v) * height - f4(0.5), f4(0)), height - f4(1.001))
        column = i4(x)
        row_of = i4(y)
        work[FX, i] = x - f4(column)
        work[FY, i] = y - f4(row_of)
        texel = i4(i4(work[START, i]) + i4(row_of * i4(width)) + column)
        whole[TEXEL, i] = texel
        whole[TEXEL_BELOW, i] = texel + i4(width)
    for i in range(n):
        above = u4(whole[TEXEL, i])
        below = u4(whole[TEXEL_BELOW, i])
        whole[T00, i] = texels[above]
        whole[T01, i] = texels[above + u4(1)]
        whole[T10, i] = texels[below]
        whole[T11, i] = texels[below + u4(1)]
    even = i4(0x00FF00FF)
    byte = i4(8)
    word = i4(16)
    low = i4(0xFFFF)
    for i in range(_whole_steps(n)):
        fx = i4(work[FX, i] * f4(256))
        fy = i4(work[FY, i] * f4(256))
        w11 = i4(i4(fx * fy) >> byte)
        w10 = i4(fy - w11)
        w01 = i4(fx - w11)
        w00 = i4(i4(256) - fx - w10)
        a = whole[T00, i]
        b = whole[T01, i]
        c = whole[T10, i]
        d = whole[T11, i]
        red_blue = i4(i4(w00 * i4(a & even)) + i4(w01 * i4(b & even)) + i4(w10 * i4(c & even)) + i4(w11 * i4(d & even)))
        green_gloss = i4(
            i4(w00 * i4((a >> byte) & even))
            + i4(w01 * i4((b >> byte) & even))
            + i4(w10 * i4((c >> byte) & even))
            + i4(w11 * i4((d >> byte) & even))
        )
        work[RED, i] *= f4(red_blue & low) * f4(1 / 65280)
        work[GREEN, i] *= f4(green_gloss & low) * f4(1 / 65280)
        work[BLUE, i] *= f4((red_blue >> word) & low) * f4(1 / 65280)
        work[GLOSS, i] = f4((green_gloss >> word) & low) * f4(1 / 65280)


@kernel
def _light(n, rotation, focal, centre_x, centre_y, lights, work, whole, hairs, of_hair):  # type: ignore[no-untyped-def]
    """Turn n shades into linear colour: diffuse light that came with the vertices, and highlights for this camera."""
    n = _whole_steps(n)
    inverse_focal = f4(1) / focal
    # held in registers: a load from an array that might overlap ``work`` would keep the loop from vectorising
    rx, ry, rz = rotation[0, 0], rotation[0, 1], rotation[0, 2]
    ux, uy, uz = rotation[1, 0], rotation[1, 1], rotation[1, 2]
    ax, ay, az = rotation[2, 0], rotation[2, 1], rotation[2, 2]
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
        work[NX, i] = nx * scale
        work[NY, i] = ny * scale
        work[NZ, i] = nz * scale
        work[GLINT_R, i] = f4(0)
        work[GLINT_G, i] = f4(0)
        work[GLINT_B, i] = f4(0)
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
            scale = f4(1) / math.sqrt(hx * hx + hy * hy + hz * hz + f4(1e-20))
            nx = work[NX, i]
            ny = work[NY, i]
            nz = work[NZ, i]
            nh = max((nx * hx + ny * hy + nz * hz) * scale, f4(0))
            vh = (work[VX, i] * hx + work[VY, i] * hy + work[VZ, i] * hz) * scale
            cosine = nx * lx + ny * ly + nz * lz
            # GGX with Schlick's Fresnel and the visibility approximation of Karis (2013)
            alpha2 = work[ALPHA2, i]
            f0 = work[F0, i] * work[GLOSS, i]
            slope = nh * nh * (alpha2 - f4(1)) + f4(1)
            grazing = f4(1) - vh
            grazing2 = grazing * grazing
            fresnel = f0 + (f4(1) - f0) * grazing2 * grazing2 * grazing * work[GLOSS, i]
            masking = slope * slope * (vh * vh * f4(0.9) + f4(0.1))
            gloss = max(cosine, f4(0)) * fresnel * alpha2 / masking * f4(0.25)
            light = gloss * (f4(1) + casts * (work[SHADOW, i] - f4(1)))
            work[GLINT_R, i] += lr * light
            work[GLINT_G, i] += lg * light
            work[GLINT_B, i] += lb * light
    strands.gleam(
        n, whole[MATERIAL], HAIR, work[NX : NX + 3], work[VX : VX + 3], work[RED : RED + 3], work[LIT_R : LIT_R + 3],
        work[GLOSS], work[SHADOW], lights, work[GLINT_R : GLINT_R + 3], hairs, of_hair,
    )  # fmt: skip
    for i in range(n):
        clear = work[CLEAR, i]
        r = work[RED, i]
        g = work[GREEN, i]
        b = work[BLUE, i]
        # highlights are cut per shade, so that a bright rim does not eat the edge's antialiasing
        work[RED, i] = min(r * r * work[LIT_R, i] + work[GLINT_R, i] * clear, f4(1.5))
        work[GREEN, i] = min(g * g * work[LIT_G, i] + work[GLINT_G, i] * clear, f4(1.5))
        work[BLUE, i] = min(b * b * work[LIT_B, i] + work[GLINT_B, i] * clear, f4(1.5))
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
    materials,
    rotation,
    focal,
    centre_x,
    centre_y,
    lights,
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
    √(linear albedo)·255 and gloss in a byte each. ``background`` is linear (h, w, 3), ``backdrop`` the same as sRGB
    bytes. ``local`` (≥ 4w + STEP, RECORD_COLUMNS), ``work`` (SCRATCH_ROWS, …) and ``whole`` (INTEGER_ROWS, …) are
    work memory for one line, zeroed once.
    """
    height = out.shape[0]
    width = out.shape[1]
    total = 0
    accumulated = np.empty((width, 3), f4)
    hairs = np.zeros((strands.ROWS, work.shape[1]), f4)
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
        _interpolate(n, records, shaded, local, work, whole)
        _texture(n, materials, texels, work, whole)
        _light(n, rotation, focal, centre_x, centre_y, lights, work, whole, hairs, of_hair)
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
