"""What the renderer's arrays hold, and the scalars of its kernels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Reals = NDArray[np.floating]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]
#: pictures and textures
Picture = NDArray[np.uint8]

f4 = np.float32
u4 = np.uint32
