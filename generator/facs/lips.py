"""Lips that meet and never cross, whatever presses, rolls or parts them.

The gap between the lips is measured on three loops around the mouth (the line where they meet, the one before it and
the one behind it), on the surface as the renderer subdivides it. Where an expression would push one lip through the
other, both give way; where it presses them together (AU24, 23, 28, …) they meet exactly, although the neutral face may
leave a slit between them. Parting the lips (25, 26, 27, …) wins over pressing them.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.rings import Stencil, combine, edge_loop, grow, join, patch, smooth

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: dm the lips overlap where they are pressed, so that nothing shows between them
OVERLAP = 0.003
#: dm that pressed lips give way to each other where they touch first, so that they touch elsewhere too
YIELDING = 0.0012
#: how far a lip's rings follow the line where the lips meet, outwards (to the philtrum and the chin) and inwards
_FOLLOW_OUT = (1.0, 1.0, 0.9, 0.7, 0.5, 0.35, 0.2, 0.1)
_FOLLOW_IN = (1.0, 1.0, 0.8, 0.5, 0.2)
#: two neighbours on each loop, at the middle of the upper lip: before the meeting line, the line itself, behind it
_LOOPS = ((468, 7224), (474, 7229), (520, 7267))
_CORNER = 12  # columns from the middle of the upper lip to the corner of the mouth; 7 more to the middle of the lower
_HALF = 19
_SOLVER_STEPS = 3

#: how much of the neutral slit an AU of weight 1 closes
SEALS: Mapping[str, float] = {
    "8": 1.0, "17": 0.7, "17_a": 0.7, "18": 0.6, "18_a": 0.8, "23": 1.0, "24": 1.0, "28": 1.0, "28_a": 0.6,
    "28_bottom": 0.6, "29": 0.5, "30L": 0.7, "30R": 0.7, "32": 0.6, "34": 1.0, "35": 1.0, "36": 1.0,
}  # fmt: skip
#: how much an AU of weight 1 parts the lips; 1 in all and nothing presses them any more
PARTS: Mapping[str, float] = {
    "10": 0.8, "10L": 0.8, "10R": 0.8, "16": 2.0, "19": 3.0, "22_25_down": 2.0, "22_25_up_down": 2.0,
    "22_25_upper": 2.0, "25": 2.5, "25L": 2.5, "25R": 2.5, "25_a": 2.5, "26": 3.0, "26_a": 3.0, "26_lip_down": 3.0,
    "26_tongue_out": 3.0, "27": 4.0, "33": 1.0,
}  # fmt: skip


def pressing(weights: Mapping[str, float]) -> float:
    """Return how far (0–1) AUs of these weights press the lips together; keys are codes without ``AU``.

    >>> pressing({"24": 1.0}), pressing({"24": 1.0, "26": 0.5})
    (1.0, 0.0)
    """
    press = max((SEALS[code] * weight for code, weight in weights.items() if code in SEALS), default=0.0)
    part = math.fsum(PARTS[code] * weights[code] for code in sorted(weights) if code in PARTS)
    return press * max(0.0, 1 - part)


@dataclass(frozen=True)
class Mouth:
    """What is the same on every model; indices are vertices of the base mesh.

    ``vertex`` (n,) follow the meeting line by ``follow`` (n,), at pair ``place`` (n,); ``sign`` is +1 on the upper lip,
    −1 on the lower. ``upper`` and ``lower`` give the 3·p points of the loops, p to a loop.
    """

    vertex: Ints
    follow: Floats
    place: Ints
    sign: Floats
    upper: Stencil
    lower: Stencil

    @functools.cached_property
    def edges(self) -> tuple[Ints, Floats]:
        """Return index and weight (k, 6 p) of the points of all loops, the upper ones first."""
        both = join([self.upper, self.lower])
        return both.index, both.weight

    @functools.cached_property
    def gives(self) -> Floats:
        """Return how much (n,) of a gap's change each vertex goes up, below 0 on the lower lip."""
        return 0.5 * self.sign * self.follow

    @property
    def pairs(self) -> int:
        """Number of pairs of points on a loop, from one corner of the mouth to the other."""
        return self.upper.index.shape[1] // len(_LOOPS)


def find_mouth(assets: Assets) -> Mouth:
    """Return the lips as found on the base mesh."""
    base = assets.base.astype(np.float64)
    skin = assets.faces[assets.face_group == assets.groups.index("body")]
    first = base[skin[:, 0]]
    mesh = patch(skin[(np.abs(first[:, 0]) < 0.6) & (np.abs(first[:, 1] - 6.6) < 0.6) & (first[:, 2] > 0.3)])
    loops = [edge_loop(mesh, *start) for start in _LOOPS]
    outside = grow(mesh, loops[1], loops[2], len(_FOLLOW_OUT) - 1)
    inside = grow(mesh, loops[1], loops[0], len(_FOLLOW_IN) - 1)
    beyond = inside.ring > 0
    vertex = np.concatenate([outside.vertex, inside.vertex[beyond]])
    follow = np.concatenate([np.take(_FOLLOW_OUT, outside.ring), np.take(_FOLLOW_IN, inside.ring[beyond])])
    column = np.concatenate([outside.column, inside.column[beyond]])
    count = len(loops[1])
    turn = np.where(column > _HALF, column - count, column)  # 0 in the middle of the upper lip, + to the subject's left
    partner, share = _partners(base[loops[1]])
    uppers, lowers = [], []
    for loop in loops:
        points = smooth(mesh, loop)
        uppers.append(
            combine(points, np.array([np.arange(1 - _CORNER, _CORNER) % count]), np.ones((1, 2 * _CORNER - 1)))
        )
        lowers.append(combine(points, partner % count, share))
    # a lower vertex moves with the upper column nearest to it
    nearest = np.array([_nearest_pair(partner, share, float(t)) for t in turn])
    is_upper = np.abs(turn) < _CORNER
    return Mouth(
        vertex,
        np.where(np.abs(turn) == _CORNER, 0.0, follow),
        np.where(is_upper, turn + _CORNER - 1, nearest),
        np.where(is_upper, 1.0, -1.0),
        join(uppers),
        join(lowers),
    )


def _partners(loop: Floats) -> tuple[Ints, Floats]:
    """Return, for the upper columns −11…11 of a loop (m, 3), the two lower columns at the same x, and their weights."""
    rows, weights = [], []
    for turn in range(1 - _CORNER, _CORNER):
        side = -1 if turn < 0 else 1
        x = abs(loop[turn, 0])
        for low in range(_CORNER, _HALF):
            here, there = abs(loop[side * low, 0]), abs(loop[side * (low + 1), 0])
            if there <= x <= here or low == _CORNER < x > here:
                break
        part = min(1.0, max(0.0, (here - x) / (here - there)))
        rows.append((side * low, side * (low + 1)))
        weights.append((1 - part, part))
    return np.array(rows, np.int64).T, np.array(weights).T


def _nearest_pair(partner: Ints, share: Floats, turn: float) -> int:
    """Return the pair whose lower point lies nearest to a lower column (−19…19)."""
    middle = partner[0] * share[0] + partner[1] * share[1]
    away = np.minimum(np.abs(middle - turn), np.abs(np.abs(middle) + np.abs(turn) - 2 * _HALF) + 1e-3)
    return int(np.argmin(away))


@dataclass(frozen=True)
class Lips:
    """The lips of one model: ``slit`` (3, p), the neutral gaps in dm."""

    mouth: Mouth
    slit: Floats

    def gaps(self, positions: Floats) -> Floats:
        """Return the gaps (3, p) dm between the lips of posed vertices (m, 3), below 0 where they cross."""
        return _gaps(self.mouth, positions)

    def settle(self, positions: Floats, *, press: float) -> None:
        """Part lips that cross and close lips that are pressed (0–1), in blended vertices (m, 3), in place."""
        from synthgen.facs.solvers import solvers

        mouth = self.mouth
        index, weight = mouth.edges
        which = (mouth.vertex, mouth.place, mouth.gives, index, weight)
        solvers.settle_lips(positions, *which, self.slit, OVERLAP, YIELDING, press, _SOLVER_STEPS)


def fit_lips(mouth: Mouth, neutral: Floats) -> Lips:
    """Return the lips of a model whose vertices are ``neutral`` (19158, 3) float64."""
    return Lips(mouth, _gaps(mouth, neutral))


def seal_lips(mouth: Mouth, neutral: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return neutral vertices (19158, 3) float32 with the lips closed; MakeHuman's faces leave a slit of 1–3 mm."""
    vertices = neutral.astype(np.float64)
    fit_lips(mouth, vertices).settle(vertices, press=1.0)
    return vertices.astype(np.float32)


def _gaps(mouth: Mouth, positions: Floats) -> Floats:
    height = mouth.upper(positions)[:, 1] - mouth.lower(positions)[:, 1]
    return height.reshape(len(_LOOPS), -1)
