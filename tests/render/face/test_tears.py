"""Tears: where they are seen, how far they run, and that a face without them is what it was."""

import numpy as np
import pytest

from synthgen.facs.signs import NONE_SHOWN, Looks
from synthgen.render.face import teardrop, tearfilm
from synthgen.render.face.eyes import lid_margins
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

FRONT = Angle("front", 0, 0)


def seen(studio, vertices, looks=NONE_SHOWN, angle=FRONT):
    studio.pose(vertices, looks=looks)
    camera = frame_head(studio.bounds, angle, width=studio.width, height=studio.height)
    return studio.view(camera).astype(int), camera


def changed(studio, vertices, looks, angle=FRONT):
    """Where signs change the picture (k, 2): x, y; and the camera."""
    without, camera = seen(studio, vertices, angle=angle)
    with_them, _ = seen(studio, vertices, looks, angle)
    rows, columns = np.nonzero(np.abs(with_them - without).max(axis=2) > 2)
    return np.stack([columns, rows], axis=1), camera


def test_when_tears_are_over_the_face_is_what_it_was_to_the_bit(studio, person):
    _, body, _, _ = person
    before, _ = seen(studio, body)
    seen(studio, body, Looks(film=1.0, left_drop=0.5, right_drop=1.0, flush=1.0, blush=0.4, pallor=0.3))
    after, _ = seen(studio, body)
    np.testing.assert_array_equal(after, before)


def test_who_never_cries_has_the_same_pixels_with_and_without_these_parts(person, studio):
    assets, body, look, _ = person
    from synthgen.render.figure import PARTS

    makers = [maker for maker in PARTS if maker not in (tearfilm.parts, teardrop.parts)]
    dry = Studio(assets, body, look, width=192, height=192, makers=makers)
    np.testing.assert_array_equal(seen(dry, body)[0], seen(studio, body)[0])


def test_a_film_is_seen_at_the_lower_lids_and_nowhere_else(studio, person):
    assets, body, _, _ = person
    found, camera = changed(studio, body, Looks(film=1.0))
    assert len(found) > 15
    margins = lid_margins(assets)
    lids = np.concatenate([camera.project(body[index]) for index in (*margins.lower, *margins.upper)])
    low, high = lids.min(axis=0) - 5, lids.max(axis=0) + 5
    assert ((found > low) & (found < high)).all()


@pytest.mark.parametrize("yaw", [-40, -20, 0, 20, 40])
def test_a_film_brightens_the_lower_lid(person, yaw):
    """More light comes from the lid's margin than without it, from wherever the eye is seen."""
    assets, body, look, _ = person
    studio = Studio(assets, body, look, width=384, height=384)
    angle = Angle("a", yaw, 0)
    without, camera = seen(studio, body, angle=angle)
    with_it, _ = seen(studio, body, Looks(film=1.0), angle)
    near = camera.project(body[lid_margins(assets).lower[0 if yaw <= 0 else 1]])
    columns, rows = np.rint(near[3:-3]).astype(int).T
    patch = [np.stack([image[rows - k, columns] for k in range(-1, 4)]).mean(axis=2) for image in (without, with_it)]
    assert patch[1].max(axis=0).mean() > patch[0].max(axis=0).mean() + 8


def test_shut_lids_press_the_film_away(studio, person):
    _, body, _, rig = person
    found, _ = changed(studio, rig.pose({"AU43": 1.0}), Looks(film=1.0))
    opened, _ = changed(studio, body, Looks(film=1.0))
    assert len(found) < len(opened)
    film = next(k for k, part in enumerate(studio.figure.parts) if isinstance(part, tearfilm.Film))
    studio.pose(rig.pose({"AU43": 1.0}), looks=Looks(film=1.0))
    points = studio.frame.rows[film].vertices.reshape(2, -1, studio.figure.parts[film].across, 3)
    assert np.abs(np.diff(points, axis=2)).max() < 0.02  # dm: two millimetres of lid's edge, no more


@pytest.mark.parametrize(("looks", "left"), [(Looks(left_drop=0.6), True), (Looks(right_drop=0.6), False)])
def test_a_tear_is_on_its_side(studio, person, looks, left):
    _, body, _, _ = person
    found, camera = changed(studio, body, looks)
    middle = camera.project(body[studio.figure.landmarks[27:31]])[:, 0].mean()
    assert len(found) > 15
    assert ((found[:, 0] > middle) == left).all()  # the subject's left is on the picture's right


def test_a_tear_runs_from_the_lid_to_the_jaw(studio, person):
    """The lowest pixel that it changes goes down with the intensity, and its highest stays near the lid."""
    assets, body, _, _ = person
    lowest, highest = [], []
    for way in (0.05, 0.25, 0.5, 0.75, 1.0):
        found, camera = changed(studio, body, Looks(left_drop=way))
        lowest.append(found[:, 1].max())
        highest.append(found[:, 1].min())
    assert (np.diff(lowest) > 3).all()
    lid = camera.project(body[lid_margins(assets).lower[0]])[:, 1].max()
    chin = camera.project(body[studio.figure.landmarks[[8]]])[0, 1]
    mouth = camera.project(body[studio.figure.landmarks[[54]]])[0, 1]
    assert all(abs(top - lid) < 10 for top in highest)
    assert mouth < lowest[-1] < chin


def test_a_tear_lies_on_the_skin_of_a_moving_face(person):
    """Its points are within two millimetres of the refined skin, on a face that grimaces."""
    assets, body, look, rig = person
    studio = Studio(assets, body, look, width=192, height=192)
    studio.pose(rig.pose({"AU12": 0.9, "AU6": 0.8, "AU26": 0.7, "AU51": 0.5}), looks=Looks(left_drop=0.9))
    drops = [k for k, part in enumerate(studio.figure.parts) if isinstance(part, teardrop.Drop)]
    frame = studio.frame
    assert [frame.seen[k] for k in drops] == [True, False]
    skin, points = frame.rows[0].vertices, frame.rows[drops[0]].vertices
    triangles = studio.figure.parts[0].whole
    corners = skin[triangles].astype(float)
    centres = corners.mean(axis=1)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    for point in points[::7]:
        near = np.argsort(((centres - point) ** 2).sum(axis=1))[:3]
        assert np.linalg.norm(centres[near[0]] - point) < 0.08
        assert np.abs(((point - centres[near]) * across[near]).sum(axis=1)).min() < 0.02
    assert (np.abs(frame.rows[drops[0]].shaded[:, :3] ** 2).sum(axis=1) > 0.98).all()


def test_two_peoples_tears_run_differently(head):
    one, same, other = (teardrop.course(seed, 0.016, left=True) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert 0.001 < np.abs(one - other).max() < 0.03
    mirrored = teardrop.course(1, 0.016, left=False)
    assert (mirrored[:, 0] < 0).all() and (one[:, 0] > 0).all()
