"""Hair as a shell round the skull: a grid of directions whose radius is the head's plus the style's thickness.

Where hair does not grow the shell dips under the skin, so that the hairline is the smooth line where the two surfaces
meet. The shell is rigid: it moves with the skull.
"""

from __future__ import annotations

import functools
import math
from dataclasses import astuple, dataclass

import numpy as np
import numpy.typing as npt

from synthgen.render.jit import kernel
from synthgen.render.noise import hashed, smoothstep, value_noise

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
f4 = np.float32
u4 = np.uint32

SECTORS = 112
RINGS = 48
_LOWEST_DEGREES = -78.0
TEXTURE_SIZE = 512
#: Where a direction meets no skin (down the neck), a shell this near the centre (dm) is inside the body.
_INSIDE = 0.4


@dataclass(frozen=True)
class Style:
    """Thickness (dm) on top, at the sides and behind; how rough the outline is; where falling hair ends.

    ``fall`` is the length below the skull's centre (dm; 0: nothing falls), beginning at ``opening`` degrees from the
    front; ``fringe`` lowers the edge on the forehead (dm); ``bun`` is the radius of a bun behind the crown (dm);
    ``curl`` makes clumps round.
    """

    top: float
    side: float
    back: float
    rough: float
    fall: float = 0.0
    opening: float = 90.0
    fringe: float = 0.0
    bun: float = 0.0
    curl: float = 0.0


STYLES = {
    "shaved": Style(0.012, 0.012, 0.012, 0.0),
    "crop": Style(0.085, 0.04, 0.05, 0.3),
    "short": Style(0.20, 0.09, 0.12, 0.7, fringe=0.05),
    "afro": Style(0.40, 0.38, 0.40, 0.8, curl=1.0),
    "bob": Style(0.16, 0.22, 0.20, 0.4, fall=0.98, opening=58.0, fringe=0.22),
    "long": Style(0.13, 0.12, 0.20, 0.45, fall=2.05, opening=98.0),
    "tied": Style(0.08, 0.05, 0.07, 0.15, bun=0.36),
}


@dataclass(frozen=True)
class HairGrid:
    """The grid's topology: unit directions (n, 3), triangles (t, 3) and texture coordinates (t, 6)."""

    directions: Floats
    angles: Floats  # (n, 2) azimuth from the front and elevation, radians
    triangles: Ints
    corners: Floats


@functools.cache
def grid() -> HairGrid:
    """Return the grid of directions: sectors round the vertical axis, rings from the crown down."""
    directions, angles = [], []
    for ring in range(RINGS):
        elevation = math.radians(90.0 - (90.0 - _LOWEST_DEGREES) * (ring + 0.02) / (RINGS - 1))
        for sector in range(SECTORS):
            azimuth = 2 * math.pi * sector / SECTORS
            flat = math.cos(elevation)
            directions.append((flat * math.sin(azimuth), math.sin(elevation), flat * math.cos(azimuth)))
            angles.append((azimuth if azimuth <= math.pi else azimuth - 2 * math.pi, elevation))
    triangles, corners = [], []
    for ring in range(RINGS - 1):
        for k in range(SECTORS):
            n = (k + 1) % SECTORS
            a, b, c, d = ring * SECTORS + k, (ring + 1) * SECTORS + k, (ring + 1) * SECTORS + n, ring * SECTORS + n
            u0, u1, v0, v1 = 3.0 * k / SECTORS, 3.0 * (k + 1) / SECTORS, 1 - ring / RINGS, 1 - (ring + 1) / RINGS
            triangles += [(a, b, c), (a, c, d)]
            corners += [(u0, v0, u0, v1, u1, v1), (u0, v0, u1, v1, u1, v0)]
    return HairGrid(
        np.round(np.array(directions), 7).astype(np.float32),
        np.round(np.array(angles), 7).astype(np.float32),
        np.array(triangles, np.int32),
        np.array(corners, np.float32),
    )


@kernel
def _cast(directions, vertices, triangles, into, centre, radius, grown):  # type: ignore[no-untyped-def]
    """Write, for each direction from ``centre``, the farthest hit on the skin and the hairline distance there.

    Rays are tested against triangles near them only: each triangle visits the directions within its own cone.
    """
    n = directions.shape[0]
    for i in range(n):
        radius[i] = f4(0)
        grown[i] = f4(-1)
    for t in range(triangles.shape[0]):
        a = triangles[t, 0]
        b = triangles[t, 1]
        c = triangles[t, 2]
        ax = vertices[a, 0] - centre[0]
        ay = vertices[a, 1] - centre[1]
        az = vertices[a, 2] - centre[2]
        e1x = vertices[b, 0] - vertices[a, 0]
        e1y = vertices[b, 1] - vertices[a, 1]
        e1z = vertices[b, 2] - vertices[a, 2]
        e2x = vertices[c, 0] - vertices[a, 0]
        e2y = vertices[c, 1] - vertices[a, 1]
        e2z = vertices[c, 2] - vertices[a, 2]
        mx = ax + (e1x + e2x) / f4(3)
        my = ay + (e1y + e2y) / f4(3)
        mz = az + (e1z + e2z) / f4(3)
        far = math.sqrt(mx * mx + my * my + mz * mz) + f4(1e-6)
        mx /= far
        my /= far
        mz /= far
        # the cone: cosine of the angle to the corner farthest from the middle
        cone = f4(1)
        for k in range(3):
            j = triangles[t, k]
            x = vertices[j, 0] - centre[0]
            y = vertices[j, 1] - centre[1]
            z = vertices[j, 2] - centre[2]
            cone = min(cone, (x * mx + y * my + z * mz) / (math.sqrt(x * x + y * y + z * z) + f4(1e-6)))
        # normal of the triangle, outward seen from the centre
        nx = e1y * e2z - e1z * e2y
        ny = e1z * e2x - e1x * e2z
        nz = e1x * e2y - e1y * e2x
        distance = nx * ax + ny * ay + nz * az
        for i in range(n):
            dx = directions[i, 0]
            dy = directions[i, 1]
            dz = directions[i, 2]
            if dx * mx + dy * my + dz * mz < cone - f4(1e-4):
                continue
            slope = nx * dx + ny * dy + nz * dz
            if slope <= f4(1e-9):
                continue
            r = distance / slope
            if r <= radius[i]:
                continue
            px = r * dx - ax
            py = r * dy - ay
            pz = r * dz - az
            # barycentrics by projected areas
            qx = py * e2z - pz * e2y
            qy = pz * e2x - px * e2z
            qz = px * e2y - py * e2x
            area = nx * nx + ny * ny + nz * nz + f4(1e-20)
            u = (qx * nx + qy * ny + qz * nz) / area
            qx = e1y * pz - e1z * py
            qy = e1z * px - e1x * pz
            qz = e1x * py - e1y * px
            v = (qx * nx + qy * ny + qz * nz) / area
            if u < f4(-1e-3) or v < f4(-1e-3) or u + v > f4(1.001):
                continue
            radius[i] = r
            grown[i] = into[a] + u * (into[b] - into[a]) + v * (into[c] - into[a])


@kernel
def _fill(radius, grown, sectors):  # type: ignore[no-untyped-def]
    """Give directions that met no skin (ears are left out) the mean of their neighbours, ring by ring."""
    rings = radius.shape[0] // sectors
    for _ in range(12):
        for ring in range(1, rings - 1):
            for sector in range(sectors):
                i = ring * sectors + sector
                if radius[i] > f4(0):
                    continue
                total = f4(0)
                into = f4(0)
                count = 0
                for ring_step, sector_step in ((0, 1), (0, -1), (1, 0), (-1, 0)):
                    j = (ring + ring_step) * sectors + (sector + sector_step) % sectors
                    if radius[j] > f4(0):
                        total += radius[j]
                        into += grown[j]
                        count += 1
                if count > 1:
                    radius[i] = total / f4(count)
                    grown[i] = into / f4(count)


@kernel
def _shape(directions, angles, radius, grown, style, seed, sectors, out):  # type: ignore[no-untyped-def]
    """Write shell vertices (n, 3) relative to the centre. ``style``: the fields of Style, in order."""
    top = style[0]
    beside = style[1]
    behind = style[2]
    rough = style[3]
    fall = style[4]
    opening = style[5] * f4(0.017453293)
    fringe = style[6]
    bun = style[7]
    curl = style[8]
    n = directions.shape[0]
    rings = n // sectors
    for sector in range(sectors):
        at_ear = radius[0]
        for ring in range(rings):  # the radius at the height of the centre, where falling hair leaves the head
            i = ring * sectors + sector
            if angles[i, 1] >= f4(-0.05) and radius[i] > f4(0):
                at_ear = radius[i]
        azimuth = abs(angles[sector, 0])
        curtain = smoothstep(opening, opening + f4(0.22), azimuth) if fall > f4(0) else f4(0)
        over_ears = smoothstep(f4(1.0), f4(1.2), azimuth) * (f4(1) - smoothstep(f4(1.9), f4(2.3), azimuth))
        forehead = f4(1) - smoothstep(f4(0.75), f4(1.05), azimuth)
        for ring in range(rings):
            i = ring * sectors + sector
            elevation = angles[i, 1]
            dx = directions[i, 0]
            dy = directions[i, 1]
            dz = directions[i, 2]
            flat = math.sqrt(dx * dx + dz * dz)
            up = smoothstep(f4(0.1), f4(1.2), elevation)
            rear = smoothstep(f4(1.4), f4(2.6), azimuth)
            thick = top * up + (f4(1) - up) * (beside + (behind - beside) * rear)
            # clumps: finer round the head than along it; curls are as wide as long
            around = f4(9) + f4(3) * curl
            clump = value_noise(
                dx * around * f4(2), dy * around * (f4(0.4) + f4(1.6) * curl), dz * around * f4(2), seed
            )
            lock = value_noise(dx * f4(40), dy * f4(6) + f4(34) * curl * dy, dz * f4(40), seed + 1)
            thick *= f4(1) + rough * (f4(0.16) * clump + f4(0.07) * lock)
            ragged = f4(0.03) * clump + f4(0.025) * lock
            into = grown[i] + fringe * forehead * (f4(1) + f4(4) * ragged) + ragged * f4(0.6)
            r = radius[i]
            if r <= f4(0):
                r = f4(0.3)
            # hair leaves the skin at a low angle and stands off it further in
            rise = smoothstep(f4(-0.03), f4(0.06) + f4(1.3) * thick, into)
            hull = r + rise * (thick + f4(0.05)) - f4(0.05)
            # where hair does not grow the shell sinks: coarse cells must not poke through
            hull -= f4(0.5) * min(max(f4(-0.05) - into, f4(0)), f4(0.14))
            if bun > f4(0):
                # a ball behind the crown: where the ray meets a sphere
                cy = f4(0.42)
                cz = f4(-1.02)
                along = dy * cy + dz * cz
                miss = cy * cy + cz * cz - along * along
                size = bun * (f4(1) + f4(0.08) * clump)
                if along > f4(0) and miss < size * size:
                    hull = max(hull, along + math.sqrt(size * size - miss))
            out[i, 0] = dx * hull
            out[i, 1] = dy * hull
            out[i, 2] = dz * hull
            if curtain > f4(0) and elevation < f4(0.35):
                gate = curtain * smoothstep(f4(-0.30), f4(0.10), -elevation)
                wide = at_ear + thick + f4(0.08) * over_ears
                drop = wide * max(-dy, f4(0)) / max(flat, f4(0.05))
                ends = fall * (f4(1) + f4(0.05) * clump + f4(0.03) * lock)
                # straight down from the widest part, then inward along the bottom, which closes the shape
                turned = max(drop - ends, f4(0))
                wide *= f4(1) - f4(0.10) * smoothstep(f4(0.4), f4(1.0), drop / fall)
                wide = max(wide - f4(0.9) * turned, f4(0.3))
                out[i, 0] += gate * (wide * dx / max(flat, f4(0.05)) - out[i, 0])
                if elevation < f4(0):
                    out[i, 1] += gate * (-min(drop, ends) - out[i, 1])
                out[i, 2] += gate * (wide * dz / max(flat, f4(0.05)) - out[i, 2])


def shell(
    style: Style, vertices: Floats, triangles: Ints, into: Floats, centre: Floats, *, seed: int
) -> tuple[Floats, Floats]:
    """Return the shell (n, 3) in dm relative to ``centre``, and how far (n,) each vertex is outside the skin (dm).

    ``vertices`` (m, 3) and ``triangles`` (t, 3): skin without ears; ``into`` (m,): dm inside the hairline.
    """
    hair = grid()
    n = len(hair.directions)
    radius, grown = np.zeros(n, np.float32), np.zeros(n, np.float32)
    _cast(hair.directions, vertices, triangles, into, centre, radius, grown)
    _fill(radius, grown, SECTORS)
    out = np.zeros((n, 3), np.float32)
    numbers = np.array(astuple(style), np.float32)
    _shape(hair.directions, hair.angles, radius, grown, numbers, seed, SECTORS, out)
    reach = np.sqrt(out[:, 0] * out[:, 0] + out[:, 1] * out[:, 1] + out[:, 2] * out[:, 2])
    return out, reach - np.where(radius > 0, radius, np.float32(_INSIDE))


@kernel
def _strands(colour, grey_colour, grey, curl, seed, out):  # type: ignore[no-untyped-def]
    """Paint strands: columns of light and dark hairs that wander a little, some of them grey."""
    size = out.shape[0]
    for y in range(size):
        for x in range(size):
            wander = value_noise(f4(x) * f4(0.02), f4(y) * f4(0.02), f4(1), seed) * f4(3)
            wander += curl * value_noise(f4(x) * f4(0.06), f4(y) * f4(0.09), f4(2), seed) * f4(14)
            column = np.int32(math.floor(f4(x) + wander + f4(size))) % size
            strand = hashed(u4(column), u4(0), u4(0), u4(seed))
            broad = hashed(u4(column // 5), u4(1), u4(0), u4(seed))
            lock = hashed(u4(column // 17), u4(2), u4(0), u4(seed))
            light = f4(0.62) + f4(0.34) * strand + f4(0.22) * broad + f4(0.24) * lock
            # some hairs are grey and some are not, and their neighbours blur the difference
            is_grey = min(f4(1), grey * (f4(0.75) + f4(0.5) * hashed(u4(column // 2), u4(3), u4(0), u4(seed))))
            for k in range(3):
                value = (colour[k] + is_grey * (grey_colour[k] - colour[k])) * light
                out[y, x, k] = np.uint8(min(f4(255), math.sqrt(max(value, f4(0))) * f4(255) + f4(0.5)))
            out[y, x, 3] = np.uint8(min(f4(255), f4(110) + f4(140) * strand))


def paint_hair(colour: Floats, grey_colour: Floats, grey: float, *, curl: float, seed: int) -> npt.NDArray[np.uint8]:
    """Return the strand texture (512, 512, 4) uint8: √linear·255 and gloss. It repeats round the head."""
    out = np.zeros((TEXTURE_SIZE, TEXTURE_SIZE, 4), np.uint8)
    _strands(colour, grey_colour, np.float32(grey), np.float32(curl), seed, out)
    return out
