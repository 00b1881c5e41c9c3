"""Eyeballs: spheres that stand still in the head while gaze turns the texture, so that lids shade them steadily.

What lids do to an eyeball is worked out at its vertices: the shadow under the upper lid, the wet line on the lower one
(the tear film climbs it, and there the surface turns upwards), the caruncle in the inner corner.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets
from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, f4
from synthgen.render.face.lashes import strip_columns
from synthgen.render.noise import smoothstep
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.poseframe import EyeHelper
from synthgen.render.raster.gbuffer import EYE

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: Angle from the gaze axis to the limbus (the edge of the iris), the 22° ring of MakeHuman's eye helper.
_LIMBUS_DEGREES = 22.0
#: Radius of the iris on the unit eyeball.
LIMBUS = math.sin(math.radians(_LIMBUS_DEGREES))
#: The eye is drawn to this angle from the axis; the rest is inside the head.
_EXTENT_DEGREES = 105.0
#: Rings this far apart up to where lids end, then a few wide ones.
_RING_DEGREES, _FINE_DEGREES = 4.5, 58.0
#: How far the cornea stands out (share of the eyeball's radius).
_BULGE = 0.02
#: Share of the light under the lids' edges; where, as a share of the eyeball's radius, it is whole again.
_UPPER_SHADE, _UPPER_REACH = f4(0.18), f4(0.44)
_LOWER_SHADE, _LOWER_REACH = f4(0.62), f4(0.14)
#: Share of the light at the inner and at the outer corner, where lashes are longest and the eyeball turns away: in
#: photographs the white is as light as the cheek inside and 20 L* darker outside.
_INNER_LIGHT, _OUTER_LIGHT = f4(1.15), f4(0.30)
#: Share of the cornea's highlights on the white, which is as wet but not as smooth.
_DULL_WHITE = f4(0.35)
#: How much of the way to the cornea's highlights the white's are in tears.
_WET_WHITE = 0.6
#: Height of the wet line and how far the surface turns up in it; how far the caruncle reaches from the inner corner.
_WET, _WET_TURN = f4(0.09), f4(0.40)
_CARUNCLE = f4(0.24)
#: What the caruncle's blood takes of red, green and blue light.
_CARUNCLE_ABSORBS = np.array([0.12, 0.50, 0.48], np.float32)


@dataclass(frozen=True)
class EyeSphere:
    """Directions (n, 3) and relative radii (n,) of an eyeball looking along +z, and its triangles."""

    directions: Floats
    radii: Floats
    triangles: Ints


@functools.cache
def sphere(sectors: int = 28) -> EyeSphere:
    """Return a sphere with rings closer together where it can be seen."""
    fine = round(_FINE_DEGREES / _RING_DEGREES)
    angles = [_RING_DEGREES * k for k in range(1, fine + 1)]
    angles += [angles[-1] + (_EXTENT_DEGREES - angles[-1]) * share for share in (0.3, 0.62, 1.0)]
    rings = len(angles)
    directions = [(0.0, 0.0, 1.0)]
    radii = [1.0 + _BULGE]
    for angle in angles:
        inside = max(0.0, 1.0 - (angle / (_LIMBUS_DEGREES + 2.0)) ** 2)
        for sector in range(sectors):
            turn = 2 * math.pi * sector / sectors
            polar = math.radians(angle)
            directions.append((math.sin(polar) * math.cos(turn), math.sin(polar) * math.sin(turn), math.cos(polar)))
            radii.append(1.0 + _BULGE * inside)
    triangles = [(0, 1 + k, 1 + (k + 1) % sectors) for k in range(sectors)]
    for ring in range(rings - 1):
        here, there = 1 + ring * sectors, 1 + (ring + 1) * sectors
        for k in range(sectors):
            n = (k + 1) % sectors
            triangles += [(here + k, there + k, there + n), (here + k, there + n, here + n)]
    rounded = np.round(np.array(directions), 7)
    return EyeSphere(rounded.astype(np.float32), np.array(radii, np.float32), np.array(triangles, np.int32))


@dataclass(frozen=True)
class Margins:
    """The lid margins of the two eyes, left first: base mesh vertices of the upper and the lower one, by rising x."""

    upper: tuple[Ints, Ints]
    lower: tuple[Ints, Ints]


def lid_margins(assets: Assets) -> Margins:
    """Return the lid margins as the roots of MakeHuman's lash strips, which every AU carries along."""
    base = np.asarray(assets.base, np.float32)
    found: dict[str, list[Ints]] = {"2": [], "1": []}
    for side in ("l", "r"):
        for strip, rows in found.items():
            root = strip_columns(assets, side, strip)[:, 0]
            rows.append(root[np.argsort(base[root, 0], kind="stable")])
    return Margins((found["2"][0], found["2"][1]), (found["1"][0], found["1"][1]))


@kernel
def _height(margin, x):  # type: ignore[no-untyped-def]
    """Return the height of a margin (m, 2), by rising x, at x; beyond its ends the end's."""
    last = margin.shape[0] - 1
    if x <= margin[0, 0]:
        return margin[0, 1]
    for k in range(last):
        if x < margin[k + 1, 0]:
            t = (x - margin[k, 0]) / max(margin[k + 1, 0] - margin[k, 0], f4(1e-6))
            return margin[k, 1] + t * (margin[k + 1, 1] - margin[k, 1])
    return margin[last, 1]


@kernel
def turn(directions, radii, centre, radius, head, gaze, margins, inner, outer, out, local, normals, lid):  # type: ignore[no-untyped-def]
    """Write eye vertices (n, 3), their directions in the gaze's frame (n, 3), normals and what the lids do (n, 3).

    The cornea is more curved than the eyeball (7.8 mm against 13.5 mm): over it normals lean outward by as much more,
    which puts the highlight where people have it.

    ``head`` and ``gaze`` are rotations (3, 3) from rest to now; the eyeball turns with the head, its texture with gaze.
    ``margins``: upper and lower lid margin as points (m, 2) on the unit sphere in the head's frame; ``inner`` and
    ``outer`` are the corners' x. Columns of ``lid``: light, highlight, and how much of the caruncle's red (0–1 each).
    """
    for i in range(directions.shape[0]):
        x = directions[i, 0]
        y = directions[i, 1]
        z = directions[i, 2]
        hx = head[0, 0] * x + head[0, 1] * y + head[0, 2] * z
        hy = head[1, 0] * x + head[1, 1] * y + head[1, 2] * z
        hz = head[2, 0] * x + head[2, 1] * y + head[2, 2] * z
        r = radius * radii[i]
        out[i, 0] = centre[0] + r * hx
        out[i, 1] = centre[1] + r * hy
        out[i, 2] = centre[2] + r * hz
        for k in range(3):
            local[i, k] = gaze[0, k] * hx + gaze[1, k] * hy + gaze[2, k] * hz
        ahead = local[i, 2]
        lean = f4(0.73) * min(max((ahead - f4(0.905)) * f4(30), f4(0)), f4(1))
        under = _height(margins[0], x) - y
        over = y - _height(margins[1], x)
        lit = _UPPER_SHADE + (f4(1) - _UPPER_SHADE) * smoothstep(f4(-0.04), _UPPER_REACH, under)
        lit *= _LOWER_SHADE + (f4(1) - _LOWER_SHADE) * smoothstep(f4(-0.02), _LOWER_REACH, over)
        outward = smoothstep(f4(0.15), f4(0.88), (x - inner) / (outer - inner))
        lid[i, 0] = lit * (_INNER_LIGHT + (_OUTER_LIGHT - _INNER_LIGHT) * outward)
        cornea = smoothstep(f4(0.88), f4(0.93), ahead)
        lid[i, 1] = smoothstep(f4(-0.03), f4(0.05), under) * (_DULL_WHITE + (f4(1) - _DULL_WHITE) * cornea)
        lid[i, 2] = f4(1) - smoothstep(f4(0.25) * _CARUNCLE, _CARUNCLE, abs(x - inner))
        wet = _WET_TURN * max(f4(1) - abs(over - f4(0.3) * _WET) / _WET, f4(0)) * (f4(1) - lid[i, 2])
        nx = hx + lean * (hx - ahead * gaze[0, 2]) + wet * head[0, 1]
        ny = hy + lean * (hy - ahead * gaze[1, 2]) + wet * head[1, 1]
        nz = hz + lean * (hz - ahead * gaze[2, 2]) + wet * head[2, 1]
        scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz)
        normals[i, 0] = nx * scale
        normals[i, 1] = ny * scale
        normals[i, 2] = nz * scale


def _margins_now(
    vertices: Floats, margins: Margins, eye: int, centre: Floats, head: Floats
) -> tuple[Floats, np.float32, np.float32]:
    """Return the margins (2, m, 2) of an eye (0: left) on the head's unit sphere, the inner and the outer corner's x.

    ``centre`` (3,) dm is the eyeball's; ``vertices`` are posed.
    """
    rows = []
    for index in (margins.upper[eye], margins.lower[eye]):
        offset = vertices[index] - centre
        x, y, z = (offset[:, 0] * head[0, k] + offset[:, 1] * head[1, k] + offset[:, 2] * head[2, k] for k in range(3))
        length = np.sqrt(x * x + y * y + z * z)
        rows.append(np.stack([x / length, y / length], axis=1))
    most = max(len(row) for row in rows)
    both = np.stack([np.concatenate([row, np.repeat(row[-1:], most - len(row), axis=0)]) for row in rows])
    ends = np.float32(both[:, :, 0].min()), np.float32(both[:, :, 0].max())
    inner, outer = ends if eye == 0 else ends[::-1]
    return both.astype(np.float32), inner, outer


@kernel
def texture_corners(triangles, first, local, limbus, pupil, scale, corners):  # type: ignore[no-untyped-def]
    """Write texture coordinates (t, 6) of eye triangles: gaze-frame x and y, so that they interpolate exactly.

    ``limbus`` and ``pupil`` are radii on the unit sphere; the pupil is shown ``scale`` times as wide.
    """
    for t in range(triangles.shape[0]):
        for k in range(3):
            i = triangles[t, k] - first
            x = local[i, 0]
            y = local[i, 1]
            radius = math.sqrt(x * x + y * y + f4(1e-12))
            if local[i, 2] < f4(0):  # behind the equator: keep to the sclera
                x /= radius
                y /= radius
            elif scale != f4(1) and radius < limbus:
                wide = min(pupil * scale, f4(0.95) * limbus)
                if radius < wide:
                    shown = radius * pupil / wide
                else:
                    shown = limbus - (limbus - radius) * (limbus - pupil) / (limbus - wide)
                x *= shown / radius
                y *= shown / radius
            corners[t, 2 * k] = f4(0.5) + f4(0.49) * x
            corners[t, 2 * k + 1] = f4(0.5) + f4(0.49) * y


@dataclass(frozen=True, eq=False, kw_only=True)
class Eyes(Part):
    """Both eyeballs, the left one first.

    Attributes:
        helpers: where they are.
        margins: the lids round them.
        pupil: radius on the unit eyeball at rest.
        lids: (n, 3) what the lids do in this frame, see ``turn``; ``local`` (n / 2, 3) work memory.
    """

    helpers: tuple[EyeHelper, EyeHelper]
    margins: Margins
    pupil: np.float32
    lids: Floats
    local: Floats

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.lids)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Turn the eyeballs, and their textures on them; shade them as the lids do."""
        ball = sphere()
        points, faces = len(ball.directions), len(ball.triangles)
        for k, helper in enumerate(self.helpers):
            centre, gaze = helper.now(pose.base)
            margins, inner, outer = _margins_now(pose.base, self.margins, k, centre, pose.head)
            own = slice(k * points, (k + 1) * points)
            turn(
                ball.directions, ball.radii, centre, helper.radius, pose.head, gaze, margins, inner, outer,
                rows.vertices[own], self.local, rows.normals[own], self.lids[own],
            )  # fmt: skip
            texture_corners(
                ball.triangles,
                0,
                self.local,
                np.float32(LIMBUS),
                self.pupil,
                np.float32(helper.pupil_scale(pose.base)),
                rows.corners[k * faces : (k + 1) * faces],
            )
        rows.occlusion[:] = self.lids[:, 0]
        if pose.looks.film:  # water all over the eyeball: the white mirrors lamps as the cornea does
            self.lids[:, 1] += np.float32(_WET_WHITE * pose.looks.film) * (np.float32(1) - self.lids[:, 1])

    def light(self, shaded: Floats) -> None:
        """Take highlights from below the lids, and colour the caruncle."""
        shaded[:, 6] = self.lids[:, 1]
        shaded[:, 3:6] *= np.float32(1) - self.lids[:, 2:] * _CARUNCLE_ABSORBS


def parts(head: Head) -> tuple[Eyes]:
    """Return a person's eyes."""
    ball = sphere()
    points = len(ball.directions)
    eyes = Eyes(
        triangles=np.concatenate([ball.triangles, ball.triangles + np.int32(points)]),
        corners=np.zeros((2 * len(ball.triangles), 6), np.float32),
        material=EYE,
        stands_for="eyes",
        smooth=False,
        helpers=head.eyes,
        margins=lid_margins(head.assets),
        pupil=np.float32(LIMBUS * head.look.eyes.pupil),
        lids=np.zeros((2 * points, 3), np.float32),
        local=np.zeros((points, 3), np.float32),
    )
    return (eyes,)
