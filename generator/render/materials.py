"""What surfaces are made of: the material table, and the textures laid out for the shading kernel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Floats, Ints, Picture


@dataclass(frozen=True, eq=False)
class Material:
    """A surface.

    Attributes:
        alpha2: GGX α², roughness⁴; 0: polished, lamps are mirrored as the discs they are.
        reflectance: at normal incidence.
        wrap: how far light spreads past the terminator, by channel.
        texture: (h, w, 4) uint8, √linear·255 and gloss; the number of one of those that are painted for everybody; or a
            base colour rgb on √linear.
        sharp: share of a sharper lobe in the highlight (skin's oil over its roughness).
        tiles: whether the texture repeats in u and in v.
    """

    alpha2: float
    reflectance: float
    wrap: tuple[float, float, float]
    texture: int | tuple[float, float, float] | Picture
    sharp: float = 0.0
    tiles: tuple[bool, bool] = (False, False)


#: Textures that are painted for everybody, in the order of ``Figure``.
_SKIN, _EYE, _HAIR, _CLOTH, _MOUTH, _HEADWEAR, _FRAME = range(7)
#: Materials in the order of ``gbuffer``. Skin has the first texture; hair goes round the head, a weave both ways.
MATERIALS = (
    Material(0.13, 0.046, (0.30, 0.15, 0.10), _SKIN, sharp=0.03),
    Material(0.0, 0.022, (0.25, 0.25, 0.25), _EYE),
    Material(0.012, 0.050, (0.4, 0.35, 0.3), _MOUTH),  # teeth
    Material(0.030, 0.045, (0.4, 0.2, 0.15), _MOUTH),  # tongue
    Material(0.080, 0.11, (0.30, 0.30, 0.30), _HAIR, tiles=(True, False)),
    Material(0.50, 0.020, (0.10, 0.10, 0.10), _CLOTH, tiles=(True, True)),
    Material(0.30, 0.010, (0.5, 0.5, 0.5), (0.10, 0.085, 0.075)),  # lashes
    Material(0.50, 0.020, (0.10, 0.10, 0.10), _HEADWEAR, tiles=(True, True)),
    Material(0.015, 0.25, (0.0, 0.0, 0.0), _FRAME),
)
#: Tears, which show what is under them and gleam: on skin, whose texture's gloss weakens them, and on the eyeball.
WATER_ON_SKIN = Material(0.016, 0.15, (0.30, 0.15, 0.10), _SKIN, sharp=0.15)
WATER_ON_EYE = Material(0.006, 0.100, (0.25, 0.25, 0.25), _EYE, sharp=0.2)


def lay_out(painted: Sequence[Picture], materials: Sequence[Material]) -> tuple[Ints, Floats]:
    """Return all textures (h, w, 4) uint8 as one run of texels (int32), and the material table.

    ``painted`` come first; of ``materials``, those with a number have one of them.
    """
    textures = list(painted)
    numbers = []
    for material in materials:
        texture = material.texture
        if isinstance(texture, int):
            numbers.append(texture)
            continue
        numbers.append(len(textures))
        if isinstance(texture, tuple):
            texture = np.full((2, 2, 4), [round(255 * share) for share in (*texture, 1.0)], np.uint8)
        textures.append(texture)
    starts = np.cumsum([0, *(texture[..., 0].size for texture in textures)])
    texels = np.concatenate([np.ascontiguousarray(texture).view("<i4").ravel() for texture in textures])
    rows = [
        [
            *(material.alpha2, material.reflectance, material.sharp),
            *(int(starts[number]), *textures[number].shape[1::-1]),
            *material.tiles,
        ]
        for material, number in zip(materials, numbers, strict=True)
    ]
    table = np.array(rows, np.float32)
    if (table[:, 3] != [row[3] for row in rows]).any():
        raise ValueError("the textures are too large to be numbered in float32")
    return texels.astype(np.int32, copy=False), table


def shrink(texture: Picture, size: int) -> Picture:
    """Return a texture (h, w, 4), √linear·255, halved until its width is at most ``size``: light is averaged."""
    while texture.shape[1] > size:
        linear: Floats = texture.astype(np.float32)
        linear[..., :3] *= linear[..., :3]
        linear = np.float32(0.25) * (
            (linear[0::2, 0::2] + linear[1::2, 0::2]) + (linear[0::2, 1::2] + linear[1::2, 1::2])
        )
        linear[..., :3] = np.sqrt(linear[..., :3])
        texture = (linear + np.float32(0.5)).astype(np.uint8)
    return texture
