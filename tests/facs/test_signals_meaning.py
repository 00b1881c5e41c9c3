"""Whether signals do what the literature in docs/signals.md says of their class, and what their names say."""

from itertools import groupby

import numpy as np
import pytest
from numpy.typing import NDArray

from synthgen.facs.animation import Animation, sample_animation
from synthgen.facs.curves import Curves, phases
from synthgen.facs.library import find_animations
from synthgen.facs.rigid import gaze
from synthgen.facs.signs import split

#: degrees that the head turns by at intensity 1, as FACSHuman's targets do: to the left and down are positive
YAW = {"AU51": 40, "AU52": -35}
PITCH = {"AU54": 23, "AU53": -20}


def curves_of(name: str) -> Curves:
    return sample_animation(find_animations(name)[0])


def level(curves: Curves, code: str) -> NDArray[np.float64]:
    return curves.values[:, curves.codes.index(code)] if code in curves.codes else np.zeros(curves.frames)


def turned(curves: Curves, degrees: dict[str, int]) -> NDArray[np.float64]:
    """Where the head points in every frame, degrees."""
    return sum((angle * level(curves, code) for code, angle in degrees.items()), start=np.zeros(curves.frames))


def swings(angles: NDArray[np.float64], *, least: float) -> list[int]:
    """The ways that a head goes, 1 or −1 each, where it goes further than some degrees."""
    return [side for side, _ in groupby(int(np.sign(angle)) for angle in angles if abs(angle) > least)]


def peaks(angles: NDArray[np.float64]) -> int:
    """How often a way comes to a halt and turns back from further than 3°."""
    rises = np.diff(angles)
    return sum(bool(a > 0 >= b and top > 3) for a, b, top in zip(rises[:-1], rises[1:], angles[1:-1], strict=True))


@pytest.mark.parametrize("signal", find_animations(["affirmation", "negation"]), ids=lambda signal: signal.signal)
def test_yes_and_no_are_said_by_the_head_while_eyes_stay_on_the_other(signal: Animation) -> None:
    curves = sample_animation(signal)
    assert set(curves.codes) <= {*YAW, *PITCH, "AU61", "AU62", "AU63", "AU64"}
    for frame in range(curves.frames):
        weights = {code.removeprefix("AU"): value for code, value in curves.weights(frame).items()}
        (yaw, pitch), _ = gaze(weights)
        assert abs(yaw + turned(curves, YAW)[frame]) < 3
        assert abs(pitch + turned(curves, PITCH)[frame]) < 3


@pytest.mark.parametrize(("name", "times"), [("nod_once", 1), ("nod_twice", 2), ("nod_quickly", 4)])
def test_nods_go_down_so_many_times(name: str, times: int) -> None:
    pitch = turned(curves_of(name), PITCH)
    assert peaks(pitch) == times
    assert pitch.max() > 2 * -pitch.min()
    assert not turned(curves_of(name), YAW).any()


@pytest.mark.parametrize(("name", "ways"), [("shake_slowly", 2), ("shake_thrice", 5), ("shake_briefly", 6)])
def test_shakes_go_from_side_to_side_so_many_times(name: str, ways: int) -> None:
    yaw = turned(curves_of(name), YAW)
    assert swings(yaw, least=2) == [1, -1, 1, -1, 1, -1][:ways]
    assert not turned(curves_of(name), PITCH).any()


def test_sizes_differ_as_names_say() -> None:
    down = [turned(curves_of(name), PITCH).max() for name in ("nod_once", "nod_twice", "nod_quickly")]
    aside = [turned(curves_of(name), YAW).max() for name in ("shake_slowly", "shake_thrice", "shake_briefly")]
    assert down == sorted(down, reverse=True) and down[0] > 2 * down[2]
    assert aside == sorted(aside, reverse=True) and aside[0] > 2 * aside[2]


@pytest.mark.parametrize("signal", find_animations("neutral"), ids=lambda signal: signal.signal)
def test_a_neutral_face_moves_lids_alone_by_more_than_a_trace(signal: Animation) -> None:
    assert all(peak <= 0.25 for code, peak in sample_animation(signal).peaks().items() if code != "AU43")


def test_a_still_face_moves_nothing_and_a_blink_is_as_quick_as_people_s() -> None:
    assert curves_of("still").values.shape == (25, 0)
    shut = np.flatnonzero(level(curves_of("blinking"), "AU43") > 0.5) / 25
    assert 0.1 <= shut[-1] - shut[0] <= 0.3


def test_crying_has_no_tear_one_that_stands_or_some_that_run() -> None:
    drops = {
        signal.signal: {code: peak for code, peak in sample_animation(signal).peaks().items() if "tear" in code}
        for signal in find_animations("crying")
    }
    assert drops["crumple"] == {}
    assert set(drops["fighting_tears"]) == {"tear_film"}
    for name in ("quiet_weeping", "sobbing", "wail"):
        assert drops[name].pop("tear_film") > 0.5
        assert max(drops[name].values()) > 0.6
    left, right = (level(curves_of("quiet_weeping"), f"tear_drop{side}") for side in "LR")
    assert (left >= right).all() and left[-1] > right[-1] > 0


@pytest.mark.parametrize("signal", find_animations("crying"), ids=lambda signal: signal.signal)
def test_crying_has_the_brow_and_mouth_of_sadness(signal: Animation) -> None:
    assert {"AU1", "AU15"} <= split(signal.tracks)[0].keys()


def test_sobs_come_twice() -> None:
    curves = curves_of("sobbing")
    jaw = level(curves, "AU26")
    assert peaks(30 * jaw) == 2
    assert peaks(30 * level(curves, "AU54")) == 2


@pytest.mark.parametrize("signal", find_animations("pain"), ids=lambda signal: signal.signal)
def test_pain_has_what_the_scale_of_pain_counts(signal: Animation) -> None:
    """Prkachin & Solomon (2008): brow lowering, orbit tightening, levator contraction or an open mouth, eye closure."""
    strong = {code for code, peak in sample_animation(signal).peaks().items() if peak >= 0.2}
    for group in ({"AU4", "AU4_b"}, {"AU6", "AU7"}, {"AU9", "AU10", "AU26"}, {"AU43"}):
        assert strong & group


def test_contempt_is_one_sided_but_for_rolled_eyes() -> None:
    for signal in find_animations("contempt"):
        assert signal.symmetric == (signal.signal == "eye_roll")
        assert any(code.startswith("AU14") for code in signal.tracks)
    roll = curves_of("eye_roll")
    assert level(roll, "AU63").argmax() < level(roll, "AU62").argmax()  # up, then over


def test_embarrassment_is_a_sequence_of_gaze_smile_and_turning_away() -> None:
    """Keltner (1995): gaze down, then a smile, then what holds it down, and the head turns away."""
    curves = curves_of("controlled_smile")
    starts = [int(np.flatnonzero(level(curves, code) > 0.1)[0]) for code in ("AU64", "AU12", "AU24", "AU51")]
    assert starts == sorted(starts)
    looked = swings(20 * (level(curves, "AU64") - 0.2), least=2)
    assert looked == [-1, 1, -1, 1]  # at the other, down, a glance up, down again
    for signal in find_animations("embarrassment"):
        blush = level(sample_animation(signal), "blush")
        assert blush[-1] >= 0.6 and (np.diff(blush) >= 0).all()


@pytest.mark.parametrize("signal", find_animations(["boredom", "tiredness"]), ids=lambda signal: signal.signal)
def test_lids_of_bored_and_tired_people_end_half_shut(signal: Animation) -> None:
    assert 0.3 <= level(sample_animation(signal), "AU43")[-1] <= 0.7


@pytest.mark.parametrize("signal", find_animations("interest"), ids=lambda signal: signal.signal)
def test_nobody_blinks_who_is_interested(signal: Animation) -> None:
    assert "AU43" not in signal.codes


def test_relief_lets_go_of_what_was_held() -> None:
    for name, held, after in (("sigh_of_relief", "AU1", "AU33"), ("worry_lifts", "AU4", "AU12")):
        curves = curves_of(name)
        assert level(curves, held).argmax() < level(curves, after).argmax()
        assert level(curves, held)[level(curves, after).argmax()] < 0.3 * level(curves, held).max()


#: class -> units of FACS's prototype that are at .3 or more in every apex of it; of each group one at least
PROTOTYPES = {
    "happiness": (("AU12", "AU12_a"), ("AU6",)),
    "sadness": (("AU1",), ("AU15",), ("AU54",), ("AU64", "AU43")),
    "fear": (("AU1",), ("AU4",), ("AU5",), ("AU20",)),
    "surprise": (("AU1",), ("AU2",), ("AU5",), ("AU26",), ("AU18", "AU18_a", "AU22_25_up_down")),
}


@pytest.mark.parametrize("signal", find_animations(list(PROTOTYPES)), ids=lambda signal: signal.signal)
def test_the_apex_has_the_prototype_of_its_class(signal: Animation) -> None:
    curves = sample_animation(signal)
    found = phases(curves)
    assert found is not None
    apex = curves.weights(found.apex)
    for units in PROTOTYPES[str(signal.emotion)]:
        assert max(apex.get(unit, 0.0) for unit in units) >= 0.3


def test_fear_is_told_from_surprise_by_brows_and_lips_and_sadness_from_fear_by_lids() -> None:
    for name in ("fear", "sadness", "surprise"):
        for signal in find_animations(name):
            curves = sample_animation(signal)
            found = phases(curves)
            assert found is not None
            apex = curves.weights(found.apex)
            assert (apex.get("AU4", 0) >= 0.9) == (name == "fear")
            assert (apex.get("AU2", 0) >= 0.9) == (name == "surprise")
            assert (apex.get("AU5", 0) >= 0.9) == (name != "sadness")
