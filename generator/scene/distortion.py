"""How a lens bends the picture: the model of D. C. Brown (1966) and A. E. Conrady (1919), as OpenCV has it.

A point is seen at x to the right and y downwards, in focal lengths from the principal point; r² = x² + y². The lens
shows it at

    x·(1 + k1·r² + k2·r⁴) + 2·p1·x·y + p2·(r² + 2·x²),   y·(1 + k1·r² + k2·r⁴) + p1·(r² + 2·y²) + 2·p2·x·y
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Reals = TypeVar("Reals", float, np.ndarray)

#: Where the radial term stops growing, in distances of the picture's farthest corner: with the strongest bounds that
#: a factor may have no pixel shows what is farther out. Beyond it a barrel would fold the world back into the picture.
_REACH = 1.5


@dataclass(frozen=True)
class Distortion:
    """Coefficients in focal lengths, as OpenCV takes them. ``reach``: the radial term stays as it is from there on."""

    k1: float
    k2: float
    p1: float
    p2: float
    reach: float

    def bent(self, x: Reals, y: Reals) -> tuple[Reals, Reals]:
        """Return where the lens shows x, y (right, down), all in focal lengths from the principal point."""
        squared = x * x + y * y
        within = np.minimum(squared, self.reach * self.reach)
        radial = 1.0 + within * (self.k1 + self.k2 * within)
        return (
            x * radial + 2.0 * self.p1 * x * y + self.p2 * (squared + 2.0 * x * x),
            y * radial + self.p1 * (squared + 2.0 * y * y) + 2.0 * self.p2 * x * y,
        )

    def record(self) -> dict[str, float]:
        """Return the coefficients as JSON values."""
        return {"k1": round(self.k1, 9), "k2": round(self.k2, 9), "p1": round(self.p1, 9), "p2": round(self.p2, 9)}


def distortion_at(corner: float, *, k1: float, k2: float, p1: float, p2: float) -> Distortion | None:
    """Return a distortion whose terms are k1, k2, p1 and p2 at a corner, which is that many focal lengths out.

    None where all are 0.
    """
    if not (k1 or k2 or p1 or p2):
        return None
    return Distortion(k1 / corner**2, k2 / corner**4, p1 / corner, p2 / corner, _REACH * corner)


def stretch(*, k1: float, k2: float, p1: float, p2: float) -> float:
    """Return how many times farther out a distortion shows anything within the corner, at most."""
    return 1.0 + max(k1, 0.0) + max(k2, 0.0) + 3.0 * (abs(p1) + abs(p2))
