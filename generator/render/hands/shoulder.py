"""The cloth over the shoulder of an arm that is up, between garment and sleeve, instead of the garment's own arm.

The garment hangs on the body at rest, arms too. While an arm is up, that arm of it is away, and here the shoulder's
quads are cloth that follows: on the trunk's side they stay where they are and run under the garment, on the arm's side
they go with it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles, Floats, Ints, Mask
from synthgen.render.clothes.cloth import SPAN
from synthgen.render.clothes.neckline import cloth_coordinates
from synthgen.render.clothes.shell import Shell
from synthgen.render.hands.layout import down_arm
from synthgen.render.hands.mesh import Side, arm_faces, axes_of, side_of
from synthgen.render.head import Head
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.gbuffer import CLOTH
from synthgen.render.raster.light import vertex_normals

#: Cloth goes down the arm as far as here (1 is the elbow), and from here on dips under the sleeve's.
_LOWEST, _DIPS = 0.62, 0.42
#: Rings of quads on the trunk's side that it reaches under the garment.
_RINGS = 4
#: How far it stands off: on the arm, and at its edges, which lie under other cloth (dm).
_STAND, _EDGE = 0.060, 0.012


@dataclass(frozen=True)
class Cover:
    """A shoulder's cloth: ``vertex`` (n,) of the base mesh, ``triangles`` of them (t, 3), how far they ``rise`` (n,)
    off the skin, dm. ``arm`` (19158,): which vertices of the base mesh are the arm's."""

    vertex: Ints
    triangles: Ints
    rise: Floats
    arm: Mask


@stored
def cover_of(assets: Assets, side: Side) -> Cover:
    """Return one shoulder's, from the base mesh alone."""
    faces = np.asarray(assets.faces)
    own, _ = arm_faces(assets, side)
    arm = np.zeros(len(assets.base), bool)
    arm[faces[own]] = True
    axes = axes_of(assets)
    along = down_arm(np.asarray(assets.base, np.float64) * np.array([side_of(side), 1.0, 1.0]), axes.arm)
    body = np.asarray(assets.face_group) == assets.groups.index("body")
    near = arm & (along < _LOWEST)
    ring = np.where(near, 0, 99)
    for k in range(1, _RINGS + 1):
        touched = body & (ring[faces] < 99).any(axis=1)
        reached = np.unique(faces[touched])
        ring[reached[ring[reached] == 99]] = k
    # what is farther down the arm was reached too, from above
    upper = ~arm | (along < _LOWEST)
    quads = faces[body & ((ring < 99) & upper)[faces].all(axis=1)]
    vertex, local = np.unique(quads, return_inverse=True)
    triangles = local.reshape(-1, 4)[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
    share: Doubles = np.clip(1.0 - ring[vertex] / _RINGS, 0.0, 1.0)
    share = share * np.clip(1.0 - (along[vertex] - _DIPS) / (_LOWEST - _DIPS), 0.0, 1.0)
    rise = np.round(_EDGE + (_STAND - _EDGE) * share, 6).astype(np.float32)
    return Cover(vertex.astype(np.int32), triangles.astype(np.int32), rise, arm)


@dataclass(frozen=True, eq=False, kw_only=True)
class Shoulder(Part):
    """The cloth of one shoulder. ``base`` (19158, 3) dm: work memory in the base mesh's order."""

    head: Head
    side: Side
    cover: Cover
    base: Floats
    material: int = CLOTH

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.cover.vertex)

    def seen(self, pose: Pose) -> bool:
        """Tell whether this arm is up."""
        return pose.hands is not None and pose.hands.of(self.side) is not None

    def place(self, pose: Pose, rows: Rows) -> None:
        """Lie on trunk and posed arm."""
        hand = pose.hands.of(self.side) if pose.hands is not None else None
        if hand is None:
            return
        own = self.cover
        self.base[own.vertex] = pose.base[own.vertex]
        self.base[hand.indices] = hand.vertices
        rows.vertices[:] = self.base[own.vertex]
        vertex_normals(rows.vertices, own.triangles, rows.normals, 0, self.count)
        rows.vertices[:] += own.rise[:, None] * rows.normals

    def bake(self, occlusion: Floats) -> None:
        """Be open to the sky."""
        occlusion[:] = np.float32(0.9)

    def displaced(self, other: Part) -> Mask | None:
        """Put away the garment's arm: cloth that hangs on the arm's skin."""
        if not isinstance(other, Shell) or other.material != CLOTH:
            return None
        on_arm = self.head.geometry.skin.mean(self.cover.arm.astype(np.float64))
        hung = (other.share * on_arm[other.anchor]).max(axis=1) > _HANGS
        return np.asarray(hung[other.triangles].any(axis=1))


#: Share of an arm's vertices in what a point of cloth hangs on, from which on it is the arm's.
_HANGS = 0.5


def shoulder_of(head: Head, side: Side) -> Shoulder:
    """Return the cloth of a person's shoulder."""
    cover = cover_of(head.assets, side)
    places = cloth_coordinates(np.asarray(head.assets.base, np.float32)[cover.vertex]) / np.float32(SPAN)
    return Shoulder(
        triangles=cover.triangles,
        corners=places[cover.triangles].reshape(-1, 6).astype(np.float32),
        fleeting=True,
        covers="sleeve",
        head=head,
        side=side,
        cover=cover,
        base=np.zeros((len(head.neutral), 3), np.float32),
    )
