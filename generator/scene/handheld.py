"""A hand that holds a camera: it sways, and trembles. Turns so small move the picture as a whole, to a pixel's tenth.

Distances are in heights of the picture; a path has a seed and is the same from whichever frame it is asked for.
"""

from __future__ import annotations

import math
from dataclasses import replace

from synthgen.scene.camera import Camera
from synthgen.scene.spec import Drawn
from synthgen.seeds import seed_of

#: Of each motion: frames from one turning point to the next, and its share of the whole. At 25 frames a second the
#: first is a sway and the last physiological tremor of some 8 Hz, which is small.
_MOTIONS = ((24, 0.62), (9, 0.27), (3, 0.11))
_SEEDS = 2.0**63


def hand(drawn: Drawn, frame: int) -> tuple[float, float]:
    """Return how far the picture is moved to the right and down, in heights, at most ``camera.shake`` each way."""
    if drawn.says("person.still"):  # nothing moves
        frame = 0
    amount = drawn.number("camera.shake")
    return amount * _along(drawn.clip, "x", frame), amount * _along(drawn.clip, "y", frame)


def heading(drawn: Drawn, frame: int) -> tuple[float, float]:
    """Return where a hand moves the picture, a unit vector to the right and down; where it does not, the clip's own."""
    if drawn.number("camera.shake") and not drawn.says("person.still"):
        (x0, y0), (x1, y1) = hand(drawn, frame - 1), hand(drawn, frame + 1)
        length = math.sqrt((x1 - x0) ** 2 + (y1 - y0) ** 2)
        if length > 0:
            return (x1 - x0) / length, (y1 - y0) / length
    angle = 2.0 * math.pi * seed_of(drawn.clip, (), "heading") / _SEEDS
    return round(math.cos(angle), 9), round(math.sin(angle), 9)


def held(camera: Camera, drawn: Drawn, frame: int) -> Camera:
    """Return a clip's camera as the hand has it in a frame."""
    if not drawn.number("camera.shake"):
        return camera
    right, down = hand(drawn, frame)
    return replace(
        camera, centre_x=camera.centre_x + right * camera.height, centre_y=camera.centre_y + down * camera.height
    )


def _along(seed: int, axis: str, frame: int) -> float:
    """Return −1 to 1, smooth over frames."""
    total = 0.0
    for period, share in _MOTIONS:
        step, inside = frame // period, frame % period / period
        one, other = (
            2.0 * seed_of(seed, (axis, str(period), str(at)), "shake") / _SEEDS - 1.0 for at in (step, step + 1)
        )
        total += share * (one + (other - one) * inside * inside * (3.0 - 2.0 * inside))
    return round(total, 9)
