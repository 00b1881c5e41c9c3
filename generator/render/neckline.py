"""The plain garment: where it begins, and how far it stands off the skin. Defined on the unshaped base mesh, in dm."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

#: The garment's faces begin this far above the neckline (dm), where they run under the skin.
MARGIN = 0.1
#: Skin this far below the neckline (dm) is hidden and not drawn.
HIDDEN = 0.2
#: Height of the crew neckline (dm) at azimuths round the neck, 0° in front.
_AZIMUTH = (0.0, 40.0, 80.0, 110.0, 150.0, 180.0)
_HEIGHT = (5.60, 5.68, 5.80, 5.90, 5.94, 5.93)
#: Where the neck's axis stands (z of the base mesh, dm).
_NECK_Z = 0.2
_THICKNESS = 0.045
_TUCK = 0.05


def depth(rest: Floats) -> npt.NDArray[np.float64]:
    """Return how far below the neckline points (n, 3) of the base mesh lie (dm; negative: above, bare)."""
    across, forward = np.abs(rest[:, 0].astype(np.float64)), rest[:, 2].astype(np.float64) - _NECK_Z
    azimuth = np.degrees(np.arctan2(across, forward))
    # in float64 and rounded, because arctan2 may differ in its last bits between processors
    below: npt.NDArray[np.float64] = np.round(np.interp(azimuth, _AZIMUTH, _HEIGHT) - rest[:, 1], 6)
    return below


def offset(rest: Floats) -> Floats:
    """Return how far (dm) the garment stands off the skin at points (n, 3): rising below the neckline, inside above."""
    return np.clip(0.9 * depth(rest), -_TUCK, _THICKNESS).astype(np.float32)


def cloth_coordinates(rest: Floats) -> Floats:
    """Return texture coordinates (n, 2) of the weave: one repeat a decimetre, along x + z and y."""
    along = np.where(rest[:, 0] >= 0, rest[:, 0] - rest[:, 2], rest[:, 0] + rest[:, 2])
    return np.stack([along, rest[:, 1]], axis=1).astype(np.float32)
