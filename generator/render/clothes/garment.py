"""The garment a person wears: cloth over the trunk from the neckline down, and a collar, which gives its edge body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.render.clothes import neckline, shell
from synthgen.render.clothes.neckline import NECK_Z, NECKLINES, Neckline
from synthgen.render.clothes.shell import Sheet
from synthgen.render.raster.gbuffer import CLOTH
from synthgen.render.textures import CLOTH_SPAN

if TYPE_CHECKING:
    from synthgen.human.dress import Dress

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

_TUCK = 0.05
_SMOOTHING = 24
#: Steps of the collar round half the neck.
_STEPS = 36
#: Section of a shirt's placket: to the subject's left, off the cloth (dm).
_PLACKET = ((0.105, -0.01), (0.10, 0.014), (0.0, 0.018), (-0.10, 0.014), (-0.105, -0.01))
#: Skin up to this far above the neckline (dm) lies in the collar's shade, down to this share of the sky.
_SHADED, _SHADE = 0.16, 0.45


def hides(dress: Dress, rest: Floats) -> npt.NDArray[np.bool_]:
    """Return which skin points (n, 3) of the base mesh lie under the garment, well away from its edge."""
    hidden: npt.NDArray[np.bool_] = neckline.depth(NECKLINES[dress.neckline], rest) > neckline.HIDDEN
    return hidden


def shade_of(dress: Dress, rest: Floats) -> Floats:
    """Return the share (n,) of the sky that the garment's edge leaves to skin points (n, 3) of the base mesh."""
    above = -neckline.depth(NECKLINES[dress.neckline], rest)
    return np.clip(_SHADE + (1 - _SHADE) * above / _SHADED, 0.0, 1.0).astype(np.float32)


def tailor(dress: Dress, rest: Floats, triangles: Ints, skin: Floats, normals: Floats, *, collar: bool = True) -> Sheet:
    """Return the garment of a person whose refined neutral skin is ``skin`` (n, 3) dm with unit normals.

    ``rest`` (n, 3) are the same points on the base mesh and ``triangles`` (t, 3) the whole skin. Under a scarf a
    garment has no ``collar``.
    """
    style = NECKLINES[dress.neckline]
    cloth = _cloth(style, rest, triangles, skin, normals)
    parts = [cloth]
    if collar:
        parts.append(_collar(style, rest, triangles, skin, normals))
    if collar and style.leaf:
        parts.append(_placket(style, cloth, rest, skin, normals))
    return shell.joined(parts)


def _cloth(style: Neckline, rest: Floats, triangles: Ints, skin: Floats, normals: Floats) -> Sheet:
    """Return the garment's cloth: the skin pushed out below the neckline and in above it, hanging over hollows."""
    below = neckline.depth(style, rest)
    clothed = triangles[below[triangles].max(axis=1) > -neckline.MARGIN]
    vertex, inverse = np.unique(clothed, return_inverse=True)
    local: Ints = inverse.reshape(-1, 3).astype(np.int32)
    rise = np.clip(0.9 * below[vertex], -_TUCK, style.loose)
    ease = np.clip((below[vertex] - 0.1) / 0.25, 0.0, 1.0)
    offset = shell.lifted(skin[vertex], normals[vertex], local, rise=rise, ease=ease, rounds=_SMOOTHING)
    corners = (neckline.cloth_coordinates(rest) / np.float32(CLOTH_SPAN))[clothed].reshape(-1, 6)
    return Sheet(
        anchor=np.repeat(vertex[:, None], 3, axis=1).astype(np.int32),
        share=np.tile(np.array([1, 0, 0], np.float32), (len(vertex), 1)),
        offset=offset,
        triangles=local,
        material=np.full(len(local), CLOTH, np.uint8),
        corners=corners,
    )


def _collar(style: Neckline, rest: Floats, triangles: Ints, skin: Floats, normals: Floats) -> Sheet:
    """Return the collar: the neckline's section carried round the neck, open in front where it has a leaf."""
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
    anchor, share = shell.cast(origin, direction, rest.astype(np.float64), near)
    section = np.tile(np.array(style.section, np.float64), (len(turn), 1, 1))
    if leaf is not None:
        section = np.concatenate([section, _fall(leaf, style.section[-1])], axis=1)
    collar = shell.band(anchor, share, skin, normals, section=section, closed=leaf is None, material=CLOTH)
    return replace(collar, corners=collar.corners / np.float32(CLOTH_SPAN))


def _placket(style: Neckline, cloth: Sheet, rest: Floats, skin: Floats, normals: Floats) -> Sheet:
    """Return the strip down the front of a shirt, on its cloth."""
    vertex = cloth.anchor[:, 0]
    below = style.height[0] + 0.06 - rest[vertex, 1]
    front = np.flatnonzero((np.abs(rest[vertex, 0]) < 1e-4) & (rest[vertex, 2] > NECK_Z) & (below > 0))
    front = front[np.argsort(below[front], kind="stable")]
    anchor = cloth.anchor[front]
    hung = skin.copy()
    hung[anchor[:, 0]] += cloth.offset[front]
    section = np.tile(np.array(_PLACKET), (len(front), 1, 1))
    strip = shell.band(anchor, cloth.share[front], hung, normals, section=section, closed=False, material=CLOTH)
    offset = strip.offset + np.repeat(cloth.offset[front], len(_PLACKET), axis=0)
    return replace(strip, offset=offset, corners=strip.corners / np.float32(CLOTH_SPAN))


def _fall(leaf: Doubles, fold: tuple[float, float]) -> Doubles:
    """Return the section (steps, 5, 2) of a fall: from the fold outward, down by ``leaf`` and back under."""
    share = np.array([0.35, 0.7, 1.0, 1.0, 0.8])
    stand = np.array([0.035, 0.05, 0.055, 0.035, 0.0])
    down = fold[0] - leaf[:, None] * share
    return np.stack([down, np.broadcast_to(fold[1] + stand, down.shape)], axis=2)
