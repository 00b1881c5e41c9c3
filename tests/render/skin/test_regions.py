"""What differs from place to place on a face, and the hair that is painted on it."""

import dataclasses

import numpy as np

from synthgen.render.skin import regions
from synthgen.render.skin.facehair import _brow_hairs, brow_line


def test_noses_are_oily_cheeks_are_bloody_and_sockets_hollow() -> None:
    places = {
        "nose": (0.0, 6.9, 1.68),
        "cheek": (0.40, 6.97, 1.25),
        "socket": (0.27, 7.17, 1.38),
        "jaw": (0.7, 6.2, 0.3),
    }
    fields = np.zeros((len(places), 8), np.float32)
    fields[:, :3] = list(places.values())
    found = dict(zip(places, regions.regions(fields).astype(int), strict=True))
    assert found["nose"][regions.OIL] > found["jaw"][regions.OIL] + 50
    assert found["cheek"][regions.BLOOD] > found["socket"][regions.BLOOD] + 20
    assert found["socket"][regions.HOLLOW] > 100 > found["cheek"][regions.HOLLOW]
    mirrored = fields.copy()
    mirrored[:, 0] *= -1
    np.testing.assert_array_equal(regions.regions(mirrored), regions.regions(fields))


def test_brows_rise_behind_the_middle_and_thin_out(person) -> None:
    look = dataclasses.replace(person[2].hair, brow_arch=0.0, brow_angle=0.0, brow_thickness=1.0)
    (start, _, sparse), (middle, inner, dense), (end, outer, tail) = (brow_line(look, t) for t in (0.0, 0.4, 1.0))
    assert middle > start + 0.02 and middle > end + 0.02
    assert inner > 2 * outer > 0
    assert dense > 2 * max(sparse, tail)
    arched = dataclasses.replace(look, brow_arch=1.0)
    assert brow_line(arched, 0.6)[0] > brow_line(look, 0.6)[0]


def test_brows_of_old_people_have_grey_hairs_among_dark_ones(person) -> None:
    rng = np.random.default_rng(1)
    young, old = (_brow_hairs(dataclasses.replace(person[2].hair, grey=grey), rng)[:, 6] for grey in (0.0, 1.0))
    assert not young.any()
    assert 0.2 < old.mean() < 0.8
