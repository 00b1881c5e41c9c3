"""Passes that look along light: the lamps' shadows, once a frame, and how much of the sky is open, once a figure."""

from __future__ import annotations

import numpy as np

from synthgen.render.arrays import Floats, Ints
from synthgen.render.poseframe import facing
from synthgen.render.raster import light, raster

_SIZE = 256
_SPAN = 6.4  # dm across the shadow map
_BIAS = np.float32(0.07)
_OCCLUSION_SIZE = 192
_OCCLUSION_BIAS = np.float32(0.055)
_DIRECTIONS = 64


class Shadows:
    """Shadow maps of the points (m, 6) that lamps shine from, round a head's ``centre`` (3,) dm."""

    def __init__(self, points: Floats, centre: Floats, vertex_count: int) -> None:
        self._points = points
        self._rotations = [facing(point[:3]) for point in points]
        self._screen = raster.Screen.of(vertex_count)
        self._map = raster.ParallelMap(centre, np.float32(_SIZE / _SPAN), _SIZE)
        self._depths = np.zeros((_SIZE, _SIZE), np.float32)

    def fall(self, vertices: Floats, normals: Floats, casting: Ints, out: Floats) -> None:
        """Write what share (m, v) of each point's light triangles ``casting`` (t, 3) let through to vertices (v, 3)."""
        screen = raster.Screen(self._screen.xy[: len(vertices)], self._screen.inv_depth[: len(vertices)])
        for point, rotation, row in zip(self._points, self._rotations, out, strict=True):
            raster.project_parallel(vertices, rotation, self._map, screen)
            self._depths.fill(raster.NOTHING)
            raster.rasterise_depth(screen, casting, self._depths)
            light.visibility(screen, normals, point, self._depths, _BIAS, row)


def open_sky(vertices: Floats, normals: Floats, casting: Ints, centre: Floats, out: Floats) -> None:
    """Write what share (v,) of the sky triangles ``casting`` (t, 3) leave open to vertices (v, 3)."""
    rotations = np.stack([facing(direction) for direction in light.sphere_directions(_DIRECTIONS)])
    sky_map = raster.ParallelMap(centre, np.float32(_OCCLUSION_SIZE / _SPAN), _OCCLUSION_SIZE)
    light.ambient_occlusion(vertices, normals, casting, rotations, sky_map, _OCCLUSION_BIAS, out)
