"""What a person has before the face: which parts are drawn for it, and hands as they are in a moment."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.hands.gesture import NO_GESTURE, gesture_named
from synthgen.hands.things import NO_THING
from synthgen.render.figure import PARTS, Maker
from synthgen.render.hands.makers import makers
from synthgen.scene.occluders import Moment, Occluders, hand_side

if TYPE_CHECKING:
    from synthgen.hands.hands import Hands
    from synthgen.hands.pose import HandPose


def makers_of(occluders: Occluders | None) -> tuple[Maker, ...]:
    """Return the makers of what is drawn of a person in a take, with what is before the face; always the same ones."""
    if occluders is None:
        return PARTS
    return _makers(occluders.gesture != NO_GESTURE, occluders.thing)


@functools.cache
def _makers(hands: bool, thing: str) -> tuple[Maker, ...]:
    return (*PARTS, *makers(hands=hands, things=[] if thing == NO_THING else [thing]))


def thing_of(moment: Moment | None) -> tuple[str, str] | None:
    """Return kind and side of the thing in a moment; None where there is none."""
    return None if moment is None or moment.thing == NO_THING else (moment.thing, moment.thing_side)


class OwnHands:
    """A person's hands, made when a scene asks for them first. ``neutral`` vertices (19158, 3) dm."""

    def __init__(self, assets: Assets, neutral: npt.NDArray[np.float32]) -> None:
        self._assets, self._neutral = assets, neutral
        self._hands: Hands | None = None

    def at(self, moment: Moment | None, vertices: npt.NDArray[np.float32]) -> HandPose | None:
        """Return the hands in a moment, before a face of these vertices (19158, 3) dm; None where none is up."""
        if moment is None or moment.gesture == NO_GESTURE or moment.amount <= 0:
            return None
        if self._hands is None:
            from synthgen.hands.hands import Hands

            self._hands = Hands(self._assets, self._neutral)
        gesture = gesture_named(moment.gesture)
        return self._hands.posed(gesture, hand_side(moment.side), moment.amount, moment.seconds, vertices)
