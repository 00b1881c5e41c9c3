"""What is before the face in a take: a gesture of one or both hands, and a thing, as a scene draws them.

A scene says what is done and on which side; ``any`` side is decided by the take's seed, among those at which gesture
and thing are not in one place.

>>> from synthgen.scene.spec import parse_scene
>>> from synthgen.yamlfile import parse
>>> text = "name: s\\nhand: {gesture: finger_lips, side: left, onset: 4, rise: 8}\\nthing: {kind: strand}\\n"
>>> drawn = parse_scene(parse(text, where="s.yaml")).draw(0, model="ada", signal="glare", angle="frontal")
>>> done = occluders_of(drawn)
>>> done.gesture, done.side, done.thing, done.at(8, 25.0).amount, done.at(24, 25.0).amount
('finger_lips', 'left', 'strand', 0.5, 1.0)
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Iterable, Tuple

from synthgen.hands.course import Course
from synthgen.hands.gesture import NO_GESTURE, gesture_named
from synthgen.hands.places import Side
from synthgen.hands.things import NO_THING, thing_named
from synthgen.scene.factors import ANY_SIDE, FOR_EVER
from synthgen.seeds import seed_of

if TYPE_CHECKING:
    from synthgen.scene.spec import Drawn

#: (the hand's side, the thing's side); "none" where there is none of it
Sides = Tuple[str, str]
#: the word for the side of what is not there
NO_SIDE = "none"


@dataclass(frozen=True)
class Moment:
    """What is before the face in one frame: hands that have come so far, and a thing.

    ``amount`` 0–1: 0 where no hand is up; ``seconds`` since the hand set out, which repeated motion follows.
    """

    gesture: str
    side: str
    amount: float
    seconds: float
    thing: str
    thing_side: str


@dataclass(frozen=True)
class Occluders:
    """What is before the face in a take. ``gesture`` and ``thing`` may each be "none", not both; then so is the side.

    ``reach`` 0–1 is how far the hand comes while it is held, of the way to the face.
    """

    gesture: str
    side: str
    course: Course
    reach: float
    thing: str
    thing_side: str

    def at(self, frame: int, fps: float) -> Moment:
        """Return what is before the face in a frame of what is played, at frames a second."""
        amount = self.reach * self.course.amount(frame) if self.gesture != NO_GESTURE else 0.0
        seconds = max(0.0, (frame - self.course.onset) / fps)
        return Moment(self.gesture, self.side, amount, seconds, self.thing, self.thing_side)

    def held(self, frame: int) -> bool:
        """Tell whether the hand has come as far as it will come, in a frame of what is played."""
        return self.gesture != NO_GESTURE and self.course.amount(frame) >= 1.0


def occluders_of(drawn: Drawn) -> Occluders | None:
    """Return what a take has before the face; None where there is nothing."""
    gesture, thing = str(drawn["hand.gesture"]), str(drawn["thing.kind"])
    if gesture == NO_GESTURE and thing == NO_THING:
        return None
    free = sides_together(gesture, str(drawn["hand.side"]), thing, str(drawn["thing.side"]))
    side, thing_side = free[seed_of(drawn.take, ("hand", "thing"), "sides") % len(free)]
    hold = drawn.number("hand.hold")
    course = Course(
        drawn.number("hand.onset"),
        drawn.number("hand.rise"),
        math.inf if hold >= FOR_EVER else hold,
        drawn.number("hand.fall"),
    )
    return Occluders(gesture, side, course, drawn.number("hand.amount"), thing, thing_side)


def sides_together(gesture: str, side: str, thing: str, thing_side: str) -> list[Sides]:
    """Return the sides that a gesture and a thing can have together, asked for these, in the order of tables.

    Sides are "left", "right", "both" or "any"; of what is "none" the side is "none". Empty where all of them are in one
    place, or what is asked for is none of theirs.
    """
    done: list[Sides] = []
    for hand in gesture_sides(gesture, side):
        taken = frozenset() if gesture == NO_GESTURE else gesture_named(gesture).places_of(hand_side(hand))
        for other in thing_sides(thing, thing_side):
            if thing == NO_THING or not taken & thing_named(thing).places_of(hand_side(other)):
                done.append((hand, other))
    return done


def gesture_sides(gesture: str, side: str = ANY_SIDE) -> list[str]:
    """Return the sides that a gesture can have of the one asked for, or any."""
    return _asked([NO_SIDE] if gesture == NO_GESTURE else gesture_named(gesture).sides, side)


def thing_sides(thing: str, side: str = ANY_SIDE) -> list[str]:
    """Return the sides that a kind of thing can have of the one asked for, or any."""
    return _asked([NO_SIDE] if thing == NO_THING else thing_named(thing).sides, side)


def _asked(sides: Iterable[str], wanted: str) -> list[str]:
    return [side for side in sides if wanted in (ANY_SIDE, side) or side == NO_SIDE]


def hand_side(name: str) -> Side:
    """Return the name of a side, of something that is there, as a side."""
    return name  # type: ignore[return-value]
