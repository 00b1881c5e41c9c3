"""The skin's texture: albedo and gloss painted on the unshaped base mesh, from a tone and a seed.

Colours come from where a texel lies on a face (base mesh position), the region masks of the assets, and noise.
Everything is linear light; the stored texture is √linear·255 with gloss in the fourth channel.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render.facehair import paint_facehair
from synthgen.render.jit import kernel
from synthgen.render.noise import smoothstep, value_noise
from synthgen.render.texels import SIZE, texel_map

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

f4 = np.float32


@kernel
def _paint(fields, where, tone, lip, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint texels into ``out`` (size², 4) uint8.

    ``tone``, ``lip``: linear rgb. ``options``: blood, freckles, age 0–1, melanin 0–1.
    """
    blood = options[0]
    freckles = options[1]
    age = options[2]
    melanin = options[3]
    red_shift = f4(1) - f4(0.55) * melanin  # blood shows less through melanin
    for i in range(where.shape[0]):
        x = fields[i, 0]
        y = fields[i, 1]
        z = fields[i, 2]
        side = abs(x)
        r = tone[0]
        g = tone[1]
        b = tone[2]
        gloss = f4(0.62)
        # mottling: broad patches, then pores; each octave in base mesh dm
        broad = value_noise(x * f4(4), y * f4(4), z * f4(4), seed) * f4(0.6)
        broad += value_noise(x * f4(11), y * f4(11), z * f4(11), seed + 1) * f4(0.4)
        fine = value_noise(x * f4(45), y * f4(45), z * f4(45), seed + 2) * f4(0.5)
        fine += value_noise(x * f4(130), y * f4(130), z * f4(130), seed + 3) * f4(0.5)
        shade = f4(1) + f4(0.035) * broad + f4(0.05) * fine
        # blood: cheeks, nose, chin, ears; a little more in patches
        dx = (side - f4(0.42)) / f4(0.26)
        dy = (y - f4(6.96)) / f4(0.24)
        cheek = max(f4(0), f4(1) - dx * dx - dy * dy) if z > f4(0.8) else f4(0)
        dx = x / f4(0.2)
        dy = (y - f4(6.9)) / f4(0.18)
        nose = max(f4(0), f4(1) - dx * dx - dy * dy) if z > f4(1.4) else f4(0)
        dx = x / f4(0.25)
        dy = (y - f4(6.3)) / f4(0.16)
        chin = max(f4(0), f4(1) - dx * dx - dy * dy) if z > f4(1.1) else f4(0)
        flush = cheek * f4(0.8) + nose * f4(0.9) + chin * f4(0.35) + fields[i, 7] * f4(0.7)
        flush = (f4(0.22) + flush + f4(0.25) * broad) * blood * red_shift
        r *= f4(1) + f4(0.05) * flush
        g *= f4(1) - f4(0.20) * flush
        b *= f4(1) - f4(0.16) * flush
        # under the eyes and on the lids: thinner skin, bluer and darker
        dx = (side - f4(0.31)) / f4(0.22)
        dy = (y - f4(7.17)) / f4(0.10)
        socket = max(f4(0), f4(1) - dx * dx - dy * dy) if z > f4(1.0) else f4(0)
        dark = min(socket * (f4(0.13) + f4(0.15) * age) + fields[i, 5] * f4(0.12), f4(0.4))
        r *= f4(1) - dark
        g *= f4(1) - f4(1.15) * dark
        b *= f4(1) - f4(0.9) * dark
        # freckles and, with age, spots: thresholded noise on cheeks, nose and forehead
        spot = value_noise(x * f4(30), y * f4(30), z * f4(30), seed + 11)
        spot = smoothstep(f4(0.45), f4(0.72), spot + f4(0.2) * broad)
        sun = min(f4(1), cheek * f4(1.4) + nose + f4(0.35)) if z > f4(0.7) else f4(0.1)
        spots = spot * sun * freckles
        r *= f4(1) - f4(0.25) * spots
        g *= f4(1) - f4(0.38) * spots
        b *= f4(1) - f4(0.45) * spots
        # T zone: glossier
        oily = max(nose, max(f4(0), f4(1) - side / f4(0.45)) if y > f4(7.45) and z > f4(0.9) else f4(0))
        gloss += f4(0.25) * oily - f4(0.1) * cheek
        # lips
        vermilion = smoothstep(f4(0.25), f4(0.75), fields[i, 4])
        if vermilion > f4(0):
            crease = value_noise(x * f4(60), y * f4(8), z * f4(8), seed + 4)
            shine = f4(1) + f4(0.10) * crease + f4(0.05) * fine
            r += vermilion * (lip[0] * shine - r)
            g += vermilion * (lip[1] * shine - g)
            b += vermilion * (lip[2] * shine - b)
            gloss += vermilion * (f4(1.0) - gloss)
        # inside of the mouth: wet and dark red
        wet = fields[i, 6]
        if wet > f4(0):
            r += wet * (f4(0.24) - r)
            g += wet * (f4(0.055) - g)
            b += wet * (f4(0.05) - b)
            gloss += wet * (f4(0.8) - gloss)
        at = where[i]
        out[at, 0] = np.uint8(min(f4(255), math.sqrt(max(r * shade, f4(0))) * f4(255) + f4(0.5)))
        out[at, 1] = np.uint8(min(f4(255), math.sqrt(max(g * shade, f4(0))) * f4(255) + f4(0.5)))
        out[at, 2] = np.uint8(min(f4(255), math.sqrt(max(b * shade, f4(0))) * f4(255) + f4(0.5)))
        out[at, 3] = np.uint8(min(f4(255), max(gloss, f4(0)) * f4(255) + f4(0.5)))


@kernel
def halve(texture, out):  # type: ignore[no-untyped-def]
    """Write 2×2 means of ``texture`` (2h, 2w, 4) uint8 into ``out`` (h, w, 4), leaving out unpainted (zero) texels."""
    for y in range(out.shape[0]):
        for x in range(out.shape[1]):
            count = 0
            s0 = 0
            s1 = 0
            s2 = 0
            s3 = 0
            for dy in range(2):
                for dx in range(2):
                    texel = texture[2 * y + dy, 2 * x + dx]
                    if texel[3] == 0:
                        continue
                    count += 1
                    s0 += texel[0]
                    s1 += texel[1]
                    s2 += texel[2]
                    s3 += texel[3]
            if count > 0:
                half = count // 2
                out[y, x, 0] = (s0 + half) // count
                out[y, x, 1] = (s1 + half) // count
                out[y, x, 2] = (s2 + half) // count
                out[y, x, 3] = (s3 + half) // count


def paint_skin(assets: Assets, look: Appearance, *, size: int = SIZE) -> npt.NDArray[np.uint8]:
    """Return the skin texture (size, size, 4) uint8 of a person; ``size`` is SIZE or SIZE / 2ⁿ.

    MakeHuman's layout has the face on its side. The texture is transposed, u running down: then a picture's rows run
    along the texture's rows, and the shading loop finds its texels in the cache.
    """
    from synthgen.human import colour

    texels = texel_map(assets)
    tone = colour.monk_albedo(look.skin.tone)
    melanin = (look.skin.tone - 1) / 9.0
    options = np.array(
        [
            look.skin.flush,
            look.skin.freckles,
            min(max((look.age - 20.0) / 60.0, 0.0), 1.0),
            melanin,
        ],
        np.float32,
    )
    texture: npt.NDArray[np.uint8] = np.zeros((SIZE * SIZE, 4), np.uint8)
    _paint(
        texels.fields,
        texels.where,
        tone,
        colour.lip_albedo(look.skin.tone),
        options,
        look.seed,
        texture,
    )
    paint_facehair(texels, look, texture)
    texture = texture.reshape(SIZE, SIZE, 4)
    while texture.shape[0] > size:
        half = np.zeros((texture.shape[0] // 2, texture.shape[1] // 2, 4), np.uint8)
        halve(texture, half)
        texture = half
    return np.ascontiguousarray(texture.transpose(1, 0, 2))
