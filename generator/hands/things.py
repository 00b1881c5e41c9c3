"""Things before a face: what kinds there are, which sides they can have and where they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Mapping

from synthgen.errors import InputError
from synthgen.hands.places import Side, resolved

#: the word for no thing
NO_THING = "none"


@dataclass(frozen=True)
class Thing:
    """One kind of thing before a face.

    ``sides`` are the subject's, where the thing is; "both": in the middle. ``places``: see ``places.PLACES``.
    """

    name: str
    description: str
    sides: tuple[Side, ...]
    places: tuple[str, ...]

    def places_of(self, side: Side) -> frozenset[str]:
        """Return the places that it takes, in the subject's terms."""
        return resolved(self.places, side)


_ALL = (
    Thing("card", "A card held up before the mouth.", ("both",), ("mouth", "chin", "nose")),
    Thing("cup", "A cup at the lips.", ("both",), ("mouth", "chin", "nose")),
    Thing("phone", "A telephone at the ear.", ("left", "right"), ("own ear", "own cheek")),
    Thing("mask", "A medical mask over nose, mouth and chin.", ("both",), ("nose", "mouth", "chin", "own cheek")),
    Thing("scarf", "A scarf before mouth and neck.", ("both",), ("mouth", "chin", "neck", "own cheek")),
    Thing("strand", "Strands of hair that hang over an eye.", ("left", "right"), ("brow", "own eye")),
)
_BY_NAME: Mapping[str, Thing] = {thing.name: thing for thing in _ALL}
#: every kind of thing, in the order of tables
THINGS: tuple[str, ...] = tuple(_BY_NAME)


def thing_named(name: str) -> Thing:
    """Return a kind of thing by its name. Raises InputError for a name that is none."""
    if name not in _BY_NAME:
        raise InputError("the thing", value=name, expected=f"one of {', '.join(THINGS)}")
    return _BY_NAME[name]
