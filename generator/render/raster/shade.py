"""The kernel from a visibility buffer to a picture: one shade per triangle and pixel, weighted by covered samples."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.raster import gbuffer as gb
from synthgen.render.raster import hairshading
from synthgen.render.raster.brdf import (
    TINY_HALF,
    cast_shadow,
    catchlight,
    dome,
    dot,
    inverse_length,
    mirrored,
    reached_by_lamps,
    specular,
)
from synthgen.render.raster.raster import TRIANGLE_BITS, TRIANGLE_MASK
from synthgen.render.raster.tonemap import TONE_SIZE, TONE_TOP, roll_off

f4 = np.float32
i4 = np.int32
u4 = np.uint32

#: Samples of one pixel that lie within this many depth levels of one another, on one material, share one shade. Chosen
#: by eye: fewer shades, and no edge lost.
SAME_SURFACE = 180
#: … and of hair, which is a cloud of strands rather than a surface.
_SAME_HAIR = 500
#: Where a sample's centre lies in a pixel, which has two each way.
_FIRST, _SECOND = f4(0.5), f4(1.5)
#: The first of a record's three columns of vertices.
_FIRST_VERTEX = 12

# All that follow are chosen by eye.
#: How fast relief makes skin rougher: α² grows with 1 + this × (the gloss at which it stays − gloss).
_ROUGHENING, _EVEN_GLOSS = f4(1.1), f4(0.62)
#: How far past the terminator relief still shows, and how much of what it changes is seen in red, green and blue: the
#: farther a colour diffuses in skin, the less. Never darker than a share of the smooth skin's light.
_RELIEF_WRAP = f4(0.2)
_RELIEF_RED, _RELIEF_GREEN, _RELIEF_BLUE = f4(0.54), f4(0.84), f4(0.90)
_RELIEF_DARKEST = f4(0.2)
#: What the deepest crease takes of red, green and blue light, and of highlights.
_CREASE_RED, _CREASE_GREEN, _CREASE_BLUE, _CREASE_GLINT = f4(0.62), f4(0.72), f4(0.75), f4(0.95)
#: Shades are no brighter than this, so that a bright rim does not eat the edge's antialiasing.
_BRIGHTEST = f4(1.5)


class Surfaces(NamedTuple):
    """Everything that is drawn, and what it is made of."""

    records: npt.NDArray[np.float32]  # (t, RECORD_COLUMNS)
    material_of: npt.NDArray[np.uint8]  # (t,)
    shaded: npt.NDArray[np.float32]  # (n, VERTEX_COLUMNS)
    texels: npt.NDArray[np.int32]  # all textures one after another: √(linear albedo)·255 and gloss, a byte each
    relief: npt.NDArray[np.int32]  # see ``gbuffer.relief``
    materials: npt.NDArray[np.float32]  # (m, MATERIAL_COLUMNS)


class Canvas(NamedTuple):
    """A picture (h, w, 3) and what it is painted on."""

    background: npt.NDArray[np.float32]  # (h, w, 3) linear
    backdrop: npt.NDArray[np.uint8]  # (h, w, 3) the same as sRGB
    tone: npt.NDArray[np.uint8]  # (TONE_SIZE,) sRGB of linear light: see ``tonemap``
    out: npt.NDArray[np.uint8]  # (h, w, 3) sRGB
    hair: npt.NDArray[np.uint8]  # (h, w) how many of a pixel's samples show hair
    gain: npt.NDArray[np.float32]  # (3,) what red, green and blue light of the person is multiplied by


@kernel
def _resolve(upper, lower, oy, records, material_of, background, accumulated, hair, indices, values):  # type: ignore[no-untyped-def]
    """List the shades that one line of pixels needs; return how many, and how many pixels are a mix.

    ``hair`` (w,) gets the number of each pixel's samples that show hair.

    Pixels of one shade are the rule. Which samples' triangle they take is settled without branches: the ids of
    neighbouring samples follow no pattern that a processor could predict.
    """
    n = 0
    mixed = 0
    y = 2 * oy
    for ox in range(accumulated.shape[0]):
        x = 2 * ox
        hair[ox] = 0
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
            alike = (m == material_of[u4(b)]) & (m == material_of[u4(c)]) & (m == material_of[u4(d)]) & (m != gb.LASH)
            depth = (max(max(ka, kb), max(kc, kd)) >> TRIANGLE_BITS) - (min(min(ka, kb), min(kc, kd)) >> TRIANGLE_BITS)
            same = (a == b) & (c == d) & (a == c)
            if same | (alike & (depth < (_SAME_HAIR if m == gb.HAIR else SAME_SURFACE))):
                t = c if c == d else a
                t = b if (b == c) | (b == d) else t
                # of strands the nearest: what is seen between them is darker, and would show as dots
                t = (max(max(ka, kb), max(kc, kd)) & TRIANGLE_MASK) - 1 if m == gb.HAIR else t
                # surfaces that meet without growing together, as closed lips and lids do: a shade for each, or which of
                # them a pixel shows would change from pixel to pixel, and the seam would be a row of dots
                if (m == gb.SKIN) & (a != c) & (a != d) & (b != c) & (b != d) and _apart(
                    records[u4(a)], records[u4(c)]
                ):
                    indices[gb.MIXED, mixed] = ox
                    mixed += 1
                    accumulated[ox, 0] = accumulated[ox, 1] = accumulated[ox, 2] = f4(0)
                    n = _append_sample(n, ox, 2, a, f4(x + 1), f4(y) + _FIRST, values, indices)
                    n = _append_sample(n, ox, 2, d, f4(x + 1), f4(y) + _SECOND, values, indices)
                    continue
                n = _append_sample(n, ox, 4, t, f4(x + 1), f4(y + 1), values, indices)
                hair[ox] = 4 * (m == gb.HAIR)
                continue
        indices[gb.MIXED, mixed] = ox
        mixed += 1
        share = f4(0.25) * f4((a < 0) + (b < 0) + (c < 0) + (d < 0))
        accumulated[ox, 0] = background[oy, ox, 0] * share
        accumulated[ox, 1] = background[oy, ox, 1] * share
        accumulated[ox, 2] = background[oy, ox, 2] * share
        for t in (a, b, c, d):
            hair[ox] += (t >= 0) and material_of[u4(max(t, 0))] == gb.HAIR
        if a >= 0:
            n = _append_sample(
                n, ox, 1 + (b == a) + (c == a) + (d == a), a, f4(x) + _FIRST, f4(y) + _FIRST, values, indices
            )
        if b >= 0 and b != a:
            n = _append_sample(n, ox, 1 + (c == b) + (d == b), b, f4(x) + _SECOND, f4(y) + _FIRST, values, indices)
        if c >= 0 and c != a and c != b:
            n = _append_sample(n, ox, 1 + (d == c), c, f4(x) + _FIRST, f4(y) + _SECOND, values, indices)
        if d >= 0 and d != a and d != b and d != c:
            n = _append_sample(n, ox, 1, d, f4(x) + _SECOND, f4(y) + _SECOND, values, indices)
    return n, mixed


@kernel
def _apart(one, other):  # type: ignore[no-untyped-def]
    """Tell whether two triangles' records name no vertex in common."""
    common = False
    for i in range(_FIRST_VERTEX, _FIRST_VERTEX + 3):
        for j in range(_FIRST_VERTEX, _FIRST_VERTEX + 3):
            common |= one[i] == other[j]
    return not common


@kernel
def _append_sample(n, pixel, weight, triangle, x, y, values, indices):  # type: ignore[no-untyped-def]
    """Note one shade: where, how many samples it stands for, and of which triangle."""
    indices[gb.PIXEL, n] = pixel
    indices[gb.WEIGHT, n] = weight
    indices[gb.TRIANGLE, n] = triangle
    values[gb.X, n] = x
    values[gb.Y, n] = y
    return n + 1


@kernel
def _tone_index(light):  # type: ignore[no-untyped-def]
    """Return where the tone table has linear ``light``."""
    step = f4((TONE_SIZE - 1) / math.sqrt(TONE_TOP))
    return i4(math.sqrt(min(max(light, f4(0)), f4(TONE_TOP))) * step + f4(0.5))


@kernel
def _view_vectors(n, rotation, focal, centre_x, centre_y, turn, values):  # type: ignore[no-untyped-def]
    """Fill directions to the camera; bend normals by the relief, which ``turn`` (3, 3) turns as the head is."""
    inverse_focal = f4(1) / focal
    # held in registers: a load from an array that might overlap ``values`` would keep the loop from vectorising
    rx, ry, rz = rotation[0, 0], rotation[0, 1], rotation[0, 2]
    ux, uy, uz = rotation[1, 0], rotation[1, 1], rotation[1, 2]
    ax, ay, az = rotation[2, 0], rotation[2, 1], rotation[2, 2]
    txx, txy, txz = turn[0, 0], turn[0, 1], turn[0, 2]
    tyx, tyy, tyz = turn[1, 0], turn[1, 1], turn[1, 2]
    tzx, tzy, tzz = turn[2, 0], turn[2, 1], turn[2, 2]
    for i in range(n):
        dx = (values[gb.X, i] - centre_x) * inverse_focal
        dy = (centre_y - values[gb.Y, i]) * inverse_focal
        vx = -(rx * dx + ux * dy + ax)
        vy = -(ry * dx + uy * dy + ay)
        vz = -(rz * dx + uz * dy + az)
        scale = inverse_length(vx, vy, vz)
        values[gb.VX, i] = vx * scale
        values[gb.VY, i] = vy * scale
        values[gb.VZ, i] = vz * scale
        nx = values[gb.NX, i]
        ny = values[gb.NY, i]
        nz = values[gb.NZ, i]
        scale = inverse_length(nx, ny, nz)
        nx *= scale
        ny *= scale
        nz *= scale
        sx = values[gb.SLOPE_X, i]
        sy = values[gb.SLOPE_Y, i]
        sz = values[gb.SLOPE_Z, i]
        bx = nx - dot(txx, txy, txz, sx, sy, sz)
        by = ny - dot(tyx, tyy, tyz, sx, sy, sz)
        bz = nz - dot(tzx, tzy, tzz, sx, sy, sz)
        scale = inverse_length(bx, by, bz)
        bx *= scale
        by *= scale
        bz *= scale
        values[gb.NX, i] = bx
        values[gb.NY, i] = by
        values[gb.NZ, i] = bz
        values[gb.SLOPE_X, i] = bx - nx
        values[gb.SLOPE_Y, i] = by - ny
        values[gb.SLOPE_Z, i] = bz - nz


@kernel
def _on_relief(lit, change, absorbed):  # type: ignore[no-untyped-def]
    """Return irradiance of smooth skin as relief changes it and a crease absorbs of it."""
    return max(lit + change, _RELIEF_DARKEST * lit) * (f4(1) - absorbed)


@kernel
def _evaluate_brdf(n, lights, values, indices, hairs, of_hair, gain):  # type: ignore[no-untyped-def]
    """Turn n shades into linear colour: diffuse light that came with the vertices, relief, highlamps for this camera.

    Relief adds what light falls on the bent normal more than on the smooth one, less of it the farther a colour
    diffuses in skin, after "blended normals": E. Penner, "Pre-integrated skin shading" (2011).
    """
    lamps, _, _, sky, ground, front = lights
    sky_r, sky_g, sky_b = sky[0], sky[1], sky[2]
    ground_r, ground_g, ground_b = ground[0], ground[1], ground[2]
    front_r, front_g, front_b = front[0], front[1], front[2]
    for i in range(n):
        nx = values[gb.NX, i]
        ny = values[gb.NY, i]
        nz = values[gb.NZ, i]
        gloss = values[gb.GLOSS, i]
        # skin: the glossier the smoother
        values[gb.ALPHA2, i] *= f4(1) + values[gb.RELIEF, i] * _ROUGHENING * (_EVEN_GLOSS - gloss)
        f0 = values[gb.F0, i] * gloss
        values[gb.F0, i] = f0
        nv = max(dot(nx, ny, nz, values[gb.VX, i], values[gb.VY, i], values[gb.VZ, i]), f4(0))
        up = nv * ny - f4(0.5) * values[gb.VY, i] + f4(0.5)  # of the mirrored direction 2 (n·v) n − v
        ahead = nv * nz - f4(0.5) * values[gb.VZ, i] + f4(0.5)
        share = mirrored(f0, gloss, nv)
        values[gb.GLINT_R, i] = share * dome(sky_r, ground_r, front_r, up, ahead)
        values[gb.GLINT_G, i] = share * dome(sky_g, ground_g, front_g, up, ahead)
        values[gb.GLINT_B, i] = share * dome(sky_b, ground_b, front_b, up, ahead)
        raised = f4(0.5) * values[gb.SLOPE_Y, i]
        forward = f4(0.5) * values[gb.SLOPE_Z, i]
        values[gb.BUMP_R, i] = (sky_r - ground_r) * raised + front_r * forward
        values[gb.BUMP_G, i] = (sky_g - ground_g) * raised + front_g * forward
        values[gb.BUMP_B, i] = (sky_b - ground_b) * raised + front_b * forward
    for k in range(lamps.shape[0]):
        lx, ly, lz = lamps[k, 0], lamps[k, 1], lamps[k, 2]
        lr, lg, lb = lamps[k, 3], lamps[k, 4], lamps[k, 5]
        if lz < f4(0):
            continue  # from behind: only hair gleams, since no shadow of it is known here, and noses would shine
        disc = lamps[k, 6]
        casts = f4(1) if k == 0 else f4(0)
        for i in range(n):
            hx = values[gb.VX, i] + lx
            hy = values[gb.VY, i] + ly
            hz = values[gb.VZ, i] + lz
            s = dot(hx, hy, hz, hx, hy, hz) + TINY_HALF
            nx = values[gb.NX, i]
            ny = values[gb.NY, i]
            nz = values[gb.NZ, i]
            nh = max(dot(nx, ny, nz, hx, hy, hz), f4(0))
            nl = dot(nx, ny, nz, lx, ly, lz)
            seen = cast_shadow(values[gb.SHADOW, i], casts)
            alpha2 = values[gb.ALPHA2, i]
            f0 = values[gb.F0, i]
            rough = specular(nl, nh, s, max(alpha2, gb.POLISHED), values[gb.LOBE, i], f0, values[gb.GLOSS, i])
            glint = (catchlight(nl, nh, s, disc, f0) if alpha2 < gb.POLISHED else rough) * seen
            values[gb.GLINT_R, i] += lr * glint
            values[gb.GLINT_G, i] += lg * glint
            values[gb.GLINT_B, i] += lb * glint
            smooth = nl - dot(values[gb.SLOPE_X, i], values[gb.SLOPE_Y, i], values[gb.SLOPE_Z, i], lx, ly, lz)
            bump = (max(nl + _RELIEF_WRAP, f4(0)) - max(smooth + _RELIEF_WRAP, f4(0))) * seen
            values[gb.BUMP_R, i] += lr * bump
            values[gb.BUMP_G, i] += lg * bump
            values[gb.BUMP_B, i] += lb * bump
    hairshading.gleam(n, values, indices, lamps, hairs, of_hair)
    gain_r, gain_g, gain_b = gain[0], gain[1], gain[2]
    for i in range(n):
        clear = values[gb.CLEAR, i]
        crease = values[gb.CREASE, i]
        near = reached_by_lamps(clear)
        lit_r = _on_relief(values[gb.LIT_R, i], _RELIEF_RED * near * values[gb.BUMP_R, i], _CREASE_RED * crease)
        lit_g = _on_relief(values[gb.LIT_G, i], _RELIEF_GREEN * near * values[gb.BUMP_G, i], _CREASE_GREEN * crease)
        lit_b = _on_relief(values[gb.LIT_B, i], _RELIEF_BLUE * near * values[gb.BUMP_B, i], _CREASE_BLUE * crease)
        clear *= f4(1) - _CREASE_GLINT * crease
        r = values[gb.RED, i]
        g = values[gb.GREEN, i]
        b = values[gb.BLUE, i]
        values[gb.RED, i] = min(gain_r * (r * r * lit_r + values[gb.GLINT_R, i] * clear), _BRIGHTEST)
        values[gb.GREEN, i] = min(gain_g * (g * g * lit_g + values[gb.GLINT_G, i] * clear), _BRIGHTEST)
        values[gb.BLUE, i] = min(gain_b * (b * b * lit_b + values[gb.GLINT_B, i] * clear), _BRIGHTEST)
    roll_off(n, values[gb.RED], values[gb.GREEN], values[gb.BLUE])
    for k in range(3):
        for i in range(n):
            indices[gb.T00 + k, i] = _tone_index(values[gb.RED + k, i])


@kernel
def shade(visibility, surfaces, lens, head, lights, canvas, scratch):  # type: ignore[no-untyped-def]
    """Resolve 2×2 samples a pixel, ``visibility`` (2h, ≥ 2w), into ``canvas``; return the number of shades.

    ``head`` (3, 3): the head's rotation from rest, which turns the relief.
    """
    records, material_of, shaded, texels, relief_texels, materials = surfaces
    _, rotation, focal, centre_x, centre_y = lens
    background, backdrop, tone, out, hair, gain = canvas
    gathered, values, indices = scratch
    height = out.shape[0]
    width = out.shape[1]
    total = 0
    accumulated = np.empty((width, 3), f4)
    hairs = np.zeros((hairshading.ROWS, values.shape[1]), f4)
    of_hair = np.zeros(values.shape[1], i4)
    # flat rows: loops over a known stride become copies of whole vectors
    lines = out.reshape(height, 3 * width)
    behind = backdrop.reshape(height, 3 * width)
    for oy in range(height):
        line = lines[oy]
        back = behind[oy]
        for i in range(3 * width):
            line[i] = back[i]
        n, mixed = _resolve(
            visibility[2 * oy],
            visibility[2 * oy + 1],
            oy,
            records,
            material_of,
            background,
            accumulated,
            hair[oy],
            indices,
            values,
        )
        if n == 0:
            continue
        total += n
        gb.interpolate(n, records, shaded, gathered, values, indices)
        gb.texture(n, materials, texels, values, indices)
        gb.relief(n, relief_texels, values, indices)
        steps = gb.whole_steps(n)
        _view_vectors(steps, rotation, focal, centre_x, centre_y, head, values)
        _evaluate_brdf(steps, lights, values, indices, hairs, of_hair, gain)
        for i in range(n):
            o = indices[gb.PIXEL, i]
            if indices[gb.WEIGHT, i] == 4:
                for k in range(3):
                    line[3 * o + k] = tone[indices[gb.T00 + k, i]]
            else:
                share = f4(indices[gb.WEIGHT, i]) * f4(0.25)
                for k in range(3):
                    accumulated[o, k] += share * values[gb.RED + k, i]
        for i in range(mixed):
            o = indices[gb.MIXED, i]
            for k in range(3):
                line[3 * o + k] = tone[_tone_index(accumulated[o, k])]
    return total
