"""Eyes and head turn by the angles that facts/au-basis.md states, and take along what hangs on them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from synthgen.facs.basis import Rig

Floats = NDArray[np.float64]


def turn(before: Floats, after: Floats) -> tuple[float, float, float, float]:
    """Return yaw, pitch, roll (degrees) of the best rotation between point sets, and its residual (dm)."""
    start, end = before - before.mean(axis=0), after - after.mean(axis=0)
    u, _, vt = np.linalg.svd(end.T @ start)
    matrix = u @ np.diag([1, 1, np.sign(np.linalg.det(u @ vt))]) @ vt
    yaw, pitch = np.arctan2(matrix[0, 2], matrix[2, 2]), -np.arcsin(matrix[1, 2])
    roll = np.arctan2(matrix[1, 0], matrix[1, 1])
    residual = float(np.abs(end - start @ matrix.T).max())
    return *np.degrees([yaw, pitch, roll]).tolist(), residual  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("code", "left", "right"),
    [
        ("AU61", (36, 0), (36, 0)),
        ("AU62", (-36, 0), (-36, 0)),
        ("AU63", (0, -40), (0, -40)),
        ("AU64", (0, 62), (0, 62)),
        ("AU65", (36, 0), (-36, 0)),
        ("AU66", (-36, 0), (36, 0)),
        ("AU61L", (36, 0), (0, 0)),
        ("AU64R", (0, 0), (0, 62)),
    ],
)
def test_eyes_turn_about_their_centres(base_rig: Rig, code: str, left: tuple[int, int], right: tuple[int, int]) -> None:
    for weight in (0.5, 1.0):
        posed = base_rig.pose({code: weight}).astype(np.float64)
        for lids, (yaw, pitch) in zip(base_rig.lids, (left, right), strict=True):
            before = base_rig.neutral[lids.eye.ball].astype(np.float64)
            after = posed[lids.eye.ball]
            found = turn(before, after)
            assert np.allclose(found, (weight * yaw, weight * pitch, 0, 0), atol=0.001)
            assert np.abs(after.mean(axis=0) - before.mean(axis=0)).max() < 1e-6


def test_the_subjects_left_is_plus_x(base_rig: Rig) -> None:
    ball = base_rig.lids[0].eye.ball
    front = ball[np.argmax(base_rig.neutral[ball, 2])]
    assert base_rig.pose({"AU61": 1.0})[front, 0] > base_rig.neutral[front, 0] + 0.05
    assert base_rig.pose({"AU63": 1.0})[front, 1] > base_rig.neutral[front, 1] + 0.05


def test_gaze_takes_lids_along_but_no_brows(base_rig: Rig) -> None:
    lids = base_rig.lids[0]
    down = base_rig.pose({"AU64": 0.5}).astype(np.float64)
    assert lids.gaps(down).max() < 0.75 * lids.aperture.max()
    brows = base_rig.basis.assets.landmarks68[17:27]
    assert np.abs(down[brows] - base_rig.neutral[brows]).max() < 0.03


def test_pupils_scale(base_rig: Rig) -> None:
    def width(weights: dict[str, float], eye: int) -> float:
        return float(np.ptp(base_rig.pose(weights)[base_rig.lids[eye].eye.ball[::9], 0]))

    assert width({"AUboth_eye_pupil_contract": 1.0}, 0) == pytest.approx(0.352 * width({}, 0), rel=1e-3)
    assert width({"AUleft_eye_pupil_dilate": 1.0}, 0) == pytest.approx(1.966 * width({}, 0), rel=1e-3)
    assert width({"AUleft_eye_pupil_dilate": 1.0}, 1) == width({}, 1)


@pytest.mark.parametrize(
    ("code", "angles"),
    [
        ("AU51", (40, 0, 0)),
        ("AU52", (-35, 0, 0)),
        ("AU53", (0, -20, 0)),
        ("AU54", (0, 23, 0)),
        ("AU55", (0, 0, -18)),
        ("AU56", (0, 0, 22)),
        ("AU57", (0, 0, 0)),
    ],
)
def test_the_head_turns_in_one_piece(base_rig: Rig, code: str, angles: tuple[int, int, int]) -> None:
    joint = base_rig.basis.assets.joint
    base = base_rig.neutral.astype(np.float64)
    skull = np.flatnonzero((base[:13380, 1] > 7.3) & (base[:13380, 2] > 0.8))
    groups = ["helper-upper-teeth", "helper-lower-teeth", "helper-tongue", "helper-l-eye", "helper-r-eye", "joint-jaw"]
    attached = np.concatenate([skull, *(joint(g) for g in groups), base_rig.lids[0].eye.lash, joint("joint-l-eye")])
    posed = base_rig.pose({code: 1.0}).astype(np.float64)
    assert np.allclose(turn(base[attached], posed[attached]), (*angles, 0), atol=0.002)
    chest = base[:, 1] < 4.5
    assert np.array_equal(posed[chest], base[chest])


def test_left_right_up_down_forward_back(base_rig: Rig) -> None:
    nose = base_rig.basis.assets.landmarks68[30]
    top = int(np.argmax(base_rig.neutral[:13380, 1]))

    def moved(code: str, vertex: int) -> Floats:
        return (base_rig.pose({code: 1.0}) - base_rig.neutral)[vertex].astype(np.float64)

    assert moved("AU51", nose)[0] > 0.5 and moved("AU52", nose)[0] < -0.5
    assert moved("AU53", nose)[1] > 0.2 and moved("AU54", nose)[1] < -0.2
    assert moved("AU55", top)[0] > 0.3 and moved("AU56", top)[0] < -0.3
    assert moved("AU57", nose)[2] == pytest.approx(0.23, abs=1e-4)
    assert -0.5 < moved("AU58", nose)[2] < -0.3


def test_the_face_goes_with_the_head(base_rig: Rig) -> None:
    """An expression under a turned head is the expression, turned."""
    weights = {"AU12": 0.8, "AU43": 0.6, "AU4": 0.5, "AU61": 0.3}
    face = np.flatnonzero((base_rig.neutral[:13380, 1] > 6.9) & (base_rig.neutral[:13380, 2] > 1.0))
    straight = base_rig.pose(weights).astype(np.float64)[face]
    turned = base_rig.pose({**weights, "AU51": 0.7, "AU54": 0.4}).astype(np.float64)[face]
    *_, residual = turn(straight, turned)
    assert residual < 5e-5
