"""What is round about as a clip's camera sees it behind the person."""

from __future__ import annotations

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.raster.distortion import sight
from synthgen.render.surroundings import cast
from synthgen.render.surroundings.around import around, placed, shown_as
from synthgen.render.surroundings.panoramafile import sample
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn
from synthgen.scene.staging import Rotation, transposed, turned

#: where the head's middle is in the person's space, near enough: places are drawn about it, dm
HEAD = (0.0, 7.0, 0.5)
#: nothing is seen behind the person that is not this much farther away than the head, dm
_BEHIND = 3.0
#: how far away what a panorama shows is taken to be at least, dm
_SPHERE = 60.0
#: light is shown as it is up to here, and how fast what is above is bent. Chosen by eye.
_BRIGHT, _STEEP = np.float32(0.45), np.float32(1.8)
#: cosine of half the angle of a view of which everything is looked for
_WIDE = 0.1


def rays_of(camera: Camera, turn: Rotation) -> Floats:
    """Return unit rays (h·w, 3) float32 through the middles of a camera's pixels, multiplied with a rotation."""
    right, up, forward = (turned(turn, row) for row in camera.rotation)
    looks = sight(camera).reshape(-1, 2)
    rays = np.empty((len(looks), 3), np.float32)
    for axis in range(3):
        r, u, f = (np.float32(row[axis]) for row in (right, up, forward))
        rays[:, axis] = looks[:, 0] * r + looks[:, 1] * u + f
    length = np.sqrt(rays[:, 0] * rays[:, 0] + rays[:, 1] * rays[:, 1] + rays[:, 2] * rays[:, 2])
    return rays / length[:, None]


def paint_surroundings(drawn: Drawn, camera: Camera) -> Floats:
    """Return what is round about (h, w, 3) float32 linear, sharp, as a clip's camera sees and shows it."""
    turn = transposed(placed(drawn))
    rays = rays_of(camera, turn)
    origin = turned(turn, [p - h for p, h in zip(camera.position, HEAD, strict=True)])
    away = float(np.sqrt(origin[0] ** 2 + origin[1] ** 2 + origin[2] ** 2))
    place = around(drawn).seen
    seen = np.empty_like(rays)
    if isinstance(place, cast.Scenery):
        scenery = in_sight(place, origin, rays)
        cast.look(np.array(origin, np.float32), rays, np.float32(away + _BEHIND), scenery, seen)
    else:
        sample(place, _from_the_head(np.array(origin, np.float32), rays, np.float32(max(_SPHERE, 1.5 * away))), seen)
    return seen.reshape(camera.height, camera.width, 3) * np.array(shown_as(drawn), np.float32)


def _from_the_head(origin: Floats, rays: Floats, radius: np.float32) -> Floats:
    """Return where from the head's middle, not of unit length, that is which rays meet on a sphere about it."""
    along = rays[:, 0] * origin[0] + rays[:, 1] * origin[1] + rays[:, 2] * origin[2]
    square = origin[0] * origin[0] + origin[1] * origin[1] + origin[2] * origin[2]
    far = np.sqrt(np.maximum(along * along - square + radius * radius, np.float32(0))) - along
    return origin + far[:, None] * rays


def in_sight(scenery: cast.Scenery, origin: tuple[float, float, float], rays: Floats) -> cast.Scenery:
    """Return a place with only those solids that a bundle of rays may meet."""
    axis = rays[len(rays) // 2].astype(np.float64)
    widest = float((rays[:, 0] * axis[0] + rays[:, 1] * axis[1] + rays[:, 2] * axis[2]).min()) - 1e-4
    solids = scenery.solids.astype(np.float64)
    offset = solids[:, cast.MIDDLE : cast.MIDDLE + 3] - np.array(origin)
    half = solids[:, cast.HALF : cast.HALF + 3]
    radius = np.sqrt((half * half).sum(axis=1))
    along = offset[:, 0] * axis[0] + offset[:, 1] * axis[1] + offset[:, 2] * axis[2]
    aside = np.sqrt(np.maximum((offset * offset).sum(axis=1) - along * along, 0.0))
    if widest <= _WIDE:
        return scenery
    # the distance from the cone's surface, positive outside of it
    sine = np.sqrt(1.0 - widest * widest)
    kept = aside * widest - along * sine <= radius + 1e-3
    return scenery._replace(solids=np.ascontiguousarray(scenery.solids[kept]))


def subdued(light: Floats) -> Floats:
    """Return light (h, w, 3) with its bright parts nearer to the others, as cameras bring what is before a window."""
    over = np.maximum(light - _BRIGHT, np.float32(0))
    return light - over + over / (np.float32(1) + _STEEP * over)
