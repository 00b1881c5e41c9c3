"""Hair painted on the skin's texture: brows hair by hair, the scalp under the hair, beards and their shadow.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Picture, f4, u4
from synthgen.render.hair.beard import BEARDS, grows
from synthgen.render.hair.hairline import recede
from synthgen.render.hair.styles import STYLES
from synthgen.render.noise import hashed, smoothstep, value_noise
from synthgen.render.skin.texels import TexelMap

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance
    from synthgen.human.hairlook import HairLook


#: Hairs of one brow of full density, and the width of a hair at its root (dm).
_BROW_HAIRS = 760
_BROW_WIDTH = 0.0030
#: Where brows lie on the base mesh (dm): x from the inner end, along its length.
_BROW_FROM, _BROW_LENGTH = 0.138, 0.449
#: Along a brow, from its inner end (0) to its tail (1): height of its middle (dm), half its thickness (dm), how densely
#: hairs grow (share). What neutral portraits have on average: lowest at the inner end, darkest before the middle,
#: highest behind it, the tail thin and pale.
_BROW_AT = (-0.06, 0.06, 0.17, 0.33, 0.50, 0.67, 0.83, 1.0)
_BROW_HEIGHT = (7.430, 7.442, 7.454, 7.466, 7.469, 7.460, 7.433, 7.388)
_BROW_HALF = (0.013, 0.023, 0.029, 0.031, 0.029, 0.022, 0.013, 0.006)
_BROW_GROWTH = (0.12, 0.58, 0.90, 1.0, 0.98, 0.76, 0.54, 0.18)
#: What an arched brow (1) adds to the height: it climbs to behind the middle, and its tail comes down.
_BROW_ARCH = (0.001, 0.001, 0.001, 0.004, 0.007, 0.009, 0.004, -0.013)
#: Brows are darker and warmer than hair of the head: shares of its albedo. Grey ones are duller than the head's, and
#: begin later: a quarter of them when the head is all grey, fewer before (by its share squared).
_BROW_TINT = np.array([0.68, 0.57, 0.48], np.float32)
_BROW_DULL, _BROW_GREY = np.float32(0.8), 0.25


def _along(values: tuple[float, ...], t: float) -> float:
    """Return what stands at t of values given at ``_BROW_AT``."""
    return float(np.interp(t, _BROW_AT, values))


def brow_line(look: HairLook, t: float) -> tuple[float, float, float]:
    """Return a brow's middle height and half thickness (dm, base mesh) and growth at t, 0 inner to 1 outer end."""
    height = _along(_BROW_HEIGHT, t) + _along(_BROW_ARCH, t) * look.brow_arch
    height += 0.020 * look.brow_angle * (t - 0.4)
    return height, _along(_BROW_HALF, t) * look.brow_thickness, _along(_BROW_GROWTH, t)


def _brow_hairs(look: HairLook, rng: np.random.Generator) -> Floats:
    """Return a brow's hairs (n, 7): root and tip on the base mesh (x, y of the right half), half width, strength, grey.

    At the inner end hairs are few and stand up, further out they lie along the brow, and the upper ones come down to
    meet the lower.
    """
    rows = []
    many = round(_BROW_HAIRS * look.brow_density * (0.45 + 0.55 * look.brow_thickness))
    for a, b, c, d, e, f, g in rng.random((many, 7)).tolist():
        t = 1.06 * a - 0.06
        middle, half, growth = brow_line(look, t)
        if f > growth:
            continue
        slope = (brow_line(look, t + 0.05)[0] - brow_line(look, t - 0.05)[0]) / (0.1 * _BROW_LENGTH)
        across = (2.0 * b - 1.0) * (0.55 + 0.45 * abs(2.0 * b - 1.0))
        lying = min(1.0, max(t + 0.06, 0.0) / 0.55) ** 0.6
        angle = math.atan(slope) + math.radians(78.0 * (1.0 - lying) + 8.0 * lying + 22.0 * (c - 0.5))
        if across > 0:  # from above the hairs come down
            angle -= math.radians(34.0) * across * min(1.0, 2.5 * max(t, 0.0))
        length = (0.045 + 0.040 * d) * (1.0 - 0.30 * max(t, 0.0)) * (0.6 + 0.4 * look.brow_thickness)
        dx, dy = math.cos(angle) * length, math.sin(angle) * length
        x, y = _BROW_FROM + _BROW_LENGTH * t - 0.35 * dx, middle + across * half - 0.45 * dy
        grey = 1.0 if g < _BROW_GREY * look.grey * look.grey else 0.0
        rows.append((x, y, x + dx, y + dy, 0.5 * _BROW_WIDTH * (0.7 + 0.6 * e), 0.52 + 0.36 * c, grey))
    return np.round(np.array(rows).reshape(-1, 7), 5).astype(np.float32)


@kernel
def _hairs_at(x, y, hairs, soft):  # type: ignore[no-untyped-def]
    """Return how much dark and how much grey hairs cover of a point; ``hairs`` (n, 7) taper, edges ``soft`` dm wide."""
    bare = f4(1)
    ungreyed = f4(1)
    for i in range(hairs.shape[0]):
        ax = hairs[i, 0]
        ay = hairs[i, 1]
        if abs(x - ax) > f4(0.10) or abs(y - ay) > f4(0.10):
            continue
        dx = hairs[i, 2] - ax
        dy = hairs[i, 3] - ay
        # bent a little: the tip leans over
        t = min(max(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), f4(0)), f4(1))
        sag = f4(0.10) * t * (f4(1) - t)
        px = x - ax - t * dx - sag * dy
        py = y - ay - t * dy + sag * dx
        width = hairs[i, 4] * (f4(1) - f4(0.75) * t)
        near = smoothstep(width + soft, max(width - soft, f4(0)), math.sqrt(px * px + py * py))
        covered = hairs[i, 5] * near * min(f4(1), (width + soft) / (f4(2) * soft))
        if hairs[i, 6] > f4(0):
            ungreyed *= f4(1) - covered
        else:
            bare *= f4(1) - covered
    return f4(1) - bare, f4(1) - ungreyed


@kernel
def _paint_hair(fields, where, hair, brow, grey, left, right, line, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint hair over the skin in ``out`` (size², 4) uint8; texels without hair stay as they are.

    ``hair``, ``brow``, ``grey`` hairs of brows: linear rgb. ``left``, ``right``: the brows' hairs. ``line`` (k, 3):
    height, half thickness and growth of a brow along its length. ``options``: shadow of the beard, brow density,
    scalp density, hairline raise (dm), bald, beard on lip, chin and cheeks, line of the lashes.
    """
    shadow = options[0]
    brows = options[1]
    scalp = options[2]
    raised = options[3]
    bald = options[4]
    bearded = max(max(options[5], options[6]), options[7]) > f4(0)
    for i in range(where.shape[0]):
        x = fields[i, 0]
        y = fields[i, 1]
        z = fields[i, 2]
        side = abs(x)
        brow_cover = f4(0)
        grey_cover = f4(0)
        if side > f4(0.04) and side < f4(0.70) and y > f4(7.30) and y < f4(7.60) and z > f4(0.9):
            # hairs too thin for the picture, as a soft shade below those that are drawn
            t = (side - f4(_BROW_FROM)) / f4(_BROW_LENGTH)
            at = min(max(t, f4(0)), f4(0.999)) * f4(line.shape[0] - 1)
            k = int(at)
            share = at - f4(k)
            away = abs(y - (line[k, 0] + share * (line[k + 1, 0] - line[k, 0])))
            half = line[k, 1] + share * (line[k + 1, 1] - line[k, 1])
            if away < half + f4(0.07):
                drawn, grey_cover = _hairs_at(side, y, left if x > f4(0) else right, f4(0.0020))
                body = line[k, 2] + share * (line[k + 1, 2] - line[k, 2])
                body *= smoothstep(f4(1.9) * half, f4(0.1) * half, away)
                body *= smoothstep(f4(-0.12), f4(0.12), t) * smoothstep(f4(1.08), f4(0.9), t)
                brow_cover = f4(1) - (f4(1) - drawn) * (f4(1) - f4(0.60) * body * brows)
        # scalp: stubble that thickens into hair; the hair itself is geometry
        cover = f4(0)
        broad = f4(0)
        into = recede(fields[i, 3], x, y, z, raised, bald)
        near_hair = into > f4(-0.2)
        near_beard = (shadow > f4(0) or bearded) and z > f4(0.35) and y > f4(5.9) and y < f4(7.2)
        if near_hair or near_beard:
            broad = value_noise(x * f4(4), y * f4(4), z * f4(4), seed) * f4(0.6)
            broad += value_noise(x * f4(11), y * f4(11), z * f4(11), seed + 1) * f4(0.4)
        into += f4(0.035) * broad
        if into > f4(-0.12) and fields[i, 7] < f4(0.5):
            strand = hashed(
                u4(np.int32(x * f4(150))), u4(np.int32(y * f4(60))), u4(np.int32(z * f4(150))), u4(seed + 6)
            )
            grown = smoothstep(f4(-0.09), f4(0.13), into) * scalp
            cover = grown * min(f4(1), f4(0.65) + f4(0.5) * strand)
        vermilion = smoothstep(f4(0.25), f4(0.75), fields[i, 4])
        if near_beard and vermilion < f4(0.5) and fields[i, 6] < f4(0.5):
            lip, chin, cheek = grows(x, y + f4(0.02) * broad, z)
            dots = hashed(u4(np.int32(x * f4(160))), u4(np.int32(y * f4(110))), u4(np.int32(z * f4(160))), u4(seed + 7))
            streaks = value_noise(x * f4(120), y * f4(26), z * f4(120), seed + 8)
            streaks = f4(0.60) + f4(0.40) * smoothstep(f4(-0.35), f4(0.45), streaks)
            full = max(lip * options[5], max(chin * options[6], cheek * options[7]))
            under = max(lip, max(chin, cheek)) * shadow * (f4(0.45) + f4(0.55) * dots)
            full *= streaks if full > f4(0.5) else f4(0.35) + f4(0.65) * dots
            cover = max(cover, max(full, under) * (f4(1) - f4(2) * vermilion))
        lashes = min(fields[i, 8] * options[8], f4(0.95))
        if max(max(cover, lashes), max(brow_cover, grey_cover)) <= f4(0):
            continue
        at = where[i]
        keep = f4(1) - f4(0.6) * brow_cover
        keep *= f4(1) - f4(0.6) * cover
        for k in range(3):
            c = f4(out[at, k]) * f4(1 / 255)
            c *= c
            c *= f4(1) - lashes
            c += brow_cover * (brow[k] - c)
            c += grey_cover * (grey[k] - c)
            c += cover * (hair[k] - c)
            out[at, k] = np.uint8(min(f4(255), math.sqrt(c) * f4(255) + f4(0.5)))
        out[at, 3] = np.uint8(f4(out[at, 3]) * keep + f4(0.5))


def paint_facehair(texels: TexelMap, look: Appearance, texture: Picture) -> None:
    """Paint brows, scalp and beard over skin: ``texture`` (SIZE², 4) uint8, √linear·255 and gloss."""
    own = look.hair
    rng = np.random.default_rng(look.seed)
    options = [own.beard, own.brow_density, own.scalp_density, own.hairline_raise, STYLES[own.style].bald]
    line = [brow_line(own, k / 24) for k in range(25)]
    _paint_hair(
        texels.fields, texels.where, colour.hair_albedo(own.colour, own.grey),
        colour.hair_albedo(own.colour, 0.0) * _BROW_TINT, colour.hair_albedo(own.colour, 1.0) * _BROW_DULL,
        _brow_hairs(own, rng), _brow_hairs(own, rng), np.round(np.array(line), 6).astype(np.float32),
        np.array([*options, *BEARDS[own.beard_style].paint, look.eyes.lashes], np.float32), look.seed, texture,
    )  # fmt: skip
