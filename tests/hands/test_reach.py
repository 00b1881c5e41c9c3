"""Arms that reach: the hand is where it is wanted, and bones keep their lengths."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.assets import Assets
from synthgen.hands.arm import FORE, HAND, TRUNK, UPPER, OneSide, arm_of
from synthgen.hands.limb import Limb, limb_of
from synthgen.hands.reach import best_elbow, reach
from synthgen.hands.skinning import sine_cosine
from synthgen.hands.vectors import about, blended, frame, product, transposed

UP_AND_INWARD = frame((-0.3, 0.95, 0.1), (0.0, 0.0, -1.0))


@pytest.fixture(params=("left", "right"))
def limb(assets: Assets, request: pytest.FixtureRequest) -> Limb:
    side: OneSide = request.param
    return limb_of(arm_of(assets, side), np.array(assets.base))


def moved(matrix: np.ndarray, point: tuple[float, float, float]) -> np.ndarray:
    return matrix[:, :3] @ np.array(point) + matrix[:, 3]


def test_the_mirrored_right_arm_is_a_left_one(assets: Assets) -> None:
    left, right = (limb_of(arm_of(assets, side), np.array(assets.base)) for side in ("left", "right"))
    assert np.allclose(left.joints, right.joints, atol=1e-3)
    assert np.allclose(left.axes, right.axes, atol=1e-3)
    assert left.wrist == pytest.approx(right.wrist, abs=1e-3)


@pytest.mark.parametrize("wrist", [(0.6, 6.0, 2.0), (0.9, 7.2, 1.7), (1.4, 6.8, 1.2)])
def test_a_hand_is_where_it_is_wanted(limb: Limb, wrist: tuple[float, float, float]) -> None:
    matrices = reach(limb, UP_AND_INWARD, wrist, 20.0)
    assert moved(matrices[HAND], limb.wrist) == pytest.approx(wrist, abs=1e-9)
    axes = matrices[HAND][:, :3] @ np.array(limb.axes)
    assert axes == pytest.approx(np.array(UP_AND_INWARD), abs=1e-9)
    # bones meet in the elbow, turn without stretching, and the trunk stays
    assert moved(matrices[UPPER], limb.elbow) == pytest.approx(moved(matrices[FORE], limb.elbow), abs=1e-9)
    assert moved(matrices[UPPER], limb.shoulder) == pytest.approx(limb.shoulder, abs=1e-9)
    for bone in (UPPER, FORE, HAND):
        turn = matrices[bone][:, :3]
        assert turn @ turn.T == pytest.approx(np.eye(3), abs=1e-9) and np.linalg.det(turn) == pytest.approx(1)
    assert np.allclose(matrices[TRUNK], np.eye(3, 4))


def test_the_elbow_hangs(limb: Limb) -> None:
    matrices = reach(limb, UP_AND_INWARD, (0.6, 6.5, 2.0), 0.0)
    elbow = moved(matrices[UPPER], limb.elbow)
    assert elbow[1] < limb.shoulder[1]
    out = moved(reach(limb, UP_AND_INWARD, (0.6, 6.5, 2.0), 60.0)[UPPER], limb.elbow)
    assert out[0] > elbow[0] and out[1] > elbow[1]


def test_beyond_its_reach_the_shoulder_comes_along(limb: Limb) -> None:
    far = (1.0, 12.0, 1.0)
    matrices = reach(limb, UP_AND_INWARD, far, 0.0)
    assert moved(matrices[HAND], limb.wrist) == pytest.approx(far, abs=1e-9)
    assert moved(matrices[UPPER], limb.shoulder)[1] > limb.shoulder[1] + 1


def test_the_best_elbow_is_one_of_a_body(limb: Limb) -> None:
    assert -20 <= best_elbow(limb, UP_AND_INWARD, (0.6, 6.5, 2.0)) <= 90


@pytest.mark.parametrize("degrees", [-340, -90, -1, 0, 12.5, 45, 90, 180, 250])
def test_sines_are_sines(degrees: float) -> None:
    assert sine_cosine(float(degrees)) == pytest.approx(
        (np.sin(np.radians(degrees)), np.cos(np.radians(degrees))), abs=1e-6
    )


def test_half_way_between_two_rotations() -> None:
    start, axis = about((0.0, 1.0, 0.0), 20.0), (0.6, 0.0, 0.8)
    half = blended(start, product(about(axis, 80.0), start), 0.5)
    assert np.allclose(product(half, transposed(start)), about(axis, 40.0), atol=1e-9)
