"""A lens that distorts: what is projected is bent, and a pixel looks where the bend brings it from.

The formula is that of ``synthgen.scene.distortion``, in float32. Triangles are a few pixels wide, so that their corners
alone are bent.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.arrays import Floats
from synthgen.render.raster.triangle import SUB
from synthgen.scene.camera import Camera
from synthgen.scene.distortion import Distortion

f4 = np.float32
i4 = np.int32

#: Steps of Newton's method from the undistorted place: with the strongest bounds of factors the last one moves nothing
#: by a hundredth of a pixel.
_STEPS = 6
#: The derivative of the bend is never taken to be less: near a barrel's fold Newton's steps would have no end.
_FLATTEST = f4(0.05)


def coefficients(distortion: Distortion) -> npt.NDArray[np.float32]:
    """Return k1, k2, p1, p2 and the square of the reach, (5,), as kernels take them."""
    values = (distortion.k1, distortion.k2, distortion.p1, distortion.p2, distortion.reach**2)
    return np.array(values, np.float32)


@kernel
def bend(screen_xy, focal, centre_x, centre_y, lens):  # type: ignore[no-untyped-def]
    """Bend places on a screen (n, 2), in steps of 1/SUB sample, in place; ``focal`` and centre are in samples."""
    k1, k2, p1, p2, reach = lens[0], lens[1], lens[2], lens[3], lens[4]
    two = f4(2)
    to_lens = f4(1) / (focal * f4(SUB))
    to_screen = focal * f4(SUB)
    middle_x = centre_x * f4(SUB)
    middle_y = centre_y * f4(SUB)
    for i in range(screen_xy.shape[0]):
        x = (f4(screen_xy[i, 0]) - middle_x) * to_lens
        y = (f4(screen_xy[i, 1]) - middle_y) * to_lens
        squared = x * x + y * y
        within = min(squared, reach)
        radial = f4(1) + within * (k1 + k2 * within)
        bent_x = x * radial + two * p1 * x * y + p2 * (squared + two * x * x)
        bent_y = y * radial + p1 * (squared + two * y * y) + two * p2 * x * y
        screen_xy[i, 0] = i4(middle_x + bent_x * to_screen)
        screen_xy[i, 1] = i4(middle_y + bent_y * to_screen)


def sight(camera: Camera) -> Floats:
    """Return where each pixel of a camera looks, (height, width, 2) float32: right and up, a step ahead.

    The direction in the world is forward + right·rotation[0] + up·rotation[1]: the inverse of ``Camera.project``.
    """
    out = np.empty((camera.height, camera.width, 2), np.float32)
    given = camera.distortion or Distortion(0.0, 0.0, 0.0, 0.0, 1.0)
    _look(f4(camera.focal), f4(camera.centre_x), f4(camera.centre_y), coefficients(given), out)
    return out


@kernel
def _look(focal, centre_x, centre_y, lens, out):  # type: ignore[no-untyped-def]
    """Fill ``out`` (h, w, 2) with what Newton's method finds each pixel's middle to be bent from."""
    k1, k2, p1, p2, reach = lens[0], lens[1], lens[2], lens[3], lens[4]
    one, two, six = f4(1), f4(2), f4(6)
    scale = one / focal
    plain = (k1 == f4(0)) & (k2 == f4(0)) & (p1 == f4(0)) & (p2 == f4(0))
    for row in range(out.shape[0]):
        wanted_y = (f4(row) + f4(0.5) - centre_y) * scale
        for column in range(out.shape[1]):
            wanted_x = (f4(column) + f4(0.5) - centre_x) * scale
            x = wanted_x
            y = wanted_y
            for _ in range(0 if plain else _STEPS):
                squared = x * x + y * y
                within = min(squared, reach)
                radial = one + within * (k1 + k2 * within)
                slope = two * (k1 + two * k2 * within) if squared < reach else f4(0)
                off_x = x * radial + two * p1 * x * y + p2 * (squared + two * x * x) - wanted_x
                off_y = y * radial + p1 * (squared + two * y * y) + two * p2 * x * y - wanted_y
                xx = radial + slope * x * x + two * p1 * y + six * p2 * x
                yy = radial + slope * y * y + six * p1 * y + two * p2 * x
                xy = slope * x * y + two * p1 * x + two * p2 * y
                inverse = one / max(xx * yy - xy * xy, _FLATTEST)
                x -= (yy * off_x - xy * off_y) * inverse
                y -= (xx * off_y - xy * off_x) * inverse
            out[row, column, 0] = x
            out[row, column, 1] = -y
