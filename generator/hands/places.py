"""Places of a face that a hand or a thing can be before. Two of them in one place would go through each other.

Documents name places as the hand sees them: ``own eye`` is the one on its side. ``resolved`` names the subject's sides.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Side = Literal["left", "right", "both"]
#: the subject's sides
SIDES: tuple[Side, ...] = ("left", "right", "both")
_MIDDLE = ("brow", "nose", "mouth", "chin", "neck")
_PAIRED = ("eye", "cheek", "temple", "ear", "front")
#: what documents may say; "front" is the room before the shoulder and beside the face
PLACES = (*_MIDDLE, *(f"{whose} {what}" for what in _PAIRED for whose in ("own", "other")))


def resolved(places: Iterable[str], side: Side) -> frozenset[str]:
    """Return places of a hand or thing of this side, in the subject's terms.

    >>> sorted(resolved(["brow", "own eye", "other cheek"], "left"))
    ['brow', 'left eye', 'right cheek']
    >>> sorted(resolved(["own eye"], "both"))
    ['left eye', 'right eye']
    """
    if side == "both":
        return resolved(places, "left") | resolved(places, "right")
    other = "right" if side == "left" else "left"
    found = []
    for place in places:
        whose, _, what = place.partition(" ")
        found.append(place if not what else f"{side if whose == 'own' else other} {what}")
    return frozenset(found)
