"""Labels of what is before a face: against polygons whose areas are known, and against pixels."""

import math

import numpy as np
import pytest

from synthgen.render.hands.cover import inside, outlines_of, seen
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head


def area(line):
    x, y = line.astype(float).T
    return (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2


def test_a_rectangle_is_exact() -> None:
    corners = np.array([(1.0, 0.0), (3.0, 0.0), (3.0, 2.0), (1.0, 2.0)])
    mask = inside(corners, 4, 3)
    assert mask.astype(int).tolist() == [[0, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 0]]
    (line,) = outlines_of(mask)
    assert {tuple(corner) for corner in line.tolist()} == {tuple(corner) for corner in corners.tolist()}
    assert area(line) == 4


def test_a_disc_is_filled_and_traced_as_large_as_it_is() -> None:
    turn = np.linspace(0, 2 * math.pi, 400, endpoint=False)
    disc = np.stack([60 + 40 * np.cos(turn), 50 + 40 * np.sin(turn)], axis=1)
    mask = inside(disc, 128, 100)
    assert mask.sum() == pytest.approx(math.pi * 40**2, rel=0.01)
    (line,) = outlines_of(mask)
    assert area(line) == pytest.approx(mask.sum(), rel=0.02)  # clockwise as seen: above 0 with y down
    assert len(line) < 120
    assert np.abs(np.hypot(line[:, 0] - 60, line[:, 1] - 50) - 40).max() < 1.5


def test_pieces_are_told_apart_and_holes_are_not_outlines() -> None:
    mask = np.zeros((30, 40), bool)
    mask[2:12, 3:15] = True
    mask[5:8, 6:9] = False
    mask[20:28, 20:36] = True
    mask[15, 1] = True  # a speck
    large, small = outlines_of(mask, scale=0.5)
    assert area(large) == 8 * 16 / 4 and area(small) == 10 * 12 / 4
    assert small.min(axis=0).tolist() == [1.5, 1.0] and small.max(axis=0).tolist() == [7.5, 6.0]


def test_cells_that_touch_at_a_corner_are_walked_without_end() -> None:
    mask = np.eye(6, dtype=bool).repeat(3, axis=0).repeat(3, axis=1)
    assert sum(area(line) for line in outlines_of(mask)) == pytest.approx(mask.sum(), rel=0.35)


@pytest.mark.parametrize(("yaw", "at"), [(0, (-0.5, 6.0, 2.2)), (40, (0.6, 6.0, 1.8))])
def test_what_a_hand_covers_is_counted_where_it_is_seen(studio, person, held, yaw, at):
    body = person[1]
    camera = frame_head(studio.bounds, Angle("a", yaw, 0), width=studio.width, height=studio.height)
    studio.pose(body)
    bare = studio.view(camera).astype(int)
    nothing = seen(studio, camera)
    assert nothing.covered == 0 and not nothing.left and not nothing.right and not nothing.thing
    studio.pose(body, hands=held("right", at))
    picture = studio.view(camera).astype(int)
    found = seen(studio, camera)
    assert not found.left and not found.thing
    polygon = studio.face_polygon(camera).astype(float)
    face = inside(polygon, studio.width, studio.height)
    changed = np.abs(picture - bare).max(axis=2) > 3
    hand = inside(found.right[0].astype(float), studio.width, studio.height)
    # nearly all of the hand's outline differs from the face that was there
    assert changed[hand & face].mean() > 0.85
    drawn = (face & hand).sum() / face.sum()
    assert found.covered == pytest.approx(drawn, abs=0.05)
    assert found.covered > 0.15
