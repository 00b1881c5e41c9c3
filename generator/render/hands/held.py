"""What is held before a face: a card before the mouth, a paper cup at the lips, a phone at the ear.

Hands that hold card and cup are below the picture: both reach down there. Sizes are those of such things, in dm.
"""

from __future__ import annotations

import math

import numpy as np

from synthgen.assets.landmarks import FACE_OUTLINE
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.hair.hair import near_ears
from synthgen.render.hands.pictures import card_picture, cup_picture, phone_picture
from synthgen.render.hands.thing import Thing, joined, sheet
from synthgen.render.head import Head
from synthgen.render.materials import Material

#: A card of A5 in both its sizes and its thickness, and how it leans back at its top (degrees).
_CARD_WIDE, _CARD_HIGH, _CARD_THICK, _CARD_LEANS = 1.48, 2.10, 0.006, 6.0
#: Cup: radius at the lid's rim and at the bottom, height, lean of its bottom to the front (degrees), sides.
_CUP_TOP, _CUP_BOTTOM, _CUP_HIGH, _CUP_LEANS, _CUP_SIDES = 0.44, 0.29, 1.45, 14.0, 36
#: Its section from the middle of the lid down: share of the radius, and of the height. Triangles are short: in long
#: ones a pixel's middle may lie far outside, and its colour with it.
_CUP_SECTION = (
    (0.0, 0.035), (0.80, 0.035), (0.84, 0.0), (0.93, 0.0), (0.95, 0.035), (1.02, 0.045), (1.02, 0.085), (0.96, 0.095),
    (0.95, 0.14), (0.95, 0.20), (1.0, 0.21), *((1.0, round(0.21 + 0.042 * k, 3)) for k in range(1, 15)), (0.95, 0.81),
    (0.96, 0.87), (0.96, 0.93), (0.97, 1.0), (0.0, 1.0),
)  # fmt: skip
_PHONE_WIDE, _PHONE_HIGH, _PHONE_THICK = 0.72, 1.48, 0.080
#: Cells of a slab's sides each way: in larger triangles perspective would be seen to be missing (``RECORD_COLUMNS``).
_CELLS = 8
#: dm that stay free between a thing and the face.
_FREE = 0.05
#: landmarks of the mouth's corners, and of the lips' middles inside
_CORNERS, _LIPS = (54, 48), (62, 66)


def _landmark(head: Head, *which: int) -> Doubles:
    at: Doubles = head.neutral[np.asarray(head.assets.landmarks68)[list(which)]].astype(np.float64).mean(axis=0)
    return at


def _box(wide: float, high: float, thick: float) -> tuple[Doubles, Ints, Floats]:
    """Return a slab round the origin that faces +z: before it the left half of a picture, behind it the right one."""
    x, y, z = wide / 2, high / 2, thick / 2
    down, right = np.meshgrid(np.linspace(y, -y, _CELLS + 1), np.linspace(-x, x, _CELLS + 1), indexing="ij")
    front = np.stack([right.ravel(), down.ravel(), np.full(down.size, z)], axis=1)
    back = front * np.array([-1.0, 1.0, -1.0])
    around = [(-x, y), (-x, -y), (x, -y), (x, y)]
    edge = np.array([(*xy, s) for s in (z, -z) for xy in around])
    triangles, corners = sheet(_CELLS + 1, _CELLS + 1, closed=False)
    halves = [corners * np.array([0.5, 1.0] * 3, np.float32) + np.array([k, 0] * 3, np.float32) for k in (0.0, 0.5)]
    rim, _ = sheet(2, 4, closed=True)
    pieces = [
        (front, triangles, halves[0].astype(np.float32)),
        (back, triangles, halves[1].astype(np.float32)),
        (edge, rim, np.full((len(rim), 6), 0.004, np.float32)),
    ]
    return joined(pieces)


def _thing(
    head: Head,
    name: tuple[str, str],
    body: tuple[Doubles, Ints, Floats],
    material: Material,
    ribs: list[tuple[Doubles, Doubles]],
    radius: float,
) -> Thing:
    """Return a thing whose points (dm, of the body) are carried by the head; ``ribs`` are ends of capsules in it."""
    points, triangles, corners = body
    extra = np.array([end for rib in ribs for end in rib]).reshape(-1, 3)
    placed = np.round(np.concatenate([points, extra]) - head.centre.astype(np.float64), 5).astype(np.float32)
    count = len(ribs)
    return Thing(
        triangles=triangles,
        corners=corners,
        material=material,
        fleeting=True,
        closing=True,
        covers="thing",
        name=name,
        points=placed,
        ribs=(len(points) + np.arange(2 * count, dtype=np.int32)).reshape(-1, 2),
        radii=np.full(count, radius, np.float32),
        open_sky=np.ones(len(placed), np.float32),
    )


def _texels(head: Head, span: float) -> int:
    """Return a side of a picture that covers ``span`` dm, about two texels a pixel, a multiple of 4."""
    return min(768, max(64, 4 * round(span / head.pixel / 2)))


def card(head: Head) -> Thing:
    """Return a card that is held before mouth and chin."""
    points, triangles, corners = _box(_CARD_WIDE, _CARD_HIGH, _CARD_THICK)
    lean = math.radians(_CARD_LEANS)
    c, s = round(math.cos(lean), 9), round(math.sin(lean), 9)
    mouth = _landmark(head, *_LIPS)
    top = _landmark(head, 33)[1] + 0.04
    middle = np.array([mouth[0], top - 0.5 * _CARD_HIGH * c, 0.0])
    face = head.skin.astype(np.float64)
    near = (np.abs(face[:, 0] - middle[0]) < 0.5 * _CARD_WIDE) & (face[:, 1] < top + 0.02) & (face[:, 1] > top - 1.0)
    # leaning back at the top, it is at height y as far ahead as its middle, less the lean
    middle[2] = float((face[near, 2] + (face[near, 1] - middle[1]) * s / c).max()) + _FREE
    turned = np.stack([points[:, 0], points[:, 1] * c + points[:, 2] * s, points[:, 2] * c - points[:, 1] * s], axis=1)
    # one picture before and behind it
    corners = corners.copy()
    corners[:, 0::2] = np.where(corners[:, 0::2] > 0.006, corners[:, 0::2] * np.float32(2) % np.float32(1.000001), 0.01)
    paper = Material(0.25, 0.035, (0.15, 0.15, 0.15), card_picture(head.seed, _texels(head, _CARD_HIGH)))
    up = np.array([0.0, c, -s])
    ribs = [
        (middle + t * up - np.array([0.5, 0, 0]), middle + t * up + np.array([0.5, 0, 0])) for t in (0.85, 0.6, 0.3)
    ]
    return _thing(head, ("card", "both"), (turned + middle, triangles, corners), paper, ribs, 0.16)


def cup(head: Head) -> Thing:
    """Return a paper cup with its lid at the lips."""
    turn = [2 * math.pi * k / _CUP_SIDES for k in range(_CUP_SIDES)]
    ring = np.array([(round(math.sin(t), 9), 0.0, round(math.cos(t), 9)) for t in turn])
    rows = []
    for share, down in _CUP_SECTION:
        radius = (_CUP_TOP + down * (_CUP_BOTTOM - _CUP_TOP)) * share
        rows.append(ring * max(radius, 1e-4) - np.array([0.0, down * _CUP_HIGH, 0.0]))
    triangles, corners = sheet(len(rows), _CUP_SIDES, closed=True)
    # rows are not evenly spaced: the picture's are, down the side
    heights = np.array([down for _, down in _CUP_SECTION])
    row = (1.0 - corners[:, 1::2].astype(np.float64)) * (len(rows) - 1)
    corners = corners.copy()
    corners[:, 1::2] = 1.0 - heights[np.rint(row).astype(int)]
    lean = math.radians(_CUP_LEANS)
    c, s = round(math.cos(lean), 9), round(math.sin(lean), 9)
    points = np.concatenate(rows)
    # the bottom comes to the front
    points = np.stack([points[:, 0], points[:, 1] * c, points[:, 2] - points[:, 1] * s], axis=1)
    mouth = _landmark(head, *_LIPS)
    face = head.skin.astype(np.float64)
    near = (np.abs(face[:, 0] - mouth[0]) < 0.2) & (np.abs(face[:, 1] - mouth[1]) < 0.35) & (face[:, 2] > 0.8)
    rim = points[: _CUP_SIDES * 8, 2].min()
    place = np.array([mouth[0], mouth[1] + 0.06, 0.0])
    free = -np.inf
    for y, z in face[near][:, 1:]:
        at = place[1] - y
        if at < -0.02:
            continue
        share = min(max(at / _CUP_HIGH, 0.0), 1.0)
        radius = _CUP_TOP + share * (_CUP_BOTTOM - _CUP_TOP)
        free = max(free, float(z + radius - at * s / c))
    place[2] = free + 0.012 if math.isfinite(free) else mouth[2] - rim
    paper = Material(0.20, 0.04, (0.15, 0.15, 0.15), cup_picture(head.seed, _texels(head, _CUP_HIGH)))
    axis = np.array([0.0, -c, s])
    return _thing(
        head,
        ("cup", "both"),
        (points + place, triangles, corners),
        paper,
        [(place + 0.4 * axis, place + 1.2 * axis)],
        0.36,
    )


def phone(head: Head, side: str) -> Thing:
    """Return a phone at an ear, its lower end at the mouth's corner."""
    sign = 1.0 if side == "left" else -1.0
    ears = near_ears(head.geometry.rest) & (sign * head.geometry.rest[:, 0] > 0)
    ear = head.skin[ears].astype(np.float64)
    out = float((sign * ear[:, 0]).max())
    top = np.array([sign * (out + 0.5 * _PHONE_THICK + 0.015), float(ear[:, 1].max()), float(ear[:, 2].mean()) + 0.02])
    corner = _landmark(head, _CORNERS[0] if side == "left" else _CORNERS[1])
    cheek = head.neutral[np.asarray(head.assets.landmarks68)[list(FACE_OUTLINE)]].astype(np.float64)
    out_below = float((sign * cheek[:, 0]).max()) * 0.93
    low = np.array([sign * (out_below + 0.5 * _PHONE_THICK), corner[1] - 0.10, corner[2] - 0.42])
    down = low - top
    down = down / math.sqrt(math.fsum(down * down))
    # its screen looks at the head
    outward = np.array([sign, 0.0, 0.0]) - sign * down[0] * down
    outward = outward / math.sqrt(math.fsum(outward * outward))
    across = np.cross(-down, -outward)
    points, triangles, corners = _box(_PHONE_WIDE, _PHONE_HIGH, _PHONE_THICK)
    middle = top + down * (0.5 * _PHONE_HIGH - 0.02)
    placed = middle + points[:, :1] * across - points[:, 1:2] * down - points[:, 2:] * outward
    glass = Material(0.01, 0.05, (0.0, 0.0, 0.0), phone_picture(head.seed, _texels(head, _PHONE_HIGH)))
    ribs = [(middle - 0.5 * down, middle + 0.5 * down)]
    return _thing(head, ("phone", side), (placed, triangles, corners), glass, ribs, 0.22)
