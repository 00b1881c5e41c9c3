"""Necklines: where each garment begins, and the collar on its edge. Defined on the unshaped base mesh, in dm."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from synthgen.render.arrays import Doubles, Floats

#: The garment's faces begin this far above the neckline (dm), where they run under the skin.
MARGIN = 0.1
#: Skin this far below the neckline (dm) is hidden and not drawn.
HIDDEN = 0.2
#: Where the neck's axis stands (z of the base mesh, dm).
NECK_Z = 0.2


@dataclass(frozen=True)
class Neckline:
    """``height`` (dm) of the edge at ``azimuth`` round the neck (degrees, 0 in front), and the collar's section.

    ``section`` holds (up, out): how far up along the skin from the edge and off the skin, dm, from the inner side over
    the edge to the outer side. A collar with ``leaf`` folds over: ``leaf`` is the fall's length at ``azimuth``, and it
    is open in front, between the first azimuths where it is not 0. ``loose`` is how far the cloth stands off (dm).
    """

    azimuth: tuple[float, ...]
    height: tuple[float, ...]
    section: tuple[tuple[float, float], ...]
    loose: float = 0.045
    leaf: tuple[float, ...] = ()

    def heights(self, azimuth: Doubles) -> Doubles:
        """Return the height (dm) of the edge at azimuths (degrees, either side)."""
        level: Doubles = np.interp(np.abs(azimuth), self.azimuth, self.height)
        return level


#: A ribbed band, as on a T-shirt; a thinner one; a rolled one.
_RIB = (
    (-0.01, -0.03), (0.025, 0.012), (0.034, 0.035), (0.024, 0.056), (-0.045, 0.066), (-0.105, 0.064), (-0.118, 0.03),
)  # fmt: skip
_BINDING = (
    (-0.01, -0.03), (0.012, 0.012), (0.018, 0.030), (0.008, 0.050), (-0.025, 0.058), (-0.055, 0.054), (-0.064, 0.02),
)  # fmt: skip
_ROLL = (
    (-0.05, -0.03), (0.03, 0.015), (0.05, 0.04), (0.045, 0.07), (-0.02, 0.10), (-0.15, 0.105), (-0.27, 0.10),
    (-0.285, 0.04),
)  # fmt: skip
#: A shirt's collar: the stand inside, the fold on top; the fall comes from ``leaf``.
_FOLD = ((-0.03, -0.02), (0.06, 0.016), (0.12, 0.028), (0.135, 0.045), (0.12, 0.066))

NECKLINES = {
    "crew": Neckline((0, 40, 80, 110, 150, 180), (5.60, 5.68, 5.80, 5.90, 5.94, 5.93), _RIB),
    "v": Neckline(
        (0, 6, 14, 25, 40, 80, 110, 150, 180), (5.12, 5.24, 5.40, 5.56, 5.67, 5.80, 5.90, 5.94, 5.93), _BINDING
    ),
    "scoop": Neckline(
        (0, 15, 30, 45, 60, 80, 110, 150, 180), (5.30, 5.33, 5.42, 5.55, 5.66, 5.76, 5.85, 5.89, 5.88), _BINDING
    ),
    "collared": Neckline(
        (0, 5, 10, 15, 25, 40, 80, 110, 150, 180),
        (5.38, 5.48, 5.57, 5.64, 5.72, 5.76, 5.86, 5.93, 5.97, 5.97),
        _FOLD,
        loose=0.055,
        leaf=(0.0, 0.0, 0.0, 0.30, 0.44, 0.32, 0.27, 0.25, 0.25, 0.25),
    ),
    "turtleneck": Neckline((0, 30, 60, 90, 120, 180), (5.97, 6.00, 6.10, 6.20, 6.27, 6.30), _ROLL),
}


def depth(neckline: Neckline, rest: Floats) -> Doubles:
    """Return how far below the neckline points (n, 3) of the base mesh lie (dm; negative: above, bare)."""
    across, forward = rest[:, 0].astype(np.float64), rest[:, 2].astype(np.float64) - NECK_Z
    azimuth = np.degrees(np.arctan2(across, forward))
    # in float64 and rounded, because arctan2 may differ in its last bits between processors
    below: Doubles = np.round(neckline.heights(azimuth) - rest[:, 1], 6)
    return below


def cloth_coordinates(rest: Floats) -> Floats:
    """Return texture coordinates (n, 2) dm of the cloth: round the body, and up in front, over the shoulders, down."""
    x, y, z = (rest[:, k].astype(np.float64) for k in range(3))
    around = x - 0.6 * (z - NECK_Z) * np.clip(x / 0.5, -1.0, 1.0)
    over = y - 0.7 * np.abs(z - NECK_Z)
    return np.round(np.stack([around, over], axis=1), 5).astype(np.float32)
