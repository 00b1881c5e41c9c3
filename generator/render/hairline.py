"""Where hair grows: distance inside the hairline, on the unshaped base mesh, so that paint and hair always agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

#: The skull's centre on the base mesh (dm).
CENTRE = (0.0, 7.40, 0.45)
#: Elevation of the hairline (degrees above the centre) by azimuth: forehead, temple, sideburn, ear, nape.
_AZIMUTH = (0, 25, 40, 52, 62, 70, 77, 84, 95, 105, 120, 150, 180)
_ELEVATION = (33, 32, 33, 23, 10, -8, -20, 2, 4, -24, -40, -50, -54)
#: dm of arc per degree at the skull's mean radius.
_ARC = 0.95 * np.pi / 180.0


def inside(rest: npt.NDArray[np.floating], *, raised: float = 0.0) -> npt.NDArray[np.float64]:
    """Return how far inside the hairline points (n, 3) of the base mesh lie (dm; negative: bare skin).

    ``raised`` lifts the front of the hairline, in degrees.
    """
    x, y, z = (rest[:, k].astype(np.float64) - CENTRE[k] for k in range(3))
    azimuth = np.degrees(np.arctan2(np.abs(x), z))
    elevation = np.degrees(np.arctan2(y, np.sqrt(x * x + z * z)))
    line = np.interp(azimuth, _AZIMUTH, _ELEVATION) + raised * np.clip(1.0 - azimuth / 70.0, 0.0, 1.0)
    # rounded, because arctan2 may differ in its last bits between processors
    return np.round((elevation - line) * _ARC, 6)
