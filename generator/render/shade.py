"""The kernel from a visibility buffer to a picture: one shade per triangle and pixel, weighted by covered samples."""

from __future__ import annotations

import math

import numpy as np

from synthgen.render.jit import kernel
from synthgen.render.raster import TRIANGLE_BITS, TRIANGLE_MASK

f4 = np.float32

#: Materials, the rows of every material table.
SKIN, EYE, TEETH, TONGUE, HAIR, CLOTH, LASH = range(7)
#: Columns of the material table: base colour rgb (multiplies the texture), roughness⁴ (GGX α²), reflectance at
#: normal incidence, texture number (−1: none).
MATERIAL_COLUMNS = 6
#: Rows of the per-row scratch memory that ``shade`` works in.
SCRATCH_ROWS = 17
#: Samples of one pixel that lie within this many depth levels of one another, on one material, share one shade.
SAME_SURFACE = 180
#: The tone table: entry i is the sRGB byte of linear light (i / (TONE_SIZE − 1))²·TONE_TOP. A square root's steps are
#: fine where sRGB is steep.
TONE_SIZE = 4096
TONE_TOP = 2.0


@kernel
def _sample(texture, u, v, out):  # type: ignore[no-untyped-def]
    """Write the bilinear value (4 channels, 0–255) of ``texture`` at (u, v), v up, edges repeated."""
    height = texture.shape[0]
    width = texture.shape[1]
    x = u * f4(width) - f4(0.5)
    y = (f4(1) - v) * f4(height) - f4(0.5)
    x = min(max(x, f4(0)), f4(width) - f4(1.001))
    y = min(max(y, f4(0)), f4(height) - f4(1.001))
    column = int(x)
    row = int(y)
    fx = x - f4(column)
    fy = y - f4(row)
    for k in range(4):
        a = f4(texture[row, column, k])
        b = f4(texture[row, column + 1, k])
        c = f4(texture[row + 1, column, k])
        d = f4(texture[row + 1, column + 1, k])
        top = a + fx * (b - a)
        bottom = c + fx * (d - c)
        out[k] = top + fy * (bottom - top)


@kernel
def shade(  # type: ignore[no-untyped-def]
    keys,
    screen,
    triangles,
    corners,
    material_of,
    shaded,
    planes,
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
    tone,
    out,
    scratch,
    pixel,
    weight,
    triangle,
):
    """Resolve 2×2 samples a pixel into ``out`` (h, w, 3) uint8 sRGB; return the number of shades.

    ``corners`` (triangles, 6) are texture coordinates; textures hold √(linear albedo)·255 and gloss; ``background`` is
    linear (h, w, 3). ``scratch`` (SCRATCH_ROWS, 4w), ``pixel``, ``weight`` and ``triangle`` (4w) are work memory:
    structure-of-arrays, so that the lighting loop vectorises.
    """
    height = out.shape[0]
    width = out.shape[1]
    total = 0
    accumulated = np.empty((width, 3), f4)
    texel = np.empty(4, f4)
    table_step = f4((TONE_SIZE - 1) / 1.4142135623730951)
    quarter = f4(0.25)
    inverse_focal = f4(1) / focal
    for oy in range(height):
        n = 0
        y = 2 * oy
        for ox in range(width):
            x = 2 * ox
            ka = keys[y, x]
            kb = keys[y, x + 1]
            kc = keys[y + 1, x]
            kd = keys[y + 1, x + 1]
            if (ka | kb | kc | kd) == 0:
                accumulated[ox, 0] = background[oy, ox, 0]
                accumulated[ox, 1] = background[oy, ox, 1]
                accumulated[ox, 2] = background[oy, ox, 2]
                continue
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
                        if b == c or b == d:
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
            t = triangle[i]
            px = scratch[0, i]
            py = scratch[1, i]
            u = planes[t, 0] * px + planes[t, 1] * py + planes[t, 2]
            v = planes[t, 3] * px + planes[t, 4] * py + planes[t, 5]
            # a pixel's centre can lie outside its triangle: clamping keeps slivers from extrapolating
            u = min(max(u, f4(0)), f4(1))
            v = min(max(v, f4(0)), f4(1) - u)
            i0 = triangles[t, 0]
            i1 = triangles[t, 1]
            i2 = triangles[t, 2]
            b0 = (f4(1) - u - v) * screen[i0, 2]
            b1 = u * screen[i1, 2]
            b2 = v * screen[i2, 2]
            share = f4(1) / (b0 + b1 + b2)
            b0 *= share
            b1 *= share
            b2 *= share
            for k in range(8):
                scratch[2 + k, i] = b0 * shaded[i0, k] + b1 * shaded[i1, k] + b2 * shaded[i2, k]
            tu = b0 * corners[t, 0] + b1 * corners[t, 2] + b2 * corners[t, 4]
            tv = b0 * corners[t, 1] + b1 * corners[t, 3] + b2 * corners[t, 5]
            m = material_of[t]
            which = int(materials[m, 5])
            if which == 0:
                _sample(skin, tu, tv, texel)
            elif which == 1:
                _sample(eye, tu, tv, texel)
            elif which == 2:
                tu = tu - math.floor(tu)  # round the head
                _sample(hair, tu, tv, texel)
            elif which == 3:
                tu = tu - math.floor(tu)
                tv = tv - math.floor(tv)
                _sample(cloth, tu, tv, texel)
            else:
                texel[0] = f4(255)
                texel[1] = f4(255)
                texel[2] = f4(255)
                texel[3] = f4(255)
            scratch[10, i] = texel[0]
            scratch[11, i] = texel[1]
            scratch[12, i] = texel[2]
            scratch[13, i] = texel[3] * f4(1 / 255)
            scratch[14, i] = materials[m, 3]
            scratch[15, i] = materials[m, 4]
            scratch[16, i] = f4(1) if m == HAIR else f4(0)
            if m != SKIN:
                scratch[10, i] *= materials[m, 0]
                scratch[11, i] *= materials[m, 1]
                scratch[12, i] *= materials[m, 2]
        for i in range(n):
            dx = (scratch[0, i] - centre_x) * inverse_focal
            dy = (centre_y - scratch[1, i]) * inverse_focal
            vx = -(rotation[0, 0] * dx + rotation[1, 0] * dy + rotation[2, 0])
            vy = -(rotation[0, 1] * dx + rotation[1, 1] * dy + rotation[2, 1])
            vz = -(rotation[0, 2] * dx + rotation[1, 2] * dy + rotation[2, 2])
            scale = f4(1) / math.sqrt(vx * vx + vy * vy + vz * vz)
            vx *= scale
            vy *= scale
            vz *= scale
            nx = scratch[2, i]
            ny = scratch[3, i]
            nz = scratch[4, i]
            scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz + f4(1e-20))
            nx *= scale
            ny *= scale
            nz *= scale
            alpha2 = scratch[14, i]
            f0 = scratch[15, i] * scratch[13, i]
            strand = scratch[16, i]
            # strands run down along the surface: Kajiya and Kay, "Rendering fur with three dimensional textures", 1989
            gn = -ny * f4(0.894) - nz * f4(0.447)
            tx = -nx * gn
            ty = f4(-0.894) - ny * gn
            tz = f4(-0.447) - nz * gn
            scale = f4(1) / math.sqrt(tx * tx + ty * ty + tz * tz + f4(1e-6))
            tx *= scale
            ty *= scale
            tz *= scale
            sr = f4(0)
            sg = f4(0)
            sb = f4(0)
            for k in range(lights.shape[0]):
                hx = vx + lights[k, 0]
                hy = vy + lights[k, 1]
                hz = vz + lights[k, 2]
                scale = f4(1) / math.sqrt(hx * hx + hy * hy + hz * hz + f4(1e-20))
                nh = max((nx * hx + ny * hy + nz * hz) * scale, f4(0))
                vh = (vx * hx + vy * hy + vz * hz) * scale
                nl = max(nx * lights[k, 0] + ny * lights[k, 1] + nz * lights[k, 2], f4(0))
                th = (tx * hx + ty * hy + tz * hz) * scale
                # GGX with Schlick's Fresnel and the visibility approximation of Karis (2013)
                slope = nh * nh * (alpha2 - f4(1)) + f4(1)
                grazing = f4(1) - vh
                grazing2 = grazing * grazing
                fresnel = f0 + (f4(1) - f0) * grazing2 * grazing2 * grazing * scratch[13, i]
                gloss = nl * fresnel * alpha2 / (slope * slope * (vh * vh * f4(0.9) + f4(0.1))) * quarter
                across = max(f4(1) - th * th, f4(0))
                across = across * across
                across = across * across
                across = across * across
                hairlight = f0 * across * across * min(max(nl + f4(0.15), f4(0)), f4(1))
                s = gloss + strand * (hairlight - gloss)
                if k == 0:
                    s *= scratch[9, i]
                sr += lights[k, 3] * s
                sg += lights[k, 4] * s
                sb += lights[k, 5] * s
            clear = scratch[8, i]
            inverse = f4(1 / 255)
            r = scratch[10, i] * inverse
            g = scratch[11, i] * inverse
            b = scratch[12, i] * inverse
            scratch[10, i] = r * r * scratch[5, i] + sr * clear
            scratch[11, i] = g * g * scratch[6, i] + sg * clear
            scratch[12, i] = b * b * scratch[7, i] + sb * clear
        for i in range(n):
            share = f4(weight[i]) * quarter
            o = pixel[i]
            # highlights are cut per shade, so that a bright rim does not eat the edge's antialiasing
            accumulated[o, 0] += share * min(scratch[10, i], f4(1.5))
            accumulated[o, 1] += share * min(scratch[11, i], f4(1.5))
            accumulated[o, 2] += share * min(scratch[12, i], f4(1.5))
        for o in range(width):
            for k in range(3):
                light = min(max(accumulated[o, k], f4(0)), f4(TONE_TOP))
                out[oy, o, k] = tone[int(math.sqrt(light) * table_step + f4(0.5))]
    return total
