"""Flushes: which parts of a face redden, that dark skin flushes too, and that it follows the intensity."""

from itertools import pairwise

import numpy as np
import pytest

from synthgen import cielab
from synthgen.facs.signs import NONE_SHOWN, Looks
from synthgen.render.studio import Studio
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head
from synthgen.srgb import decode_array

from ..test_studio import with_part

#: landmarks whose mean is the middle of a patch of skin
PLACES = {"cheek": (2, 3, 31, 41), "nose": (30,), "under the eye": (41, 41, 41, 31), "forehead": (19, 19, 24, 24, 27)}


def looked_at(studio, body, looks=NONE_SHOWN):
    """{place: CIELAB of a patch of 5 × 5 pixels}"""
    studio.pose(body, looks=looks)
    camera = frame_head(studio.bounds, Angle("front", 0, 0), width=studio.width, height=studio.height)
    linear = decode_array(studio.view(camera) / 255.0)
    found = {}
    for place, points in PLACES.items():
        x, y = np.rint(camera.project(body[studio.figure.landmarks[list(points)]]).mean(axis=0)).astype(int)
        patch = linear[y - 2 : y + 3, x - 2 : x + 3].reshape(-1, 3).mean(axis=0)
        found[place] = np.array(cielab.lab_of(cielab.xyz_of(patch.tolist())))
    return found


@pytest.fixture(scope="module", params=[1, 4, 7, 10])
def of_tone(request, person):
    assets, body, look, _ = person
    look = with_part(look, "skin", tone=request.param, undertone=0.3)
    return request.param, body, Studio(assets, body, look, width=192, height=192)


def test_a_blush_is_on_the_cheeks_and_crying_reddens_nose_and_lids(of_tone):
    tone, body, studio = of_tone
    rest = looked_at(studio, body)
    change = {
        name: {
            place: cielab.difference(tuple(rest[place]), tuple(lab))
            for place, lab in looked_at(studio, body, looks).items()
        }
        for name, looks in (("blush", Looks(blush=1.0)), ("flush", Looks(flush=1.0)))
    }
    assert change["blush"]["cheek"] > 2.5  # a difference of 2.3 is just noticed
    assert change["blush"]["cheek"] > 2 * change["blush"]["forehead"]
    assert change["flush"]["nose"] > 2.5
    assert change["flush"]["under the eye"] > (1.5 if tone < 10 else 1)
    assert change["flush"]["nose"] > 2 * change["flush"]["forehead"]


def test_blood_darkens_and_is_redder_than_yellow_on_light_skin_and_warmer_on_dark(of_tone):
    tone, body, studio = of_tone
    rest, blushing = (looked_at(studio, body, looks)["cheek"] for looks in (NONE_SHOWN, Looks(blush=1.0)))
    assert blushing[0] < rest[0]
    assert blushing[1] > rest[1] + (4 if tone < 5 else 1)  # a*, red


def test_pallor_takes_red_away(of_tone):
    _, body, studio = of_tone
    rest, pale = (looked_at(studio, body, looks)["cheek"] for looks in (NONE_SHOWN, Looks(pallor=1.0)))
    assert pale[1] < rest[1] - 0.5


def test_it_follows_the_intensity_and_ends_as_it_began(studio, person):
    _, body, _, _ = person
    levels = [0.0, 0.25, 0.5, 0.75, 1.0, 0.5, 0.0]
    reds = [looked_at(studio, body, Looks(blush=level))["cheek"][1] for level in levels]
    assert all(more > less for less, more in pairwise(reds[:5]))
    assert reds[5:] == [reds[2], reds[0]]


def test_two_signs_at_once_leave_nothing_behind(studio, person):
    _, body, _, _ = person
    texels = studio.figure.texels.copy()
    for looks in (Looks(flush=0.4), Looks(flush=0.6, blush=1.0), Looks(blush=0.5, pallor=1.0), Looks(pallor=0.2)):
        studio.pose(body, looks=looks)
        assert (studio.figure.texels != texels).any()
    studio.pose(body)
    np.testing.assert_array_equal(studio.figure.texels, texels)


def test_crying_reddens_the_whites_of_the_eyes(person):
    """Where the texture of the eyes is white, it is less so in green and blue, and the iris stays."""
    assets, body, look, _ = person
    studio = Studio(assets, body, look, width=192, height=192)
    from synthgen.render.raster.gbuffer import EYE

    first, width, height = (int(v) for v in studio.figure.materials[EYE, 3:6])
    eye = studio.figure.texels[first : first + width * height].view(np.uint8).reshape(height, width, 4)
    before = eye.astype(int)
    studio.pose(body, looks=Looks(flush=1.0))
    change = (eye.astype(int) - before)[..., :3]
    y, x = (np.indices(eye.shape[:2]) + 0.5) / np.array([height, width])[:, None, None] * 2 - 1
    radius = np.sqrt(x * x + y * y)
    white, iris = (radius > 0.5) & (radius < 0.9), radius < 0.3
    assert change[white, 1].mean() < -8 and change[white, 2].mean() < -8
    assert change[white, 1].mean() < 3 * change[white, 0].mean()
    assert np.abs(change[iris]).max() == 0
