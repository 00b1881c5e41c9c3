"""The signals of talking: six sentences, plain and in three moods, that look like speech."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.basis import Rig
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.curves import Curves, phases
from synthgen.facs.library import find_animations
from synthgen.facs.signs import split

TALKING = find_animations("talking")
SENTENCES = ["boat", "fast", "hello", "room", "six", "way"]
#: sounds for which lips shut, in the spelling of each sentence
SHUT = {"boat": "MbbBb", "fast": "M", "hello": "mmm", "room": "mm", "six": "P", "way": "b"}
VOWELS = {"aa", "E", "ih", "oh", "ou"}
#: dm that lips are apart, at most and at least, where they are shut and where a vowel is stressed
TOUCHING, OPEN = 0.001, 0.04


def mouths(signal: Animation, curves: Curves, rig: Rig, name: str) -> list[float]:
    """Return how far (dm) lips are apart in the frames of a viseme, the head held straight."""
    apart = []
    for frame, said, _ in signal.visemes:
        if said == name:
            units = split(curves.weights(frame))[0]
            face = {code: weight for code, weight in units.items() if CATALOGUE[code].group != "head"}
            posed = rig.pose(face).astype(np.float64)
            apart.append(float(rig.lips.gaps(posed).min(axis=0).max()))
    return apart


def test_there_are_six_sentences_plain_and_in_three_moods() -> None:
    moods = ["", "_angry", "_happy", "_sad"]
    assert [signal.signal for signal in TALKING] == [f"talk_{one}{mood}" for one in SENTENCES for mood in moods]
    assert all(2 <= signal.frames / signal.fps <= 3 for signal in TALKING)


@pytest.mark.parametrize("signal", TALKING, ids=lambda signal: signal.signal)
def test_lips_shut_on_p_b_and_m_and_open_for_vowels(signal: Animation, rigs: dict[str, Rig]) -> None:
    curves = sample_animation(signal)
    for name, basis, neutral in ((name, rig.basis, rig.neutral) for name, rig in list(rigs.items())[::4]):
        rig = basis.fit(basis.at_rest(neutral))
        shut = mouths(signal, curves, rig, "PP")
        assert len(shut) == len(SHUT[signal.signal.split("_")[1]])
        assert max(shut) < TOUCHING, name
        assert max(mouths(signal, curves, rig, "aa") + mouths(signal, curves, rig, "ih")) > OPEN, name


def test_a_sad_voice_is_slower_and_an_angry_one_quicker_and_wider() -> None:
    by_name = {signal.signal: signal for signal in TALKING}
    for one in SENTENCES:
        plain, angry, sad = (by_name[f"talk_{one}{mood}"] for mood in ("", "_angry", "_sad"))
        length = {mood.signal: mood.visemes[-1][0] - mood.visemes[0][0] for mood in (plain, angry, sad)}
        assert length[angry.signal] < length[plain.signal] < length[sad.signal]
        opened = [max(amount for _, name, amount in mood.visemes if name in VOWELS) for mood in (sad, plain, angry)]
        assert opened[0] < opened[1] < opened[2]


def test_sounds_come_as_fast_as_people_make_them() -> None:
    """7 to 13 mouths a second while somebody speaks; people make 10 to 15 sounds, of which some look alike."""
    for signal in TALKING:
        said = [frame for frame, name, _ in signal.visemes if name != "sil"]
        assert 7 <= (len(said) - 1) / ((said[-1] - said[0]) / signal.fps) <= 13, signal.signal


def test_nobody_blinks_at_the_apex_which_stills_show() -> None:
    for signal in TALKING:
        curves = sample_animation(signal)
        found = phases(curves)
        assert found is not None
        unblinking = sample_animation(dataclasses.replace(signal, blinks=()))
        assert curves.weights(found.apex) == unblinking.weights(found.apex), signal.signal
