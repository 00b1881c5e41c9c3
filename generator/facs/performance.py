"""Performances: how a person of a scene plays a signal. Weaker, faster, later, on one side, alive or quite still.

What is played is what a record's frames and peaks say, so that a label is never stronger than what is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.backports import paired
from synthgen.facs.animation import Animation, frames_at, sample_animation
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.curves import Curves, phases
from synthgen.facs.idle import LIDS, idle_motion

if TYPE_CHECKING:
    from synthgen.scene.spec import Drawn

#: factors that say how many frames a clip has
LENGTHS = frozenset({"person.tempo", "person.onset"})
#: units of both sides that people do not do on one side of the face alone: both eyes shut and look the same way
_TOGETHER = frozenset({LIDS, "AU61", "AU62", "AU63", "AU64"})
#: … and those that come apart: {code of both sides: (left, right)}
_SIDES = {
    code: (f"{code}L", f"{code}R")
    for code in CATALOGUE
    if code not in _TOGETHER and f"{code}L" in CATALOGUE and f"{code}R" in CATALOGUE
}


@dataclass(frozen=True, eq=False)
class Performance:
    """What is played of a signal: ``curves``, and of them the ``expression`` alone, without blinks and idle motion.

    ``symmetric``: both sides of the face do the same. ``moments``: of every frame, which one of the clip that is played
    from end to end it is; a still has one of them, who holds the apex the same one again and again.
    """

    signal: Animation
    curves: Curves
    expression: Curves
    symmetric: bool
    moments: tuple[int, ...] = ()

    def moment(self, frame: int) -> int:
        """Return which frame of the clip that is played from end to end a frame is."""
        return self.moments[frame] if self.moments else frame

    @property
    def apex(self) -> int:
        """The first frame of the greatest expression; 0 where there is none."""
        found = phases(self.expression)
        return found.apex if found else 0

    def still(self, frame: int | None = None) -> Performance:
        """Return one frame of it, the apex or another one; the last one where there are not so many."""
        return self._of([self.apex if frame is None else min(frame, self.curves.frames - 1)])

    def held(self) -> Performance:
        """Return the apex alone, for as long."""
        return self._of([self.apex] * self.curves.frames)

    def _of(self, frames: list[int]) -> Performance:
        curves, expression = (replace(part, values=part.values[frames]) for part in (self.curves, self.expression))
        return replace(self, curves=curves, expression=expression, moments=tuple(map(self.moment, frames)))


def performed(signal: Animation, drawn: Drawn, fps: float | None = None) -> Performance:
    """Return what a person plays of a signal in a scene, at a frame rate (None: the signal's own).

    The signal is played ``tempo`` times as fast, all intensities times ``intensity``, sides apart as ``side`` says,
    ``onset`` frames after the clip begins; then its blinks, as deep as ever, and idle motion are added, or the apex is
    held. Nothing of the signal is cut: a clip is longer or shorter for it.
    """
    tempo = drawn.number("person.tempo")
    expression = sample_animation(replace(signal, blinks=()), fps, tempo=tempo)
    intensity, side = drawn.number("person.intensity"), drawn.number("person.side")
    if intensity != 1:
        expression = replace(expression, values=expression.values * intensity)
    symmetric = signal.symmetric
    if side != 0 and symmetric:
        expression, symmetric = _one_sided(expression, side)
    later = _later(drawn)
    if later:
        first = np.repeat(expression.values[:1], later, axis=0)
        expression = replace(expression, values=np.concatenate([first, expression.values]))
    if drawn.says("person.still"):
        return Performance(signal, expression, expression, symmetric).held()
    curves = expression
    if signal.blinks:
        lids = sample_animation(replace(signal, tracks={}, visemes=()), fps, tempo=tempo).values[:, 0]
        curves = _with_idle(expression, {LIDS: [0.0] * later + lids.tolist()})
    idle = idle_motion(drawn.take, drawn.number("person.idle"), frames=expression.frames, fps=expression.fps)
    return Performance(signal, _with_idle(curves, idle) if idle else curves, expression, symmetric)


def frames_played(signal: Animation, drawn: Drawn, fps: float | None = None) -> int:
    """Return how many frames ``performed`` gives."""
    rate = signal.fps if fps is None else fps
    return frames_at(signal, rate, drawn.number("person.tempo")) + _later(drawn)


def _later(drawn: Drawn) -> int:
    return int(drawn.number("person.onset") + 0.5)


def unchanged(signal: Animation, fps: float | None = None) -> Performance:
    """Return a signal as it stands, as the studio's people play it."""
    curves = sample_animation(signal, fps)
    expression = sample_animation(replace(signal, blinks=()), fps) if signal.blinks else curves
    return Performance(signal, curves, expression, signal.symmetric)


def _one_sided(curves: Curves, side: float) -> tuple[Curves, bool]:
    """Return curves whose one side plays less: at 1 only the left one plays, at −1 only the right; and whether both
    sides still do the same, since nothing that is played has sides."""
    share = (min(1.0, 1.0 + side), min(1.0, 1.0 - side))
    columns: dict[str, np.ndarray] = {}
    same = True
    for code, column in paired(curves.codes, curves.values.T):
        sides = _SIDES.get(code)
        same = same and (sides is None or not column.any())
        for name, part in paired(sides, share) if sides else [(code, 1.0)]:
            columns[name] = np.minimum(columns.get(name, 0.0) + column * part, 1.0)
    return _curves(columns, curves), same


def _with_idle(curves: Curves, idle: dict[str, list[float]]) -> Curves:
    """Return curves with idle motion on top: lids shut as far as either asks for, all else is added up to 1."""
    columns = dict(paired(curves.codes, curves.values.T))
    for code, levels in idle.items():
        motion = np.array(levels)
        own = columns.get(code, np.zeros(curves.frames))
        columns[code] = np.maximum(own, motion) if code == LIDS else np.minimum(own + motion, 1)
    return _curves(columns, curves)


def _curves(columns: dict[str, np.ndarray], like: Curves) -> Curves:
    values = np.stack(list(columns.values()), axis=1) if columns else np.zeros((like.frames, 0))
    return Curves(tuple(columns), np.ascontiguousarray(values), like.fps)
