"""What a run will cost, as the panel says it before a start."""

from __future__ import annotations

import doctest
import importlib
import sys
from types import ModuleType

import pytest

from synthgen.design import Video

NAME = "synthgen.makehuman_plugins.synthgen_batch.estimate"


@pytest.fixture
def estimate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The plugin's module; it needs nothing of MakeHuman's."""
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    return importlib.import_module(NAME)


def test_the_words_are_those_of_the_docstrings(estimate: ModuleType) -> None:
    assert doctest.testmod(estimate) == (0, 3)


def test_two_people_with_three_signals_from_nine_views_take_as_long_as_they_took(estimate: ModuleType) -> None:
    """Measured in a MakeHuman on two shared cores: 54 clips of 192 × 192 pixels in 35.6 s."""
    speed = estimate.Speed(load=3.04, begin=0.53, pose=0.0079, picture=0.0128, bytes_per_pixel=0.0082)
    cost = estimate.cost_of(estimate.whole_work(2, [25, 25, 25], 9), Video(192, 192), speed)
    assert (cost.clips, cost.frames) == (54, 1350)
    assert cost.seconds == pytest.approx(35.6, rel=0.2)
    assert 400_000 < cost.bytes < 1_300_000


@pytest.mark.parametrize(("people", "frames", "views"), [(0, [25], 9), (2, [], 9), (2, [25], 0)])
def test_nothing_chosen_costs_nothing(estimate: ModuleType, people: int, frames: list[int], views: int) -> None:
    cost = estimate.cost_of(estimate.whole_work(people, frames, views), Video(), estimate.usual_speed(256, 256))
    assert (cost.clips, cost.frames, cost.seconds, cost.bytes) == (0, 0, 0.0, 0)


def test_png_takes_more_disk_and_larger_pictures_more_time(estimate: ModuleType) -> None:
    small = estimate.cost_of(estimate.whole_work(1, [25], 1), Video(128, 128), estimate.usual_speed(128, 128))
    large = estimate.cost_of(estimate.whole_work(1, [25], 1), Video(512, 512), estimate.usual_speed(512, 512))
    frames = estimate.cost_of(
        estimate.whole_work(1, [25], 1), Video(512, 512, codec="png"), estimate.usual_speed(512, 512)
    )
    assert small.seconds < large.seconds
    assert large.bytes * 10 < frames.bytes
