"""What surfaces are made of: the material table, and the textures laid out for the shading kernel."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Picture = npt.NDArray[np.uint8]

#: Materials in the order of ``shade``: base colour rgb on √linear, GGX α², reflectance, texture (−1: none).
MATERIALS = (
    (1.0, 1.0, 1.0, 0.070, 0.040, 0),  # skin
    (1.0, 1.0, 1.0, 0.0045, 0.040, 1),  # eye
    (1.0, 1.0, 1.0, 0.012, 0.050, 4),  # teeth
    (1.0, 1.0, 1.0, 0.030, 0.045, 4),  # tongue
    (1.0, 1.0, 1.0, 0.080, 0.11, 2),  # hair
    (1.0, 1.0, 1.0, 0.50, 0.020, 3),  # garment
    (0.10, 0.085, 0.075, 0.30, 0.010, -1),  # lashes
)
#: Which textures repeat in u and in v: hair goes round the head, the garment's weave both ways.
_TILES = ((0, 0), (0, 0), (1, 0), (1, 1), (0, 0), (0, 0))


def lay_out(textures: tuple[Picture, ...]) -> tuple[Ints, Floats]:
    """Return all textures (h, w, 4) uint8 as one run of texels (int32), white last, and the material table."""
    white = np.full((2, 2, 4), 255, np.uint8)
    everything = (*textures, white)
    starts = np.concatenate([[0], np.cumsum([texture[..., 0].size for texture in everything])])
    texels = np.concatenate([np.ascontiguousarray(texture).view("<i4").ravel() for texture in everything])
    rows = []
    for *surface, number in MATERIALS:
        height, width = everything[int(number)].shape[:2]
        rows.append([*surface, starts[:-1][int(number)], width, height, *_TILES[int(number)]])
    table = np.array(rows, np.float32)
    if (table[:, 5] != [row[5] for row in rows]).any():
        raise ValueError("the textures are too large to be numbered in float32")
    return texels.astype(np.int32, copy=False), table
