"""FACSHuman's .fani: every published value, cases worked out by hand, and files that are refused."""

import json
import time
from pathlib import Path

import pytest

from synthgen.errors import InputError, InputWarning
from synthgen.facs.animation import animation_text, fani_animation, parse_animation, read_animation, sample_animation
from synthgen.facs.catalogue import from_facshuman
from synthgen.facs.fani import Segment, evaluate, parse_fani, read_fani
from synthgen.makehuman.signalfile import read_facshuman

SHARED = Path(__file__).parents[3] / "shared/data/sim2real"
needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
FILES = sorted(path.name for path in SHARED.glob("animations/*.fani"))


def segment(*points: tuple[float, float]) -> Segment:
    return Segment(points)


def play(*segments: Segment, frames: int = 10, before: int = 0, after: int = 0) -> list[float]:
    return evaluate({"AU1": segments}, frames=frames, before=before, after=after)["AU1"]


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_every_published_value_is_met_at_25_frames(name: str) -> None:
    golden = json.loads((SHARED / "golden_curves.json").read_text())[name]
    curves = sample_animation(read_animation(SHARED / "animations" / name))
    assert set(curves.codes) == {from_facshuman(code) for code in golden}
    assert (curves.frames, curves.fps) == (25, 25)
    for code, values in golden.items():
        column = curves.values[:, curves.codes.index(from_facshuman(code))]
        assert column.tolist() == pytest.approx(values, abs=1e-6), code


@needs_shared
def test_there_are_12_published_files_and_all_are_golden() -> None:
    assert len(FILES) == 12
    assert set(FILES) == set(json.loads((SHARED / "golden_curves.json").read_text()))


@needs_shared
@pytest.mark.parametrize("name", FILES)
def test_the_imported_yaml_plays_the_same(name: str) -> None:
    original = read_animation(SHARED / "animations" / name)
    copy = parse_animation(animation_text(original).encode(), where="copy.yaml")
    assert (copy.signal, copy.neutral, copy.symmetric) == (original.signal, original.neutral, original.symmetric)
    assert abs(sample_animation(copy).values - sample_animation(original).values).max() <= 1e-8


@needs_shared
def test_the_worked_examples() -> None:
    shake = evaluate(read_fani(SHARED / "animations/openMouthShak_CONF.fani"))["AU7"]
    assert [shake[i - 1] for i in (3, 11, 12, 13, 25)] == pytest.approx([0.0251, 0.2740, 0.4, 0.392, 0.2], abs=5e-5)
    angry = evaluate(read_fani(SHARED / "animations/1_ANGR.fani"))
    assert angry["AU25_a"] == pytest.approx([0.2705] * 25, abs=5e-5)
    brow = angry["AU4_b"]
    assert [brow[9], brow[10]] == pytest.approx([0.38835, 0.6603], abs=5e-5)
    assert brow[17:] == pytest.approx([0.8208] * 8, abs=5e-5)


@needs_shared
def test_another_rate_plays_the_file_in_as_many_frames() -> None:
    """AU16 of 11112_ANGR rises over .48 of the clip and falls from .52 on; at 10 frames t = i / 10."""
    curves = sample_animation(read_animation(SHARED / "animations/11112_ANGR.fani"), 10)
    values = curves.values[:, curves.codes.index("AU16")].tolist()
    expected = [1 / 4.8, 2 / 4.8, 3 / 4.8, 4 / 4.8, 1, 1 - 0.8 / 4.8, 1 - 1.8 / 4.8, 1 - 2.8 / 4.8, 1 - 3.8 / 4.8, 0]
    assert (curves.frames, curves.fps) == (10, 10)
    assert values == pytest.approx(expected, abs=1e-12)


def test_a_trapezoid_and_the_hold_after_it() -> None:
    values = play(segment((0.1, 0.2), (0.3, 0.8), (0.5, 0.6), (0.7, 0.4)))
    assert values == pytest.approx([0.2, 0.5, 0.8, 0.7, 0.6, 0.5, 0.4, 0.4, 0.4, 0.4])


def test_before_the_first_segment_an_au_is_0() -> None:
    assert play(segment((0.55, 1), (0.7, 1), (0.8, 1), (0.9, 1)))[:6] == [0, 0, 0, 0, 0, 1]


def test_where_segments_overlap_the_later_one_in_the_file_wins() -> None:
    values = play(
        segment((0.1, 0.5), (0.2, 0.5), (0.8, 0.5), (0.9, 0.5)),
        segment((0.4, 0.1), (0.5, 0.1), (0.5, 0.1), (0.6, 0.1)),
    )
    assert values == pytest.approx([0.5, 0.5, 0.5, 0.1, 0.1, 0.1, 0.5, 0.5, 0.5, 0.5])


def test_a_negative_value_is_not_used_and_one_above_1_is_cut() -> None:
    """-.5, -.25, 0, .25 … the AU holds 0 until the ramp is positive; from 1 on it is cut."""
    values = play(segment((0.1, -0.5), (0.9, 1.5), (0.9, 1.5), (1, -0.25)))
    assert values == pytest.approx([0, 0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 1])


def test_times_outside_the_clip_only_cut_the_ramp() -> None:
    assert play(segment((-0.5, 0), (1.5, 1), (1.6, 1), (1.7, 1))) == pytest.approx(
        [0.25 + i / 20 for i in range(1, 11)]
    )


def test_a_stop_before_the_apex_stop_never_runs() -> None:
    assert play(segment((0, 0), (0.5, 1), (0.8, 0.7), (0.6, 0)))[5:] == pytest.approx([0.9, 0.8, 0.7, 0.7, 0.7])


def test_an_interval_without_length_is_a_step() -> None:
    assert play(segment((0.5, 0), (0.5, 0.8), (0.7, 0.8), (0.9, 0.8)))[3:6] == [0, 0.8, 0.8]


def test_a_ramp_that_ends_at_0_reaches_it() -> None:
    """Rounding may leave a ramp's end below 0 by 1e-17, which must not pass for "negative, not used"."""
    assert evaluate({"AU1": (segment((0, 0), (0.48, 0.4), (0.52, 0.4), (1, 0)),)})["AU1"][-1] == 0


def test_neutral_mode_rises_from_neutral_and_falls_towards_it() -> None:
    values = play(segment((0.05, 0.4), (0.5, 1), (0.6, 1), (1, 0.6)), frames=10, before=2, after=2)
    assert len(values) == 3 + 10 + 2
    assert values[:3] == pytest.approx([0, 0.2, 0.4])
    assert values[13:] == pytest.approx([0.6 * (1 - 2 / 4), 0.6 * (1 - 3 / 4)])
    late = play(segment((0.45, 0.4), (0.5, 1), (0.6, 1), (1, 0.6)), frames=10, before=1)
    assert late[:6] == pytest.approx([0, 0.4, 0.4, 0.4, 0.4, 0.4])  # from the start intensity, not from 0


def test_neutral_mode_becomes_tracks_of_the_whole_length() -> None:
    source = json.dumps({"4": {"A": _numbers(intensity_start=0.5, intensity_stop=0.5)}}).encode()
    animation = fani_animation(source, where="x.fani", frames=4, before=1, after=1)
    assert animation.frames == 7
    assert sample_animation(animation).values[:, 0].tolist()[0] == 0
    assert animation.neutral.start
    assert len(sample_animation(animation, 50).values) == 14


def _numbers(**changes: object) -> dict[str, object]:
    keys = ("image_start", "apex_start", "apex_stop", "image_stop")
    levels = ("intensity_start", "apex_intensity_start", "apex_intensity_stop", "intensity_stop")
    return {**dict(zip(keys, (0, 0.3, 0.6, 1), strict=True)), **dict.fromkeys(levels, 0.5), **changes}


def _text(data: object) -> bytes:
    return json.dumps(data, indent=1).encode()


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        (b'{\n "4": {\n', 3, "is not a .fani file"),
        (b"[1]", 1, "expected a JSON object"),
        (b"", 1, "is not a .fani file"),
        (b'{"4": \xff}', 1, "UTF-8"),
        (_text({"4": {}, "99": {}}), 3, "unknown AU '99'"),
        (_text({"4": {}, "01_Anger": {}}), 3, "unknown AU '01_Anger'"),
        (_text({"4": 3}), 2, "AU '4' holds no segments"),
        (_text({"4": {"A": 1}}), 3, "segment 'A' of AU '4' holds no numbers"),
        (_text({"4": {"A": {"image_start": 0}}}), 3, "'intensity_start' of segment 'A' of AU '4' is missing"),
        (_text({"4": {"A": _numbers(apex_stop="half")}}), 3, "'apex_stop' of segment 'A' of AU '4' is 'half'"),
        (_text({"4": {"A": _numbers(apex_stop=True)}}), 3, "'apex_stop' of segment 'A' of AU '4' is True"),
        (_text({"4": {"A": _numbers(apex_stop=10**400)}}), 3, "'apex_stop' of segment 'A' of AU '4' is '1000"),
        (b'{"4": {"A": {"image_start": ' + b"9" * 10_000 + b"}}}", 1, "'image_start' of segment 'A' of AU '4' is '999"),
        (_text({"4": {"A": _numbers(apex_stop=1e7)}}), 3, "expected a number from -1e+06 to 1e+06"),
        (_text({"4": {"A": {"a": 1}, "B": {}}}).replace(b'"B"', b'"A"'), 6, "key 'A' stands twice"),
        (b" " * (2 * 2**20 + 1), None, "is larger than 2 MiB"),
        (_text({"4": {"A": _numbers(apex_stop=float("nan"))}}), 3, "'apex_stop' of segment 'A' of AU '4' is nan"),
        (b'{"4": {},\n "4": {}}', 2, "key '4' stands twice"),
        (b"[" * 100_000, None, "nested too deeply"),
    ],
)
def test_bad_files_are_refused_with_their_line(source: bytes, line: int | None, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_fani(source, where="x.fani")
    assert str(caught.value).startswith("x.fani" + (f", line {line}: " if line else ": "))
    assert words in str(caught.value)


def test_a_number_that_is_text_is_one_as_facshuman_reads_it() -> None:
    assert parse_fani(_text({"4": {"A": _numbers(apex_stop="0.5")}}), where="x.fani")["AU4"][0].points[2] == (0.5, 0.5)


def test_intensities_that_are_not_played_as_they_stand_are_said(tmp_path: Path) -> None:
    (tmp_path / "x.fani").write_bytes(_text({"4": {"A": _numbers(intensity_start=-0.5, apex_intensity_stop=1.5)}}))
    said = r"x\.fani, AU4: intensities outside 0–1 \(-0\.5 to 1\.5\): above 1 they are cut, below 0 not played"
    with pytest.warns(InputWarning, match=said):
        read_animation(tmp_path / "x.fani")
    with pytest.warns(InputWarning, match=said):
        read_facshuman(tmp_path / "x.fani")


def test_many_segments_are_read_in_a_moment() -> None:
    segments = {f"S{index}": _numbers() for index in range(10_000)}
    started = time.perf_counter()
    parse_fani(json.dumps({"4": segments}).encode(), where="x.fani")
    assert time.perf_counter() - started < 2


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.fani: cannot be read"):
        read_fani(tmp_path / "gone.fani")


def test_a_files_name_becomes_a_name_for_a_folder() -> None:
    animation = fani_animation(_text({"4": {"A": _numbers()}}), where="some/__my file (2).fani")
    assert animation.signal == "my-file-2-dfb08c36eb"
    assert animation.emotion is None
    assert parse_animation(animation_text(animation).encode(), where="a.yaml").signal == animation.signal
