"""Frowns and disgust move a face as the FACS manual (Ekman, Friesen & Hager 2002) says; % of the outer eyes' distance.

These are the units of ``compare.BY_PEOPLE`` that no photographs here measure: what is held are directions and bounds.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from synthgen.facs.basis import Basis, Rig
from synthgen.human.body import shape_model
from synthgen.human.library import find_models

#: landmarks of 68 on the subject's right
INNER_BROW, OUTER_BROW, UPPER_LID, LOWER_LID, WING = 21, 17, 38, 40, 31
CORNER, UPPER_LIP, LOWER_LIP, INSIDE_UPPER, INSIDE_LOWER = 48, 51, 57, 62, 66


@pytest.fixture(scope="module", params=["female_african_1", "female_asian_2", "male_caucasian_3", "male_hispanic_1"])
def rig(request: pytest.FixtureRequest, embedded: Basis) -> Rig:
    (model,) = find_models(request.param)
    return embedded.fit(shape_model(model, embedded.assets).vertices)


def moved(rig: Rig, weights: Mapping[str, float], landmark: int) -> tuple[float, float]:
    """Return how far a landmark on the subject's right goes out and up."""
    at = rig.basis.assets.landmarks68
    rest = rig.neutral[at].astype(np.float64)
    change = 100 * (rig.pose(weights)[at[landmark]] - rest[landmark]) / np.linalg.norm(rest[36] - rest[45])
    return -float(change[0]), float(change[1])


@pytest.mark.parametrize("code", ["AU4", "AU4_a", "AU4_b"])
def test_a_frown_lowers_the_brows_and_draws_them_together(rig: Rig, code: str) -> None:
    out, up = moved(rig, {code: 1.0}, INNER_BROW)
    assert out < -2 and up < -4, (out, up)
    assert abs(moved(rig, {code: 1.0}, OUTER_BROW)[1]) < abs(up) / 4


def test_a_wrinkled_nose_lifts_its_wings_narrows_the_eye_and_lowers_the_brow(rig: Rig) -> None:
    wrinkled = {"AU9": 1.0}
    assert moved(rig, wrinkled, WING)[1] > 3
    assert moved(rig, wrinkled, LOWER_LID)[1] > 0.8
    assert -3 < moved(rig, wrinkled, UPPER_LID)[1] < -0.3
    assert moved(rig, wrinkled, INNER_BROW)[1] < -0.5
    assert moved(rig, wrinkled, UPPER_LIP)[1] > 2


def test_a_frown_lowers_no_further_what_a_wrinkled_nose_has_lowered(rig: Rig) -> None:
    nose = {"AU9": 1.0}
    for frown in ({"AU4_b": 0.2}, {"AU4_b": 1.0}):
        alone = [moved(rig, weights, INNER_BROW)[1] for weights in (nose, frown)]
        together = moved(rig, nose | frown, INNER_BROW)[1]
        assert together == pytest.approx(min(alone), abs=0.5)
        assert together > sum(alone) + 0.6


def test_a_raised_upper_lip_bares_teeth_and_leaves_the_corners(rig: Rig) -> None:
    raised = {"AU10": 1.0}
    assert moved(rig, raised, UPPER_LIP)[1] > 3
    assert 2 < moved(rig, raised, INSIDE_UPPER)[1] < moved(rig, raised, UPPER_LIP)[1]
    assert abs(moved(rig, raised, INSIDE_LOWER)[1]) < 0.5
    assert abs(moved(rig, raised, CORNER)[1]) < 1.5
    assert moved(rig, raised, WING)[0] > 0 and moved(rig, raised, WING)[1] > 1


@pytest.mark.parametrize("weights", [{"AU24": 1.0}, {"AU23": 0.7, "AU24": 0.5}], ids=["AU24", "AU23+24"])
def test_pressed_lips_do_not_smile(rig: Rig, weights: Mapping[str, float]) -> None:
    assert -4 < moved(rig, weights, CORNER)[1] < 0
    assert moved(rig, weights, UPPER_LIP)[1] < 0 < moved(rig, weights, LOWER_LIP)[1]
