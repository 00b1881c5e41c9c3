"""Where a scene puts the person and the camera: the pinhole that a draw gives, in the person's own space.

The person of a scene turns about the neck, and the world with camera and lights stays. Pictures are the same where the
person stays and the world turns the other way, so meshes are never moved: ``world_turn`` says how.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Sequence, Tuple

from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import FILL, Camera, frame_head
from synthgen.scene.distortion import distortion_at, stretch
from synthgen.scene.spec import Drawn

Vector = Tuple[float, float, float]
Rotation = Tuple[Vector, Vector, Vector]

#: Where the neck is that the person turns about, from the head's middle in radii of its sphere: below and behind.
NECK = (0.0, -0.85, -0.25)
#: digits that are kept of sines and cosines, which may differ in their last bits between processors
_DIGITS = 12
SAME: Rotation = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def about_y(degrees: float) -> Rotation:
    """Return the rotation about the vertical that takes ahead (+z) to the person's left (+x)."""
    c, s = _cos_sin(degrees)
    return (c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c)


def _cos_sin(degrees: float) -> tuple[float, float]:
    angle = math.radians(degrees)
    return round(math.cos(angle), _DIGITS), round(math.sin(angle), _DIGITS)


def product(a: Rotation, b: Rotation) -> Rotation:
    """Return the matrix product a·b."""
    rows = [tuple(math.fsum(a[i][k] * b[k][j] for k in range(3)) for j in range(3)) for i in range(3)]
    return rows[0], rows[1], rows[2]  # type: ignore[return-value]


def turned(matrix: Rotation, vector: Sequence[float]) -> Vector:
    """Return matrix·vector."""
    x, y, z = (math.fsum(m * v for m, v in zip(row, vector)) for row in matrix)
    return x, y, z


def transposed(matrix: Rotation) -> Rotation:
    """Return the inverse of a rotation."""
    x, y, z = zip(*matrix)
    return x, y, z


def person_turn(drawn: Drawn) -> Rotation:
    """Return how the person is turned, person's space to world: lean sideways, then back, then turn."""
    cp, sp = _cos_sin(drawn.number("person.pitch"))
    cr, sr = _cos_sin(drawn.number("person.roll"))
    pitch: Rotation = ((1.0, 0.0, 0.0), (0.0, cp, sp), (0.0, -sp, cp))  # back: the face looks up
    roll: Rotation = ((cr, sr, 0.0), (-sr, cr, 0.0), (0.0, 0.0, 1.0))  # the crown goes to the person's left
    return product(about_y(drawn.number("person.yaw")), product(pitch, roll))


def world_turn(drawn: Drawn) -> Rotation:
    """Return how the world is turned where the person stays: world to person's space."""
    return transposed(person_turn(drawn))


def staged_camera(bounds: HeadBounds, angle: Angle, drawn: Drawn, *, width: int, height: int) -> Camera:
    """Return the camera at ``angle``, as a draw has person and camera, in the person's space.

    The camera looks from where the angle says at the head's middle, and pans until that is where the draw places it:
    what is seen of the head depends on the angle and the person's turn alone.
    """
    turn = person_turn(drawn)
    neck = tuple(c + bounds.radius * n for c, n in zip(bounds.centre, NECK))
    moved = turned(turn, [c - n for c, n in zip(bounds.centre, neck)])
    x, y, z = (n + m for n, m in zip(neck, moved))
    there = replace(bounds, centre=(x, y, z))
    away = drawn.number("camera.distance")
    rolled = replace(angle, roll=angle.roll + drawn.number("camera.roll"))
    camera = frame_head(
        there, rolled, width=width, height=height, distance=away, fill=FILL / drawn.number("person.distance")
    )
    camera = _distorted(_placed(camera, drawn), drawn)
    back = transposed(turn)
    position = turned(back, [p - n for p, n in zip(camera.position, neck)])
    x, y, z = (n + p for n, p in zip(neck, position))
    right, up, forward = (turned(back, row) for row in camera.rotation)
    return replace(camera, position=(x, y, z), rotation=(right, up, forward))


def _placed(camera: Camera, drawn: Drawn) -> Camera:
    """Return a camera that looks at the head's middle, panned so that it is where the draw places it."""
    width, height = camera.width, camera.height
    # off the optical axis a sphere is seen longer, by 1 / cos² of the angle at most
    steepest = ((0.5 + abs(drawn.number("camera.x"))) * width / camera.focal) ** 2
    steepest += ((0.5 + abs(drawn.number("camera.y"))) * height / camera.focal) ** 2
    radius = 0.5 * FILL * min(width, height) / drawn.number("person.distance") * (1.0 + steepest)
    radius += drawn.number("camera.shake") * height
    centre_x = width * (0.5 + drawn.number("camera.x"))
    centre_y = height * (0.5 + drawn.number("camera.y"))
    farther = stretch(**_coefficients(drawn))
    head_x = _between(centre_x, width, farther, radius, drawn.number("person.x"))
    head_y = _between(centre_y, height, farther, radius, -drawn.number("person.y"))
    if (head_x, head_y, centre_x, centre_y) == (0.5 * width, 0.5 * height, 0.5 * width, 0.5 * height):
        return camera
    # where the head's middle is to be seen: first yawed, then pitched away from the optical axis
    across, down = (head_x - centre_x) / camera.focal, (head_y - centre_y) / camera.focal
    flat = math.sqrt(1.0 + across * across)
    cy, sy = 1.0 / flat, across / flat
    length = math.sqrt(flat * flat + down * down)
    cp, sp = flat / length, down / length
    right, up, forward = camera.rotation
    # rows of the camera that sees what was ahead at (sy·cp, −sp, cy·cp) of its own axes
    ahead = (sy * cp, -sp, cy * cp)
    beside: Vector = (cy, 0.0, -sy)
    above = (
        ahead[1] * beside[2] - ahead[2] * beside[1],
        ahead[2] * beside[0] - ahead[0] * beside[2],
        ahead[0] * beside[1] - ahead[1] * beside[0],
    )
    new = product(transposed((beside, above, ahead)), (right, up, forward))
    return replace(camera, rotation=new, centre_x=centre_x, centre_y=centre_y)


def _between(centre: float, size: int, stretch: float, radius: float, at: float) -> float:
    """Return where a head is before the lens distorts: −1 to 1 of the room in which it stays within 0 to ``size``.

    What is within ``size`` / ``stretch`` about the principal point stays in the picture.
    """
    low, high = centre - centre / stretch, centre + (size - centre) / stretch
    return 0.5 * (low + high) + at * max(0.5 * (high - low) - radius, 0.0)


def _coefficients(drawn: Drawn) -> dict[str, float]:
    return {name: drawn.number(f"camera.{name}") for name in ("k1", "k2", "p1", "p2")}


def _distorted(camera: Camera, drawn: Drawn) -> Camera:
    """Return a camera with the lens that is drawn, whose coefficients count at its picture's farthest corner."""
    across = max(camera.centre_x, camera.width - camera.centre_x)
    down = max(camera.centre_y, camera.height - camera.centre_y)
    corner = math.sqrt(across * across + down * down) / camera.focal
    return replace(camera, distortion=distortion_at(corner, **_coefficients(drawn)))
