"""Which parts hands and things are, for whoever makes a studio: a person without them is asked for none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from synthgen.hands.things import thing_named
from synthgen.render.figure import Maker
from synthgen.render.hands import hand, held, lock, worn
from synthgen.render.head import Head
from synthgen.render.part import Part

_MADE: dict[str, Callable[[Head, str], Part]] = {
    "card": lambda head, side: held.card(head),
    "cup": lambda head, side: held.cup(head),
    "phone": held.phone,
    "mask": lambda head, side: worn.mask(head),
    "scarf": lambda head, side: worn.scarf(head),
    "strand": lock.strand,
}


def makers(*, hands: bool, things: Sequence[str] = ()) -> tuple[Maker, ...]:
    """Return the makers of what comes before a face, to follow ``figure.PARTS``: both hands with their sleeves, and
    each kind of thing on all its sides.

    What a pose does not have costs next to nothing; what a figure is not made with costs nothing. Raises InputError
    for a kind that is none.
    """
    found: list[Maker] = [hand.parts] if hands else []
    return (*found, *(_maker(kind, thing_named(kind).sides) for kind in dict.fromkeys(things)))


def _maker(kind: str, sides: Iterable[str]) -> Maker:
    def parts(head: Head) -> Iterable[Part]:
        return [_MADE[kind](head, side) for side in sides]

    return parts
