"""Signals as FACSHuman's animations: what FACSHuman plays of the files, by its own rules, is what the signal says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.facs.animation import Animation, fani_animation, one_sided, read_animation, sample_animation
from synthgen.facs.catalogue import from_facshuman, to_facshuman
from synthgen.facs.curves import phases
from synthgen.facs.fani import fani_text, segments_through
from synthgen.facs.library import find_animations
from synthgen.facs.signs import SIGNS, split
from synthgen.makehuman.export import losses, signal_files

SHARED = Path(__file__).resolve().parents[3] / "shared/data"


def without_signs(animation: Animation) -> Animation:
    """What FACSHuman can play of a signal: its action units."""
    units, signs = split(animation.tracks)
    return replace(animation, tracks=units, symmetric=not one_sided(units)) if signs else animation


BUILT_IN = find_animations("*")
Fani = dict[str, dict[str, dict[str, float]]]
Run = Callable[..., Any]


def played(fani: Fani, frames: int) -> dict[str, list[float]]:
    """FACSHuman's own loop over a .fani, as facts/fani.md has it, to the letter: no allowance for rounding."""
    result = {}
    for code, events in fani.items():
        held, values = 0.0, []
        for i in range(1, frames + 1):
            for e in events.values():
                points = [
                    (e["image_start"], e["intensity_start"]),
                    (e["apex_start"], e["apex_intensity_start"]),
                    (e["apex_stop"], e["apex_intensity_stop"]),
                    (e["image_stop"], e["intensity_stop"]),
                ]
                for (t0, v0), (t1, v1) in pairwise(points):
                    if t0 <= i / frames <= t1:
                        v = v0 + (v1 - v0) / (t1 * frames - t0 * frames) * (i - t0 * frames)
                        held = min(v, 1.0) if v >= 0 else held
                        break
            values.append(held)
        result[code] = values
    return result


def exported(animation: Animation) -> Fani:
    files, _ = signal_files(animation)
    return json.loads(files[f"{animation.signal}.fani"])


@pytest.mark.parametrize("animation", BUILT_IN, ids=lambda a: a.signal)
def test_facshuman_plays_the_signal_frame_by_frame(animation: Animation) -> None:
    curves = sample_animation(without_signs(animation))
    values = played(exported(animation), animation.frames)
    assert [from_facshuman(code) for code in values] == list(curves.codes)
    for column, code in enumerate(values):
        assert values[code] == pytest.approx(curves.values[:, column].tolist(), abs=1e-9), code


@pytest.mark.parametrize("animation", BUILT_IN, ids=lambda a: a.signal)
def test_the_import_gives_the_signal_back(animation: Animation, tmp_path: Path, synthgen: Run) -> None:
    files, _ = signal_files(animation)
    (tmp_path / "there.fani").write_bytes(files[f"{animation.signal}.fani"])
    synthgen(
        "signals",
        "import",
        "there.fani",
        "--emotion",
        str(animation.emotion),
        "--out",
        "back.yaml",
        "--frames",
        str(animation.frames),
    )
    back, animation = read_animation(tmp_path / "back.yaml"), without_signs(animation)
    ours, theirs = sample_animation(animation), sample_animation(back)
    assert (theirs.codes, theirs.fps) == (ours.codes, ours.fps)
    assert abs(theirs.values - ours.values).max(initial=0) <= 1e-8
    assert (back.neutral, back.symmetric, back.emotion) == (animation.neutral, animation.symmetric, animation.emotion)


@given(st.lists(st.sampled_from([0.0, 0.0, 1.0, 0.3]) | st.floats(0, 1), min_size=1, max_size=60))
def test_any_curve_in_any_number_of_frames(values: list[float]) -> None:
    fani = json.loads(fani_text({"AU1": segments_through(values)}))
    assert played(fani, len(values))["1"] == pytest.approx(values, abs=1e-8)


def test_a_leg_that_rounding_takes_below_zero_is_not_lost() -> None:
    # (k / N) · N is not k for some k: there FACSHuman's ramp ends below 0, and it would hold the value before
    frames = next(n for n in range(2, 99) for k in range(3, n) if (k / n) * n > k)
    k = next(k for k in range(3, frames) if (k / frames) * frames > k)
    values = [0.0] * frames
    values[k - 2] = 0.9  # falls to 0 in frame k, rises at once again
    values[k] = 0.9
    fani = json.loads(fani_text({"AU1": segments_through(values)}))
    assert played(fani, frames)["1"] == pytest.approx(values, abs=1e-9)


def test_segments_are_in_order_and_their_names_differ() -> None:
    fani = exported(BUILT_IN[0])
    names = [name for events in fani.values() for name in events]
    assert len(set(names)) == len(names)
    assert all(len(name) == 16 and set(name) <= set("0123456789ABCDEF") for name in names)
    for events in fani.values():
        for e in events.values():
            times = [e["image_start"], e["apex_start"], e["apex_stop"], e["image_stop"]]
            assert times == sorted(set(times))


@pytest.mark.skipif(not SHARED.exists(), reason="../shared, with published animations, is not here")
def test_published_animations_play_the_same_after_export() -> None:
    golden = json.loads((SHARED / "sim2real/golden_curves.json").read_text())
    for name, curves in golden.items():
        again = played(exported(read_animation(SHARED / "sim2real/animations" / name)), 25)
        assert set(again) == set(curves)
        for code, values in curves.items():
            assert again[code] == pytest.approx(values, abs=1e-6), (name, code)


@pytest.mark.skipif(not SHARED.exists(), reason="../shared, with FACSHuman's data, is not here")
def test_every_exported_au_has_a_slider_in_facshuman() -> None:
    sliders = {name for path in (SHARED / "facshuman").glob("*/auorder.json") for name in json.loads(path.read_text())}
    used = {code for animation in BUILT_IN for code in exported(animation)}
    assert used <= sliders
    assert {to_facshuman(code) for code in ("AU1_a", "AU8", "AU21", "AU27", "AU36", "AU37")}.isdisjoint(sliders)


def test_what_facshuman_cannot_express_is_said() -> None:
    still = next(a for a in BUILT_IN if a.signal == "side_eye")
    tracks = {"AU27": ((0, 0.0), (11, 1.0)), "AU4": ((0, 0.0), (11, 0.5)), "AU61": ((0, 1.0),)}
    animation = replace(still, tracks=tracks, frames=12, fps=30.0)
    files, notes = signal_files(animation)
    assert notes == losses(animation)
    assert [note.split(":")[0] for note in notes] == [
        "AU27 left out",
        "set FACSHuman's number of images to 12 and its rate to 30",
        "AU61",
    ]
    assert set(json.loads(files["side_eye.fani"])) == {"4", "61"}
    assert "27" not in json.loads(files["side_eye.facs"])
    assert losses(next(a for a in BUILT_IN if a.signal == "gape")) == ()
    weeping = next(a for a in BUILT_IN if a.signal == "wail")
    signs = ", ".join(code for code in weeping.tracks if code in SIGNS)
    assert losses(weeping)[0] == f"{signs} left out: FACSHuman has no slider for it"


def test_the_expression_beside_it_is_the_apex() -> None:
    animation = next(a for a in BUILT_IN if a.signal == "sneer")
    curves = sample_animation(animation)
    found = phases(curves)
    assert found is not None
    files, _ = signal_files(animation)
    saved = json.loads(files["sneer.facs"])
    assert {from_facshuman(code): value for code, value in saved.items()} == curves.weights(found.apex)
    assert "R10" in saved  # FACSHuman's name of one side


def test_the_same_signal_is_the_same_file() -> None:
    first, second = (signal_files(BUILT_IN[3])[0] for _ in range(2))
    assert first == second
    where = f"{BUILT_IN[3].signal}.fani"
    assert sample_animation(fani_animation(first[where], where=where)).values.shape == (25, len(BUILT_IN[3].tracks))
