"""Reading between keyframes: values worked out by hand, and what must hold for any keys."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen.facs.curves import INTERPOLATIONS, Curves, Interpolation, Key, Phases, keys_through, phases, values_at

levels = st.floats(0, 1, allow_nan=False) | st.sampled_from([0.0, 0.2, 1.0])
tracks = st.dictionaries(st.integers(0, 60), levels, min_size=1, max_size=12).map(lambda d: sorted(d.items()))
kinds = st.sampled_from(INTERPOLATIONS)
TIMES = [i / 4 for i in range(4 * 64)]


@given(tracks, kinds)
def test_values_stay_between_0_and_1(keys: list[Key], kind: Interpolation) -> None:
    assert all(0 <= value <= 1 for value in values_at(keys, TIMES, kind))


@given(tracks, kinds)
def test_keys_are_hit_exactly(keys: list[Key], kind: Interpolation) -> None:
    assert values_at(keys, [frame for frame, _ in keys], kind) == [level for _, level in keys]


@given(tracks, kinds)
def test_a_track_holds_before_its_first_and_after_its_last_key(keys: list[Key], kind: Interpolation) -> None:
    first, last = keys[0], keys[-1]
    assert set(values_at(keys, [t for t in TIMES if t <= first[0]], kind)) == {first[1]}
    assert set(values_at(keys, [t for t in TIMES if t >= last[0]], kind)) == {last[1]}


@given(tracks, kinds)
def test_no_value_leaves_the_two_keys_around_it(keys: list[Key], kind: Interpolation) -> None:
    for (start, low), (stop, high) in pairwise(keys):
        values = values_at(keys, [t for t in TIMES if start <= t <= stop], kind)
        assert min(low, high) <= min(values) and max(values) <= max(low, high)


@given(tracks.map(lambda keys: [(f, v) for (f, _), v in zip(keys, sorted(v for _, v in keys), strict=True)]), kinds)
def test_rising_keys_give_a_rising_curve(keys: list[Key], kind: Interpolation) -> None:
    values = values_at(keys, TIMES, kind)
    assert all(later - earlier >= -1e-12 for earlier, later in pairwise(values))


@given(tracks)
def test_a_smooth_curve_has_no_corner(keys: list[Key]) -> None:
    step = 1e-4
    for frame, _ in keys:
        before, at, after = values_at(keys, [frame - step, frame, frame + step], "smooth")
        assert abs((after - at) - (at - before)) / step < 1e-2


@pytest.mark.parametrize(
    ("keys", "time", "value"),
    [
        # slopes 0, (.2 + .05) / 2 = .125, 0: half-way the cubic is the mean of its ends ± width × slope / 8
        ([(0, 0.0), (4, 0.8), (8, 1.0)], 2, 0.4 - 4 * 0.125 / 8),
        ([(0, 0.0), (4, 0.8), (8, 1.0)], 6, 0.9 + 4 * 0.125 / 8),
        # the mean slope .11375 is over 3 × .0025, which Fritsch and Carlson allow at most
        ([(0, 0.0), (4, 0.9), (8, 0.91)], 6, 0.905 + 4 * 0.0075 / 8),
        ([(0, 0.0), (4, 0.9), (8, 0.91)], 2, 0.45 - 4 * 0.0075 / 8),
        # a peak: the slope there is 0, so that each side is 3t² − 2t³
        ([(0, 0.0), (4, 1.0), (8, 0.0)], 1, 3 / 16 - 2 / 64),
        ([(0, 0.0), (4, 1.0), (8, 0.0)], 7, 3 / 16 - 2 / 64),
    ],
)
def test_smooth_values_worked_out_by_hand(keys: list[Key], time: float, value: float) -> None:
    assert values_at(keys, [time], "smooth")[0] == pytest.approx(value, abs=1e-12)


def test_an_unknown_interpolation_is_refused() -> None:
    with pytest.raises(ValueError, match="'cubic'"):
        values_at([(0, 0.0), (2, 1.0)], [1], "cubic")  # type: ignore[arg-type]


@given(st.lists(levels, min_size=1, max_size=40))
def test_keys_through_values_give_them_back(values: list[float]) -> None:
    keys = keys_through(values)
    assert values_at(keys, list(range(len(values))), "linear") == pytest.approx(values, abs=2e-9)


def test_keys_through_a_trapezoid_are_its_corners() -> None:
    values = [0, 0, 0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0, 0]
    assert keys_through(values) == ((0, 0), (1, 0), (5, 1), (7, 1), (9, 0))


def _curves(*columns: list[float]) -> Curves:
    return Curves(tuple(f"AU{i + 1}" for i in range(len(columns))), np.array(columns).T.copy(), 25)


def test_phases_are_those_of_the_sum_of_all_aus() -> None:
    curves = _curves([0, 0.05, 0.5, 1, 1, 0.5, 0], [0, 0, 0, 0, 0.2, 0, 0])
    assert phases(curves) == Phases(onset=2, apex=4, offset=5)
    assert phases(_curves([0, 0.9, 0, 0.2, 1, 0.2, 0, 0.9])) == Phases(onset=3, apex=4, offset=5)
    assert phases(_curves([0, 0, 0])) is None


def test_weights_name_the_aus_that_act() -> None:
    curves = _curves([0, 0.5], [0, 0])
    assert curves.weights(1) == {"AU1": 0.5}
    assert curves.weights(0) == {}
    assert curves.peaks() == {"AU1": 0.5, "AU2": 0.0}
