"""A person's skin as a picture in MakeHuman's own texture layout: albedo, sRGB, the whole body, no empty texels.

Face, neck and shoulders are what the renderer paints: pigments, lips, brows, freckles, moles, scars, beard and scalp.
Further down, where the renderer shows clothes, the body has the plain tone of the shoulders. Between the layout's
islands the colours nearest to their rims go on, so that a lookup across a seam never finds a background.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.render.skin.skin import paint_skin
from synthgen.render.skin.texels import LOWEST, SIZE, texel_map
from synthgen.srgb import encode_array

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Picture = npt.NDArray[np.uint8]
Linear = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

#: Sides of a picture that can be asked for; the renderer's own texture has the last.
SIZES = (512, 1024, SIZE)
#: Heights on the base mesh (dm) between which the painted skin goes over into the plain tone; skin between the first
#: and the last is what the tone is the mean of. Beards end above them.
_FADE = (LOWEST + 0.05, 5.5)
_SHOULDERS = 5.7
#: the column of a texel's fields that says how far it is inside of the mouth
_MOUTH = 6


def skin_picture(assets: Assets, look: Appearance, *, size: int = SIZE) -> Picture:
    """Return the skin of a person, (size, size, 3) uint8 sRGB; rows run down, as in a picture file.

    Raises ValueError for a size that is not one of SIZES.
    """
    if size not in SIZES:
        raise ValueError(f"size {size}; expected one of {', '.join(map(str, SIZES))}")
    texture = paint_skin(assets, look).transpose(1, 0, 2)  # the renderer keeps it with u running down
    linear = np.square(texture[..., :3].astype(np.float32) * np.float32(1 / 255))
    linear, owned = _with_body(assets, linear.reshape(-1, 3))
    linear = filled(linear.reshape(SIZE, SIZE, 3), owned.reshape(SIZE, SIZE))
    while len(linear) > size:
        linear = 0.25 * (linear[0::2, 0::2] + linear[1::2, 0::2] + linear[0::2, 1::2] + linear[1::2, 1::2])
    return encoded(linear)


def _with_body(assets: Assets, linear: Linear) -> tuple[Linear, Mask]:
    """Return colours (SIZE², 3) with the rest of the body in its plain tone, and which texels are skin."""
    texels = texel_map(assets)
    height = texels.fields[:, 1]
    outside = (height < _SHOULDERS) & (texels.fields[:, _MOUTH] == 0)  # the throat reaches down there, too
    tone = linear[texels.where[outside]].mean(axis=0)
    low, high = _FADE
    share = np.clip((height - low) / np.float32(high - low), 0.0, 1.0).astype(np.float32)[:, None]
    share *= share * (np.float32(3) - np.float32(2) * share)
    result = np.broadcast_to(tone, linear.shape).copy()
    result[texels.where] = tone + share * (linear[texels.where] - tone)
    owned = islands(assets).reshape(-1)
    owned[texels.where] = True
    return result, owned


def islands(assets: Assets) -> Mask:
    """Return which texels (SIZE, SIZE) the body's faces cover in the layout."""
    from PIL import Image, ImageDraw

    body = np.asarray(assets.face_group) == assets.groups.index("body")
    corners = np.asarray(assets.uv, np.float64)[np.asarray(assets.face_uv)[body]]
    corners = np.stack([corners[..., 0], 1.0 - corners[..., 1]], axis=-1) * SIZE - 0.5
    picture = Image.new("1", (SIZE, SIZE))
    draw = ImageDraw.Draw(picture)
    for polygon in corners.reshape(-1, 8).tolist():
        draw.polygon(polygon, fill=1)
    return np.array(picture)


def filled(colours: Linear, owned: Mask) -> Linear:
    """Return colours (n, n, 3), n a power of two, whose unowned texels have the mean of what is owned around them.

    Means of 2×2, again and again, up to one texel; then down again. Raises ValueError where nothing is owned.
    """
    if not owned.any():
        raise ValueError("no texel is owned")
    if owned.all():
        return colours
    share = owned.astype(np.float32)
    total = colours * share[..., None]
    total, share = (a[0::2, 0::2] + a[1::2, 0::2] + a[0::2, 1::2] + a[1::2, 1::2] for a in (total, share))
    coarse = total / np.maximum(share, 1.0)[..., None]
    around = filled(coarse.astype(np.float32), share > 0).repeat(2, axis=0).repeat(2, axis=1)
    return np.where(owned[..., None], colours, around)


def encoded(linear: Linear) -> Picture:
    """Return linear light as sRGB bytes."""
    picture: Picture = np.round(encode_array(np.clip(linear, 0.0, 1.0)) * 255.0).astype(np.uint8)
    return picture
