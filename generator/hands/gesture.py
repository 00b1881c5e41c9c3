"""What hands do before a face: gestures, each a document in ``gestures/``.

Their names and sides are what a design may declare. A side is the subject's: "left" is the left hand.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from synthgen.errors import InputError
from synthgen.hands.places import PLACES, SIDES, Side, resolved
from synthgen.yamlfile import YamlFile, load

#: the word for no gesture
NO_GESTURE = "none"
#: every gesture, in the order of tables; ``gestures/`` has a document of each
GESTURES: tuple[str, ...] = (
    "cover_eyes",
    "cover_mouth",
    "both_cheeks",
    "brow",
    "chin_rest",
    "scratch_temple",
    "rub_eye",
    "fist_mouth",
    "finger_lips",
    "wave",
    "palms_out",
)


@dataclass(frozen=True, eq=False)
class Gesture:
    """One gesture as it is declared.

    Attributes:
        name: one of ``GESTURES``.
        description: one sentence.
        source: where the gesture is described.
        covered: side -> share (0–1) of the face that hands hide from in front while the gesture is held; the face is
            the outline of ``Studio.face_polygon``. A gesture has the sides that stand here.
        places: where the hands are, as documents say it (``places.PLACES``).
        file: the document, which holds the hand's form too (``synthgen.hands.form`` reads it).
    """

    name: str
    description: str
    source: str
    covered: Mapping[Side, float]
    places: tuple[str, ...]
    file: YamlFile

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides that it can have."""
        return tuple(self.covered)

    @property
    def period(self) -> float:
        """Seconds in which a motion that it repeats comes round; 0 where it repeats none."""
        hertz = [self.file.get("hand", form, "motion", "hertz") for form in self.file.mapping("hand")]
        return max((1.0 / float(rate) for rate in hertz if rate), default=0.0)

    def places_of(self, side: Side) -> frozenset[str]:
        """Return the places that it takes, in the subject's terms: {"mouth", "left cheek"}."""
        return resolved(self.places, side)


@functools.lru_cache(maxsize=None)
def gesture_named(name: str) -> Gesture:
    """Return a gesture by its name. Raises InputError for a name that is none."""
    if name not in GESTURES:
        raise InputError("the gesture", value=name, expected=f"one of {', '.join(GESTURES)}")
    return parse_gesture(load(Path(__file__).parent / "gestures" / f"{name}.yaml"), name)


def sides_of(name: str) -> tuple[Side, ...]:
    """Return the sides that a gesture can have. Raises InputError for a name that is none."""
    return gesture_named(name).sides


def parse_gesture(file: YamlFile, name: str) -> Gesture:
    """Return the gesture that a document describes. Raises InputError with its line."""
    file.only_keys(("description", "source", "covered", "places", "hand"))
    file.only_keys(SIDES, "covered")
    covered = {side: file.number("covered", side, low=0, high=1) for side in SIDES if side in file.mapping("covered")}
    if not covered:
        raise file.unexpected(f"one or more of {', '.join(SIDES)}", "covered")
    places = tuple(file.word(PLACES, "places", k) for k in range(len(file.sequence("places"))))
    return Gesture(name, file.text("description"), file.text("source"), covered, places, file)
