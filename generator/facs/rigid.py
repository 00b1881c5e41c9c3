"""Rigid motions: eyes turn about their centres, the head about the joints of the neck, pupils scale.

Angles are those that FACSHuman's targets reach (a target can only give the chord of a turn). FACS names sides from the
subject: AU51 and AU61 turn to the subject's left, +x. Yaw, pitch and roll are in degrees as in ``vectors.rotation``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.vectors import IDENTITY, Vector, centroid, product, rotate, rotation

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: code -> (yaw, pitch) of the left eye and of the right eye, in degrees
_GAZE: Mapping[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "61": ((36.0, 0.0), (36.0, 0.0)),
    "62": ((-36.0, 0.0), (-36.0, 0.0)),
    "63": ((0.0, -40.0), (0.0, -40.0)),
    "64": ((0.0, 62.0), (0.0, 62.0)),
    "65": ((36.0, 0.0), (-36.0, 0.0)),
    "66": ((-36.0, 0.0), (36.0, 0.0)),
}
#: codes that scale the pupils, and to what at weight 1
_PUPILS: Mapping[str, float] = {"contract": 0.352, "dilate": 1.966}
#: code -> (yaw, pitch, roll) in degrees, and the shift (x, y, z) in dm, of the skull
_HEAD: Mapping[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "51": ((40.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    "52": ((-35.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
    "53": ((0.0, -20.0, 0.0), (0.0, 0.0, 0.0)),
    "54": ((0.0, 23.0, 0.0), (0.0, 0.0, 0.0)),
    "55": ((0.0, 0.0, -18.0), (0.0, 0.0, 0.0)),
    "56": ((0.0, 0.0, 22.0), (0.0, 0.0, 0.0)),
    "57": ((0.0, 0.0, 0.0), (0.0, -0.11, 0.23)),
    "58": ((0.0, -2.8, 0.0), (0.0, 0.02, -0.42)),
}
_BONES = ("neck01", "neck02", "neck03", "head")
#: how a turn of the skull is shared by the bones: yaw, pitch, roll; a row adds up to 1. FACSHuman's fields sit almost
#: wholly in neck03 and the head; a little more of it lower down keeps the throat from shearing
_SHARES = ((0.0, 0.15, 0.6, 0.25), (0.0, 0.05, 0.4, 0.55), (0.0, 0.05, 0.25, 0.7))
#: how much of a shift of the skull each bone has taken part in
_SHIFTS = (0.2, 0.5, 0.8, 1.0)
#: midpoints of these vertices are where neck02 and neck03 begin (rig.default.json: strategy MEAN)
_NECK_JOINTS = {"neck02": (659, 18889), "neck03": (226, 17824)}

GAZE_CODES = frozenset([*_GAZE, *(f"{code}{side}" for code in ("61", "62", "63", "64") for side in "LR")])
PUPIL_CODES = frozenset(f"{eye}_eye_pupil_{what}" for eye in ("both", "left", "right") for what in _PUPILS)
HEAD_CODES = frozenset(_HEAD)


def gaze(weights: Mapping[str, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return (yaw, pitch) degrees of the left and the right eye; keys are codes without ``AU``.

    >>> gaze({"61": 0.5, "63L": 1.0})
    ((18.0, -40.0), (18.0, 0.0))
    """
    angles = [[0.0, 0.0], [0.0, 0.0]]
    for code in sorted(GAZE_CODES & weights.keys()):
        for eye, side in enumerate("LR"):
            if code[-1] in "LR" and code[-1] != side:
                continue
            for axis in range(2):
                angles[eye][axis] += _GAZE[code.rstrip("LR")][eye][axis] * weights[code]
    (left, right) = angles
    return (left[0], left[1]), (right[0], right[1])


#: (code of a turn above 0, its degrees at weight 1, code of one below 0, its degrees)
Limits = Tuple[Tuple[str, float, str, float], ...]


def head_limits() -> Limits:
    """Return the codes of the head's yaw, pitch and roll, above 0 as in ``vectors.rotation``, and how far each turns.

    >>> head_limits()
    (('AU51', 40.0, 'AU52', 35.0), ('AU54', 23.0, 'AU53', 20.0), ('AU56', 22.0, 'AU55', 18.0))
    """
    pairs = (("51", "52"), ("54", "53"), ("56", "55"))
    return tuple(
        (f"AU{plus}", abs(_HEAD[plus][0][axis]), f"AU{minus}", abs(_HEAD[minus][0][axis]))
        for axis, (plus, minus) in enumerate(pairs)
    )


def gaze_limits() -> Limits:
    """Return the codes of both eyes' yaw and pitch, as ``head_limits`` those of the head.

    >>> gaze_limits()
    (('AU61', 36.0, 'AU62', 36.0), ('AU64', 62.0, 'AU63', 40.0))
    """
    pairs = (("61", "62"), ("64", "63"))
    return tuple(
        (f"AU{plus}", abs(_GAZE[plus][0][axis]), f"AU{minus}", abs(_GAZE[minus][0][axis]))
        for axis, (plus, minus) in enumerate(pairs)
    )


def pupil_scale(weights: Mapping[str, float], side: str) -> float:
    """Return what the pupil of the "left" or "right" eye is scaled by.

    >>> pupil_scale({"both_eye_pupil_contract": 1.0}, "left"), pupil_scale({"left_eye_pupil_dilate": 1.0}, "right")
    (0.352, 1.0)
    """
    scale = 1.0
    for code in sorted(PUPIL_CODES & weights.keys()):
        eye, what = re.fullmatch(r"(\w+?)_eye_pupil_(\w+)", code).groups()  # type: ignore[union-attr]
        if eye in ("both", side):
            scale *= 1 + (_PUPILS[what] - 1) * weights[code]
    return scale


def turn_eye(ball: Floats, *, yaw: float, pitch: float, pupil: float = 1.0) -> Floats:
    """Return the vertices (72, 3) of an eye helper turned about their centroid, its pupil ring scaled by ``pupil``."""
    centre = centroid(ball)
    if pupil != 1.0:
        ball = ball.copy()
        ring = ball[::9]  # eight meridians of nine vertices from the front to the back
        middle = centroid(ring)
        ball[::9] = middle + (ring - middle) * pupil
    x, y, z = (ball - centre).T
    return np.stack([a * x + b * y + c * z for a, b, c in rotation(yaw, pitch, 0.0)], axis=1) + centre


@dataclass(frozen=True)
class Skull:
    """How the vertices hang on the neck: the first ``mixed`` of ``vertex`` (n,) on several bones, the rest on the head.

    ``weight`` (5, mixed): the shares of neck01, neck02, neck03, the head, and what stays with the body.
    """

    vertex: Ints
    mixed: int
    weight: Floats


def find_skull(assets: Assets) -> Skull:
    """Return the skin weights of the neck, with all bones of the face counted as head."""
    weight = np.zeros((4, len(assets.base)))
    for bone, (index, share) in assets.bone_weights.items():
        carrier: str | None = bone
        while carrier and carrier not in _BONES:
            carrier = assets.bone_joints[carrier]["parent"]
        if carrier:
            weight[_BONES.index(carrier), index] += share.astype(np.float64)
    for group in ("helper-upper-teeth", "helper-lower-teeth", "joint-head"):
        weight[:, assets.joint(group)] = np.array([[0.0], [0.0], [0.0], [1.0]])
    whole = weight[3] > 0.9995
    mixed = np.flatnonzero(~whole & (weight.max(axis=0) > 0))
    shares = weight[:, mixed]
    stays = 1 - (shares[0] + shares[1] + shares[2] + shares[3])
    vertex = np.concatenate([mixed, np.flatnonzero(whole)])
    return Skull(vertex, len(mixed), np.concatenate([shares, stays[None]]))


@dataclass(frozen=True)
class Neck:
    """The joints of neck01, neck02, neck03 and the head of one model, dm."""

    skull: Skull
    joints: tuple[Vector, ...]

    def move(self, positions: Floats, weights: Mapping[str, float]) -> None:
        """Turn and shift the head of vertices (m, 3), in place; ``weights`` holds codes without ``AU``."""
        turns, shifts = [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]
        for code in sorted(HEAD_CODES & weights.keys()):
            for axis in range(3):
                turns[axis] += _HEAD[code][0][axis] * weights[code]
                shifts[axis] += _HEAD[code][1][axis] * weights[code]
        skull = self.skull
        x, y, z = np.ascontiguousarray(positions.take(skull.vertex, axis=0).T)
        near = slice(skull.mixed)
        moved = np.stack([x[near], y[near], z[near]]) * skull.weight[4]
        matrix, offset, taken = IDENTITY, (0.0, 0.0, 0.0), 0.0
        for bone, joint in enumerate(self.joints):
            local = rotation(*(turn * shares[bone] for turn, shares in zip(turns, _SHARES)))
            step, taken = _SHIFTS[bone] - taken, _SHIFTS[bone]
            # a bone turns about its joint in the frame of the bone below
            way = zip(joint, rotate(local, joint), shifts)
            carried = rotate(matrix, tuple(j - t + step * s for j, t, s in way))  # type: ignore[arg-type]
            offset = (offset[0] + carried[0], offset[1] + carried[1], offset[2] + carried[2])
            matrix = product(matrix, local)
            for row, ((a, b, c), d) in enumerate(zip(matrix, offset)):
                moved[row] += skull.weight[bone] * (a * x[near] + b * y[near] + c * z[near] + d)
        result = np.empty((len(x), 3))
        for row, ((a, b, c), d) in enumerate(zip(matrix, offset)):
            result[:, row] = a * x + b * y + c * z + d
        result[near] = moved.T
        positions[skull.vertex] = result


def fit_neck(skull: Skull, neutral: Floats, assets: Assets) -> Neck:
    """Return the neck of a model whose vertices are ``neutral`` (19158, 3) float64."""
    places = {"neck01": assets.joint("joint-neck").tolist(), "head": assets.joint("joint-head").tolist()}
    places.update({bone: list(pair) for bone, pair in _NECK_JOINTS.items()})
    joints = [centroid(neutral[places[bone]]).tolist() for bone in _BONES]
    return Neck(skull, tuple((x, y, z) for x, y, z in joints))
