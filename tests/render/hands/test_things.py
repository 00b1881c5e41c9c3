"""Things before a face: where they are, that they are not in it, and that they move with it."""

import numpy as np
import pytest

from synthgen.errors import InputError
from synthgen.hands.things import THINGS, thing_named
from synthgen.render.figure import PARTS
from synthgen.render.frame import Frame, place
from synthgen.render.hands.cover import inside, seen
from synthgen.render.hands.makers import makers
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

ALL = [(kind, side) for kind in THINGS for side in thing_named(kind).sides]
#: landmarks that a thing hides from in front; mouth's corners and lips, the tip of the nose, the left eye's middle
HIDES = {
    ("card", "both"): (48, 54, 57, 8),
    ("cup", "both"): (57, 66),
    ("mask", "both"): (33, 48, 54, 57, 8),
    ("scarf", "both"): (48, 54, 57, 8),
}


@pytest.fixture(scope="module")
def equipped(person):
    """A person who has everything."""
    assets, body, look, _ = person
    return Studio(assets, body, look, width=192, height=192, makers=(*PARTS, *makers(hands=False, things=THINGS)))


def shown(studio, vertices, thing, yaw=0):
    camera = frame_head(studio.bounds, Angle("a", yaw, 0), width=studio.width, height=studio.height)
    studio.pose(vertices, thing=thing)
    return studio.view(camera).astype(int), camera, seen(studio, camera)


def test_who_has_things_but_holds_none_has_the_same_pixels(equipped, person):
    assets, body, look, _ = person
    plain = Studio(assets, body, look, width=192, height=192)
    before = shown(plain, body, None)[0]
    shown(equipped, body, ("scarf", "both"))
    np.testing.assert_array_equal(shown(equipped, body, None)[0], before)


@pytest.mark.parametrize("thing", ALL)
def test_a_thing_is_in_the_picture_and_counted(equipped, person, thing):
    body = person[1]
    bare, _, nothing = shown(equipped, body, None)
    picture, camera, found = shown(equipped, body, thing)
    assert nothing.covered == 0 and not nothing.thing
    changed = np.abs(picture - bare).max(axis=2) > 12
    outline = inside(found.thing[0].astype(float), 192, 192)
    assert outline.sum() > 40 and changed[outline].mean() > 0.6
    if thing in HIDES:
        at = np.rint(camera.project(body[equipped.figure.landmarks[list(HIDES[thing])]])).astype(int)
        assert outline[at[:, 1], at[:, 0]].all()
        assert found.covered > 0.08
    if thing[0] in ("phone", "strand"):
        column = np.mean(np.nonzero(outline)[1])
        assert column > 96 if thing[1] == "left" else column < 96


@pytest.mark.parametrize("kind", ["card", "cup", "mask", "scarf"])
def test_a_thing_is_before_the_skin_and_not_in_it(equipped, person, kind):
    """Where a thing is before the face, its depth is nearer than that of any skin: nothing pokes through."""
    body = person[1]
    found = shown(equipped, body, (kind, "both"))[2]
    # without holes: every sample within its outline shows the thing
    outline = inside(found.thing[0].astype(float) * 2, 384, 384)
    number = next(k for k, part in enumerate(equipped.figure.parts) if getattr(part, "name", None) == (kind, "both"))
    faces = equipped.figure.drawn.faces[number]
    ids = (equipped.picture.samples[:, :384] & 0x1FFFF) - 1
    own = (ids >= faces.start) & (ids < faces.stop)
    # the brim of what grows on a chin may be seen over an edge
    assert own[outline].mean() > 0.985


def test_a_mask_goes_with_the_jaw_and_the_head(equipped, person):
    rig, figure = person[3], equipped.figure
    number = next(k for k, part in enumerate(figure.parts) if getattr(part, "name", None) == ("mask", "both"))
    at = {}
    for name, weights in {"rest": {}, "jaw": {"AU26": 1.0, "AU25": 1.0}, "turned": {"AU51": 1.0}}.items():
        frame = Frame(figure, casting=1)
        place(figure, rig.pose(weights), frame, thing=("mask", "both"))
        at[name] = frame.rows[number].vertices.astype(float), frame.head.astype(float)
    chin = np.argsort(at["rest"][0][:, 1])[:30]
    bridge = np.argsort(-at["rest"][0][:, 1])[:10]
    moved = at["jaw"][0] - at["rest"][0]
    assert moved[chin, 1].mean() < -0.03
    assert np.abs(moved[bridge]).max() < 0.02
    # a turned head turns it along: distances stay
    rest, turned = at["rest"][0], at["turned"][0]
    assert np.linalg.norm(turned - rest, axis=1).mean() > 0.1
    for a, b in ((chin[0], bridge[0]), (0, 300)):
        assert np.linalg.norm(turned[a] - turned[b]) == pytest.approx(np.linalg.norm(rest[a] - rest[b]), rel=0.05)


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(InputError):
        makers(hands=True, things=["hat"])
