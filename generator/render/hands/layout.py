"""Where hands and arms lie in the skin's texture: in what charts of trunk and legs leave free, larger than these.

MakeHuman's chart of a hand is three times as coarse as that of the face, and would be a blur before it. What skin uses
of the texture ends at the shoulders (``texels.LOWEST``), so that there is room for a larger one. Both hands have one
chart: MakeHuman's are mirror images. Arms, which are smooth, are rolled off round their bones.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from synthgen.render.arrays import Doubles
from synthgen.render.skin.texels import SIZE

#: The left hand's chart in MakeHuman's layout: u and v from, and width (it is not quite as high); the right one's u is
#: this minus that of the left one.
_HAND_U, _HAND_V, _HAND_WIDE, _MIRROR = 0.5685, 0.0100, 0.1960, 1.12441
#: Pixels of the full texture (rows from v = 1 down) where the hand's chart begins, and its side.
HAND_ROW, HAND_COLUMN, HAND_SIDE = 976, 32, 1040
#: … and the arm's, with its rows along the arm and columns round it.
ARM_ROW, ARM_COLUMN, ARM_ROWS, ARM_COLUMNS = 464, 352, 448, 384
#: Texels that stay free round a chart, for lookups at its edge.
_EDGE = 8


def hand_texture(uv: Doubles, side: Literal["left", "right"]) -> Doubles:
    """Return texture coordinates (…, 2) of a hand's points from MakeHuman's."""
    u = uv[..., 0] if side == "left" else _MIRROR - uv[..., 0]
    across, up = (u - _HAND_U) / _HAND_WIDE, (uv[..., 1] - _HAND_V) / _HAND_WIDE
    column, row = HAND_COLUMN + across * HAND_SIDE, HAND_ROW + (1.0 - up) * HAND_SIDE
    return np.stack([column / SIZE, 1.0 - row / SIZE], axis=-1)


def down_arm(points: Doubles, arm: Doubles) -> Doubles:
    """Return how far down an ``arm`` (3, 3: shoulder, elbow, wrist) points (…, 3) are: 0, 1 and 2 there, and beyond."""
    found = np.full(points.shape[:-1], np.nan)
    nearest = np.full(points.shape[:-1], np.inf)
    for i in (0, 1):
        step = arm[i + 1] - arm[i]
        away = points - arm[i]
        t = (away * step).sum(axis=-1) / (step * step).sum()
        off = away - np.clip(t, 0.0, 1.0)[..., None] * step
        square = (off * off).sum(axis=-1)
        t = np.clip(t, -np.inf, 1.0) if i == 0 else np.clip(t, 0.0, np.inf)
        found, nearest = np.where(square < nearest, i + t, found), np.minimum(square, nearest)
    return found


def arm_place(points: Doubles, arm: Doubles) -> Doubles:
    """Return where points (…, 3) of a left ``arm`` are on its chart (…, 2): round it 0–1, down it as ``down_arm``."""
    along = down_arm(points, arm)
    around = np.zeros(points.shape[:-1])
    for i in (0, 1):
        step = arm[i + 1] - arm[i]
        axis = step / np.sqrt((step * step).sum())
        away = points - arm[i]
        # the seam, where turns end, is on the inner side, which the body hides
        first = np.array([1.0, 0.0, 0.0]) - axis[0] * axis
        first = first / np.sqrt((first * first).sum())
        second = np.cross(axis, first)
        turn = np.arctan2((away * second).sum(axis=-1), (away * first).sum(axis=-1))
        around = np.where((along >= 1.0) == (i == 1), 0.5 + turn / (2.0 * np.pi), around)
    return np.stack([np.round(around, 9), np.round(along, 9)], axis=-1)


def arm_texture(corners: Doubles, arm: Doubles) -> Doubles:
    """Return texture coordinates (m, 4, 2) of quads of a left ``arm`` with corners (m, 4, 3) dm."""
    place = arm_place(corners, arm)
    # a quad across the seam lies on its first corner's side of it
    around = place[..., 0] - np.round(place[..., 0] - place[..., :1, 0])
    column = ARM_COLUMN + _EDGE + np.clip(around, 0.0, 1.0) * (ARM_COLUMNS - 2 * _EDGE)
    row = ARM_ROW + _EDGE + np.clip(place[..., 1] / 2.0, 0.0, 1.0) * (ARM_ROWS - 2 * _EDGE)
    return np.stack([column / SIZE, 1.0 - row / SIZE], axis=-1)
