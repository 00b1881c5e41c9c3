"""The arm's part of the base mesh as it is drawn: topology, and where on a hand its points are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles, Floats, Ints, Mask
from synthgen.render.hands.layout import arm_texture, down_arm, hand_texture
from synthgen.render.subdivide import Stencil, catmull_clark

Side = Literal["left", "right"]
#: Bones from the shoulder on; fingers are numbered from the thumb.
_ARM = ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02")
_HAND = ("wrist", *(f"metacarpal{k}" for k in range(1, 5)), *(f"finger{k}-{i}" for k in range(1, 6) for i in (1, 2, 3)))
#: Share of a vertex's weights on these bones from which on it belongs to the arm.
_OWN = 0.5


class Axes(NamedTuple):
    """A hand's bones on the unshaped base mesh, dm, those of the left hand.

    ``joints`` (5, 4, 3): each digit's, from knuckle to tip, the thumb's first.
    ``palmar`` (5, 3): where the inside of each digit looks; ``inside`` (3,): where the palm does.
    ``arm`` (3, 3): shoulder, elbow, wrist.
    """

    joints: Doubles
    arm: Doubles
    palmar: Doubles
    inside: Doubles


@dataclass(frozen=True)
class ArmMesh:
    """Static topology of one arm, alike for every model.

    Attributes:
        stencil: the refined skin's n vertices as sums of the base mesh's.
        rest: (n, 3) dm, where they are on the unshaped base mesh.
        triangles: (t, 3) of the skin from the shoulder to the finger tips.
        corners: (t, 6) u, v of their corners in the skin's texture.
        along: (n,) how far down the arm they are: 0 at the shoulder, 1 at the elbow, 2 at the wrist, more on the hand.
        digit: (n,) nearest digit, 1 thumb to 5; 0: palm, back of the hand and arm.
        on_digit: (n,) how far along it they are: see ``nearest_bones``.
    """

    stencil: Stencil
    rest: Floats
    triangles: Ints
    corners: Floats
    along: Floats
    digit: Ints
    on_digit: Floats


def side_of(side: Side) -> float:
    """Return where a side is on the base mesh: 1 left, −1 right."""
    return 1.0 if side == "left" else -1.0


def arm_faces(assets: Assets, side: Side) -> tuple[Ints, Mask]:
    """Return the base mesh's quads (m,) that are skin of one arm, and which of them (m,) are of its hand."""
    weight, of_hand = np.zeros(len(assets.base)), np.zeros(len(assets.base))
    for bone in (*_ARM, *_HAND):
        index, share = assets.bone_weights[f"{bone}.{side[0].upper()}"]
        weight[index] += share
        if bone in _HAND:
            of_hand[index] += share
    body = np.asarray(assets.face_group) == assets.groups.index("body")
    faces = np.flatnonzero(body & (weight[np.asarray(assets.faces)] >= _OWN).all(axis=1))
    return faces.astype(np.int32), np.asarray((of_hand[np.asarray(assets.faces)[faces]] >= _OWN).all(axis=1))


def axes_of(assets: Assets) -> Axes:
    """Return the left hand's bones."""
    base = np.asarray(assets.base, np.float64)

    def joint(name: str) -> Doubles:
        at: Doubles = base[assets.joint(f"joint-l-{name}")].mean(axis=0)
        return at

    joints = np.array([[joint(f"finger-{k}-{i}") for i in range(1, 5)] for k in range(1, 6)])
    palmar = []
    for bone in joints:
        # a relaxed finger is bent to the inside: its tip and knuckle lie there, as seen from the joints between
        chord = bone[3] - bone[0]
        chord = chord / np.sqrt((chord * chord).sum())
        bend = 0.5 * (bone[0] + bone[3]) - 0.5 * (bone[1] + bone[2])
        bend = bend - (bend * chord).sum() * chord
        palmar.append(bend / np.sqrt((bend * bend).sum()))
    wrist = joint("hand")
    across, ahead = joints[4, 0] - joints[1, 0], 0.5 * (joints[1, 0] + joints[4, 0]) - wrist
    inside = np.array(
        [
            across[1] * ahead[2] - across[2] * ahead[1],
            across[2] * ahead[0] - across[0] * ahead[2],
            across[0] * ahead[1] - across[1] * ahead[0],
        ]
    )
    inside = inside / np.sqrt((inside * inside).sum())
    arm = np.array([joint("shoulder"), joint("elbow"), wrist])
    return Axes(joints, arm, np.array(palmar), inside)


def nearest_bones(axes: Axes, points: Doubles) -> tuple[Ints, Doubles]:
    """Return the digit (n,), 1–5, whose bones are nearest to points (n, 3) of a left hand, and how far along (n,) it
    they are: 0 at the knuckle, 1, 2 at the joints, 3 at the tip, and −1 at the wrist."""
    best = np.full(len(points), np.inf)
    digit, along = np.zeros(len(points), np.int32), np.zeros(len(points))
    for k, joints in enumerate(axes.joints, start=1):
        line = [axes.arm[2], *joints]
        for i in range(4):
            step = line[i + 1] - line[i]
            t = np.clip(((points - line[i]) * step).sum(axis=1) / (step * step).sum(), 0.0, 1.3 if i == 3 else 1.0)
            off = points - line[i] - t[:, None] * step
            square = (off * off).sum(axis=1)
            nearer = square < best
            best[nearer], digit[nearer], along[nearer] = square[nearer], k, (i - 1 + t)[nearer]
    return digit, along


@stored
def arm_mesh(assets: Assets, side: Side, detail: float, bare: float) -> ArmMesh:
    """Build one arm's topology from the base mesh, refining the hand's quads with an edge longer than ``detail`` (dm).

    Skin begins ``bare`` down the arm (see ``down_arm``).
    """
    base = np.asarray(assets.base, np.float32)
    selected, on_hand = arm_faces(assets, side)
    axes, mirror = axes_of(assets), np.array([side_of(side), 1.0, 1.0])
    at = base[np.asarray(assets.faces)[selected]].astype(np.float64) * mirror
    outside = down_arm(at, axes.arm).max(axis=1) > bare
    selected, on_hand, at = selected[outside], on_hand[outside], at[outside]
    faces = np.asarray(assets.faces)[selected]
    sides = base[faces] - base[np.roll(faces, -1, axis=1)]
    large = np.sqrt((sides.astype(np.float64) ** 2).sum(axis=2)).max(axis=1) > detail
    large &= on_hand
    cage, local = np.unique(faces, return_inverse=True)
    refined = catmull_clark(local.reshape(faces.shape).astype(np.int32), len(cage), divide=large)
    stencil = Stencil(refined.start, cage[refined.index].astype(np.int32), refined.weight)
    rest = np.stack([stencil.mean(base[:, column]) for column in range(3)], axis=1)
    left = rest * mirror
    uv = np.asarray(assets.uv, np.float64)[np.asarray(assets.face_uv)[selected]]
    own = np.where(
        on_hand[:, None, None],
        hand_texture(uv, side),
        arm_texture(at, axes.arm),
    )
    own = 1.0 - own[:, :, ::-1]  # the skin's texture lies on its side: see paint_skin
    digit, on_digit = nearest_bones(axes, left)
    return ArmMesh(
        stencil=stencil,
        rest=rest.astype(np.float32),
        triangles=refined.triangles,
        corners=refined.spread(own.astype(np.float32)).reshape(-1, 6),
        along=down_arm(left, axes.arm).astype(np.float32),
        digit=np.where(on_digit > 0.0, digit, 0).astype(np.int32),
        on_digit=on_digit.astype(np.float32),
    )
