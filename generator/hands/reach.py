"""Inverse kinematics: how shoulder, elbow and wrist stand so that a hand is where it is wanted.

Two bones reach a wrist wherever it is; the elbow is free to swing on a circle, and hangs, or is turned out by an angle.
What the hand turns about the forearm is shared along it, as radius and ulna do.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from synthgen.hands.arm import BONES, FORE, HAND, TRUNK, TWIST, UPPER
from synthgen.hands.limb import Limb
from synthgen.hands.vectors import (
    Matrix,
    Vector,
    about,
    cross,
    dot,
    length,
    minus,
    plus,
    product,
    transposed,
    turn_between,
    turned,
    unit,
)

Floats = npt.NDArray[np.float64]
_STILL: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
#: how much of the hand's turn about the forearm its two bones take
_FORE_SHARE, _TWIST_SHARE = 0.25, 0.75
#: degrees that an elbow can be turned out by, and what wrist, forearm and elbow do without effort (chosen by eye from
#: the ranges of the joints: wrist 70, forearm 80)
_ELBOWS = tuple(range(-20, 95, 5))
_BEND_RANGE, _TWIST_RANGE, _ELBOW_RANGE = 60.0, 70.0, 90.0
#: an arm is never quite straight
_STRETCHED = 0.995


def reach(limb: Limb, turn: Matrix, wrist: Vector, elbow_out: float) -> Floats:
    """Return the motions (20, 3, 4) from rest of the bones up to the hand, whose frame becomes ``turn`` at ``wrist``.

    All in the mirrored body's frame, where the arm is a left one; digits are left at 0. ``elbow_out``: degrees.
    """
    shoulder = limb.shoulder
    upper, fore = length(minus(limb.elbow, shoulder)), length(minus(limb.wrist, limb.elbow))
    way, far = unit(minus(wrist, shoulder)), length(minus(wrist, shoulder))
    most = _STRETCHED * (upper + fore)
    if far > most:  # the shoulder comes along
        shoulder, far = plus(shoulder, way, far - most), most
    along = (upper * upper - fore * fore + far * far) / (2.0 * far)
    aside = math.sqrt(max(0.0, upper * upper - along * along))
    hanging = unit(plus((0.0, -1.0, 0.0), way, way[1]))
    pole = turned(about(way, elbow_out), hanging)
    elbow = plus(plus(shoulder, way, along), pole, aside)
    upper_turn = turn_between(unit(minus(limb.elbow, limb.shoulder)), unit(minus(elbow, shoulder)))
    direction = unit(minus(wrist, elbow))
    carried = turned(upper_turn, unit(minus(limb.wrist, limb.elbow)))
    fore_turn = product(turn_between(carried, direction), upper_turn)
    hand_turn = product(turn, transposed(limb.axes))
    twist = _twist(product(hand_turn, transposed(fore_turn)), direction)
    matrices = np.zeros((BONES, 3, 4))
    matrices[TRUNK] = _motion(_STILL, shoulder, limb.shoulder)
    matrices[UPPER] = _motion(upper_turn, shoulder, limb.shoulder)
    for bone, share in ((FORE, _FORE_SHARE), (TWIST, _TWIST_SHARE)):
        matrices[bone] = _motion(product(about(direction, share * twist), fore_turn), elbow, limb.elbow)
    matrices[HAND] = _motion(hand_turn, wrist, limb.wrist)
    return matrices


def _twist(turn: Matrix, axis: Vector) -> float:
    """Return by how many degrees a rotation turns about a unit axis, once its swing away from it is undone."""
    carried = turned(turn, axis)
    if dot(carried, axis) < -0.999:
        return 0.0
    upright = product(turn_between(carried, axis), turn)
    aside = (0.0, 0.0, 1.0) if abs(axis[2]) < 0.7 else (1.0, 0.0, 0.0)
    aside = unit(plus(aside, axis, -dot(aside, axis)))
    moved = turned(upright, aside)
    return round(math.degrees(math.atan2(dot(cross(aside, moved), axis), dot(aside, moved))), 9)


def best_elbow(limb: Limb, turn: Matrix, wrist: Vector) -> float:
    """Return by how many degrees the elbow is best turned out for a hand like that: so that the wrist is at ease."""
    return min(_ELBOWS, key=lambda angle: _effort(limb, turn, wrist, angle))


def _effort(limb: Limb, turn: Matrix, wrist: Vector, elbow_out: float) -> float:
    bend, twist = bend_at_wrist(limb, turn, wrist, elbow_out)
    return (bend / _BEND_RANGE) ** 2 + (twist / _TWIST_RANGE) ** 2 + (elbow_out / _ELBOW_RANGE) ** 2


def bend_at_wrist(limb: Limb, turn: Matrix, wrist: Vector, elbow_out: float) -> tuple[float, float]:
    """Return the degrees that the hand is bent from the forearm's way, and turned about it from rest."""
    matrices = reach(limb, turn, wrist, elbow_out)
    hand, fore = _rotation(matrices[HAND]), _rotation(matrices[FORE])
    straight = unit(minus(limb.wrist, limb.elbow))
    ahead = turned(fore, straight)
    palm = transposed(turn)[1]
    bend = round(math.degrees(math.acos(max(-1.0, min(1.0, dot(ahead, palm))))), 6)
    return bend, _twist(product(hand, transposed(fore)), ahead) / (1.0 - _FORE_SHARE)


def _rotation(motion: Floats) -> Matrix:
    (a, b, c, _), (d, e, f, _), (g, h, i, _) = motion.tolist()
    return (a, b, c), (d, e, f), (g, h, i)


def _motion(turn: Matrix, place: Vector, joint: Vector) -> Floats:
    """Return the motion (3, 4) that turns about a joint and takes it to a place."""
    offset = minus(place, turned(turn, joint))
    return np.array([(*row, shift) for row, shift in zip(turn, offset, strict=True)])
