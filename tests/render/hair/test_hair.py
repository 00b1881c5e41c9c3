"""Hair: outlines of its own, rooted where hair grows, out of the head, out of the face."""

import dataclasses

import numpy as np
import pytest

from synthgen.human.hairlook import HAIR_STYLES, HAIR_TEXTURES
from synthgen.render.hair import beard, scalp
from synthgen.render.hair.hair import grow_hair, near_ears, parts
from synthgen.render.hair.styles import STYLES, with_texture
from synthgen.render.raster.raster import TRIANGLE_MASK
from synthgen.render.studio import Studio
from synthgen.scene.angles import read_angles
from synthgen.scene.camera import frame_head

pytestmark = pytest.mark.slow

SIZE = 128


def with_style(look, style, **fields):
    return dataclasses.replace(look, hair=dataclasses.replace(look.hair, style=style, **fields))


def outline(studio, camera):
    image = studio.view(camera).astype(int)
    return np.abs(image - studio.picture.backdrop.astype(int)).sum(axis=2) > 12


@pytest.fixture(scope="module")
def bald(person):
    assets, body, look, _ = person
    return Studio(assets, body, with_style(look, "shaved"), width=SIZE, height=SIZE)


def test_looks_and_styles_name_the_same():
    assert set(HAIR_STYLES) == set(STYLES)
    assert len(STYLES) >= 10


@pytest.mark.parametrize("style", [name for name in STYLES if name != "shaved"])
def test_the_outline_differs_from_the_bald_heads_in_every_view(person, bald, style):
    assets, body, look, _ = person
    studio = Studio(assets, body, with_style(look, style), width=SIZE, height=SIZE)
    for angle in read_angles("sim2real9").angles:
        camera = frame_head(studio.bounds, angle, width=SIZE, height=SIZE)
        differs = outline(studio, camera) ^ outline(bald, camera)
        assert differs.sum() >= 18, angle.id


@pytest.mark.parametrize("style", [name for name in STYLES if name != "shaved"])
def test_hair_grows_out_of_the_head_and_leaves_the_face_free(head, style):
    (hair,) = parts(dataclasses.replace(head, look=with_style(head.look, style)))
    assert np.isfinite(hair.points).all()
    np.testing.assert_allclose((hair.normals.astype(float) ** 2).sum(axis=1), 1.0, atol=5e-3)
    np.testing.assert_allclose((hair.tangents.astype(float) ** 2).sum(axis=1), 1.0, atol=5e-3)
    assert 0 < hair.open_sky.min() <= hair.open_sky.max() <= 1
    assert hair.triangles.min() >= 0
    assert hair.triangles.max() < len(hair.points)
    assert hair.hides.any() or STYLES[style].bald == 1
    cards = hair.points[np.unique(hair.triangles[hair.cap :])]
    # before the eyes, nose and mouth there is nothing
    face = (np.abs(cards[:, 0]) < 0.28) & (cards[:, 1] < -0.45) & (cards[:, 1] > -1.6) & (cards[:, 2] > 0.4)
    assert face.mean() < 0.004


@pytest.mark.parametrize("style", ["bob", "long", "wavy", "curly", "short", "afro"])
def test_hair_stays_out_of_the_skin_and_clears_the_ears(head, style):
    (hair,) = parts(dataclasses.replace(head, look=with_style(head.look, style)))
    cards = np.unique(hair.triangles[hair.cap :])
    at = hair.points[cards].astype(float)
    upper = head.geometry.triangles[head.geometry.rest[head.geometry.triangles, 1].min(axis=1) > 5.4]
    bare = np.zeros(len(head.skin), np.float32)
    ground = scalp.survey(head.skin, upper, near_ears(head.geometry.rest), head.centre, grown=bare)
    reach = np.array([scalp.look_up(ground.hull, *map(np.float32, point)) for point in at])
    above = np.sqrt((at**2).sum(axis=1)) - reach
    assert np.mean(above < -0.02) < 0.02  # a card's edge may lean in


def test_larger_pictures_have_more_and_finer_hair(head):
    count = len(head.skin)
    ground = scalp.survey(
        head.skin, head.geometry.triangles, np.zeros(count, bool), head.centre, grown=np.full(count, 0.3, np.float32)
    )
    small, large = (grow_hair(STYLES["short"], ground, pixels=pixels, seed=1) for pixels in (256, 512))
    assert len(large.triangles) > 1.25 * len(small.triangles)
    strands = [np.ptp(hair.corners[hair.cap :, ::2], axis=1).max() for hair in (small, large)]
    assert strands[1] > 1.25 * strands[0]  # of a card that is narrower


def test_large_pictures_have_room_for_every_head_of_hair_and_beard(head):
    room = TRIANGLE_MASK - 90_000  # what else is drawn of a person at most where all skin is refined
    large = dataclasses.replace(head, pixels=4096)
    bristles = max(
        len(beard.parts(dataclasses.replace(large, look=with_style(head.look, "crop", beard_style=name)))[0].triangles)
        for name in beard.BEARDS
    )
    for style in STYLES:
        for texture in HAIR_TEXTURES:
            (hair,) = parts(dataclasses.replace(large, look=with_style(head.look, style, texture=texture)))
            assert len(hair.triangles) + bristles < room, (style, texture)


def test_a_map_of_directions_gives_back_what_it_holds():
    rays = scalp.directions().astype(float)
    field = np.round(rays @ [0.3, -0.5, 0.2], 6).astype(np.float32).reshape(scalp.SIDE, scalp.SIDE)
    for x, y, z in ((0.1, 0.9, 0.2), (0.5, -0.7, 0.4), (-0.8, -0.1, -0.55), (0.0, 0.1, -1.0)):
        length = (x * x + y * y + z * z) ** 0.5
        expected = (0.3 * x - 0.5 * y + 0.2 * z) / length
        found = scalp.look_up(field, np.float32(x), np.float32(y), np.float32(z))
        assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("style", ["afro", "bun", "long", "short"])
def test_under_a_cover_hair_lies_flat(head, style):
    rest = head.geometry.rest
    covered = (rest[:, 1] - 7.3).astype(np.float32)
    (hair,) = parts(dataclasses.replace(head, look=with_style(head.look, style), covered=covered))
    top = head.skin[(rest[:, 1] > 7.7)]
    reach = np.sqrt(((top - head.centre).astype(float) ** 2).sum(axis=1)).max()
    high = hair.points[hair.points[:, 1] > 0.3].astype(float)
    assert np.sqrt((high**2).sum(axis=1)).max() < reach + 0.06


@pytest.mark.parametrize("texture", ["wavy", "curly", "coily"])
def test_texture_curls_hair_that_has_no_curls_of_its_own(texture):
    for name, style in STYLES.items():
        worn = with_texture(style, texture)
        if not style.roots:
            assert worn == style, name
        elif style.curl[0] > 0:
            assert worn.curl == style.curl and worn.kink[0] > 0, name
        else:
            assert worn.curl[0] > 0, name
            assert worn.segments >= style.segments, name
        assert with_texture(style, "straight") == style
