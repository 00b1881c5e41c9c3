"""Passes that light a frame's vertices: what falls on them, and how it spreads in skin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.render.face import eyes, mouth
from synthgen.render.figure import Figure
from synthgen.render.frame import Frame
from synthgen.render.raster import light
from synthgen.scene.lights import Lighting

Floats = npt.NDArray[np.float32]

#: How far light spreads in skin, by channel, as mean square distances (dm²): roots of 2.0, 0.6 and 0.3 mm. The profile
#: of E. d'Eon and D. Luebke, "Advanced techniques for realistic real-time skin rendering" (2007), has 1.7, 0.4 and 0.2.
_DIFFUSION = np.array([0.020**2, 0.006**2, 0.003**2], np.float32)


class Irradiance:
    """The light of one ``lighting`` on one figure: its tables, and what is constant of the figure's mouth."""

    def __init__(self, figure: Figure, frame: Frame, lighting: Lighting) -> None:
        self._figure = figure
        self.lights = lighting.table()
        self.sky = np.array(lighting.sky, np.float32)
        self.ground = np.array(lighting.ground, np.float32)
        geometry = figure.geometry
        self._inside = np.concatenate([frame.mouth_vertices, geometry.lining]).astype(np.int32)
        left = np.ones(figure.order.count, np.float32)
        left[geometry.first["teeth"] : geometry.first["end"]] = geometry.teeth.light
        self._light_inside = left[self._inside]
        self._let_in = np.ones(len(self._inside), np.float32)
        self._spread = np.zeros((geometry.subdivision.count, 3), np.float32)

    def fall(self, frame: Frame, opening: Floats) -> None:
        """Write the frame's irradiance; ``opening`` (5,) of the lips: see ``mouth.opening``."""
        figure, inside = self._figure, self._inside
        eye = slice(figure.geometry.first["left eye"], figure.geometry.first["lashes"])
        lids = frame.lids.reshape(-1, 3)
        frame.occlusion[eye] = lids[:, 0]
        mouth.let_in(frame.vertices, inside, self._light_inside, opening, frame.head, self._let_in)
        frame.occlusion[inside] = self._let_in
        frame.shadow[inside] = mouth.SOFT + (np.float32(1) - mouth.SOFT) * frame.shadow[inside]
        light.irradiance(
            frame.normals,
            frame.occlusion,
            frame.shadow,
            figure.wrap,
            self.lights,
            self.sky,
            self.ground,
            frame.shaded,
        )
        frame.shaded[inside, 3:6] *= mouth.dimmed(self._let_in)[:, None]
        frame.shaded[eye, 6] = lids[:, 1]
        frame.shaded[eye, 3:6] *= np.float32(1) - lids[:, 2:] * eyes.CARUNCLE_ABSORBS
        frame.shaded[figure.order.hair :, :3] = frame.strand  # hair is lit by where its strands run

    def diffuse(self, frame: Frame) -> None:
        """Let light through thin skin, and spread what fell on skin as far as it diffuses there."""
        figure = self._figure
        light.glow(frame.normals, *figure.thin, self.lights, frame.shaded)
        start, index = figure.neighbours
        light.diffuse(frame.shaded, start, index, figure.closeness, self._spread, _DIFFUSION)
