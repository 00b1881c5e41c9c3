"""What the arm of the base mesh is."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.assets import Assets
from synthgen.hands.arm import BONES, FOREARM, PALM, UPPER_ARM, Arm, OneSide, arm_of

SIDES: tuple[OneSide, OneSide] = ("left", "right")


@pytest.fixture(params=SIDES)
def arm(assets: Assets, request: pytest.FixtureRequest) -> Arm:
    return arm_of(assets, request.param)


def test_an_arm_is_on_its_side(assets: Assets, arm: Arm) -> None:
    sign = 1 if arm.side == "left" else -1
    assert (sign * assets.base[arm.indices, 0] > 1).all()
    assert (np.diff(arm.indices) > 0).all()


def test_weights_sum_up(arm: Arm) -> None:
    assert np.allclose(arm.weights.sum(axis=1), 1) and (arm.weights >= 0).all()
    assert arm.bones.min() >= 0 and arm.bones.max() < BONES


def test_digits_end_in_nails(assets: Assets, arm: Arm) -> None:
    for digit in range(1, 6):
        nail = np.unique(arm.faces[arm.nails & (arm.digit[arm.faces] == digit).all(axis=1)])
        tip, joint = (assets.base[arm.joints[f"{digit}-{k}"]].mean(axis=0) for k in (4, 3))
        middle = assets.base[arm.indices[nail]].mean(axis=0)
        # a nail is between the last joint and the tip, on the back, no larger than 2 cm
        assert np.linalg.norm(middle - tip) < np.linalg.norm(tip - joint)
        assert arm.dorsal[nail].mean() > 0.5
        assert np.ptp(assets.base[arm.indices[nail]], axis=0).max() < 0.2


def test_parts_follow_from_shoulder_to_tip(assets: Assets, arm: Arm) -> None:
    height = [assets.base[arm.indices[arm.digit == part], 1].mean() for part in (UPPER_ARM, FOREARM, PALM, 3)]
    assert height == sorted(height, reverse=True)  # the base mesh's arms hang


def test_palms_face_the_body(assets: Assets, arm: Arm) -> None:
    hand = arm.digit == PALM
    palm, back = (assets.base[arm.indices[hand & side], 0].mean() for side in (arm.dorsal < -0.7, arm.dorsal > 0.7))
    assert abs(palm) < abs(back)


def test_both_arms_are_alike(assets: Assets) -> None:
    left, right = (arm_of(assets, side) for side in SIDES)
    assert len(left.indices) == len(right.indices)
    assert left.nails.sum() == right.nails.sum()
    assert np.allclose(np.sort(left.dorsal), np.sort(right.dorsal), atol=1e-3)
