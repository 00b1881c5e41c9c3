"""The tongue: MakeHuman's, refined with the skin, with texture coordinates of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.face.teeth import TONGUE_SPAN
from synthgen.render.part import Grown
from synthgen.render.raster.gbuffer import TONGUE

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: Bounds of the tongue on the base mesh (dm): half its width, its back and its tip (z).
_BOUNDS = (0.26, 0.63, 1.39)


def _coordinates(rest: Floats) -> Floats:
    """Return texture coordinates (n, 2) of points of the base mesh's tongue, seen from above, tip at the bottom."""
    low, high = TONGUE_SPAN
    half, back, tip = _BOUNDS
    u = (low + high) / 2 + (high - low) / 2 * 0.95 * np.clip(rest[:, 0] / half, -1, 1)
    v = 1 - (rest[:, 2] - back) / (tip - back)
    return np.stack([u, np.clip(v, 0.01, 0.99)], axis=1).astype(np.float32)


def parts(head: Head) -> tuple[Grown]:
    """Return a person's tongue."""
    stencil, triangles = head.geometry.tongue, head.geometry.tongue_triangles
    base = np.asarray(head.assets.base, np.float32)
    rest = np.stack([stencil.mean(base[:, column]) for column in range(3)], axis=1).astype(np.float32)
    tongue = Grown(
        stencil=stencil,
        triangles=triangles,
        corners=_coordinates(rest)[triangles].reshape(-1, 6),
        material=TONGUE,
        stands_for="tongue",
        between_lips=True,
        mouth=(np.arange(stencil.count, dtype=np.int32), np.ones(stencil.count, np.float32)),
    )
    return (tongue,)
