"""One person at rest: all that is made once and that every frame uses (skin, clothes, hair, textures, triangles)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.assets.mesh import SKIN
from synthgen.human import colour
from synthgen.human.wardrobe import Wardrobe
from synthgen.render import textures
from synthgen.render.clothes import outfit
from synthgen.render.clothes.attached import Attached
from synthgen.render.drawlist import draw_list, order_of
from synthgen.render.face import iris, mouth
from synthgen.render.geometry import head_geometry
from synthgen.render.hair import beard, hair
from synthgen.render.materials import MATERIALS, lay_out
from synthgen.render.poseframe import EyeHelper, head_frame, middle
from synthgen.render.raster import gbuffer, light
from synthgen.render.skin import skin, texels
from synthgen.render.skin.relief import Relief
from synthgen.render.subdivide import apply_stencil
from synthgen.scene.bounds import bounding_sphere

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

#: How far light spreads past the terminator, per material and channel.
_WRAP = {
    gbuffer.SKIN: (0.40, 0.20, 0.13),
    gbuffer.EYE: (0.25, 0.25, 0.25),
    gbuffer.TEETH: (0.4, 0.35, 0.3),
    gbuffer.TONGUE: (0.4, 0.2, 0.15),
    gbuffer.HAIR: (0.30, 0.30, 0.30),
    gbuffer.CLOTH: (0.10, 0.10, 0.10),
    gbuffer.LASH: (0.5, 0.5, 0.5),
    gbuffer.HEADWEAR: (0.10, 0.10, 0.10),
    gbuffer.FRAME: (0.0, 0.0, 0.0),
}
#: imported kinds of proxy -> the material of our own that is not drawn beside them
_REPLACED = {
    "eyes": gbuffer.EYE,
    "teeth": gbuffer.TEETH,
    "tongue": gbuffer.TONGUE,
    "eyelashes": gbuffer.LASH,
}
#: dm of a head that a picture shows, about
_HEAD_SPAN = 3.4
#: What is worn this far in front of the skull's centre (dm), a cap's visor, may leave the picture.
_VISOR = 1.35
#: Edges of the base mesh shorter than this many pixels are not divided; pictures over 600 pixels divide all.
_DETAIL_PIXELS = 7.0
#: Skull points on the base mesh that no AU moves (dm): they carry hair and the head's own rotation.
_SKULL = ((0.74, 7.75, 0.30), (-0.74, 7.75, 0.30), (0.0, 8.49, 0.42))


class Figure:
    """A person for pictures whose shorter side has ``pixels``. Nothing of it but ``relief`` changes with a frame.

    ``neutral`` vertices (19158, 3) dm are in MakeHuman's order; ``key`` (3,) points to the key light, which the iris
    is painted for.
    """

    def __init__(
        self,
        assets: Assets,
        neutral: npt.NDArray[np.floating],
        look: Appearance,
        *,
        pixels: int,
        wardrobe: Wardrobe,
        key: Floats,
    ) -> None:
        self.look = look
        self.neutral = np.ascontiguousarray(neutral, np.float32)
        self.geometry = head_geometry(assets, _detail(pixels))
        self.landmarks = np.asarray(assets.landmarks68)
        self.apart_at_rest = min(mouth.opening(self.neutral[self.landmarks])[0], mouth.MOST_AT_REST)
        self.eye_helpers = tuple(EyeHelper(assets, self.neutral, side) for side in ("l", "r"))
        base = np.asarray(assets.base, np.float64)
        self.skull = [int(np.argmin(((base[:SKIN] - point) ** 2).sum(axis=1))) for point in _SKULL]
        self.rest_frame = head_frame(self.neutral, self.skull)
        self.head_centre = middle(self.neutral, self.skull[:2]).astype(np.float32)
        self._pixels = pixels
        self._cage = np.zeros((len(self.geometry.cage), 3), np.float32)
        self._skin = np.zeros((self.geometry.subdivision.count, 3), np.float32)
        self.refine(self.neutral, self._skin)
        #: edge neighbours of refined skin vertices, how close they are, and which of the vertices are thin skin
        self.neighbours = light.neighbours_of(self.geometry.skin_triangles, len(self._skin))
        self.closeness = light.closeness_of(self._skin, *self.neighbours)
        self.thin = light.thin(self.geometry.rest)
        self._clothe()
        self.attached = Attached(
            wardrobe.pieces, self.neutral, first_material=len(MATERIALS), pixel=_HEAD_SPAN / pixels
        )
        self._grow_hair()
        self.order = order_of(self.geometry, self.outfit, self.attached, self.hair, self.beard)
        self.drawn = draw_list(
            self.geometry,
            self.order,
            self.outfit,
            self.attached,
            self.hair,
            self.beard,
            under_hair=self._under_hair,
            replaced=[material for kind, material in _REPLACED.items() if kind in wardrobe.kinds],
        )
        self._bound()
        self._paint(assets, key, wardrobe.skin)
        #: how far light spreads past the terminator (v, 3), per vertex and channel
        self.wrap = self._wraps()

    def refine(self, vertices: Floats, out: Floats) -> None:
        """Write the refined skin and tongue (r, 3) of base mesh vertices (19158, 3)."""
        stencil = self.geometry.subdivision
        np.take(vertices, self.geometry.cage, axis=0, out=self._cage)
        apply_stencil(stencil.start, stencil.index, stencil.weight, self._cage, out)

    def _clothe(self) -> None:
        """Put on the neutral skin what the person wears."""
        geometry = self.geometry
        normals = np.zeros_like(self._skin)
        light.vertex_normals(self._skin, geometry.skin_triangles, normals, 0, len(normals))
        left, right = (helper.cornea(self.neutral) for helper in self.eye_helpers)
        self.outfit = outfit.put_on(
            self.look.dress,
            geometry.rest,
            geometry.skin_triangles,
            self._skin,
            normals,
            lining=geometry.lining,
            centre=self.head_centre,
            corneas=(left, right),
        )

    def _grow_hair(self) -> None:
        """Grow hair and beard on the neutral skin."""
        look, geometry = self.look, self.geometry
        self.hair, self._under_hair = hair.dress_hair(
            look.hair,
            geometry.rest,
            self._skin,
            geometry.skin_triangles,
            self.head_centre,
            pixels=self._pixels,
            seed=look.seed & 0xFFFF,
            under=self.outfit.covered,
        )
        if self.outfit.covers_all:
            self.hair = hair.NO_HAIR
        self.beard = beard.plant(
            beard.BEARDS[look.hair.beard_style],
            geometry.rest,
            self._skin,
            geometry.skin_triangles,
            pixels=self._pixels,
            seed=look.seed & 0xFFFF,
        )

    def _bound(self) -> None:
        """Find the sphere that pictures keep whole."""
        rest, centre = self.geometry.rest, self.head_centre
        above_neck = rest[:, 1] > 6.15 + np.clip(0.9 - rest[:, 2], 0.0, 0.6)
        of_head = self.hair.points[self.hair.points[:, 1] > 0.0]  # falling hair may leave the picture
        rigid = self.outfit.rigid.points
        rigid = rigid[rigid[:, 2] < _VISOR]
        self.bounds = bounding_sphere(np.concatenate([self._skin[above_neck], of_head + centre, rigid + centre]))

    def _paint(self, assets: Assets, key: Floats, picture: Picture | None) -> None:
        """Paint all textures; ``picture`` is an imported one of the skin."""
        look = self.look
        pixel = 2.0 * self.bounds.radius / (0.84 * self._pixels)
        size = texels.SIZE
        while size > 512 and texels.TEXEL * texels.SIZE / size < 0.5 * pixel:
            size //= 2  # one or two texels a pixel: finer would shimmer
        small, cloth_span = look.seed & 0xFFFF, 1.5 * textures.CLOTH_SPAN
        painted = (
            skin.paint_skin(assets, look, size=size, picture=picture),
            textures.shrunk(iris.paint_eye(look.eyes, key, seed=small, size=512), self._small(1.35)),
            hair.paint_hair(
                colour.hair_albedo(look.hair.colour, 0.0),
                colour.hair_albedo(look.hair.colour, 1.0),
                look.hair.grey,
                seed=small,
            ),
            textures.paint_cloth(
                look.dress.garment, look.dress.second, look.dress.pattern, seed=small, size=self._small(cloth_span)
            ),
            textures.paint_mouth(age=look.age, seed=small, size=self._small(4.0)),
            *outfit.paint(look.dress, seed=small + 1, size=self._small(cloth_span)),
        )
        worn = self.attached
        self.texels, self.materials = lay_out((*painted, *worn.textures), worn.surfaces(len(painted)))
        self.relief = Relief(assets, look, size=size, pixel=pixel)

    def _small(self, span: float) -> int:
        """Return how many texels a texture of ``span`` dm has where a texel is about a pixel: more would shimmer."""
        return max(16, int(span * 0.5 * self._pixels / self.bounds.radius))

    def _wraps(self) -> Floats:
        kind = np.zeros(self.order.count, np.uint8)
        kind[self.drawn.triangles.ravel()] = np.repeat(self.drawn.material, 3)
        imported = [_WRAP[gbuffer.HAIR]] * len(self.attached.textures)
        return np.array([*(_WRAP[k] for k in range(len(_WRAP))), *imported], np.float32)[kind]


def _detail(pixels: int) -> float:
    """Return the edge length (dm) below which the base mesh is fine enough for a picture of this shorter side."""
    return 0.0 if pixels > 600 else round(_DETAIL_PIXELS * _HEAD_SPAN / pixels, 4)
