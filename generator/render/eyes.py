"""Eyeballs: spheres that stand still in the head while gaze turns the texture, so that lids shade them steadily."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.render.jit import kernel

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

f4 = np.float32

#: Angle from the gaze axis to the limbus (the edge of the iris), the 22° ring of MakeHuman's eye helper.
LIMBUS_DEGREES = 22.0
#: The eye is drawn to this angle from the axis; the rest is inside the head.
_EXTENT_DEGREES = 105.0
#: How far the cornea stands out (share of the eyeball's radius).
_BULGE = 0.02


@dataclass(frozen=True)
class EyeSphere:
    """Directions (n, 3) and relative radii (n,) of an eyeball looking along +z, and its triangles."""

    directions: Floats
    radii: Floats
    triangles: Ints


@functools.cache
def sphere(rings: int = 13, sectors: int = 24) -> EyeSphere:
    """Return a sphere with rings closer together at the iris."""
    directions = [(0.0, 0.0, 1.0)]
    radii = [1.0 + _BULGE]
    for ring in range(1, rings + 1):
        t = ring / rings
        angle = _EXTENT_DEGREES * (0.55 * t + 0.45 * t * t)
        inside = max(0.0, 1.0 - (angle / (LIMBUS_DEGREES + 2.0)) ** 2)
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


@kernel
def place(directions, radii, centre, radius, head, gaze, out, local, normals):  # type: ignore[no-untyped-def]
    """Write eye vertices (n, 3), their directions in the gaze's frame (n, 3) and normals that follow the cornea.

    The cornea is more curved than the eyeball: over it normals lean outward half as much again, which puts the
    highlight where people have it.

    ``head`` and ``gaze`` are rotations (3, 3) from rest to now; the eyeball turns with the head, its texture with gaze.
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
        lean = f4(0.55) * min(max((ahead - f4(0.88)) * f4(20), f4(0)), f4(1))
        nx = hx + lean * (hx - ahead * gaze[0, 2])
        ny = hy + lean * (hy - ahead * gaze[1, 2])
        nz = hz + lean * (hz - ahead * gaze[2, 2])
        scale = f4(1) / math.sqrt(nx * nx + ny * ny + nz * nz)
        normals[i, 0] = nx * scale
        normals[i, 1] = ny * scale
        normals[i, 2] = nz * scale


@kernel
def texture_corners(triangles, first, local, corners):  # type: ignore[no-untyped-def]
    """Write texture coordinates (t, 6) of eye triangles: gaze-frame x and y, so that they interpolate exactly."""
    for t in range(triangles.shape[0]):
        for k in range(3):
            i = triangles[t, k] - first
            x = local[i, 0]
            y = local[i, 1]
            if local[i, 2] < f4(0):  # behind the equator: keep to the sclera
                scale = f4(1) / math.sqrt(x * x + y * y + f4(1e-12))
                x *= scale
                y *= scale
            corners[t, 2 * k] = f4(0.5) + f4(0.49) * x
            corners[t, 2 * k + 1] = f4(0.75) + f4(0.245) * y
