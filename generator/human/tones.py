"""The ten tones of the Monk Skin Tone scale as pigments, so that the cheek comes out at the scale's own colour.

`python tests/validation/tonecheck.py` measures it, and prints the rows that would come out nearer.
"""

from __future__ import annotations

from synthgen.human.pigment import Pigments

#: Monk 1–10: melanin, eumelanin's share, blood, surface, scale.
TONES = (
    Pigments(0.00060, 0.75000, 0.00087, 0.07058, 1.17406),
    Pigments(0.00093, 0.75021, 0.00142, 0.05568, 1.20862),
    Pigments(0.01897, 0.69792, 0.00063, 0.02898, 1.26607),
    Pigments(0.02868, 0.70075, 0.00103, 0.02976, 1.27769),
    Pigments(0.04969, 0.70058, 0.00155, 0.02997, 1.17411),
    Pigments(0.09868, 0.71773, 0.00230, 0.02810, 0.74204),
    Pigments(0.10403, 0.85224, 0.01186, 0.04440, 0.56529),
    Pigments(0.28443, 0.93482, 0.02139, 0.06460, 0.66563),
    Pigments(0.40895, 0.96381, 0.01131, 0.12365, 0.28806),
    Pigments(0.49997, 0.97159, 0.01172, 0.10026, 0.19641),
)
