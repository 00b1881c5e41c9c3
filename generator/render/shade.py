"""The kernel from a visibility buffer to a picture: one shade per triangle and pixel, weighted by covered samples."""

from __future__ import annotations

import math

import numpy as np

from synthgen.render.jit import kernel
from synthgen.render.raster import TRIANGLE_BITS, TRIANGLE_MASK

f4 = np.float32
u4 = np.uint32

#: Columns of a triangle's record, one cache line: 0–5 the barycentric planes of this view (see ``rasterise``), 6–11
#: texture coordinates of its corners, 12–14 its vertices, 15 its material. Barycentrics are not corrected for
#: perspective: a triangle is a few pixels wide and far from the camera, so that the error is below a thousandth of it.
RECORD_COLUMNS = 16
#: Materials, the rows of every material table.
SKIN, EYE, TEETH, TONGUE, HAIR, CLOTH, LASH = range(7)
#: Columns of the material table: base colour rgb (multiplies the texture), roughness⁴ (GGX α²), reflectance at
#: normal incidence, texture number (−1: none).
MATERIAL_COLUMNS = 6
#: Rows of the per-row scratch memory that ``shade`` works in.
SCRATCH_ROWS = 23
#: Samples of one pixel that lie within this many depth levels of one another, on one material, share one shade.
SAME_SURFACE = 180
#: The tone table: entry i is the sRGB byte of linear light (i / (TONE_SIZE − 1))²·TONE_TOP. A square root's steps are
#: fine where sRGB is steep.
TONE_SIZE = 4096
TONE_TOP = 2.0


@kernel
def _sample(texture, u, v):  # type: ignore[no-untyped-def]
    """Return the bilinear texel at (u, v), v up, edges repeated, as (red and blue, green and gloss), 16 bits each.

    Texels are four bytes in one word: two channels at a time are weighted in integers of 8 fractional bits, which is
    half the work of converting sixteen bytes to float.
    """
    height = texture.shape[0]
    width = texture.shape[1]
    x = min(max(u * f4(width) - f4(0.5), f4(0)), f4(width) - f4(1.001))
    y = min(max((f4(1) - v) * f4(height) - f4(0.5), f4(0)), f4(height) - f4(1.001))
    column = u4(x)
    row = u4(y)
    fx = u4((x - f4(column)) * f4(256))
    fy = u4((y - f4(row)) * f4(256))
    w11 = u4(fx * fy) >> u4(8)
    w10 = u4(fy - w11)
    w01 = u4(fx - w11)
    w00 = u4(u4(256) - fx - w10)
    upper = texture[row]
    lower = texture[row + u4(1)]
    a = upper[column]
    b = upper[column + u4(1)]
    c = lower[column]
    d = lower[column + u4(1)]
    even = u4(0x00FF00FF)
    red_blue = u4(w00 * u4(a & even) + w01 * u4(b & even) + w10 * u4(c & even) + w11 * u4(d & even))
    eight = u4(8)
    green_gloss = u4(
        w00 * u4((a >> eight) & even)
        + w01 * u4((b >> eight) & even)
        + w10 * u4((c >> eight) & even)
        + w11 * u4((d >> eight) & even)
    )
    return red_blue, green_gloss


@kernel
def shade(  # type: ignore[no-untyped-def]
    keys,
    records,
    material_of,
    shaded,
    skin,
    eye,
    hair,
    cloth,
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
    scratch,
    pixel,
    weight,
    triangle,
):
    """Resolve 2×2 samples a pixel into ``out`` (h, w, 3) uint8 sRGB; return the number of shades.

    ``records`` (triangles, RECORD_COLUMNS): see there; textures (h, w) uint32 hold √(linear albedo)·255 and
    gloss in a byte each; ``background`` is
    linear (h, w, 3), ``backdrop`` the same as sRGB bytes. ``scratch`` (SCRATCH_ROWS, 4w), ``pixel``,
    ``weight`` and ``triangle`` (4w) are work memory: structure-of-arrays, so that the lighting loop vectorises.
    """
    height = out.shape[0]
    width = out.shape[1]
    total = 0
    accumulated = np.empty((width, 3), f4)
    filled = np.empty(width, np.bool_)
    table_step = f4((TONE_SIZE - 1) / 1.4142135623730951)
    quarter = f4(0.25)
    inverse_focal = f4(1) / focal
    for oy in range(height):
        n = 0
        y = 2 * oy
        upper = keys[y]
        lower = keys[y + 1]
        for ox in range(width):
            x = 2 * ox
            ka = upper[x]
            kb = upper[x + 1]
            kc = lower[x]
            kd = lower[x + 1]
            if (ka | kb | kc | kd) == 0:
                filled[ox] = False
                out[oy, ox, 0] = backdrop[oy, ox, 0]
                out[oy, ox, 1] = backdrop[oy, ox, 1]
                out[oy, ox, 2] = backdrop[oy, ox, 2]
                continue
            filled[ox] = True
            accumulated[ox, 0] = f4(0)
            accumulated[ox, 1] = f4(0)
            accumulated[ox, 2] = f4(0)
            a = (ka & TRIANGLE_MASK) - 1
            b = (kb & TRIANGLE_MASK) - 1
            c = (kc & TRIANGLE_MASK) - 1
            d = (kd & TRIANGLE_MASK) - 1
            if a == b and c == d and a == c:
                pixel[n] = ox
                weight[n] = 4
                triangle[n] = a
                scratch[0, n] = f4(x + 1)
                scratch[1, n] = f4(y + 1)
                n += 1
                continue
            if a >= 0 and b >= 0 and c >= 0 and d >= 0:
                m = material_of[a]
                if m == material_of[b] and m == material_of[c] and m == material_of[d] and m != LASH:
                    za = ka >> TRIANGLE_BITS
                    zb = kb >> TRIANGLE_BITS
                    zc = kc >> TRIANGLE_BITS
                    zd = kd >> TRIANGLE_BITS
                    if max(max(za, zb), max(zc, zd)) - min(min(za, zb), min(zc, zd)) < SAME_SURFACE:
                        t = a
                        if b in (c, d):
                            t = b
                        elif c == d:
                            t = c
                        pixel[n] = ox
                        weight[n] = 4
                        triangle[n] = t
                        scratch[0, n] = f4(x + 1)
                        scratch[1, n] = f4(y + 1)
                        n += 1
                        continue
            empty = 0
            if a < 0:
                empty += 1
            else:
                pixel[n] = ox
                weight[n] = 1 + (b == a) + (c == a) + (d == a)
                triangle[n] = a
                scratch[0, n] = f4(x) + f4(0.5)
                scratch[1, n] = f4(y) + f4(0.5)
                n += 1
            if b < 0:
                empty += 1
            elif b != a:
                pixel[n] = ox
                weight[n] = 1 + (c == b) + (d == b)
                triangle[n] = b
                scratch[0, n] = f4(x) + f4(1.5)
                scratch[1, n] = f4(y) + f4(0.5)
                n += 1
            if c < 0:
                empty += 1
            elif c != a and c != b:
                pixel[n] = ox
                weight[n] = 1 + (d == c)
                triangle[n] = c
                scratch[0, n] = f4(x) + f4(0.5)
                scratch[1, n] = f4(y) + f4(1.5)
                n += 1
            if d < 0:
                empty += 1
            elif d != a and d != b and d != c:
                pixel[n] = ox
                weight[n] = 1
                triangle[n] = d
                scratch[0, n] = f4(x) + f4(1.5)
                scratch[1, n] = f4(y) + f4(1.5)
                n += 1
            if empty > 0:
                share = quarter * f4(empty)
                accumulated[ox, 0] = background[oy, ox, 0] * share
                accumulated[ox, 1] = background[oy, ox, 1] * share
                accumulated[ox, 2] = background[oy, ox, 2] * share
        total += n
        for i in range(n):
            record = records[triangle[i]]
            px = scratch[0, i]
            py = scratch[1, i]
            u = record[0] * px + record[1] * py + record[2]
            v = record[3] * px + record[4] * py + record[5]
            # a pixel's centre can lie outside its triangle: clamping keeps slivers from extrapolating
            b1 = min(max(u, f4(0)), f4(1))
            b2 = min(max(v, f4(0)), f4(1) - b1)
            b0 = f4(1) - b1 - b2
            first = shaded[np.uint32(record[12])]
            second = shaded[np.uint32(record[13])]
            third = shaded[np.uint32(record[14])]
            for k in range(8):
                scratch[2 + k, i] = b0 * first[k] + b1 * second[k] + b2 * third[k]
            tu = b0 * record[6] + b1 * record[8] + b2 * record[10]
            tv = b0 * record[7] + b1 * record[9] + b2 * record[11]
            m = int(record[15])
            which = int(materials[m, 5])
            if which == 0:
                red_blue, green_gloss = _sample(skin, tu, tv)
            elif which == 1:
                red_blue, green_gloss = _sample(eye, tu, tv)
            elif which == 2:
                red_blue, green_gloss = _sample(hair, tu - math.floor(tu), tv)
            elif which == 3:
                red_blue, green_gloss = _sample(cloth, tu - math.floor(tu), tv - math.floor(tv))
            else:
                red_blue = u4(0xFF00FF00)
                green_gloss = u4(0xFF00FF00)
            low = u4(0xFFFF)
            scratch[10, i] = f4(red_blue & low) * materials[m, 0]
            scratch[11, i] = f4(green_gloss & low) * materials[m, 1]
            scratch[12, i] = f4(red_blue >> u4(16)) * materials[m, 2]
            scratch[13, i] = f4(green_gloss >> u4(16)) * f4(1 / 65280)
            scratch[14, i] = materials[m, 3]
            scratch[15, i] = materials[m, 4]
            scratch[16, i] = f4(1) if m == HAIR else f4(0)
        # From here on plain loops over arrays, which LLVM turns into vector code.
        for i in range(n):
            dx = (scratch[0, i] - centre_x) * inverse_focal
            dy = (centre_y - scratch[1, i]) * inverse_focal
            vx = -(rotation[0, 0] * dx + rotation[1, 0] * dy + rotation[2, 0])
            vy = -(rotation[0, 1] * dx + rotation[1, 1] * dy + rotation[2, 1])
            vz = -(rotation[0, 2] * dx + rotation[1, 2] * dy + rotation[2, 2])
            scale = f4(1) / math.sqrt(vx * vx + vy * vy + vz * vz)
            scratch[17, i] = vx * scale
            scratch[18, i] = vy * scale
            scratch[19, i] = vz * scale
            nx = scratch[2, i]
            ny = scratch[3, i]
            nz = scratch[4, i]
            scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz + f4(1e-20))
            scratch[2, i] = nx * scale
            scratch[3, i] = ny * scale
            scratch[4, i] = nz * scale
            scratch[20, i] = f4(0)
            scratch[21, i] = f4(0)
            scratch[22, i] = f4(0)
        for k in range(lights.shape[0]):
            lx = lights[k, 0]
            ly = lights[k, 1]
            lz = lights[k, 2]
            lr = lights[k, 3]
            lg = lights[k, 4]
            lb = lights[k, 5]
            casts = f4(1) if k == 0 else f4(0)
            for i in range(n):
                hx = scratch[17, i] + lx
                hy = scratch[18, i] + ly
                hz = scratch[19, i] + lz
                scale = f4(1) / math.sqrt(hx * hx + hy * hy + hz * hz + f4(1e-20))
                nx = scratch[2, i]
                ny = scratch[3, i]
                nz = scratch[4, i]
                nh = max((nx * hx + ny * hy + nz * hz) * scale, f4(0))
                vh = (scratch[17, i] * hx + scratch[18, i] * hy + scratch[19, i] * hz) * scale
                cosine = nx * lx + ny * ly + nz * lz
                # GGX with Schlick's Fresnel and the visibility approximation of Karis (2013)
                alpha2 = scratch[14, i]
                f0 = scratch[15, i] * scratch[13, i]
                slope = nh * nh * (alpha2 - f4(1)) + f4(1)
                grazing = f4(1) - vh
                grazing2 = grazing * grazing
                fresnel = f0 + (f4(1) - f0) * grazing2 * grazing2 * grazing * scratch[13, i]
                gloss = (
                    max(cosine, f4(0)) * fresnel * alpha2 / (slope * slope * (vh * vh * f4(0.9) + f4(0.1))) * quarter
                )
                # hair: strands run along the surface away from the crown (J. Kajiya and T. Kay, "Rendering fur with
                # three dimensional textures", 1989); t is the tangent: (t·h)² follows from n and the crown
                gn = ny * f4(-0.94) + nz * f4(0.341)
                gh = (f4(-0.94) * hy + f4(0.341) * hz) * scale - gn * (nx * hx + ny * hy + nz * hz) * scale
                across = max(f4(1) - gh * gh / (f4(1.02) - gn * gn), f4(0))
                across = across * across
                across = across * across
                across = across * across
                strands = f0 * across * across * min(max(cosine + f4(0.15), f4(0)), f4(1))
                light = gloss + scratch[16, i] * (strands - gloss)
                light *= f4(1) + casts * (scratch[9, i] - f4(1))
                scratch[20, i] += lr * light
                scratch[21, i] += lg * light
                scratch[22, i] += lb * light
        for i in range(n):
            clear = scratch[8, i]
            inverse = f4(1 / 65280)
            r = scratch[10, i] * inverse
            g = scratch[11, i] * inverse
            b = scratch[12, i] * inverse
            # highlights are cut per shade, so that a bright rim does not eat the edge's antialiasing
            scratch[10, i] = min(r * r * scratch[5, i] + scratch[20, i] * clear, f4(1.5))
            scratch[11, i] = min(g * g * scratch[6, i] + scratch[21, i] * clear, f4(1.5))
            scratch[12, i] = min(b * b * scratch[7, i] + scratch[22, i] * clear, f4(1.5))
        for i in range(n):
            share = f4(weight[i]) * quarter
            o = pixel[i]
            accumulated[o, 0] += share * scratch[10, i]
            accumulated[o, 1] += share * scratch[11, i]
            accumulated[o, 2] += share * scratch[12, i]
        for o in range(width):
            if not filled[o]:
                continue
            for k in range(3):
                light = min(max(accumulated[o, k], f4(0)), f4(TONE_TOP))
                out[oy, o, k] = tone[int(math.sqrt(light) * table_step + f4(0.5))]
    return total
