"""Kernels that look up what shades are made of: normals and light from vertices, colour and relief from textures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

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
#: GGX α² below which a surface is polished: it mirrors lamps as they are.
POLISHED = f4(1e-4)
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

#: Of a word of four bytes: bytes 0 and 2, the lower half, and how far a byte or a half is shifted.
_EVEN, _LOW, _BYTE, _WORD = i4(0x00FF00FF), i4(0xFFFF), i4(8), i4(16)
#: Steps of a bilinear sum (256ths of a byte): of a share, 0 to 1; of a slope, whose byte is 128 at 0 and 255 at 1.
_TEXEL_STEP, _SLOPE_STEP, _LEVEL = f4(1 / (256 * 255)), f4(1 / (256 * 127)), f4(256 * 128)
#: A texture's last place lies a bit less than one texel before its end, so that a next texel is there.
_LAST = f4(1.001)


class Scratch(NamedTuple):
    """Work memory for one line of a picture; its columns are shades."""

    gathered: npt.NDArray[np.float32]  # (m, RECORD_COLUMNS) copies of triangles' records, a row a shade
    values: npt.NDArray[np.float32]  # (SCRATCH_ROWS, m)
    indices: npt.NDArray[np.int32]  # (INTEGER_ROWS, m)

    @classmethod
    def for_width(cls, width: int) -> Scratch:
        """Return work memory for lines of ``width`` pixels."""
        # 8 more than needed: rows a power of two apart would all fall into the same sets of the L1 cache
        m = 4 * width + STEP + 8
        zeros = np.zeros((SCRATCH_ROWS, m), np.float32)
        return cls(np.zeros((m, RECORD_COLUMNS), np.float32), zeros, np.zeros((INTEGER_ROWS, m), np.int32))


@kernel
def whole_steps(n):  # type: ignore[no-untyped-def]
    """Round up to whole steps; shades beyond n hold what an earlier line left, and nobody looks at them."""
    return (n + STEP - 1) // STEP * STEP


@kernel
def interpolate(n, records, shaded, gathered, values, indices):  # type: ignore[no-untyped-def]
    """Fill normals, light and texture coordinates of n shades.

    Each loop makes one kind of memory access and little else, so that the processor has many cache misses under way.
    """
    for i in range(n):
        r = records[u4(indices[TRIANGLE, i])]
        copy = gathered[i]
        # all loads before the first store, which might change what they read: so a line moves as two vectors
        a, b, c, d, e, f, g, h = r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]
        s, t, u, v, w, x, y, z = r[8], r[9], r[10], r[11], r[12], r[13], r[14], r[15]
        copy[0], copy[1], copy[2], copy[3], copy[4], copy[5], copy[6], copy[7] = a, b, c, d, e, f, g, h
        copy[8], copy[9], copy[10], copy[11], copy[12], copy[13], copy[14], copy[15] = s, t, u, v, w, x, y, z
    for i in range(whole_steps(n)):
        px = values[X, i]
        py = values[Y, i]
        u = gathered[i, 0] * px + gathered[i, 1] * py + gathered[i, 2]
        v = gathered[i, 3] * px + gathered[i, 4] * py + gathered[i, 5]
        # a pixel's centre can lie outside its triangle: clamping keeps slivers from extrapolating
        b1 = min(max(u, f4(0)), f4(1))
        b2 = min(max(v, f4(0)), f4(1) - b1)
        b0 = f4(1) - b1 - b2
        values[B1, i] = b1
        values[B2, i] = b2
        values[TU, i] = b0 * gathered[i, 6] + b1 * gathered[i, 8] + b2 * gathered[i, 10]
        values[TV, i] = b0 * gathered[i, 7] + b1 * gathered[i, 9] + b2 * gathered[i, 11]
        indices[MATERIAL, i] = i4(gathered[i, 15])
    for i in range(n):
        first = shaded[u4(gathered[i, 12])]
        second = shaded[u4(gathered[i, 13])]
        third = shaded[u4(gathered[i, 14])]
        b1 = values[B1, i]
        b2 = values[B2, i]
        b0 = f4(1) - b1 - b2
        for k in range(8):
            values[NX + k, i] = b0 * first[k] + b1 * second[k] + b2 * third[k]


@kernel
def _gather_texels(n, texels, indices):  # type: ignore[no-untyped-def]
    """Fetch the four texels round each of n places; ``TEXEL`` is the upper left one, ``TEXEL_BELOW`` that under it."""
    for i in range(n):
        above = u4(indices[TEXEL, i])
        below = u4(indices[TEXEL_BELOW, i])
        indices[T00, i] = texels[above]
        indices[T01, i] = texels[above + u4(1)]
        indices[T10, i] = texels[below]
        indices[T11, i] = texels[below + u4(1)]


@kernel
def _bilinear(fx, fy, t00, t01, t10, t11):  # type: ignore[no-untyped-def]
    """Return four texels' weighted sums: of bytes 0 and 2, and of bytes 1 and 3, two 16-bit sums a word, times 256.

    ``fx``, ``fy``: where between them, 0 to 1, in steps of 1/256. Integers weight two channels at a time.
    """
    x = i4(fx * f4(256))
    y = i4(fy * f4(256))
    w11 = i4(i4(x * y) >> _BYTE)
    w10 = i4(y - w11)
    w01 = i4(x - w11)
    w00 = i4(i4(256) - x - w10)
    even = i4(
        i4(w00 * i4(t00 & _EVEN)) + i4(w01 * i4(t01 & _EVEN)) + i4(w10 * i4(t10 & _EVEN)) + i4(w11 * i4(t11 & _EVEN))
    )
    odd = i4(
        i4(w00 * i4((t00 >> _BYTE) & _EVEN))
        + i4(w01 * i4((t01 >> _BYTE) & _EVEN))
        + i4(w10 * i4((t10 >> _BYTE) & _EVEN))
        + i4(w11 * i4((t11 >> _BYTE) & _EVEN))
    )
    return even, odd


@kernel
def texture(n, materials, texels, values, indices):  # type: ignore[no-untyped-def]
    """Fill colour and gloss of n shades from the textures, bilinear, v up, edges repeated unless the material tiles.

    Texels are four bytes in one word.
    """
    for i in range(n):
        row = materials[u4(indices[MATERIAL, i])]
        for k in range(MATERIAL_COLUMNS):
            values[ALPHA2 + k, i] = row[k]
    for i in range(whole_steps(n)):
        u = values[TU, i]
        v = values[TV, i]
        u -= values[TILE_U, i] * np.floor(u)
        v -= values[TILE_V, i] * np.floor(v)
        width = values[WIDTH, i]
        height = values[HEIGHT, i]
        x = min(max(u * width - f4(0.5), f4(0)), width - _LAST)
        y = min(max((f4(1) - v) * height - f4(0.5), f4(0)), height - _LAST)
        column = i4(x)
        row_of = i4(y)
        values[FX, i] = x - f4(column)
        values[FY, i] = y - f4(row_of)
        texel = i4(i4(values[START, i]) + i4(row_of * i4(width)) + column)
        indices[TEXEL, i] = texel
        indices[TEXEL_BELOW, i] = texel + i4(width)
    _gather_texels(n, texels, indices)
    for i in range(whole_steps(n)):
        red_blue, green_gloss = _bilinear(
            values[FX, i], values[FY, i], indices[T00, i], indices[T01, i], indices[T10, i], indices[T11, i]
        )
        values[RED, i] = f4(red_blue & _LOW) * _TEXEL_STEP
        values[GREEN, i] = f4(green_gloss & _LOW) * _TEXEL_STEP
        values[BLUE, i] = f4((red_blue >> _WORD) & _LOW) * _TEXEL_STEP
        values[GLOSS, i] = f4((green_gloss >> _WORD) & _LOW) * _TEXEL_STEP


@kernel
def relief(n, texels, values, indices):  # type: ignore[no-untyped-def]
    """Fill slope and crease of n shades from the skin's relief, which has its texels where the skin's texture has them.

    Comes after ``texture``, and takes its texels and weights: skin has the first texture. All else is smooth.
    """
    for i in range(whole_steps(n)):
        on_skin = i4(indices[MATERIAL, i] == SKIN)
        values[RELIEF, i] = f4(on_skin)
        indices[TEXEL, i] *= on_skin
        indices[TEXEL_BELOW, i] *= on_skin
    _gather_texels(n, texels, indices)
    for i in range(whole_steps(n)):
        x_z, y_crease = _bilinear(
            values[FX, i], values[FY, i], indices[T00, i], indices[T01, i], indices[T10, i], indices[T11, i]
        )
        scale = values[RELIEF, i] * _SLOPE_STEP
        values[SLOPE_X, i] = (f4(x_z & _LOW) - _LEVEL) * scale
        values[SLOPE_Y, i] = (f4(y_crease & _LOW) - _LEVEL) * scale
        values[SLOPE_Z, i] = (f4((x_z >> _WORD) & _LOW) - _LEVEL) * scale
        values[CREASE, i] = f4((y_crease >> _WORD) & _LOW) * scale
