"""The arm of the base mesh: which vertices it has, where its joints are, and how its skin follows bones.

Joints and weights are those of the rig that comes with the mesh (``Assets.bone_joints``, ``Assets.bone_weights``), with
bones joined that move as one: the upper arm's two, and the palm's four with the wrist. So an arm has twenty: trunk,
upper arm, two of the forearm, which share its twist, hand, and three a digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.assets.mesh import SKIN
from synthgen.assets.stored import stored

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
OneSide = Literal["left", "right"]

TRUNK, UPPER, FORE, TWIST, HAND = range(5)
#: from this bone on the digits', three each, the thumb's first
DIGITS_FROM = 5
BONES = 20
#: ``Arm.digit`` of the palm and back of the hand, forearm and upper arm; digits count from 1, the thumb
PALM, FOREARM, UPPER_ARM = 0, -1, -2
#: bones that move a vertex; more are left out, and the others' weights grow
INFLUENCES = 4
#: where along the last bone of each digit (joint to tip 0–1) the nail begins; seen on the base mesh
_NAIL_FROM = (0.5, 0.38, 0.4, 0.47, 0.56)
#: which way the thumb's nail faces on the base mesh's left hand: seen there
_THUMB_NAIL = (-0.46, 0.77, 0.45)
#: cosine between a nail's quads and the way it faces; its rim and the fold are steeper
_NAIL_FACES = 0.72


@dataclass(frozen=True, eq=False)
class Arm:
    """What is alike for everybody.

    Attributes:
        side: "left" or "right", the subject's.
        indices: (n,) int32 vertices of the base mesh, rising.
        faces: (q, 4) int32 quads, rows of ``indices``, counterclockwise as seen from outside.
        face_uv: (q, 4) int32 rows of ``Assets.uv`` of their corners.
        digit: (n,) int8: 1 thumb … 5 little finger, ``PALM``, ``FOREARM``, ``UPPER_ARM``.
        nails: (q,) bool quads of nails.
        dorsal: (n,) float32 −1 … 1: 1 on the back of hand and digits, −1 on the palm and the pads.
        bones: (n, 4) int32 that move a vertex, and ``weights`` (n, 4) float64 that sum up to 1.
        joints: name → vertices (k,) of the base mesh whose mean is the joint: shoulder, elbow, wrist, and digit and
            joint, "2-1" … "2-4" (the tip).
    """

    side: OneSide
    indices: Ints
    faces: Ints
    face_uv: Ints
    digit: npt.NDArray[np.int8]
    nails: npt.NDArray[np.bool_]
    dorsal: npt.NDArray[np.float32]
    bones: Ints
    weights: Floats
    joints: dict[str, Ints]


@stored
def arm_of(assets: Assets, side: OneSide) -> Arm:
    """Return the arm of a side, "left" or "right"."""
    letter = side[0].upper()
    everything = _bone_weights(assets, letter)
    own = everything[:, UPPER:].sum(axis=1)
    indices = np.flatnonzero(own > 0.5).astype(np.int32)
    order = np.argsort(-everything[indices], axis=1, kind="stable")[:, :INFLUENCES].astype(np.int32)
    weights = np.take_along_axis(everything[indices], order, axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    rows = np.full(len(assets.base), -1, np.int32)
    rows[indices] = np.arange(len(indices), dtype=np.int32)
    quads = (rows[assets.faces] >= 0).all(axis=1)
    faces = rows[assets.faces[quads]]
    joints = _joints(assets, side[0])
    digit = _digits(everything[indices])
    points = assets.base[indices].astype(np.float64)
    places = {name: assets.base[found].astype(np.float64).mean(axis=0) for name, found in joints.items()}
    ways = _ways(places, mirrored=side == "right")
    nails, dorsal = _backs(points, faces, digit, places, ways)
    return Arm(side, indices, faces, assets.face_uv[quads], digit, nails, dorsal, order, weights, joints)


def _bone_weights(assets: Assets, letter: str) -> Floats:
    """Return the weights (SKIN, BONES) of all skin for the arm's bones."""
    names = {f"upperarm0{k}": UPPER for k in (1, 2)}
    names |= {"lowerarm01": FORE, "lowerarm02": TWIST, "wrist": HAND}
    names |= {f"metacarpal{k}": HAND for k in range(1, 5)}
    names |= {f"finger{d}-{k}": DIGITS_FROM + 3 * (d - 1) + k - 1 for d in range(1, 6) for k in range(1, 4)}
    weights = np.zeros((SKIN, BONES))
    for name, bone in names.items():
        index, weight = assets.bone_weights[f"{name}.{letter}"]
        skin = index < SKIN
        weights[index[skin], bone] += weight[skin]
    weights[:, TRUNK] = np.maximum(0.0, 1.0 - weights.sum(axis=1))
    return weights


def _joints(assets: Assets, letter: str) -> dict[str, Ints]:
    groups = {"shoulder": "shoulder", "elbow": "elbow", "wrist": "hand"}
    groups |= {f"{d}-{k}": f"finger-{d}-{k}" for d in range(1, 6) for k in range(1, 5)}
    return {name: np.array(assets.joint(f"joint-{letter}-{group}")) for name, group in groups.items()}


def _digits(weights: Floats) -> npt.NDArray[np.int8]:
    """Return which part of the arm each vertex (n, BONES) is: the one that moves it most."""
    parts = np.stack(
        [
            weights[:, [TRUNK, UPPER]].sum(axis=1),
            weights[:, [FORE, TWIST]].sum(axis=1),
            weights[:, HAND],
            *(weights[:, DIGITS_FROM + 3 * d : DIGITS_FROM + 3 * d + 3].sum(axis=1) for d in range(5)),
        ]
    )
    return (parts.argmax(axis=0) + UPPER_ARM).astype(np.int8)


def _ways(places: dict[str, Floats], *, mirrored: bool) -> dict[int, Floats]:
    """Return which way the back of the hand (0) and of each digit (1–5) faces on the base mesh, unit vectors (3,)."""
    sign = -1.0 if mirrored else 1.0
    across = places["2-1"] - places["5-1"]
    ways = {0: sign * np.cross(across, places["3-1"] - places["wrist"])}
    ways[1] = np.array(_THUMB_NAIL) * (sign, 1.0, 1.0)
    for d in range(2, 6):
        ways[d] = sign * np.cross(across, places[f"{d}-4"] - places[f"{d}-1"])
    return {part: way / np.sqrt(way @ way) for part, way in ways.items()}


def _backs(
    points: Floats, faces: Ints, digit: npt.NDArray[np.int8], places: dict[str, Floats], ways: dict[int, Floats]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """Return the quads (q,) of nails, and how far each vertex (n,) faces as the back of its part does."""
    corners = points[faces]
    normals = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    of_vertex = np.zeros_like(points)
    for corner in range(4):
        np.add.at(of_vertex, faces[:, corner], normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    of_vertex /= np.maximum(np.linalg.norm(of_vertex, axis=1, keepdims=True), 1e-12)
    toward = np.array([ways[max(int(part), 0)] for part in digit])
    dorsal = (of_vertex * toward).sum(axis=1).astype(np.float32)
    nails = np.zeros(len(faces), bool)
    middle = corners.mean(axis=1)
    for d, start in enumerate(_NAIL_FROM, 1):
        joint, tip = places[f"{d}-3"], places[f"{d}-4"]
        along = (middle - joint) @ (tip - joint) / ((tip - joint) @ (tip - joint))
        of_digit = (digit[faces] == d).all(axis=1)
        above = (middle - joint) @ ways[d] > 0
        nails |= of_digit & above & (along > start) & (normals @ ways[d] > _NAIL_FACES)
    return nails, dorsal
