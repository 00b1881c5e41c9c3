"""The sleeve of an arm that is up: cloth of the garment round it, in folds, with a hem where skin begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.assets.stored import stored
from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints, f4
from synthgen.render.clothes import shell
from synthgen.render.clothes.cloth import SPAN
from synthgen.render.hands.mesh import Side, arm_faces, axes_of, side_of
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.gbuffer import CLOTH

if TYPE_CHECKING:
    from synthgen.render.head import Head

#: Where sleeves end, down the arm (1 the elbow, 2 the wrist). They are long, as those of the arm that hangs down are.
END = 1.87
#: A sleeve begins here, inside the garment's shoulder; rings of points round it, and points of a ring.
_BEGIN, _STEP, _SECTORS = 0.35, 0.045, 24
#: Over so much of the arm's way a sleeve's tube comes out from under the shoulder's cloth.
_COMES_OUT = 0.14
#: How far cloth stands off the arm, its folds, and the hem, dm.
_STAND, _FOLDS = 0.055, 0.050
#: A sleeve is so far round, as its cloth's weave has it, dm.
_AROUND = 1.6
#: The hem from inside out: how far beyond the sleeve's end (of the arm's way) and off the skin, dm.
_HEM = ((-0.03, -0.01), (0.004, 0.022), (0.008, 0.045), (0.0, 0.062), (-0.03, 0.064))


@dataclass(frozen=True)
class Rings:
    """A sleeve's points, ring by ring (r, _SECTORS): anchored on the base mesh's triangles, off it by ``rise``.

    ``anchor`` and ``share`` (n, 3); ``rise`` (r, _SECTORS) dm; ``along`` (r,) dm from the sleeve's end.
    """

    anchor: Ints
    share: Floats
    rise: Floats
    along: Floats


@stored
def rings_of(assets: Assets, side: Side) -> Rings:
    """Return a sleeve, from the base mesh alone."""
    axes = axes_of(assets)
    mirror = np.array([side_of(side), 1.0, 1.0])
    base = np.asarray(assets.base, np.float64) * mirror
    faces, _ = arm_faces(assets, side)
    triangles = np.asarray(assets.faces)[faces][:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3).astype(np.int32)
    steps = np.arange(_BEGIN, END - 0.05, _STEP)
    places = [*((float(t), None) for t in steps), *((END + t, off) for t, off in reversed(_HEM))]
    origins, rays, rise, along = [], [], [], [0.0]
    last = None
    for t, off in places:
        origin, axis = _axis(axes.arm, t)
        first = np.array([1.0, 0.0, 0.0]) - axis[0] * axis
        first = first / math.sqrt(math.fsum(first * first))
        second = np.cross(axis, first)
        for k in range(_SECTORS):
            turn = 2 * math.pi * k / _SECTORS
            origins.append(origin)
            rays.append(round(math.cos(turn), 9) * first + round(math.sin(turn), 9) * second)
            out = min(max((t - _BEGIN) / _COMES_OUT, 0.0), 1.0)
            rise.append(out * _stand(t, turn) if off is None else off)
        if last is not None:
            along.append(along[-1] + math.dist(origin, last))
        last = origin
    anchor, share = shell.hits(np.array(origins), np.round(np.array(rays), 9), base, triangles)
    return Rings(
        anchor,
        share,
        np.round(np.array(rise).reshape(-1, _SECTORS), 6).astype(np.float32),
        np.round(np.array(along), 6).astype(np.float32),
    )


def _axis(arm: Doubles, t: float) -> tuple[Doubles, Doubles]:
    """Return the point ``t`` down an arm's bones and the unit direction there, which turns gently at the elbow."""
    i = 0 if t < 1.0 else 1
    point = arm[i] + (t - i) * (arm[i + 1] - arm[i])
    upper, lower = arm[1] - arm[0], arm[2] - arm[1]
    share = min(max((t - 0.8) / 0.4, 0.0), 1.0)
    step = (1.0 - share) * upper / math.sqrt(math.fsum(upper * upper)) + share * lower / math.sqrt(
        math.fsum(lower * lower)
    )
    return point, step / math.sqrt(math.fsum(step * step))


def _stand(t: float, turn: float) -> float:
    """Return how far cloth stands off the arm: folds run round it aslant, closer and deeper near the elbow and cuff."""
    at_elbow = max(0.0, 1.0 - abs(t - 1.0) / 0.45)
    at_cuff = max(0.0, 1.0 - abs(t - 1.78) / 0.30)
    wave = math.sin(31.0 * t + 1.3 * math.sin(turn + 0.7) + 0.8 * math.sin(2.0 * turn))
    wave += 0.6 * math.sin(53.0 * t + 2.0 * math.sin(turn - 1.1))
    deep = 0.30 + 0.55 * at_elbow + 0.45 * at_cuff
    return _STAND + _FOLDS * deep * max(wave + 0.6, -0.2) * 0.6


@kernel
def stand_off(base, anchor, share, rise, out):  # type: ignore[no-untyped-def]
    """Write a sleeve's points (r · s, 3) round a posed arm: ``rise`` (r, s) outward from each ring's middle."""
    rings, sectors = rise.shape
    for r in range(rings):
        middle = np.zeros(3, f4)
        for s in range(sectors):
            i = r * sectors + s
            for k in range(3):
                p = (
                    share[i, 0] * base[anchor[i, 0], k]
                    + share[i, 1] * base[anchor[i, 1], k]
                    + share[i, 2] * base[anchor[i, 2], k]
                )
                out[i, k] = p
                middle[k] += p
        for k in range(3):
            middle[k] /= f4(sectors)
        for s in range(sectors):
            i = r * sectors + s
            x = out[i, 0] - middle[0]
            y = out[i, 1] - middle[1]
            z = out[i, 2] - middle[2]
            scale = rise[r, s] / (math.sqrt(x * x + y * y + z * z) + f4(1e-6))
            out[i, 0] += x * scale
            out[i, 1] += y * scale
            out[i, 2] += z * scale


@dataclass(frozen=True, eq=False, kw_only=True)
class Sleeve(Part):
    """One sleeve. ``base`` (19158, 3) dm: work memory in the base mesh's order."""

    side: Side
    rings: Rings
    base: Floats
    material: int = CLOTH

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.rings.anchor)

    def seen(self, pose: Pose) -> bool:
        """Tell whether this arm is up."""
        return pose.hands is not None and pose.hands.of(self.side) is not None

    def place(self, pose: Pose, rows: Rows) -> None:
        """Hang the cloth round the posed arm."""
        hand = pose.hands.of(self.side) if pose.hands is not None else None
        if hand is not None:
            self.base[hand.indices] = hand.vertices
            stand_off(self.base, self.rings.anchor, self.rings.share, self.rings.rise, rows.vertices)

    def bake(self, occlusion: Floats) -> None:
        """Be open to the sky but for what folds hide."""
        rise = self.rings.rise.ravel()
        occlusion[:] = np.clip(np.float32(0.62) + np.float32(4.5) * rise, np.float32(0.35), np.float32(1))


def sleeve_of(head: Head, side: Side) -> Sleeve:
    """Return the sleeve of a person's arm."""
    rings = rings_of(head.assets, side)
    around: Doubles = np.arange(_SECTORS + 1, dtype=np.float64) * (_AROUND / SPAN / _SECTORS)
    down: Doubles = rings.along.astype(np.float64) / SPAN
    # strips are numbered step along, row across: here a step goes round the arm, and a row down it
    order = np.arange(len(rings.anchor)).reshape(-1, _SECTORS).T.ravel()
    triangles, corners = shell.strip(_SECTORS, along=around, across=down, closed=True)
    triangles = order[triangles].astype(np.int32)
    if side == "left":  # rays turn the other way on the right
        triangles = triangles[:, [0, 2, 1]]
        corners = corners[:, [0, 1, 4, 5, 2, 3]]
    return Sleeve(
        triangles=triangles,
        corners=np.round(corners, 5).astype(np.float32),
        fleeting=True,
        covers="sleeve",
        side=side,
        rings=rings,
        base=np.zeros((len(head.neutral), 3), np.float32),
    )
