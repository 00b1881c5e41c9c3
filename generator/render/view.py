"""A view: a frame's triangles projected, rasterised and shaded for one camera."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.render.figure import Figure
from synthgen.render.frame import Frame
from synthgen.render.irradiance import Irradiance
from synthgen.render.raster import cutout, gbuffer, raster
from synthgen.render.raster import shade as shading
from synthgen.render.raster.tonemap import backdrop, tone_table
from synthgen.scene.camera import Camera
from synthgen.scene.lights import Lighting

Picture = npt.NDArray[np.uint8]


class View:
    """Buffers for pictures of one size, which every call fills anew; ``keys`` (2h, ≥ 2w) say what a sample shows."""

    def __init__(self, figure: Figure, lighting: Lighting, width: int, height: int) -> None:
        self._figure = figure
        self.width, self.height = width, height
        self._tone = tone_table()
        self._background = backdrop(lighting, width, height)
        steps = np.sqrt(self._background / np.float32(shading.TONE_TOP)) * np.float32(shading.TONE_SIZE - 1)
        self.backdrop = self._tone[(steps + np.float32(0.5)).astype(np.int32)]
        count = figure.drawn.count
        self._place = np.zeros((count, 2), np.int32)
        self._nearness = np.zeros(count, np.float32)
        self.keys = np.zeros((2 * height, 2 * width + (-2 * width) % raster.CHUNK), np.int32)
        self._picture = np.zeros((height, width, 3), np.uint8)
        # 8 more than needed: rows a power of two apart would all fall into the same sets of the L1 cache
        line = 4 * width + gbuffer.STEP + 8
        self._local = np.zeros((line, gbuffer.RECORD_COLUMNS), np.float32)
        self._work = np.zeros((gbuffer.SCRATCH_ROWS, line), np.float32)
        self._whole = np.zeros((gbuffer.INTEGER_ROWS, line), np.int32)

    def draw(self, frame: Frame, irradiance: Irradiance, camera: Camera) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB from ``camera``; valid until the next call."""
        rotation = np.array(camera.rotation, np.float32)
        lens = [np.float32(2 * v) for v in (camera.focal, camera.centre_x, camera.centre_y)]
        self._project(frame, camera, rotation, *lens)
        self._rasterise(frame, math.dist(camera.position, self._figure.bounds.centre))
        self._shade(frame, irradiance, rotation, *lens)
        return self._picture

    def _project(
        self,
        frame: Frame,
        camera: Camera,
        rotation: npt.NDArray[np.float32],
        focal: np.float32,
        centre_x: np.float32,
        centre_y: np.float32,
    ) -> None:
        position = np.array(camera.position, np.float32)
        raster.project_perspective(
            frame.vertices, position, rotation, focal, centre_x, centre_y, self._place, self._nearness
        )

    def _rasterise(self, frame: Frame, distance: float) -> None:
        """Find the triangle at each sample, for a camera at a ``distance`` (dm) from the head's middle."""
        near, far = 1.0 / (distance - 4.0), 1.0 / (distance + 5.5)
        self.keys.fill(0)
        depth_from, depth_scale = np.float32(far), np.float32((raster.DEPTH_LEVELS - 1) / (near - far))
        raster.rasterise(
            self._place,
            self._nearness,
            frame.drawn,
            self.keys.reshape(-1),
            self.keys.shape[1],
            self.keys.shape[0],
            frame.records,
            depth_from,
            depth_scale,
        )
        holes = self._figure.drawn.cutouts
        if holes is not None:
            cutout.rasterise_cutout(
                self._place,
                self._nearness,
                self._figure.drawn.triangles,
                holes.first,
                holes.count,
                self.keys.reshape(-1),
                self.keys.shape[1],
                self.keys.shape[0],
                frame.records,
                depth_from,
                depth_scale,
                holes.alpha,
                holes.table,
                holes.material,
            )

    def _shade(
        self,
        frame: Frame,
        irradiance: Irradiance,
        rotation: npt.NDArray[np.float32],
        focal: np.float32,
        centre_x: np.float32,
        centre_y: np.float32,
    ) -> None:
        figure = self._figure
        shading.shade(
            self.keys,
            frame.records,
            figure.drawn.material,
            frame.shaded,
            figure.texels,
            figure.relief.texels,
            figure.materials,
            rotation,
            focal,
            centre_x,
            centre_y,
            frame.head,
            irradiance.lights,
            irradiance.sky,
            irradiance.ground,
            self._background,
            self.backdrop,
            self._tone,
            self._picture,
            self._local,
            self._work,
            self._whole,
        )
