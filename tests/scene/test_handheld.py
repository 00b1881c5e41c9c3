"""A camera in a hand: never farther than declared, without jumps, and the same whoever asks in whatever order."""

from __future__ import annotations

from itertools import pairwise

import pytest

from synthgen.scene.angles import Angle
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import frame_head
from synthgen.scene.handheld import hand, held
from synthgen.scene.spec import Drawn, SceneSpec

FRAMES = range(120)


def draw(clip: int = 4, **values: float) -> Drawn:
    return Drawn(SceneSpec("s"), {name.replace("_", ".", 1): value for name, value in values.items()}, 0, clip)


def test_it_stays_within_what_is_declared_and_does_not_jump() -> None:
    paths = [[hand(draw(clip, camera_shake=0.04), frame) for frame in FRAMES] for clip in range(40)]
    assert 0.02 < max(abs(v) for path in paths for place in path for v in place) <= 0.04
    steps = [abs(b[k] - a[k]) for path in paths for a, b in pairwise(path) for k in range(2)]
    assert max(steps) < 0.012


def test_every_clip_has_a_path_of_its_own_whatever_the_order() -> None:
    one = [hand(draw(1, camera_shake=0.04), frame) for frame in FRAMES]
    assert [hand(draw(1, camera_shake=0.04), frame) for frame in reversed(FRAMES)] == one[::-1]
    assert [hand(draw(2, camera_shake=0.04), frame) for frame in FRAMES] != one


def test_a_still_clip_stands_still_and_a_steady_camera_is_the_same_one() -> None:
    still = draw(camera_shake=0.04, person_still=1.0)
    assert len({hand(still, frame) for frame in FRAMES}) == 1
    camera = frame_head(HeadBounds((0, 7, 0), 1.5), Angle("a", 0, 0), width=200, height=100)
    assert held(camera, draw(), 5) is camera
    moved = held(camera, draw(camera_shake=0.04), 5)
    right, down = hand(draw(camera_shake=0.04), 5)
    assert (moved.centre_x - 100, moved.centre_y - 50) == pytest.approx((100 * right, 100 * down))
    assert right and down and moved.rotation == camera.rotation
