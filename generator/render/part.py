"""A part: one thing that is drawn (an organ, a garment, hair), what it is made of and how it follows a pose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.facs.signs import NONE_SHOWN, Looks
from synthgen.hands.pose import HandPose
from synthgen.render.arrays import Floats, Ints, Mask, Picture
from synthgen.render.materials import Material
from synthgen.render.subdivide import Stencil


@dataclass(frozen=True)
class Pose:
    """What parts follow.

    ``base`` (19158, 3) dm: the posed base mesh; ``head`` (3, 3): the head's rotation from rest; ``centre`` (3,) dm: the
    skull's. ``skin`` (n, 3) dm and its unit ``normals`` (n, 3): the refined skin, which is placed before all else.
    ``looks``: the signs (tears, blushing) of the moment. ``hands``: those that are up, if any; ``thing``: kind and
    side of what else is before the face (``synthgen.hands.things``), if anything.
    """

    base: Floats
    head: Floats
    centre: Floats
    skin: Floats
    normals: Floats
    looks: Looks = NONE_SHOWN
    hands: HandPose | None = None
    thing: tuple[str, str] | None = None


@dataclass(frozen=True)
class Rows:
    """A part's own rows of a frame's buffers (see ``Frame``), and the u, v of its triangles' corners (t, 6)."""

    vertices: Floats
    normals: Floats
    occlusion: Floats
    shaded: Floats
    corners: Floats


@dataclass(frozen=True, eq=False, kw_only=True)
class Part:
    """What is constant of a part. Subclasses say how many vertices it has and where a pose has them.

    Attributes:
        triangles: (t, 3) of the part's own vertices, counterclockwise as seen from outside.
        corners: (t, 6) texture coordinates u, v of their corners.
        material: a number of ``gbuffer`` or a material of its own.
        stands_for: kind of imported mesh that is drawn instead where there is one, as MakeHuman calls it.
        between_lips: it is drawn only where lips are parted.
        mouth: vertices (k,) that are lit by what comes through the lips, and the share (k,) of it that reaches them.
        hides: skin vertices (n,) that lie under it. What several parts hide together is not drawn; hair hides alone.
        shade: share (n,) of the sky that it leaves to skin vertices.
        smooth: its normals are those of its triangles; otherwise ``place`` writes them.
        alpha: opacity (h, w) uint8 of a texture of its own; such parts are rasterised last and follow one another.
        holed: some of that texture is transparent.
        stranded: its triangles from this one on are cards of hair, which show where their strands run alone.
        kink: how those strands wind: see ``StrandRanges``.
        solid: triangles (t,) that cast a shadow; None: all.
        bounce: albedo (linear rgb) of what hides the sky from it.
        fleeting: it is there in some frames only: see ``seen``.
        closing: it comes close to other parts: see ``close``.
        covers: what it is called where it is before a face: see ``hands.cover``.
    """

    triangles: Ints
    corners: Floats
    material: int | Material
    stands_for: str = ""
    between_lips: bool = False
    mouth: tuple[Ints, Floats] | None = None
    hides: Mask | None = None
    shade: Floats | None = None
    smooth: bool = True
    alpha: Picture | None = None
    holed: bool = False
    stranded: int | None = None
    kink: tuple[float, float] = (0.0, 0.0)
    solid: Mask | None = None
    bounce: tuple[float, float, float] = (0.0, 0.0, 0.0)
    fleeting: bool = False
    closing: bool = False
    covers: str = ""

    @property
    def count(self) -> int:
        """Number of vertices."""
        raise NotImplementedError

    @property
    def surface(self) -> Ints:
        """The triangles (t, 3) that normals come from."""
        return self.triangles

    def seen(self, pose: Pose) -> bool:
        """Tell whether it is there in a pose; where not, it is neither placed nor drawn."""
        return True

    def place(self, pose: Pose, rows: Rows) -> None:
        """Write the vertices, and what else of ``rows`` changes with a pose."""
        raise NotImplementedError

    def extent(self, centre: Floats) -> Floats:
        """Return the points (k, 3) dm that pictures keep whole, of a person at rest whose skull is at ``centre``."""
        return np.zeros_like(centre, shape=(0, 3))

    def bake(self, occlusion: Floats) -> None:
        """Change the share (n,) of the sky that is open at rest, once a person."""

    def paint(self, texture: Picture, relief: Ints) -> None:
        """Paint what it has of the skin's ``texture`` (size, size, 4) and ``relief`` (size²,), once a person."""

    def displaced(self, other: Part) -> Mask | None:
        """Return which triangles (t,) of another part are not drawn while this fleeting one is there; None: all are."""
        return None

    def close(self, own: slice, vertices: Floats, normals: Floats, occlusion: Floats) -> None:
        """Take from all vertices (v, 3) of a frame, this part's ``own`` among them, the sky that it hides (v,)."""

    def light(self, shaded: Floats) -> None:
        """Change the light (n, VERTEX_COLUMNS) that has fallen on the part in this pose."""

    def diffuse(self, rows: Rows, lights: Floats, skin: Rows) -> None:
        """Let light go on inside the part, that of ``lights`` (k, 7) and what has fallen on it, or on ``skin``."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Grown(Part):
    """A part whose vertices are weighted sums of the base mesh's."""

    stencil: Stencil

    @property
    def count(self) -> int:
        """Number of vertices."""
        return self.stencil.count

    def place(self, pose: Pose, rows: Rows) -> None:
        """Write the vertices."""
        self.stencil.apply(pose.base, rows.vertices)
