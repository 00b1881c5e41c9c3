"""A hand as a few dozen capsules, its bones with flesh round them: what it is to things it comes close to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.hands.mesh import arm_faces, axes_of, side_of
from synthgen.render.subdivide import Stencil

#: Points are means of so many vertices of the skin round them.
_ROUND = 12
#: Where on the palm's bones, from wrist to knuckle, capsules end.
_PALM = (0.1, 0.5, 0.95)
#: Half as thick as a palm and a forearm, dm.
_PALM_RADIUS, _ARM_RADIUS = 0.13, 0.26


@dataclass(frozen=True)
class Capsules:
    """What a hand is made of: ``points``, means of the base mesh's vertices, joined ``pairs`` (k, 2) of them.

    ``radii`` (k,) dm; ``digit`` (k,) 1–5, 0 the palm.
    """

    points: Stencil
    pairs: Ints
    radii: Floats
    digit: Ints

    def place(self, base: Floats, ends: Floats) -> None:
        """Write where a posed arm (19158, 3) has their ``ends`` (k, 2, 3)."""
        points = np.zeros((self.points.count, 3), np.float32)
        self.points.apply(base, points)
        ends[:] = points[self.pairs]


@stored
def capsules_of(assets: Assets, side: Literal["left", "right"]) -> Capsules:
    """Return the capsules of one hand, from the base mesh alone."""
    axes = axes_of(assets)
    base = np.asarray(assets.base, np.float64) * np.array([side_of(side), 1.0, 1.0])
    faces, _ = arm_faces(assets, side)
    skin = np.unique(np.asarray(assets.faces)[faces])
    wanted: list[Doubles] = []
    pairs, radii, digit = [], [], []

    def add(line: list[Doubles], radius: list[float], of: int) -> None:
        first = len(wanted)
        wanted.extend(line)
        for k in range(len(line) - 1):
            pairs.append((first + k, first + k + 1))
            radii.append(radius[k])
            digit.append(of)

    for k, joints in enumerate(axes.joints, start=1):
        # a finger's tip is where its skin ends: the capsule ends a radius before it
        tip = joints[3] + 0.25 * (joints[2] - joints[3])
        line = [joints[0], joints[1], joints[2], tip]
        add(line, [_thickness(base[skin], line[i], line[i + 1]) for i in range(3)], k)
        if k > 1:
            add([axes.arm[2] + t * (joints[0] - axes.arm[2]) for t in _PALM], [_PALM_RADIUS] * 2, 0)
    add([axes.arm[1] + t * (axes.arm[2] - axes.arm[1]) for t in (0.5, 0.97)], [_ARM_RADIUS], 0)
    index, weight = [], []
    for point in wanted:
        square = ((base[skin] - point) ** 2).sum(axis=1)
        index.append(skin[np.argsort(square, kind="stable")[:_ROUND]])
        weight.append(np.full(_ROUND, 1.0 / _ROUND))
    start = np.arange(len(wanted) + 1, dtype=np.int32) * _ROUND
    stencil = Stencil(start, np.concatenate(index).astype(np.int32), np.concatenate(weight).astype(np.float32))
    return Capsules(stencil, np.array(pairs, np.int32), np.array(radii, np.float32), np.array(digit, np.int32))


def _thickness(skin: Doubles, begin: Doubles, end: Doubles) -> float:
    """Return half the thickness (dm) of a finger between two of its joints: the median way to its skin."""
    step = end - begin
    t = ((skin - begin) * step).sum(axis=1) / (step * step).sum()
    off = skin - begin - t[:, None] * step
    far = np.sqrt((off * off).sum(axis=1))
    around = (t > 0.2) & (t < 0.8) & (far < 0.15)
    return round(float(np.median(far[around])), 4)
