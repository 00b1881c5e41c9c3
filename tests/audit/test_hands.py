"""What the audit makes of hands before faces: means of covered shares, of clips that can tell them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from synthgen.audit.hands import summarise
from synthgen.hands import gesture_named


def clip(gesture: str, *covered: float, fps: float = 25.0, yaw: float = 0.0) -> Any:
    """A clip of a left hand that is held in every frame."""
    count = len(covered)
    hands = {"gesture": gesture, "side": "left", "thing": "none", "thing_side": "none"}
    frames = {"amount": [1.0] * count, "left": [True] * count, "right": [False] * count, "covered": list(covered)}
    angle = {"yaw": yaw, "pitch": 0.0}
    return SimpleNamespace(
        hands={**hands, **frames}, emotion="fear", frames=count, fps=fps, angle=angle, scene={"values": {}}
    )


@pytest.mark.parametrize(
    ("clips", "front", "covered"),
    [
        ([clip("cover_mouth", 0.3), clip("cover_mouth", 0.5)], 2, 0.4),
        ([clip("cover_mouth", 0.3), clip("cover_mouth", 0.5, yaw=40.0)], 1, 0.3),
        ([clip("wave", 0.3)], 0, None),  # a still of a hand that waves
        ([clip("wave", *[0.0, 0.2] * 3), clip("wave", *[0.0, 0.2] * 10)], 1, 0.1),  # it comes round twice a second
        ([clip("wave", *[0.0, 0.2] * 3, fps=10.0)], 1, 0.1),
    ],
)
def test_clips_seen_from_in_front_in_which_motion_comes_round_make_the_mean(
    clips: list[Any], front: int, covered: float | None
) -> None:
    (kind,) = summarise(clips).kinds
    assert (kind.clips, kind.front) == (len(clips), front)
    assert kind.covered == (None if covered is None else pytest.approx(covered))
    assert kind.declared == gesture_named(clips[0].hands["gesture"]).covered["left"]


def test_gestures_say_when_their_motion_comes_round() -> None:
    assert (gesture_named("wave").period, gesture_named("rub_eye").period, gesture_named("brow").period) == (
        0.5,
        0.5,
        0,
    )
