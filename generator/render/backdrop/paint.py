"""What is behind the person in a scene, painted once a clip. Each kind has a module; this one knows them all."""

from __future__ import annotations

import math

import numpy as np

from synthgen.cielab import rgb_of
from synthgen.render.arrays import Floats
from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn

#: CIELAB chroma of saturation 1
_MOST_CHROMA = 80.0
#: no backdrop is darker or brighter than this, linear
_DARKEST, _BRIGHTEST = 0.002, 1.0


def paint_backdrop(drawn: Drawn, camera: Camera) -> Floats | None:
    """Return a draw's backdrop (h, w, 3) float32 linear as ``camera`` sees it; None where it is the studio's own."""
    kind = drawn["background.kind"]
    if kind == "plain":
        return _plain(drawn, camera)
    if kind == "gradient":
        return _gradient(drawn, camera)
    return None


def colour_of(hue: float, saturation: float, lightness: float) -> Floats:
    """Return linear rgb (3,) float32 of a hue in degrees, a share of the greatest chroma and a CIELAB lightness 0–1."""
    angle, chroma = math.radians(hue), _MOST_CHROMA * saturation
    rgb = rgb_of((100.0 * lightness, chroma * math.cos(angle), chroma * math.sin(angle)))
    return np.round(np.clip(np.array(rgb), _DARKEST, _BRIGHTEST), 6).astype(np.float32)


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
