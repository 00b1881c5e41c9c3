"""A person in a take that has hands before the face."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen import Angle, find_models, make_actor
from synthgen.actor.actor import Actor
from synthgen.facs.basis import Basis
from synthgen.hands.seen import Seen
from synthgen.scene.occluders import occluders_of
from synthgen.scene.spec import Drawn, parse_scene
from synthgen.yamlfile import parse

FRONT = Angle("front", 0.0, 0.0)


def scene(text: str) -> Drawn:
    drawn = parse_scene(parse(f"name: s\n{text}", where="s.yaml"))
    return drawn.draw(0, model="ada", signal="glare", angle="front")


COVERED = scene("hand: {gesture: cover_mouth, side: left, onset: 2, rise: 4}\n")


@pytest.fixture(scope="module")
def actor(embedded: Basis) -> Actor:
    return make_actor(find_models("female_asian_1")[0], embedded, seed=5, width=96, height=96)


def taken(actor: Actor, frame: int) -> tuple[np.ndarray, Seen]:
    before = occluders_of(COVERED)
    assert before is not None
    actor.hold(before.at(frame, 25.0))
    actor.pose({"AU25": 0.4})
    camera = actor.camera(FRONT)
    return actor.view(camera).copy(), actor.seen(camera)


def test_a_hand_comes_before_the_mouth(actor: Actor) -> None:
    actor.enter(COVERED)
    _, before = taken(actor, 0)
    assert not before.left and before.covered == 0
    _, held = taken(actor, 8)
    assert held.left and not held.right and 0.2 < held.covered < 0.6
    # the subject's left hand comes from the picture's right, and lies below the eyes
    outline = held.left[0]
    assert outline[:, 0].max() > 60 and outline[:, 1].min() > 30


def test_frames_can_be_asked_for_in_any_order(actor: Actor) -> None:
    actor.enter(COVERED)
    forward = [taken(actor, frame)[0] for frame in (3, 5, 8)]
    backward = [taken(actor, frame)[0] for frame in (8, 5, 3)][::-1]
    assert all((one == two).all() for one, two in zip(forward, backward, strict=True))


def test_who_has_no_hands_up_looks_as_ever(actor: Actor) -> None:
    actor.enter(scene("person: {yaw: 5}\n"))
    actor.pose({"AU12": 0.5})
    as_ever = actor.view(FRONT).copy()
    actor.enter(COVERED)
    taken(actor, 8)
    actor.enter(scene("person: {yaw: 5}\n"))
    actor.pose({"AU12": 0.5})
    assert (actor.view(FRONT) == as_ever).all()
    assert actor.studio is actor.wardrobe.own[1]


def test_a_thing_is_seen_beside_a_hand(actor: Actor) -> None:
    drawn = scene("hand: {gesture: brow, side: left, onset: 0, rise: 0}\nthing: {kind: mask}\n")
    before = occluders_of(drawn)
    assert before is not None
    actor.enter(drawn)
    actor.hold(before.at(3, 25.0))
    actor.pose({})
    camera = actor.camera(FRONT)
    actor.view(camera)
    found = actor.seen(camera)
    assert found.left and found.thing and not found.right
    assert found.thing[0][:, 1].mean() > found.left[0][:, 1].mean()  # the mask is below
