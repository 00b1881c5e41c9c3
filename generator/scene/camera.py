"""Cameras that orbit the head, pinholes with or without a lens that distorts, and what of them the manifest has.

World: MakeHuman's mesh space, dm, y up, z where the face looks, the subject's left +x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.distortion import Distortion

#: what a pinhole's record has
NO_DISTORTION = {"k1": 0.0, "k2": 0.0, "p1": 0.0, "p2": 0.0}
#: Distance from the camera to the head's centre, in radii of the head's bounding sphere: a short portrait lens.
DISTANCE_RADII = 11.0
#: The sphere's share of the picture's shorter side, so that the head is whole with air round it.
FILL = 0.84


@dataclass(frozen=True)
class Camera:
    """A camera. ``rotation`` rows: the picture's right, up and forward in the world. Lengths dm, focal px.

    A pinhole, where ``distortion`` is None.
    """

    position: tuple[float, float, float]
    rotation: tuple[tuple[float, float, float], ...]
    focal: float
    centre_x: float
    centre_y: float
    width: int
    height: int
    distortion: Distortion | None = None

    def project(self, points: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return pixel coordinates (n, 2), x right and y down from the upper left corner, of world points (n, 3) dm."""
        offset = np.asarray(points, np.float64) - np.array(self.position)
        right, up, forward = (
            offset[:, 0] * row[0] + offset[:, 1] * row[1] + offset[:, 2] * row[2] for row in self.rotation
        )
        if self.distortion is not None:
            x, y = self.distortion.bent(right / forward, -up / forward)
            return np.stack([self.centre_x + self.focal * x, self.centre_y + self.focal * y], axis=1)
        return np.stack(
            [self.centre_x + self.focal * right / forward, self.centre_y - self.focal * up / forward], axis=1
        )

    def widened(self, margin: int) -> Camera:
        """Return the camera that sees ``margin`` pixels more on each side."""
        return replace(
            self,
            centre_x=self.centre_x + margin,
            centre_y=self.centre_y + margin,
            width=self.width + 2 * margin,
            height=self.height + 2 * margin,
        )

    def record(self) -> dict[str, Any]:
        """Return intrinsics (pixels) and extrinsics as OpenCV has them: R·world + t, x right, y down, z forward."""
        rows = [self.rotation[0], tuple(-v for v in self.rotation[1]), self.rotation[2]]
        shift = [-math.fsum(r * p for r, p in zip(row, self.position)) for row in rows]
        return {
            "intrinsics": {
                "fx": round(self.focal, 6),
                "fy": round(self.focal, 6),
                "cx": round(self.centre_x, 6),
                "cy": round(self.centre_y, 6),
                "width": self.width,
                "height": self.height,
                "distortion": NO_DISTORTION if self.distortion is None else self.distortion.record(),
            },
            "extrinsics": {
                "R": [[round(v, 9) + 0.0 for v in row] for row in rows],
                "t": [round(v, 6) + 0.0 for v in shift],
                "unit": "dm",
            },
        }


def _cross(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[float, float, float]:
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def frame_head(
    bounds: HeadBounds,
    angle: Angle,
    *,
    width: int,
    height: int,
    distance: float = DISTANCE_RADII,
    fill: float = FILL,
) -> Camera:
    """Return the camera at ``angle`` that shows the bounding sphere centred and whole in a picture of any shape.

    Yaw > 0 moves the camera to the subject's left, pitch > 0 raises it, roll > 0 turns the picture's up to its right.
    ``distance`` is in radii of the sphere, which takes ``fill`` of the picture's shorter side.
    """
    # rounded, because sine and cosine may differ in their last bits between processors
    yaw, pitch, roll = (math.radians(v) for v in (angle.yaw, angle.pitch, angle.roll))
    cy, sy, cp, sp, cr, sr = (round(f(v), 12) for v in (yaw, pitch, roll) for f in (math.cos, math.sin))
    back = (sy * cp, sp, cy * cp)
    right = (cy, 0.0, -sy)
    up = _cross(back, right)
    # roll: what was up in the picture leans to its right
    rolled_right = tuple(cr * r + sr * u for r, u in zip(right, up))
    rolled_up = tuple(cr * u - sr * r for r, u in zip(right, up))
    away = distance * bounds.radius
    position = tuple(c + away * b for c, b in zip(bounds.centre, back))
    # a sphere seen at distance d spans focal·r/√(d² − r²) either side
    spread = 1.0 / math.sqrt(distance**2 - 1.0)
    focal = fill * 0.5 * min(width, height) / spread
    return Camera(
        position=(position[0], position[1], position[2]),
        rotation=(
            (rolled_right[0], rolled_right[1], rolled_right[2]),
            (rolled_up[0], rolled_up[1], rolled_up[2]),
            (-back[0], -back[1], -back[2]),
        ),
        focal=focal,
        centre_x=width / 2,
        centre_y=height / 2,
        width=width,
        height=height,
    )
