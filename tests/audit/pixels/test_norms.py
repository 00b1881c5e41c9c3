"""Norms of motion, and clips against them: on made-up profiles, whose gains and norms are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.audit.pixels.motion import others_median
from synthgen.audit.pixels.neutral import residual_rms
from synthgen.audit.pixels.norms import motion_norms, profile_of
from synthgen.audit.pixels.profiles import check_profiles
from synthgen.audit.pixels.series import Motion, Shots
from synthgen.audit.pixels.strata import Clip, stratify
from synthgen.reader.entry import Entry

PEOPLE, SIGNALS = [f"p{k}" for k in range(5)], [f"s{k}" for k in range(6)]
#: how much each person's picture changes, whatever they do; the middle one is 1
GAINS = (0.5, 0.8, 1.0, 1.25, 2.0)


def clip(person: str, signal: str, levels: np.ndarray) -> Clip:
    """Return a clip whose picture changes by ``levels`` (24, 36)."""
    profile = np.round(16 * np.sqrt(levels)).astype(np.uint8)
    nothing = np.zeros(8, np.float16)
    shots = Shots(np.zeros((24, 24), np.uint8), np.zeros((24, 24), np.uint8), np.zeros((3, 16, 16), np.uint8))
    measures = ClipMeasures("", 9, 64, b"", Motion(nothing, nothing, nothing[:-1], profile), shots, None, None, None)
    studio = {"id": "studio", "seed": 0, "values": {}}
    parts = {"model": {"id": person}, "signal": {"id": signal}, "angle": {"id": "front"}, "scene": studio}
    rest = dict.fromkeys(Entry.__slots__)
    return Clip(Entry(**rest | parts | {"clip": f"{person}__{signal}", "path": "a.mp4"}), measures)  # type: ignore[arg-type]


def level(number: int) -> np.ndarray:
    """Return the motion of a signal, (24, 36) levels: another part of the face and another time for each."""
    steps, cells = np.mgrid[:24, :36]
    return np.asarray(4.0 + 30.0 * np.exp(-((steps - 3 * number - 4) ** 2) / 18 - (cells - 6 * number - 2) ** 2 / 30))


@pytest.fixture
def clips() -> list[Clip]:
    return [
        clip(person, signal, gain * level(number))
        for person, gain in zip(PEOPLE, GAINS, strict=True)
        for number, signal in enumerate(SIGNALS)
    ]


def test_gains_are_told_from_norms(clips: list[Clip]) -> None:
    (view,) = motion_norms(clips, 3)
    assert set(view.norms) == set(SIGNALS) and len(view.expected) == len(clips)
    for number, signal in enumerate(SIGNALS):
        assert view.norms[signal] == pytest.approx(level(number), rel=0.1)
    for one in clips:
        assert view.expected[one.id] == pytest.approx(profile_of(one), rel=0.12, abs=0.4)


def test_a_norm_needs_enough_people_and_a_gain_enough_signals(clips: list[Clip]) -> None:
    (view,) = motion_norms([one for one in clips if one.signal != "s0" or one.model in ("p0", "p1")], 3)
    assert "s0" not in view.norms and "s1" in view.norms
    (view,) = motion_norms([one for one in clips if one.signal in SIGNALS[:4]], 3)
    assert view.expected == {}


def test_a_clip_that_moves_like_another_signal_or_backwards_is_told(clips: list[Clip]) -> None:
    assert list(check_profiles(clips, PixelLimits())) == []
    place = next(k for k, one in enumerate(clips) if one.id == "p2__s1")
    wrong = [*clips[:place], clip("p2", "s1", level(4)), *clips[place + 1 :]]
    (finding,) = check_profiles(wrong, PixelLimits())
    assert (finding.code, finding.clip) == ("motion-differs", "p2__s1") and "moves like 's4'" in finding.message
    wrong = [*clips[:place], clip("p2", "s1", level(1)[::-1]), *clips[place + 1 :]]
    (finding,) = check_profiles(wrong, PixelLimits())
    assert finding.clip == "p2__s1"


def test_the_median_of_the_others_leaves_out_oneself() -> None:
    values = np.array([[1.0, 5.0], [2.0, 5.0], [3.0, 5.0], [100.0, 0.0]])
    expected = [sorted(values[[k for k in range(4) if k != row], column])[1] for row in range(4) for column in (0, 1)]
    assert others_median(values).ravel().tolist() == expected


def test_light_alone_makes_no_difference_and_structure_does() -> None:
    rng = np.random.default_rng(1)
    face = rng.integers(20, 200, (24, 24)).astype(float)
    assert residual_rms(0.002 * face**2 + 0.4 * face + 10, face) == pytest.approx(0, abs=1e-6)
    assert residual_rms(face[:, ::-1], face) > 10


def test_strata_hold_clips_in_their_order(clips: list[Clip]) -> None:
    by_person = stratify(clips, lambda one: one.model)
    assert list(by_person) == PEOPLE
    assert [one.signal for one in by_person["p3"]] == SIGNALS
    assert replace(clips[0]).view == ("front", "studio", 0)
