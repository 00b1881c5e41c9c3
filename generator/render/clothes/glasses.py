"""Glasses: a frame that stands on the nose's bridge before both eyes, with temples that run over the ears."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human import colour
from synthgen.render.arrays import Doubles, Floats, Mask, Picture
from synthgen.render.clothes import rigid
from synthgen.render.clothes.rigid import Rigid
from synthgen.render.hair.hair import near_ears

if TYPE_CHECKING:
    from synthgen.human.clothes import Clothes
    from synthgen.render.head import Head


#: Frame -> half width and half height of a lens, exponent of its outline (2: an ellipse), half thickness of the rim
#: across and in depth, and how far lenses stand outside the eyes' middles (dm).
_FRAMES = {
    "round": (0.235, 0.225, 2.0, 0.014, 0.012, 0.005),
    "rectangular": (0.262, 0.180, 5.0, 0.024, 0.019, 0.022),
}
#: Gloss of a frame's surface: thin ones are of metal, thick ones of acetate.
_GLOSS = {"none": 0, "round": 255, "rectangular": 60}
_STEPS = 40
#: Lenses lean: their lower edge is nearer to the cheek, their outer edge nearer to the temple (per dm, per dm²).
_TILT, _WRAP = 0.10, 0.30
#: Free way between frame and skin, and between lens and cornea (dm).
_GAP, _VERTEX = 0.03, 0.11


def paint_frame(clothes: Clothes) -> Picture:
    """Return the texture of a frame (2, 2, 4) uint8, √linear·255 and gloss."""
    frame = np.zeros((2, 2, 4), np.uint8)
    frame[..., :3] = np.round(np.sqrt(colour.linear(clothes.frame)) * 255)
    frame[..., 3] = _GLOSS[clothes.glasses]
    return frame


def parts(head: Head) -> tuple[Rigid, ...]:
    """Return the glasses of a person who wears some, fitted to eyes, nose and ears."""
    kind = head.look.dress.glasses
    if kind == "none":
        return ()
    ears, (left, right) = near_ears(head.geometry.rest), (eye.cornea(head.neutral) for eye in head.eyes)
    glasses = _build(kind, head.skin, ears, (left, right))
    return (replace(glasses, points=glasses.points - head.centre[None]),)


def _build(kind: str, skin: Floats, ears: Mask, eyes: tuple[Doubles, Doubles]) -> Rigid:
    """Return the glasses that fit a face: its neutral ``skin`` (n, 3) dm, which of it is ``ears`` (n,), the fronts
    of the corneas (3,) left and right. Their points are not seen from the skull's centre yet.
    """
    wide, high, power, rim, deep, apart = _FRAMES[kind]
    face = skin[~ears].astype(np.float64)
    middle_y = (eyes[0][1] + eyes[1][1]) / 2 - 0.025
    half = (eyes[0][0] - eyes[1][0]) / 2
    centre_x = (eyes[0][0] + eyes[1][0]) / 2
    outline = []
    for k in range(_STEPS):
        turn = 2 * math.pi * k / _STEPS
        c, s = math.cos(turn), math.sin(turn)
        outline.append(
            (
                wide * math.copysign(abs(c) ** (2 / power), c),
                high * math.copysign(abs(s) ** (2 / power), s),
            )
        )
    shape = np.round(np.array(outline), 9)
    lenses = {side: shape + np.array([side * (half + apart), 0.0]) for side in (1, -1)}
    flat = np.concatenate(list(lenses.values()))
    plane = _plane(flat)
    front = max(float(eyes[0][2]), float(eyes[1][2])) + _VERTEX
    for (x, y), lean in zip(flat.tolist(), plane.tolist(), strict=True):
        near = (np.abs(face[:, 0] - centre_x - x) < 0.05) & (np.abs(face[:, 1] - middle_y - y) < 0.05)
        if near.any() and abs(x) > 0.14:  # the nose stands between the lenses
            front = max(front, float(face[near, 2].max()) + _GAP - lean)
    pieces = []
    for side, across in lenses.items():
        line = np.stack([centre_x + across[:, 0], middle_y + across[:, 1], front + _plane(across)], axis=1)
        pieces.append(rigid.tube(line, wide=rim, deep=deep, beside=(0.0, 0.0, 1.0), closed=True))
        pieces.append(_temple(face, skin[ears].astype(np.float64), line, side, rim=rim, deep=deep))
    inner = half + apart - wide
    arch = []
    for k in range(9):
        x = (k / 4 - 1) * inner
        y = middle_y + 0.045 + 0.05 * (1 - (x / inner) ** 2)
        near = (np.abs(face[:, 0] - centre_x - x) < 0.04) & (np.abs(face[:, 1] - y) < 0.04)
        nose = float(face[near, 2].max()) if near.any() else front
        arch.append((centre_x + x, y, max(front, nose + 0.015)))
    bridge = rigid.tube(np.array(arch), wide=max(rim * 0.8, 0.011), deep=deep, beside=(0.0, 0.0, 1.0), closed=False)
    return rigid.join([*pieces, bridge])


def _plane(across: Doubles) -> Doubles:
    """Return how far in front of the bridge's plane points (n, 2) of the lenses lie."""
    lean: Doubles = _TILT * across[:, 1] - _WRAP * np.maximum(np.abs(across[:, 0]) - 0.2, 0.0) ** 2
    return lean


def _temple(face: Doubles, ear: Doubles, rim_line: Doubles, side: int, *, rim: float, deep: float) -> Rigid:
    """Return the temple of one side (1: the subject's left), from the rim's outer edge over the ear and down."""
    outer = rim_line[int(np.argmax(side * rim_line[:, 0] + 0.3 * rim_line[:, 1]))]
    own = ear[side * ear[:, 0] > 0]
    top = own[int(np.argmax(own[:, 1]))]
    over = (top[1] - 0.055, float(np.mean(own[own[:, 1] > top[1] - 0.12, 2])))
    skull = face[(side * face[:, 0] > 0.3) & (face[:, 2] < outer[2] - 0.15)]

    def beside(x: float, y: float, z: float) -> tuple[float, float, float]:
        near = (np.abs(skull[:, 1] - y) < 0.07) & (np.abs(skull[:, 2] - z) < 0.07)
        least = float((side * skull[near, 0]).max()) + 0.02 if near.any() else 0.0
        return (side * max(side * x, least), y, z)

    ear_x = float(np.median(side * own[own[:, 1] > top[1] - 0.15, 0]))
    end = np.array([side * (ear_x - 0.03), *over])
    line = [tuple(outer + np.array([side * 0.012, 0.0, -0.012]))]
    line += [beside(*(outer + (end - outer) * share)) for share in (0.12, 0.3, 0.5, 0.7, 0.85, 1.0)]
    line += [(end[0], over[0] - 0.03, over[1] - 0.09), (end[0] - side * 0.02, over[0] - 0.13, over[1] - 0.16)]
    line.append((end[0] - side * 0.03, over[0] - 0.26, over[1] - 0.19))
    thick = max(rim * 0.9, 0.0125)
    return rigid.tube(np.array(line, np.float64), wide=0.7 * deep, deep=thick, beside=(0.0, 1.0, 0.0), closed=False)
