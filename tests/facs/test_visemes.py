"""What is said and blinked in a signal: visemes as sums of AUs, and lids that shut and open."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.facs.animation import animation_text, parse_animation, sample_animation
from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.curves import Curves
from synthgen.facs.performance import performed, unchanged
from synthgen.facs.visemes import spoken, visemes
from synthgen.scene.spec import parse_scene
from synthgen.yamlfile import parse

#: the names of the 15 visemes in Meta's reference (Oculus Lipsync)
META = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"]
MAMA = """\
signal: mama
frames: 25
fps: 25
neutral: {start: true, end: true}
tracks:
  AU12: [[0, 0], [12, 0.5], [24, 0]]
visemes: [[0, sil], [4, PP], [8, aa, 0.8], [12, PP], [16, ou], [22, sil]]
blinks: [5]
interpolation: smooth
"""


def played(text: str = MAMA, fps: float | None = None) -> Curves:
    return sample_animation(parse_animation(text.encode(), where="mama.yaml"), fps)


def column(curves: Curves, code: str) -> list[float]:
    return curves.values[:, curves.codes.index(code)].tolist()


def test_the_set_is_the_well_known_one_and_of_aus_that_both_bases_have() -> None:
    assert list(visemes()) == META
    codes = {code for one in visemes().values() for code in (*one.shape, *one.free)}
    assert codes <= set(CATALOGUE) - {"AU8", "AU21", "AU27", "AU36", "AU37"}


def test_lips_are_shut_in_pp_and_open_between() -> None:
    curves = played()
    for frame in (4, 12):
        row = curves.weights(frame)
        assert not {"AU25", "AU26", "AU22_25_up_down", "AU16", "AU10"} & set(row)
        assert row["AU24"] > 0.3
    jaw, aa = column(curves, "AU26"), visemes()["aa"].shape["AU26"]
    assert jaw[8] == pytest.approx(0.8 * aa) and jaw[6] > 0.2 * aa


def test_the_lower_lip_is_at_the_teeth_in_ff() -> None:
    text = MAMA.replace("[12, PP]", "[12, FF]")
    row = played(text).weights(12)
    assert row["AU28_bottom"] > 0.4 and "AU26" not in row and "AU24" not in row


def test_lips_round_for_the_vowel_through_the_sounds_before_it() -> None:
    """ "too" after "stew": s and t leave rounding free, so it grows all the way; "ee" does not."""
    rounding = dict(spoken([(0, "sil", 1.0), (3, "SS", 1.0), (6, "DD", 1.0), (9, "ou", 1.0)], fps=25))["AU18"]
    assert rounding == ((0.0, 0.0), (9.0, visemes()["ou"].shape["AU18"]))
    assert spoken([(0, "sil", 1.0), (3, "SS", 1.0), (9, "ih", 1.0)], fps=25).keys().isdisjoint({"AU18"})


def test_a_shape_that_is_held_never_runs_into_its_neighbours() -> None:
    said = [(0, "PP", 1.0), (1, "FF", 1.0), (2, "PP", 1.0)]
    for keys in spoken(said, fps=1000).values():
        times = [time for time, _ in keys]
        assert times == sorted(set(times))


def test_what_is_said_is_added_to_tracks_up_to_1() -> None:
    alone = column(played(MAMA.replace("  AU12: [[0, 0], [12, 0.5], [24, 0]]", "  AU4: [[0, 0]]")), "AU26")
    added = column(played(MAMA.replace("AU12", "AU26")), "AU26")
    own = column(played(MAMA), "AU12")
    assert added == pytest.approx([min(a + b, 1.0) for a, b in zip(alone, own, strict=True)])
    assert max(column(played(MAMA.replace("  AU12: [[0, 0], [12, 0.5]", "  AU26: [[0, 0], [8, 1]")), "AU26")) == 1.0


def test_lids_shut_in_a_tenth_of_a_second_and_open_in_two() -> None:
    """By hand: from frame 5 (.2 s) shut at .3 s, open again at .53 s; half way at .25 and .43 s."""
    lids = column(played(fps=100), "AU43")
    seconds = np.linspace(0, 24 / 25, 100)
    assert np.interp([0.19, 0.25, 0.31, 0.43, 0.54], seconds, lids) == pytest.approx([0, 0.5, 1, 0.5, 0], abs=0.03)
    frames = column(played(), "AU43")
    assert [frames[i] for i in (5, 8, 14)] == [0.0, 1.0, 0.0] and max(frames) == 1.0


def test_lids_that_a_track_half_shuts_shut_no_further_than_shut() -> None:
    lids = column(played(MAMA.replace("AU12", "AU43")), "AU43")
    assert lids[8] == 1.0 and lids[12] == pytest.approx(0.5) and max(lids) <= 1.0


@pytest.mark.parametrize("fps", [10, 30, 60])
def test_another_rate_says_the_same(fps: float) -> None:
    slow, fast = played(), played(fps=fps)
    assert fast.codes == slow.codes and fast.values[0].max() == fast.values[-1].max() == 0
    times = np.linspace(0, 24, 1000)
    here = np.interp(times, np.linspace(0, 24, slow.frames), column(slow, "AU18"))
    there = np.interp(times, np.linspace(0, 24, fast.frames), column(fast, "AU18"))
    assert np.abs(here - there).max() < (0.5 if fps < 25 else 0.2)


def test_a_performance_says_it_faster_weaker_and_on_one_side() -> None:
    signal = parse_animation(MAMA.encode(), where="mama.yaml")
    scene = parse_scene(parse(b"name: s\nperson: {tempo: 2, intensity: 0.5, side: 1}\n", where="s.yaml"))
    done = performed(signal, scene.draw(3, model="ada", signal="mama", angle="front")).curves
    plain = unchanged(signal).curves
    assert done.frames == 13
    assert max(column(done, "AU25L")) > 0 and max(column(done, "AU25R")) == 0
    assert max(column(done, "AU18")) == pytest.approx(0.5 * max(column(plain, "AU18")), abs=0.02)


def test_who_shows_less_of_a_signal_blinks_as_deeply() -> None:
    signal = parse_animation(MAMA.replace("AU12", "AU43").encode(), where="mama.yaml")
    scene = parse_scene(parse(b"name: s\nperson: {intensity: 0.2, onset: 2}\n", where="s.yaml"))
    done = performed(signal, scene.draw(3, model="ada", signal="mama", angle="front"))
    lids = column(done.curves, "AU43")
    assert max(column(done.expression, "AU43")) == pytest.approx(0.1)
    assert lids[10] == 1.0 and lids[16] == pytest.approx(0.1, abs=0.02) and len(lids) == 27


def test_a_performance_of_all_of_it_is_the_signal() -> None:
    signal = parse_animation(MAMA.encode(), where="mama.yaml")
    scene = parse_scene(parse(b"name: s\nperson: {intensity: 1}\n", where="s.yaml"))
    drawn = scene.draw(3, model="ada", signal="mama", angle="front")
    done, plain = performed(signal, drawn).curves, unchanged(signal).curves
    assert done.codes == plain.codes and np.array_equal(done.values, plain.values)


def test_what_is_written_reads_back_the_same() -> None:
    first = parse_animation(MAMA.encode(), where="mama.yaml")
    second = parse_animation(animation_text(first).encode(), where="mama.yaml")
    assert dataclasses.replace(second, source=first.source) == first
    assert (second.visemes[2], second.blinks) == ((8, "aa", 0.8), (5,))
    assert np.array_equal(sample_animation(first).values, sample_animation(second).values)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("[4, PP]", "[4, pp]", 7, "there is no viseme 'pp'. Did you mean PP? The visemes are sil, PP, FF, TH, DD"),
        ("[4, PP]", "[4, xyz]", 7, "there is no viseme 'xyz'. The visemes are sil"),
        ("[4, PP]", "[4, 7]", 7, "there is no viseme 7. The visemes are sil"),
        ("[4, PP]", "[4, [PP]]", 7, "there is no viseme ['PP']. Did you mean PP?"),
        ("[4, PP]", "[4]", 7, "'visemes[1]' is [4]; expected [frame, viseme] or [frame, viseme, strength]"),
        ("[4, PP]", "PP", 7, "'visemes[1]' is 'PP'; expected [frame, viseme]"),
        ("[4, PP]", "[0, PP]", 7, "viseme PP in frame 0 stands twice. Sort by frame."),
        ("[8, aa, 0.8]", "[3, aa]", 7, "viseme aa in frame 3 comes after frame 4. Sort by frame."),
        ("[8, aa, 0.8]", "[8, aa, 1.8]", 7, "'visemes[2][2]' is 1.8; expected a number from 0 to 1 or a FACS letter"),
        ("[22, sil]", "[25, sil]", 7, "viseme sil in frame 25 is outside the clip; its frames are 0 to 24"),
        ("[22, sil]", "[2.5, sil]", 7, "'visemes[5][0]' is 2.5; expected a frame that is a whole number"),
        (", [22, sil]", "", 7, "neutral.end is true but AU18 is 0.8 in frame 24. Add [24, sil] or set neutral.end"),
        ("[5]", "5", 8, "'blinks' is 5; expected a list of one or more"),
        ("[5]", "[5, 5]", 8, "blink in frame 5 stands twice. Sort by frame."),
        ("[5]", "[25]", 8, "blink in frame 25 is outside the clip"),
        ("[5]", "[5, 24]", 8, "the blink in frame 24, the last one, is never seen. Begin it earlier"),
        ("[5]", "[true]", 8, "'blinks[0]' is True; expected a frame that is a whole number"),
        ("[5]", "[20]", 8, "neutral.end is true but AU43 is"),
    ],
)
def test_bad_input_is_refused_with_its_line(old: str, new: str, line: int, words: str) -> None:
    assert old in MAMA
    with pytest.raises(InputError) as caught:
        parse_animation(MAMA.replace(old, new, 1).encode(), where="mama.yaml")
    assert str(caught.value).startswith(f"mama.yaml, line {line}: {words}")


def test_the_documentation_has_every_viseme_as_it_is_played() -> None:
    text = (Path(__file__).parents[2] / "docs/signals.md").read_text(encoding="utf-8")
    for name, one in visemes().items():
        aus = ", ".join(f"{code[2:]} {f'{weight:g}'.lstrip('0')}" for code, weight in one.shape.items()) or "–"
        free = ", ".join(code[2:] for code in CATALOGUE if code in one.free) or "–"
        assert f"| `{name}` | {one.sounds} | {aus} | {free} |" in text


def test_tracks_may_be_left_out_beside_what_is_said_or_blinked() -> None:
    said = "signal: m\nframes: 25\nfps: 25\nvisemes: [[0, sil], [8, aa], [20, sil]]\n"
    assert column(played(said), "AU26")[8] > 0.3
    assert max(column(played("signal: b\nframes: 25\nfps: 25\nblinks: [3]\n"), "AU43")) == pytest.approx(1, abs=0.1)
    with pytest.raises(InputError, match="'tracks' is missing"):
        played("signal: n\nframes: 25\nfps: 25\n")
