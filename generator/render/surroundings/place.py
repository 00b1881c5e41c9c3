"""A drawn place while it is furnished: solids, lamps, walls, one after another; then the arrays that rays meet."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from synthgen.render.surroundings import cast, patterns
from synthgen.render.surroundings.cast import Scenery
from synthgen.scene.lights import RGB

Point = tuple[float, float, float]
_NONE: RGB = (0.0, 0.0, 0.0)


@dataclass
class Place:
    """A place about the origin, dm. ``low``, ``high``: corners of a room; of outdoors the ground alone counts."""

    low: Point
    high: Point
    solids: list[list[float]] = field(default_factory=list)
    lamps: list[list[float]] = field(default_factory=list)
    faces: list[list[float]] = field(default_factory=lambda: [[0.0] * cast.SOLID_COLUMNS for _ in range(6)])

    def solid(
        self,
        middle: Point,
        half: Point,
        colour: RGB,
        second: RGB = _NONE,
        *,
        pattern: int = patterns.PLAIN,
        scale: float = 3.0,
        glow: float = 0.0,
        ball: bool = False,
        seed: int = 1,
    ) -> None:
        """Put a box there, or an ellipsoid (``ball``); ``glow``: it shines, that many times its colour."""
        thick = [max(extent, 0.02) for extent in half]
        self.solids.append([*middle, *thick, *colour, *second, glow, float(pattern), scale, float(ball), float(seed)])

    def lamp(self, at: Point, colour: RGB, area: float, facing: Point = (0.0, 0.0, 0.0)) -> None:
        """Let something of this radiance and area (dm²) light surfaces: it shines where it faces, or every way.

        What shines every way shows a disc: its ``area`` is π r².
        """
        strength = [channel * area / math.pi for channel in colour]
        self.lamps.append([*at, *facing, *strength, area])

    def face(
        self, which: int, colour: RGB, second: RGB = _NONE, *, pattern: int = 0, scale: float = 4.0, seed: int = 1
    ) -> None:
        """Paint a face of the room: 0 to 5, at lower and upper x, y, z."""
        self.faces[which] = [0.0] * patterns.COLOUR + [*colour, *second, 0.0, float(pattern), scale, 0.0, float(seed)]

    def colour(self, which: int, *, second: bool = False) -> RGB:
        """Return a colour of a face."""
        start = patterns.SECOND if second else patterns.COLOUR
        red, green, blue = self.faces[which][start : start + 3]
        return red, green, blue

    def scenery(self, ambient: tuple[RGB, RGB], sky: list[Point] | None = None) -> Scenery:
        """Return the place as arrays; ``ambient``: on what faces up, and down; ``sky``: rows of ``cast``, outdoors."""

        def rows(listed: list[list[float]], columns: int) -> cast.Floats:
            return np.array(listed, np.float32).reshape(-1, columns)

        return Scenery(
            rows(self.solids, cast.SOLID_COLUMNS),
            rows(self.faces, cast.SOLID_COLUMNS),
            np.array([self.low, self.high], np.float32),
            rows(self.lamps, cast.LAMP_COLUMNS),
            np.array(ambient, np.float32),
            np.zeros((cast.SKY_ROWS, 3), np.float32) if sky is None else np.array(sky, np.float32),
            0 if sky is not None else 1,
        )
