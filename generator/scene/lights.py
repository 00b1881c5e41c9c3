"""The default light: a warm key from the subject's upper left, a cool fill nearly as strong, a rim, sky and ground.

Each directional light is (direction to the light xyz, linear colour rgb); light 1.0 falling straight on an albedo shows
as that albedo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Lighting:
    """Directional lights, the first casting the shadow; hemisphere colours; background at its centre and corners."""

    directions: tuple[tuple[float, float, float], ...]
    colours: tuple[tuple[float, float, float], ...]
    sky: tuple[float, float, float]
    ground: tuple[float, float, float]
    background: tuple[tuple[float, float, float], tuple[float, float, float]]

    def table(self) -> Floats:
        """Return (n, 6) float32: unit direction and colour of each light."""
        rows = []
        for (x, y, z), colour in zip(self.directions, self.colours, strict=True):
            length = (x * x + y * y + z * z) ** 0.5
            rows.append([x / length, y / length, z / length, *colour])
        return np.array(rows, np.float32)


STUDIO = Lighting(
    directions=((0.55, 0.60, 0.75), (-0.65, 0.40, 0.70), (-0.45, 0.55, -0.80)),
    colours=((0.66, 0.635, 0.60), (0.50, 0.515, 0.54), (0.34, 0.34, 0.37)),
    sky=(0.30, 0.305, 0.32),
    ground=(0.16, 0.145, 0.13),
    background=((0.300, 0.310, 0.325), (0.105, 0.110, 0.120)),
)


def reference(exposure: float = 1.0) -> Lighting:
    """Return the light that tones are measured under: white (D65), from in front, alone.

    A grey of albedo .5 that faces it comes out at sRGB 188 at exposure 1.
    """
    return Lighting(
        directions=((0.0, 0.0, 1.0),),
        colours=((exposure,) * 3,),
        sky=(0.0, 0.0, 0.0),
        ground=(0.0, 0.0, 0.0),
        background=((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
    )
