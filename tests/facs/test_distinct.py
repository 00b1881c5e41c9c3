"""How alike two signals are."""

from statistics import correlation

import numpy as np
import pytest

from synthgen.facs.animation import Animation, parse_animation, sample_animation
from synthgen.facs.curves import Curves
from synthgen.facs.distinct import at_one_rate, compare, similarity


def _signal(tracks: str) -> Animation:
    return parse_animation(f"signal: s\nframes: 25\nfps: 25\ntracks: {{{tracks}}}\n".encode(), where="s.yaml")


A = "AU4: [[2, 0], [6, {0}], [12, {0}], [16, 0]], AU9: [[4, 0], [9, {1}], [14, 0]]"


def _by_the_words(first: Curves, second: Curves) -> float:
    """The similarity as docs/signals.md defines it, a pair of frames at a time."""
    codes = sorted(set(first.codes) | set(second.codes))

    def frame(curves: Curves, index: int) -> list[float]:
        held = curves.weights(min(max(index, 0), curves.frames - 1))
        return [held.get(code, 0.0) for code in codes]

    found = []
    least = -(-min(first.frames, second.frames) // 2)
    for shift in range(-second.frames, first.frames + 1):
        both = [t for t in range(first.frames) if 0 <= t - shift < second.frames]
        either = range(min(0, shift), max(first.frames, second.frames + shift))
        for times in (both, either) if len(both) >= least else ():
            x = [value for t in times for value in frame(first, t)]
            y = [value for t in times for value in frame(second, t - shift)]
            found.append(correlation(x, y) if len(set(x)) > 1 and len(set(y)) > 1 else 0.0)
    return max(found)


@pytest.mark.parametrize("seed", range(40))
def test_the_similarity_is_that_of_the_words(seed: int) -> None:
    chance = np.random.default_rng(seed)
    clips = []
    for _ in range(2):
        codes = tuple(
            sorted(chance.choice(["AU1", "AU4", "AU12", "AU43", "blush"], chance.integers(1, 5), replace=False))
        )
        values = chance.integers(0, 5, (int(chance.integers(2, 12)), len(codes))) / 4
        clips.append(Curves(codes, values if chance.random() < 0.8 else np.round(values[:1]) + 0 * values, 25))
    clips[0].values[0, 0] = 1.25  # it moves
    assert similarity(*clips)[0] == pytest.approx(max(_by_the_words(*clips), -1.0), abs=1e-9)
    assert similarity(*reversed(clips))[0] == pytest.approx(similarity(*clips)[0], abs=1e-9)


def test_all_are_compared_at_one_rate_whatever_their_order() -> None:
    slow = parse_animation(b"signal: a\nframes: 11\nfps: 10\ntracks: {AU4: [[0, 0], [10, 1]]}\n", where="a.yaml")
    long = parse_animation(b"signal: b\nframes: 5000\nfps: 25\ntracks: {AU4: [[0, 0], [4999, 1]]}\n", where="b.yaml")
    assert [(curves.frames, curves.fps) for curves in at_one_rate([_signal(""), slow])] == [(10, 10), (11, 10)]
    assert [curves.frames for curves in at_one_rate([slow, long])] == [1, 250]
    (pair,), (turned,) = compare([_signal(A.format(1, 1)), slow]), compare([slow, _signal(A.format(1, 1))])
    assert pair.similarity == pytest.approx(turned.similarity)


def test_a_scaled_copy_is_alike() -> None:
    first, second = sample_animation(_signal(A.format(1.0, 0.8))), sample_animation(_signal(A.format(0.5, 0.4)))
    assert similarity(first, second) == (pytest.approx(1), 0)


def test_a_shifted_copy_is_alike() -> None:
    later = "AU4: [[7, 0], [11, 1], [17, 1], [21, 0]], AU9: [[9, 0], [14, .8], [19, 0]]"
    first, second = sample_animation(_signal(A.format(1.0, 0.8))), sample_animation(_signal(later))
    assert similarity(first, second) == (pytest.approx(1), -5)
    assert similarity(second, first) == (pytest.approx(1), 5)


def test_a_copy_whose_rise_was_cut_off_is_alike() -> None:
    """A hold to the end, begun 8 frames later: only its first part is still in the clip."""
    first = sample_animation(_signal("AU4: [[1, 0], [6, 1]], AU9: [[3, 0], [9, .9]]"))
    second = sample_animation(_signal("AU4: [[9, 0], [14, 1]], AU9: [[11, 0], [17, .9]]"))
    assert similarity(first, second) == (pytest.approx(1), -8)


def test_other_aus_are_not_alike() -> None:
    assert (
        similarity(
            sample_animation(_signal("AU4: [[0, 0], [9, 1]]")), sample_animation(_signal("AU12: [[0, 0], [9, 1]]"))
        )[0]
        < 0
    )


def test_a_correlation_worked_out_by_hand() -> None:
    """(0, 1, 0) against (0, 1, 1).

    As they stand: (−1, 2, −1) and (−2, 1, 1) in thirds, so (3/9) / (6/9) = .5. Moved by −1 and held: (0, 0, 1, 0)
    against (0, 1, 1, 1), .25 / .75; in the two frames that both play one is constant. Moved by +1: −.58 and −1.
    """
    first = Curves(("AU4",), np.array([[0.0], [1.0], [0.0]]), 25)
    second = Curves(("AU4",), np.array([[0.0], [1.0], [1.0]]), 25)
    assert similarity(first, second) == (pytest.approx(0.5), 0)


def test_parts_in_which_nothing_moves_are_no_likeness() -> None:
    """The first rests in its second half, the second in its first."""
    early, late = _signal("AU4: [[0, 0], [5, 1], [10, 0]]"), _signal("AU12: [[14, 0], [19, 1], [24, 0]]")
    assert similarity(sample_animation(early), sample_animation(late))[0] <= 0


def test_two_that_never_move_are_alike() -> None:
    assert similarity(sample_animation(_signal("")), sample_animation(_signal("AU4: [[0, 0]]"))) == (1.0, 0)
    assert similarity(sample_animation(_signal("")), sample_animation(_signal("AU4: [[0, 0], [5, 1]]")))[0] == 0
