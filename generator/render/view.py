"""A view: a frame's triangles projected, rasterised and shaded for one camera."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from synthgen.render.arrays import Floats, Picture
from synthgen.render.figure import Figure
from synthgen.render.frame import Frame
from synthgen.render.irradiance import Irradiance
from synthgen.render.raster import cutout, gbuffer, raster, strands
from synthgen.render.raster import shade as shading
from synthgen.render.raster.distortion import bend, coefficients
from synthgen.render.raster.soften import soften
from synthgen.render.raster.tonemap import TONE_SIZE, TONE_TOP, backdrop, tone_table
from synthgen.scene.camera import Camera
from synthgen.scene.lights import Lighting

#: the gain of a picture that shows light as it is
AS_IT_IS = np.ones(3, np.float32)


class Backdrop(NamedTuple):
    """What is behind a person, as it is blended with (h, w, 3) float32 linear, and as it is shown uint8 sRGB."""

    linear: Floats
    shown: Picture


def backdrop_of(linear: Floats) -> Backdrop:
    """Return the backdrop of linear light (h, w, 3) float32."""
    steps = np.sqrt(np.clip(linear, 0, np.float32(TONE_TOP)) / np.float32(TONE_TOP)) * np.float32(TONE_SIZE - 1)
    return Backdrop(linear, tone_table()[(steps + np.float32(0.5)).astype(np.int32)])


class View:
    """Buffers for pictures of one size, which every call fills anew; ``samples`` (2h, ≥ 2w) say what each one shows."""

    def __init__(self, figure: Figure, lighting: Lighting, width: int, height: int) -> None:
        self._figure = figure
        self.width, self.height = width, height
        own = self.behind = backdrop_of(backdrop(lighting, width, height))
        self.backdrop = own.shown
        picture = np.zeros((height, width, 3), np.uint8)
        hair = np.zeros((height, width), np.uint8)
        self._canvas = shading.Canvas(own.linear, own.shown, tone_table(), picture, hair, AS_IT_IS)
        self._soft = np.zeros_like(picture)
        self._screen = raster.Screen.of(figure.drawn.count)
        self.samples = np.zeros((2 * height, 2 * width + (-2 * width) % raster.CHUNK), np.int32)
        self._scratch = gbuffer.Scratch.for_width(width)

    def draw(
        self,
        frame: Frame,
        irradiance: Irradiance,
        camera: Camera,
        behind: Backdrop | None = None,
        gain: Floats = AS_IT_IS,
    ) -> Picture:
        """Return the picture (height, width, 3) uint8 sRGB from ``camera``; valid until the next call.

        ``gain`` (3,): what the person's red, green and blue light is multiplied by before it is shown.
        """
        lens = raster.Lens(
            np.array(camera.position, np.float32),
            np.array(camera.rotation, np.float32),
            *(np.float32(2 * v) for v in (camera.focal, camera.centre_x, camera.centre_y)),
        )
        raster.project_perspective(frame.vertices[: frame.used], lens, self._screen)
        if camera.distortion is not None:
            bend(self._screen.xy, lens.focal, lens.centre_x, lens.centre_y, coefficients(camera.distortion))
        self._rasterise(frame, math.dist(camera.position, self._figure.bounds.centre))
        canvas = self._canvas._replace(gain=gain)
        if behind is not None:
            canvas = canvas._replace(background=behind.linear, backdrop=behind.shown)
        self._shade(frame, irradiance, lens, canvas)
        soften(self._canvas.out, self._canvas.hair, self._soft)
        return self._soft

    def _rasterise(self, frame: Frame, distance: float) -> None:
        """Find the triangle at each sample, for a camera at a ``distance`` (dm) from the head's middle."""
        near, far = 1.0 / (distance - 4.0), 1.0 / (distance + 5.5)
        self.samples.fill(0)
        buffer = raster.Visibility(self.samples, np.float32(far), np.float32((raster.DEPTH_LEVELS - 1) / (near - far)))
        raster.rasterise(self._screen, frame.drawn, buffer, frame.records)
        drawn = self._figure.drawn
        strands.rasterise_strands(self._screen, drawn.triangles, buffer, frame.records, drawn.strands)
        if drawn.cutouts is not None:
            cutout.rasterise_cutout(self._screen, drawn.triangles, buffer, frame.records, drawn.cutouts)

    def _shade(self, frame: Frame, irradiance: Irradiance, lens: raster.Lens, canvas: shading.Canvas) -> None:
        figure = self._figure
        surfaces = shading.Surfaces(
            frame.records,
            figure.drawn.material,
            frame.shaded,
            figure.texels,
            figure.relief.texels,
            figure.materials,
        )
        shading.shade(self.samples, surfaces, lens, frame.head, irradiance.lights, canvas, self._scratch)
