"""Eyes, lashes, teeth and tongue: where they are, how they follow, and their pictures."""

import math

import numpy as np
import pytest

from synthgen.render.face import eyes, iris, lashes, mouthpicture, teeth, tongue


def part_of(studio, kind):
    (found,) = (k for k, part in enumerate(studio.figure.parts) if part.stands_for == kind)
    return studio.figure.parts[found], studio.frame.rows[found]


def test_gaze_turns_the_texture_and_not_the_eyeball(studio, person) -> None:
    rig = person[3]
    part, rows = part_of(studio, "eyes")
    assert isinstance(part, eyes.Eyes)
    studio.pose(rig.pose({}))
    still, straight = rows.vertices.copy(), rows.corners.copy()
    studio.pose(rig.pose({"AU61": 1.0}))
    np.testing.assert_allclose(rows.vertices, still, atol=2e-3)
    assert np.abs(rows.corners - straight).max() > 0.1


def test_closed_lids_take_the_light_from_the_eye(studio, person) -> None:
    rig = person[3]
    part, _ = part_of(studio, "eyes")
    studio.pose(rig.pose({}))
    opened = float(part.lids[:, 1].mean())
    studio.pose(rig.pose({"AU43": 1.0}))
    assert float(part.lids[:, 1].mean()) < opened - 0.1


def test_lashes_of_the_upper_lid_are_longer(head) -> None:
    (part,) = lashes.parts(head)
    out = np.zeros((part.count, 3), np.float32)
    lashes.grow(head.neutral, part.corner, part.share, out)
    blades = out.reshape(-1, 3, 3).astype(float)
    length = np.linalg.norm(blades[:, 2] - blades[:, :2].mean(axis=1), axis=1)
    upper = part.share[:, 3] == part.share[:, 3].max()  # thicker ones
    assert length[upper].mean() > 1.5 * length[~upper].mean() > 0.008


def test_lids_are_dark_where_lashes_grow(head) -> None:
    upper = lashes.strip_columns(head.assets, "l", "2")[6, 0]
    lower = lashes.strip_columns(head.assets, "l", "1")[6, 0]
    margin = np.asarray(head.assets.base, np.float32)[[upper, lower, upper]]
    margin[2] += np.float32([0.0, 0.05, 0.0])  # on the lid
    above, below, lid = lashes.lash_line(head.assets, margin)
    assert above > 2 * below > 0
    assert lid == 0


def test_there_are_28_teeth_and_they_stand_behind_the_lips(head) -> None:
    (part,) = teeth.parts(head)
    points = part.stencil.count
    rows, columns, gum_rows, gum_columns = 8, 5, 5, 4 * 7 + 1
    assert points == 28 * rows * columns + 4 * gum_rows * gum_columns
    out = np.zeros((points, 3), np.float32)
    part.stencil.apply(head.neutral, out)
    lips = head.neutral[head.assets.landmarks68[60:68]]
    assert out[:, 2].max() < lips[:, 2].max() + 0.02
    assert np.abs(out[:, 0]).max() < 0.45
    np.testing.assert_allclose(part.stencil.mean(np.ones(19158)), 1.0, atol=1e-4)


def test_the_tongues_tip_is_at_the_bottom_of_its_picture(head) -> None:
    (part,) = tongue.parts(head)
    out = np.zeros((part.count, 3), np.float32)
    part.stencil.apply(head.neutral, out)
    v = part.corners.reshape(-1, 3, 2)[..., 1]
    deep = out[part.triangles, 2]
    assert np.corrcoef(v.ravel(), deep.ravel())[0, 1] < -0.95
    assert part.corners[:, ::2].min() >= 0.5  # the picture's right half


def test_teeth_are_bright_and_grow_yellow() -> None:
    young, old = (mouthpicture.paint_mouth(age=age, seed=3, size=256).astype(float) for age in (20.0, 80.0))
    tooth, gum = young[96:160, 8:56, :3].mean(axis=(0, 1)), young[96:160, 72:120, :3].mean(axis=(0, 1))
    assert tooth.min() > gum.max()
    assert gum[0] > 1.3 * gum[1]  # red
    aged = old[96:160, 8:56, :3].mean(axis=(0, 1))
    assert aged[2] / aged[0] < tooth[2] / tooth[0] - 0.03


@pytest.mark.parametrize("kind", ["blue", "dark brown"])
def test_an_iris_lies_between_a_dark_pupil_and_a_pale_sclera(person, kind) -> None:
    import dataclasses

    assert math.degrees(math.asin(eyes.LIMBUS)) == pytest.approx(22.0)  # MakeHuman's ring
    look = dataclasses.replace(person[2].eyes, iris=kind)
    picture = iris.paint_eye(look, np.array([0, 0, 1], np.float32), seed=1, size=256).astype(float)[..., :3]
    y, x = (np.mgrid[:256, :256] + 0.5) / 128 - 1
    radius = np.hypot(x, y) / 0.98
    pupil = picture[radius < 0.7 * eyes.LIMBUS * look.pupil].mean()
    ring = picture[(radius > 1.2 * eyes.LIMBUS * look.pupil) & (radius < 0.9 * eyes.LIMBUS)].mean(axis=0)
    white = picture[(radius > 1.3 * eyes.LIMBUS) & (radius < 0.8)].mean(axis=0)
    assert pupil < ring.mean() < white.mean()
    assert (ring[2] > ring[0]) == (kind == "blue")
