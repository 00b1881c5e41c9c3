"""A rig: one model's neutral vertices, and what action units make of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synthgen.errors import InputError
from synthgen.facs.corrective import SHARED, beyond, resolve
from synthgen.facs.lids import Lids, fit_lids
from synthgen.facs.lips import Lips, fit_lips, pressing
from synthgen.facs.rigid import GAZE_CODES, HEAD_CODES, PUPIL_CODES, Neck, fit_neck, gaze, pupil_scale, turn_eye
from synthgen.facs.vectors import centroid

if TYPE_CHECKING:
    from synthgen.facs.basis import Basis

Floats = NDArray[np.float64]
#: dm that an AU has to move a lid vertex for the lids to be settled
_TOUCH = 5e-4
_EYES = GAZE_CODES | PUPIL_CODES


class Rig:
    """Poses one model. Everything is in dm, y up, z forward, the subject's left at +x.

    ``neutral`` (19158, 3) float32; ``lids`` left and right; ``lips``; ``neck``.
    """

    def __init__(self, basis: Basis, vertices: NDArray[np.float32]) -> None:
        if vertices.shape != basis.assets.base.shape or not np.isfinite(vertices).all():
            raise ValueError(f"vertices have to be {basis.assets.base.shape} finite numbers, not {vertices.shape}")
        self.basis = basis
        self.neutral = np.array(vertices, np.float32)
        self.neutral.setflags(write=False)
        self._start = self.neutral.astype(np.float64)
        self.lids: tuple[Lids, Lids] = (fit_lids(basis.eyes[0], self._start), fit_lids(basis.eyes[1], self._start))
        self.lips: Lips = fit_lips(basis.mouth, self._start)
        self.neck: Neck = fit_neck(basis.skull, self._start, basis.assets)
        self._fields: dict[str, tuple[NDArray[np.int64], Floats]] = {}
        self._farther: dict[str, tuple[Floats | None, Floats | None]] = {}

    def pose(self, weights: Mapping[str, float]) -> NDArray[np.float32]:
        """Return the vertices (19158, 3) float32 under AUs of these weights (0–1); ``{}`` gives ``neutral`` to the bit.

        Eyes, lashes, teeth, tongue, joints and helpers move along. The order of the mapping does not matter.
        Raises InputError for a code that the basis cannot play and for a weight outside 0–1.
        """
        active: dict[str, float] = {}
        for code in sorted(weights):
            self.basis.check(code)
            weight = float(weights[code])
            if not 0 <= weight <= 1:  # NaN too
                raise InputError(f"the intensity of {code}", value=weight, expected="0 to 1")
            if weight > 0:
                active[code[2:]] = weight
        if not active:
            return self.neutral.copy()
        return self._solve(active).astype(np.float32)

    def _solve(self, active: Mapping[str, float]) -> Floats:
        """Return posed vertices (19158, 3) float64; keys are codes without ``AU``, weights above 0."""
        from synthgen.facs.solvers import solvers

        positions = self._start.copy()
        effective = resolve(active)
        shared = [(first & effective.keys(), then & effective.keys()) for first, then in SHARED]
        after = frozenset(code for first, then in shared if first for code in then)
        for code, weight in effective.items():
            if code not in after:
                solvers.add_field(positions, *self._field(code), weight)
        for first, then in shared:
            if first and then:
                self._add_beyond(positions, effective, sorted(first), sorted(then))
        teeth = self.basis.assets.joint("helper-lower-teeth")
        drop = float(centroid(self._start[teeth])[1] - centroid(positions[teeth])[1])
        # the molars would come out through the cheeks, which narrow more than a row of teeth moved down with them
        positions[teeth, 0] *= 1 - 0.2 * min(1.0, max(0.0, drop) / 0.2)
        press = pressing(active)
        self.lips.settle(positions, press=press)
        for eye, side in enumerate("LR"):
            self._settle_eye(eye, side, positions, effective)
        if _EYES & active.keys():
            for eye, (yaw, pitch) in enumerate(gaze(active)):
                ball = self.lids[eye].eye.ball
                pupil = pupil_scale(active, ("left", "right")[eye])
                positions[ball] = turn_eye(positions[ball], yaw=yaw, pitch=pitch, pupil=pupil)
        if HEAD_CODES & active.keys():
            self.neck.move(positions, active)
        return positions

    @functools.cached_property
    def _maps(self) -> Floats | None:
        return self.basis.carrier.maps(self._start) if self.basis.carrier else None

    def _field(self, code: str) -> tuple[NDArray[np.int64], Floats]:
        """Return which vertices (k,) an AU moves on this model, and their displacements (k, 3) dm at weight 1."""
        if code not in self._fields:
            index, delta = self.basis.field(f"AU{code}")
            if self.basis.carrier and self._maps is not None:
                delta = self.basis.carrier.carry(self._maps, index, delta)
            self._fields[code] = index, delta
        return self._fields[code]

    def _add_beyond(self, positions: Floats, effective: Mapping[str, float], first: list[str], then: list[str]) -> None:
        """Add, in place, what AUs move skin beyond what others that pull the same way have moved it."""
        from synthgen.facs.solvers import solvers

        already = np.zeros_like(positions)
        for code in first:
            solvers.add_field(already, *self._field(code), effective[code])
        for code in then:
            index, delta = self._field(code)
            positions[index] += beyond(effective[code] * delta, already[index])

    def _settle_eye(self, eye: int, side: str, positions: Floats, active: Mapping[str, float]) -> None:
        lids = self.lids[eye]
        shut = min(1.0, active.get("43", 0.0) + active.get(f"43{side}", 0.0))
        moved = [
            weight * farther for code, weight in active.items() if (farther := self._farther_by(code)[eye]) is not None
        ]
        if moved or shut > 0:
            lids.settle(positions, farther=sum(moved, np.zeros(len(lids.distance))), shut=shut)

    def _farther_by(self, code: str) -> tuple[Floats | None, Floats | None]:
        """Return how much farther from the eyeball's centre an AU takes the lid vertices; None where it moves none."""
        if code not in self._farther:
            index, delta = self._field(code)
            alone = self._start.copy()
            alone[index] += delta
            left, right = (
                lids.distances(alone) - lids.distance
                if np.abs(alone[lids.eye.vertex] - self._start[lids.eye.vertex]).max() > _TOUCH
                else None
                for lids in self.lids
            )
            self._farther[code] = (left, right)
        return self._farther[code]
