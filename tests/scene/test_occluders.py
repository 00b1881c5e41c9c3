"""Hands and things of a scene: which sides chance may give them, when hands come, and what is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from synthgen.errors import InputError
from synthgen.hands import GESTURES, NO_THING, THINGS, gesture_named
from synthgen.scene.occluders import Occluders, occluders_of, sides_together
from synthgen.scene.spec import STUDIO, SceneSpec, parse_scene
from synthgen.yamlfile import parse


def scene(text: str) -> SceneSpec:
    return parse_scene(parse("name: s\n" + text, where="s.yaml"))


def takes(text: str, count: int = 40) -> Iterator[Occluders | None]:
    spec = scene(text)
    for number in range(count):
        yield occluders_of(spec.draw(7, model=f"m{number}", signal="glare", angle="frontal"))


def test_nothing_is_before_a_face_unless_a_scene_says_so() -> None:
    assert occluders_of(STUDIO.draw(0, model="ada", signal="glare", angle="frontal")) is None
    assert set(takes("light: {kind: three}\n")) == {None}
    assert set(takes("hand: {gesture: none}\nthing: {kind: none}\n")) == {None}


def test_any_side_is_one_that_the_gesture_has_each_about_as_often() -> None:
    found = Counter(done.side for done in takes("hand: {gesture: cover_mouth}\n", 300) if done)
    assert found.keys() == {"left", "right", "both"} and min(found.values()) > 70
    assert {done.side for done in takes("hand: {gesture: both_cheeks}\n") if done} == {"both"}
    assert {done.side for done in takes("hand: {gesture: finger_lips}\n") if done} == {"left", "right"}
    assert {done.side for done in takes("hand: {gesture: cover_mouth, side: right}\n") if done} == {"right"}


def test_all_cameras_of_a_take_see_the_same_hands() -> None:
    spec = scene("hand: {gesture: [brow, wave]}\nthing: {kind: [none, phone]}\n")
    for model in ("ada", "ben", "cleo"):
        views = [occluders_of(spec.draw(1, model=model, signal="shout", angle=a)) for a in ("frontal", "left40")]
        assert views[0] == views[1]


def test_a_strand_hangs_where_the_hand_is_not() -> None:
    for done in takes("hand: {gesture: rub_eye, side: [left, right]}\nthing: {kind: strand}\n"):
        assert done and done.side != done.thing_side


def test_any_sides_are_never_in_one_place() -> None:
    for gesture in GESTURES:
        for thing in THINGS:
            for side, other in sides_together(gesture, "any", thing, "any"):
                assert side in gesture_named(gesture).sides and other in ("left", "right", "both")
    assert sides_together("cover_mouth", "any", "mask", "any") == []
    assert sides_together("brow", "any", NO_THING, "any") == [("left", "none"), ("right", "none"), ("both", "none")]


def test_a_hand_comes_stays_and_goes() -> None:
    (done,) = takes("hand: {gesture: wave, side: left, onset: 5, rise: 4, hold: 10, fall: 2, amount: 0.6}\n", 1)
    assert done
    amounts = [done.at(frame, 25.0).amount for frame in range(30)]
    assert amounts[:6] == [0.0] * 6 and amounts[7] == pytest.approx(0.3) and amounts[9:20] == [0.6] * 11
    assert amounts[20] == pytest.approx(0.3) and amounts[21:] == [0.0] * 9
    assert [frame for frame in range(30) if done.held(frame)] == list(range(9, 20))
    assert done.at(30, 25.0).seconds == 1.0 and done.at(3, 25.0).seconds == 0.0


def test_a_hand_that_is_not_told_to_go_stays_and_one_without_a_way_is_there_at_once() -> None:
    (done,) = takes("hand: {gesture: brow, rise: 0}\n", 1)
    assert done and done.at(0, 25.0).amount == 1.0 and done.at(5000, 25.0).amount == 1.0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hand: {gesture: handstand}\n", "line 2: 'hand.gesture' is 'handstand'; expected of none, cover_eyes"),
        ("hand: {gesture: both_cheeks, side: left}\n", "line 2: 'hand.side' is left, which both_cheeks has not.*both"),
        ("hand:\n  gesture: [brow, wave]\n  side: both\nthing: {kind: cup, side: left}\n", "line 5: 'thing.side'.*cup"),
        ("hand:\n  gesture: [brow, chin_rest]\n  side: both\n", "line 4: 'hand.side' is both, which chin_rest has not"),
        ("hand: {gesture: cover_mouth}\nthing:\n  kind: mask\n", "line 4: .* cover_mouth and .* mask are in one place"),
        (
            "hand: {gesture: rub_eye, side: left}\nthing: {kind: strand, side: [left, right]}\n",
            r"rub_eye \(left\) and 'thing.kind' strand \(left\) are in one place.*scenes of their own",
        ),
        ("hand: {side: left}\n", "'hand.side' varies nothing where 'hand.gesture' is always none"),
        ("thing: {kind: none, side: left}\n", "'thing.side' varies nothing where 'thing.kind' is always none"),
        ("hand: {gesture: wave, fall: 3}\n", "'hand.fall' varies nothing where the hand stays to the end"),
        ("hand: {gesture: wave, amount: 0}\n", "'hand.amount' is 0; expected numbers from 0.3 to 1"),
        ("hand: {gesture: wave, onset: -1}\n", "'hand.onset' is -1"),
        ("thing: {kind: brick}\n", "'thing.kind' is 'brick'; expected of none, card"),
    ],
)
def test_what_cannot_be_before_a_face_is_refused_at_its_line(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        scene(text)


def test_a_gesture_that_is_never_drawn_excludes_nothing() -> None:
    text = "hand: {gesture: {choice: {cover_mouth: 0, brow: 1}}}\nthing: {kind: mask}\n"
    assert {done.gesture for done in takes(text) if done} == {"brow"}
