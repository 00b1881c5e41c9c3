"""What is played where action units fight."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.facs.corrective import beyond, resolve


@pytest.mark.parametrize("code", ["17", "23", "24", "28", "34"])
def test_an_opening_mouth_takes_pressing_away_in_proportion(code: str) -> None:
    pressed = [resolve({code: 0.8, "26": drop})[code] for drop in (0.0, 0.1, 0.2, 1.0)]
    assert pressed[0] == 0.8 and pressed[-1] == pytest.approx(0.8 * 0.35)  # as docs/au-basis.md says
    assert pressed == sorted(pressed, reverse=True) and pressed[1] > pressed[2] > pressed[3]


def test_what_nothing_fights_with_is_played_as_asked() -> None:
    asked = {"12": 0.7, "6": 0.4, "51": 1.0}
    assert resolve(asked) == asked and list(resolve(asked)) == sorted(asked)


@pytest.mark.parametrize("code", ["26", "26_a"])
def test_stretch_leaves_of_a_drop_what_it_does_not_take(code: str) -> None:
    assert resolve({code: 0.5, "27": 0.25})[code] == 0.375
    assert resolve({code: 1.0, "27": 1.0})[code] == 0.0


def test_skin_is_lifted_once() -> None:
    smile, cheek = np.array([[0.0, 2.0, 0.0]]), np.array([[0.3, 1.0, 0.0]])
    for share in (0.0, 0.5, 1.0):  # as far as the smile goes, the cheek adds only what goes another way
        assert (smile + beyond(cheek * share, smile))[0, 1] == pytest.approx(2.0)
    assert (smile + beyond(3 * cheek, smile))[0, 1] == pytest.approx(3.0)  # beyond it, it goes on
    assert np.array_equal(beyond(-cheek, smile), -cheek)  # what goes down is no lifting
