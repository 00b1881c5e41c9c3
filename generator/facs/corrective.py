"""Rules for AUs that fight: what is played where a face cannot do two things at once.

Lids and lips have their own solvers (``lids``, ``lips``), which act on the blended shape; these rules act on weights.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.lips import PARTS

#: shapes made of pressed or rolled lips; they fade while something else parts the lips
_PRESSED = frozenset({"17", "17_a", "23", "24", "28", "28_a", "28_bottom", "34"})
_SHARE_WHEN_PARTED = 0.35
#: jaw drops: AU27 is the stronger of them and takes their place
_JAW_DROPS = frozenset({"26", "26_a", "26_lip_down", "26_tongue_out"})
#: how much of AU7's squeeze of the lids other AUs have in them, and how much of it a lid can take in all
_SQUEEZES = {"6": 0.64, "6_a": 0.64, "9": 0.9}
_MOST_SQUEEZE = 1.2


def _codes(*units: str) -> frozenset[str]:
    """Return the codes of units, of both sides and of one."""
    return frozenset(side.format(unit) for unit in units for side in ("{}", "{}L", "{}R"))


#: what moves the same skin the same way: the first of two groups moves it, the second as far as it goes farther.
#: Smiles and cheek raisers both take the skin above the mouth up, a wrinkled nose and a frown both take the brow down.
SHARED: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (_codes("11", "12", "12_a", "12_b", "13"), _codes("6", "6_a", "6_b")),
    (_codes("9", "9_a"), _codes("4", "4_a", "4_b")),
)


def beyond(moved: NDArray[np.float64], already: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what displacements (n, 3) add to others (n, 3): of what goes the same way, only how much farther it goes.

    Skin that a smile has lifted is not lifted again by the cheek: the lip above the corner would stand up square.

    >>> beyond(np.array([[0.0, 3, 0], [0, 3, 1]]), np.array([[0.0, 2, 0], [0, 5, 0]])).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    length = np.maximum((already * already).sum(axis=1), 1e-12)
    shared = np.clip((moved * already).sum(axis=1) / length, 0.0, 1.0)
    rest: NDArray[np.float64] = moved - shared[:, None] * already
    return rest


def resolve(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights that are played for those asked for; keys are codes without ``AU``, in a fixed order.

    >>> resolve({"24": 1.0, "26": 1.0})
    {'24': 0.35, '26': 1.0}
    >>> resolve({"26": 1.0, "27": 0.75})
    {'26': 0.25, '27': 0.75}
    >>> resolve({"6": 1.0, "7": 1.0})
    {'6': 1.0, '7': 0.56}
    """
    part = min(1.0, math.fsum(PARTS[code] * weights[code] for code in sorted(weights) if code in PARTS))
    stretch = weights.get("27", 0.0)
    result = {}
    for code in sorted(weights):
        weight = weights[code]
        if code in _PRESSED:
            weight *= 1 - (1 - _SHARE_WHEN_PARTED) * part
        if code in _JAW_DROPS:
            weight *= 1 - stretch
        if code == "7":
            squeezed = math.fsum(share * weights.get(other, 0.0) for other, share in _SQUEEZES.items())
            weight = min(weight, round(max(0.0, _MOST_SQUEEZE - squeezed), 9))
        result[code] = weight
    return result
