"""A person's hands in gestures."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.errors import InputError
from synthgen.hands import contact, skinning
from synthgen.hands.arm import PALM, OneSide, arm_of
from synthgen.hands.form import POINTS, form_of
from synthgen.hands.gesture import Gesture
from synthgen.hands.limb import Limb, limb_of
from synthgen.hands.places import Side
from synthgen.hands.pose import HandPose, PosedHand
from synthgen.hands.reach import best_elbow, reach
from synthgen.hands.solve import Hold, Solver
from synthgen.hands.surface import HeadSurface, topology_of
from synthgen.hands.vectors import Matrix, Vector, length, minus, point, product, transposed

#: dm: skin of the hand that is deeper inside than this is not flattened: something else is wrong, and is to be seen
_FLATTENS = 0.12
#: landmarks between which a face's size is measured: bridge of the nose and chin
_BRIDGE, _CHIN = 27, 8


class _Known(NamedTuple):
    """What is known of a hand in a gesture from the neutral face: its hold there, and how the elbow is turned."""

    solver: Solver
    hold: Hold
    elbow: float


class Hands:
    """One person's hands. Costs some 50 ms to make, as much the first time for each gesture and side.

    Parameters: neutral vertices (19158, 3) float32 dm, in MakeHuman's order.
    """

    def __init__(self, assets: Assets, neutral: npt.NDArray[np.float32]) -> None:
        self._neutral = np.ascontiguousarray(neutral, np.float32)
        self._landmarks = assets.landmarks68
        self._size = self._height(self._neutral) / self._height(np.asarray(assets.base))
        self._limbs: dict[OneSide, Limb] = {side: limb_of(arm_of(assets, side), self._neutral) for side in _both()}
        self._head = HeadSurface(topology_of(assets), self._neutral)
        self._solvers: dict[tuple[str, Side, OneSide], _Known] = {}

    def posed(
        self, gesture: Gesture, side: Side, amount: float, seconds: float, vertices: npt.NDArray[np.float32]
    ) -> HandPose:
        """Return the hands in a gesture played by a side, before a face of these posed vertices (19158, 3) dm.

        ``amount`` 0–1: how far the gesture has come (``Course.amount``); ``seconds``: how long what it
        repeats has gone on. A pure function: frames may be asked for in any order. Raises InputError for a
        side that the gesture has not.
        """
        if side not in gesture.sides:
            raise InputError(f"the side of {gesture.name}", value=side, expected=" or ".join(gesture.sides))
        if amount <= 0:
            return HandPose(gesture.name, 0.0, ())
        sides: tuple[OneSide, ...] = _both() if side == "both" else (side,)
        known = {one: self._known(gesture, side, one) for one in sides}
        self._head.pose(vertices)
        return HandPose(
            gesture.name,
            min(1.0, amount),
            tuple(self._hand(one, known[one], amount, seconds, vertices) for one in sides),
        )

    def _known(self, gesture: Gesture, side: Side, one: OneSide) -> _Known:
        """Return what is known of a hand from the neutral face."""
        key = gesture.name, side, one
        if key not in self._solvers:
            limb = self._limbs[one]
            solver = Solver(limb, form_of(gesture, side), paired=side == "both")
            self._head.pose(self._neutral)
            hold = solver.first(self._head.posed, self._targets(limb, self._neutral), self._size)
            self._solvers[key] = _Known(solver, hold, best_elbow(limb, *self._in_body(limb, hold)))
        return self._solvers[key]

    def _hand(
        self,
        one: OneSide,
        known: _Known,
        amount: float,
        seconds: float,
        vertices: npt.NDArray[np.float32],
    ) -> PosedHand:
        solver, first = known.solver, known.hold
        limb, head, form = self._limbs[one], self._head, solver.form
        phase = form.motion.hertz * seconds
        with_head = form.follows == "head"
        targets = self._targets(limb, vertices if with_head else self._neutral, turns=with_head)
        hold = solver.again(head.posed, targets, self._size, phase, first)
        if not with_head:
            hold = self._at_home(limb, hold)
        hold = solver.between(head.posed, hold, amount)
        digits = solver.motions(hold)
        turn, wrist = self._in_body(limb, hold)
        matrices = reach(limb, turn, wrist, known.elbow)
        skinning.join_digits(
            digits, np.array(turn), np.array(wrist), np.array(limb.axes), np.array(limb.wrist), matrices
        )
        skin = np.zeros_like(limb.rest)
        skinning.blend_skin(limb.rest, limb.arm.bones, limb.arm.weights, matrices, skin)
        skin *= (limb.sign, 1.0, 1.0)
        gaps, ways = np.zeros(len(skin)), np.zeros_like(skin)
        contact.find_gaps_in_body(head.posed, skin, np.array(head.turn), np.array(head.shift), gaps, ways)
        contact.push_out(skin, gaps, ways, _FLATTENS)
        gaps[limb.arm.digit < PALM] = np.maximum(gaps[limb.arm.digit < PALM], 0.0)  # the surface is open below
        return PosedHand(one, limb.arm.indices, skin.astype(np.float32), gaps.astype(np.float32))

    def _at_home(self, limb: Limb, hold: Hold) -> Hold:
        """Return a hold of the mirrored body's frame in the mirrored head's."""
        s = limb.sign
        x, y, z = self._head.at_home((s * hold.wrist[0], hold.wrist[1], hold.wrist[2]))
        turn = product(transposed(self._mirrored_turn(limb)), hold.turn)
        return replace(hold, turn=turn, wrist=(s * x, y, z))

    def _in_body(self, limb: Limb, hold: Hold) -> tuple[Matrix, Vector]:
        """Return a hand's frame and wrist in the mirrored body's frame, of those in the head's."""
        s = limb.sign
        x, y, z = self._head.in_body((s * hold.wrist[0], hold.wrist[1], hold.wrist[2]))
        return product(self._mirrored_turn(limb), hold.turn), (s * x, y, z)

    def _mirrored_turn(self, limb: Limb) -> Matrix:
        s = limb.sign
        (a, b, c), (d, e, f), (g, h, i) = self._head.turn
        return (a, s * b, s * c), (s * d, e, f), (s * g, h, i)

    def _targets(self, limb: Limb, vertices: npt.NDArray[np.float32], *, turns: bool = True) -> dict[str, Vector]:
        """Return the places of the face in the mirrored head's frame."""
        found: dict[str, Vector] = {}
        for name, (left, right) in POINTS.items():
            place = point(vertices, self._landmarks[list(left if limb.sign > 0 else right)])
            x, y, z = self._head.at_home(place) if turns else place
            found[name] = limb.sign * x, y, z
        return found

    def _height(self, vertices: npt.NDArray[np.floating]) -> float:
        """Return the height of a face (dm)."""
        return length(minus(point(vertices, [self._landmarks[_BRIDGE]]), point(vertices, [self._landmarks[_CHIN]])))


def _both() -> tuple[OneSide, OneSide]:
    return "left", "right"
