"""Labels: animations that say something else than they play, records that say something else than their animation."""

from __future__ import annotations

import copy
import importlib.util
import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.labels import check_animations, check_labels
from synthgen.dataset.record import signal_part
from synthgen.facs.animation import Animation, fani_animation, parse_animation, sample_animation
from synthgen.facs.library import find_animations
from synthgen.facs.performance import unchanged
from synthgen.reader.entry import Entry

ROOT = Path(__file__).parents[2]
SIM2REAL = ROOT.parent / "shared/data/sim2real"

SIGNAL = """\
signal: {name}
emotion: {emotion}
frames: 11
fps: 25
tracks: {tracks}
symmetric: {symmetric}
"""


def signal(tracks: str, *, name: str = "pout", emotion: str = "anger", symmetric: str = "true") -> Animation:
    text = SIGNAL.format(name=name, emotion=emotion, tracks=tracks, symmetric=symmetric)
    return parse_animation(text.encode(), where=f"{name}.yaml")


def judged(*animations: Animation) -> list[tuple[str, str | None]]:
    signals = {animation.signal: animation for animation in animations}
    curves = {name: sample_animation(animation) for name, animation in signals.items()}
    findings = check_animations(signals, curves, paths={f"signal/{name}": f"inputs/{name}" for name in signals})
    return [(finding.code, finding.path) for finding in findings]


def fani(**codes: tuple[tuple[float, float], ...]) -> Animation:
    """A .fani of one segment an AU: four (time, intensity) points."""
    names = (
        ("image_start", "intensity_start"),
        ("apex_start", "apex_intensity_start"),
        ("apex_stop", "apex_intensity_stop"),
        ("image_stop", "intensity_stop"),
    )
    data = {
        code.removeprefix("AU"): {
            "A": {k: v for pair, at in zip(names, points, strict=True) for k, v in zip(pair, at, strict=True)}
        }
        for code, points in codes.items()
    }
    return fani_animation(json.dumps(data).encode(), where="x.fani")


def test_the_signals_that_come_with_the_program_have_no_fault() -> None:
    assert judged(*find_animations("*")) == []


@pytest.mark.parametrize(
    ("tracks", "symmetric", "broken"),
    [
        ("{AU12L: [[0, 0], [5, 1]]}", "true", True),
        ("{AU12L: [[0, 0], [5, 1]]}", "false", False),
        ("{AU12L: [[0, 0], [5, 1]], AU12R: [[0, 0], [5, 1]]}", "true", False),
        ("{AU12L: [[0, 0], [5, 1]], AU12R: [[0, 0], [5, .9]]}", "true", True),
        ("{AU12: [[0, 0], [5, 1]]}", "false", True),
        ("{AU61: [[0, 0], [5, 1]]}", "true", False),  # a gaze is no side of a face
    ],
)
def test_symmetry(tracks: str, symmetric: str, broken: bool) -> None:
    assert judged(signal(tracks, symmetric=symmetric)) == [("symmetry-broken", "inputs/pout")] * broken


def test_an_emotion_that_nothing_shows() -> None:
    assert judged(signal("{AU4: [[0, 0]]}")) == [("signal-still", "inputs/pout")]
    assert judged(signal("{}")) == [("signal-still", "inputs/pout")]
    assert judged(signal("{}", emotion="neutral")) == []
    assert judged(signal("{}", emotion="none")) == []


UP = ((0.0, 0.0), (0.4, 1.0), (0.6, 1.0), (1.0, 0.0))


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        (UP, []),
        (((-0.01, 0.0), (0.4, 1.0), (0.6, 1.0), (1.0, 0.0)), ["keys-outside"]),
        (((0.0, 0.0), (0.4, 1.0), (0.6, 1.0), (1.01, -0.001)), ["keys-outside", "curve-outside", "neutral-unreturned"]),
        (((0.0, 0.0), (0.4, 1.2), (0.6, 1.2), (1.0, 0.0)), ["curve-outside"]),
        (((0.0, -0.5), (0.4, 1.0), (0.6, 1.0), (1.0, 0.0)), ["curve-outside"]),
        (((0.0, 0.0), (0.4, 1.0), (0.6, 1.0), (0.5, 0.0)), ["keys-disordered", "neutral-unreturned"]),
        (((0.0, 0.0), (0.4, 1.0), (0.6, 1.0), (0.9, 0.2)), ["neutral-unreturned"]),
    ],
)
def test_what_a_fani_asks_for_and_does_not_get(points: tuple[tuple[float, float], ...], expected: list[str]) -> None:
    assert [code for code, _ in judged(fani(AU4=UP, AU12=points))] == expected


def test_signals_of_different_emotions_that_move_alike() -> None:
    tracks = "{AU4: [[0, 0], [3, 1], [9, 0]], AU7: [[0, 0], [5, .6]]}"
    later = "{AU4: [[1, 0], [4, .8], [10, 0]], AU7: [[1, 0], [6, .48]]}"  # a frame later, at four fifths
    other = "{AU4: [[0, 1], [3, 0], [9, 1]], AU12: [[0, 0], [5, 1]]}"
    first, second = signal(tracks), signal(later, name="sulk", emotion="disgust")
    assert judged(first, second) == [("signals-alike", "inputs/sulk")]
    assert judged(first, signal(later, name="sulk", emotion="none")) == [("signals-alike", "inputs/sulk")]
    assert judged(first, signal(later, name="sulk")) == [], "of one emotion they may be alike"
    assert judged(first, signal(other, name="grin", emotion="joy")) == []
    elsewhere = tracks.replace("AU4", "AU12").replace("AU7", "AU25")
    assert judged(first, signal(elsewhere, name="grin", emotion="joy")) == [], "other AUs"


def test_long_signals_at_other_rates_are_compared_too() -> None:
    long = "signal: {0}\nemotion: {0}\nframes: {1}\nfps: {2}\ntracks: {{AU4: [[0, 0], [{3}, 1]]}}\n"
    one = parse_animation(long.format("calm", 20_000, 1000, 19_999).encode(), where="calm.yaml")
    other = parse_animation(long.format("slow", 500, 25, 499).encode(), where="slow.yaml")
    assert judged(one, other) == [("signals-alike", "inputs/slow")]


POUT = signal("{AU17: [[0, 0], [5, 0.8], [10, 0]], AU4: [[0, 0], [2, .123456789], [4, 0]]}")
PLAYED = unchanged(POUT)


def row(clip: str, part: Mapping[str, Any], frames: int = 11) -> Entry:
    nothing = {entry.name: None for entry in fields(Entry)}
    return Entry(**nothing | {"clip": clip, "path": f"clips/{clip}.mp4", "frames": frames, "signal": part})  # type: ignore[arg-type]


@pytest.fixture
def part() -> dict[str, Any]:
    return signal_part(PLAYED, source="inputs/signals/pout.yaml", au_basis="embedded")


def told(part: Mapping[str, Any], *, frames: int = 11, known: bool = True) -> list[str]:
    played = PLAYED if known else None
    return [finding.code for finding in check_labels([row("a", part, frames)], lambda _: played)]


def test_a_record_as_it_is_written_is_right(part: dict[str, Any]) -> None:
    assert part["peaks"]["AU4"] == {"intensity": 0.123457, "frame": 2}
    assert told(part) == [] and told(part, known=False) == []


def peak(code: str, **changes: float) -> Callable[[dict[str, Any]], None]:
    return lambda part: part["peaks"].setdefault(code, {"intensity": 0.5, "frame": 1}).update(changes)


def phase(**changes: int) -> Callable[[dict[str, Any]], None]:
    return lambda part: part.update(changes)


@pytest.mark.parametrize(
    ("change", "code", "without_animation"),
    [
        (peak("AU17", intensity=0.7), "peaks-differ", False),
        (peak("AU17", intensity=0.800002), "peaks-differ", False),
        (peak("AU17", frame=6), "peaks-differ", False),
        (peak("AU12"), "peaks-differ", False),
        (lambda part: part["peaks"].pop("AU4"), "peaks-differ", False),
        (peak("AU99"), "curve-invalid", True),
        (peak("AU17", frame=11), "curve-invalid", True),
        (peak("AU17", intensity=1.5), "curve-invalid", True),
        (peak("AU4", intensity=0.0), "curve-invalid", True),
        (phase(onset=6), "phases-disordered", True),  # the apex is 5
        (phase(apex=10), "phases-disordered", True),  # the offset is 9
        (phase(offset=11), "phases-disordered", True),
        (phase(onset=0), "phases-differ", False),
        (phase(apex=6), "phases-differ", False),
    ],
)
def test_an_edited_record_is_found_under_one_code(
    part: dict[str, Any], change: Callable[[dict[str, Any]], None], code: str, without_animation: bool
) -> None:
    assert (part["onset"], part["apex"], part["offset"]) == (1, 5, 9)
    change(part)
    assert told(part) == [code]
    assert told(part, known=False) == [code] * without_animation


def test_a_record_of_another_file_is_not_compared_with_this_one(part: dict[str, Any]) -> None:
    peak("AU17", intensity=0.7)(part)
    part["sha256"] = "0" * 64
    assert told(part) == []


def test_a_wrong_number_of_frames_is_no_fault_of_the_label(part: dict[str, Any]) -> None:
    assert told(part, frames=4) == []
    assert told(part, frames=4, known=False) == ["curve-invalid", "phases-disordered"]


def test_parts_that_rows_share_are_told_of_for_every_clip(part: dict[str, Any]) -> None:
    wrong = copy.deepcopy(part)
    wrong["apex"] = 6
    rows = [row(str(number), wrong if number % 3 == 0 else part) for number in range(30)]
    findings = check_labels(iter(rows), lambda _: PLAYED)
    assert [finding.clip for finding in findings] == [str(number) for number in range(0, 30, 3)]
    assert findings[0].path == "clips/0.mp4" and "onset 1, apex 6, offset 9" in findings[0].message


@pytest.mark.skipif(not SIM2REAL.exists(), reason="../shared is not here")
def test_what_is_known_of_the_published_animations_is_found() -> None:
    """The list of shared/facts/fani.md: times outside 0–1, apexes after the stop, AUs that do not return to neutral."""
    spec = importlib.util.spec_from_file_location("published", ROOT / "tests/validation/published.py")
    assert spec is not None and spec.loader is not None
    published = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(published)
    animations = published.published_animations(SIM2REAL)
    findings = published.animation_findings(animations)
    by_code: dict[str, dict[str, str]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, {})[str(finding.path)] = finding.message
    assert set(by_code) == {"keys-outside", "keys-disordered", "neutral-unreturned"}
    assert set(by_code["keys-outside"]) == {"1_ANGR", "eyesRL_conf", "openMouthShak_CONF"}
    assert set(by_code["keys-disordered"]) == {"ZCheekRaiseLipstrecher1_DISG", "eyebrowraiseJaw_CONF"}
    assert all("AU10 (apex until 0.66, stop at 0.3)" in text for text in by_code["keys-disordered"].values())
    golden = json.loads((SIM2REAL / "golden_curves.json").read_text())
    held = {name: sum(values[-1] > 0 for values in table.values()) for name, table in golden.items()}
    assert len(by_code["neutral-unreturned"]) == 12
    for name, text in by_code["neutral-unreturned"].items():
        assert f": {held[f'{name}.fani']} of its " in text
    assert sum(held.values()) * 2 > sum(len(table) for table in golden.values()), "most AUs"
