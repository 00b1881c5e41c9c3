"""Which clips stand for a dataset's people on its contact sheet."""

from __future__ import annotations

from dataclasses import replace

from synthgen.dataset.preview import PreviewClip, choose_portraits

SIGNALS = {"glare": "anger", "shout": "anger", "sneer": "disgust", "frown": "confusion"}
ANGLES = {"frontal": 0.0, "left": 30.0, "up": 20.0}


def clips(*models: str) -> list[PreviewClip]:
    return [
        PreviewClip(f"{model}/{signal}/{angle}", "png", model, signal, emotion, angle, turn, apex=3)
        for model in models
        for signal, emotion in SIGNALS.items()
        for angle, turn in reversed(ANGLES.items())
    ]


def test_everybody_is_there_once_from_in_front() -> None:
    chosen = choose_portraits(clips("zoe", "adam", "mia"))
    assert [clip.model for clip in chosen] == ["adam", "mia", "zoe"]
    assert {clip.angle for clip in chosen} == {"frontal"}


def test_neighbours_show_other_emotions_and_every_signal_has_its_turn() -> None:
    chosen = choose_portraits(clips(*"abcdefgh"))
    assert [clip.emotion for clip in chosen[:3]] == ["anger", "confusion", "disgust"]
    assert sorted(clip.signal for clip in chosen) == sorted(2 * list(SIGNALS))


def test_without_a_frontal_view_the_least_turned_is_taken() -> None:
    (chosen,) = choose_portraits([clip for clip in clips("a") if clip.angle != "frontal" and clip.signal == "glare"])
    assert chosen.angle == "up"


def test_nothing_of_nothing() -> None:
    assert choose_portraits([]) == []


def test_where_scenes_vary_people_come_again_in_others() -> None:
    rooms = [replace(clip, scene=scene) for clip in clips("a", "b") for scene in ("hall", "lawn", "studio")]
    chosen = choose_portraits(rooms)
    assert [clip.model for clip in chosen] == ["a", "b"] * 12  # four signals in three scenes each
    assert len({(clip.model, clip.signal, clip.scene) for clip in chosen}) == 24
    assert {clip.angle for clip in chosen} == {"frontal"}
    assert len({clip.scene for clip in chosen[:3]}) == 3
    assert len(choose_portraits([replace(clip, scene="hall") for clip in clips(*"abcdefghijkl")])) == 24
