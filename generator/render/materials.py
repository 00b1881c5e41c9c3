"""What surfaces are made of: the material table, and the textures laid out for the shading kernel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Picture = npt.NDArray[np.uint8]
#: a row of MATERIALS that has a texture
Surface = tuple[float, float, float, int]

#: Materials in the order of ``lookup``: GGX α², reflectance, share of a sharper lobe in the highlight (skin's oil over
#: its roughness), and a texture's number or, where there is none, a base colour rgb on √linear. Skin has the first.
MATERIALS: tuple[tuple[float, float, float, int | tuple[float, float, float]], ...] = (
    (0.0625, 0.042, 0.06, 0),  # skin
    (0.0045, 0.040, 0.0, 1),  # eye
    (0.012, 0.050, 0.0, 4),  # teeth
    (0.030, 0.045, 0.0, 4),  # tongue
    (0.080, 0.11, 0.0, 2),  # hair
    (0.50, 0.020, 0.0, 3),  # garment
    (0.30, 0.010, 0.0, (0.10, 0.085, 0.075)),  # lashes
    (0.50, 0.020, 0.0, 5),  # head wear
    (0.015, 0.25, 0.0, 6),  # glasses' frames
)
#: Which textures repeat in u and in v: hair goes round the head, the garment's weave both ways.
_TILES = {2: (1, 0), 3: (1, 1), 5: (1, 1)}


def lay_out(textures: tuple[Picture, ...], more: tuple[Surface, ...] = ()) -> tuple[Ints, Floats]:
    """Return all textures (h, w, 4) uint8 as one run of texels (int32), plain ones last, and the material table.

    ``more`` are materials beyond MATERIALS, of textures that do not repeat.
    """
    everything = list(textures)
    rows: list[list[float]] = []
    numbers = []
    for *_, surface in (*MATERIALS, *more):
        if isinstance(surface, int):
            numbers.append(surface)
        else:
            numbers.append(len(everything))
            plain = [round(255 * share) for share in (*surface, 1.0)]
            everything.append(np.full((2, 2, 4), plain, np.uint8))
    starts = np.concatenate([[0], np.cumsum([texture[..., 0].size for texture in everything])])
    texels = np.concatenate([np.ascontiguousarray(texture).view("<i4").ravel() for texture in everything])
    for (*optics, _), number in zip((*MATERIALS, *more), numbers, strict=True):
        height, width = everything[number].shape[:2]
        rows.append([*optics, int(starts[number]), width, height, *_TILES.get(number, (0, 0))])
    table = np.array(rows, np.float32)
    if (table[:, 3] != [row[3] for row in rows]).any():
        raise ValueError("the textures are too large to be numbered in float32")
    return texels.astype(np.int32, copy=False), table
