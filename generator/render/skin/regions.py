"""How skin differs from place to place on everybody's face: more blood here, more melanin or oil there.

A region is an ellipsoid on the base mesh with soft edges; what they say of a place adds up. Blood: cheeks, nose, ears
and chin lie over more vessels, temples over fewer. Melanin: more round eyes and mouth, on forehead and nose bridge,
less below the jaw. (After the maps of J. Jimenez et al., 2010, and of published photographs under cross-polarised
light; drawn by hand.)
"""

from __future__ import annotations

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Picture, f4

#: What is known of a texel, as bytes: signed ones are 128 + 100 · value, shares 255 · value.
REGIONS = ("blood", "melanin", "oil", "sun", "hollow", "pores", "vitiligo", "lids")
BLOOD, MELANIN, OIL, SUN, HOLLOW, PORES, VITILIGO, LIDS = range(len(REGIONS))
_SIGNED = (1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
#: Ellipsoids: middle xyz and radii xyz (dm, base mesh; x > 0 stands for both sides), then a value for each of REGIONS.
_ELLIPSOIDS = (
    # cheeks: apple, outer, below the cheekbone
    (0.40, 6.97, 1.25, 0.27, 0.24, 0.5, 0.85, -0.10, 0.06, 0.8, 0.0, 0.55, 0.0, 0.0),
    (0.55, 6.93, 1.00, 0.22, 0.28, 0.4, 0.35, -0.06, 0.0, 0.5, 0.0, 0.1, 0.0, 0.0),
    (0.24, 6.98, 1.40, 0.15, 0.18, 0.4, 0.25, 0.0, 0.06, 0.3, 0.0, 0.6, 0.0, 0.0),
    (0.50, 6.65, 1.00, 0.28, 0.25, 0.5, -0.15, 0.03, 0.0, 0.0, 0.0, 0.1, 0.3, 0.0),
    # nose: tip, wings, bridge, and the crease beside the wings
    (0.00, 6.90, 1.68, 0.13, 0.14, 0.3, 0.75, 0.0, 0.30, 0.4, 0.0, 0.8, 0.2, 0.0),
    (0.12, 6.86, 1.52, 0.09, 0.11, 0.2, 0.60, 0.04, 0.20, 0.1, 0.0, 0.7, 0.4, 0.0),
    (0.00, 7.12, 1.58, 0.12, 0.26, 0.3, 0.15, 0.08, 0.22, 0.8, 0.0, 0.3, 0.0, 0.0),
    (0.19, 6.80, 1.42, 0.10, 0.13, 0.2, 0.45, 0.10, 0.05, 0.0, 0.2, 0.0, 0.5, 0.0),
    # forehead, the place between the brows, temples
    (0.00, 7.72, 1.25, 0.55, 0.32, 0.6, -0.08, 0.08, 0.70, 0.45, 0.0, 0.25, 0.1, 0.0),
    (0.00, 7.42, 1.45, 0.17, 0.17, 0.3, 0.22, 0.04, 0.22, 0.1, 0.0, 0.35, 0.0, 0.0),
    (0.62, 7.50, 0.80, 0.25, 0.32, 0.4, -0.30, 0.10, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0),
    # sockets, the hollow under the eye, its inner corner, the outer corner
    (0.31, 7.29, 1.35, 0.24, 0.15, 0.3, 0.12, 0.20, 0.0, 0.0, 0.25, 0.0, 0.8, 0.0),
    (0.27, 7.17, 1.38, 0.20, 0.075, 0.3, 0.15, 0.14, 0.0, 0.0, 0.75, 0.0, 0.6, 0.0),
    (0.17, 7.24, 1.38, 0.07, 0.09, 0.2, 0.45, 0.05, 0.0, 0.0, 0.45, 0.0, 0.4, 0.0),
    (0.48, 7.25, 1.25, 0.10, 0.10, 0.3, 0.10, 0.08, 0.0, 0.1, 0.1, 0.0, 0.3, 0.0),
    # lids, and their outer corner
    (0.35, 7.290, 1.37, 0.150, 0.080, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.80),
    (0.48, 7.300, 1.33, 0.105, 0.065, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.60),
    # mouth: round it, above it, its corners; chin
    (0.00, 6.58, 1.45, 0.40, 0.27, 0.5, -0.15, 0.14, 0.0, 0.0, 0.0, 0.0, 0.8, 0.0),
    (0.00, 6.74, 1.55, 0.20, 0.09, 0.3, 0.15, 0.06, 0.05, 0.0, 0.0, 0.1, 0.3, 0.0),
    (0.28, 6.60, 1.40, 0.08, 0.08, 0.2, 0.35, 0.16, 0.0, 0.0, 0.2, 0.0, 0.4, 0.0),
    (0.00, 6.33, 1.45, 0.20, 0.14, 0.3, 0.38, 0.02, 0.14, 0.0, 0.0, 0.45, 0.2, 0.0),
    # jaw and neck: in the chin's shade
    (0.45, 6.38, 0.90, 0.30, 0.22, 0.5, -0.10, -0.02, 0.0, 0.0, 0.0, 0.0, 0.1, 0.0),
    (0.00, 5.80, 0.80, 0.90, 0.50, 1.2, 0.15, 0.02, 0.0, 0.0, 0.0, 0.0, 0.2, 0.0),
)


@kernel
def _gather(fields, ellipsoids, offset, factor, out):  # type: ignore[no-untyped-def]
    """Add up what ``ellipsoids`` say at texels ``fields`` (n, 9), as bytes ``offset`` + ``factor`` · sum."""
    count = out.shape[1]
    total = np.empty(count, f4)
    for i in range(fields.shape[0]):
        for k in range(count):
            total[k] = f4(0)
        for e in range(ellipsoids.shape[0]):
            dx = (abs(fields[i, 0]) - ellipsoids[e, 0]) / ellipsoids[e, 3]
            dy = (fields[i, 1] - ellipsoids[e, 1]) / ellipsoids[e, 4]
            dz = (fields[i, 2] - ellipsoids[e, 2]) / ellipsoids[e, 5]
            # twice the radii, fading as (1 − d²)²: half the weight at about the radius
            near = f4(1) - (dx * dx + dy * dy + dz * dz) * f4(0.3)
            if near > f4(0):
                near *= near
                for k in range(count):
                    total[k] += near * ellipsoids[e, 6 + k]
        for k in range(count):
            value = offset[k] + factor[k] * total[k]
            out[i, k] = np.uint8(min(max(value, f4(0)), f4(255)) + f4(0.5))


def regions(fields: Floats) -> Picture:
    """Return what is known of texels (n, 9) of the base mesh (see ``TexelMap``) as bytes (n, len(REGIONS))."""
    signed = np.array(_SIGNED, np.float32)
    out = np.zeros((len(fields), len(REGIONS)), np.uint8)
    _gather(
        fields,
        np.array(_ELLIPSOIDS, np.float32),
        signed * np.float32(128.0),
        np.float32(255.0) - signed * np.float32(155.0),
        out,
    )
    return out
