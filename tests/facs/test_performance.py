"""How a scene's people play a signal: what is seen and what records say of it are one."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthgen.facs.animation import Animation, parse_animation, sample_animation
from synthgen.facs.curves import phases
from synthgen.facs.performance import frames_played, performed, unchanged
from synthgen.scene.spec import SceneSpec, parse_scene
from synthgen.yamlfile import parse

#: up to the apex in frame 12, and back
SMILE = b"""
signal: smile
emotion: joy
frames: 25
fps: 25
tracks:
  AU12: [[0, 0], [12, 0.8], [24, 0]]
  AU17: [[0, 0], [12, 0.4], [24, 0]]
  AU52: [[0, 0], [12, 0.5], [24, 0]]
"""


def signal(text: bytes = SMILE) -> Animation:
    return parse_animation(text, where="smile.yaml")


def scene(**person: float) -> SceneSpec:
    factors = ", ".join(f"{key}: {value}" for key, value in person.items())
    return parse_scene(parse(f"name: somewhere\nperson: {{{factors}}}\n".encode(), where="somewhere.yaml"))


def played(model: str = "ada", text: bytes = SMILE, **person: float):  # type: ignore[no-untyped-def]
    return performed(signal(text), scene(**person).draw(3, model=model, signal="smile", angle="front"))


def column(performance, code: str) -> list[float]:  # type: ignore[no-untyped-def]
    return performance.curves.values[:, performance.curves.codes.index(code)].tolist()


def test_as_usual_it_is_the_signal_to_the_bit() -> None:
    for performance in (played(yaw=5), unchanged(signal())):
        assert performance.curves.codes == ("AU12", "AU17", "AU52")
        assert performance.curves.values.tobytes() == sample_animation(signal()).values.tobytes()
        assert performance.expression is performance.curves and performance.symmetric


def test_weaker_is_weaker_by_so_much() -> None:
    performance = played(intensity=0.2)
    assert performance.curves.peaks() == pytest.approx({"AU12": 0.16, "AU17": 0.08, "AU52": 0.1})
    assert phases(performance.expression) == phases(sample_animation(signal()))


@pytest.mark.parametrize(("tempo", "frames", "apex"), [(2.0, 13, 6), (0.5, 50, 24.5), (1.25, 20, 9.5)])
def test_tempo_takes_fewer_frames_and_loses_nothing(tempo: float, frames: int, apex: float) -> None:
    performance = played(tempo=tempo)
    smile = column(performance, "AU12")
    assert (len(smile), performance.curves.fps) == (frames, 25.0)
    assert performance.apex == pytest.approx(apex, abs=0.5)
    assert smile[0] == smile[-1] == 0 and max(smile) == pytest.approx(0.8, abs=0.05)


def test_before_a_later_onset_the_first_frame_is_held() -> None:
    smile = column(played(onset=7), "AU12")
    assert smile[:8] == [0.0] * 8 and smile[7:] == column(unchanged(signal()), "AU12")


@pytest.mark.parametrize(("side", "left", "right"), [(1, 0.8, 0), (-1, 0, 0.8), (0.25, 0.8, 0.6)])
def test_what_has_sides_is_played_by_one(side: float, left: float, right: float) -> None:
    performance = played(side=side)
    peaks = {code: peak for code, peak in performance.curves.peaks().items() if peak}
    expected = {"AU12L": left, "AU12R": right, "AU17": 0.4, "AU52": 0.5}
    assert peaks == pytest.approx({code: peak for code, peak in expected.items() if peak})
    assert not performance.symmetric


def test_a_signal_of_one_side_and_one_without_sides_stay() -> None:
    wink = b"signal: wink\nframes: 3\nfps: 25\nsymmetric: false\ntracks: {AU12L: [[0, 0], [2, 1]]}\n"
    chin = b"signal: chin\nframes: 3\nfps: 25\ntracks: {AU17: [[0, 0], [2, 1]], AU43: [[0, 0], [2, 1]]}\n"
    assert played(text=wink, side=-1).curves.peaks() == {"AU12L": 1.0}
    assert played(text=chin, side=-1).curves.peaks() == {"AU17": 1.0, "AU43": 1.0}
    assert played(text=chin, side=-1).symmetric


def test_still_is_the_apex_and_nothing_moves() -> None:
    performance = played(still=1)
    assert performance.curves.frames == 25 and performance.apex == 0
    assert np.ptp(performance.curves.values, axis=0).max() == 0
    assert performance.curves.peaks() == {"AU12": 0.8, "AU17": 0.4, "AU52": 0.5}


def test_one_frame_of_it_is_the_apex_or_the_one_asked_for() -> None:
    performance = played(onset=3)
    assert performance.still().curves.weights(0) == {"AU12": 0.8, "AU17": 0.4, "AU52": 0.5}
    assert performance.still(0).curves.weights(0) == performance.still(999).curves.weights(0) == {}
    assert performance.still(9).curves.values.tolist() == performance.curves.values[9:10].tolist()


@pytest.mark.parametrize("person", [{"tempo": 0.7}, {"tempo": 1.9, "onset": 11.6}, {"onset": 0.4}])
def test_how_many_frames_there_are_is_known_before(person: dict[str, float]) -> None:
    drawn = scene(**person).draw(0, model="ada", signal="smile", angle="front")
    for rate in (None, 25.0, 30.0, 12.5):
        assert performed(signal(), drawn, rate).curves.frames == frames_played(signal(), drawn, rate)


LONG = b"signal: rest\nframes: 3000\nfps: 25\ntracks: {AU12: [[0, 0], [9, 0.8], [12, 0]]}\n"


def test_idle_people_blink_look_about_and_sway() -> None:
    performance = played(text=LONG, idle=1)
    lids = np.array(column(performance, "AU43"))
    shut = np.flatnonzero((lids[1:] > 0.5) & (lids[:-1] <= 0.5))
    assert 12 <= len(shut) / 2 <= 25  # a minute
    open_share = float((lids == 0).mean())
    assert 0.85 < open_share < 0.95
    for code, most in {"AU61": 0.14, "AU62": 0.14, "AU63": 0.08, "AU64": 0.08, "AU51": 0.06, "AU55": 0.09}.items():
        assert 0.6 * most < max(column(performance, code)) <= most + 1e-9
    turn = np.array(column(performance, "AU51")) - np.array(column(performance, "AU52"))
    assert np.abs(np.diff(turn)).max() < 0.02  # less than a degree a frame
    assert abs(turn.mean()) < 0.01


def test_idle_motion_is_no_part_of_the_expression() -> None:
    performance = played(text=LONG, idle=1)
    assert phases(performance.expression) == phases(unchanged(signal(LONG)).curves)
    assert performance.curves.peaks()["AU43"] > 0.8 and "AU43" not in performance.expression.codes


def test_less_of_it_is_less() -> None:
    little, much = played(text=LONG, idle=0.3), played(text=LONG, idle=1)

    def blinks(performance) -> int:  # type: ignore[no-untyped-def]
        lids = np.array(column(performance, "AU43"))
        return int(((lids[1:] > 0.5) & (lids[:-1] <= 0.5)).sum())

    assert blinks(little) < 0.5 * blinks(much)
    assert max(column(little, "AU51")) == pytest.approx(0.3 * max(column(much, "AU51")), abs=1e-5)


def test_every_take_idles_in_its_own_way_and_all_its_cameras_see_it() -> None:
    assert column(played("ada", idle=1), "AU57") != column(played("ben", idle=1), "AU57")
    spec = scene(idle=1)
    front, side = (
        performed(signal(), spec.draw(3, model="ada", signal="smile", angle=angle)) for angle in ("front", "side")
    )
    assert front.curves.values.tobytes() == side.curves.values.tobytes()


def test_intensities_stay_within_bounds_with_idle_motion_on_top() -> None:
    full = b"signal: full\nframes: 200\nfps: 25\ntracks: {AU51: [[0, 1]], AU61: [[0, 1]], AU43: [[0, 0.4]]}\n"
    values = played(text=full, idle=1).curves.values
    assert values.min() >= 0 and values.max() == 1 and math.isfinite(values.sum())
    assert min(column(played(text=full, idle=1), "AU43")) == 0.4
