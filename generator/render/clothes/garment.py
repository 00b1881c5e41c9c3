"""The garment a person wears: cloth over the trunk from the neckline down, and a collar, which gives its edge body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.render.arrays import Doubles, Ints
from synthgen.render.clothes import neckline, shell
from synthgen.render.clothes.cloth import SPAN
from synthgen.render.clothes.neckline import NECK_Z, NECKLINES, Neckline
from synthgen.render.clothes.shell import Shell

if TYPE_CHECKING:
    from synthgen.render.head import Head


_TUCK = 0.05
_SMOOTHING = 24
#: Steps of the collar round half the neck.
_STEPS = 36
#: Section of a shirt's placket: to the subject's left, off the cloth (dm).
_PLACKET = ((0.105, -0.01), (0.10, 0.014), (0.0, 0.018), (-0.10, 0.014), (-0.105, -0.01))
#: Skin up to this far above the neckline (dm) lies in the collar's shade, down to this share of the sky.
_SHADED, _SHADE = 0.16, 0.45


def parts(head: Head) -> tuple[Shell]:
    """Return the garment of a person; under a scarf it has no collar."""
    dress = head.look.dress
    style = NECKLINES[dress.neckline]
    below = neckline.depth(style, head.geometry.rest)
    cloth = _cloth(style, head, below)
    pieces = [cloth]
    if dress.headwear != "scarf":
        pieces.append(_collar(style, head))
        if style.leaf:
            pieces.append(_placket(style, cloth, head))
    shade = np.clip(_SHADE + (1 - _SHADE) * -below / _SHADED, 0.0, 1.0).astype(np.float32)
    return (replace(shell.join(pieces), hides=below > neckline.HIDDEN, shade=shade),)


def _cloth(style: Neckline, head: Head, below: Doubles) -> Shell:
    """Return the garment's cloth: the skin pushed out below the neckline and in above it, hanging over hollows."""
    triangles = head.geometry.triangles
    clothed = triangles[below[triangles].max(axis=1) > -neckline.MARGIN]
    vertex, inverse = np.unique(clothed, return_inverse=True)
    local: Ints = inverse.reshape(-1, 3).astype(np.int32)
    rise = np.clip(0.9 * below[vertex], -_TUCK, style.loose)
    ease = np.clip((below[vertex] - 0.1) / 0.25, 0.0, 1.0)
    offset = shell.lift(head.skin[vertex], head.normals[vertex], local, rise=rise, ease=ease, rounds=_SMOOTHING)
    corners = (neckline.cloth_coordinates(head.geometry.rest) / np.float32(SPAN))[clothed].reshape(-1, 6)
    return shell.push_out(vertex, local, offset, corners)


def _collar(style: Neckline, head: Head) -> Shell:
    """Return the collar: the neckline's section carried round the neck, open in front where it has a leaf."""
    rest, triangles = head.geometry.rest, head.geometry.triangles
    side = np.linspace(0.0, 1.0, _STEPS + 1)
    half = 180.0 * (0.4 * side + 0.6 * side * side)  # steps are shorter in front, where necklines turn
    azimuth = np.concatenate([half, -half[-2:0:-1]])  # by the subject's left to the back, and on to the front
    leaf = np.interp(np.abs(azimuth), style.azimuth, style.leaf) if style.leaf else None
    if leaf is not None:
        azimuth, leaf = azimuth[leaf > 0], leaf[leaf > 0]
    turn = np.radians(azimuth)
    direction = np.round(np.stack([np.sin(turn), np.zeros(len(turn)), np.cos(turn)], axis=1), 9)
    origin = np.zeros((len(turn), 3))
    origin[:, 1], origin[:, 2] = style.heights(azimuth), NECK_Z
    near = triangles[(rest[triangles, 1].min(axis=1) > 4.6) & (rest[triangles, 1].max(axis=1) < 6.6)]
    anchor, share = shell.hits(origin, direction, rest.astype(np.float64), near)
    section = np.tile(np.array(style.section, np.float64), (len(turn), 1, 1))
    if leaf is not None:
        section = np.concatenate([section, _fall(leaf, style.section[-1])], axis=1)
    collar = shell.band(anchor, share, head.skin, head.normals, section=section, closed=leaf is None)
    return replace(collar, corners=collar.corners / np.float32(SPAN))


def _placket(style: Neckline, cloth: Shell, head: Head) -> Shell:
    """Return the strip down the front of a shirt, on its cloth."""
    rest, vertex = head.geometry.rest, cloth.anchor[:, 0]
    below = style.height[0] + 0.06 - rest[vertex, 1]
    front = np.flatnonzero((np.abs(rest[vertex, 0]) < 1e-4) & (rest[vertex, 2] > NECK_Z) & (below > 0))
    front = front[np.argsort(below[front], kind="stable")]
    anchor = cloth.anchor[front]
    hung = head.skin.copy()
    hung[anchor[:, 0]] += cloth.offset[front]
    section = np.tile(np.array(_PLACKET), (len(front), 1, 1))
    strip = shell.band(anchor, cloth.share[front], hung, head.normals, section=section, closed=False)
    offset = strip.offset + np.repeat(cloth.offset[front], len(_PLACKET), axis=0)
    return replace(strip, offset=offset, corners=strip.corners / np.float32(SPAN))


def _fall(leaf: Doubles, fold: tuple[float, float]) -> Doubles:
    """Return the section (steps, 5, 2) of a fall: from the fold outward, down by ``leaf`` and back under."""
    share = np.array([0.35, 0.7, 1.0, 1.0, 0.8])
    stand = np.array([0.035, 0.05, 0.055, 0.035, 0.0])
    down = fold[0] - leaf[:, None] * share
    return np.stack([down, np.broadcast_to(fold[1] + stand, down.shape)], axis=2)
