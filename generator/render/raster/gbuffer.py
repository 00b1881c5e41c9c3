"""Kernels that look up what shades are made of: normals and light from vertices, colour and relief from textures."""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Columns of a triangle's record, one cache line: 0–5 the barycentric planes of this view (see ``rasterise``), 6–11
#: texture coordinates of its corners, 12–14 its vertices, 15 its material. Barycentrics are not corrected for
#: perspective: a triangle is a few pixels wide and far from the camera, so that the error is below a thousandth of it.
RECORD_COLUMNS = 16
#: Materials, the rows of every material table.
SKIN, EYE, TEETH, TONGUE, HAIR, CLOTH, LASH, HEADWEAR, FRAME = range(9)
#: Columns of the material table: roughness⁴ (GGX α²), reflectance at normal incidence, share of a second, sharper lobe
#: in the highlight, then where its texture lies: first texel, width, height, and 1 where it repeats in u and in v.
MATERIAL_COLUMNS = 8
#: Rows of the work memory for one line of the picture, structure-of-arrays so that loops over it vectorise.
(
    X, Y, NX, NY, NZ, LIT_R, LIT_G, LIT_B, CLEAR, SHADOW,
    ALPHA2, F0, LOBE, START, WIDTH, HEIGHT, TILE_U, TILE_V,  # as in the material table
    RED, GREEN, BLUE, GLOSS, RELIEF, VX, VY, VZ, GLINT_R, GLINT_G, GLINT_B, B1, B2, TU, TV, FX, FY,
    SLOPE_X, SLOPE_Y, SLOPE_Z, CREASE, BUMP_R, BUMP_G, BUMP_B,
) = range(42)  # fmt: skip
SCRATCH_ROWS = 42
#: Lines are worked on in whole steps of this many shades: what a vector loop leaves over would run one by one.
STEP = 32
#: … and of its integer part: pixel, covered samples, triangle, material, the four texels of a lookup; pixels of many
#: shades. The tone table's indices of a shade take the place of its texels.
PIXEL, WEIGHT, TRIANGLE, MATERIAL, TEXEL, TEXEL_BELOW, T00, T01, T10, T11, MIXED = range(11)
INTEGER_ROWS = 11


@kernel
def whole_steps(n):  # type: ignore[no-untyped-def]
    """Round up to whole steps; shades beyond n hold what an earlier line left, and nobody looks at them."""
    return (n + STEP - 1) // STEP * STEP


@kernel
def interpolate(n, records, shaded, local, work, whole):  # type: ignore[no-untyped-def]
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
    for i in range(whole_steps(n)):
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
def texture(n, materials, texels, work, whole):  # type: ignore[no-untyped-def]
    """Fill colour and gloss of n shades from the textures, bilinear, v up, edges repeated unless the material tiles.

    Texels are four bytes in one word: two channels at a time are weighted in integers of 8 fractional bits.
    """
    for i in range(n):
        row = materials[u4(whole[MATERIAL, i])]
        for k in range(MATERIAL_COLUMNS):
            work[ALPHA2 + k, i] = row[k]
    for i in range(whole_steps(n)):
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
    for i in range(whole_steps(n)):
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
        work[RED, i] = f4(red_blue & low) * f4(1 / 65280)
        work[GREEN, i] = f4(green_gloss & low) * f4(1 / 65280)
        work[BLUE, i] = f4((red_blue >> word) & low) * f4(1 / 65280)
        work[GLOSS, i] = f4((green_gloss >> word) & low) * f4(1 / 65280)


@kernel
def relief(n, texels, work, whole):  # type: ignore[no-untyped-def]
    """Fill slope and crease of n shades from the skin's relief, which has its texels where the skin's texture has them.

    Comes after ``texture``, and takes its texels and weights: skin has the first texture. All else is smooth.
    """
    for i in range(whole_steps(n)):
        on_skin = i4(whole[MATERIAL, i] == SKIN)
        work[RELIEF, i] = f4(on_skin)
        whole[TEXEL, i] *= on_skin
        whole[TEXEL_BELOW, i] *= on_skin
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
    for i in range(whole_steps(n)):
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
        x_z = i4(i4(w00 * i4(a & even)) + i4(w01 * i4(b & even)) + i4(w10 * i4(c & even)) + i4(w11 * i4(d & even)))
        y_crease = i4(
            i4(w00 * i4((a >> byte) & even))
            + i4(w01 * i4((b >> byte) & even))
            + i4(w10 * i4((c >> byte) & even))
            + i4(w11 * i4((d >> byte) & even))
        )
        scale = work[RELIEF, i] * f4(1 / (256 * 127))
        level = f4(128 * 256)
        work[SLOPE_X, i] = (f4(x_z & low) - level) * scale
        work[SLOPE_Y, i] = (f4(y_crease & low) - level) * scale
        work[SLOPE_Z, i] = (f4((x_z >> word) & low) - level) * scale
        work[CREASE, i] = f4((y_crease >> word) & low) * scale
