"""What breaks on a face: used to reject sampled faces that action units would damage, as people reject them by eye."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.lids import Lids
from synthgen.facs.rig import Rig
from synthgen.facs.vectors import norm

Floats = NDArray[np.float64]

#: dm that closed lid margins may stand apart, and that closed lips may overlap
LID_GAP, LIP_OVERLAP = 0.001, 0.006
#: dm the lid's outer surface may dip below the eyeball's radius
POKE = 0.0005
#: dm the neutral skin beyond the margin may lie inside the eyeball
NEUTRAL_POKE = 0.002
#: dm of neutral lid opening, where it is widest, that a face needs, and the most it may have
APERTURE = (0.05, 0.14)
#: dm the neutral lips may stand apart or overlap
SLIT = (-0.02, 0.06)
_CLOSED: tuple[Mapping[str, float], ...] = (
    {"AU43": 1.0},
    {"AU43": 1.0, "AU5": 1.0},
    {"AU43": 1.0, "AU6": 1.0, "AU7": 1.0},
)
_LIP_TESTS: tuple[Mapping[str, float], ...] = (
    {"AU24": 1.0},
    {"AU23": 1.0},
    {"AU28": 1.0},
    {"AU17": 1.0, "AU24": 1.0},
    {"AU12": 1.0, "AU25": 0.5},
    {"AU24": 1.0, "AU26": 0.5},
)


def face_breaks(rig: Rig) -> tuple[str, ...]:
    """Return what breaks when this model moves, in words; empty for a sound face. Takes about 20 ms."""
    return (*_lids(rig), *_lips(rig))


def lid_gap(rig: Rig, weights: Mapping[str, float]) -> float:
    """Return the widest gap (dm) between the lid margins of both eyes, on the surface as the renderer subdivides it."""
    posed = rig.pose(weights).astype(np.float64)
    return max(float(lids.gaps(posed).max()) for lids in rig.lids)


def lip_overlap(rig: Rig, weights: Mapping[str, float]) -> float:
    """Return by how much (dm) the lips go through each other, beyond what the neutral face has; 0 where they don't."""
    gaps = rig.lips.gaps(rig.pose(weights).astype(np.float64))
    return max(0.0, float((np.minimum(rig.lips.slit, 0.0) - gaps).max()))


def poke(lids: Lids, posed: Floats) -> float:
    """Return by how much (dm) the lid dips into the eyeball where it has to cover it; below 0 is room to spare.

    The skin's outer rings and the margin's outer edge count; the corner of the eye, which lies inside, does not.
    """
    outside = lids.distance[lids.eye.skin] >= lids.radius
    away = norm(posed[lids.eye.vertex[lids.eye.skin]] - lids.centre)
    return float((lids.radius - away)[outside].max())


def _lids(rig: Rig) -> list[str]:
    found = []
    for name, lids in zip(("left", "right"), rig.lids):
        widest = float(lids.aperture.max())
        if not APERTURE[0] <= widest <= APERTURE[1]:
            found.append(f"the {name} eye opens {100 * widest:.1f} mm")
        inside = lids.radius - float(lids.distance[lids.eye.outer].min())
        if inside > NEUTRAL_POKE:
            found.append(f"the {name} eyeball stands {100 * inside:.1f} mm out of its lids")
    for weights in _CLOSED:
        gap = lid_gap(rig, weights)
        if gap > LID_GAP:
            found.append(f"the lids stay {100 * gap:.1f} mm apart under {_named(weights)}")
    for weights in (*_CLOSED, {"AU43": 0.5}, {"AU7": 1.0}, {"AU5": 1.0}):
        posed = rig.pose(weights).astype(np.float64)
        depth = max(poke(lids, posed) for lids in rig.lids)
        if depth > POKE:
            found.append(f"an eye pokes {100 * depth:.1f} mm through its lid under {_named(weights)}")
    return found


def _lips(rig: Rig) -> list[str]:
    found = []
    meeting = rig.lips.slit[1]
    if not SLIT[0] <= float(meeting.min()) <= float(meeting.max()) <= SLIT[1]:
        found.append(f"the neutral lips stand {100 * meeting.min():.1f} to {100 * meeting.max():.1f} mm apart")
    for weights in _LIP_TESTS:
        depth = lip_overlap(rig, weights)
        if depth > LIP_OVERLAP:
            found.append(f"the lips cross by {100 * depth:.1f} mm under {_named(weights)}")
    return found


def _named(weights: Mapping[str, float]) -> str:
    return " + ".join(code if weight == 1 else f"{code} {weight:g}" for code, weight in weights.items())
