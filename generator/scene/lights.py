"""The default light, and the light that tones are measured under.

The studio is a portrait photographer's: a large soft key near the camera, a little to the subject's left and above; a
fill from the other side and from below, which opens the shadows of brow and chin; a rim from behind, which parts dark
hair from the backdrop; and a dome that is bright above, darker below and brighter in front. Lamps are so far away that
their light is parallel; a lamp with a radius shines from a disc of the sky.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from synthgen.scene.harmonics import Harmonics
from synthgen.srgb import LUMINANCE

Floats = npt.NDArray[np.float32]
RGB = tuple[float, float, float]

#: A sunflower's angle (degrees), which spreads points evenly over a disc.
_GOLDEN_ANGLE = 137.50776405


@dataclass(frozen=True)
class Lamp:
    """A lamp: ``direction`` to it (any length), linear ``colour``; ``radius`` of its disc in degrees.

    ``samples``: from how many points of the disc it shines; as many shadows overlap to a soft one. A lamp that does not
    ``cast`` shadows of its own is dimmed in hollows alone.
    """

    direction: tuple[float, float, float]
    colour: RGB
    radius: float = 0.0
    samples: int = 1
    casts: bool = True

    def unit(self) -> tuple[float, float, float]:
        """Return the direction's unit vector."""
        x, y, z = self.direction
        length = math.sqrt(x * x + y * y + z * z)
        return x / length, y / length, z / length

    def disc(self) -> list[tuple[float, float, float]]:
        """Return unit directions to the points of the disc that it shines from."""
        x, y, z = self.unit()
        flat = math.sqrt(x * x + z * z)
        right = (z / flat, 0.0, -x / flat)
        up = (y * right[2] - z * right[1], z * right[0] - x * right[2], x * right[1] - y * right[0])
        points = []
        for k in range(self.samples):
            out = math.sin(math.radians(self.radius)) * math.sqrt((k + 0.5) / self.samples)
            across, along = (out * turn(math.radians(_GOLDEN_ANGLE * k)) for turn in (math.cos, math.sin))
            ahead = math.sqrt(1.0 - out * out)
            px, py, pz = (ahead * c + across * r + along * u for c, r, u in zip((x, y, z), right, up, strict=True))
            points.append((round(px, 9), round(py, 9), round(pz, 9)))
        return points


@dataclass(frozen=True)
class Lighting:
    """Lamps, the key first; a dome; the backdrop's colour at its centre and corners.

    The dome is three even half spheres over one another: ``sky`` above and ``ground`` below, and ``front``, which is
    added where the face looks. ``exposure``: how much more light falls on an open surface that faces as the face does
    than under ``reference()``; the strengths of lamps and dome count only beside one another.

    ``around``: light from all sides that falls instead of the dome's, which then is what surfaces mirror of it.
    """

    lamps: tuple[Lamp, ...]
    sky: RGB
    ground: RGB
    front: RGB
    exposure: float
    backdrop: tuple[RGB, RGB]
    around: Harmonics | None = None

    def exposed(self) -> Lighting:
        """Return the same light with strengths as they are shown: an open surface facing +z gets ``exposure``."""
        card = list(self.from_around((0.0, 0.0, 1.0)))
        for lamp in self.lamps:
            cosine = math.fsum(max(z, 0.0) for _, _, z in lamp.disc()) / lamp.samples
            card = [had + cosine * colour for had, colour in zip(card, lamp.colour, strict=True)]
        gain = self.exposure / (LUMINANCE[0] * card[0] + LUMINANCE[1] * card[1] + LUMINANCE[2] * card[2])

        def times(colour: RGB) -> RGB:
            red, green, blue = (round(gain * channel, 9) for channel in colour)
            return red, green, blue

        lamps = tuple(replace(lamp, colour=times(lamp.colour)) for lamp in self.lamps)
        around = None if self.around is None else self.around.scaled(gain)
        sky, ground, front = times(self.sky), times(self.ground), times(self.front)
        return replace(self, lamps=lamps, sky=sky, ground=ground, front=front, around=around)

    def from_around(self, facing: tuple[float, float, float]) -> RGB:
        """Return the light (rgb) of no lamp on an open surface that faces a unit direction."""
        if self.around is not None:
            return self.around.on(*facing)
        up, ahead = 0.5 + 0.5 * facing[1], 0.5 + 0.5 * facing[2]
        red, green, blue = (
            up * s + (1.0 - up) * g + ahead * f for s, g, f in zip(self.sky, self.ground, self.front, strict=True)
        )
        return red, green, blue

    def table(self) -> Floats:
        """Return (n, 7) float32: unit direction, colour and disc (the sine of its radius, squared) of each lamp."""
        return np.array(
            [[*lamp.unit(), *lamp.colour, math.sin(math.radians(lamp.radius)) ** 2] for lamp in self.lamps], np.float32
        )

    def points(self) -> Floats:
        """Return the points that lamps shine from (m, 6), direction and colour; what casts shadows first."""
        lamps = sorted(self.lamps, key=lambda lamp: not lamp.casts)
        rows = [
            [*point, *(channel / lamp.samples for channel in lamp.colour)] for lamp in lamps for point in lamp.disc()
        ]
        return np.array(rows, np.float32)

    @property
    def casting(self) -> int:
        """How many points cast shadows."""
        return sum(lamp.samples for lamp in self.lamps if lamp.casts)


#: 1.25 times the reference: in photographs of a studio, cheeks are as bright as this makes ours (docs/light.md).
#: A little rosier and cooler than D65, as photographs show skin.
STUDIO = Lighting(
    lamps=(
        Lamp((0.16, 0.26, 0.95), (0.976, 0.946, 1.004), radius=14.0, samples=4),
        Lamp((-0.40, -0.30, 0.90), (0.129, 0.128, 0.139), radius=7.0, casts=False),
        Lamp((-0.45, 0.50, -0.90), (0.42, 0.42, 0.44), radius=10.0),
    ),
    sky=(0.071, 0.070, 0.076),
    ground=(0.0495, 0.0473, 0.0478),
    front=(0.01, 0.01, 0.01),
    exposure=1.25,
    backdrop=((0.300, 0.310, 0.325), (0.105, 0.110, 0.120)),
).exposed()


def reference(exposure: float = 1.0) -> Lighting:
    """Return the light that tones are measured under: white (D65), from in front, alone.

    A grey of albedo .5 that faces it comes out at sRGB 188 at exposure 1.
    """
    none = (0.0, 0.0, 0.0)
    grey = (0.5, 0.5, 0.5)
    return Lighting(
        lamps=(Lamp((0.0, 0.0, 1.0), (1.0, 1.0, 1.0)),),
        sky=none,
        ground=none,
        front=none,
        exposure=exposure,
        backdrop=(grey, grey),
    ).exposed()
