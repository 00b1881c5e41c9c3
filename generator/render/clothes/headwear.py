"""Head wear: a baseball cap, which stands on the skull, and a head scarf, which lies on head, neck and chest."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints
from synthgen.render.clothes import rigid, shell
from synthgen.render.clothes.cloth import SPAN
from synthgen.render.clothes.neckline import NECK_Z
from synthgen.render.clothes.rigid import Rigid
from synthgen.render.clothes.shell import Shell
from synthgen.render.hair import scalp
from synthgen.render.hair.hair import HIDDEN, near_ears
from synthgen.render.part import Part
from synthgen.render.raster.gbuffer import HEADWEAR

if TYPE_CHECKING:
    from synthgen.human.clothes import Clothes
    from synthgen.render.head import Head


#: Height of a cap's rim on the base mesh (dm) by azimuth: forehead, temple, over the ear, behind it, back.
_RIM_AZIMUTH, _RIM_HEIGHT = (0, 40, 70, 90, 115, 150, 180), (7.90, 7.80, 7.62, 7.54, 7.46, 7.36, 7.34)
#: How far a cap stands off the skull at its rim and on top; the depth of the seams between its six panels.
_STAND, _CROWN, _SEAM = 0.055, 0.13, 0.008
_SECTORS, _RINGS = 72, 13
#: A visor's length (dm), half its width (degrees), how far it bends down at the sides and slopes to the front.
_VISOR, _VISOR_HALF, _BEND, _SLOPE = 0.66, 62.0, 0.20, 0.20
#: A scarf's opening: seen from this point of the base mesh (dm), so many degrees from straight ahead, by how far the
#: direction is turned up (−90 under the chin, 90 on the forehead).
_FROM, _TURN, _OPEN = (0.0, 7.0, 0.6), (-90, -45, 0, 45, 90), (62, 65, 73, 63, 54)
#: A scarf's lower edge on the base mesh, by azimuth round the neck.
_HEM_AZIMUTH, _HEM_HEIGHT = (0, 40, 80, 110, 150, 180), (5.20, 5.42, 5.70, 5.72, 5.60, 5.50)
_SCARF, _SCARF_ROUNDS = 0.075, 60
_HEM = ((0.01, -0.03), (0.035, 0.02), (0.04, 0.045), (0.025, 0.07), (-0.05, 0.085), (-0.11, 0.08), (-0.12, 0.04))


def covers(clothes: Clothes, rest: Floats) -> Floats | None:
    """Return how far (dm) points (n, 3) of the base mesh lie inside what covers the hair; None: bare-headed."""
    if clothes.headwear == "cap":
        return _above_rim(rest).astype(np.float32)
    return np.full(len(rest), 3.0 * HIDDEN, np.float32) if clothes.headwear == "scarf" else None


def parts(head: Head) -> tuple[Part, ...]:
    """Return the head wear of a person who wears some: a cap is rigid, a scarf lies on the skin."""
    kind, rest = head.look.dress.headwear, head.geometry.rest
    if kind == "cap":
        hides = (_above_rim(rest) > 0.25) & ~near_ears(rest)
        return (replace(_cap(head), material=HEADWEAR, hides=hides),)
    if kind == "scarf":
        hides = (_outside_opening(rest) > 0.12) & (_above_hem(rest) > 0.25) & ~head.geometry.lining
        return (replace(_scarf(head), material=HEADWEAR, hides=hides),)
    return ()


def _above_rim(rest: Floats) -> Doubles:
    azimuth = np.degrees(np.arctan2(np.abs(rest[:, 0].astype(np.float64)), rest[:, 2] - 0.3))
    above: Doubles = np.round(rest[:, 1] - np.interp(azimuth, _RIM_AZIMUTH, _RIM_HEIGHT), 6)
    return above


def _above_hem(rest: Floats) -> Doubles:
    azimuth = np.degrees(np.arctan2(np.abs(rest[:, 0].astype(np.float64)), rest[:, 2] - NECK_Z))
    above: Doubles = np.round(rest[:, 1] - np.interp(azimuth, _HEM_AZIMUTH, _HEM_HEIGHT), 6)
    return above


def _outside_opening(rest: Floats) -> Doubles:
    """Return how far (dm, about) points (n, 3) of the base mesh lie outside a scarf's opening."""
    x, y, z = (rest[:, k].astype(np.float64) - _FROM[k] for k in range(3))
    away = np.degrees(np.arctan2(np.sqrt(x * x + y * y), z))
    edge = np.interp(np.degrees(np.arctan2(y, np.abs(x))), _TURN, _OPEN)
    outside: Doubles = np.radians(away - edge) * np.sqrt(x * x + y * y + z * z)
    return np.round(outside, 6)


@kernel
def _radii(field, directions, out):  # type: ignore[no-untyped-def]
    """Write the skull's radius (n,) in directions (n, 3)."""
    for i in range(directions.shape[0]):
        out[i] = scalp.look_up(field, directions[i, 0], directions[i, 1], directions[i, 2])


def _skull(head: Head, triangles: Ints, directions: Doubles) -> Doubles:
    """Return the radius (n,) dm of a head of ``triangles``, without ears, in unit directions (n, 3) from its centre."""
    rest = head.geometry.rest
    upper = triangles[rest[triangles, 1].min(axis=1) > 5.4]
    survey = scalp.survey(head.skin, upper, near_ears(rest), head.centre, grown=np.zeros(len(rest), np.float32))
    out = np.zeros(len(directions), np.float32)
    _radii(survey.radius, directions.astype(np.float32), out)
    return out.astype(np.float64)


def _cap(head: Head) -> Rigid:
    rest, triangles, skin, centre = head.geometry.rest, head.geometry.triangles, head.skin, head.centre
    turn = 2 * np.pi * np.arange(_SECTORS) / _SECTORS
    outward = np.round(np.stack([np.sin(turn), np.zeros(_SECTORS), np.cos(turn)], axis=1), 9)
    degrees = np.degrees(np.abs(np.where(turn > np.pi, turn - 2 * np.pi, turn)))
    origin = np.zeros((_SECTORS, 3))
    origin[:, 1], origin[:, 2] = np.interp(degrees, _RIM_AZIMUTH, _RIM_HEIGHT), 0.3
    ears = near_ears(rest)
    near = triangles[(rest[triangles, 1].min(axis=1) > 6.9) & ~ears[triangles].any(axis=1)]
    anchor, share = shell.hits(origin, outward, rest.astype(np.float64), near, farthest=True)
    rim = sum((share[:, k, None].astype(np.float64) * skin[anchor[:, k]] for k in range(3)), np.zeros((_SECTORS, 3)))
    rim = shell.unit(rim - centre.astype(np.float64))
    rows = []
    for ring in range(_RINGS):
        t = (ring + 0.02) / (_RINGS - 1) if ring < _RINGS - 1 else 1.0
        angle = t * np.arccos(np.clip(rim[:, 1], -1, 1))
        flat = shell.unit(rim * np.array([1.0, 0.0, 1.0]))
        rows.append(np.stack([np.sin(angle) * flat[:, 0], np.cos(angle), np.sin(angle) * flat[:, 2]], axis=1))
    directions = np.round(np.concatenate(rows), 6)
    radius = _skull(head, triangles, directions).reshape(_RINGS, _SECTORS)
    for _ in range(3):
        radius[1:-1] = 0.5 * radius[1:-1] + 0.25 * (radius[2:] + radius[:-2])
        radius = 0.5 * radius + 0.25 * (np.roll(radius, 1, axis=1) + np.roll(radius, -1, axis=1))
    share_up = 1.0 - np.arange(_RINGS)[:, None] / (_RINGS - 1)
    radius = radius + _STAND + (_CROWN - _STAND) * np.minimum(share_up * 2.2, 1.0)
    radius[:, :: _SECTORS // 6] -= _SEAM
    dome = directions.reshape(_RINGS, _SECTORS, 3) * radius[:, :, None]
    inner = rim * (radius[-1] - 0.07)[:, None]
    cap = np.concatenate([dome, (dome[-1] - np.array([0.0, 0.012, 0.0]))[None], inner[None]])
    return rigid.join([rigid.grid(cap, span=SPAN, closed=True), _visor(dome[-1], degrees)])


def _visor(edge: Doubles, degrees: Doubles) -> Rigid:
    """Return the visor of a cap whose rim (sectors, 3) goes by the subject's left from the front."""
    half = int(_VISOR_HALF * _SECTORS / 360)
    columns = [k % _SECTORS for k in range(-half, half + 1)]
    front = edge[columns]
    share = degrees[columns] / _VISOR_HALF
    length = _VISOR * np.sqrt(np.maximum(1.0 - share**2.6, 0.0))
    thick = np.array([0.0, 0.009, 0.0])
    top, bottom = [], []
    for step in np.linspace(0.0, 1.0, 7):
        out = step * length
        y = front[:, 1] + 0.02 - _SLOPE * out - _BEND * step * np.abs(front[:, 0]) ** 2 - 0.02 * step
        inside = front * np.array([0.94, 1.0, 0.94]) if step == 0 else front
        row = np.stack([inside[:, 0] * (1.0 + 0.04 * step), y, inside[:, 2] + out], axis=1)
        top.append(row + thick)
        bottom.append(row - thick)
    around = np.array(top + bottom[::-1])  # over the top to the front edge, and back underneath
    return rigid.grid(around, span=SPAN, closed=False)


def _scarf(head: Head) -> Shell:
    rest, skin, normals, centre = head.geometry.rest, head.skin, head.normals, head.centre
    triangles = head.geometry.triangles[~head.geometry.lining[head.geometry.triangles].any(axis=1)]
    outside, above = _outside_opening(rest), _above_hem(rest)
    inside = (outside > -0.1) & (above > -0.1) & (np.abs(rest[:, 0]) < 2.0)
    clothed = triangles[inside[triangles].all(axis=1)]
    vertex, inverse = np.unique(clothed, return_inverse=True)
    local: Ints = inverse.reshape(-1, 3).astype(np.int32)
    # it hangs loose round the neck, in soft folds
    x, y, z = (rest[vertex, k].astype(np.float64) for k in range(3))
    loose = np.clip((6.45 - y) / 0.5, 0.0, 1.0)
    folds = np.abs((x * 2.3 + y * 1.7 + z) % 1.0 - 0.5) * 2.0
    stand = _SCARF + loose * (0.10 + 0.06 * folds * folds * (3.0 - 2.0 * folds))
    rise = np.minimum(np.maximum(np.minimum(0.9 * outside, 0.5 * above)[vertex], -0.05), np.round(stand, 6))
    ease = np.clip((outside[vertex] - 0.03) / 0.1, 0.0, 1.0) * np.clip((above[vertex] - 0.05) / 0.2, 0.0, 1.0)
    ears = (np.abs(x) > 0.5) & (y > 6.7) & (y < 7.55) & (z > 0.1) & (z < 0.8)  # ears with room round them
    offset = skin[vertex].astype(np.float64) - centre
    direction = np.round(shell.unit(offset), 6)
    start = np.full((len(vertex), 3), np.nan)
    reach = _skull(head, triangles, direction[ears]) + _SCARF
    start[ears] = centre + direction[ears] * reach[:, None]
    lifted = shell.lift(skin[vertex], normals[vertex], local, rise=rise, ease=ease, rounds=_SCARF_ROUNDS, start=start)
    u, v = rest[:, 0] / SPAN, rest[:, 1] / SPAN
    corners = np.stack([u, v], axis=1)[clothed].reshape(-1, 6).astype(np.float32)
    cloth = shell.push_out(vertex, local, lifted, corners)
    turn = [2 * math.pi * k / _SECTORS for k in range(_SECTORS)]
    rays = []
    for angle in turn:
        across, up = math.cos(angle), math.sin(angle)
        away = math.radians(float(np.interp(math.degrees(math.atan2(up, abs(across))), _TURN, _OPEN)))
        rays.append((math.sin(away) * across, math.sin(away) * up, math.cos(away)))
    origin = np.tile(np.array(_FROM), (_SECTORS, 1))
    near = triangles[(rest[triangles, 1].min(axis=1) > 5.8) & (rest[triangles, 2].max(axis=1) > 0.3)]
    near = near[~near_ears(rest)[near].any(axis=1)]
    anchor, share = shell.hits(origin, np.round(np.array(rays), 9), rest.astype(np.float64), near, farthest=True)
    section = np.tile(np.array(_HEM), (_SECTORS, 1, 1))
    hem = shell.band(anchor, share, skin, normals, section=section, closed=True)
    return shell.join([cloth, replace(hem, corners=hem.corners / np.float32(SPAN))])
