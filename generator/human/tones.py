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
    Pigments(0.03167, 0.69908, 0.00071, 0.02988, 1.30317),
    Pigments(0.05144, 0.69787, 0.00097, 0.02940, 1.13654),
    Pigments(0.09736, 0.71675, 0.00205, 0.02727, 0.73415),
    Pigments(0.10089, 0.85218, 0.01176, 0.04460, 0.56460),
    Pigments(0.27939, 0.93467, 0.02023, 0.06956, 0.64741),
    Pigments(0.42578, 0.97717, 0.01260, 0.15792, 0.20902),
    Pigments(0.50471, 0.99836, 0.01325, 0.12832, 0.11258),
)
