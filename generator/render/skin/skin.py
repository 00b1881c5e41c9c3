"""The skin's texture: albedo and gloss painted on the unshaped base mesh, from pigments and a seed.

Each texel gets a share of melanin and a share of blood, from where it lies on a face (``regions``), from noise and from
what is particular to a person; a table turns the two into colour (``human.pigment``). What comes out is scaled so that
the mean of the cheek is the person's tone: rosy cheeks are redder than the rest of a face, not than the declared tone.
Everything is linear light; the stored texture is √linear·255 with gloss in the fourth channel.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.human.pigment import MOST_BLOOD, MOST_MELANIN, TABLE_SIZE, pigment_table
from synthgen.human.tones import albedo_of, pigments_of
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Mask, Picture, f4
from synthgen.render.noise import smoothstep, value_noise
from synthgen.render.skin.facehair import paint_facehair
from synthgen.render.skin.marks import blotch, scar_cover, scar_table, spot, vitiligo_threshold
from synthgen.render.skin.regions import BLOOD, HOLLOW, LIDS, MELANIN, OIL, PORES, SUN, VITILIGO
from synthgen.render.skin.texels import SIZE, TexelMap, texel_map

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance
    from synthgen.human.skinlook import SkinLook


#: What ``_paint`` is told of a person, in this order.
_OPTIONS = (
    "melanin", "blood", "flush", "freckles", "moles", "spots", "blemishes", "capillaries", "mottling", "hollows",
    "lips", "lids", "depth", "age", "vitiligo",
)  # fmt: skip
(
    _MELANIN, _BLOOD, _FLUSH, _FRECKLES, _MOLES, _SPOTS, _BLEMISHES, _CAPILLARIES, _MOTTLING, _HOLLOWS,
    _LIPS_BLOOD, _LIDS_DARK, _DEPTH, _AGE, _VITILIGO,
) = range(len(_OPTIONS))  # fmt: skip
#: Where a tone is defined and measured: the cheek's middle on the base mesh (dm), |x| and y from and to, z from.
CHEEK = ((0.36, 0.56), (6.82, 7.02), 0.6)
#: What lips' thin skin over blood does to red, green and blue, on the lightest, a middling and the darkest skin:
#: redder, and less yellow. From the colour of lips beside cheeks in photographs (docs/skin.md).
_LIPS = np.array([(0.83, 0.51, 0.61), (0.68, 0.39, 0.50), (1.06, 0.66, 1.00)])
#: The cavity of a nostril on the base mesh: middle and radii (dm), and the linear albedo of what is inside. MakeHuman's
#: are too shallow to be dark by themselves.
_NOSTRIL = (f4(0.092), f4(6.860), f4(1.556))
_NOSTRIL_WIDE, _NOSTRIL_HIGH, _NOSTRIL_DEEP = f4(1 / 0.042), f4(1 / 0.032), f4(1 / 0.050)
_NOSTRIL_RED, _NOSTRIL_GREEN, _NOSTRIL_BLUE = f4(0.030), f4(0.010), f4(0.008)
#: The palest albedo: whiter nothing is that isn't lit.
_PALEST = 0.98


@kernel
def _paint(fields, regions, where, table, gain, lips, options, scars, seed, out):  # type: ignore[no-untyped-def]
    """Paint texels into ``out`` (n, 4) uint8.

    ``table``: albedo by melanin and blood (see ``pigment_table``), times ``gain`` (3,); ``lips`` (3,) times it on them.
    ``options``: see _OPTIONS.
    ``scars`` (k, 5): see ``marks.scar_cover``.
    """
    own_melanin = options[_MELANIN]
    own_blood = options[_BLOOD]
    flush = options[_FLUSH]
    mottling = options[_MOTTLING]
    age = options[_AGE]
    depth = options[_DEPTH]
    rows = f4(TABLE_SIZE - 1)
    for i in range(where.shape[0]):
        x = fields[i, 0]
        y = fields[i, 1]
        z = fields[i, 2]
        u = f4(where[i] % SIZE)
        v = f4(where[i] // SIZE)
        sun = f4(regions[i, SUN]) * f4(1 / 255)
        pores = f4(regions[i, PORES]) * f4(1 / 255)
        hollow = f4(regions[i, HOLLOW]) * f4(1 / 255) * options[_HOLLOWS]
        bloody = (f4(regions[i, BLOOD]) - f4(128)) * f4(0.01) + f4(0.8) * fields[i, 7] + f4(0.2) * fields[i, 5]
        tanned = (f4(regions[i, MELANIN]) - f4(128)) * f4(0.01) + f4(0.06) * fields[i, 5]
        # mottling in patches of a centimetre or two: blood and melanin apart; then what is finer than a millimetre
        patch = value_noise(x * f4(4), y * f4(4), z * f4(4), seed) * f4(0.55)
        patch += value_noise(x * f4(11), y * f4(11), z * f4(11), seed + 1) * f4(0.45)
        cloud = value_noise(x * f4(7), y * f4(7), z * f4(7), seed + 2) * f4(0.5)
        cloud += value_noise(x * f4(19), y * f4(19), z * f4(19), seed + 3) * f4(0.5)
        fine = value_noise(x * f4(45), y * f4(45), z * f4(45), seed + 4)
        grain = value_noise(x * f4(130), y * f4(130), z * f4(130), seed + 5)
        blood = f4(1) + f4(0.75) * bloody + mottling * (f4(0.28) * cloud + f4(0.12) * fine)
        blood = own_blood * max(blood, f4(0.2))
        flushed = f4(0.45) + bloody * (f4(1) + f4(0.5) * mottling * cloud) + f4(0.25) * mottling * cloud
        blood += (f4(0.0006) + f4(0.6) * own_blood + f4(0.003) * depth) * flush * max(flushed, f4(0))
        blood += f4(0.0005) * mottling * max(f4(0.4) + cloud + f4(0.7) * fine, f4(0))
        melanin = f4(1) + (f4(0.7) + f4(0.25) * depth) * tanned + f4(0.5) * hollow * (f4(0.3) + f4(0.5) * depth)
        lidded = f4(regions[i, LIDS]) * f4(1 / 255) * options[_LIDS_DARK]
        varied = f4(1) + f4(1.2) * depth  # what stands out on dark skin is melanin
        uneven = f4(0.10) * patch + (f4(0.06) + f4(0.05) * age) * fine
        uneven += f4(0.09) * (f4(1) - f4(0.7) * depth) * age * cloud
        melanin += mottling * varied * uneven
        melanin = own_melanin * melanin + f4(0.012) * max(tanned, f4(0))
        shade = f4(1) + f4(0.018) * fine + (f4(0.020) + f4(0.075) * pores) * min(grain, f4(0.25))
        # where there is less blood, skin is thicker rather than whiter
        shade *= f4(1) - f4(0.085) * (f4(1) - depth) * flush * min(max(f4(1.5) - flushed, f4(0)), f4(1))
        gloss = f4(0.60) + (f4(0.42) + f4(0.12) * depth) * f4(regions[i, OIL]) * f4(1 / 255) + f4(0.12) * depth
        gloss -= f4(0.16) * age
        gloss *= f4(1) + f4(0.10) * grain + depth * (f4(0.30) * cloud + f4(0.28) * fine)
        # marks of a person's own
        face = smoothstep(f4(0.2), f4(0.6), z)
        if options[_FRECKLES] > f4(0) and sun > f4(0.02):
            share = options[_FRECKLES] * sun * (f4(0.75) + f4(0.6) * patch)
            cover = f4(0.75) * spot(u, v, f4(8.3), share, f4(0.16), f4(0.27), fine, seed + 21)
            cover = max(cover, spot(u + f4(4), v, f4(11.9), share, f4(0.13), f4(0.25), fine, seed + 22))
            melanin += cover * (f4(0.050) + f4(0.45) * own_melanin)
            blood += f4(0.0007) * cover
        if options[_SPOTS] > f4(0):
            share = options[_SPOTS] * (f4(0.15) + f4(0.5) * sun) * face
            cover = spot(u, v, f4(41), share, f4(0.05), f4(0.20), fine + grain, seed + 23)
            cover = max(cover, f4(0.8) * spot(u + f4(11), v, f4(19), share, f4(0.08), f4(0.22), fine, seed + 24))
            cover *= f4(0.75) + f4(0.5) * fine + f4(0.4) * grain
            melanin += max(cover, f4(0)) * (f4(0.060) + f4(0.40) * own_melanin)
            blood += f4(0.0008) * max(cover, f4(0))
        # a mole is brown to black, and a little raised: no gloss of its own
        mole = spot(u, v, f4(57), options[_MOLES] * f4(0.22), f4(0.018), f4(0.055), fine, seed + 25)
        melanin += mole * (f4(0.22) + f4(0.8) * own_melanin)
        blood += f4(0.004) * mole
        if options[_BLEMISHES] > f4(0):
            share = options[_BLEMISHES] * face * (f4(0.12) + f4(0.2) * f4(bloody > f4(0.2)))
            cover = spot(u, v, f4(31), share, f4(0.07), f4(0.16), fine, seed + 26)
            blood += f4(0.008) * cover
            melanin += f4(0.1) * own_melanin * cover
        if options[_CAPILLARIES] > f4(0) and bloody > f4(0.3):
            thread = f4(1) - abs(value_noise(x * f4(37), y * f4(37), z * f4(37), seed + 6) + f4(0.4) * fine)
            thread = smoothstep(f4(0.75), f4(1.0), thread) * smoothstep(f4(-0.2), f4(0.5), patch)
            blood += f4(0.0035) * options[_CAPILLARIES] * bloody * thread
        # lips: hardly any melanin on light skin, some on dark, more above than below; thin skin over blood
        ragged = fields[i, 4] + f4(0.10) * fine * f4(fields[i, 4] > f4(0.02))
        vermilion = smoothstep(f4(0.15), f4(0.85), ragged)
        red = vermilion * (f4(0.5) + f4(0.5) * options[_LIPS_BLOOD]) * (f4(1) - f4(0.35) * age)
        if vermilion > f4(0):
            upper = smoothstep(f4(6.585), f4(6.625), y)
            rim = f4(4) * vermilion * (f4(1) - vermilion)
            crease = value_noise(x * f4(70), y * f4(9), z * f4(9), seed + 7)
            melanin *= f4(1) + vermilion * f4(0.08) * patch + f4(0.15) * rim
            red *= f4(1) + f4(0.12) * crease
            shade *= f4(1) + vermilion * (f4(0.07) * crease + f4(0.08) * (f4(0.5) - upper) * (f4(1) + depth))
            gloss += vermilion * (f4(1.0) - gloss)
        if options[_VITILIGO] > f4(-9):
            pale = blotch(abs(x), y, z, f4(regions[i, VITILIGO]) * f4(1 / 255), fine, seed + 31)
            pale = smoothstep(f4(-0.012), f4(0.012), pale - options[_VITILIGO])
            melanin *= f4(1) - f4(0.97) * pale
        for k in range(scars.shape[0]):
            cut = scar_cover(x, y, z, scars, k, fine)
            melanin *= f4(1) - f4(0.7) * cut
            blood += f4(0.003) * cut
            shade *= f4(1) + f4(0.20) * cut
            gloss += f4(0.25) * cut
        # pigments to colour
        row = math.sqrt(min(max(melanin * f4(1 / MOST_MELANIN), f4(0)), f4(0.998))) * rows
        column = math.sqrt(min(max(blood * f4(1 / MOST_BLOOD), f4(0)), f4(0.998))) * rows
        a = np.int32(row)
        b = np.int32(column)
        p = f4(row) - f4(a)
        q = f4(column) - f4(b)
        wet = fields[i, 6]
        nx = (abs(x) - _NOSTRIL[0]) * _NOSTRIL_WIDE
        ny = (y - _NOSTRIL[1]) * _NOSTRIL_HIGH
        nz = (z - _NOSTRIL[2]) * _NOSTRIL_DEEP
        hole = f4(1) - smoothstep(f4(0.5), f4(1.1), nx * nx + ny * ny + nz * nz)
        for k in range(3):
            low = table[a, b, k] + q * (table[a, b + 1, k] - table[a, b, k])
            high = table[a + 1, b, k] + q * (table[a + 1, b + 1, k] - table[a + 1, b, k])
            c = (low + p * (high - low)) * gain[k] * shade * (f4(1) + red * (lips[k] - f4(1)))
            # lids are darker, and redder than dark
            c *= f4(1) - (f4(1) + f4(0.6) * depth) * lidded * (f4(0.16) if k == 0 else f4(0.24))
            # blood that stands in veins is blue: it shows where the skin is thin
            c *= f4(1) - hollow * (f4(0.115) if k == 1 else f4(0.065))
            within = _NOSTRIL_RED if k == 0 else _NOSTRIL_GREEN if k == 1 else _NOSTRIL_BLUE
            c += hole * (min(within, c) - c)
            # inside of the mouth: wet and dark red
            c += wet * ((f4(0.24) if k == 0 else f4(0.055) if k == 1 else f4(0.05)) - c)
            out[i, k] = np.uint8(math.sqrt(min(max(c, f4(0)), f4(_PALEST))) * f4(255) + f4(0.5))
        gloss += wet * (f4(0.8) - gloss)
        gloss *= f4(1) - f4(0.8) * hole
        out[i, 3] = np.uint8(min(f4(255), max(gloss, f4(0.02)) * f4(255) + f4(0.5)))


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


def on_cheek(places: Floats) -> Mask:
    """Return which places (n, 3 or more) of the base mesh (dm) lie on the patch of cheek that a tone is measured on."""
    (inner, outer), (low, high), front = CHEEK
    x, y, z = np.abs(places[:, 0]), places[:, 1], places[:, 2]
    found: Mask = (x > inner) & (x < outer) & (y > low) & (y < high) & (z > front)
    return found


class _Bare(NamedTuple):
    """What of a look shows in skin without hair."""

    seed: int
    age: float
    skin: SkinLook


def _colours(
    texels: TexelMap, rows: slice | npt.NDArray[np.int64], look: _Bare, gain: Floats, *, conditions: bool
) -> Picture:
    """Return √linear·255 and gloss (n, 4) uint8 of ``rows`` of the texels, with or without vitiligo and scars."""
    skin = look.skin
    pigments = pigments_of(skin.tone, skin.undertone)
    values = {
        "melanin": pigments.melanin,
        "blood": pigments.blood,
        "flush": skin.flush,
        "freckles": skin.freckles,
        "moles": skin.moles,
        "spots": skin.spots,
        "blemishes": skin.blemishes,
        "capillaries": skin.capillaries,
        "mottling": skin.mottling,
        "hollows": skin.hollows,
        "lips": skin.lips,
        "lids": skin.lids,
        "depth": (skin.tone - 1) / 9.0,
        "age": min(max((look.age - 20.0) / 60.0, 0.0), 1.0),
        "vitiligo": vitiligo_threshold(skin.vitiligo if conditions else 0.0),
    }
    out = np.zeros((len(texels.where[rows]), 4), np.uint8)
    _paint(
        texels.fields[rows],
        texels.regions[rows],
        texels.where[rows],
        pigment_table(pigments),
        gain,
        _lip_tint(values["depth"]),
        np.array([values[name] for name in _OPTIONS], np.float32),
        scar_table(skin.scars if conditions else ()),
        look.seed,
        out,
    )
    return out


def _lip_tint(depth: float) -> Floats:
    """Return what lips do to red, green and blue (3,) on skin of a ``depth`` of tone, 0–1."""
    middle = 2.0 * depth
    lower = 0 if middle < 1.0 else 1
    share = middle - lower
    tint: Floats = (_LIPS[lower] + share * (_LIPS[lower + 1] - _LIPS[lower])).astype(np.float32)
    return tint


def _gain(texels: TexelMap, look: _Bare) -> Floats:
    """Return what the cheek's colour (3,) has to be multiplied with, so that its mean is the tone's albedo."""
    cheek = np.flatnonzero(on_cheek(texels.fields))
    painted = _colours(texels, cheek, look, np.ones(3, np.float32), conditions=False).astype(np.int64)
    mean = [int((painted[:, k] ** 2).sum()) / (len(cheek) * 255.0**2) for k in range(3)]
    tone = albedo_of(look.skin.tone, look.skin.undertone)
    return np.array([round(wanted / found, 6) for wanted, found in zip(tone, mean, strict=True)], np.float32)


@functools.lru_cache(maxsize=1)  # somebody who has their hair done is painted again
def _bare_skin(assets: Assets, look: _Bare) -> Picture:
    """Return skin without hair, brows and beard, (SIZE², 4) uint8 √linear·255 and gloss."""
    texels = texel_map(assets)
    texture: Picture = np.zeros((SIZE * SIZE, 4), np.uint8)
    texture[texels.where] = _colours(texels, slice(None), look, _gain(texels, look), conditions=True)
    return texture


def tone_gain(assets: Assets, look: Appearance) -> Floats:
    """Return what colours (3,) of ``pigment_table`` have to be multiplied with to be of the tone of a person's face."""
    return _gain(texel_map(assets), _Bare(look.seed, look.age, look.skin))


def paint_skin(assets: Assets, look: Appearance, *, size: int = SIZE, picture: Picture | None = None) -> Picture:
    """Return the skin texture (size, size, 4) uint8 of a person; ``size`` is SIZE or SIZE / 2ⁿ.

    ``picture`` (SIZE, SIZE, 4), √(linear)·255, takes the place of the painted skin, under hair, brows and beard.

    MakeHuman's layout has the face on its side. The texture is transposed, u running down: then a picture's rows run
    along the texture's rows, and the shading loop finds its texels in the cache.
    """
    texels = texel_map(assets)
    texture = _bare_skin(assets, _Bare(look.seed, look.age, look.skin)).copy()
    if picture is not None:
        texture[texels.where, :3] = picture.reshape(-1, 4)[texels.where, :3]
    paint_facehair(texels, look, texture)
    texture = texture.reshape(SIZE, SIZE, 4)
    while texture.shape[0] > size:
        half = np.zeros((texture.shape[0] // 2, texture.shape[1] // 2, 4), np.uint8)
        halve(texture, half)
        texture = half
    return np.ascontiguousarray(texture.transpose(1, 0, 2))
