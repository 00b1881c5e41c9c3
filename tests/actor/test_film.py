"""What a camera of a scene takes: moved by a hand with all that is in the picture, exposed, bent by its lens."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.actor.actor import Actor, make_actor
from synthgen.facs.basis import Basis
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle
from synthgen.scene.spec import Drawn, SceneSpec
from synthgen.scene.staging import staged_camera

pytestmark = pytest.mark.slow

WHITE = {"background.kind": "plain", "background.lightness": 1.0, "background.saturation": 0.0}


@pytest.fixture(scope="module")
def actor(embedded: Basis) -> Actor:
    (model,) = find_models(["female_asian_1"])
    actor = make_actor(model, embedded, seed=0, width=128, height=96)
    actor.pose({})
    return actor


def take(actor: Actor, frame: int = 0, **values: float | str) -> tuple[np.ndarray, np.ndarray]:
    """Return the picture and the outline of a frame, in front of white."""
    named = {name.replace("_", ".", 1): value for name, value in values.items()}
    drawn = Drawn(SceneSpec("s"), {**WHITE, **named}, 3, 4)
    film = actor.film(drawn, staged_camera(actor.bounds, Angle("front", 0.0, 0.0), drawn, width=128, height=96))
    return film.picture(frame).copy(), actor.outline(film.camera(frame))


def middle(picture: np.ndarray) -> np.ndarray:
    """Where the person's upper half is, as its darkness weighs."""
    weight = np.maximum(220.0 - picture[:60].mean(axis=2), 0)  # white is shown as 243
    y, x = np.mgrid[:60, :128]
    return np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()


def test_a_hand_moves_person_and_outline_alike(actor: Actor) -> None:
    still, at_rest = take(actor, person_distance=1.4)
    frame = 40
    shaken, moved = take(actor, frame, person_distance=1.4, camera_shake=0.05)
    by = (moved - at_rest).mean(axis=0)
    assert np.abs(moved - at_rest - by).max() < 1e-3 and abs(by[0]) > 1
    assert (middle(shaken) - middle(still))[0] == pytest.approx(by[0], abs=0.4)


def test_what_is_behind_moves_with_the_camera(actor: Actor) -> None:
    wall = {"background_kind": "wall", "camera_k1": 0.1}
    still, at_rest = take(actor, camera_shake=0.0, **wall)
    shaken, moved = take(actor, 40, camera_shake=0.05, person_x=0.0, **wall)
    across, down = np.rint((moved - at_rest).mean(axis=0)).astype(int)
    assert abs(across) + abs(down) >= 2

    def unlike(right: int, below: int) -> float:
        """Return how far the left part of the wall is from what it was, moved so far."""
        was = still[10 - below : 40 - below, 10 - right : 30 - right].astype(int)
        return float(np.abs(shaken[10:40, 10:30] - was).mean())

    tried = {(x, y): unlike(x, y) for x in range(-6, 7) for y in range(-6, 7)}
    assert min(tried, key=lambda by: tried[by]) == (across, down)


def test_exposure_counts_before_light_is_rolled_off(actor: Actor) -> None:
    usual, _ = take(actor)
    dark, _ = take(actor, picture_exposure=-1.0)
    face = np.s_[44:60, 54:74]

    def linear(picture: np.ndarray) -> np.ndarray:
        shown = picture[face] / 255
        return np.where(shown <= 0.04045, shown / 12.92, ((shown + 0.055) / 1.055) ** 2.4)

    ratio = linear(dark).mean() / linear(usual).mean()
    assert ratio == pytest.approx(0.5, abs=0.02)
    corner = linear(np.broadcast_to(dark[0, 0], (96, 128, 3)))[0, 0]
    assert corner == pytest.approx([0.5] * 3, abs=0.01)  # the white behind


def test_a_lens_bends_the_picture_as_it_bends_the_outline(actor: Actor) -> None:
    lens = {"camera_distance": 5.0, "person_distance": 1.0}
    plain, outline = take(actor, **lens)
    bent, farther = take(actor, camera_k1=0.2, camera_k2=0.05, **lens)
    assert np.abs(farther - (64, 48)).mean() > np.abs(outline - (64, 48)).mean() + 0.2
    person = (bent[20:90] < 200).any(axis=2).sum() / (plain[20:90] < 200).any(axis=2).sum()
    assert 1.02 < person < 1.25
