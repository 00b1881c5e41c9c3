"""A studio: one person under lights. Pose the person, then take as many views as there are cameras.

``render`` takes arrays, not files: vertices in MakeHuman's order in, pictures out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.human import colour
from synthgen.human.wardrobe import BARE, Wardrobe
from synthgen.render import (
    beard,
    cutout,
    eyes,
    hair,
    iris,
    lashes,
    light,
    lookup,
    mouth,
    outfit,
    parts,
    raster,
    sheet,
    skin,
    texels,
)
from synthgen.render import shade as shading
from synthgen.render.attached import Attached
from synthgen.render.frames import EyeHelper, facing, head_frame, middle, place_rigid, turn_between
from synthgen.render.geometry import head_geometry
from synthgen.render.materials import MATERIALS, lay_out
from synthgen.render.relief import Relief
from synthgen.render.subdivide import apply_stencil
from synthgen.render.tone import backdrop, tone_table
from synthgen.scene.bounds import bounding_sphere
from synthgen.scene.camera import Camera
from synthgen.scene.lights import STUDIO, Lighting

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

#: How far light spreads past the terminator, per material and channel.
_WRAP = {
    lookup.SKIN: (0.40, 0.20, 0.13),
    lookup.EYE: (0.25, 0.25, 0.25),
    lookup.TEETH: (0.4, 0.35, 0.3),
    lookup.TONGUE: (0.4, 0.2, 0.15),
    lookup.HAIR: (0.30, 0.30, 0.30),
    lookup.CLOTH: (0.10, 0.10, 0.10),
    lookup.LASH: (0.5, 0.5, 0.5),
    lookup.HEADWEAR: (0.10, 0.10, 0.10),
    lookup.FRAME: (0.0, 0.0, 0.0),
}
#: imported kinds of proxy -> the material of our own that is not drawn beside them
_REPLACED = {
    "eyes": lookup.EYE,
    "teeth": lookup.TEETH,
    "tongue": lookup.TONGUE,
    "eyelashes": lookup.LASH,
}
#: dm of a head that a picture shows, about
_HEAD_SPAN = 3.4
#: What is worn this far in front of the skull's centre (dm), a cap's visor, may leave the picture.
_VISOR = 1.35
_SHADOW_SIZE = 256
_SHADOW_SPAN = 6.4  # dm across the shadow map
_OCCLUSION_SIZE = 192
_OCCLUSION_DIRECTIONS = 64
#: Edges of the base mesh shorter than this many pixels are not divided; pictures over 600 pixels divide all.
_DETAIL_PIXELS = 7.0
#: How far light spreads in skin, by channel, as mean square distances (dm²): roots of 2.0, 0.6 and 0.3 mm. The profile
#: of E. d'Eon and D. Luebke, "Advanced techniques for realistic real-time skin rendering" (2007), has 1.7, 0.4 and 0.2.
_DIFFUSION = np.array([0.020**2, 0.006**2, 0.003**2], np.float32)
#: Skull points on the base mesh that no AU moves (dm): they carry hair and the head's own rotation.
_SKULL = ((0.74, 7.75, 0.30), (-0.74, 7.75, 0.30), (0.0, 8.49, 0.42))


class Studio:
    """One model, ready to be posed and seen. Costs about a second to make; `pose` and `view` cost milliseconds.

    Parameters: neutral vertices (19158, 3) dm in MakeHuman's order; a look; the picture's size in pixels.
    """

    def __init__(
        self,
        assets: Assets,
        neutral: npt.NDArray[np.floating],
        look: Appearance,
        *,
        width: int = 256,
        height: int = 256,
        wardrobe: Wardrobe = BARE,
        lighting: Lighting = STUDIO,
    ) -> None:
        if width < 64 or height < 64 or max(width, height) > 4096:
            raise ValueError(f"picture size {width}×{height}: each side must be 64 to 4096")
        self.width, self.height = width, height
        self._look = look
        self._geometry = head_geometry(assets, _detail(width, height))
        self._neutral = np.ascontiguousarray(neutral, np.float32)
        landmarks = np.asarray(assets.landmarks68)
        self._face_outline = landmarks[_FACE_OUTLINE]
        self._landmarks = landmarks
        self._apart_at_rest = min(mouth.opening(self._neutral[landmarks])[0], mouth.MOST_AT_REST)
        self._eye_helpers = tuple(EyeHelper(assets, self._neutral, side) for side in ("l", "r"))
        base = np.asarray(assets.base, np.float64)
        self._skull = [int(np.argmin(((base[:13380] - point) ** 2).sum(axis=1))) for point in _SKULL]
        self._rest_frame = head_frame(self._neutral, self._skull)
        self._cage = np.zeros((len(self._geometry.cage), 3), np.float32)
        self._clothe(look)
        self._attached = Attached(
            wardrobe.pieces,
            self._neutral,
            first_material=len(MATERIALS),
            pixel=_HEAD_SPAN / min(width, height),
        )
        self._replaced = [material for kind, material in _REPLACED.items() if kind in wardrobe.kinds]
        self._grow_hair(look)
        self._allocate()
        self._dress(assets, look, lighting, wardrobe.skin)
        self.pose(self._neutral)

    # -- made once a model ---------------------------------------------------------------------------------------

    def _clothe(self, look: Appearance) -> None:
        """Put on the neutral skin what the person wears."""
        geometry = self._geometry
        own = geometry.first["left eye"]
        skin, normals = np.zeros((own, 3), np.float32), np.zeros((own, 3), np.float32)
        self._refine(self._neutral, skin)
        light.vertex_normals(skin, geometry.skin_triangles, normals, 0, own)
        self._head_centre = middle(self._neutral, self._skull[:2])
        left, right = (helper.cornea(self._neutral) for helper in self._eye_helpers)
        self._outfit = outfit.put_on(
            look.dress,
            geometry.rest,
            geometry.skin_triangles,
            skin,
            normals,
            lining=geometry.lining,
            centre=self._head_centre.astype(np.float32),
            corneas=(left, right),
        )

    def _grow_hair(self, look: Appearance) -> None:
        """Grow the hair on the neutral skin."""
        geometry = self._geometry
        skin_vertices = np.zeros((geometry.subdivision.count, 3), np.float32)
        self._refine(self._neutral, skin_vertices)
        self._hair, self._under_hair = hair.dress_hair(
            look.hair,
            geometry.rest,
            skin_vertices,
            geometry.skin_triangles,
            self._head_centre.astype(np.float32),
            pixels=min(self.width, self.height),
            seed=look.seed & 0xFFFF,
            under=self._outfit.covered,
        )
        if self._outfit.covers_all:
            self._hair = hair.NO_HAIR
        self._beard = beard.plant(
            beard.BEARDS[look.hair.beard_style],
            geometry.rest,
            skin_vertices,
            geometry.skin_triangles,
            pixels=min(self.width, self.height),
            seed=look.seed & 0xFFFF,
        )

    def _allocate(self) -> None:
        geometry = self._geometry
        self._sheet_from = geometry.first["end"]
        self._rigid_from = self._sheet_from + self._outfit.cloth.count
        self._attached_from = self._rigid_from + len(self._outfit.rigid.points)
        self._hair_from = self._attached_from + self._attached.count
        self._beard_from = self._hair_from + len(self._hair.points)
        count = self._beard_from + len(self._beard.hair.points)
        self._vertices = np.zeros((count, 3), np.float32)
        self._normals = np.zeros((count, 3), np.float32)
        self._place = np.zeros((count, 2), np.int32)
        self._nearness = np.zeros(count, np.float32)
        self._shaded = np.zeros((count, light.VERTEX_COLUMNS), np.float32)
        self._strand = np.zeros((count - self._hair_from, 3), np.float32)
        self._shadow = np.ones(count, np.float32)
        self._occlusion = np.ones(count, np.float32)
        self._lids = np.zeros((2, len(eyes.sphere().directions), 3), np.float32)
        self._scratch = np.zeros((geometry.subdivision.count, 3), np.float32)
        self._depths = np.zeros((_SHADOW_SIZE, _SHADOW_SIZE), np.float32)
        samples = 2 * self.width + (-2 * self.width) % raster.CHUNK
        self._keys = np.zeros((2 * self.height, samples), np.int32)
        self._picture = np.zeros((self.height, self.width, 3), np.uint8)
        # 8 more than needed: rows a power of two apart would all fall into the same sets of the L1 cache
        line = 4 * self.width + lookup.STEP + 8
        self._local = np.zeros((line, lookup.RECORD_COLUMNS), np.float32)
        self._work = np.zeros((lookup.SCRATCH_ROWS, line), np.float32)
        self._whole = np.zeros((lookup.INTEGER_ROWS, line), np.int32)
        self._neighbours = light.neighbours_of(geometry.skin_triangles, geometry.subdivision.count)
        self._tone = tone_table()

    def _dress(self, assets: Assets, look: Appearance, lighting: Lighting, picture: Picture | None) -> None:
        geometry = self._geometry
        self._lights = lighting.table()
        self._sky = np.array(lighting.sky, np.float32)
        self._ground = np.array(lighting.ground, np.float32)
        self._light_rotation = facing(self._lights[0, :3])
        self._background = backdrop(lighting, self.width, self.height)
        steps = np.sqrt(self._background / np.float32(shading.TONE_TOP)) * np.float32(shading.TONE_SIZE - 1)
        self._backdrop = self._tone[(steps + np.float32(0.5)).astype(np.int32)]

        skin_vertices = self._vertices[: geometry.first["left eye"]]
        self._refine(self._neutral, skin_vertices)
        self._closeness = light.closeness_of(skin_vertices, *self._neighbours)
        self._thin = light.thin(geometry.rest)
        self._choose_triangles(self._outfit.hidden)

        centre = self._head_centre.astype(np.float32)
        above_neck = geometry.rest[:, 1] > 6.15 + np.clip(0.9 - geometry.rest[:, 2], 0.0, 0.6)
        of_head = self._hair.points[self._hair.points[:, 1] > 0.0]  # falling hair may leave the picture
        rigid = self._outfit.rigid.points
        rigid = rigid[rigid[:, 2] < _VISOR]
        self.bounds = bounding_sphere(np.concatenate([skin_vertices[above_neck], of_head + centre, rigid + centre]))

        pixel = 2.0 * self.bounds.radius / (0.84 * min(self.width, self.height))
        size = texels.SIZE
        while size > 512 and texels.TEXEL * texels.SIZE / size < 0.5 * pixel:
            size //= 2  # one or two texels a pixel: finer would shimmer
        small, cloth_span = look.seed & 0xFFFF, 1.5 * parts.CLOTH_SPAN
        textures = (
            skin.paint_skin(assets, look, size=size, picture=picture),
            parts.shrunk(iris.paint_eye(look.eyes, self._lights[0, :3], seed=small, size=512), self._small(1.35)),
            hair.paint_hair(
                colour.hair_albedo(look.hair.colour, 0.0),
                colour.hair_albedo(look.hair.colour, 1.0),
                look.hair.grey,
                seed=small,
            ),
            parts.paint_cloth(
                look.dress.garment, look.dress.second, look.dress.pattern, seed=small, size=self._small(cloth_span)
            ),
            parts.paint_mouth(age=look.age, seed=small, size=self._small(4.0)),
            *outfit.paint(look.dress, seed=small + 1, size=self._small(cloth_span)),
        )
        worn = self._attached
        self._texels, self._materials = lay_out((*textures, *worn.textures), worn.surfaces(len(textures)))
        self._relief = Relief(assets, look, size=size, pixel=pixel)

        kind = np.zeros(len(self._vertices), np.uint8)
        kind[self._triangles.ravel()] = np.repeat(self._material, 3)
        wraps = [*(_WRAP[k] for k in range(len(_WRAP))), *([_WRAP[lookup.HAIR]] * len(worn.textures))]
        self._wrap = np.array(wraps, np.float32)[kind]
        self._bake_occlusion(kind)

    def _small(self, span: float) -> int:
        """Return how many texels a texture of ``span`` dm has where a texel is about a pixel: more would shimmer."""
        return max(16, int(span * 0.5 * min(self.width, self.height) / self.bounds.radius))

    def _choose_triangles(self, clothed: npt.NDArray[np.bool_]) -> None:
        """Put together what is drawn of this person: without skin under hair and clothes.

        Teeth and tongue come last, so that a frame with closed lips can leave them out.
        """
        geometry, grown = self._geometry, self._hair
        under_hair = np.zeros(len(self._vertices), bool)
        under_hair[: len(self._under_hair)] = self._under_hair
        other = geometry.material != lookup.SKIN
        under_cloth = np.zeros(len(self._vertices), bool)
        under_cloth[: len(clothed)] = clothed
        under_cloth[: geometry.subdivision.count] |= self._attached.covers(geometry.cage, geometry.subdivision)
        hidden = under_hair[geometry.triangles].all(axis=1) | under_cloth[geometry.triangles].all(axis=1)
        skin_kept = other | ~hidden
        inner, inner_material, inner_corners = geometry.mouth
        bristles = self._beard.hair
        hair_triangles = np.concatenate(
            [grown.triangles + np.int32(self._hair_from), bristles.triangles + np.int32(self._beard_from)]
        )
        cloth, rigid = self._outfit.cloth, self._outfit.rigid
        cloth_triangles = cloth.triangles + np.int32(self._sheet_from)
        rigid_triangles = rigid.triangles + np.int32(self._rigid_from)
        hair_material = np.full(len(hair_triangles), lookup.HAIR, np.uint8)
        worn, worn_triangles = self._attached, self._attached.triangles + np.int32(self._attached_from)
        shown = geometry.triangles[skin_kept]
        self._triangles = np.concatenate(
            [shown, cloth_triangles, rigid_triangles, worn_triangles, hair_triangles, inner]
        )
        self._material = np.concatenate(
            [geometry.material[skin_kept], cloth.material, rigid.material, worn.material, hair_material, inner_material]
        )
        away = np.isin(self._material, self._replaced)
        first = len(shown) + len(cloth_triangles) + len(rigid_triangles)
        self._worn = slice(first, first + len(worn_triangles))
        holed, hollow = away.copy(), away.copy()
        holed[self._worn], hollow[self._worn] = worn.holed, ~worn.solid
        # what is not drawn, or not thrown into shadow, becomes a triangle without area
        self._shown = np.where(holed[:, None], np.int32(0), self._triangles)
        self._casting = np.where(hollow[:, None], np.int32(0), self._triangles)
        if len(self._triangles) > raster.TRIANGLE_MASK:
            raise ValueError(f"{len(self._triangles)} triangles do not fit {raster.TRIANGLE_BITS} bits")
        self._records = np.zeros((len(self._triangles), lookup.RECORD_COLUMNS), np.float32)
        self._records[:, 6:12] = np.concatenate(
            [
                geometry.corners[skin_kept],
                cloth.corners,
                rigid.corners,
                worn.corners,
                grown.corners,
                bristles.corners,
                inner_corners,
            ]
        )
        self._records[:, 12:15] = self._triangles
        self._records[:, 15] = self._material
        dropped = int((~skin_kept).sum())
        self._eye_span = tuple(slice(s.start - dropped, s.stop - dropped) for s in geometry.eye_triangles)
        self._parts_from = int(np.argmax(self._triangles.max(axis=1) >= geometry.first["left eye"]))
        self._mouth_from = len(self._triangles) - len(inner)
        self._hair_triangles_from = self._mouth_from - len(hair_triangles)
        self._mouth_vertices, inner_local = np.unique(inner, return_inverse=True)
        self._mouth_triangles = inner_local.reshape(-1, 3).astype(np.int32)
        self._lit_inside = np.concatenate([self._mouth_vertices, geometry.lining]).astype(np.int32)
        left = np.ones(len(self._vertices), np.float32)
        left[geometry.first["teeth"] : geometry.first["end"]] = geometry.teeth.light
        self._light_inside = left[self._lit_inside]
        self._let_in = np.ones(len(self._lit_inside), np.float32)
        self._mouth_normals = np.zeros((len(self._mouth_vertices), 3), np.float32)

    def _bake_occlusion(self, kind: npt.NDArray[np.uint8]) -> None:
        """Measure open sky once, at the neutral face; eyes and mouth are shaded frame by frame."""
        self._assemble(self._neutral)
        directions = light.sphere_directions(_OCCLUSION_DIRECTIONS)
        rotations = np.stack([facing(direction) for direction in directions])
        light.ambient_occlusion(
            self._vertices,
            self._normals,
            self._casting,
            rotations,
            self._head_centre.astype(np.float32),
            np.float32(_OCCLUSION_SIZE / _SHADOW_SPAN),
            _OCCLUSION_SIZE,
            np.float32(0.055),
            self._occlusion,
        )
        own = self._geometry.first["left eye"]
        self._occlusion[:own] *= self._outfit.sky
        on_hair = slice(self._hair_from, None)
        open_sky = np.concatenate([self._hair.open_sky, self._beard.hair.open_sky])
        self._occlusion[on_hair] = (0.25 + 0.75 * self._occlusion[on_hair]) * open_sky

    # -- a frame -------------------------------------------------------------------------------------------------

    def _refine(self, vertices: Floats, out: Floats) -> None:
        stencil = self._geometry.subdivision
        np.take(vertices, self._geometry.cage, axis=0, out=self._cage)
        apply_stencil(stencil.start, stencil.index, stencil.weight, self._cage, out)

    def _assemble(self, vertices: Floats) -> None:
        """Place everything that follows the posed base mesh, and compute normals."""
        geometry, first = self._geometry, self._geometry.first
        own = first["left eye"]
        skin = self._vertices[:own]
        self._refine(vertices, skin)
        light.vertex_normals(self._vertices, geometry.skin_triangles, self._normals, 0, own)
        cloth = self._outfit.cloth
        sheet.drape(skin, cloth.anchor, cloth.share, cloth.offset, self._vertices[self._sheet_from : self._rigid_from])
        head = self._head = turn_between(self._rest_frame, head_frame(vertices, self._skull))
        sphere = eyes.sphere()
        normals: list[Floats] = []
        for k, side in enumerate(("left eye", "right eye")):
            centre, gaze = self._eye_helpers[k].now(vertices)
            begin = first[side]
            place = self._vertices[begin : begin + len(sphere.directions)]
            local = np.empty_like(place)
            normals.append(np.empty_like(place))
            helper = self._eye_helpers[k]
            margins, inner = eyes.margins_now(vertices, geometry.margins, k, helper, head)
            eyes.place(
                sphere.directions,
                sphere.radii,
                centre,
                helper.radius,
                head,
                gaze,
                margins,
                inner,
                place,
                local,
                normals[k],
                self._lids[k],
            )
            span = self._eye_span[k]
            eyes.texture_corners(
                self._triangles[span],
                begin,
                local,
                np.float32(iris.LIMBUS),
                np.float32(iris.LIMBUS * self._look.eyes.pupil),
                np.float32(helper.pupil_scale(vertices)),
                self._records[span, 6:12],
            )
        grown = geometry.teeth
        apply_stencil(grown.start, grown.index, grown.weight, vertices, self._vertices[first["teeth"] : first["end"]])
        strands = geometry.lashes
        lashes.grow(vertices, strands.corner, strands.share, self._vertices[first["lashes"] : first["teeth"]])
        centre = middle(vertices, self._skull[:2]).astype(np.float32)
        place_rigid(self._outfit.rigid.points, head, centre, self._vertices[self._rigid_from : self._attached_from])
        self._attached.place(vertices, head, self._vertices[self._attached_from : self._hair_from])
        of_hair = slice(self._hair_from, self._beard_from)
        of_beard = slice(self._beard_from, None)
        on_head = len(self._hair.points)
        nowhere = np.zeros(3, np.float32)
        place_rigid(self._hair.points, head, centre, self._vertices[of_hair])
        place_rigid(self._hair.normals, head, nowhere, self._normals[of_hair])
        place_rigid(self._hair.tangents, head, nowhere, self._strand[:on_head])
        beard.follow(
            self._vertices,
            self._normals,
            self._beard.corner,
            self._beard.local,
            self._vertices[of_beard],
            self._normals[of_beard],
            self._strand[on_head:],
        )
        rest = self._triangles[self._parts_from : self._hair_triangles_from]
        light.vertex_normals(self._vertices, rest, self._normals, own, self._hair_from)
        light.vertex_normals(
            self._vertices[self._mouth_vertices],
            self._mouth_triangles,
            self._mouth_normals,
            0,
            len(self._mouth_vertices),
        )
        self._normals[self._mouth_vertices] = self._mouth_normals
        self._normals[first["left eye"] : first["lashes"]] = np.concatenate(normals)

    def pose(
        self,
        vertices: npt.NDArray[np.floating],
        weights: Mapping[str, float] | None = None,
        right: Mapping[str, float] | None = None,
    ) -> None:
        """Take posed vertices (19158, 3) dm and do all work that views share: light, shadow, diffusion.

        ``weights``: the action units that posed them, which fold the skin; ``right`` where that side plays others.
        """
        posed = np.ascontiguousarray(vertices, np.float32)
        self._posed = posed
        self._assemble(posed)
        self._relief.fold(weights or {}, right)
        apart, opening = mouth.opening(posed[self._landmarks])
        end = None if apart - self._apart_at_rest > mouth.PARTED else self._mouth_from
        self._drawn, casting = self._shown[:end], self._casting[:end]
        raster.project_parallel(
            self._vertices,
            self._light_rotation,
            self._head_centre.astype(np.float32),
            np.float32(_SHADOW_SIZE / _SHADOW_SPAN),
            _SHADOW_SIZE,
            self._place,
            self._nearness,
        )
        self._depths.fill(-1e9)
        raster.rasterise_nearness(self._place, self._nearness, casting, self._depths, _SHADOW_SIZE)
        light.visibility(
            self._place,
            self._nearness,
            self._normals,
            self._lights[0],
            self._depths,
            _SHADOW_SIZE,
            np.float32(0.07),
            self._shadow,
        )
        eye = slice(self._geometry.first["left eye"], self._geometry.first["lashes"])
        lids = self._lids.reshape(-1, 3)
        self._occlusion[eye] = lids[:, 0]
        mouth.let_in(self._vertices, self._lit_inside, self._light_inside, opening, self._head, self._let_in)
        self._occlusion[self._lit_inside] = self._let_in
        self._shadow[self._lit_inside] = mouth.SOFT + (np.float32(1) - mouth.SOFT) * self._shadow[self._lit_inside]
        light.irradiance(
            self._normals,
            self._occlusion,
            self._shadow,
            self._wrap,
            self._lights,
            self._sky,
            self._ground,
            self._shaded,
        )
        self._shaded[self._lit_inside, 3:6] *= mouth.dimmed(self._let_in)[:, None]
        self._shaded[eye, 6] = lids[:, 1]
        self._shaded[eye, 3:6] *= np.float32(1) - lids[:, 2:] * eyes.CARUNCLE_ABSORBS
        self._shaded[self._hair_from :, :3] = self._strand  # hair is lit by where its strands run
        light.glow(self._normals, *self._thin, self._lights, self._shaded)
        start, index = self._neighbours
        light.diffuse(self._shaded, start, index, self._closeness, self._scratch, _DIFFUSION)

    def view(self, camera: Camera) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB from ``camera``; valid until the next call."""
        if (camera.width, camera.height) != (self.width, self.height):
            raise ValueError(f"camera is {camera.width}×{camera.height}, studio {self.width}×{self.height}")
        position = np.array(camera.position, np.float32)
        rotation = np.array(camera.rotation, np.float32)
        focal, centre_x, centre_y = (np.float32(2 * v) for v in (camera.focal, camera.centre_x, camera.centre_y))
        raster.project_perspective(
            self._vertices, position, rotation, focal, centre_x, centre_y, self._place, self._nearness
        )
        distance = math.dist(camera.position, self.bounds.centre)
        near, far = 1.0 / (distance - 4.0), 1.0 / (distance + 5.5)
        self._keys.fill(0)
        depth_from, depth_scale = np.float32(far), np.float32((raster.DEPTH_LEVELS - 1) / (near - far))
        raster.rasterise(
            self._place,
            self._nearness,
            self._drawn,
            self._keys.reshape(-1),
            self._keys.shape[1],
            self._keys.shape[0],
            self._records,
            depth_from,
            depth_scale,
        )
        worn = self._attached
        if worn.holed.any():
            cutout.rasterise_cutout(
                self._place,
                self._nearness,
                self._triangles,
                self._worn.start,
                len(worn.holed),
                self._keys.reshape(-1),
                self._keys.shape[1],
                self._keys.shape[0],
                self._records,
                depth_from,
                depth_scale,
                worn.alpha,
                worn.alpha_table,
                worn.first_material,
            )
        shading.shade(
            self._keys,
            self._records,
            self._material,
            self._shaded,
            self._texels,
            self._relief.texels,
            self._materials,
            rotation,
            focal,
            centre_x,
            centre_y,
            self._head,
            self._lights,
            self._sky,
            self._ground,
            self._background,
            self._backdrop,
            self._tone,
            self._picture,
            self._local,
            self._work,
            self._whole,
        )
        return self._picture

    def face_polygon(self, camera: Camera) -> npt.NDArray[np.float32]:
        """Return the outline of the face (k, 2) in pixels at the current pose: jaw line, then over the brows."""
        return camera.project(self._posed[self._face_outline]).astype(np.float32)


#: Jaw from the subject's right ear to the left, then the brows from left to right (iBUG 68).
_FACE_OUTLINE = [*range(17), 26, 25, 24, 19, 18, 17]


def _detail(width: int, height: int) -> float:
    """Return the edge length (dm) below which the base mesh is fine enough for a picture of this size."""
    return 0.0 if min(width, height) > 600 else round(_DETAIL_PIXELS * _HEAD_SPAN / min(width, height), 4)
