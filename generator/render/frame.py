"""A frame: what a pose makes of a figure, and what all views of it share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.render.clothes import shell
from synthgen.render.face import eyes, iris, lashes
from synthgen.render.figure import Figure
from synthgen.render.hair import beard
from synthgen.render.poseframe import head_frame, middle, place_rigid, turn_between
from synthgen.render.raster import gbuffer, light
from synthgen.render.subdivide import apply_stencil

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


class Frame:
    """Buffers that passes fill one after another; per vertex (v,) in the order of the figure's parts.

    ``vertices`` (v, 3) dm and unit ``normals`` (v, 3); ``head`` (3, 3), the head's rotation from rest; ``occlusion``
    (v,), the share of the sky that is open; ``shadow`` (v,), the share of the key light that comes through; ``shaded``
    (v, VERTEX_COLUMNS), what shading interpolates. ``records`` (t, RECORD_COLUMNS) of triangles; ``drawn`` (k, 3), the
    triangles that a view draws.
    """

    def __init__(self, figure: Figure) -> None:
        drawn, count = figure.drawn, figure.order.count
        self.vertices = np.zeros((count, 3), np.float32)
        self.normals = np.zeros((count, 3), np.float32)
        self.head = np.eye(3, dtype=np.float32)
        self.occlusion = np.ones(count, np.float32)
        self.shadow = np.ones(count, np.float32)
        self.shaded = np.zeros((count, light.VERTEX_COLUMNS), np.float32)
        self.strand = np.zeros((count - figure.order.hair, 3), np.float32)
        self.lids = np.zeros((2, len(eyes.sphere().directions), 3), np.float32)
        self.records = np.zeros((len(drawn.triangles), gbuffer.RECORD_COLUMNS), np.float32)
        self.records[:, 6:12] = drawn.corners
        self.records[:, 12:15] = drawn.triangles
        self.records[:, 15] = drawn.material
        self.drawn = drawn.shown

        inner = drawn.triangles[drawn.mouth_from :]
        self.mouth_vertices, inner_local = np.unique(inner, return_inverse=True)
        self._mouth_triangles = inner_local.reshape(-1, 3).astype(np.int32)
        self._mouth_normals = np.zeros((len(self.mouth_vertices), 3), np.float32)


def place(figure: Figure, vertices: Floats, frame: Frame) -> None:
    """Place all parts as the posed base mesh's ``vertices`` (19158, 3) dm have it, and compute their normals."""
    geometry, order, drawn = figure.geometry, figure.order, figure.drawn
    first = geometry.first
    own = first["left eye"]
    skin = frame.vertices[:own]
    figure.refine(vertices, skin)
    light.vertex_normals(frame.vertices, geometry.skin_triangles, frame.normals, 0, own)
    cloth = figure.outfit.cloth
    shell.drape(skin, cloth.anchor, cloth.share, cloth.offset, frame.vertices[order.cloth : order.rigid])
    head = frame.head = turn_between(figure.rest_frame, head_frame(vertices, figure.skull))
    sphere = eyes.sphere()
    normals: list[Floats] = []
    for k, side in enumerate(("left eye", "right eye")):
        helper = figure.eye_helpers[k]
        centre, gaze = helper.now(vertices)
        begin = first[side]
        at = frame.vertices[begin : begin + len(sphere.directions)]
        local = np.empty_like(at)
        normals.append(np.empty_like(at))
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
            at,
            local,
            normals[k],
            frame.lids[k],
        )
        span = drawn.eyes[k]
        eyes.texture_corners(
            drawn.triangles[span],
            begin,
            local,
            np.float32(iris.LIMBUS),
            np.float32(iris.LIMBUS * figure.look.eyes.pupil),
            np.float32(helper.pupil_scale(vertices)),
            frame.records[span, 6:12],
        )
    grown = geometry.teeth
    apply_stencil(grown.start, grown.index, grown.weight, vertices, frame.vertices[first["teeth"] : first["end"]])
    strands = geometry.lashes
    lashes.grow(vertices, strands.corner, strands.share, frame.vertices[first["lashes"] : first["teeth"]])
    centre = middle(vertices, figure.skull[:2]).astype(np.float32)
    place_rigid(figure.outfit.rigid.points, head, centre, frame.vertices[order.rigid : order.attached])
    figure.attached.place(vertices, head, frame.vertices[order.attached : order.hair])
    of_hair = slice(order.hair, order.beard)
    of_beard = slice(order.beard, None)
    on_head = len(figure.hair.points)
    nowhere = np.zeros(3, np.float32)
    place_rigid(figure.hair.points, head, centre, frame.vertices[of_hair])
    place_rigid(figure.hair.normals, head, nowhere, frame.normals[of_hair])
    place_rigid(figure.hair.tangents, head, nowhere, frame.strand[:on_head])
    beard.follow(
        frame.vertices,
        frame.normals,
        figure.beard.corner,
        figure.beard.local,
        frame.vertices[of_beard],
        frame.normals[of_beard],
        frame.strand[on_head:],
    )
    rest = drawn.triangles[drawn.parts_from : drawn.hair_from]
    light.vertex_normals(frame.vertices, rest, frame.normals, own, order.hair)
    light.vertex_normals(
        frame.vertices[frame.mouth_vertices],
        frame._mouth_triangles,
        frame._mouth_normals,
        0,
        len(frame.mouth_vertices),
    )
    frame.normals[frame.mouth_vertices] = frame._mouth_normals
    frame.normals[first["left eye"] : first["lashes"]] = np.concatenate(normals)
