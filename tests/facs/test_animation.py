"""Animation files: what is read, what is refused and with which words, and what is played."""

import dataclasses
import hashlib
import pickle
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from synthgen.errors import InputError
from synthgen.facs.animation import (
    Neutral,
    animation_text,
    one_sided,
    parse_animation,
    read_animation,
    sample_animation,
)
from synthgen.facs.catalogue import CATALOGUE

GOOD = """\
signal: smirk
emotion: contempt
description: One corner of the mouth.
frames: 10
fps: 25
neutral: {start: true, end: false}
tracks:
  AU12L: [[0, 0], [4, 0.8]]
  AU4:
    - [2, A]
    - [6, E]
symmetric: false
interpolation: linear
"""


def test_every_field_is_read() -> None:
    animation = parse_animation(GOOD.replace("start: true", "start: false").encode(), where="smirk.yaml")
    assert (animation.signal, animation.emotion, animation.frames, animation.fps) == ("smirk", "contempt", 10, 25.0)
    assert animation.description == "One corner of the mouth."
    assert animation.neutral == Neutral(start=False, end=False)
    assert animation.tracks == {"AU12L": ((0, 0.0), (4, 0.8)), "AU4": ((2, 0.2), (6, 1.0))}
    assert (animation.symmetric, animation.interpolation) == (False, "linear")
    assert animation.path == Path("smirk.yaml")


def test_only_signal_frames_fps_and_tracks_are_needed() -> None:
    animation = parse_animation(b"signal: still\nframes: 2\nfps: 30\ntracks: {}\n", where="still.yaml")
    assert (animation.emotion, animation.description, animation.symmetric) == (None, "", True)
    assert (animation.interpolation, animation.neutral) == ("linear", Neutral(start=False, end=False))
    assert sample_animation(animation).values.shape == (2, 0)


def test_a_number_may_stand_as_any_json_or_python_writes_it() -> None:
    text = "signal: s\nframes: 025\nfps: 2.5e1\ntracks: {AU4: [[0, 0], [006, 1e-05], [24, 0.1]]}\n"
    animation = parse_animation(text.encode(), where="s.yaml")
    assert (animation.frames, animation.fps, animation.tracks["AU4"][1]) == (25, 25.0, (6, 0.00001))


def test_a_track_without_keys_is_0() -> None:
    animation = parse_animation(b"signal: still\nframes: 2\nfps: 30\ntracks: {AU1: []}\n", where="still.yaml")
    assert sample_animation(animation).values.tolist() == [[0.0], [0.0]]


def test_played_values_by_hand() -> None:
    curves = sample_animation(parse_animation(GOOD.replace("start: true", "start: false").encode(), where="smirk.yaml"))
    assert curves.codes == ("AU12L", "AU4")
    assert curves.values[:, 0].tolist() == pytest.approx([0, 0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8])
    assert curves.values[:, 1].tolist() == pytest.approx([0.2, 0.2, 0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1])


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("fps: 25", "fps: [25", 6, "not well-formed YAML"),
        ("  AU4:", "  AU99:", 9, "unknown AU or sign 'AU99'"),
        ("  AU12L:", "  L12:", 8, "Did you mean AU12L"),
        ("  AU12L:", "  12:", 8, "unknown AU or sign '12'. Did you mean AU12"),
        ("[4, 0.8]", "[4, 1.2]", 8, "'tracks.AU12L[1][1]' is 1.2; expected a number from 0 to 1 or a FACS letter A–E"),
        ("[4, 0.8]", "[4, -0.1]", 8, "'tracks.AU12L[1][1]' is -0.1"),
        ("[4, 0.8]", "[4, .nan]", 8, "'tracks.AU12L[1][1]' is nan"),
        ("[4, 0.8]", "[4, true]", 8, "'tracks.AU12L[1][1]' is True"),
        ("[6, E]", "[6, F]", 11, "'tracks.AU4[1][1]' is 'F'"),
        ("[6, E]", "[6]", 11, "'tracks.AU4[1]' is [6]; expected [frame, intensity]"),
        ("[6, E]", "[10, E]", 11, "keyframe 10 of AU4 is outside the clip; its frames are 0 to 9"),
        ("[6, E]", "[-1, E]", 11, "keyframe -1 of AU4 is outside the clip"),
        ("[6, E]", "[6.5, E]", 11, "'tracks.AU4[1][0]' is 6.5; expected a frame that is a whole number"),
        ("[6, E]", "[1, E]", 11, "keyframe 1 of AU4 comes after frame 2. Sort by frame"),
        ("[6, E]", "[2, E]", 11, "keyframe 2 of AU4 stands twice"),
        ("  AU4:", "  AU12L:", 9, "'AU12L' stands twice (first in line 8)"),
        ("fps: 25", "frames: 10", 5, "'frames' stands twice (first in line 4)"),
        ("[[0, 0], [4, 0.8]]", "0.8", 8, "'tracks.AU12L' is 0.8; expected a list"),
        ("frames: 10", "frames: 0", 4, "'frames' is 0"),
        ("frames: 10", "frames: ten", 4, "'frames' is 'ten'; expected a number"),
        ("frames: 10", "frames: 2.5", 4, "expected a whole number"),
        ("frames: 10\n", "", 1, "'frames' is missing"),
        ("signal: smirk\n", "", 1, "'signal' is missing"),
        ("fps: 25", "fps: 0", 5, "'fps' is 0"),
        ("signal: smirk", "signal: ../smirk", 1, "'signal' is '../smirk'"),
        ("emotion: contempt", "emotion: a/b", 2, "'emotion' is 'a/b'"),
        ("linear", "cubic", 13, "'interpolation' is 'cubic'; expected one of linear, smooth, step"),
        ("symmetric: false", "symmetric: nope", 12, "'symmetric' is 'nope'; expected true or false"),
        ("symmetric: false", "symetric: false", 12, "unknown key 'symetric'; expected one of signal"),
        ("start: true", "begin: true", 6, "unknown key 'begin'"),
        ("start: true", "start: 1", 6, "'neutral.start' is 1; expected true or false"),
        ("[2, A]", "[2, A]", 9, "neutral.start is true but AU4 is 0.2 in frame 0. Add the key [0, 0]"),
        ("end: false", "end: true", 8, "neutral.end is true but AU12L is 0.8 in frame 9"),
    ],
)
def test_bad_input_is_refused_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    if "neutral.end" in words:
        text = text.replace("[2, A]", "[2, 0]").replace("start: true", "start: false")
    with pytest.raises(InputError) as caught:
        parse_animation(text.encode(), where="smirk.yaml")
    assert str(caught.value).startswith(f"smirk.yaml, line {line}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "tracks: 3\nsignal: a\nframes: 1\nfps: 1"])
def test_a_file_of_another_kind_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"x.yaml, line 1: .*expected a mapping"):
        parse_animation(text.encode(), where="x.yaml")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.yaml: cannot be read"):
        read_animation(tmp_path / "gone.yaml")


def _ramp(frames: int) -> bytes:
    keys = f"[[0, 0], [{frames - 1}, 1]]"
    return f"signal: r\nframes: {frames}\nfps: 25\nneutral: {{start: true}}\ntracks: {{AU4: {keys}}}\n".encode()


@pytest.mark.parametrize(("fps", "frames"), [(25, 25), (50, 50), (30, 30), (10, 10), (12.5, 13), (1, 1), (0.1, 1)])
def test_another_rate_keeps_the_duration_and_both_ends(fps: float, frames: int) -> None:
    curves = sample_animation(parse_animation(_ramp(25), where="r.yaml"), fps)
    assert (curves.frames, curves.fps) == (frames, fps)
    assert curves.values[0, 0] == 0
    if frames > 1:
        assert curves.values[-1, 0] == 1
        assert curves.values[:, 0].tolist() == pytest.approx([i / (frames - 1) for i in range(frames)], abs=1e-12)


@pytest.mark.parametrize("fps", [0, -1, float("nan"), 1e9])
def test_an_impossible_rate_is_refused(fps: float) -> None:
    with pytest.raises(InputError, match="frames a second; expected a number above 0"):
        sample_animation(parse_animation(_ramp(25), where="r.yaml"), fps)


@given(
    st.dictionaries(
        st.sampled_from(sorted(CATALOGUE)),
        st.dictionaries(st.integers(0, 24), st.floats(0, 1) | st.sampled_from("ABCDE"), max_size=6),
        max_size=5,
    ),
    st.sampled_from(["linear", "smooth", "step"]),
)
def test_what_is_written_reads_back_the_same(tracks: dict[str, dict[int, float | str]], kind: str) -> None:
    keys = {code: [[frame, level] for frame, level in sorted(levels.items())] for code, levels in tracks.items()}
    document = {"signal": "s", "frames": 25, "fps": 12.5, "interpolation": kind, "tracks": keys}
    first = parse_animation(yaml.safe_dump(document).encode(), where="a.yaml")
    second = parse_animation(animation_text(first).encode(), where="b.yaml")
    assert (first.tracks, first.interpolation, first.fps) == (second.tracks, second.interpolation, second.fps)


@pytest.mark.parametrize("words", ["a: b # c", "'quoted' \"twice\"", "yes", "12", "ünï\ttab", "- x", "x" * 300])
def test_any_description_survives_being_written(words: str) -> None:
    animation = dataclasses.replace(parse_animation(_ramp(5), where="r.yaml"), description=words)
    assert parse_animation(animation_text(animation).encode(), where="b.yaml").description == words


def test_an_animation_travels_to_a_worker() -> None:
    animation = parse_animation(_ramp(5), where="r.yaml")
    assert pickle.loads(pickle.dumps(animation)) == animation
    assert hash(animation) == hash(parse_animation(_ramp(5), where="r.yaml"))


def test_the_hash_is_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_bytes(_ramp(5))
    assert read_animation(tmp_path / "r.yaml").sha256 == hashlib.sha256(_ramp(5)).hexdigest()


def test_sides_are_told_apart() -> None:
    keys = ((0, 0.0), (5, 0.5))
    assert one_sided({"AU12L": keys, "AU12R": keys, "AU61": keys}) == ()
    assert one_sided({"AU12L": keys, "AU12R": ((0, 0.1),)}) == ("AU12L", "AU12R")
    assert one_sided({"AUleft_eye_pupil_dilate": keys}) == ("AUleft_eye_pupil_dilate",)
    assert one_sided({"AUleft_eye_pupil_dilate": keys, "AUright_eye_pupil_dilate": keys}) == ()
    assert one_sided({"AU12L": ((0, 0.0),)}) == ()
