"""Light in the mouth: what of it comes through the parted lips to teeth, tongue, gums and the mouth's lining."""

from __future__ import annotations

import math

import numpy as np

from synthgen.assets import Assets
from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Reals, f4

#: Inner lips, in landmarks of 68: upper from the subject's right, lower under it; the corners.
_UPPER, _LOWER, _CORNERS = (61, 62, 63), (67, 66, 65), (60, 64)
#: Inner lips farther apart than at rest by this (dm) show teeth and tongue: the landmarks lie behind the line where
#: lips meet, so that those of a closed mouth are apart too, the farthest of 24 models by a little less than the second.
PARTED, MOST_AT_REST = 0.012, 0.035
#: How fast it gets dark with depth; light that skin itself lets in; dm that the lips are thick.
_DARKENING, _GLOW, _LIP = f4(7.0), f4(0.03), f4(0.08)
#: Beside the middle's share of the half width lips and cheeks take light away, by so much for each dm: teeth fade into
#: dark corners, without which a smile looks like bared teeth.
_LIT, _CORNER = f4(0.5), f4(4.0)
#: Share of the key light that lips let through to where they cast its shadow: it comes scattered.
SOFT = f4(0.75)


def lining(assets: Assets) -> Doubles:
    """Return how much each base mesh vertex (19158,) belongs to the lining of the mouth, 0–1."""
    mask = np.asarray(assets.mask("inside-mouth"))
    uv = np.asarray(assets.uv, np.float64)
    size = mask.shape[0]
    column = np.clip((uv[:, 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1 - uv[:, 1]) * size).astype(int), 0, size - 1)
    body = np.asarray(assets.face_group) == assets.groups.index("body")
    vertex, at = np.asarray(assets.faces)[body].ravel(), np.asarray(assets.face_uv)[body].ravel()
    inside: Doubles = np.zeros(len(assets.base))
    np.maximum.at(inside, vertex, mask[row, column][at] / 255.0)
    return inside


def opening(landmarks: Reals) -> tuple[float, Floats]:
    """Return how far (dm) the lips are apart, and the opening as (5,): centre xyz, half height, half width.

    ``landmarks`` (68, 3) dm of the posed face.
    """
    at = landmarks.astype(np.float64)
    gap = at[list(_UPPER)] - at[list(_LOWER)]
    apart = max(math.copysign(math.sqrt(math.fsum(v * v for v in row)), row[1]) for row in gap.tolist())
    centre = [(math.fsum(at[[*_UPPER, *_LOWER], k].tolist())) / 6 for k in range(3)]
    wide = at[_CORNERS[1]] - at[_CORNERS[0]]
    half = math.sqrt(math.fsum((wide * wide).tolist())) / 2
    return apart, np.array([*centre, max(apart, 0.0) / 2, half], np.float32)


def dim(share: Floats) -> Floats:
    """Return what (m,) irradiance is multiplied by where ``share`` (m,) of the light comes through the lips."""
    # the lights' own occlusion leaves them .3 in a closed corner; a mouth is darker than that
    factor: Floats = share / (np.float32(0.25) + np.float32(0.75) * share)
    return factor


@kernel
def let_in(vertices, index, light, opening, head, out):  # type: ignore[no-untyped-def]
    """Write the share of light (m,) that reaches vertices ``index`` (m,) through the lips.

    A point sees the opening under a solid angle that falls with its depth behind the lips, whole as far back as front
    teeth stand, and less of it from behind a lip; ``light`` (m,) is what its neighbours (the next tooth, the gum)
    leave. ``head``: rotation (3, 3) of the head.
    """
    half = opening[3]
    wide = opening[4]
    area = f4(3.1) * half * wide + f4(1e-6)  # closed lips in front of a point at no depth are no 0 / 0
    for i in range(index.shape[0]):
        k = np.uint32(index[i])
        dx = vertices[k, 0] - opening[0]
        dy = vertices[k, 1] - opening[1]
        dz = vertices[k, 2] - opening[2]
        x = head[0, 0] * dx + head[1, 0] * dy + head[2, 0] * dz
        y = head[0, 1] * dx + head[1, 1] * dy + head[2, 1] * dz
        z = head[0, 2] * dx + head[1, 2] * dy + head[2, 2] * dz
        # the lips curve back round the teeth
        deep = max(-z - f4(0.9) * x * x, f4(0))
        behind = deep + _LIP
        hidden = max(abs(y) - half, f4(0)) + _CORNER * max(abs(x) - _LIT * wide, f4(0))
        beyond = max(deep - _LIP, f4(0))
        seen = area / (area + _DARKENING * beyond * beyond)
        out[i] = (_GLOW + (f4(1) - _GLOW) * seen * behind / math.sqrt(behind * behind + hidden * hidden)) * light[i]
