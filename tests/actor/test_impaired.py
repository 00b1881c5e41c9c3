"""Palsy weakens AUs on one side alone; strabismus turns one eye, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.actor.impaired import STRAIGHT, ImpairedRig, weaken
from synthgen.facs.basis import Basis, Rig
from synthgen.facs.vectors import centroid

WEIGHTS = {"AU1": 0.7, "AU12": 0.9, "AU17": 0.4, "AU43": 0.2, "AU26": 0.5, "AU52": 0.4, "AU61": 0.6}


@pytest.fixture(scope="module")
def right_palsy(embedded: Basis, base_rig: Rig) -> ImpairedRig:
    return ImpairedRig(embedded, base_rig.neutral, weak_side="right", severity=0.8)


def test_without_a_condition_it_is_the_rig_to_the_bit(embedded: Basis, base_rig: Rig) -> None:
    rig = ImpairedRig(embedded, base_rig.neutral)
    assert rig.pose(WEIGHTS).tobytes() == base_rig.pose(WEIGHTS).tobytes()
    assert rig.neutral.tobytes() == base_rig.neutral.tobytes()


def test_each_side_plays_what_is_left_to_it(base_rig: Rig, right_palsy: ImpairedRig) -> None:
    posed, full, less = (
        right_palsy.pose(WEIGHTS),
        base_rig.pose(WEIGHTS),
        base_rig.pose(weaken(WEIGHTS, 0.8)),
    )
    x = np.asarray(base_rig.basis.assets.base)[:, 0]
    assert np.array_equal(posed[x > 0.15], full[x > 0.15])
    assert np.allclose(posed[x < -0.15], less[x < -0.15], atol=1e-6)
    assert np.abs(full - less)[x < -0.15].max() > 0.03


def test_each_side_folds_skin_as_it_moves(base_rig: Rig, embedded: Basis, right_palsy: ImpairedRig) -> None:
    left, right = right_palsy.sides(WEIGHTS)
    assert left == WEIGHTS and right == weaken(WEIGHTS, 0.8)
    both = ImpairedRig(embedded, base_rig.neutral).sides(WEIGHTS)
    assert both == (WEIGHTS, WEIGHTS)


def test_at_rest_and_where_other_nerves_move_nothing_changes(base_rig: Rig, right_palsy: ImpairedRig) -> None:
    assert right_palsy.pose({}).tobytes() == base_rig.neutral.tobytes()
    others = {"AU5": 0.5, "AU26": 0.8, "AU54": 0.3, "AU62": 1.0}
    assert right_palsy.pose(others).tobytes() == base_rig.pose(others).tobytes()


def test_the_weak_lids_close_half_way_and_the_others_wholly(base_rig: Rig, embedded: Basis) -> None:
    rig = ImpairedRig(embedded, base_rig.neutral, weak_side="left", severity=1.0)
    posed = rig.pose({"AU43": 1.0}).astype(np.float64)
    left, right = (float(lids.gaps(posed).max()) for lids in rig.rig.lids)
    opening = float(rig.rig.lids[0].gaps(base_rig.neutral.astype(np.float64)).max())
    assert right < 0.002
    assert 0.3 * opening < left < 0.7 * opening


def test_strabismus_turns_one_eye_inward_and_gaze_turns_both(base_rig: Rig, embedded: Basis) -> None:
    rig = ImpairedRig(embedded, base_rig.neutral, eye_turns=((-20.0, 0.0), STRAIGHT[1]))

    def yaws(vertices: np.ndarray) -> list[float]:
        found = []
        for eye in embedded.eyes:
            ball = vertices[eye.ball].astype(np.float64)
            at = np.asarray(embedded.assets.base)[eye.ball]
            x, _, z = ball[int(at[:, 2].argmax())] - centroid(ball)
            found.append(float(np.degrees(np.arctan2(x, z))))
        return found

    straight = yaws(base_rig.neutral)
    assert np.subtract(yaws(rig.pose({})), straight) == pytest.approx([-20, 0], abs=0.5)
    assert np.subtract(yaws(rig.pose({"AU61": 0.5})), straight) == pytest.approx([-2, 18], abs=0.5)
    balls = np.concatenate([eye.ball for eye in embedded.eyes])
    elsewhere = np.setdiff1d(np.arange(19158), balls)
    assert np.array_equal(rig.pose({})[elsewhere], base_rig.neutral[elsewhere])
    assert rig.neutral.tobytes() == base_rig.neutral.tobytes()
