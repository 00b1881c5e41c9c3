"""How an arm's skin follows its bones: forward kinematics and linear blend skinning, as kernels.

float64 and + − × ÷ √ alone, sines from a series, so that the last bit is the same everywhere.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.hands.arm import DIGITS_FROM, HAND
from synthgen.jit import kernel

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
_RADIANS = 0.017453292519943295


class Skeleton(NamedTuple):
    """A hand at rest, as kernels take it: ``Limb`` has what these are."""

    skin: Floats
    group: Ints
    bones: Ints
    weights: Floats
    joints: Floats
    bend: Floats
    resting: Floats


@kernel
def sine_cosine(degrees):  # type: ignore[no-untyped-def]
    """Return sine and cosine of −360 … 360°: the series at a quarter of the angle, doubled twice (error < 1e-9)."""
    x = degrees * _RADIANS * 0.25
    q = x * x
    s = x * (
        1.0 - q / 6.0 * (1.0 - q / 20.0 * (1.0 - q / 42.0 * (1.0 - q / 72.0 * (1.0 - q / 110.0 * (1.0 - q / 156.0)))))
    )
    c = 1.0 - q / 2.0 * (1.0 - q / 12.0 * (1.0 - q / 30.0 * (1.0 - q / 56.0 * (1.0 - q / 90.0 * (1.0 - q / 132.0)))))
    s, c = 2.0 * s * c, c * c - s * s
    return 2.0 * s * c, c * c - s * s


@kernel
def _turn(ax, ay, az, degrees, out):  # type: ignore[no-untyped-def]
    """Write the rotation (3, 3) about a unit axis."""
    s, c = sine_cosine(degrees)
    r = 1.0 - c
    out[0, 0], out[0, 1], out[0, 2] = c + ax * ax * r, ax * ay * r - az * s, ax * az * r + ay * s
    out[1, 0], out[1, 1], out[1, 2] = ay * ax * r + az * s, c + ay * ay * r, ay * az * r - ax * s
    out[2, 0], out[2, 1], out[2, 2] = az * ax * r - ay * s, az * ay * r + ax * s, c + az * az * r


@kernel
def _times(a, b, out):  # type: ignore[no-untyped-def]
    """Write the product of two rotations (3, 3)."""
    for i in range(3):
        for k in range(3):
            out[i, k] = a[i, 0] * b[0, k] + a[i, 1] * b[1, k] + a[i, 2] * b[2, k]


@kernel
def bend_digits(skeleton, digits, matrices):  # type: ignore[no-untyped-def]
    """Write the motions (20, 3, 4) of the digits' bones from rest, in the hand's frame, for ``digits`` (5, 4) degrees.

    See ``Form.digits``. The motions of the palm's bone and those before it are left as they are.
    """
    joints, bend, resting = skeleton.joints, skeleton.bend, skeleton.resting
    a, b, c = np.empty((3, 3)), np.empty((3, 3)), np.empty((3, 3))
    for d in range(5):
        first = DIGITS_FROM + 3 * d
        ax, ay, az = bend[d, 0], bend[d, 1], bend[d, 2]
        if d == 0:
            _turn(0.0, 0.0, 1.0, digits[0, 0], a)
            _turn(0.0, 1.0, 0.0, digits[0, 1], b)
            _times(b, a, c)
        else:
            # first to straight ahead, then bent, then spread
            _turn(0.0, 0.0, 1.0, -resting[d, 3], a)
            _turn(1.0, 0.0, 0.0, digits[d, 0] - resting[d, 0], b)
            _times(b, a, c)
            _turn(0.0, 0.0, 1.0, digits[d, 3], b)
            _times(b, c, a)
            c[:] = a
        _hang(joints[d, 0], joints[d, 0], c, matrices[first])
        for k in range(1, 3):
            angle = digits[0, k + 1] if d == 0 else digits[d, k] - resting[d, k]
            _turn(ax, ay, az, angle, a)
            _times(c, a, b)
            c[:] = b
            before = matrices[first + k - 1]
            x, y, z = joints[d, k, 0], joints[d, k, 1], joints[d, k, 2]
            place = np.empty(3)
            for i in range(3):
                place[i] = before[i, 0] * x + before[i, 1] * y + before[i, 2] * z + before[i, 3]
            _hang(joints[d, k], place, c, matrices[first + k])


@kernel
def _hang(joint, place, turn, matrix):  # type: ignore[no-untyped-def]
    """Write the motion (3, 4) that turns about a joint and takes it to a place."""
    for i in range(3):
        for k in range(3):
            matrix[i, k] = turn[i, k]
        matrix[i, 3] = place[i] - (turn[i, 0] * joint[0] + turn[i, 1] * joint[1] + turn[i, 2] * joint[2])


@kernel
def blend_skin(skin, bones, weights, matrices, out):  # type: ignore[no-untyped-def]
    """Write skin (n, 3) moved by bones (n, 4) with weights, each of which moves as ``matrices`` (20, 3, 4) say."""
    for i in range(len(skin)):
        x, y, z = skin[i, 0], skin[i, 1], skin[i, 2]
        for axis in range(3):
            out[i, axis] = 0.0
        for k in range(bones.shape[1]):
            weight = weights[i, k]
            if weight > 0.0:
                matrix = matrices[bones[i, k]]
                for axis in range(3):
                    row = matrix[axis]
                    out[i, axis] += weight * (row[0] * x + row[1] * y + row[2] * z + row[3])


@kernel
def place_hand(skeleton, digits, turn, wrist, matrices, out):  # type: ignore[no-untyped-def]
    """Write the hand's skin (m, 3) with bent digits, turned (3, 3) and with its wrist at a place (3,).

    ``matrices`` (20, 3, 4) become the bones' motions in the hand's frame.
    """
    matrices[:] = 0.0
    for bone in range(HAND + 1):
        for k in range(3):
            matrices[bone, k, k] = 1.0
    bend_digits(skeleton, digits, matrices)
    blend_skin(skeleton.skin, skeleton.bones, skeleton.weights, matrices, out)
    for i in range(len(out)):
        x, y, z = out[i, 0], out[i, 1], out[i, 2]
        for k in range(3):
            out[i, k] = turn[k, 0] * x + turn[k, 1] * y + turn[k, 2] * z + wrist[k]


@kernel
def join_digits(digits, turn, wrist, axes, rest_wrist, matrices):  # type: ignore[no-untyped-def]
    """Write into ``matrices`` (20, 3, 4) the digits' motions in the body's frame, of those in the hand's.

    The hand's frame is ``axes`` (3, 3) at ``rest_wrist`` at rest, and ``turn`` at ``wrist`` now.
    """
    for bone in range(DIGITS_FROM, matrices.shape[0]):
        local = digits[bone]
        for i in range(3):
            row = np.empty(3)  # of turn · local rotation
            for k in range(3):
                row[k] = turn[i, 0] * local[0, k] + turn[i, 1] * local[1, k] + turn[i, 2] * local[2, k]
            shift = turn[i, 0] * local[0, 3] + turn[i, 1] * local[1, 3] + turn[i, 2] * local[2, 3] + wrist[i]
            for k in range(3):
                matrices[bone, i, k] = row[0] * axes[k, 0] + row[1] * axes[k, 1] + row[2] * axes[k, 2]
            for k in range(3):
                shift -= matrices[bone, i, k] * rest_wrist[k]
            matrices[bone, i, 3] = shift
