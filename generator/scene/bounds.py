"""The sphere that a camera keeps in the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class HeadBounds:
    """The sphere round a head with its hair: centre (x, y, z) and radius, dm."""

    centre: tuple[float, float, float]
    radius: float


def bounding_sphere(points: npt.NDArray[np.floating]) -> HeadBounds:
    """Return a small sphere round points (n, 3) dm (J. Ritter, "An efficient bounding sphere", 1990)."""
    cloud = points.astype(np.float64)

    def farthest(origin: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], float]:
        squared = ((cloud - origin) ** 2).sum(axis=1)
        k = int(squared.argmax())
        return cloud[k], math.sqrt(float(squared[k]))

    one, _ = farthest(cloud[0])
    other, across = farthest(one)
    centre, radius = (one + other) / 2, across / 2
    for _ in range(64):
        point, distance = farthest(centre)
        if distance <= radius * (1 + 1e-6):
            break
        grown = (radius + distance) / 2
        centre = centre + (point - centre) * ((distance - grown) / distance)
        radius = grown
    x, y, z = (round(float(v), 5) for v in centre)
    return HeadBounds(centre=(x, y, z), radius=round(radius, 5))
