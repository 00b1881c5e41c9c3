"""An actor before a camera."""

from __future__ import annotations

import json

import numpy as np
import pytest

from synthgen.actor.actor import Actor, make_actor
from synthgen.facs.basis import Basis
from synthgen.human.library import find_models
from synthgen.scene.angles import Angle

pytestmark = pytest.mark.slow

FRONT, SIDE = Angle("front", 0.0, 0.0), Angle("side", 40.0, 0.0)


@pytest.fixture(scope="module")
def actor(embedded: Basis) -> Actor:
    (model,) = find_models(["female_asian_1"])
    return make_actor(model, embedded, seed=0, width=96, height=96)


def test_an_angle_is_the_camera_that_it_stands_for(actor: Actor) -> None:
    actor.pose({})
    by_angle = actor.view(SIDE).copy()
    assert np.array_equal(actor.view(actor.camera(SIDE)), by_angle)
    assert not np.array_equal(actor.view(FRONT), by_angle)


def test_the_outline_lies_round_the_face_and_follows_the_jaw(actor: Actor) -> None:
    camera = actor.camera(FRONT)
    actor.pose({})
    rest = actor.outline(camera)
    low, high = rest.min(axis=0), rest.max(axis=0)
    assert (low > 10).all() and (high < 86).all()
    assert abs((low[0] + high[0]) / 2 - 48) < 3  # in the middle of the picture
    actor.pose({"AU26": 1.0})
    assert actor.outline(camera)[:, 1].max() > high[1] + 1


def test_its_record_is_its_appearance_as_json(actor: Actor) -> None:
    said = json.loads(json.dumps(actor.record()))
    assert said["skin"]["tone"] == actor.appearance.skin.tone
    assert said["hair"]["style"] == actor.appearance.hair.style
