"""A frame: what a pose makes of a figure, and what all views of it share."""

from __future__ import annotations

import itertools

import numpy as np

from synthgen.facs.signs import NONE_SHOWN, Looks
from synthgen.hands.pose import HandPose
from synthgen.render.arrays import Floats
from synthgen.render.figure import Figure
from synthgen.render.part import Pose, Rows
from synthgen.render.poseframe import head_frame, middle, turn_between
from synthgen.render.raster import gbuffer, light


class Frame:
    """Buffers that passes fill one after another; per vertex (v,) in the order of the figure's parts.

    ``vertices`` (v, 3) dm and unit ``normals`` (v, 3); ``head`` (3, 3), the head's rotation from rest; ``occlusion``
    (v,), the share of the sky that is open; ``shadow`` (``casting``, v), the share of each point's light that comes
    through; ``shaded`` (v, VERTEX_COLUMNS), what shading interpolates. ``records`` (t, RECORD_COLUMNS) of triangles;
    ``drawn`` (k, 3), the triangles that a view draws; ``seen``: which parts are there in this frame, and
    ``used``: how many vertices there are up to the last of them, those that passes have to do with. ``rows`` are a
    part's own of all that.
    """

    def __init__(self, figure: Figure, *, casting: int) -> None:
        drawn = figure.drawn
        self.vertices = np.zeros((drawn.count, 3), np.float32)
        self.normals = np.zeros((drawn.count, 3), np.float32)
        self.head = np.eye(3, dtype=np.float32)
        self.occlusion = np.ones(drawn.count, np.float32)
        self.shadow = np.ones((casting, drawn.count), np.float32)
        self.shaded = np.zeros((drawn.count, light.VERTEX_COLUMNS), np.float32)
        self.records = np.zeros((len(drawn.triangles), gbuffer.RECORD_COLUMNS), np.float32)
        self.records[:, 6:12] = drawn.corners
        self.records[:, 12:15] = drawn.triangles
        self.records[:, 15] = drawn.material
        self.drawn = drawn.shown
        self.seen = [True] * len(figure.parts)
        self.used = drawn.count
        self.rows = [
            Rows(
                self.vertices[own], self.normals[own], self.occlusion[own], self.shaded[own], self.records[faces, 6:12]
            )
            for own, faces in zip(drawn.vertices, drawn.faces, strict=True)
        ]

    def cast_by(self, casting: int) -> None:
        """Make room for the shadows of another number of points."""
        if casting != len(self.shadow):
            self.shadow = np.ones((casting, len(self.vertices)), np.float32)


def place(
    figure: Figure,
    base: Floats,
    frame: Frame,
    looks: Looks = NONE_SHOWN,
    hands: HandPose | None = None,
    thing: tuple[str, str] | None = None,
) -> None:
    """Place all parts as the posed base mesh (19158, 3) dm has it, with their normals: what grows on skin needs its."""
    own = figure.head
    frame.head = turn_between(own.axes, head_frame(base, own.skull))
    centre = middle(base, own.skull[:2]).astype(np.float32)
    pose = Pose(base, frame.head, centre, frame.rows[0].vertices, frame.rows[0].normals, looks, hands, thing)
    frame.seen = [not part.fleeting or part.seen(pose) for part in figure.parts]
    last = max(k for k, there in enumerate(frame.seen) if there)
    frame.used = figure.drawn.vertices[last].stop
    for part, rows in itertools.compress(zip(figure.parts, frame.rows, strict=True), frame.seen):
        part.place(pose, rows)
        if part.smooth:
            light.vertex_normals(rows.vertices, part.surface, rows.normals, 0, part.count)
