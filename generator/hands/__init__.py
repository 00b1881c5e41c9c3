"""Hands and things before a face, in numbers: what gestures there are, and where a person's hands are in one.

What is declared (names, sides, places) is here; bodies are ``synthgen.hands.hands``, which brings the compiler along.
"""

from synthgen.hands.gesture import GESTURES, NO_GESTURE, Gesture, gesture_named, sides_of
from synthgen.hands.places import SIDES, Side
from synthgen.hands.things import NO_THING, THINGS, Thing, thing_named

__all__ = [
    "GESTURES",
    "NO_GESTURE",
    "NO_THING",
    "SIDES",
    "THINGS",
    "Gesture",
    "Side",
    "Thing",
    "gesture_named",
    "sides_of",
    "thing_named",
]
