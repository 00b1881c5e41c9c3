"""Beards: where on the base mesh they grow, and bristles rooted in the skin, which carries them along as it moves.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, f4, u4
from synthgen.render.hair.hair import Strands, fineness, strands_across, strips
from synthgen.render.noise import hashed, smoothstep
from synthgen.render.part import Pose, Rows
from synthgen.render.raster.strands import COLUMNS

if TYPE_CHECKING:
    from synthgen.render.head import Head


@dataclass(frozen=True)
class Beard:
    """How densely hair is painted on upper lip, chin and cheeks (0–1), how long bristles are there (dm), how many."""

    paint: tuple[float, float, float]
    long: tuple[float, float, float] = (0.0, 0.0, 0.0)
    bristles: int = 0


BEARDS = {
    "none": Beard((0.0, 0.0, 0.0)),
    "stubble": Beard((0.40, 0.42, 0.36)),
    "moustache": Beard((0.90, 0.0, 0.0), (0.10, 0.0, 0.0), 480),
    "goatee": Beard((0.80, 0.92, 0.0), (0.085, 0.13, 0.0), 1000),
    "short": Beard((0.74, 0.84, 0.78), (0.07, 0.085, 0.065), 4400),
    "full": Beard((0.85, 0.95, 0.90), (0.11, 0.26, 0.14), 3000),
}
#: Where the corners of the mouth are on the base mesh: |x|, y (dm).
_CORNER = (0.262, 6.61)
#: Half width (dm) of a bristle in a picture of 256 pixels.
_HALF_WIDTH = 0.010
#: Bristles at most: see ``hair._ROOM``.
_MOST = 6000
#: Hairs of a beard are so many times as fine as strands on the head, which stand for several.
_FINE = 2


@kernel
def grows(x, y, z):  # type: ignore[no-untyped-def]
    """Return how much hair (0–1) can grow on upper lip, chin and cheeks at a point of the base mesh."""
    side = abs(x)
    # upper lip: between nose and lip, down round the corners of the mouth
    lower = f4(6.700) - f4(0.55) * max(f4(0), side - f4(0.10))
    upper = f4(6.795) - f4(0.40) * max(f4(0), side - f4(0.14))
    lip = smoothstep(lower - f4(0.012), lower + f4(0.02), y) * smoothstep(upper + f4(0.012), upper - f4(0.03), y)
    lip *= smoothstep(f4(0.34), f4(0.27), side) * smoothstep(f4(1.1), f4(1.25), z)
    # chin: a round patch, strips up to the corners of the mouth, a tuft below the lip
    round_y = (y - f4(6.29)) * f4(5.6)
    chin = smoothstep(f4(1.55), f4(0.85), x * x * f4(16) + round_y * round_y)
    strip = smoothstep(f4(0.08), f4(0.045), abs(side - f4(0.285) + f4(0.25) * max(f4(0), f4(6.56) - y)))
    strip *= smoothstep(f4(6.66), f4(6.60), y) * smoothstep(f4(6.22), f4(6.32), y)
    tuft = (
        smoothstep(f4(0.075), f4(0.035), side) * smoothstep(f4(6.36), f4(6.40), y) * smoothstep(f4(6.475), f4(6.45), y)
    )
    chin = max(chin, max(strip, f4(0.8) * tuft)) * smoothstep(f4(0.95), f4(1.15), z)
    # cheeks and jaw: below a line from ear to mouth, above the throat
    line = f4(6.70) + f4(1.05) * max(f4(0), side - f4(0.36))
    under = f4(6.08) + f4(0.85) * max(f4(0), side - f4(0.25)) + f4(1.3) * max(f4(0), side - f4(0.5))
    cheek = smoothstep(line + f4(0.05), line - f4(0.09), y) * smoothstep(under - f4(0.05), under + f4(0.08), y)
    cheek *= smoothstep(f4(0.58), f4(0.70), z) * smoothstep(f4(0.74), f4(0.70), side)
    cheek *= max(smoothstep(f4(0.80), f4(1.0), z), smoothstep(f4(6.34), f4(6.46), y))  # the throat stays bare
    bare = smoothstep(f4(0.05), f4(0.09), side) * smoothstep(f4(0.25), f4(0.20), side)
    bare *= smoothstep(f4(6.36), f4(6.40), y) * smoothstep(f4(6.56), f4(6.50), y)
    cheek *= f4(1) - f4(0.75) * bare
    # short and sparse round the corners of the mouth, which move most and say most
    aside = side - f4(_CORNER[0])
    above = y - f4(_CORNER[1])
    clear = f4(0.2) + f4(0.8) * smoothstep(f4(0.03), f4(0.09), np.sqrt(aside * aside + above * above))
    lip *= clear
    chin *= clear
    cheek *= clear
    if side < f4(0.33) and y > f4(6.46):
        cheek *= smoothstep(f4(0.25), f4(0.31), side)  # not on the lips
    return lip, chin, cheek


@kernel
def _weigh(rest, triangles, paint, weight):  # type: ignore[no-untyped-def]
    """Write how much a beard grows at the middle of each triangle (t,)."""
    for t in range(triangles.shape[0]):
        x = f4(0)
        y = f4(0)
        z = f4(0)
        for k in range(3):
            x += rest[triangles[t, k], 0] * f4(1 / 3)
            y += rest[triangles[t, k], 1] * f4(1 / 3)
            z += rest[triangles[t, k], 2] * f4(1 / 3)
        lip, chin, cheek = grows(x, y, z)
        weight[t] = max(f4(1.3) * lip * paint[0], max(chin * paint[1], cheek * paint[2]))


@dataclass(frozen=True, eq=False, kw_only=True)
class Bristles(Strands):
    """Bristles that follow the skin.

    ``corner`` (n, 3): the vertices of each root's triangle. ``local`` (n, 3, 3) dm: a bristle in the triangle's frame,
    whose axes are its first edge, its normal crossed with that, and its normal, from its first corner.
    """

    corner: Ints
    local: Floats

    def place(self, pose: Pose, rows: Rows) -> None:
        """Carry the bristles with the skin."""
        follow(pose.skin, pose.normals, self.corner, self.local, rows.vertices, rows.normals, self.directions)


def parts(head: Head) -> tuple[Bristles]:
    """Return a person's beard, of no bristles where it is stubble or none."""
    beard = BEARDS[head.look.hair.beard_style]
    geometry = head.geometry
    bristles = plant(beard, geometry.rest, head.skin, geometry.triangles, pixels=head.pixels, seed=head.seed)
    return (bristles,)


def _frames(a: Floats, b: Floats, c: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the unit axes (n, 3) of triangles' frames."""

    def unit(v: Floats) -> Floats:
        length = np.sqrt(v[:, 0] * v[:, 0] + v[:, 1] * v[:, 1] + v[:, 2] * v[:, 2]) + np.float32(1e-12)
        return np.asarray(v / length[:, None], np.float32)

    def cross(v: Floats, w: Floats) -> Floats:
        x, y, z = (v[:, (k + 1) % 3] * w[:, (k + 2) % 3] - v[:, (k + 2) % 3] * w[:, (k + 1) % 3] for k in range(3))
        return np.stack([x, y, z], axis=1)

    edge = unit(b - a)
    normal = unit(cross(b - a, c - a))
    return edge, cross(normal, edge), normal


@kernel
def _shape(roots, at_rest, normals, long, finer, seed, out):  # type: ignore[no-untyped-def]
    """Write bristles (n, 3, 3) as they grow on a neutral face: root left, root right, tip.

    ``roots`` (n, 3) lie on the face, ``at_rest`` (n, 3) on the base mesh.
    """
    for i in range(roots.shape[0]):
        x = at_rest[i, 0]
        lip, chin, cheek = grows(x, at_rest[i, 1], at_rest[i, 2])
        total = lip + chin + cheek + f4(1e-4)
        length = (lip * long[0] + chin * long[1] + cheek * long[2]) / total
        chance = hashed(u4(i), u4(0), u4(3), u4(seed))
        length *= (f4(0.45) + f4(0.75) * chance) * smoothstep(f4(-0.1), f4(0.7), total)  # short where a beard ends
        mirror = f4(1) if x > f4(0) else f4(-1)
        share = lip / total
        for k in range(3):
            wild = f4(2) * hashed(u4(i), u4(1 + k), u4(3), u4(seed)) - f4(1)
            # down; on the upper lip outward
            towards = f4(0.9) * share * mirror if k == 0 else f4(-1) + f4(0.45) * share if k == 1 else f4(0.12)
            out[i, 2, k] = towards + f4(0.22) * wild
        # along the skin first, then free
        ax = out[i, 2, 0]
        ay = out[i, 2, 1]
        az = out[i, 2, 2]
        nx = normals[i, 0]
        ny = normals[i, 1]
        nz = normals[i, 2]
        into = ax * nx + ay * ny + az * nz
        ax -= into * nx
        ay -= into * ny
        az -= into * nz
        scale = f4(1) / np.sqrt(ax * ax + ay * ay + az * az + f4(1e-6))
        ax *= scale
        ay *= scale
        az *= scale
        wx = (ay * nz - az * ny) * f4(_HALF_WIDTH) * finer
        wy = (az * nx - ax * nz) * f4(_HALF_WIDTH) * finer
        wz = (ax * ny - ay * nx) * f4(_HALF_WIDTH) * finer
        lift = f4(0.06) + f4(0.16) * chance
        for k in range(3):
            away = normals[i, 0] if k == 0 else normals[i, 1] if k == 1 else normals[i, 2]
            along = ax if k == 0 else ay if k == 1 else az
            width = wx if k == 0 else wy if k == 1 else wz
            root = roots[i, k] - f4(0.004) * away
            out[i, 0, k] = root - width
            out[i, 1, k] = root + width
            out[i, 2, k] = roots[i, k] + length * (along + lift * away)


def plant(beard: Beard, rest: Floats, skin: Floats, triangles: Ints, *, pixels: int, seed: int) -> Bristles:
    """Return bristles of a ``beard`` on refined ``skin`` (n, 3) dm; ``rest`` (n, 3): where it is on the base mesh."""
    scale, finer = fineness(pixels)
    count = min(round(beard.bristles * scale), _MOST)
    rng = np.random.default_rng(seed)
    weight = np.zeros(len(triangles), np.float32)
    if count:
        _weigh(rest, triangles, np.array(beard.paint, np.float32), weight)
    where = np.flatnonzero(weight > 0.05)
    if not len(where):
        count = 0
    a, b, c = (skin[triangles[where, k]].astype(np.float64) for k in range(3))
    u, v = b - a, c - a
    areas = [(u[:, (k + 1) % 3] * v[:, (k + 2) % 3] - u[:, (k + 2) % 3] * v[:, (k + 1) % 3]) ** 2 for k in range(3)]
    total = np.cumsum(np.sqrt(areas[0] + areas[1] + areas[2]) * weight[where])
    chosen = where[np.searchsorted(total, rng.random(count) * total[-1])] if count else where[:0]
    s, t = rng.random(count), rng.random(count)
    s, t = np.where(s + t > 1, 1 - s, s), np.where(s + t > 1, 1 - t, t)
    corner = triangles[chosen]
    shares = np.stack([1 - s - t, s, t], axis=1)

    def blend(points: Floats) -> Floats:
        terms = points[corner].astype(np.float64) * shares[:, :, None]
        return np.asarray(terms[:, 0] + terms[:, 1] + terms[:, 2], np.float32)

    roots = blend(skin)
    frame = _frames(*(skin[corner[:, k]] for k in range(3)))
    world = np.zeros((count, 3, 3), np.float32)
    _shape(roots, blend(rest), frame[2], np.array(beard.long, np.float32), finer, seed, world)
    away = world - skin[corner[:, 0]][:, None]
    local = np.stack(
        [(away[..., 0] * n[:, None, 0] + away[..., 1] * n[:, None, 1] + away[..., 2] * n[:, None, 2]) for n in frame],
        axis=2,
    )
    points = world.reshape(-1, 3)
    along = np.tile(np.array([0.3, 0.3, 1.0], np.float32), count)
    strip, corners = strips(
        points,
        along,
        np.zeros(count, bool),
        1,
        rng.integers(COLUMNS, size=count).astype(np.int32),
        strands_across(2 * _HALF_WIDTH * _FINE * float(finer), pixels),
    )
    return Bristles(
        corner=corner,
        local=np.asarray(local, np.float32),
        open_sky=np.tile(np.array([0.75, 0.75, 1.0], np.float32), count),
        triangles=strip,
        corners=corners,
        stranded=0,
        solid=np.zeros(len(strip), bool),  # they lie on the skin
    )


@kernel
def follow(skin, skin_normals, corner, local, points, normals, tangents):  # type: ignore[no-untyped-def]
    """Write bristles on posed ``skin``: points, normals and strand directions (3n, 3)."""
    size = local.shape[1]
    for i in range(corner.shape[0]):
        a = corner[i, 0]
        b = corner[i, 1]
        c = corner[i, 2]
        ex = skin[b, 0] - skin[a, 0]
        ey = skin[b, 1] - skin[a, 1]
        ez = skin[b, 2] - skin[a, 2]
        fx = skin[c, 0] - skin[a, 0]
        fy = skin[c, 1] - skin[a, 1]
        fz = skin[c, 2] - skin[a, 2]
        nx = ey * fz - ez * fy
        ny = ez * fx - ex * fz
        nz = ex * fy - ey * fx
        scale = f4(1) / np.sqrt(ex * ex + ey * ey + ez * ez + f4(1e-12))
        ex *= scale
        ey *= scale
        ez *= scale
        scale = f4(1) / np.sqrt(nx * nx + ny * ny + nz * nz + f4(1e-20))
        nx *= scale
        ny *= scale
        nz *= scale
        bx = ny * ez - nz * ey
        by = nz * ex - nx * ez
        bz = nx * ey - ny * ex
        first = i * size
        for k in range(size):
            u = local[i, k, 0]
            v = local[i, k, 1]
            w = local[i, k, 2]
            points[first + k, 0] = skin[a, 0] + u * ex + v * bx + w * nx
            points[first + k, 1] = skin[a, 1] + u * ey + v * by + w * ny
            points[first + k, 2] = skin[a, 2] + u * ez + v * bz + w * nz
            for j in range(3):
                normals[first + k, j] = skin_normals[a, j]
        tx = points[first + size - 1, 0] - points[first, 0]
        ty = points[first + size - 1, 1] - points[first, 1]
        tz = points[first + size - 1, 2] - points[first, 2]
        scale = f4(1) / np.sqrt(tx * tx + ty * ty + tz * tz + f4(1e-12))
        for k in range(size):
            tangents[first + k, 0] = tx * scale
            tangents[first + k, 1] = ty * scale
            tangents[first + k, 2] = tz * scale
