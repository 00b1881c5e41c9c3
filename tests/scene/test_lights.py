"""Light: what falls on a card, and what a lamp's disc is."""

import numpy as np
import pytest

from synthgen.scene.lights import STUDIO, Lamp, reference


@pytest.mark.parametrize(("lighting", "exposure"), [(STUDIO, 1.25), (reference(), 1.0), (reference(0.6), 0.6)])
def test_a_card_that_faces_as_the_face_does_gets_the_exposure(lighting, exposure):
    table = lighting.points().astype(np.float64)
    lamps = (np.maximum(table[:, 2], 0)[:, None] * table[:, 3:]).sum(axis=0)
    card = lamps + (np.array(lighting.sky) + lighting.ground) / 2 + lighting.front
    assert card @ [0.2126, 0.7152, 0.0722] == pytest.approx(exposure, abs=2e-3)
    assert card.max() - card.min() < 0.07 * exposure  # white, but for a tint that nobody would name


def test_a_lamps_points_lie_on_its_disc_and_share_its_light():
    lamp = Lamp((0.3, 0.4, 0.9), (0.8, 0.6, 0.4), radius=20.0, samples=64)
    points = np.array(lamp.disc())
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1, atol=1e-8)
    apart = np.degrees(np.arccos(points @ lamp.unit()))
    assert apart.max() <= 20.0
    # evenly: a disc of half the radius (of the sine) holds a quarter of them
    assert np.mean(np.sin(np.radians(apart)) < 0.5 * np.sin(np.radians(20.0))) == pytest.approx(0.25, abs=0.02)
    np.testing.assert_allclose(points.mean(axis=0) / np.linalg.norm(points.mean(axis=0)), lamp.unit(), atol=0.02)
    rows = STUDIO.points()
    for lamp in STUDIO.lamps:
        own = (np.abs(rows[:, None, :3] - np.array(lamp.disc(), np.float32)).max(axis=2) < 1e-6).any(axis=1)
        assert own.sum() == lamp.samples
        assert (np.flatnonzero(own) < STUDIO.casting).all() == lamp.casts
        np.testing.assert_allclose(rows[own, 3:].sum(axis=0), lamp.colour, rtol=1e-6)


def test_no_view_loses_the_face_lights_from_both_sides():
    """The key is not the only light before the face: what turns away from it to either side still has a quarter."""
    table = STUDIO.points().astype(np.float64)
    for side in (-1, 1):
        normal = np.array([0.77 * side, 0.0, 0.64])  # a cheek seen to the side
        got = (np.maximum(table[:, :3] @ normal, 0)[:, None] * table[:, 3:]).sum(axis=0)
        assert got[1] > 0.25 * STUDIO.exposure
