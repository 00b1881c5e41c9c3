"""The ten tones of the Monk Skin Tone scale as pigments, so that the cheek comes out at the scale's own colour.

`python -m synthgen.render.tonecheck` measures it, and prints the rows that would come out nearer.
"""

from __future__ import annotations

from synthgen.human.pigment import Pigments

#: Monk 1–10: melanin, eumelanin's share, blood, surface, scale.
TONES = (
    Pigments(0.00300, 0.75, 0.00060, 0.0300, 1.150),
    Pigments(0.00500, 0.75, 0.00080, 0.0300, 1.150),
    Pigments(0.02000, 0.70, 0.00060, 0.0300, 1.240),
    Pigments(0.03100, 0.70, 0.00080, 0.0300, 1.200),
    Pigments(0.05000, 0.70, 0.00130, 0.0300, 1.120),
    Pigments(0.09700, 0.72, 0.00300, 0.0300, 0.730),
    Pigments(0.11500, 0.85, 0.00900, 0.0400, 0.580),
    Pigments(0.18000, 0.93, 0.01200, 0.0600, 0.420),
    Pigments(0.30000, 0.97, 0.01200, 0.1200, 0.240),
    Pigments(0.40000, 0.98, 0.01200, 0.1200, 0.190),
)
