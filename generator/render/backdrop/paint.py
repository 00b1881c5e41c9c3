"""What is behind the person in a scene, painted once a clip. Each kind has a module; this one knows them all."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from synthgen.render.arrays import Floats
from synthgen.render.backdrop import pictures
from synthgen.render.backdrop.blur import blurred, enlarge, halvings
from synthgen.render.backdrop.colour import colour_of
from synthgen.render.backdrop.pictures import paint_picture
from synthgen.render.backdrop.wall import paint_wall
from synthgen.render.surroundings import panoramafile
from synthgen.render.surroundings.seen import paint_surroundings, subdued
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn

#: a disc of a smaller radius, in pixels, is hardly more than the pixel
_LEAST_BLUR = 0.5
#: what stands round about is out of focus at least by this, in heights: it is farther away than the person
_LEAST_AROUND = 0.012


def paint_backdrop(drawn: Drawn, camera: Camera, *, height: int | None = None) -> Floats | None:
    """Return a draw's backdrop (h, w, 3) float32 linear as ``camera`` sees it; None where it is the studio's own.

    ``height``: pixels of the clip's picture, where the camera sees more than that.
    """
    kind = drawn["background.kind"]
    if kind == "plain":
        return _plain(drawn, camera)
    if kind == "gradient":
        return _gradient(drawn, camera)
    if kind == "wall":
        return _unfocused(drawn, camera, height or camera.height, paint_wall)
    if kind == "surroundings":
        return subdued(_unfocused(drawn, camera, height or camera.height, paint_surroundings, least=_LEAST_AROUND))
    if kind == "pictures":
        return _unfocused(drawn, camera, height or camera.height, paint_picture)
    return None


def shown_files(drawn: Drawn) -> tuple[str, ...]:
    """Return the ids of the user's files that are behind the person, or light them."""
    behind = (pictures.file_of(drawn).id,) if drawn["background.kind"] == "pictures" else ()
    around = "surroundings" in (drawn["background.kind"], drawn["light.kind"])
    return (*behind, *((panoramafile.file_of(drawn).id,) if around and drawn["surroundings.kind"] == "file" else ()))


def _unfocused(
    drawn: Drawn, camera: Camera, height: int, paint: Callable[[Drawn, Camera], Floats], *, least: float = 0.0
) -> Floats:
    """Return what ``paint`` paints, out of focus by ``background.blur``: what is much blurred is painted small.

    ``least``: it is never more in focus than this.
    """
    radius = max(drawn.number("background.blur"), least) * height
    less = 2 ** halvings(radius)
    painted = paint(drawn, _reduced(camera, less))
    if radius / less >= _LEAST_BLUR:
        painted = blurred(painted, radius / less)
    return _enlarged(painted, camera)


def _reduced(camera: Camera, less: int) -> Camera:
    """Return a camera that sees the same in a picture ``less`` times smaller."""
    if less == 1:
        return camera
    width, height = (max(1, round(side / less)) for side in (camera.width, camera.height))
    scale = height / camera.height
    return replace(
        camera,
        width=width,
        height=height,
        focal=camera.focal * scale,
        centre_x=camera.centre_x * width / camera.width,
        centre_y=camera.centre_y * scale,
    )


def _enlarged(painted: Floats, camera: Camera) -> Floats:
    if painted.shape[:2] == (camera.height, camera.width):
        return painted
    out = np.empty((camera.height, camera.width, 3), np.float32)
    enlarge(painted, out)
    return out


def _own_colour(drawn: Drawn, turn: float = 0.0) -> Floats:
    hue, saturation, lightness = (drawn.number(f"background.{key}") for key in ("hue", "saturation", "lightness"))
    return colour_of(hue + turn, saturation, lightness)


def _plain(drawn: Drawn, camera: Camera) -> Floats:
    return np.broadcast_to(_own_colour(drawn), (camera.height, camera.width, 3)).copy()


def _gradient(drawn: Drawn, camera: Camera) -> Floats:
    one, other = _own_colour(drawn), _own_colour(drawn, drawn.number("background.turn"))
    slope = math.radians(drawn.number("background.slope"))
    across, down = round(math.sin(slope), 9), round(math.cos(slope), 9)
    x = (np.arange(camera.width) + 0.5) / camera.width - 0.5
    y = (np.arange(camera.height) + 0.5) / camera.height - 0.5
    share = 0.5 + (across * x[None, :] + down * y[:, None]) / (abs(across) + abs(down))
    return (one + (other - one) * share[:, :, None]).astype(np.float32)
