"""A person who turns, a head that is placed, a camera that rolls: what is seen where."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import FILL, frame_head
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera

HEAD = HeadBounds((0.1, 7.0, 0.6), 1.6)
FRONTAL = Angle("frontal", 0, 0)
OBLIQUE = Angle("oblique", 40, -30, 5)


def draw(**values: float) -> Drawn:
    return Drawn(SceneSpec("s"), {name.replace("_", ".", 1): value for name, value in values.items()}, 0, 0)


def test_as_usual_the_camera_is_the_studios_to_the_bit() -> None:
    for angle in (FRONTAL, OBLIQUE):
        assert staged_camera(HEAD, angle, draw(), width=256, height=192) == frame_head(
            HEAD, angle, width=256, height=192
        )


def test_a_person_who_turns_to_the_left_is_seen_from_the_right() -> None:
    for turn, angle in (
        ({"person_yaw": 20.0}, Angle("a", -20, 0)),
        ({"person_pitch": 20.0}, Angle("a", 0, -20)),
        ({"person_roll": -20.0}, Angle("a", 0, 0, -20)),
    ):
        seen = staged_camera(HEAD, FRONTAL, draw(**turn), width=200, height=200)
        wanted = frame_head(HEAD, angle, width=200, height=200)
        assert np.allclose(seen.position, wanted.position, atol=1e-9)
        assert np.allclose(seen.rotation, wanted.rotation, atol=1e-9)


@pytest.mark.parametrize("x", [-1.0, 0.3, 1.0])
@pytest.mark.parametrize("y", [-1.0, 0.0, 1.0])
def test_the_head_is_whole_wherever_it_is_placed(x: float, y: float) -> None:
    drawn = draw(
        person_x=x, person_y=y, person_distance=1.5, person_yaw=25.0, person_roll=-30.0, camera_x=0.2, camera_y=-0.1
    )
    camera = staged_camera(HEAD, OBLIQUE, drawn, width=256, height=192)
    radius = 0.5 * FILL * 192 / 1.5
    (middle,) = camera.project([HEAD.centre])
    assert middle == pytest.approx([128 + x * (128 - radius), 96 - y * (96 - radius)], abs=8)
    lot = np.random.default_rng(1).normal(size=(4000, 3))
    ball = np.array(HEAD.centre) + HEAD.radius * lot / np.linalg.norm(lot, axis=1, keepdims=True)
    seen = camera.project(ball)
    assert seen.min() > 0 and seen[:, 0].max() < 256 and seen[:, 1].max() < 192


@pytest.mark.parametrize("x, y", [(-1.0, 1.0), (1.0, -1.0), (0.0, 1.0)])
@pytest.mark.parametrize("lens", [{"k1": 0.2, "k2": 0.05}, {"k1": -0.1, "p1": 0.01, "p2": -0.01}])
def test_the_head_is_whole_through_a_lens_that_distorts_and_in_a_hand_that_shakes(
    x: float, y: float, lens: dict[str, float]
) -> None:
    drawn = draw(person_x=x, person_y=y, person_distance=1.5, camera_shake=0.05, camera_x=-0.1)
    values = {**drawn.values, **{f"camera.{name}": value for name, value in lens.items()}}
    camera = staged_camera(HEAD, FRONTAL, replace(drawn, values=values), width=192, height=256)
    lot = np.random.default_rng(1).normal(size=(4000, 3))
    ball = np.array(HEAD.centre) + HEAD.radius * lot / np.linalg.norm(lot, axis=1, keepdims=True)
    seen = camera.project(ball)
    moved = 0.05 * 256
    assert seen.min() > moved and seen[:, 0].max() < 192 - moved and seen[:, 1].max() < 256 - moved


def test_where_the_head_is_placed_does_not_change_from_where_it_is_seen() -> None:
    middle = staged_camera(HEAD, OBLIQUE, draw(person_distance=2.0), width=256, height=256)
    aside = staged_camera(HEAD, OBLIQUE, draw(person_distance=2.0, person_x=1.0, camera_x=0.25), width=256, height=256)
    assert aside.position == pytest.approx(middle.position)
    rows = np.array(aside.rotation)
    assert rows @ rows.T == pytest.approx(np.eye(3), abs=1e-9)
    assert np.linalg.det(rows) == pytest.approx(np.linalg.det(np.array(middle.rotation)))


def test_a_camera_farther_away_shows_the_head_as_large_and_flatter() -> None:
    near, far = (staged_camera(HEAD, FRONTAL, draw(camera_distance=d), width=256, height=256) for d in (5.0, 40.0))
    x, y, z = HEAD.centre

    def span(camera: object, depth: float) -> float:
        left, right = camera.project([(x - 0.5, y, z + depth), (x + 0.5, y, z + depth)])  # type: ignore[attr-defined]
        return float(right[0] - left[0])

    assert span(near, 0) == pytest.approx(span(far, 0), rel=0.025)
    assert span(near, 1) / span(near, -1) > 1.2 and span(far, 1) / span(far, -1) < 1.05
    assert math.dist(far.position, HEAD.centre) == pytest.approx(40 * HEAD.radius)
