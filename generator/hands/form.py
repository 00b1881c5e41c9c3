"""How a hand is held in a gesture: the ``hand`` part of a gesture's document.

It is written for the left hand, in the head's axes (x to the subject's left, y up, z ahead); a right hand is its mirror
image. ``one`` is a hand alone, ``both`` each of two.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal

from synthgen.hands.gesture import Gesture
from synthgen.hands.places import Side
from synthgen.yamlfile import Key, YamlFile

Vector = tuple[float, float, float]
Follows = Literal["head", "body"]

DIGITS = ("thumb", "index", "middle", "ring", "little")
#: groups of the hand's skin that contact is looked for in
GROUPS = ("palm", *DIGITS)
#: places of the face: landmarks (iBUG) whose mean is meant, for a left hand and, mirrored, for a right one
POINTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "own eye": (tuple(range(42, 48)), tuple(range(36, 42))),
    "other eye": (tuple(range(36, 42)), tuple(range(42, 48))),
    "own brow": (tuple(range(22, 27)), tuple(range(17, 22))),
    "own lid corner": ((45,), (36,)),
    "nose": ((30,), (30,)),
    "bridge": ((27,), (27,)),
    "mouth": ((51, 57), (51, 57)),
    "own mouth corner": ((54,), (48,)),
    "chin": ((8,), (8,)),
    "own jaw": ((13,), (3,)),
    "own ear": ((16,), (0,)),
}
_KEYS = (
    "anchor",
    "at",
    "offset",
    "fingers",
    "palm",
    "press",
    "digits",
    "lie",
    "touch",
    "half",
    "follows",
    "motion",
)


@dataclass(frozen=True)
class Motion:
    """What is repeated while a gesture is held.

    The hand turns by ``turn`` degrees to both sides about the wrist, seen from the palm; it strokes ``stroke`` dm to
    both sides, ``hertz`` times a second.
    """

    hertz: float = 0.0
    turn: float = 0.0
    stroke: Vector = (0.0, 0.0, 0.0)

    def swing(self, phase: float) -> float:
        """Return −1 … 1 at a phase in turns.

        >>> [Motion().swing(phase) for phase in (0, 0.25, 0.75, 1)]
        [0.0, 1.0, -1.0, 0.0]
        """
        return round(math.sin(2 * math.pi * (phase % 1.0)), 12) + 0.0


@dataclass(frozen=True)
class Form:
    """How one hand is held.

    Attributes:
        anchor: point of the hand → weight: "wrist", "palm", or digit and joint ("2-4" is the tip of the index).
        at: where the anchor belongs, point of the face → weight.
        offset: dm from there, on a face as high as the base mesh's.
        fingers, palm: which way the hand points, and its palm faces.
        press: the way that the hand comes nearer by until it touches; none where it stays in the air.
        digits: (5, 4) degrees. Fingers: bent in the three joints, and spread, towards the thumb above 0, of straight
            ones that point as the hand does. The thumb, from rest: away from the fingers, over the palm, bent twice.
        lie: digit → (least, most) degrees that it is bent more, so that it comes to lie on the skin.
        touch: groups that touch the face: the contact that is declared.
        half: the hand stays on its own side of the face.
        follows: the hand goes along with the head, or stays where it is.
    """

    anchor: tuple[tuple[str, float], ...]
    at: tuple[tuple[str, float], ...]
    offset: Vector
    fingers: Vector
    palm: Vector
    press: Vector | None
    digits: tuple[tuple[float, float, float, float], ...]
    lie: tuple[tuple[float, float] | None, ...]
    touch: tuple[int, ...]
    half: bool
    follows: Follows
    motion: Motion


@functools.cache
def form_of(gesture: Gesture, side: Side) -> Form:
    """Return how each hand of a gesture is held when it is played by this side. Raises InputError."""
    file = gesture.file
    file.only_keys(("one", "both"), "hand")
    return _parse(file, ("hand", "both" if side == "both" else "one"))


def _parse(file: YamlFile, at: tuple[Key, ...]) -> Form:
    file.mapping(*at)
    file.only_keys(_KEYS, *at)
    file.only_keys(DIGITS, *at, "digits")
    given = {key: (*at, key) for key in _KEYS}
    press = None if file.get(*given["press"]) is None else _vector(file, given["press"])
    lie = file.get(*given["lie"]) or {}
    if lie:
        file.only_keys(DIGITS, *given["lie"])
    return Form(
        anchor=_weights(
            file, given["anchor"], ("wrist", "palm", *(f"{d}-{k}" for d in range(1, 6) for k in range(1, 5)))
        ),
        at=_weights(file, given["at"], tuple(POINTS)),
        offset=_vector(file, given["offset"]),
        fingers=_vector(file, given["fingers"]),
        palm=_vector(file, given["palm"]),
        press=press,
        digits=tuple(_four(file, (*given["digits"], digit)) for digit in DIGITS),
        lie=tuple(_range(file, (*given["lie"], digit)) if digit in lie else None for digit in DIGITS),
        touch=_groups(file, given["touch"]),
        half=bool(file.get(*given["half"])),
        follows=file.word(("head", "body"), *given["follows"]) if file.get(*given["follows"]) else "head",
        motion=_motion(file, given["motion"]),
    )


def _motion(file: YamlFile, at: tuple[Key, ...]) -> Motion:
    if file.get(*at) is None:
        return Motion()
    file.only_keys(("hertz", "turn", "stroke"), *at)
    stroke = _vector(file, (*at, "stroke")) if file.get(*at, "stroke") else (0.0, 0.0, 0.0)
    turn = file.number(*at, "turn", low=-60, high=60) if file.get(*at, "turn") else 0.0
    return Motion(file.number(*at, "hertz", low=0.1, high=10), turn, stroke)


def _numbers(file: YamlFile, at: tuple[Key, ...], count: int) -> tuple[float, ...]:
    if len(file.sequence(*at)) != count:
        raise file.unexpected(f"{count} numbers", *at)
    return tuple(float(file.number(*at, k)) for k in range(count))


def _vector(file: YamlFile, at: tuple[Key, ...]) -> Vector:
    x, y, z = _numbers(file, at, 3)
    return x, y, z


def _four(file: YamlFile, at: tuple[Key, ...]) -> tuple[float, float, float, float]:
    a, b, c, d = _numbers(file, at, 4)
    return a, b, c, d


def _range(file: YamlFile, at: tuple[Key, ...]) -> tuple[float, float]:
    low, high = _numbers(file, at, 2)
    if low > high:
        raise file.unexpected("[least, most]", *at)
    return low, high


def _groups(file: YamlFile, at: tuple[Key, ...]) -> tuple[int, ...]:
    if file.get(*at) is None:
        return ()
    return tuple(GROUPS.index(file.word(GROUPS, *at, k)) for k in range(len(file.sequence(*at))))


def _weights(file: YamlFile, at: tuple[Key, ...], allowed: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    file.only_keys(allowed, *at)
    return tuple((str(name), float(file.number(*at, name, low=-3, high=3))) for name in file.mapping(*at))
