"""Relief and wrinkles: folds lie where their action units act, and deepen with intensity and with age."""

import dataclasses

import numpy as np
import pytest

from synthgen.facs.catalogue import CATALOGUE
from synthgen.render.skin import wrinkles
from synthgen.render.skin.relief import LEVEL, STEPS, Relief
from synthgen.render.skin.surface import courses_of, surface
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head

SIZE = 512
#: dm on the face: a pixel at 256²
PIXEL = 0.014


def changed(relief, assets, weights):
    """Base mesh positions (k, 3) of texels that ``weights`` change, and their slopes' change in steps."""
    relief.fold({})
    before = relief.texels.copy()
    relief.fold(weights)
    skin = surface(assets, SIZE)
    parts = [
        np.ascontiguousarray(t[skin.where]).view(np.uint8).reshape(-1, 4).astype(int) for t in (before, relief.texels)
    ]
    amount = np.abs(parts[1] - parts[0]).sum(axis=1)
    return skin.place[amount > 4], amount[amount > 4]


@pytest.fixture(scope="module")
def relief(person):
    assets, _, look, _ = person
    return Relief(assets, dataclasses.replace(look, age=50.0), size=SIZE, pixel=PIXEL)


#: code → bounds of x (either side), y on the base mesh's face within which its folds lie, dm
WHERE = {
    "AU2": ((0.0, 0.75), (7.35, 8.1)),
    "AU4": ((0.0, 0.45), (7.1, 8.1)),
    "AU9": ((0.0, 0.75), (6.6, 7.6)),
    "AU15": ((0.0, 0.5), (6.1, 6.75)),
    "AU17": ((0.0, 0.5), (6.1, 6.9)),
    "AU21": ((0.0, 0.7), (5.2, 6.3)),
}


@pytest.mark.parametrize("code", WHERE)
def test_folds_lie_where_their_muscle_pulls(person, relief, code):
    place, _ = changed(relief, person[0], {code: 1.0})
    assert len(place) > 40
    (near, far), (low, high) = WHERE[code]
    inside = (np.abs(place[:, 0]) >= near) & (np.abs(place[:, 0]) <= far) & (place[:, 1] > low) & (place[:, 1] < high)
    assert inside.mean() > 0.95


def test_one_side_folds_alone(person, relief):
    for code, sign in (("AU12L", 1), ("AU12R", -1)):
        place, _ = changed(relief, person[0], {code: 1.0})
        assert (place[:, 0] * sign > 0).mean() > 0.98


def test_folds_deepen_with_intensity_and_saturate():
    rest = wrinkles.at_rest(40.0, 1.0)
    channel = 2 * [fold.name for fold in wrinkles.FOLDS].index("frown")
    depth = [wrinkles.amounts({"AU4": w}, rest, 40.0)[channel] for w in (0.0, 0.3, 0.6, 1.0)]
    assert depth == sorted(set(depth))
    both = wrinkles.amounts({"AU4": 1.0, "AU9": 1.0}, rest, 40.0)[channel]
    assert depth[-1] < both < 1.35 * depth[-1]


def test_age_and_person_decide_how_lined_a_face_is_at_rest(person):
    assets, _, look, _ = person
    rough = []
    for age, lines in ((20.0, 1.0), (50.0, 1.0), (80.0, 1.0), (80.0, 1.35)):
        of_age = dataclasses.replace(look, age=age, relief=dataclasses.replace(look.relief, lines=lines))
        texels = Relief(assets, of_age, size=SIZE, pixel=PIXEL).texels[surface(assets, SIZE).where]
        slope = np.ascontiguousarray(texels).view(np.uint8).reshape(-1, 4)[:, :3].astype(float) - 128
        rough.append(float(np.sqrt((slope**2).mean())))
    assert rough == sorted(rough)
    assert rough[2] > 1.5 * rough[0]


def test_an_old_forehead_has_whole_lines_rather_than_stitches(person):
    """Along each of its lines a crease is found everywhere between the brows' outer ends."""
    assets, _, look, _ = person
    old = dataclasses.replace(look, age=80.0, relief=dataclasses.replace(look.relief, lines=1.0))
    skin = surface(assets, SIZE)
    crease = np.ascontiguousarray(Relief(assets, old, size=SIZE, pixel=PIXEL).texels[skin.where])
    crease = crease.view(np.uint8).reshape(-1, 4)[:, 3]
    for height in (7.645, 7.745):
        along = []
        for x in np.arange(-0.42, 0.43, 0.04):
            rise = np.interp(abs(x), (0.03, 0.14, 0.26, 0.41), (0.0, 0.015, 0.03, 0.026))
            near = (np.abs(skin.place[:, 0] - x) < 0.02) & (np.abs(skin.place[:, 1] - height - rise) < 0.04)
            along.append(int(crease[near & (skin.place[:, 2] > 0.9)].max()))
        assert np.median(along) > 15 and min(along) > 0.3 * np.median(along)


def test_old_skin_folds_deeper_under_the_same_unit():
    channel = 2 * [fold.name for fold in wrinkles.FOLDS].index("crow's feet")
    at_rest = (0.0,) * len(wrinkles.FOLDS)
    young, old = (wrinkles.amounts({"AU6": 0.7}, at_rest, age)[channel] for age in (18.0, 80.0))
    assert old > 2 * young > 0


def test_slopes_lie_in_the_surface(person, relief):
    """A slope of the skin's height has nothing along the normal, up to bytes' rounding, and is never steeper than 1.

    A fold's bytes are rounded before they are multiplied, with up to 3.2.
    """
    skin = surface(person[0], SIZE)
    relief.fold({})
    slope = np.ascontiguousarray(relief.texels[skin.where]).view(np.uint8).reshape(-1, 4)[:, :3].astype(float) - 128
    assert np.abs(slope).max() <= STEPS
    assert np.abs((slope * skin.normal).sum(axis=1)).max() < 3.0
    off_skin = np.ones(len(relief.texels), bool)
    off_skin[skin.where] = False
    assert (relief.texels[off_skin] == LEVEL).all()


def test_lines_run_on_the_skin(person):
    skin = surface(person[0], SIZE)
    for points, arcs in courses_of(person[0]):
        assert (np.diff(arcs) > 0).all()
        gap = [np.sqrt(((skin.place - point) ** 2).sum(axis=1)).min() for point in points]
        assert max(gap) < 0.03


def test_every_driver_is_in_the_catalogue():
    known = {unit.number for unit in CATALOGUE.values()}
    assert all(set(fold.drivers) <= known for fold in wrinkles.FOLDS)
    assert {line.fold for line in wrinkles.LINES} | {"chin"} == {fold.name for fold in wrinkles.FOLDS}


def test_folds_show_in_a_picture_and_go_again(studio, person):
    """The same vertices with and without folds: the forehead changes, the backdrop does not, and neutral comes back."""
    _, body, _, _ = person
    camera = frame_head(studio.bounds, Angle("front", 0, 0), width=studio.width, height=studio.height)

    def seen(weights):
        studio.pose(body, weights)
        return studio.view(camera).astype(int)

    plain = seen({})
    folded = seen({"AU9": 1.0, "AU12": 1.0, "AU17": 1.0})
    apart = np.abs(folded - plain).max(axis=2)
    assert (apart > 10).sum() > 40
    assert apart[:, :20].max() == 0
    np.testing.assert_array_equal(seen({}), plain)
