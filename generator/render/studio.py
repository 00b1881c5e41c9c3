"""A studio: one person under lights. Pose the person, then take as many views as there are cameras.

``render`` takes arrays, not files: vertices in MakeHuman's order in, pictures out. What is made once a person is in
``figure``; here is what happens in a frame and in a view.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.assets.landmarks import FACE_OUTLINE
from synthgen.human.wardrobe import BARE, Wardrobe
from synthgen.render.clothes import shell
from synthgen.render.face import eyes, iris, lashes, mouth
from synthgen.render.figure import Figure
from synthgen.render.hair import beard
from synthgen.render.poseframe import facing, head_frame, middle, place_rigid, turn_between
from synthgen.render.raster import cutout, gbuffer, light, raster
from synthgen.render.raster import shade as shading
from synthgen.render.raster.tonemap import backdrop, tone_table
from synthgen.render.subdivide import apply_stencil
from synthgen.scene.camera import Camera
from synthgen.scene.lights import STUDIO, Lighting

if TYPE_CHECKING:
    from synthgen.human.appearance import Appearance

Floats = npt.NDArray[np.float32]
Picture = npt.NDArray[np.uint8]

_SHADOW_SIZE = 256
_SHADOW_SPAN = 6.4  # dm across the shadow map
_OCCLUSION_SIZE = 192
_OCCLUSION_DIRECTIONS = 64
#: How far light spreads in skin, by channel, as mean square distances (dm²): roots of 2.0, 0.6 and 0.3 mm. The profile
#: of E. d'Eon and D. Luebke, "Advanced techniques for realistic real-time skin rendering" (2007), has 1.7, 0.4 and 0.2.
_DIFFUSION = np.array([0.020**2, 0.006**2, 0.003**2], np.float32)


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
        self._light_up(lighting)
        self.figure = Figure(
            assets, neutral, look, pixels=min(width, height), wardrobe=wardrobe, key=self._lights[0, :3]
        )
        self.bounds = self.figure.bounds
        self._allocate()
        self._bake_occlusion()
        self.pose(self.figure.neutral)

    def _light_up(self, lighting: Lighting) -> None:
        self._lights = lighting.table()
        self._sky = np.array(lighting.sky, np.float32)
        self._ground = np.array(lighting.ground, np.float32)
        self._light_rotation = facing(self._lights[0, :3])
        self._tone = tone_table()
        self._background = backdrop(lighting, self.width, self.height)
        steps = np.sqrt(self._background / np.float32(shading.TONE_TOP)) * np.float32(shading.TONE_SIZE - 1)
        self._backdrop = self._tone[(steps + np.float32(0.5)).astype(np.int32)]

    def _allocate(self) -> None:
        """Make what every frame and view writes anew."""
        geometry, order, drawn = self.figure.geometry, self.figure.order, self.figure.drawn
        count = order.count
        self._vertices = np.zeros((count, 3), np.float32)
        self._normals = np.zeros((count, 3), np.float32)
        self._place = np.zeros((count, 2), np.int32)
        self._nearness = np.zeros(count, np.float32)
        self._shaded = np.zeros((count, light.VERTEX_COLUMNS), np.float32)
        self._strand = np.zeros((count - order.hair, 3), np.float32)
        self._shadow = np.ones(count, np.float32)
        self._occlusion = np.ones(count, np.float32)
        self._lids = np.zeros((2, len(eyes.sphere().directions), 3), np.float32)
        self._scratch = np.zeros((geometry.subdivision.count, 3), np.float32)
        self._depths = np.zeros((_SHADOW_SIZE, _SHADOW_SIZE), np.float32)

        inner = drawn.triangles[drawn.mouth_from :]
        self._mouth_vertices, inner_local = np.unique(inner, return_inverse=True)
        self._mouth_triangles = inner_local.reshape(-1, 3).astype(np.int32)
        self._mouth_normals = np.zeros((len(self._mouth_vertices), 3), np.float32)
        self._lit_inside = np.concatenate([self._mouth_vertices, geometry.lining]).astype(np.int32)
        left = np.ones(count, np.float32)
        left[geometry.first["teeth"] : geometry.first["end"]] = geometry.teeth.light
        self._light_inside = left[self._lit_inside]
        self._let_in = np.ones(len(self._lit_inside), np.float32)

        self._records = np.zeros((len(drawn.triangles), gbuffer.RECORD_COLUMNS), np.float32)
        self._records[:, 6:12] = drawn.corners
        self._records[:, 12:15] = drawn.triangles
        self._records[:, 15] = drawn.material
        samples = 2 * self.width + (-2 * self.width) % raster.CHUNK
        self._keys = np.zeros((2 * self.height, samples), np.int32)
        self._picture = np.zeros((self.height, self.width, 3), np.uint8)
        # 8 more than needed: rows a power of two apart would all fall into the same sets of the L1 cache
        line = 4 * self.width + gbuffer.STEP + 8
        self._local = np.zeros((line, gbuffer.RECORD_COLUMNS), np.float32)
        self._work = np.zeros((gbuffer.SCRATCH_ROWS, line), np.float32)
        self._whole = np.zeros((gbuffer.INTEGER_ROWS, line), np.int32)

    def _bake_occlusion(self) -> None:
        """Measure open sky once, at the neutral face; eyes and mouth are shaded frame by frame."""
        figure = self.figure
        self._assemble(figure.neutral)
        directions = light.sphere_directions(_OCCLUSION_DIRECTIONS)
        rotations = np.stack([facing(direction) for direction in directions])
        light.ambient_occlusion(
            self._vertices,
            self._normals,
            figure.drawn.casting,
            rotations,
            figure.head_centre,
            np.float32(_OCCLUSION_SIZE / _SHADOW_SPAN),
            _OCCLUSION_SIZE,
            np.float32(0.055),
            self._occlusion,
        )
        own = figure.geometry.first["left eye"]
        self._occlusion[:own] *= figure.outfit.sky
        on_hair = slice(figure.order.hair, None)
        open_sky = np.concatenate([figure.hair.open_sky, figure.beard.hair.open_sky])
        self._occlusion[on_hair] = (0.25 + 0.75 * self._occlusion[on_hair]) * open_sky

    # -- a frame -------------------------------------------------------------------------------------------------

    def _assemble(self, vertices: Floats) -> None:
        """Place everything that follows the posed base mesh, and compute normals."""
        figure, geometry, order, drawn = self.figure, self.figure.geometry, self.figure.order, self.figure.drawn
        first = geometry.first
        own = first["left eye"]
        skin = self._vertices[:own]
        figure.refine(vertices, skin)
        light.vertex_normals(self._vertices, geometry.skin_triangles, self._normals, 0, own)
        cloth = figure.outfit.cloth
        shell.drape(skin, cloth.anchor, cloth.share, cloth.offset, self._vertices[order.cloth : order.rigid])
        head = self._head = turn_between(figure.rest_frame, head_frame(vertices, figure.skull))
        sphere = eyes.sphere()
        normals: list[Floats] = []
        for k, side in enumerate(("left eye", "right eye")):
            helper = figure.eye_helpers[k]
            centre, gaze = helper.now(vertices)
            begin = first[side]
            place = self._vertices[begin : begin + len(sphere.directions)]
            local = np.empty_like(place)
            normals.append(np.empty_like(place))
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
            span = drawn.eyes[k]
            eyes.texture_corners(
                drawn.triangles[span],
                begin,
                local,
                np.float32(iris.LIMBUS),
                np.float32(iris.LIMBUS * figure.look.eyes.pupil),
                np.float32(helper.pupil_scale(vertices)),
                self._records[span, 6:12],
            )
        grown = geometry.teeth
        apply_stencil(grown.start, grown.index, grown.weight, vertices, self._vertices[first["teeth"] : first["end"]])
        strands = geometry.lashes
        lashes.grow(vertices, strands.corner, strands.share, self._vertices[first["lashes"] : first["teeth"]])
        centre = middle(vertices, figure.skull[:2]).astype(np.float32)
        place_rigid(figure.outfit.rigid.points, head, centre, self._vertices[order.rigid : order.attached])
        figure.attached.place(vertices, head, self._vertices[order.attached : order.hair])
        of_hair = slice(order.hair, order.beard)
        of_beard = slice(order.beard, None)
        on_head = len(figure.hair.points)
        nowhere = np.zeros(3, np.float32)
        place_rigid(figure.hair.points, head, centre, self._vertices[of_hair])
        place_rigid(figure.hair.normals, head, nowhere, self._normals[of_hair])
        place_rigid(figure.hair.tangents, head, nowhere, self._strand[:on_head])
        beard.follow(
            self._vertices,
            self._normals,
            figure.beard.corner,
            figure.beard.local,
            self._vertices[of_beard],
            self._normals[of_beard],
            self._strand[on_head:],
        )
        rest = drawn.triangles[drawn.parts_from : drawn.hair_from]
        light.vertex_normals(self._vertices, rest, self._normals, own, order.hair)
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
        figure, drawn = self.figure, self.figure.drawn
        posed = np.ascontiguousarray(vertices, np.float32)
        self._posed = posed
        self._assemble(posed)
        figure.relief.fold(weights or {}, right)
        apart, opening = mouth.opening(posed[figure.landmarks])
        end = None if apart - figure.apart_at_rest > mouth.PARTED else drawn.mouth_from
        self._drawn, casting = drawn.shown[:end], drawn.casting[:end]
        raster.project_parallel(
            self._vertices,
            self._light_rotation,
            figure.head_centre,
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
        eye = slice(figure.geometry.first["left eye"], figure.geometry.first["lashes"])
        lids = self._lids.reshape(-1, 3)
        self._occlusion[eye] = lids[:, 0]
        mouth.let_in(self._vertices, self._lit_inside, self._light_inside, opening, self._head, self._let_in)
        self._occlusion[self._lit_inside] = self._let_in
        self._shadow[self._lit_inside] = mouth.SOFT + (np.float32(1) - mouth.SOFT) * self._shadow[self._lit_inside]
        light.irradiance(
            self._normals,
            self._occlusion,
            self._shadow,
            figure.wrap,
            self._lights,
            self._sky,
            self._ground,
            self._shaded,
        )
        self._shaded[self._lit_inside, 3:6] *= mouth.dimmed(self._let_in)[:, None]
        self._shaded[eye, 6] = lids[:, 1]
        self._shaded[eye, 3:6] *= np.float32(1) - lids[:, 2:] * eyes.CARUNCLE_ABSORBS
        self._shaded[figure.order.hair :, :3] = self._strand  # hair is lit by where its strands run
        light.glow(self._normals, *figure.thin, self._lights, self._shaded)
        start, index = figure.neighbours
        light.diffuse(self._shaded, start, index, figure.closeness, self._scratch, _DIFFUSION)

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
        figure, worn = self.figure, self.figure.attached
        if worn.holed.any():
            cutout.rasterise_cutout(
                self._place,
                self._nearness,
                figure.drawn.triangles,
                figure.drawn.worn.start,
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
            figure.drawn.material,
            self._shaded,
            figure.texels,
            figure.relief.texels,
            figure.materials,
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
        return camera.project(self._posed[self.figure.landmarks[list(FACE_OUTLINE)]]).astype(np.float32)
