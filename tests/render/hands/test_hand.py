"""Hands: where they are seen, what they do to the light on a face, and that a face without them is what it was."""

import numpy as np
import pytest

from synthgen.hands.pose import HandPose
from synthgen.render.figure import PARTS
from synthgen.render.hands.makers import makers
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

FRONT = Angle("front", 0, 0)


def seen(studio, vertices, hands=None, angle=FRONT):
    studio.pose(vertices, hands=hands)
    camera = frame_head(studio.bounds, angle, width=studio.width, height=studio.height)
    return studio.view(camera).astype(int), camera


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_hand_is_drawn_where_it_is(studio, person, held, side):
    body = person[1]
    hands = held(side, (0.8 if side == "left" else -0.8, 6.6, 2.0))
    without, camera = seen(studio, body)
    with_it, _ = seen(studio, body, hands)
    changed = np.abs(with_it - without).max(axis=2) > 8
    at = np.rint(camera.project(hands.hands[0].vertices)).astype(int)
    inside = ((at >= 2) & (at < 190)).all(axis=1)
    assert inside.sum() > 500
    # nearly all of it is within a pixel of what changed, and most of what changed is it
    near = changed.copy()
    for shift in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        near |= np.roll(changed, shift, (0, 1))
    assert near[at[inside, 1], at[inside, 0]].mean() > 0.97
    box = np.zeros_like(changed)
    low, high = at[inside].min(axis=0), at[inside].max(axis=0)
    box[low[1] : high[1] + 1, low[0] : high[0] + 1] = True
    assert (changed & box).sum() > 0.8 * changed.sum()


def test_who_has_hands_but_does_not_raise_them_has_the_same_pixels(studio, person):
    assets, body, look, _ = person
    plain = Studio(assets, body, look, width=192, height=192)
    for angle in (FRONT, Angle("left", 50, 10)):
        np.testing.assert_array_equal(seen(plain, body, angle=angle)[0], seen(studio, body, angle=angle)[0])
        none_up = HandPose("wave", 0.0, ())
        np.testing.assert_array_equal(seen(plain, body, angle=angle)[0], seen(studio, body, none_up, angle)[0])


def test_when_a_hand_is_gone_the_face_is_what_it_was_to_the_bit(studio, person, held):
    body = person[1]
    before, _ = seen(studio, body)
    up = held("left", (0.3, 6.4, 1.8))
    first, _ = seen(studio, body, up)
    after, _ = seen(studio, body)
    np.testing.assert_array_equal(after, before)
    again, _ = seen(studio, body, up)
    np.testing.assert_array_equal(again, first)


def face_light(studio):
    """Irradiance (n,) of the face's skin, green."""
    return studio.frame.rows[0].shaded[:, 4].copy()


def test_a_hand_casts_its_shadow_and_closes_the_sky_on_the_face_below_it(studio, person, held):
    body = person[1]
    cheek = np.flatnonzero(
        (np.abs(studio.figure.head.geometry.rest[:, 0] - 0.45) < 0.12)
        & (np.abs(studio.figure.head.geometry.rest[:, 1] - 6.9) < 0.12)
        & (studio.figure.head.geometry.rest[:, 2] > 0.7)
    )
    studio.pose(body)
    bare, open_sky = face_light(studio)[cheek].mean(), studio.frame.occlusion[cheek].mean()
    studio.pose(body, hands=held("left", (0.5, 6.2, 1.75)))
    near, near_sky = face_light(studio)[cheek].mean(), studio.frame.occlusion[cheek].mean()
    studio.pose(body, hands=held("left", (2.4, 6.2, 1.75)))
    beside = face_light(studio)[cheek].mean()
    assert near < 0.6 * bare
    assert near_sky < 0.85 * open_sky
    assert beside > 0.93 * bare
    # the other cheek is hardly touched
    other = np.flatnonzero(
        (np.abs(studio.figure.head.geometry.rest[:, 0] + 0.6) < 0.1)
        & (np.abs(studio.figure.head.geometry.rest[:, 1] - 6.9) < 0.12)
        & (studio.figure.head.geometry.rest[:, 2] > 0.7)
    )
    studio.pose(body)
    without = face_light(studio)[other].mean()
    studio.pose(body, hands=held("left", (0.9, 6.2, 1.75)))
    assert face_light(studio)[other].mean() > 0.85 * without


def test_an_arm_that_is_up_is_not_seen_hanging_too(person, held):
    assets, body, look, _ = person
    studio = Studio(assets, body, look, width=320, height=200, makers=(*PARTS, *makers(hands=True)))
    camera = frame_head(studio.bounds, FRONT, width=320, height=200, fill=0.22)
    studio.pose(body)
    hanging = studio.view(camera).astype(int)
    studio.pose(body, hands=held("left", (0.5, 6.2, 1.75)))
    up = studio.view(camera).astype(int)
    # the left elbow at rest, which is in the picture: now the backdrop is seen there
    elbow = body[assets.joint("joint-l-elbow")].mean(axis=0)
    x, y = np.rint(camera.project(elbow[None])[0]).astype(int)
    backdrop = studio.picture.backdrop.astype(int)
    assert (hanging[y, x] != backdrop[y, x]).any()
    np.testing.assert_array_equal(up[y, x], backdrop[y, x])
    # the right one still hangs
    x, y = np.rint(camera.project((elbow * (-1, 1, 1))[None])[0]).astype(int)
    np.testing.assert_array_equal(up[y, x], hanging[y, x])
    # and when the hand is gone, so does the left one
    studio.pose(body)
    np.testing.assert_array_equal(studio.view(camera), hanging)
