"""A rig whose face does not move as others do: weaker on one side, or with an eye that looks elsewhere.

**Palsy** of one side is an attenuation of AUs: on that side every AU of a muscle of the facial nerve is played at
(1 − severity) of its intensity. What other nerves move stays: jaw and tongue, gaze and pupils, the head, and what lifts
the upper lid (AU5). Lids close partly even without the facial nerve, since the upper lid's lifter lets go: AU43 keeps
at least half. Parting of the lips (AU25) is passive and stays. At rest the face is as its shape says.

The face is posed twice, with all AUs and with the weakened ones, and the two are joined over the middle of the face. So
it works for AUs that have no left and right shapes, and lids and lips are settled for what each side does.

**Strabismus** is a constant turn of one eyeball, on top of which gaze AUs turn both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Tuple

import numpy as np
from numpy.typing import NDArray

from synthgen.backports import paired
from synthgen.facs.basis import Basis
from synthgen.facs.rig import Rig
from synthgen.facs.rigid import GAZE_CODES, HEAD_CODES, PUPIL_CODES, turn_eye
from synthgen.human.conditions import Conditions

#: what no muscle of the facial nerve does: lid lifter, tongue, parting lips, jaw
_SPARED = frozenset({"5", "19", "25", "26", "27", "29", "30", "31", "32", "36", "37"})
_OTHER_NERVES = GAZE_CODES | HEAD_CODES | PUPIL_CODES
#: share of AU43 that a severed facial nerve leaves
_LIDS_KEEP = 0.5
#: dm from the middle of the face over which the two sides are joined
_SEAM = 0.14

#: (yaw, pitch) in degrees of the left and the right eye at rest
Turns = Tuple[Tuple[float, float], Tuple[float, float]]
STRAIGHT: Turns = ((0.0, 0.0), (0.0, 0.0))


class ImpairedRig:
    """Poses a model that has a palsy of one side, strabismus, or neither; then it is the rig of its basis to the bit.

    ``neutral`` (19158, 3) float32 dm looks straight ahead; ``pose({})`` looks as the person does.
    """

    def __init__(
        self,
        basis: Basis,
        vertices: NDArray[np.float32],
        *,
        weak_side: str | None = None,
        severity: float = 0.0,
        eye_turns: Turns = STRAIGHT,
    ) -> None:
        self.neutral = vertices
        turned = vertices
        if eye_turns != STRAIGHT:
            turned = vertices.copy()
            for eye, (yaw, pitch) in paired(basis.eyes, eye_turns):
                turned[eye.ball] = turn_eye(turned[eye.ball].astype(np.float64), yaw=yaw, pitch=pitch)
        self.rig: Rig = basis.fit(turned)
        self._severity = severity
        self._weak_left = weak_side == "left"
        self._weak: NDArray[np.float64] | None = None
        if weak_side is not None and severity > 0:
            x = basis.assets.base[:, 0].astype(np.float64) * (1 if weak_side == "left" else -1)
            ramp = np.clip(x / (2 * _SEAM) + 0.5, 0.0, 1.0)
            self._weak = (ramp * ramp * (3 - 2 * ramp))[:, None]

    def pose(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the vertices (19158, 3) float32 under AUs of these weights (0–1), as ``Rig.pose`` does."""
        posed = self.rig.pose(weights)
        less = self._weaken(weights)
        if self._weak is None or less == weights:
            return posed
        full = posed.astype(np.float64)
        return (full + self._weak * (self.rig.pose(less) - full)).astype(np.float32)

    def sides(self, weights: Mapping[str, float]) -> tuple[Mapping[str, float], Mapping[str, float]]:
        """Return what the left and the right side of the face make of AU weights."""
        less = self._weaken(weights)
        return (less, weights) if self._weak_left else (weights, less)

    def _weaken(self, weights: Mapping[str, float]) -> Mapping[str, float]:
        return weights if self._weak is None else weaken(weights, self._severity)


def weaken(weights: Mapping[str, float], severity: float) -> dict[str, float]:
    """Return AU weights as a side of the face plays them whose facial nerve is weak.

    >>> weaken({"AU12": 0.8, "AU43": 1.0, "AU26": 0.5, "AU61": 1.0}, 0.75)
    {'AU12': 0.2, 'AU43': 0.625, 'AU26': 0.5, 'AU61': 1.0}
    """
    return {code: weight * _remaining(code[2:], severity) for code, weight in weights.items()}


def _remaining(code: str, severity: float) -> float:
    """Return the share of an AU (without ``AU``) that a weak facial nerve leaves."""
    number = re.match(r"\d*", code)
    unit = number[0] if number else ""
    if code in _OTHER_NERVES or unit in _SPARED:
        return 1.0
    return 1.0 - severity * (1.0 - _LIDS_KEEP if unit in ("43", "45", "46") else 1.0)


def impaired(basis: Basis, vertices: NDArray[np.float32], conditions: Conditions) -> ImpairedRig:
    """Return the rig of neutral vertices (19158, 3) float32 dm for the conditions that are declared of the face."""
    palsy = conditions.palsy
    return ImpairedRig(
        basis,
        vertices,
        weak_side=palsy.side if palsy else None,
        severity=palsy.severity if palsy else 0.0,
        eye_turns=_eye_turns(conditions),
    )


def _eye_turns(conditions: Conditions) -> Turns:
    """Return (yaw, pitch) in degrees of both eyes at rest: yaw above 0 is to the subject's left, pitch above 0 down."""
    squint = conditions.strabismus
    if squint is None:
        return (0.0, 0.0), (0.0, 0.0)
    if squint.eye == "left":
        return (-squint.inward, -squint.upward), (0.0, 0.0)
    return (0.0, 0.0), (squint.inward, -squint.upward)
