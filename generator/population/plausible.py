"""Whether a face works: whether its action units move it without breaking it, and how far two faces are apart.

The authors of the Sim2Real paper picked 24 models out of many by eye, for how real their AUs looked. This is the part
of that choice that can be measured; the rest is still looking.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.rig import Rig
from synthgen.facs.vectors import norm

Floats = NDArray[np.float64]

#: head skin: body vertices whose height on the base mesh is above this, dm
HEAD_FROM = 6.0
BODY_SKIN = 13380
#: poses that must not make the lips cross
_LIP_POSES: tuple[Mapping[str, float], ...] = (
    {"AU24": 1.0},
    {"AU25": 0.5},
    {"AU25": 1.0, "AU26": 1.0},
    {"AU12": 1.0},
    {"AU10": 1.0},
    {"AU15": 1.0, "AU17": 1.0},
    {"AU20": 1.0},
    {"AU23": 1.0},
)
#: single AUs in which skin must not turn inside out
_FOLD_POSES: tuple[Mapping[str, float], ...] = tuple(
    {code: 1.0} for code in ("AU1", "AU2", "AU4", "AU5", "AU6", "AU7", "AU9", "AU10", "AU12", "AU15", "AU17", "AU20")
)
#: dm that closed lids, and pressed lips, may gape
GAPE = 0.002
#: of the loops that the gap between the lips is measured on, those that can be seen from outside
_SEEN = 2
#: dm that lips may cross more than they do in the neutral face
CROSS = 0.004
#: widest slit between the lips of a neutral face, dm
SLIT = 0.036
#: neutral eye openings, dm at the widest column
OPENING = (0.06, 0.13)
#: a dropped jaw, and the vertices of tongue and teeth that it takes along
_JAW_POSE: Mapping[str, float] = {"AU25": 0.6, "AU26": 1.0}
_LOWER_TEETH = np.arange(14992, 15060)
_TEETH = np.concatenate([np.arange(13380, 13606), np.arange(14992, 15128)])
#: dm from the middle, from which on cheeks and not an open mouth are beside the teeth
_SIDEWAYS = 0.12
#: quads of the face's front that may turn over, at most; under AU20, 12 do on the base mesh
FOLDED = 20


def head_skin(assets: Assets) -> NDArray[np.int64]:
    """Return the vertices (4244,) of the head's and neck's skin."""
    return np.flatnonzero(np.asarray(assets.base[:BODY_SKIN, 1]) > HEAD_FROM)


def normalised(vertices: NDArray[np.float32], assets: Assets) -> Floats:
    """Return head skin (4244, 3) float64 with its mean at 0 and the base mesh's size, dm, for ``distance``."""
    skin = head_skin(assets)
    return _sized(vertices[skin]) * _size(assets.base[skin])


def distance(one: Floats, other: Floats) -> float:
    """Return the RMS distance, dm, of two ``normalised`` heads: what is left of a difference without place and size."""
    return float(np.sqrt(((one - other) ** 2).sum(axis=1).mean()))


def _sized(points: NDArray[np.floating]) -> Floats:
    centred = points.astype(np.float64) - points.astype(np.float64).mean(axis=0)
    return centred / _size(points)


def _size(points: NDArray[np.floating]) -> float:
    centred = points.astype(np.float64) - points.astype(np.float64).mean(axis=0)
    return float(np.sqrt((centred**2).sum(axis=1).mean()))


def problems(rig: Rig, assets: Assets) -> tuple[str, ...]:
    """Return what is wrong with a face, in words; nothing for a good one."""
    return (*_lids(rig), *_lips(rig), *_teeth(rig, assets), *_folds(rig, assets))


def _lids(rig: Rig) -> list[str]:
    found = []
    closed = rig.pose({"AU43": 1.0}).astype(np.float64)
    neutral = rig.neutral.astype(np.float64)
    for lids, side in zip(rig.lids, ("left", "right"), strict=True):
        opening = float(lids.gaps(neutral).max())
        if not OPENING[0] <= opening <= OPENING[1]:
            found.append(f"{side} eye opens {opening:.3f} dm, not {OPENING[0]}–{OPENING[1]}")
        gape = float(lids.gaps(closed).max())
        if gape > GAPE:
            found.append(f"{side} lids gape {gape:.4f} dm under AU43")
    return found


def _lips(rig: Rig) -> list[str]:
    found = []
    neutral = rig.lips.gaps(rig.neutral.astype(np.float64))
    if float(neutral[1].max()) > SLIT:
        found.append(f"lips stand {float(neutral[1].max()):.3f} dm open")
    for pose in _LIP_POSES:
        gaps = rig.lips.gaps(rig.pose(pose).astype(np.float64))
        crossing = float((np.minimum(neutral, 0.0) - gaps)[:_SEEN].max())
        if crossing > CROSS:
            found.append(f"lips cross {crossing:.4f} dm under {_name(pose)}")
    return found


def _teeth(rig: Rig, assets: Assets) -> list[str]:
    """Count vertices of teeth and tongue that a dropping jaw takes out through the skin of cheeks or chin."""
    posed = rig.pose(_JAW_POSE).astype(np.float64)
    quads = _quads(assets, from_height=5.6, from_depth=0.0)
    triangles = posed[np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])]
    inside = posed[_TEETH]
    left, right = inside[inside[:, 0] > _SIDEWAYS], inside[inside[:, 0] < -_SIDEWAYS]
    lower = posed[_LOWER_TEETH]
    out = int(
        (~_covered(left, triangles, axis=0, sign=1)).sum()
        + (~_covered(right, triangles, axis=0, sign=-1)).sum()
        + (~_covered(lower, triangles, axis=1, sign=-1)).sum()
    )
    return [f"{out} vertices of teeth and tongue come out through the skin under {_name(_JAW_POSE)}"] if out else []


def _covered(points: Floats, triangles: Floats, *, axis: int, sign: int) -> NDArray[np.bool_]:
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


def _folds(rig: Rig, assets: Assets) -> list[str]:
    """Count quads of the face that look the other way than in the neutral face."""
    found = []
    quads = _quads(assets, from_height=6.15, from_depth=0.75)
    before = _normals(rig.neutral, quads)
    for pose in _FOLD_POSES:
        after = _normals(rig.pose(pose), quads)
        turned = int(((before * after).sum(axis=1) < 0).sum())
        if turned > FOLDED:
            found.append(f"{turned} pieces of skin turn over under {_name(pose)}")
    return found


def _quads(assets: Assets, *, from_height: float, from_depth: float) -> NDArray[np.int32]:
    """Return the quads (k, 4) of the skin whose middle on the base mesh has more than so much y and z, dm."""
    quads = assets.faces[assets.face_group == assets.groups.index("body")]
    middle = assets.base[quads].mean(axis=1)
    return np.asarray(quads[(middle[:, 1] > from_height) & (middle[:, 2] > from_depth)])


def _normals(vertices: NDArray[np.float32], quads: NDArray[np.int32]) -> Floats:
    corner = vertices[quads].astype(np.float64)
    normal = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    return normal / np.maximum(norm(normal), 1e-12)[:, None]


def _name(pose: Mapping[str, float]) -> str:
    return " + ".join(f"{code} {weight:g}" for code, weight in pose.items())
