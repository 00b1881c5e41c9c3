"""The skin's texture: albedo and gloss painted on the unshaped base mesh, from a tone and a seed.

Colours come from where a texel lies on a face (base mesh position), the region masks of the assets, and noise.
Everything is linear light; the stored texture is √linear·255 with gloss in the fourth channel.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render import hairline
from synthgen.render.jit import kernel
from synthgen.render.noise import hashed, smoothstep, value_noise
from synthgen.render.stored import stored

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Floats = npt.NDArray[np.float32]
f4 = np.float32
u4 = np.uint32

#: Side of the full texture; renderers use it at this size or halved.
SIZE = 2048
#: Texels beyond a chart's edge that are painted too, so that bilinear lookups at seams find skin.
_BLEED = 3
#: Columns of the texel fields: base position xyz, hairline distance, masks lips, lids, mouth inside, ears.
_FIELDS = 8


@dataclass(frozen=True)
class TexelMap:
    """The texels that skin uses: ``where`` (n,) flat index, ``fields`` (n, 8) float32."""

    where: npt.NDArray[np.int32]
    fields: Floats


@kernel
def _chart(faces, corners, rest, size, bleed, fields, owner):  # type: ignore[no-untyped-def]
    """Write base positions into ``fields`` (size², k) for texels of uv triangles; ``owner``: 1 inside, 2 bleed."""
    for t in range(faces.shape[0]):
        u0 = corners[t, 0] * size
        v0 = (f4(1) - corners[t, 1]) * size
        u1 = corners[t, 2] * size
        v1 = (f4(1) - corners[t, 3]) * size
        u2 = corners[t, 4] * size
        v2 = (f4(1) - corners[t, 5]) * size
        area = (u1 - u0) * (v2 - v0) - (u2 - u0) * (v1 - v0)
        if abs(area) < f4(1e-6):
            continue
        left = max(0, int(min(u0, min(u1, u2))) - bleed)
        right = min(size, int(max(u0, max(u1, u2))) + bleed + 1)
        top = max(0, int(min(v0, min(v1, v2))) - bleed)
        bottom = min(size, int(max(v0, max(v1, v2))) + bleed + 1)
        for y in range(top, bottom):
            for x in range(left, right):
                at = y * size + x
                if owner[at] == 1:
                    continue
                px = f4(x) + f4(0.5)
                py = f4(y) + f4(0.5)
                b1 = ((px - u0) * (v2 - v0) - (u2 - u0) * (py - v0)) / area
                b2 = ((u1 - u0) * (py - v0) - (px - u0) * (v1 - v0)) / area
                b0 = f4(1) - b1 - b2
                inside = min(b0, min(b1, b2)) >= f4(0)
                if not inside:
                    if owner[at] == 2:
                        continue
                    b0 = min(max(b0, f4(0)), f4(1))
                    b1 = min(max(b1, f4(0)), f4(1) - b0)
                    b2 = f4(1) - b0 - b1
                owner[at] = 1 if inside else 2
                for k in range(3):
                    fields[at, k] = b0 * rest[faces[t, 0], k] + b1 * rest[faces[t, 1], k] + b2 * rest[faces[t, 2], k]


@stored
def texel_map(assets: Assets) -> TexelMap:
    """Return the texels of head, neck and shoulders with what is known of each, from the base mesh alone."""
    from synthgen.render.geometry import CUT_HEIGHT

    base = np.asarray(assets.base, np.float32)
    body = np.flatnonzero(np.asarray(assets.face_group) == assets.groups.index("body"))
    body = body[base[np.asarray(assets.faces)[body], 1].min(axis=1) > CUT_HEIGHT + 1.6]
    quads = np.asarray(assets.faces)[body][:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)
    corner = np.asarray(assets.face_uv)[body][:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    uv = np.asarray(assets.uv, np.float32)[corner].reshape(-1, 6)
    dense = np.zeros((SIZE * SIZE, 3), np.float32)
    owner = np.zeros(SIZE * SIZE, np.uint8)
    _chart(quads, uv, base, SIZE, _BLEED, dense, owner)
    where = np.flatnonzero(owner).astype(np.int32)
    fields = np.zeros((len(where), _FIELDS), np.float32)
    fields[:, :3] = dense[where]
    fields[:, 3] = hairline.inside(fields[:, :3])
    for column, name in enumerate(("lips", "eyelids", "inside-mouth", "ears"), start=4):
        fields[:, column] = np.asarray(assets.mask(name)).reshape(-1)[where] * np.float32(1 / 255)
    return TexelMap(where, fields)


@kernel
def _paint(fields, where, tone, hair, brow, lip, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint texels into ``out`` (size², 4) uint8.

    ``tone``, ``hair``, ``brow``, ``lip``: linear rgb. ``options``: blood, freckles, beard, brow density, scalp density,
    age 0–1, melanin 0–1, hairline raise (dm).
    """
    blood = options[0]
    freckles = options[1]
    beard = options[2]
    brows = options[3]
    scalp = options[4]
    age = options[5]
    melanin = options[6]
    raised = options[7]
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
        # brows: hairs that fan outward along a curve, in dm of the base mesh
        cover = f4(0)
        if side > f4(0.06) and side < f4(0.66) and y > f4(7.3) and y < f4(7.66) and z > f4(0.9):
            t = (side - f4(0.10)) / f4(0.48)
            arch = f4(7.435) + f4(0.11) * t - f4(0.02) * t * t - f4(0.085) * t * t * t
            thick = f4(0.052) - f4(0.026) * max(t, f4(0)) * max(t, f4(0))
            edge = abs(y - arch) / thick
            body = (f4(1) - smoothstep(f4(0.35), f4(1.15), edge)) * smoothstep(f4(-0.06), f4(0.12), t)
            body *= f4(1) - smoothstep(f4(0.82), f4(1.06), t)
            lean = side * f4(0.55) + (y - arch) * (f4(0.45) - f4(1.5) * t)
            streak = value_noise(lean * f4(190), (y - arch) * f4(16) + side * f4(13), f4(3), seed + 5)
            cover = body * min(f4(1), brows * (f4(0.80) + f4(0.38) * streak))
        if cover > f4(0):
            r += cover * (brow[0] - r)
            g += cover * (brow[1] - g)
            b += cover * (brow[2] - b)
            gloss *= f4(1) - f4(0.6) * cover
            cover = f4(0)
        # scalp: stubble that thickens into hair; the hair itself is geometry
        into = fields[i, 3] - raised * max(f4(0), f4(1) - side / f4(0.7)) + f4(0.035) * broad
        if into > f4(-0.12) and fields[i, 7] < f4(0.5):
            strand = hashed(
                u4(np.int32(x * f4(150))), u4(np.int32(y * f4(60))), u4(np.int32(z * f4(150))), u4(seed + 6)
            )
            grown = smoothstep(f4(-0.09), f4(0.13), into) * scalp
            cover = max(cover, grown * min(f4(1), f4(0.65) + f4(0.5) * strand))
        # beard shadow: jaw, upper lip and chin below a line from ear to mouth
        if beard > f4(0) and z > f4(0.35) and vermilion < f4(0.5):
            line = f4(6.78) - f4(0.16) * (f4(1) - smoothstep(f4(0.0), f4(0.62), side)) + f4(0.03) * broad
            if side < f4(0.33):
                line = f4(6.80) - f4(0.35) * max(f4(0), side - f4(0.17))
            low = smoothstep(f4(5.95), f4(6.2), y) * (f4(1) - smoothstep(line - f4(0.10), line + f4(0.05), y))
            strand = hashed(
                u4(np.int32(x * f4(160))), u4(np.int32(y * f4(110))), u4(np.int32(z * f4(160))), u4(seed + 7)
            )
            cover = max(cover, beard * low * (f4(1) - vermilion) * (f4(0.45) + f4(0.55) * strand))
        if cover > f4(0):
            r += cover * (hair[0] - r)
            g += cover * (hair[1] - g)
            b += cover * (hair[2] - b)
            gloss *= f4(1) - f4(0.6) * cover
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
            look.hair.beard,
            look.hair.brow_density,
            look.hair.scalp_density,
            min(max((look.age - 20.0) / 60.0, 0.0), 1.0),
            melanin,
            look.hair.hairline_raise,
        ],
        np.float32,
    )
    texture: npt.NDArray[np.uint8] = np.zeros((SIZE * SIZE, 4), np.uint8)
    _paint(
        texels.fields,
        texels.where,
        tone,
        colour.hair_albedo(look.hair.colour, look.hair.grey),
        colour.hair_albedo(look.hair.colour, 0.45 * look.hair.grey),  # brows turn grey later
        colour.lip_albedo(look.skin.tone),
        options,
        look.seed,
        texture,
    )
    texture = texture.reshape(SIZE, SIZE, 4)
    while texture.shape[0] > size:
        half = np.zeros((texture.shape[0] // 2, texture.shape[1] // 2, 4), np.uint8)
        halve(texture, half)
        texture = half
    return np.ascontiguousarray(texture.transpose(1, 0, 2))
