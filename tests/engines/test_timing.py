"""Time noted by stage, without a change to who calls."""

from __future__ import annotations

import time

import pytest

from synthgen.engines.timing import Clock, Timed


class Slow:
    width = 7

    def view(self, seconds: float) -> str:
        time.sleep(seconds)
        return "seen"

    def fail(self) -> None:
        raise ValueError("out of order")


def test_named_methods_count_and_everything_else_passes_through() -> None:
    clock = Clock()
    timed = Timed(Slow(), clock, view="picture", fail="broken")
    assert timed.view(0.02) == timed.view(0.0) == "seen"
    assert timed.width == 7
    assert 0.02 <= clock.seconds["picture"] < 1.0
    assert clock.calls["picture"] == 2
    assert clock.mean_ms("picture") == pytest.approx(500 * clock.seconds["picture"])
    assert clock.mean_ms("pose") is None


def test_a_call_that_raises_counts_too() -> None:
    clock = Clock()
    with pytest.raises(ValueError, match="out of order"):
        Timed(Slow(), clock, fail="broken").fail()
    assert clock.calls["broken"] == 1
