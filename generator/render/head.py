"""A person's neutral head: what parts are made to fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.mesh import SKIN
from synthgen.human.imported import Imported
from synthgen.render.arrays import Floats, Reals
from synthgen.render.clothes import headwear
from synthgen.render.geometry import Geometry, head_geometry
from synthgen.render.poseframe import EyeHelper, head_frame, middle
from synthgen.render.raster.light import vertex_normals

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance


#: dm of a head that a picture shows, about
_HEAD_SPAN = 3.4
#: Edges of the base mesh shorter than this many pixels are not divided; pictures over 600 pixels divide all.
_DETAIL_PIXELS = 7.0
#: Skull points on the base mesh that no AU moves (dm): they carry hair and the head's own rotation.
_SKULL = ((0.74, 7.75, 0.30), (-0.74, 7.75, 0.30), (0.0, 8.49, 0.42))


@dataclass(frozen=True)
class Head:
    """A person at rest, for pictures whose shorter side has ``pixels``.

    Attributes:
        neutral: (19158, 3) dm, the base mesh's vertices.
        skin: (n, 3) dm, the refined skin's, and their unit ``normals`` (n, 3).
        skull: base mesh vertices left, right and on top of the skull, and its ``axes`` and ``centre`` (3,) dm.
        eyes: where the left and the right eye are.
        covered: (n,) dm that skin vertices lie inside what covers the hair, negative outside; None: bare-headed.
    """

    assets: Assets
    look: Appearance
    imported: Imported
    pixels: int
    geometry: Geometry
    neutral: Floats
    skin: Floats
    normals: Floats
    skull: list[int]
    axes: list[list[float]]
    centre: Floats
    eyes: tuple[EyeHelper, EyeHelper]
    covered: Floats | None

    @property
    def seed(self) -> int:
        """Of the person's small noise, 16 bits."""
        return self.look.seed & 0xFFFF

    @property
    def pixel(self) -> float:
        """What a pixel covers of a head, dm, about."""
        return _HEAD_SPAN / self.pixels


def detail_of(pixels: int) -> float:
    """Return how long (dm) edges of the base mesh stay undivided in pictures whose shorter side has ``pixels``."""
    return 0.0 if pixels > 600 else round(_DETAIL_PIXELS * _HEAD_SPAN / pixels, 4)


def head_of(assets: Assets, neutral: Reals, look: Appearance, *, pixels: int, imported: Imported) -> Head:
    """Return the head of a person whose neutral vertices (19158, 3) dm are in MakeHuman's order."""
    geometry = head_geometry(assets, detail_of(pixels))
    posed = np.ascontiguousarray(neutral, np.float32)
    base = np.asarray(assets.base, np.float64)
    skull = [int(np.argmin(((base[:SKIN] - point) ** 2).sum(axis=1))) for point in _SKULL]
    skin, normals = (np.zeros_like(geometry.rest) for _ in range(2))
    geometry.skin.apply(posed, skin)
    vertex_normals(skin, geometry.triangles, normals, 0, len(normals))
    return Head(
        assets=assets,
        look=look,
        imported=imported,
        pixels=pixels,
        geometry=geometry,
        neutral=posed,
        skin=skin,
        normals=normals,
        skull=skull,
        axes=head_frame(posed, skull),
        centre=middle(posed, skull[:2]).astype(np.float32),
        eyes=(EyeHelper(assets, posed, "l"), EyeHelper(assets, posed, "r")),
        covered=headwear.covers(look.dress, geometry.rest),
    )
