"""Passes that light a frame's vertices: what falls on them, and how it spreads in skin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.face import mouth
from synthgen.render.figure import Figure
from synthgen.render.frame import Frame
from synthgen.render.part import Part, Rows
from synthgen.render.raster import light
from synthgen.scene.lights import Lighting


class Irradiance:
    """The light of one ``lighting`` on one figure: its tables, and where the light between the lips falls."""

    def __init__(self, figure: Figure, lighting: Lighting) -> None:
        self._figure = figure
        self.lights = light.lights_of(lighting)
        self._falling, self._around = self.lights, None
        if lighting.around is not None:
            none = np.zeros(3, np.float32)
            self._falling = self.lights._replace(sky=none, ground=none, front=none)
            self._around = lighting.around.table()
        spans = zip(figure.parts, figure.drawn.vertices, strict=True)
        inside = [(part.mouth[0] + own.start, part.mouth[1]) for part, own in spans if part.mouth is not None]
        index, share = (np.concatenate(column) for column in zip(*inside, strict=True))
        self._inside, self._reached = index.astype(np.int32), share.astype(np.float32)
        self._let_in = np.ones(len(index), np.float32)

    def fall(self, frame: Frame, opening: Floats) -> None:
        """Write the frame's irradiance; ``opening`` (5,) of the lips: see ``mouth.opening``."""
        inside = self._inside
        mouth.let_in(frame.vertices, inside, self._reached, opening, frame.head, self._let_in)
        frame.occlusion[inside] = self._let_in
        frame.shadow[:, inside] = mouth.SOFT + (np.float32(1) - mouth.SOFT) * frame.shadow[:, inside]
        used = slice(frame.used)
        normals, occlusion, shaded = frame.normals[used], frame.occlusion[used], frame.shaded[used]
        bounce = self._figure.bounce[used]
        light.irradiance(normals, occlusion, frame.shadow, self._figure.wrap[used], bounce, self._falling, shaded)
        if self._around is not None:
            light.surround(normals, occlusion, bounce, self._around, shaded)
        frame.shaded[inside, 3:6] *= mouth.dim(self._let_in)[:, None]
        for part, rows in self._seen(frame):
            part.light(rows.shaded)

    def diffuse(self, frame: Frame) -> None:
        """Let what fell on parts go on inside them."""
        for part, rows in self._seen(frame):
            part.diffuse(rows, self.lights.lamps, frame.rows[0])

    def _seen(self, frame: Frame) -> Iterator[tuple[Part, Rows]]:
        return itertools.compress(zip(self._figure.parts, frame.rows, strict=True), frame.seen)
