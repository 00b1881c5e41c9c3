"""The ten tones of the Monk Skin Tone scale as pigments, so that the cheek comes out at the scale's own colour.

`python -m synthgen.render.tonecheck` measures it, and prints the rows that would come out nearer.
"""

from __future__ import annotations

from synthgen.human.pigment import Pigments

#: Monk 1–10: melanin, eumelanin's share, blood, surface, scale.
TONES = (
    Pigments(0.00150, 0.74954, 0.00029, 0.03486, 1.16649),
    Pigments(0.00285, 0.74996, 0.00072, 0.03241, 1.19650),
    Pigments(0.01884, 0.69288, 0.00026, 0.02925, 1.25521),
    Pigments(0.03080, 0.69817, 0.00061, 0.02983, 1.26491),
    Pigments(0.05075, 0.69830, 0.00103, 0.02954, 1.13636),
    Pigments(0.09628, 0.71740, 0.00221, 0.02782, 0.73465),
    Pigments(0.10053, 0.85198, 0.01142, 0.04432, 0.56212),
    Pigments(0.26275, 0.93365, 0.01746, 0.07385, 0.58865),
    Pigments(0.41247, 0.97599, 0.01250, 0.15529, 0.21636),
    Pigments(0.49491, 0.99416, 0.01296, 0.12702, 0.12702),
)
