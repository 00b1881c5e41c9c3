"""Passes that look along light: the key's shadow, once a frame, and how much of the sky is open, once a figure."""

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


class KeyShadow:
    """The shadow map of the key light, a row ``key`` (6,) of lights, round a head's ``centre`` (3,) dm."""

    def __init__(self, key: Floats, centre: Floats, vertex_count: int) -> None:
        self._key = key
        self._rotation = facing(key[:3])
        self._screen = raster.Screen.of(vertex_count)
        self._map = raster.ParallelMap(centre, np.float32(_SIZE / _SPAN), _SIZE)
        self._depths = np.zeros((_SIZE, _SIZE), np.float32)

    def fall(self, vertices: Floats, normals: Floats, casting: Ints, out: Floats) -> None:
        """Write what share (v,) of the key light triangles ``casting`` (t, 3) let through to vertices (v, 3)."""
        raster.project_parallel(vertices, self._rotation, self._map, self._screen)
        self._depths.fill(raster.NOTHING)
        raster.rasterise_depth(self._screen, casting, self._depths)
        light.visibility(self._screen, normals, self._key, self._depths, _BIAS, out)


def open_sky(vertices: Floats, normals: Floats, casting: Ints, centre: Floats, out: Floats) -> None:
    """Write what share (v,) of the sky triangles ``casting`` (t, 3) leave open to vertices (v, 3)."""
    rotations = np.stack([facing(direction) for direction in light.sphere_directions(_DIRECTIONS)])
    sky_map = raster.ParallelMap(centre, np.float32(_OCCLUSION_SIZE / _SPAN), _OCCLUSION_SIZE)
    light.ambient_occlusion(vertices, normals, casting, rotations, sky_map, _OCCLUSION_BIAS, out)
