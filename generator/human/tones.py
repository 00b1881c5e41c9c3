"""The ten tones of the Monk Skin Tone scale as pigments, so that the cheek comes out at the scale's own colour.

`python -m synthgen.render.tonecheck` measures it, and prints the rows that would come out nearer.
"""

from __future__ import annotations

from synthgen.human.pigment import Pigments

#: Monk 1–10: melanin, eumelanin's share, blood, surface, scale.
TONES = (
    Pigments(0.00088, 0.745, 0.00049, 0.0379, 1.124),
    Pigments(0.00236, 0.745, 0.00069, 0.0348, 1.107),
    Pigments(0.01384, 0.716, 0.00067, 0.0305, 1.210),
    Pigments(0.02389, 0.693, 0.00074, 0.0301, 1.120),
    Pigments(0.04348, 0.688, 0.00127, 0.0300, 1.019),
    Pigments(0.08282, 0.722, 0.00275, 0.0297, 0.655),
    Pigments(0.08209, 0.864, 0.01100, 0.0507, 0.482),
    Pigments(0.19200, 0.926, 0.01980, 0.1342, 0.379),
    Pigments(0.21300, 0.986, 0.01240, 0.2423, 0.161),
    Pigments(0.30000, 1.000, 0.01200, 0.2000, 0.110),
)
