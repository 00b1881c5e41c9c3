"""Whether a face works: what of it action units would break, as people who pick faces by eye see it.

The authors of the Sim2Real paper picked 24 models out of many by eye, for how real their AUs looked. This is the part
of that choice that can be measured; the rest is still looking. Lengths are dm, weights 0–1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.assets.mesh import LOWER_TEETH, TEETH, TONGUE
from synthgen.facs.lids import Lids
from synthgen.facs.rig import Rig
from synthgen.facs.vectors import norm

Floats = NDArray[np.float64]
Pose = Mapping[str, float]

#: how far neutral eyes open, at their widest
OPENING = (0.06, 0.13)
#: how far the neutral skin beyond a lid's margin may lie inside the eyeball
NEUTRAL_POKE = 0.002
_SHUT: tuple[Pose, ...] = ({"AU43": 1.0}, {"AU43": 1.0, "AU5": 1.0}, {"AU43": 1.0, "AU6": 1.0, "AU7": 1.0})
#: how far the margins of shut lids may stand apart
LID_GAP = 0.001
_OVER_THE_EYE: tuple[Pose, ...] = (*_SHUT, {"AU43": 0.5}, {"AU7": 1.0}, {"AU5": 1.0})
#: how far a lid's outer surface may dip into the eyeball
POKE = 0.0005

#: how far neutral lips may overlap (below 0), and stand apart
SLIT = (-0.02, 0.036)
#: poses that must not make lips cross; how far they may beyond what they do in the neutral face, and on how many of the
#: loops that a gap is measured on, from outside: little where it can be seen
_LIP_POSES: tuple[tuple[tuple[Pose, ...], float, int], ...] = (
    (({"AU24": 1.0}, {"AU25": 0.5}, {"AU25": 1.0, "AU26": 1.0}, {"AU12": 1.0}, {"AU10": 1.0},
      {"AU15": 1.0, "AU17": 1.0}, {"AU20": 1.0}, {"AU23": 1.0}), 0.006, 2),
    (({"AU24": 1.0}, {"AU23": 1.0}, {"AU28": 1.0}, {"AU17": 1.0, "AU24": 1.0}, {"AU12": 1.0, "AU25": 0.5},
      {"AU24": 1.0, "AU26": 0.5}), 0.008, 3),
)  # fmt: skip

#: a dropped jaw, which takes teeth and tongue along
_DROPPED: Pose = {"AU25": 0.6, "AU26": 1.0}
#: from the middle, from which on cheeks and not an open mouth are beside the teeth
_SIDEWAYS = 0.12

#: single AUs in which skin must not turn inside out
_FOLDING = ("AU1", "AU2", "AU4", "AU5", "AU6", "AU7", "AU9", "AU10", "AU12", "AU15", "AU17", "AU20")
#: quads of the face's front that may turn over, at most; under AU20, 12 do on the base mesh
FOLDED = 20


def problems(rig: Rig, assets: Assets) -> tuple[str, ...]:
    """Return what is wrong with a face, in words; nothing for a good one. Takes about 60 ms."""
    return (*_lids(rig), *_lips(rig), *_teeth(rig, assets), *_folds(rig, assets))


def _lids(rig: Rig) -> Iterator[str]:
    for side, lids in zip(("left", "right"), rig.lids, strict=True):
        widest = float(lids.gaps(_neutral(rig)).max())
        if not OPENING[0] <= widest <= OPENING[1]:
            yield f"the {side} eye opens {_mm(widest)}, not {_mm(OPENING[0])} to {_mm(OPENING[1])}"
        inside = lids.radius - float(lids.distance[lids.eye.outer].min())
        if inside > NEUTRAL_POKE:
            yield f"the {side} eyeball stands {_mm(inside)} out of its lids"
    for pose in _SHUT:
        posed = _posed(rig, pose)
        gap = max(float(lids.gaps(posed).max()) for lids in rig.lids)
        if gap > LID_GAP:
            yield f"the lids stay {_mm(gap)} apart under {_name(pose)}"
    for pose in _OVER_THE_EYE:
        posed = _posed(rig, pose)
        depth = max(_poke(lids, posed) for lids in rig.lids)
        if depth > POKE:
            yield f"an eye pokes {_mm(depth)} through its lid under {_name(pose)}"


def _poke(lids: Lids, posed: Floats) -> float:
    """Return by how much the lid dips into the eyeball where it has to cover it; below 0 is room to spare.

    The skin's outer rings and the margin's outer edge count; the corner of the eye, which lies inside, does not.
    """
    outside = lids.distance[lids.eye.skin] >= lids.radius
    away = norm(posed[lids.eye.vertex[lids.eye.skin]] - lids.centre)
    return float((lids.radius - away)[outside].max())


def _lips(rig: Rig) -> Iterator[str]:
    meeting = rig.lips.slit[1]
    if not SLIT[0] <= float(meeting.min()) <= float(meeting.max()) <= SLIT[1]:
        yield f"the neutral lips stand {_mm(float(meeting.min()))} to {_mm(float(meeting.max()))} apart"
    for poses, most, loops in _LIP_POSES:
        for pose in poses:
            gaps = rig.lips.gaps(_posed(rig, pose))
            crossing = float((np.minimum(rig.lips.slit, 0.0) - gaps)[:loops].max())
            if crossing > most:
                yield f"the lips cross by {_mm(crossing)} under {_name(pose)}"


def _teeth(rig: Rig, assets: Assets) -> Iterator[str]:
    """Count vertices of teeth and tongue that a dropping jaw takes out through the skin of cheeks or chin."""
    posed = _posed(rig, _DROPPED)
    quads = _quads(assets, from_height=5.6, from_depth=0.0)
    triangles = posed[np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])]
    inside = posed[[*TONGUE, *TEETH]]
    left, right = inside[inside[:, 0] > _SIDEWAYS], inside[inside[:, 0] < -_SIDEWAYS]
    out = int(
        (~_are_covered(left, triangles, axis=0, sign=1)).sum()
        + (~_are_covered(right, triangles, axis=0, sign=-1)).sum()
        + (~_are_covered(posed[LOWER_TEETH], triangles, axis=1, sign=-1)).sum()
    )
    if out:
        yield f"{out} vertices of teeth and tongue come out through the skin under {_name(_DROPPED)}"


def _are_covered(points: Floats, triangles: Floats, *, axis: int, sign: int) -> NDArray[np.bool_]:
    """Return which points (n, 3) have one of the triangles (m, 3, 3) before them, looking along a signed axis."""
    if not len(points):
        return np.zeros(0, np.bool_)
    others = [k for k in range(3) if k != axis]
    near = triangles[
        ((triangles[:, :, others].min(axis=1) <= points[:, others].max(axis=0)).all(axis=1))
        & ((triangles[:, :, others].max(axis=1) >= points[:, others].min(axis=0)).all(axis=1))
    ]
    a, b, c = (near[None, :, k] for k in range(3))
    p = points[:, None]

    def area(first: Floats, second: Floats, third: Floats) -> Floats:
        one, two = second[..., others] - first[..., others], third[..., others] - first[..., others]
        return one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]

    u, v, w = area(b, c, p), area(c, a, p), area(a, b, p)
    total = u + v + w
    within = ((u >= 0) & (v >= 0) & (w >= 0) | (u <= 0) & (v <= 0) & (w <= 0)) & (np.abs(total) > 1e-12)
    height = (u * a[..., axis] + v * b[..., axis] + w * c[..., axis]) / np.where(total == 0, 1.0, total)
    return np.asarray((within & ((height - p[..., axis]) * sign > 0)).any(axis=1))


def _folds(rig: Rig, assets: Assets) -> Iterator[str]:
    """Count quads of the face that look the other way than in the neutral face."""
    quads = _quads(assets, from_height=6.15, from_depth=0.75)
    before = _normals(_neutral(rig), quads)
    for code in _FOLDING:
        after = _normals(_posed(rig, {code: 1.0}), quads)
        turned = int(((before * after).sum(axis=1) < 0).sum())
        if turned > FOLDED:
            yield f"{turned} pieces of skin turn over under {code}"


def _quads(assets: Assets, *, from_height: float, from_depth: float) -> NDArray[np.int32]:
    """Return the quads (k, 4) of the skin whose middle on the base mesh has more than so much y and z, dm."""
    quads = assets.faces[assets.face_group == assets.groups.index("body")]
    middle = assets.base[quads].mean(axis=1)
    return np.asarray(quads[(middle[:, 1] > from_height) & (middle[:, 2] > from_depth)])


def _normals(vertices: Floats, quads: NDArray[np.int32]) -> Floats:
    corner = vertices[quads]
    normal = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    return normal / np.maximum(norm(normal), 1e-12)[:, None]


def _neutral(rig: Rig) -> Floats:
    return rig.neutral.astype(np.float64)


def _posed(rig: Rig, pose: Pose) -> Floats:
    return rig.pose(pose).astype(np.float64)


def _mm(length: float) -> str:
    return f"{100 * length:.1f} mm"


def _name(pose: Pose) -> str:
    return " + ".join(code if weight == 1 else f"{code} {weight:g}" for code, weight in pose.items())
