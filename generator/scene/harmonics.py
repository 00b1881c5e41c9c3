"""Light from all round as nine spherical harmonics: what falls on a surface, by where the surface faces.

R. Ramamoorthi and P. Hanrahan, "An efficient representation for irradiance environment maps" (2001). Light is measured
so that a white Lambertian surface has radiance 1 where it gets 1: π is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RGB = tuple[float, float, float]
Floats = npt.NDArray[np.float32]

#: how many there are
COUNT = 9
#: squares of the constants of real spherical harmonics: of degree 0, of degree 1, and of the five of degree 2
_SQUARES = (0.25 / math.pi, *(3 * [0.75 / math.pi]), *(3 * [3.75 / math.pi]), 0.3125 / math.pi, 0.9375 / math.pi)
#: what a cosine leaves of each degree, over π
_KEPT = (1.0, *(3 * [2.0 / 3.0]), *(5 * [0.25]))
#: {coefficient of the polynomial: what a radiance's moment about it is multiplied with}
FACTORS: tuple[float, ...] = tuple(kept * square for kept, square in zip(_KEPT, _SQUARES, strict=True))


def polynomials(x: float, y: float, z: float) -> tuple[float, ...]:
    """Return the nine polynomials at a unit direction: 1, x, y, z, xy, yz, xz, 3z² − 1, x² − y²."""
    return (1.0, x, y, z, x * y, y * z, x * z, 3.0 * z * z - 1.0, x * x - y * y)


@dataclass(frozen=True)
class Harmonics:
    """``terms``: of each polynomial the linear rgb, so that their sum is what falls on a surface that faces there."""

    terms: tuple[RGB, ...]

    def on(self, x: float, y: float, z: float) -> RGB:
        """Return the light (rgb) on a surface with this unit normal."""
        shares = polynomials(x, y, z)
        red, green, blue = (
            max(math.fsum(share * term[k] for share, term in zip(shares, self.terms, strict=True)), 0.0)
            for k in range(3)
        )
        return red, green, blue

    def scaled(self, by: float) -> Harmonics:
        """Return light that is ``by`` times as strong."""
        return Harmonics(tuple((round(by * r, 9), round(by * g, 9), round(by * b, 9)) for r, g, b in self.terms))

    def table(self) -> Floats:
        """Return the terms (9, 3) float32."""
        return np.array(self.terms, np.float32)

    def dome(self, sharper: float) -> tuple[RGB, RGB, RGB]:
        """Return (sky, ground, front), the three half spheres that are like it but for what is sideways.

        ``sharper``: how many times as steep; surfaces mirror more steeply than light falls on them.
        """
        rows = []
        for k in range(3):
            mean = self.terms[0][k]
            up, ahead = (sharper * self.terms[axis][k] for axis in (2, 3))
            steep = math.sqrt(up * up + ahead * ahead)
            keep = min(1.0, _STEEPEST * mean / steep) if steep else 1.0  # never below 0
            up, ahead = keep * up, keep * ahead
            rows.append((mean - ahead + up, mean - ahead - up, 2.0 * ahead))
        sky, ground, front = zip(*rows, strict=True)
        return sky, ground, front


#: how far light may change from its mean, as a share of it
_STEEPEST = 0.9
