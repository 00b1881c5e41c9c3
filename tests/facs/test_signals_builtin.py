"""The signals that come with the program, and what is wrong with a signal."""

from collections import Counter
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from synthgen.assets import load_assets
from synthgen.facs.animation import Animation, parse_animation, sample_animation
from synthgen.facs.basis import load_basis
from synthgen.facs.curves import phases
from synthgen.facs.distinct import compare
from synthgen.facs.idle import LIDS
from synthgen.facs.library import builtin_folder, find_animations
from synthgen.facs.lint import WITHOUT_SHAPE, notes, problems
from synthgen.facs.signs import SIGNS

SIGNALS = find_animations("*")
by_name = pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.signal)
#: how many signals each class has at least
CLASSES = {
    "affirmation": 3,
    "anger": 7,
    "boredom": 3,
    "confusion": 7,
    "contempt": 3,
    "crying": 5,
    "disgust": 7,
    "embarrassment": 3,
    "fear": 7,
    "happiness": 7,
    "interest": 3,
    "negation": 3,
    "neutral": 5,
    "pain": 3,
    "relief": 3,
    "sadness": 7,
    "surprise": 7,
    "talking": 24,
    "tiredness": 3,
}
#: classes that are told apart from one another as clips: their length must not tell which it is
A_SECOND = {"anger", "confusion", "crying", "disgust", "fear", "happiness", "neutral", "sadness", "surprise"}
#: classes whose signals move little, or the head alone
QUIET = {"affirmation", "boredom", "interest", "negation", "neutral", "talking", "tiredness"}


def test_each_class_has_its_signals() -> None:
    counts = Counter(signal.emotion for signal in SIGNALS)
    assert {emotion: counts[emotion] for emotion in CLASSES if counts[emotion] < CLASSES[emotion]} == {}


def test_the_21_of_sim2real_are_all_there() -> None:
    assert [s.emotion for s in find_animations(["confusion/*", "anger/*", "disgust/*"])] == [
        *["anger"] * 7,
        *["confusion"] * 7,
        *["disgust"] * 7,
    ]


@by_name
def test_each_stands_under_its_own_name_and_is_described(signal: Animation) -> None:
    assert signal.path.resolve() == builtin_folder().resolve() / str(signal.emotion) / f"{signal.signal}.yaml"
    assert len(signal.description) > 40


@by_name
def test_each_starts_neutral_and_lasts_a_second_or_up_to_three(signal: Animation) -> None:
    assert (signal.fps, signal.neutral.start) == (25.0, True)
    assert signal.frames == 25 if signal.emotion in A_SECOND else 25 <= signal.frames <= 75


@pytest.mark.parametrize("signal", [s for s in SIGNALS if s.emotion not in QUIET], ids=lambda signal: signal.signal)
def test_each_can_be_seen(signal: Animation) -> None:
    """Expressive, with an onset, an apex inside the clip, and AUs that do not all move as one."""
    curves = sample_animation(signal)
    second, first = sorted(curves.peaks().values())[-2:]
    assert (first >= 0.7, second >= 0.5) == (True, True)
    found = phases(curves)
    assert found is not None
    assert found.onset <= 8 and found.onset + 4 <= found.apex
    first_moves = {int(np.flatnonzero(column)[0]) for column in curves.values.T}
    assert len(first_moves) >= 2


@by_name
def test_no_au_jumps(signal: Animation) -> None:
    """No AU crosses more than half its range in 40 ms but lids that blink, the fastest thing a face does."""
    curves = sample_animation(signal)
    lids = np.array([code == LIDS and bool(signal.blinks) for code in curves.codes], bool)
    steps = abs(np.diff(curves.values, axis=0))
    assert steps[:, ~lids].max(initial=0) <= 0.5 and steps.max(initial=0) <= 0.55


@by_name
def test_each_is_without_problems(signal: Animation) -> None:
    assert problems(signal) == ()
    assert notes(signal) == ()


def test_the_embedded_basis_can_play_every_au_of_every_signal() -> None:
    codes = load_basis("embedded", load_assets(imports=False)).codes
    assert {code for signal in SIGNALS for code in signal.codes if code not in SIGNS} <= codes
    assert codes.isdisjoint(WITHOUT_SHAPE)


def test_the_side_eye_looks_left_right_left() -> None:
    curves = sample_animation(find_animations("side_eye")[0])
    gaze = curves.values[:, curves.codes.index("AU61")] - curves.values[:, curves.codes.index("AU62")]
    turns = [1 if value > 0.5 else -1 for value in gaze if abs(value) > 0.5]
    assert [a for a, b in zip(turns, [*turns[1:], 0], strict=True) if a != b] == [1, -1, 1]


def test_no_two_are_alike() -> None:
    assert compare(SIGNALS)[0].similarity <= 0.9


def _rows(signal: Animation, codes: list[str], frames: int) -> NDArray[np.float64]:
    """A clip's table over the codes (frames, codes), zeros after its end."""
    curves = sample_animation(signal)
    table = np.zeros((frames, len(codes)))
    for column, code in enumerate(curves.codes):
        table[: curves.frames, codes.index(code)] = curves.values[:, column]
    return table


def test_no_two_are_alike_by_other_readings_of_the_rule() -> None:
    """Zeros outside the clip, a clip that goes round, cosine for correlation: other people may measure so."""
    for first, second in combinations(SIGNALS, 2):
        if not set(first.codes) & set(second.codes):
            continue
        codes = sorted(set(first.codes) | set(second.codes))
        frames = max(first.frames, second.frames)
        a, b = _rows(first, codes, frames), _rows(second, codes, frames)
        together = a @ b.T
        moved = np.array([np.trace(together, offset) for offset in range(1 - frames, frames)])  # by every shift
        round_ = moved[frames - 1 :] + np.append(0, moved[: frames - 1])
        lengths = np.sqrt((a * a).sum() * (b * b).sum())
        assert max(moved.max(), round_.max()) <= 0.9 * lengths
        for products, numbers in ((moved, 3 * frames * len(codes)), (round_, frames * len(codes))):
            spread = np.sqrt((a * a).sum() - a.sum() ** 2 / numbers) * np.sqrt((b * b).sum() - b.sum() ** 2 / numbers)
            assert (products.max() - a.sum() * b.sum() / numbers) <= 0.9 * spread, (first.signal, second.signal)


def test_lint_finds_what_is_wrong() -> None:
    text = (
        "signal: s\nframes: 25\nfps: 25\nneutral: {start: false, end: false}\nsymmetric: true\n"
        "tracks: {AU12L: [[0, 0], [5, 1], [9, 0]], AU37: [[0, 0], [5, 1], [9, 0]]}\n"
    )
    assert problems(parse_animation(text.encode(), where="s.yaml")) == (
        "has no description",
        "uses AU37, for which no basis has a shape",
        "says neutral.start: false but its first frame is neutral",
        "says neutral.end: false but its last frame is neutral",
        "says symmetric: true but AU12L have no equal on the other side",
    )
    still = "signal: s\ndescription: d\nframes: 5\nfps: 25\nsymmetric: false\ntracks: {}\n"
    assert problems(parse_animation(still.encode(), where="s.yaml")) == (
        "moves no AU; only a signal of the emotion 'neutral' may be quite still",
        "says symmetric: false but both sides of the face do the same",
    )


def test_only_a_neutral_face_may_be_quite_still() -> None:
    ends = "neutral: {start: true, end: true}"
    still = f"signal: s\ndescription: d\nframes: 5\nfps: 25\n{ends}\ntracks: {{}}\nemotion: "
    assert problems(parse_animation((still + "neutral\n").encode(), where="s.yaml")) == ()
    (problem,) = problems(parse_animation((still + "boredom\n").encode(), where="s.yaml"))
    assert "moves no AU" in problem


def test_lint_notes_what_the_author_of_a_fani_may_not_have_meant() -> None:
    numbers = (
        '"image_start": -0.1, "intensity_start": 0, "apex_start": 0.3, "apex_intensity_start": 1.5,'
        '"apex_stop": 0.9, "apex_intensity_stop": 1, "image_stop": 0.8, "intensity_stop": 0'
    )
    animation = parse_animation(f'{{"4": {{"A": {{{numbers}}}}}}}'.encode(), where="s.fani")
    assert notes(animation) == (
        "AU4: times outside 0–1, whose ramps are cut",
        "AU4: stops before its apex stops, so its last ramp never runs",
        "AU4: intensities outside 0–1 (0 to 1.5): above 1 they are cut, below 0 not played",
    )


def test_the_documentation_has_the_signals_and_their_aus() -> None:
    text = (Path(__file__).parents[2] / "docs/signals.md").read_text(encoding="utf-8")
    for signal in SIGNALS:
        aus = " ".join(code.removeprefix("AU") for code in signal.tracks)
        assert f"| `{signal.signal}` | {aus} |" in text
