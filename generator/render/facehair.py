"""Hair painted on the skin's texture: brows, the scalp under the hair, beard shadow."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.human import colour
from synthgen.render.hairline import receded
from synthgen.render.jit import kernel
from synthgen.render.noise import hashed, smoothstep, value_noise
from synthgen.render.styles import STYLES
from synthgen.render.texels import TexelMap

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

f4 = np.float32
u4 = np.uint32


@kernel
def _paint_hair(fields, where, hair, brow, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint hair over the skin in ``out`` (size², 4) uint8; texels without hair stay as they are.

    ``hair``, ``brow``: linear rgb. ``options``: beard, brow density, scalp density, hairline raise (dm), bald.
    """
    beard = options[0]
    brows = options[1]
    scalp = options[2]
    raised = options[3]
    bald = options[4]
    for i in range(where.shape[0]):
        x = fields[i, 0]
        y = fields[i, 1]
        z = fields[i, 2]
        side = abs(x)
        # brows: hairs that fan outward along a curve, in dm of the base mesh
        brow_cover = f4(0)
        if side > f4(0.06) and side < f4(0.66) and y > f4(7.3) and y < f4(7.66) and z > f4(0.9):
            t = (side - f4(0.10)) / f4(0.48)
            arch = f4(7.435) + f4(0.11) * t - f4(0.02) * t * t - f4(0.085) * t * t * t
            thick = f4(0.052) - f4(0.026) * max(t, f4(0)) * max(t, f4(0))
            edge = abs(y - arch) / thick
            body = (f4(1) - smoothstep(f4(0.35), f4(1.15), edge)) * smoothstep(f4(-0.06), f4(0.12), t)
            body *= f4(1) - smoothstep(f4(0.82), f4(1.06), t)
            lean = side * f4(0.55) + (y - arch) * (f4(0.45) - f4(1.5) * t)
            streak = value_noise(lean * f4(190), (y - arch) * f4(16) + side * f4(13), f4(3), seed + 5)
            brow_cover = body * min(f4(1), brows * (f4(0.80) + f4(0.38) * streak))
        # scalp: stubble that thickens into hair; the hair itself is geometry
        cover = f4(0)
        broad = f4(0)
        into = receded(fields[i, 3], x, y, z, raised, bald)
        near_hair = into > f4(-0.2)
        near_beard = beard > f4(0) and z > f4(0.35) and y > f4(5.9) and y < f4(6.95)
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
        # beard shadow: jaw, upper lip and chin below a line from ear to mouth
        vermilion = smoothstep(f4(0.25), f4(0.75), fields[i, 4])
        if near_beard and vermilion < f4(0.5):
            line = f4(6.78) - f4(0.16) * (f4(1) - smoothstep(f4(0.0), f4(0.62), side)) + f4(0.03) * broad
            if side < f4(0.33):
                line = f4(6.80) - f4(0.35) * max(f4(0), side - f4(0.17))
            low = smoothstep(f4(5.95), f4(6.2), y) * (f4(1) - smoothstep(line - f4(0.10), line + f4(0.05), y))
            strand = hashed(
                u4(np.int32(x * f4(160))), u4(np.int32(y * f4(110))), u4(np.int32(z * f4(160))), u4(seed + 7)
            )
            cover = max(cover, beard * low * (f4(1) - vermilion) * (f4(0.45) + f4(0.55) * strand))
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


def paint_facehair(texels: TexelMap, look: Appearance, texture: npt.NDArray[np.uint8]) -> None:
    """Paint brows, scalp and beard shadow over skin: ``texture`` (SIZE², 4) uint8, √linear·255 and gloss."""
    options = np.array(
        [
            look.hair.beard,
            look.hair.brow_density,
            look.hair.scalp_density,
            look.hair.hairline_raise,
            STYLES[look.hair.style].bald,
        ],
        np.float32,
    )
    _paint_hair(
        texels.fields,
        texels.where,
        colour.hair_albedo(look.hair.colour, look.hair.grey),
        colour.hair_albedo(look.hair.colour, 0.45 * look.hair.grey),  # brows turn grey later
        options,
        look.seed,
        texture,
    )
