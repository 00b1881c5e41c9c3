"""A hand and its forearm as a part: the skin from where the sleeve ends, as ``synthgen.hands`` has it in a frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from synthgen.human.tones import albedo_of
from synthgen.render.arrays import Floats, Ints, Picture
from synthgen.render.hands.capsules import Capsules, capsules_of
from synthgen.render.hands.mesh import ArmMesh, Side, arm_mesh
from synthgen.render.hands.nearby import close_others, close_own
from synthgen.render.hands.paint import paint_hands
from synthgen.render.hands.shoulder import shoulder_of
from synthgen.render.hands.sleeve import END, sleeve_of
from synthgen.render.head import Head, detail_of
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster import light
from synthgen.render.raster.gbuffer import SKIN
from synthgen.render.skin.skinmesh import DIFFUSION

_SIDES: tuple[Side, ...] = ("left", "right")


@dataclass(frozen=True, eq=False, kw_only=True)
class Hand(Part):
    """The skin of one hand.

    Attributes:
        head: whose it is.
        side: "left" or "right", the subject's.
        mesh: its topology; of its vertices those that bare skin needs are placed, and all others with them.
        base: (19158, 3) dm, work memory in the base mesh's order; ``gaps`` (19158, 3) likewise, the first column used.
        capsules: what it hides of the sky, by which it is known to what it comes close to.
        ends: (k, 2, 3) dm, where they are in the last pose.
        gap: (n, 3) dm, in its first column how far vertices are outside the head in it; ``centre`` (3,) of the head.
        neighbours, closeness, spread: see ``Skin``.
    """

    head: Head
    side: Side
    mesh: ArmMesh
    base: Floats
    gaps: Floats
    capsules: Capsules
    ends: Floats
    gap: Floats
    centre: Floats
    neighbours: tuple[Ints, Ints]
    closeness: Floats
    spread: Floats

    @property
    def count(self) -> int:
        """Number of vertices."""
        return self.mesh.stencil.count

    def seen(self, pose: Pose) -> bool:
        """Tell whether this hand is up."""
        return pose.hands is not None and pose.hands.of(self.side) is not None

    def place(self, pose: Pose, rows: Rows) -> None:
        """Write the vertices."""
        hand = pose.hands.of(self.side) if pose.hands is not None else None
        if hand is None:
            return
        self.base[hand.indices] = hand.vertices
        self.gaps[hand.indices, 0] = hand.gap
        stencil = self.mesh.stencil
        stencil.apply(self.base, rows.vertices)
        stencil.apply(self.gaps, self.gap)
        self.capsules.place(self.base, self.ends)
        self.centre[:] = pose.centre

    def paint(self, texture: Picture, relief: Ints) -> None:
        """Paint the hands' chart: both have one."""
        if self.side == _SIDES[0]:
            paint_hands(self.head, texture, relief)

    def close(self, own: slice, vertices: Floats, normals: Floats, occlusion: Floats) -> None:
        """Hide sky from the face and whatever else is near, and from itself."""
        ends, radii = self.ends, self.capsules.radii
        close_others(own.start, own.stop, vertices, normals, ends, radii, occlusion)
        close_own(
            vertices[own],
            normals[own],
            self.mesh.digit,
            self.mesh.on_digit,
            self.gap[:, 0],
            self.centre,
            ends,
            radii,
            self.capsules.digit,
            occlusion[own],
        )

    def diffuse(self, rows: Rows, lights: Floats, skin: Rows) -> None:
        """Spread what fell on skin as far as it diffuses there."""
        light.diffuse(rows.shaded, *self.neighbours, self.closeness, self.spread, DIFFUSION)


#: Quads of a hand with no longer edge than this (dm) are never divided: those of fingers are fine as they are, and the
#: triangles of a frame are counted (``raster.TRIANGLE_BITS``).
_FINEST = 0.090
#: Skin reaches so far up the sleeve, of the arm's way.
_INSIDE = 0.12


def parts(head: Head) -> Iterable[Part]:
    """Return both hands of a person, each with its sleeve."""
    for side in _SIDES:
        yield _hand(head, side)
        yield sleeve_of(head, side)
        yield shoulder_of(head, side)


def _hand(head: Head, side: Side) -> Hand:
    mesh = arm_mesh(head.assets, side, max(detail_of(head.pixels), _FINEST), round(END - _INSIDE, 3))
    count = mesh.stencil.count
    skin = np.zeros((count, 3), np.float32)
    mesh.stencil.apply(head.neutral, skin)
    neighbours = light.neighbours_of(mesh.triangles, count)
    capsules = capsules_of(head.assets, side)
    work = np.zeros((len(head.neutral), 3), np.float32)
    return Hand(
        triangles=mesh.triangles,
        corners=mesh.corners,
        material=SKIN,
        bounce=albedo_of(head.look.skin.tone, head.look.skin.undertone),
        fleeting=True,
        closing=True,
        covers=side,
        head=head,
        side=side,
        mesh=mesh,
        base=work,
        gaps=np.zeros_like(work),
        capsules=capsules,
        ends=np.zeros((len(capsules.radii), 2, 3), np.float32),
        gap=np.zeros((count, 3), np.float32),
        centre=np.zeros(3, np.float32),
        neighbours=neighbours,
        closeness=light.closeness_of(skin, *neighbours),
        spread=np.zeros((count, 3), np.float32),
    )
