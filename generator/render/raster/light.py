"""Kernels for what a frame's nine views share: normals, shadow, ambient occlusion, irradiance and its diffusion.

Irradiance is per vertex, linear, RGB. Lights are directional rows (direction to the light xyz, colour rgb).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.raster.brdf import bounced, dome, dot, inverse_length, reached_by_lamps, wrapped_diffuse
from synthgen.render.raster.raster import NOTHING, Screen, project_parallel, rasterise_depth
from synthgen.render.raster.triangle import SUB
from synthgen.scene.lights import Lighting

f4 = np.float32
u4 = np.uint32

#: Columns of a shaded vertex: normal xyz, irradiance rgb, occlusion of the highlight, key light's visibility.
VERTEX_COLUMNS = 8
#: Cosine to the light below which no shadow is looked up: nothing is lit there (see ``wrapped_diffuse``).
_FACES_AWAY = f4(-0.5)
#: Keeps vertices that face no direction from being divided by.
_TINY_SKY = f4(1e-6)
#: The greatest share of its light that a vertex gives to its neighbours in one step. Chosen by eye.
_MOST_SPREAD = f4(0.75)
#: Thin skin begins to let light through where it lies this far past the terminator (cosine), and how much of red, green
#: and blue comes through. Chosen by eye.
_THROUGH_FROM = f4(0.15)
_THROUGH_RED, _THROUGH_GREEN, _THROUGH_BLUE = f4(0.20), f4(0.04), f4(0.02)


class Lights(NamedTuple):
    """What shines on a scene, linear rgb."""

    lamps: npt.NDArray[np.float32]  # (k, 7) direction to the lamp, colour, disc: the key first
    points: npt.NDArray[np.float32]  # (m, 6) direction and colour of the points they shine from, the key's first
    key_points: int  # how many of them are the key's
    sky: npt.NDArray[np.float32]  # (3,) the upper hemisphere's
    ground: npt.NDArray[np.float32]  # (3,) the lower hemisphere's
    front: npt.NDArray[np.float32]  # (3,) what the hemisphere before the face adds


def lights_of(lighting: Lighting) -> Lights:
    """Return what kernels take of a light."""
    dome = (np.array(colour, np.float32) for colour in (lighting.sky, lighting.ground, lighting.front))
    return Lights(lighting.table(), lighting.points(), lighting.lamps[0].samples, *dome)


@kernel
def vertex_normals(vertices, triangles, normals, first_vertex, last_vertex):  # type: ignore[no-untyped-def]
    """Write unit normals, area-weighted, of vertices ``first_vertex:last_vertex`` from ``triangles`` among them."""
    for i in range(first_vertex, last_vertex):
        normals[i, 0] = f4(0)
        normals[i, 1] = f4(0)
        normals[i, 2] = f4(0)
    for t in range(triangles.shape[0]):
        a = u4(triangles[t, 0])  # unsigned: numba would check every index for counting from the end
        b = u4(triangles[t, 1])
        c = u4(triangles[t, 2])
        x1 = vertices[b, 0] - vertices[a, 0]
        y1 = vertices[b, 1] - vertices[a, 1]
        z1 = vertices[b, 2] - vertices[a, 2]
        x2 = vertices[c, 0] - vertices[a, 0]
        y2 = vertices[c, 1] - vertices[a, 1]
        z2 = vertices[c, 2] - vertices[a, 2]
        nx = y1 * z2 - z1 * y2
        ny = z1 * x2 - x1 * z2
        nz = x1 * y2 - y1 * x2
        for i in (a, b, c):
            normals[i, 0] += nx
            normals[i, 1] += ny
            normals[i, 2] += nz
    for i in range(first_vertex, last_vertex):
        x = normals[i, 0]
        y = normals[i, 1]
        z = normals[i, 2]
        scale = inverse_length(x, y, z)
        normals[i, 0] = x * scale
        normals[i, 1] = y * scale
        normals[i, 2] = z * scale


@kernel
def visibility(screen, normals, light, depths, bias, out):  # type: ignore[no-untyped-def]
    """Write the share of nine samples of the shadow map, two apart, that do not hide each vertex (soft shadow).

    Vertices that face away from the light are left at 1: the light does not reach them anyway.
    """
    screen_xy, inv_depth = screen
    size = depths.shape[0]
    for i in range(screen_xy.shape[0]):
        if dot(normals[i, 0], normals[i, 1], normals[i, 2], light[0], light[1], light[2]) < _FACES_AWAY:
            out[i] = f4(1)
            continue
        x = screen_xy[i, 0] // SUB
        y = screen_xy[i, 1] // SUB
        z = inv_depth[i] + bias
        if x < 2 or y < 2 or x >= size - 2 or y >= size - 2:
            out[i] = f4(1)
            continue
        lit = 0
        for dy in (-2, 0, 2):
            row = depths[y + dy]
            lit += (row[x - 2] <= z) + (row[x] <= z) + (row[x + 2] <= z)
        out[i] = f4(lit) * f4(1 / 9)


@kernel
def ambient_occlusion(vertices, normals, triangles, rotations, parallel_map, bias, out):  # type: ignore[no-untyped-def]
    """Write each vertex's cosine-weighted share of open sky, from one depth map per direction in ``rotations``."""
    n = vertices.shape[0]
    size = parallel_map.size
    screen_xy = np.empty((n, 2), np.int32)
    inv_depth = np.empty(n, f4)
    screen = Screen(screen_xy, inv_depth)
    depths = np.empty((size, size), f4)
    open_sky = np.zeros(n, f4)
    whole_sky = np.zeros(n, f4)
    for k in range(rotations.shape[0]):
        rotation = rotations[k]
        project_parallel(vertices, rotation, parallel_map, screen)
        depths[:] = NOTHING
        rasterise_depth(screen, triangles, depths)
        for i in range(n):
            cosine = -dot(normals[i, 0], normals[i, 1], normals[i, 2], rotation[2, 0], rotation[2, 1], rotation[2, 2])
            if cosine <= f4(0):
                continue
            whole_sky[i] += cosine
            x = min(max(screen_xy[i, 0] // SUB, 0), size - 1)
            y = min(max(screen_xy[i, 1] // SUB, 0), size - 1)
            if depths[y, x] <= inv_depth[i] + bias:
                open_sky[i] += cosine
    for i in range(n):
        out[i] = open_sky[i] / (whole_sky[i] + _TINY_SKY)


@kernel
def irradiance(normals, occlusion, shadow, wrap, bounce, lights, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` (n, 8): see VERTEX_COLUMNS.

    ``shadow`` (k, n): what share of the light of the first k points comes through; others cast none. ``wrap`` (n, 3):
    how far each channel's light goes round the terminator, see ``wrapped_diffuse``; red most. ``bounce`` (n, 3): albedo
    of what lies round about.
    """
    _, points, key_points, sky, ground, front = lights
    of_key = f4(1) / f4(key_points)
    casting = shadow.shape[0]
    for i in range(normals.shape[0]):
        nx = normals[i, 0]
        ny = normals[i, 1]
        nz = normals[i, 2]
        open_sky = occlusion[i]
        up = ny * f4(0.5) + f4(0.5)
        ahead = nz * f4(0.5) + f4(0.5)
        red = dome(sky[0], ground[0], front[0], up, ahead) * bounced(open_sky, bounce[i, 0])
        green = dome(sky[1], ground[1], front[1], up, ahead) * bounced(open_sky, bounce[i, 1])
        blue = dome(sky[2], ground[2], front[2], up, ahead) * bounced(open_sky, bounce[i, 2])
        near = reached_by_lamps(open_sky)
        w0 = wrap[i, 0]
        w1 = wrap[i, 1]
        w2 = wrap[i, 2]
        # three divisions a vertex, not three a light
        s0 = f4(1) / (f4(1) + w0)
        s1 = f4(1) / (f4(1) + w1)
        s2 = f4(1) / (f4(1) + w2)
        key = f4(0)
        for k in range(points.shape[0]):
            nl = dot(nx, ny, nz, points[k, 0], points[k, 1], points[k, 2])
            through = shadow[k, i] if k < casting else f4(1)
            if k < key_points:
                key += through
            seen = near * through
            red += wrapped_diffuse(points[k, 3] * seen, nl, w0, s0)
            green += wrapped_diffuse(points[k, 4] * seen, nl, w1, s1)
            blue += wrapped_diffuse(points[k, 5] * seen, nl, w2, s2)
        out[i, 0] = nx
        out[i, 1] = ny
        out[i, 2] = nz
        out[i, 3] = red
        out[i, 4] = green
        out[i, 5] = blue
        out[i, 6] = open_sky
        out[i, 7] = key * of_key


@kernel
def surround(normals, occlusion, bounce, around, shaded):  # type: ignore[no-untyped-def]
    """Add to irradiance what comes from all sides, as ``around`` (9, 3) has it: see ``synthgen.scene.harmonics``."""
    for i in range(normals.shape[0]):
        x = normals[i, 0]
        y = normals[i, 1]
        z = normals[i, 2]
        xy = x * y
        yz = y * z
        xz = x * z
        polar = f4(3) * z * z - f4(1)
        flat = x * x - y * y
        for k in range(3):
            first = around[0, k] + around[1, k] * x + around[2, k] * y + around[3, k] * z
            second = around[4, k] * xy + around[5, k] * yz + around[6, k] * xz
            third = around[7, k] * polar + around[8, k] * flat
            shaded[i, 3 + k] += max(first + second + third, f4(0)) * bounced(occlusion[i], bounce[i, k])


@kernel
def _spread(source, first, neighbour_start, neighbours, closeness, area, out, out_first):  # type: ignore[no-untyped-def]
    """Move three columns of ``source`` from ``first`` on towards their neighbours' mean, into ``out``."""
    area_red = area[0]
    area_green = area[1]
    area_blue = area[2]
    for i in range(neighbour_start.shape[0] - 1):
        begin = neighbour_start[i]
        end = neighbour_start[i + 1]
        red = f4(0)
        green = f4(0)
        blue = f4(0)
        for k in range(begin, end):
            j = u4(neighbours[u4(k)])
            red += source[j, first]
            green += source[j, first + 1]
            blue += source[j, first + 2]
        share = f4(1) / f4(max(end - begin, 1))
        near = closeness[i]
        own_red = source[i, first]
        own_green = source[i, first + 1]
        own_blue = source[i, first + 2]
        out[i, out_first] = own_red + min(near * area_red, _MOST_SPREAD) * (red * share - own_red)
        out[i, out_first + 1] = own_green + min(near * area_green, _MOST_SPREAD) * (green * share - own_green)
        out[i, out_first + 2] = own_blue + min(near * area_blue, _MOST_SPREAD) * (blue * share - own_blue)


@kernel
def diffuse(shaded, neighbour_start, neighbours, closeness, scratch, area):  # type: ignore[no-untyped-def]
    """Spread irradiance over the mesh's edges, twice, so that it comes as far as it diffuses in skin.

    ``area`` (3,): mean square distance (dm²) per channel; ``closeness`` (n,): see ``closeness_of``. Moving a share s of
    a vertex's light to neighbours at distance d moves it s·d² in the mean square, and steps add up: so the reach is the
    same on any mesh whose edges are not much longer than it. ``scratch`` (n, 3).
    """
    _spread(shaded, 3, neighbour_start, neighbours, closeness, area, scratch, 0)
    _spread(scratch, 0, neighbour_start, neighbours, closeness, area, shaded, 3)


def closeness_of(
    vertices: npt.NDArray[np.float32], start: npt.NDArray[np.int32], index: npt.NDArray[np.int32]
) -> npt.NDArray[np.float32]:
    """Return half of 1 / mean square distance (dm) to each vertex's neighbours (see ``neighbours_of``); 0 for none."""
    count = np.diff(start)
    of = np.repeat(np.arange(len(count)), count)
    apart = vertices[of].astype(np.float64) - vertices[index]
    square = apart[:, 0] * apart[:, 0] + apart[:, 1] * apart[:, 1] + apart[:, 2] * apart[:, 2]
    mean = np.bincount(of, square, len(count)) / np.maximum(count, 1)
    return np.where(mean > 0, 0.5 / np.maximum(mean, 1e-8), 0.0).astype(np.float32)


@kernel
def glow(normals, where, share, lamps, shaded):  # type: ignore[no-untyped-def]
    """Add to irradiance what comes through thin skin from lamps behind it, red most; ``share`` (k,): how much."""
    for i in range(where.shape[0]):
        v = u4(where[i])
        for k in range(lamps.shape[0]):
            nl = dot(normals[v, 0], normals[v, 1], normals[v, 2], lamps[k, 0], lamps[k, 1], lamps[k, 2])
            through = share[i] * max(_THROUGH_FROM - nl, f4(0))
            shaded[v, 3] += _THROUGH_RED * through * lamps[k, 3]
            shaded[v, 4] += _THROUGH_GREEN * through * lamps[k, 4]
            shaded[v, 5] += _THROUGH_BLUE * through * lamps[k, 5]


def thin(rest: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """Return which vertices ``rest`` (n, 3) of the base mesh are thin skin, and how thin: ears' shells and alae."""
    side, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    ear = np.clip((side - 0.70) / 0.06, 0.0, 1.0) * ((y > 6.8) & (y < 7.42) & (z > 0.25) & (z < 0.72))
    wing = 0.4 * np.clip((side - 0.10) / 0.05, 0.0, 1.0) * ((side < 0.22) & (y > 6.80) & (y < 6.93) & (z > 1.36))
    share = np.maximum(ear, wing).astype(np.float32)
    where = np.flatnonzero(share > 0).astype(np.int32)
    return where, share[where]


def neighbours_of(triangles: npt.NDArray[np.int32], count: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Return the edge neighbours of each vertex as (start (count + 1,), index)."""
    ends = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]).astype(np.int64)
    both = np.unique(np.concatenate([ends[:, 0] * count + ends[:, 1], ends[:, 1] * count + ends[:, 0]]))
    start = np.searchsorted(both // count, np.arange(count + 1))
    return start.astype(np.int32), (both % count).astype(np.int32)


def sphere_directions(count: int) -> list[tuple[float, float, float]]:
    """Return directions spread evenly over the sphere (Fibonacci lattice), from above to below."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    rows = []
    for k in range(count):
        y = 1.0 - 2.0 * (k + 0.5) / count
        flat = math.sqrt(1.0 - y * y)
        rows.append((round(flat * math.cos(golden * k), 9), round(y, 9), round(flat * math.sin(golden * k), 9)))
    return rows
