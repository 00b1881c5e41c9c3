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
_BROW_HAIRS = 360
_BROW_WIDTH = 0.0046
#: Where brows lie on the base mesh (dm): x from the inner end, along its length; height of its middle there.
_BROW_FROM, _BROW_LENGTH = 0.10, 0.48


def brow_line(look: HairLook, t: float) -> tuple[float, float]:
    """Return the height (dm, base mesh) of a brow's middle and its half thickness at t, 0 inner to 1 outer end.

    At rest the inner end stands higher than the tail: a low, heavy one scowls.
    """
    height = 7.453 + 0.065 * t + 0.03 * t * t - 0.13 * t * t * t
    height += 0.018 * look.brow_arch * (4.0 * t * (1.0 - t) - 0.5) + 0.022 * (look.brow_angle - 0.6) * (t - 0.4)
    inner = min(1.0, 0.5 + 1.8 * max(t, 0.0))
    return height, (0.044 - 0.032 * max(t, 0.0)) * inner * look.brow_thickness


def _brow_hairs(look: HairLook, rng: np.random.Generator) -> Floats:
    """Return a brow's hairs (n, 6): root and tip on the base mesh (x, y of the right half), half width, strength.

    At the inner end hairs are few and stand up, further out they lie along the brow, and the upper ones come down to
    meet the lower.
    """
    rows = []
    for _ in range(round(_BROW_HAIRS * look.brow_density * (0.6 + 0.4 * look.brow_thickness))):
        a, b, c, d, e = (float(value) for value in rng.random(5))
        t = a * 1.04 - 0.03
        middle, half = brow_line(look, t)
        across = 2.0 * b - 1.0
        angle = math.radians(80.0 - 72.0 * min(1.0, max(t + 0.05, 0.0) ** 0.5) + 16.0 * (c - 0.5))
        if across > 0:  # from above the hairs come down
            angle -= math.radians(40.0) * across * min(1.0, 2.5 * max(t, 0.0))
        length = (0.055 + 0.045 * d) * (1.0 - 0.35 * max(t, 0.0))
        dx, dy = math.cos(angle) * length, math.sin(angle) * length
        x, y = _BROW_FROM + _BROW_LENGTH * t - 0.3 * dx, middle + across * half - 0.4 * dy
        rows.append(
            (
                x,
                y,
                x + dx,
                y + dy,
                0.5 * _BROW_WIDTH * (0.7 + 0.6 * e),
                (0.45 + 0.35 * c) * min(1.0, 0.6 + 2.0 * max(t, 0.0)),
            )
        )
    return np.round(np.array(rows).reshape(-1, 6), 5).astype(np.float32)


@kernel
def _hairs_at(x, y, hairs, soft):  # type: ignore[no-untyped-def]
    """Return how much of a point is covered by hairs (n, 6), tapered segments with edges ``soft`` dm wide."""
    bare = f4(1)
    for i in range(hairs.shape[0]):
        ax = hairs[i, 0]
        ay = hairs[i, 1]
        if abs(x - ax) > f4(0.13) or abs(y - ay) > f4(0.13):
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
        bare *= f4(1) - hairs[i, 5] * near * min(f4(1), (width + soft) / (f4(2) * soft))
    return f4(1) - bare


@kernel
def _paint_hair(fields, where, hair, brow, left, right, line, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint hair over the skin in ``out`` (size², 4) uint8; texels without hair stay as they are.

    ``hair``, ``brow``: linear rgb. ``left``, ``right``: the brows' hairs. ``line`` (k, 2): height and half thickness of
    a brow along its length. ``options``: shadow of the beard, brow density, scalp density, hairline raise (dm), bald,
    beard on lip, chin and cheeks.
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
        if side > f4(0.04) and side < f4(0.70) and y > f4(7.25) and y < f4(7.70) and z > f4(0.9):
            # hairs too thin for the picture, as a soft shade below those that are drawn
            t = (side - f4(_BROW_FROM)) / f4(_BROW_LENGTH)
            at = min(max(t, f4(0)), f4(0.999)) * f4(line.shape[0] - 1)
            k = int(at)
            middle = line[k, 0] + (at - f4(k)) * (line[k + 1, 0] - line[k, 0])
            half = line[k, 1] + (at - f4(k)) * (line[k + 1, 1] - line[k, 1])
            body = smoothstep(half + f4(0.026), half - f4(0.026), abs(y - middle))
            body *= smoothstep(f4(-0.12), f4(0.28), t) * smoothstep(f4(1.08), f4(0.72), t)
            if body > f4(0) or abs(y - middle) < half + f4(0.07):
                drawn = _hairs_at(side, y, left if x > f4(0) else right, f4(0.0025))
                shade = f4(0.46) * body * brows
                brow_cover = f4(1) - (f4(1) - drawn) * (f4(1) - shade)
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
        if max(cover, brow_cover) <= f4(0):
            continue
        at = where[i]
        keep = f4(1) - f4(0.6) * brow_cover
        keep *= f4(1) - f4(0.6) * cover
        for k in range(3):
            c = f4(out[at, k]) * f4(1 / 255)
            c *= c
            c += brow_cover * (brow[k] - c)
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
        colour.hair_albedo(own.colour, 0.45 * own.grey),  # brows turn grey later
        _brow_hairs(own, rng), _brow_hairs(own, rng), np.round(np.array(line), 6).astype(np.float32),
        np.array([*options, *BEARDS[own.beard_style].paint], np.float32), look.seed, texture,
    )  # fmt: skip
