"""One person's arm at rest: where its joints are, and its skin in the hand's own frame.

Left and right are the same here: a right arm is seen in a mirror (x → −x), and is a left one. The hand's frame has its
origin at the wrist; x points to the little finger's side, y along the palm to the middle finger, z is where the palm
faces.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.hands.arm import HAND, PALM, Arm
from synthgen.hands.vectors import Matrix, Vector, cross, dot, frame, minus, point, transposed, turned, unit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
#: which way the thumb's nail faces, in the hand's frame (seen on the base mesh)
_THUMB_BACK = (-0.96, -0.26, -0.10)


@dataclass(frozen=True, eq=False)
class Limb:
    """One person's arm.

    Attributes:
        arm: what is alike for everybody.
        sign: 1 for a left arm, −1 for a right one: what x is multiplied by to see it as a left one.
        shoulder, elbow, wrist: dm, of the mirrored body.
        axes: the hand's frame at rest; columns are across, along and facing.
        rest: (n, 3) the skin of the arm at rest, mirrored, dm.
        own: (m,) rows of it that are the hand's, and ``skin`` (m, 3) in the hand's frame.
        group: (m,) 0 the palm's, 1 … 5 the digits'.
        bones, weights: (m, 4) of the hand's skin; what forearm bones move counts as the hand's.
        joints: (5, 4, 3) dm in the hand's frame, each digit's three joints and its tip.
        bend: (5, 3) the axis that each digit bends about, at rest, in the hand's frame.
        resting: (5, 4) degrees, how digits are bent and spread at rest; 0 for the thumb.
    """

    arm: Arm
    sign: float
    shoulder: Vector
    elbow: Vector
    wrist: Vector
    axes: Matrix
    rest: Floats
    own: Ints
    skin: Floats
    group: Ints
    bones: Ints
    weights: Floats
    joints: Floats
    bend: Floats
    resting: Floats

    def spot(self, name: str) -> Vector:
        """Return a point of the hand at rest in the hand's frame: "wrist", "palm" or digit and joint."""
        if name == "wrist":
            return 0.0, 0.0, 0.0
        if name == "palm":
            first, last = self.spot("2-1"), self.spot("5-1")
            return (first[0] + last[0]) / 3.0, (first[1] + last[1]) / 3.0, (first[2] + last[2]) / 3.0
        x, y, z = self.joints[int(name[0]) - 1, int(name[2]) - 1].tolist()
        return x, y, z


def limb_of(arm: Arm, vertices: npt.NDArray[np.float32]) -> Limb:
    """Return the arm of a person with these neutral vertices (19158, 3) dm."""
    sign = 1.0 if arm.side == "left" else -1.0
    places = {name: _mirrored(point(vertices, index), sign) for name, index in arm.joints.items()}
    along = minus(places["3-1"], places["wrist"])
    axes = frame(along, cross(minus(places["5-1"], places["2-1"]), along))
    to_hand = transposed(axes)
    joints = np.array(
        [[turned(to_hand, minus(places[f"{d}-{k}"], places["wrist"])) for k in range(1, 5)] for d in range(1, 6)]
    )
    bend, resting = _rest_of(joints)
    rest = vertices[arm.indices].astype(np.float64) * (sign, 1.0, 1.0)
    own = np.flatnonzero(arm.digit >= PALM).astype(np.int32)
    local = rest[own] - np.array(places["wrist"])
    skin = np.stack([local[:, 0] * row[0] + local[:, 1] * row[1] + local[:, 2] * row[2] for row in to_hand], axis=1)
    return Limb(
        arm=arm,
        sign=sign,
        shoulder=places["shoulder"],
        elbow=places["elbow"],
        wrist=places["wrist"],
        axes=axes,
        rest=rest,
        own=own,
        skin=np.ascontiguousarray(skin),
        group=arm.digit[own].astype(np.int32),
        bones=np.maximum(arm.bones[own], HAND).astype(np.int32),
        weights=np.ascontiguousarray(arm.weights[own]),
        joints=joints,
        bend=bend,
        resting=resting,
    )


def _mirrored(place: Vector, sign: float) -> Vector:
    return sign * place[0], place[1], place[2]


def _rest_of(joints: Floats) -> tuple[Floats, Floats]:
    """Return the axes (5, 3) that digits bend about, and how they are bent and spread at rest (5, 4), degrees."""
    bend, resting = np.zeros((5, 3)), np.zeros((5, 4))
    for d in range(5):
        first, second, third, tip = (tuple(joint) for joint in joints[d].tolist())
        bones = [unit(minus(b, a)) for a, b in ((first, second), (second, third), (third, tip))]
        if d == 0:
            bend[d] = unit(cross(_THUMB_BACK, unit(minus(tip, second))))
            continue
        x, y, z = bones[0]
        across = unit((y, -x, 0.0))
        bend[d] = across
        resting[d, 0] = _angle(z, math.sqrt(x * x + y * y))
        resting[d, 3] = _angle(-x, y)
        for k in (1, 2):
            turn = cross(bones[k - 1], bones[k])
            resting[d, k] = _angle(dot(turn, across), dot(bones[k - 1], bones[k]))
    return bend, resting


def _angle(sine: float, cosine: float) -> float:
    return round(math.degrees(math.atan2(sine, cosine)), 9)
