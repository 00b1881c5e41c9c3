"""What gestures and things are declared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import synthgen.hands.gesture as module
from synthgen.errors import InputError
from synthgen.hands import GESTURES, THINGS, gesture_named, sides_of, thing_named
from synthgen.hands.gesture import parse_gesture
from synthgen.hands.places import PLACES
from synthgen.yamlfile import parse


def test_every_document_is_a_gesture() -> None:
    folder = Path(module.__file__).parent / "gestures"
    assert sorted(path.stem for path in folder.glob("*.yaml")) == sorted(GESTURES)


@pytest.mark.parametrize("name", GESTURES)
def test_gesture_reads(name: str) -> None:
    gesture = gesture_named(name)
    assert gesture.name == name and gesture.description.endswith(".")
    assert all(0 < share < 1 for share in gesture.covered.values())
    for side in gesture.sides:
        assert gesture.places_of(side)


def test_left_and_right_cover_as_much() -> None:
    for name in GESTURES:
        covered = gesture_named(name).covered
        assert covered.get("left") == covered.get("right")


def test_both_cheeks_want_both_hands() -> None:
    assert sides_of("both_cheeks") == ("both",)


def test_a_mask_and_a_hand_on_the_mouth_are_in_one_place() -> None:
    mask = thing_named("mask").places_of("both")
    assert mask & gesture_named("cover_mouth").places_of("left")
    assert not mask & gesture_named("brow").places_of("left")


def test_strand_over_the_left_eye_is_in_the_way_of_the_left_hand_alone() -> None:
    strand = thing_named("strand").places_of("left")
    assert strand & gesture_named("rub_eye").places_of("left")
    assert not strand & gesture_named("rub_eye").places_of("right")


def test_things_stand_in_known_places() -> None:
    for name in THINGS:
        assert set(thing_named(name).places) <= set(PLACES)


@pytest.mark.parametrize("call", [gesture_named, thing_named])
def test_unknown_names_are_refused(call: object) -> None:
    with pytest.raises(InputError, match="handstand"):
        call("handstand")  # type: ignore[operator]


def test_a_fault_in_a_document_has_its_line() -> None:
    text = "description: A.\nsource: B.\ncovered: {left: 1.5}\nplaces: [brow]\n"
    with pytest.raises(InputError, match=r"x\.yaml, line 3") as caught:
        parse_gesture(parse(text, where="x.yaml"), "x")
    assert "1.5" in str(caught.value)


def test_what_is_declared_imports_nothing_heavy() -> None:
    code = (
        "import sys, synthgen.hands as h; h.sides_of('wave'); print([m for m in ('numpy','numba') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
