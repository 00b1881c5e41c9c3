"""The skin of hands and arms: albedo and gloss from a face's own pigments, and how deep in a crease it lies.

Palms have a fifth of the melanin of other skin (Y. Yamaguchi et al., "Mesenchymal–epithelial interactions in the skin",
2004) and more blood; over joints of the fingers skin is darker, most on dark people; the backs of hands show age:
spots, veins, folds that stand. Nails are clear over blood.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.human.pigment import MOST_BLOOD, MOST_MELANIN, TABLE_SIZE, pigment_table
from synthgen.human.tones import pigments_of
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, Picture, f4
from synthgen.render.hands.texels import (
    ALONG,
    ARM,
    BESIDE,
    CREASE,
    DIGIT,
    PALM_A,
    PALM_B,
    PALMAR,
    U,
    V,
    X,
    Y,
    Z,
    hand_texels,
)  # fmt: skip
from synthgen.render.noise import ease, smoothstep, value_noise
from synthgen.render.skin.marks import spot
from synthgen.render.skin.relief import LEVEL, STEPS
from synthgen.render.skin.skin import halve, tone_gain
from synthgen.render.skin.texels import SIZE

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance
    from synthgen.render.head import Head

#: What ``_paint`` is told of a person, in this order.
_OPTIONS = ("melanin", "blood", "depth", "age", "freckles", "moles", "spots", "mottling")
_MELANIN, _BLOOD, _DEPTH, _AGE, _FRECKLES, _MOLES, _SPOTS, _MOTTLING = range(len(_OPTIONS))
#: Share of its melanin that a palm keeps, on the lightest and on the darkest skin: thick skin hides what is under it,
#: so that light people's palms are hardly paler than their hands' backs.
_PALM_KEEPS, _DARK_PALM_KEEPS = f4(0.62), f4(0.13)
#: Where nails begin and end along the last bone of a finger, and half as wide as one, dm: thumb's and fingers'.
_NAIL_FROM, _NAIL_TO = f4(2.44), f4(2.93)
_THUMB_NAIL, _FINGER_NAIL = f4(0.078), f4(0.060)
#: How far to grey a palm's thick skin takes the colour of the darkest skin's.
_THICK = f4(0.38)
_PALEST = f4(0.98)


@kernel
def bell(x, middle, wide):  # type: ignore[no-untyped-def]
    """Return 1 at ``middle``, falling to 0 at ``wide`` from it and beyond."""
    q = (x - middle) / wide
    return max(f4(1) - q * q, f4(0)) ** 2


@kernel
def wave(t):  # type: ignore[no-untyped-def]
    """Return a wave of period 1, 1 at 0 and −1 half way; unlike a cosine it is the same on all processors."""
    across = abs(f4(2) * (t - f4(math.floor(t))) - f4(1))
    return f4(2) * ease(across) - f4(1)


@kernel
def _paint(fields, table, gain, options, seed, out):  # type: ignore[no-untyped-def]
    """Paint texels into ``out`` (n, 5) uint8: √linear·255, gloss, and depth in creases of 127.

    ``table``: albedo by melanin and blood (see ``pigment_table``), times ``gain`` (3,). ``options``: see _OPTIONS.
    """
    own_melanin = options[_MELANIN]
    own_blood = options[_BLOOD]
    depth = options[_DEPTH]
    age = options[_AGE]
    mottling = options[_MOTTLING]
    rows = f4(TABLE_SIZE - 1)
    colour = np.zeros(3, f4)
    for i in range(fields.shape[0]):
        x = fields[i, X]
        y = fields[i, Y]
        z = fields[i, Z]
        along = fields[i, ALONG]
        beside = fields[i, BESIDE]
        thumb = fields[i, DIGIT] < f4(1.5)
        on_hand = smoothstep(f4(1.93), f4(2.06), fields[i, ARM])
        palmar = fields[i, PALMAR]
        cloud = value_noise(x * f4(7), y * f4(7), z * f4(7), seed + 2) * f4(0.5)
        cloud += value_noise(x * f4(19), y * f4(19), z * f4(19), seed + 3) * f4(0.5)
        fine = value_noise(x * f4(45), y * f4(45), z * f4(45), seed + 4)
        grain = value_noise(x * f4(130), y * f4(130), z * f4(130), seed + 5)
        inside = smoothstep(f4(-0.05), f4(0.55), palmar + f4(0.10) * cloud + f4(0.05) * fine) * on_hand
        back = (f4(1) - inside) * on_hand
        # joints of the fingers, with the knuckles: darker and redder on their backs
        finger = smoothstep(f4(-0.35), f4(0.1), along)
        first = bell(along, f4(0.0), f4(0.42)) * (f4(0.25) if thumb else f4(0.7))
        second = bell(along, f4(1.0), f4(0.36))
        third = bell(along, f4(2.0), f4(0.28)) * (f4(0) if thumb else f4(0.8))
        joint = max(first, max(second, third)) * smoothstep(f4(0.0), f4(0.7), -palmar) * on_hand
        tip = smoothstep(f4(2.2), f4(2.9), along)
        melanin = f4(1) + f4(0.12) * back + joint * (f4(0.18) + f4(0.40) * depth) + f4(0.10) * mottling * cloud
        melanin += (f4(0.10) + f4(0.10) * age) * mottling * fine
        melanin = own_melanin * melanin + f4(0.006) * back
        blood = (
            f4(1) + f4(0.25) * back + (f4(0.9) + f4(1.3) * depth) * joint + f4(0.5) * tip + f4(0.35) * mottling * cloud
        )
        blood = own_blood * blood
        # palms: pale, and red where they press: balls, pads of the fingers
        pads = f4(0.5) + f4(0.5) * max(bell(along, f4(0.5), f4(0.42)), bell(along, f4(1.5), f4(0.42))) + f4(0.9) * tip
        ball = max(bell(fields[i, PALM_A], f4(1.0), f4(0.5)), bell(fields[i, PALM_A], f4(-0.25), f4(0.45)))
        ball *= f4(1) - smoothstep(f4(0.6), f4(0.85), fields[i, PALM_B])
        press = finger * pads + (f4(1) - finger) * (f4(0.35) + f4(0.75) * ball)
        keeps = _PALM_KEEPS + depth * (_DARK_PALM_KEEPS - _PALM_KEEPS)
        melanin *= f4(1) - (f4(1) - keeps) * inside
        blood += inside * (own_blood * f4(0.9) * press + f4(0.0016) * press * (f4(1) + f4(0.6) * cloud))
        shade = f4(1) + f4(0.018) * fine + f4(0.022) * min(grain, f4(0.25))
        # a palm's thick skin scatters all colours alike: dark people's would be orange without it
        thick = inside * depth  # nails are as pale: see below
        gloss = f4(0.52) + f4(0.10) * depth - f4(0.16) * age + f4(0.06) * grain + f4(0.06) * cloud
        gloss += inside * f4(0.04)
        # creases: the palm's lines; three that cross each finger inside; folds over the joints' backs
        at = along + f4(0.05) * cloud
        across = max(f4(0.8) * bell(at, f4(0.97), f4(0.07)), bell(at, f4(1.06), f4(0.06)))
        across = max(across, f4(0.7) * bell(at, f4(2.0), f4(0.06)) * (f4(0.5) if thumb else f4(1)))
        across = max(across, f4(0.6) * bell(at, f4(0.50), f4(0.07)) * (f4(0) if thumb else f4(1)))
        crease = inside * max((f4(0.50) + f4(0.12) * fine) * fields[i, CREASE], f4(0.42) * across)
        ridge = wave(f4(7.3) * (along + f4(0.07) * cloud + f4(0.02) * fine))
        folds = max(f4(0), ridge) * max(second, f4(0.8) * third)
        folds *= smoothstep(f4(0.35), f4(0.85), -palmar) * (f4(0.35) + f4(0.5) * age)
        crease = max(crease, on_hand * folds)
        # fine lines of old skin run every way on the back of the hand
        old = value_noise(x * f4(30), y * f4(55), z * f4(30), seed + 8)
        crepe = smoothstep(f4(0.25), f4(0.8), old) * age * back * (f4(1) - finger)
        crease = max(crease, f4(0.30) * crepe)
        lines = smoothstep(f4(0.1), f4(0.7), value_noise(x * f4(26), y * f4(26), z * f4(60), seed + 9))
        shade *= f4(1) - f4(0.035) * inside * lines
        # veins on the back of the hand and inside the wrist: blue, branching, drawn by where noise changes its sign
        warp = f4(0.05) * value_noise(x * f4(5), y * f4(5), z * f4(5), seed + 11)
        net = value_noise(fields[i, PALM_A] * f4(3.2) + f4(8) * warp, fields[i, PALM_B] * f4(1.3), f4(0.5), seed + 12)
        vein = max(f4(0), f4(1) - abs(net) * f4(7.0)) ** 2
        where = back * smoothstep(f4(0.15), f4(0.6), -palmar) * bell(fields[i, PALM_B], f4(0.45), f4(0.75))
        where += f4(0.7) * (f4(1) - on_hand) * smoothstep(f4(0.2), f4(0.8), palmar)
        vein *= where * (f4(0.25) + f4(0.75) * age) * (f4(1) - f4(0.6) * depth)
        # tendons stand out between them
        tendon = wave(f4(3) * fields[i, PALM_A]) * bell(fields[i, PALM_B], f4(0.75), f4(0.5))
        tendon *= back * smoothstep(f4(0.3), f4(0.8), -palmar)
        shade *= f4(1) + (f4(0.02) + f4(0.05) * age) * tendon + f4(0.04) * vein * age
        # marks of a person's own
        u = fields[i, U] * f4(5200)
        v = fields[i, V] * f4(5200)
        sunny = (f4(1) - inside) * (f4(1) - finger * f4(0.6))
        if options[_FRECKLES] > f4(0):
            share = f4(0.45) * options[_FRECKLES] * sunny
            cover = f4(0.7) * spot(u, v, f4(8.3), share, f4(0.16), f4(0.27), fine, seed + 21)
            melanin += cover * (f4(0.04) + f4(0.40) * own_melanin)
        if options[_SPOTS] > f4(0):
            share = f4(0.75) * options[_SPOTS] * sunny
            cover = spot(u, v, f4(36), share, f4(0.05), f4(0.20), fine + grain, seed + 23)
            cover = max(cover, f4(0.8) * spot(u + f4(11), v, f4(19), share, f4(0.08), f4(0.22), fine, seed + 24))
            melanin += max(cover, f4(0)) * (f4(0.050) + f4(0.35) * own_melanin)
        mole = spot(u, v, f4(97), options[_MOLES] * f4(0.15) * sunny, f4(0.012), f4(0.03), fine, seed + 25)
        melanin += mole * (f4(0.20) + f4(0.8) * own_melanin)
        # nails: a clear plate over blood, with a pale moon behind and a white edge
        wide = _THUMB_NAIL if thumb else _FINGER_NAIL
        over = beside / wide
        middle = f4(0.5) * (_NAIL_FROM + _NAIL_TO)
        far = (along - middle) / (f4(0.5) * (_NAIL_TO - _NAIL_FROM))
        box = f4(math.sqrt(math.sqrt(over * over * over * over + far * far * far * far)))
        nail = (f4(1) - smoothstep(f4(0.93), f4(1.03), box)) * smoothstep(f4(0.15), f4(0.35), -palmar)
        fold = bell(box, f4(1.06), f4(0.13)) * smoothstep(f4(0.15), f4(0.4), -palmar)
        moon = nail * (f4(1) - smoothstep(f4(0.25), f4(0.36), math.sqrt(over * over * f4(0.5) + (far + 1) * (far + 1))))
        edge = nail * smoothstep(f4(0.74), f4(0.80), far + f4(0.16) * over * over)
        melanin *= f4(1) - f4(0.50) * nail
        blood += nail * (own_blood * f4(0.8) + f4(0.0016))
        melanin *= f4(1) + f4(0.12) * fold
        blood += fold * own_blood * f4(0.35)
        crease = crease * (f4(1) - nail) + f4(0.35) * fold * (f4(1) - nail)
        gloss += nail * (f4(0.98) - gloss)
        # pigments to colour
        row = math.sqrt(min(max(melanin * f4(1 / MOST_MELANIN), f4(0)), f4(0.998))) * rows
        column = math.sqrt(min(max(blood * f4(1 / MOST_BLOOD), f4(0)), f4(0.998))) * rows
        a = np.int32(row)
        b = np.int32(column)
        p = f4(row) - f4(a)
        q = f4(column) - f4(b)
        lightness = f4(0)
        thick = max(thick, f4(0.7) * nail * depth)
        pale = f4(1) - f4(0.65) * depth
        for k in range(3):
            low = table[a, b, k] + q * (table[a, b + 1, k] - table[a, b, k])
            high = table[a + 1, b, k] + q * (table[a + 1, b + 1, k] - table[a + 1, b, k])
            c = (low + p * (high - low)) * gain[k] * shade
            c *= f4(1) - vein * (f4(0.30) if k == 0 else f4(0.15) if k == 1 else f4(0.05))
            colour[k] = c
            lightness += c * (f4(0.2126) if k == 0 else f4(0.7152) if k == 1 else f4(0.0722))
        for k in range(3):
            c = colour[k] + _THICK * thick * (lightness - colour[k])
            c += f4(0.10) * pale * moon * (f4(0.85) - c)
            c += f4(0.24) * pale * edge * ((f4(0.80) if k == 0 else f4(0.74) if k == 1 else f4(0.66)) - c)
            out[i, k] = np.uint8(math.sqrt(min(max(c, f4(0)), _PALEST)) * f4(255) + f4(0.5))
        out[i, 3] = np.uint8(min(f4(255), max(gloss, f4(0.02)) * f4(255) + f4(0.5)))
        out[i, 4] = np.uint8(min(max(crease, f4(0)), f4(1)) * f4(STEPS) + f4(0.5))


def _options(look: Appearance) -> Floats:
    skin = look.skin
    pigments = pigments_of(skin.tone, skin.undertone)
    values = {
        "melanin": pigments.melanin,
        "blood": pigments.blood,
        "depth": (skin.tone - 1) / 9.0,
        "age": min(max((look.age - 25.0) / 50.0, 0.0), 1.0),
        "freckles": skin.freckles,
        "moles": skin.moles,
        "spots": skin.spots,
        "mottling": skin.mottling,
    }
    return np.array([values[name] for name in _OPTIONS], np.float32)


def _painted(assets: Assets, look: Appearance, seed: int) -> Picture:
    """Return what ``_paint`` makes of all texels (n, 5) of hand and arm."""
    texels = hand_texels(assets)
    out = np.zeros((len(texels.where), 5), np.uint8)
    table = pigment_table(pigments_of(look.skin.tone, look.skin.undertone))
    _paint(texels.fields, table, tone_gain(assets, look), _options(look), seed, out)
    return out


def paint_hands(head: Head, texture: Picture, relief: Ints) -> None:
    """Paint hands and arms into a skin ``texture`` (size, size, 4) and its ``relief`` (size²,), both transposed."""
    size = len(texture)
    texels = hand_texels(head.assets)
    painted = _painted(head.assets, head.look, head.seed)
    colour: Picture = np.zeros((SIZE * SIZE, 4), np.uint8)
    creases: Picture = np.zeros((SIZE * SIZE, 4), np.uint8)
    colour[texels.where] = painted[:, :4]
    if head.imported.skin is not None:
        colour[texels.where, :3] = _looked_up(head.imported.skin, texels.fields)
    creases[texels.where] = painted[:, 4:]
    creases[texels.where, 3] = 255
    colour, creases = colour.reshape(SIZE, SIZE, 4), creases.reshape(SIZE, SIZE, 4)
    while len(colour) > size:
        colour, creases = _half(colour), _half(creases)
    here = colour[..., 3] > 0
    texture.transpose(1, 0, 2)[here] = colour[here]
    relief.reshape(size, size).T[here] = np.int32(LEVEL) + (creases[here, 0].astype(np.int32) << np.int32(24))


def _half(texture: Picture) -> Picture:
    half = np.zeros((len(texture) // 2, len(texture) // 2, 4), np.uint8)
    halve(texture, half)
    return half


def _looked_up(picture: Picture, fields: Floats) -> Picture:
    """Return the nearest texels (n, 3) of a picture (SIZE, SIZE, 4) that lies as MakeHuman has it."""
    column = np.clip((fields[:, U] * np.float32(SIZE)).astype(np.int32), 0, SIZE - 1)
    row = np.clip(((np.float32(1) - fields[:, V]) * np.float32(SIZE)).astype(np.int32), 0, SIZE - 1)
    found: Picture = picture[row, column, :3]
    return found
