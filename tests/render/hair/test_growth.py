"""Where hair grows, how it is combed, and what tied hair ends in."""

import dataclasses

import numpy as np
import pytest

from synthgen.render.hair import cards, hairline, ribbon, shoulders
from synthgen.render.hair.hair import _sines, parts
from synthgen.render.hair.styles import STYLES


def test_hair_grows_on_the_crown_and_not_on_the_nose() -> None:
    places = np.array([[0.0, 8.45, 0.3], [0.0, 6.9, 1.6], [0.0, 7.85, 1.3]], np.float32)
    full = hairline.inside(places)
    assert full[0] > 0.5 and full[1] < -0.3
    raised = hairline.of_person(places, raised=0.3, bald=0.0)
    assert raised[2] == pytest.approx(full[2] - 0.3, abs=0.02)  # the front has gone back
    assert raised[0] == pytest.approx(full[0], abs=0.05) or raised[0] < full[0]
    assert hairline.of_person(places, raised=0.0, bald=1.0)[0] < 0


@pytest.mark.parametrize("style", ["short", "bob", "tied"])
def test_hair_is_combed_along_the_head(style) -> None:
    numbers = STYLES[style].numbers()
    for x, y, z in ((0.6, 0.8, 0.0), (-0.36, 0.48, 0.8), (0.0, 0.6, -0.8)):
        way = np.array(cards.comb(np.float32(x), np.float32(y), np.float32(z), numbers), float)
        assert np.linalg.norm(way) == pytest.approx(1.0, abs=1e-3)
        assert abs(way @ [x, y, z]) < 1e-3


def test_a_tail_hangs_behind_the_head(head) -> None:
    points = {}
    for style in ("tied", "bun", "crop"):
        look = dataclasses.replace(head.look, hair=dataclasses.replace(head.look.hair, style=style))
        (hair,) = parts(dataclasses.replace(head, look=look))
        points[style] = hair.points
    back = points["crop"][:, 2].min()
    backs = {style: at[at[:, 2] < back - 0.05] for style, at in points.items() if style != "crop"}
    assert len(backs["tied"]) > 200 < len(backs["bun"])
    assert backs["tied"][:, 1].min() < -0.8 < backs["bun"][:, 1].min()  # a bun stays up
    for at in backs.values():
        assert at[:, 2].max() == pytest.approx(back - 0.05, abs=0.02)  # no gap between it and the head


def test_hair_rests_on_a_slope_and_slides_down_it() -> None:
    slope = np.array([[-1.5, -1.6, 1.0], [1.5, -1.6, 1.0], [0.0, -2.5, -2.0]], np.float32)  # rises by .3 a dm
    floor = shoulders.shoulders(slope, np.array([[0, 1, 2]], np.int32), np.zeros(3, np.float32))
    far = shoulders.height(np.float32(0), np.float32(2.9), floor)
    assert far < -5.0  # nothing lies there
    above = shoulders.rest(np.float32(0), np.float32(0.0), np.float32(0.5), np.float32(0.05), floor)
    assert above == (0.0, 0.0, 0.5, 0)
    _, y, z, rests = shoulders.rest(np.float32(0), np.float32(-2.2), np.float32(-0.6), np.float32(0.05), floor)
    assert rests == 1 and z < -0.6  # downhill
    assert y == pytest.approx(-1.6 - 0.3 * (1.0 - z) + shoulders._ABOVE + 0.05, abs=0.02)


def test_long_hair_does_not_go_through_the_shoulders(head) -> None:
    look = dataclasses.replace(head.look, hair=dataclasses.replace(head.look.hair, style="long", texture="straight"))
    (hair,) = parts(dataclasses.replace(head, look=look))
    skin = head.skin - head.centre
    low = hair.points[np.unique(hair.triangles[hair.cap :])]
    low = low[(low[:, 1] < -1.7) & (low[:, 2] < 0.3) & (np.abs(low[:, 0]) > 0.5)]
    assert len(low) > 20
    torso = skin[skin[:, 1] < -1.35]
    nearest = np.argmin(((low[:, None, [0, 2]] - torso[None, :, [0, 2]]) ** 2).sum(axis=2), axis=1)
    assert np.mean(low[:, 1] < torso[nearest, 1] - 0.1) < 0.06


@pytest.mark.parametrize(("style", "ply"), [("locs", 3), ("braids", 3)])
def test_cards_of_a_loc_or_braid_wind_round_one_another(style, ply) -> None:
    radius = STYLES[style].curl[0]
    assert STYLES[style].ply == ply
    path = np.zeros((60, ribbon.PATH_COLUMNS), np.float32)
    straight = np.zeros((60, 3), np.float32)
    straight[:, 1] = -0.02 * np.arange(60)
    ends = []
    for k in range(ply):
        path[:, :3], path[:, 3:6], path[:, 6] = straight, (0.0, 0.0, 1.0), 0.02 * np.arange(60)
        phase = ribbon.SINES * (4 + k / ply)
        ribbon.curl(path, 60, *map(np.float32, STYLES[style].curl), np.float32(phase), _sines())
        ends.append(path[30:, :3] - straight[30:])
    offsets = np.array(ends)
    assert np.abs(offsets.mean(axis=0)).max() < 0.1 * radius  # round where one hair would be
    assert np.abs(offsets).max() <= 1.05 * radius
    before = offsets[:, :, 2].argmax(axis=0)
    assert set(before) == set(range(ply))  # each comes to the front in turn
