"""A person's hair as the renderer grows it, for MakeHuman: a mesh of cards, and a texture whose strands are opaque.

The renderer decides sample by sample where a card has a strand; here that is the texture's alpha. Below the strands the
texture has a band without holes, for the layer close to the scalp.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.actor.actor import Actor
from synthgen.human import colour
from synthgen.jit import kernel
from synthgen.makehuman.proxyfile import PartMesh
from synthgen.render.hair.hair import Hair
from synthgen.render.hair.strandpicture import paint_hair
from synthgen.render.hair.styles import SHEEN
from synthgen.render.raster.strands import COLUMNS, misses
from synthgen.srgb import encode_array

Ints = npt.NDArray[np.int64]
Picture = npt.NDArray[np.uint8]

#: texels of the picture, across and down, and how many of its rows are the band without holes
_WIDE, _HIGH, _BAND = 2048, 1024, 64
#: samples a texel and side that tell whether it is covered
_FINER = 4
#: how much lighter hair is than its colour, for what it mirrors (by eye: MakeHuman's light spheres mirror nothing)
_GLOSS = 1.3
#: how far along the strands the band's colours are taken, and how much light is left there
_BAND_AT, _BAND_LIGHT = 0.4, 0.5
#: a picture of so many pixels has strands whose tones differ as much as MakeHuman can show
_PIXELS = 500


def hair_mesh(actor: Actor) -> PartMesh | None:
    """Return an actor's hair, what is drawn later behind what is drawn first; None where none has been grown."""
    figure = actor.studio.figure
    hair = next((part for part in figure.parts if isinstance(part, Hair)), None)
    if hair is None or not len(hair.triangles):
        return None
    look = actor.appearance.hair
    strands = paint_hair(
        colour.hair_albedo(look.colour, 0.0),
        colour.hair_albedo(look.colour, 1.0),
        look.grey,
        pixels=_PIXELS,
        seed=figure.head.seed,
        sheen=SHEEN[look.texture],
    )
    order = _order(hair)
    share = 1.0 - _BAND / _HIGH
    corners = hair.corners.astype(np.float64)
    corners[:, 1::2] = 1.0 - share * (1.0 - corners[:, 1::2])
    corners[: hair.cap, 1::2] = 0.5 * _BAND / _HIGH
    used, triangles = np.unique(hair.triangles, return_inverse=True)
    return PartMesh(
        points=(hair.points[used] + figure.head.centre).astype(np.float64),
        triangles=triangles.reshape(-1, 3)[order].astype(np.int64),
        corners=corners[order],
        texture=_texture(strands, hair.kink),
    )


def _order(hair: Hair) -> Ints:
    """Return an order of triangles from the inside out: MakeHuman draws what has holes in its order, without depth."""
    middle = hair.points[hair.triangles].astype(np.float64).mean(axis=1)
    out = np.sqrt((middle * middle).sum(axis=1))
    out[: hair.cap] = -1.0
    order: Ints = np.argsort(out, kind="stable")
    return order


def _texture(strands: Picture, kink: tuple[float, float]) -> Picture:
    """Return the picture of strands (512, 512, 4), √linear, in sRGB with its holes, above the band."""
    linear = _GLOSS * np.square(strands[..., :3].astype(np.float64) / 255)
    body = linear.repeat(_WIDE // COLUMNS, axis=1)
    rows = (np.arange(_HIGH - _BAND) * len(body)) // (_HIGH - _BAND)
    cover = np.zeros((_HIGH - _BAND, _WIDE), np.float32)
    _cover(np.float32(kink[0]), np.float32(kink[1]), cover)
    band = _BAND_LIGHT * body[int(_BAND_AT * len(body))]
    colours = np.concatenate([body[rows], np.broadcast_to(band, (_BAND, _WIDE, 3))])
    alpha = np.concatenate([cover, np.ones((_BAND, _WIDE), np.float32)])
    shares = np.concatenate([encode_array(np.clip(colours, 0.0, 1.0)), alpha[..., None]], axis=2)
    return np.round(255 * shares).astype(np.uint8)


@kernel
def _cover(swing, turns, out):  # type: ignore[no-untyped-def]
    """Write the share of each texel (h, w) float32 that a strand covers."""
    height, width = out.shape
    for y in range(height):
        for x in range(width):
            count = 0
            for j in range(_FINER):
                for i in range(_FINER):
                    across = np.float32((x + (i + 0.5) / _FINER) * COLUMNS / width)
                    along = np.float32((y + (j + 0.5) / _FINER) / height)
                    count += 1 - misses(across, along, swing, turns, np.float32(0))
            out[y, x] = np.float32(count) / np.float32(_FINER * _FINER)
