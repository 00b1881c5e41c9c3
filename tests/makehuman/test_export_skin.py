"""Skins and eyes for MakeHuman as pictures, and the light they are shown in."""

from __future__ import annotations

import math

import numpy as np
import pytest

from synthgen.assets import Assets
from synthgen.cielab import difference
from synthgen.human import colour
from synthgen.human.appearance import Appearance, appearance_of
from synthgen.human.library import find_models
from synthgen.human.tones import lab_of
from synthgen.makehuman.eyepicture import EYES, eye_picture
from synthgen.makehuman.material import SPHERE, eye_sphere, light_sphere
from synthgen.makehuman.skinpicture import encoded, filled, islands, skin_picture
from synthgen.render.skin.skin import on_cheek
from synthgen.render.skin.texels import SIZE, texel_map
from synthgen.srgb import decode_array

pytestmark = pytest.mark.slow

#: from the lightest tones to the darkest
PEOPLE = ("female_caucasian_3", "male_caucasian_2", "male_asian_2", "male_african_1", "male_african_3")


def linear(picture: np.ndarray) -> np.ndarray:
    share = picture.astype(np.float64) / 255
    return decode_array(share)


def look_of(name: str) -> Appearance:
    return appearance_of(find_models(name)[0], 0)


@pytest.fixture(scope="module")
def pictures(embedded: Assets) -> dict[str, np.ndarray]:
    return {name: skin_picture(embedded, look_of(name)) for name in PEOPLE}


@pytest.mark.parametrize("name", PEOPLE)
def test_the_cheek_has_the_declared_tone(name: str, pictures: dict[str, np.ndarray], embedded: Assets) -> None:
    texels = texel_map(embedded)
    cheek = texels.where[on_cheek(texels.fields)]
    mean = linear(pictures[name].reshape(-1, 3)[cheek]).mean(axis=0)
    declared = find_models(name)[0].demographics.skin_tone
    assert declared is not None
    lab = colour.lab((float(mean[0]), float(mean[1]), float(mean[2])))
    off = [difference(lab, lab_of(step, look_of(name).skin.undertone)) for step in range(1, 11)]
    assert off[declared - 1] < 3.0  # a texture is without what skin mirrors
    assert abs(off.index(min(off)) + 1 - declared) <= 1


@pytest.mark.parametrize("name", PEOPLE)
def test_no_texel_is_empty(name: str, pictures: dict[str, np.ndarray]) -> None:
    assert pictures[name].shape == (SIZE, SIZE, 3)
    assert pictures[name].dtype == np.uint8
    assert pictures[name].max(axis=2).min() > 14  # the darkest hair of brows


def test_the_body_has_the_tone_of_the_shoulders(pictures: dict[str, np.ndarray], embedded: Assets) -> None:
    texels = texel_map(embedded)
    inside = islands(embedded).reshape(-1)
    painted = np.zeros(SIZE * SIZE, bool)
    painted[texels.where] = True
    for picture in pictures.values():
        body = picture.reshape(-1, 3)[inside & ~painted]
        assert len(body) > 1_000_000
        assert np.ptp(body, axis=0).max() == 0
        outside = (texels.fields[:, 1] < 5.7) & (texels.fields[:, 1] > 5.5) & (texels.fields[:, 6] == 0)
        shoulders = picture.reshape(-1, 3)[texels.where[outside]].astype(float).mean(axis=0)
        assert abs(shoulders - body[0]).max() < 6


def test_nothing_jumps_where_the_painted_skin_ends(pictures: dict[str, np.ndarray], embedded: Assets) -> None:
    texels = texel_map(embedded)
    edge = texels.where[(texels.fields[:, 1] < 4.95) & (texels.fields[:, 6] == 0)]
    painted = np.zeros(SIZE * SIZE, bool)
    painted[texels.where] = True
    for picture in pictures.values():
        body = picture.reshape(-1, 3)[islands(embedded).reshape(-1) & ~painted][0].astype(int)
        assert abs(picture.reshape(-1, 3)[edge].astype(int) - body).max() <= 1


def test_colours_go_on_over_the_rims_of_islands(pictures: dict[str, np.ndarray], embedded: Assets) -> None:
    """A texel beside an island is about the mean of the island's texels nearest to it, never something foreign."""
    owned = islands(embedded)
    owned.reshape(-1)[texel_map(embedded).where] = True
    beside = np.zeros_like(owned)
    beside[1:-1, 1:-1] = ~owned[1:-1, 1:-1] & (owned[:-2, 1:-1] | owned[2:, 1:-1] | owned[1:-1, :-2] | owned[1:-1, 2:])
    rows, columns = (axis[::97] for axis in np.nonzero(beside))
    assert len(rows) > 50
    for picture in pictures.values():
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            around = (slice(max(row - 8, 0), row + 9), slice(max(column - 8, 0), column + 9))
            own = picture[around][owned[around]].astype(int)
            assert (picture[row, column] >= own.min(axis=0) - 1).all()
            assert (picture[row, column] <= own.max(axis=0) + 1).all()


def test_lips_brows_and_scalp_are_painted(pictures: dict[str, np.ndarray], embedded: Assets) -> None:
    texels = texel_map(embedded)
    flat = linear(pictures["male_caucasian_2"].reshape(-1, 3)[texels.where])
    cheek = flat[on_cheek(texels.fields)].mean(axis=0)
    lips = flat[texels.fields[:, 4] > 0.95].mean(axis=0)
    scalp = flat[texels.fields[:, 3] > 0.3].mean(axis=0)
    assert lips[1] / lips[0] < 0.9 * cheek[1] / cheek[0]  # redder
    assert scalp.mean() < 0.7 * cheek.mean()
    x, y, z = (np.abs(texels.fields[:, 0]), texels.fields[:, 1], texels.fields[:, 2])
    brow = flat[(x > 0.2) & (x < 0.5) & (y > 7.43) & (y < 7.5) & (z > 0.9)]
    assert brow.mean(axis=1).min() < 0.5 * cheek.mean()


@pytest.mark.parametrize("size", [512, 1024])
def test_smaller_pictures_are_means_in_linear_light(
    size: int, pictures: dict[str, np.ndarray], embedded: Assets
) -> None:
    small = skin_picture(embedded, look_of(PEOPLE[0]), size=size)
    assert small.shape == (size, size, 3)
    n = SIZE // size
    means = linear(pictures[PEOPLE[0]]).reshape(size, n, size, n, 3).mean(axis=(1, 3))
    assert abs(linear(small) - means).max() < 0.012


def test_a_size_that_is_not_there_is_refused(embedded: Assets) -> None:
    with pytest.raises(ValueError, match="expected one of 512, 1024, 2048"):
        skin_picture(embedded, look_of(PEOPLE[0]), size=1000)


def test_filling_takes_what_is_nearest() -> None:
    colours = np.zeros((8, 8, 3), np.float32)
    owned = np.zeros((8, 8), bool)
    colours[0, 0], colours[7, 7] = (1, 0, 0), (0, 0, 1)
    owned[0, 0] = owned[7, 7] = True
    result = filled(colours, owned)
    assert result[1, 1].tolist() == [1, 0, 0]
    assert result[6, 5].tolist() == [0, 0, 1]
    assert result[0, 7].tolist() == [0.5, 0, 0.5]
    with pytest.raises(ValueError, match="no texel"):
        filled(colours, np.zeros((8, 8), bool))


def test_srgb_of_linear_light() -> None:
    assert encoded(np.array([[[0.0, 0.5, 1.0]]], np.float32)).tolist() == [[[0, 188, 255]]]
    assert encoded(np.array([[[-1.0, 0.0025, 2.0]]], np.float32)).tolist() == [[[0, 8, 255]]]


def shown(sphere: np.ndarray, normal: tuple[float, float, float]) -> np.ndarray:
    """What MakeHuman's litsphere shader multiplies a texture with, at a normal before the camera."""
    length = math.hypot(*normal)
    u, v = (0.5 + 0.495 * axis / length for axis in normal[:2])
    s = sphere[min(int((1 - v) * SPHERE), SPHERE - 1), min(int(u * SPHERE), SPHERE - 1)] / 255
    return s * (2 - s.mean())


def test_a_cheek_is_shown_in_its_own_tone() -> None:
    sphere = light_sphere()
    left, right = shown(sphere, (0.549, -0.035, 0.835)), shown(sphere, (-0.549, -0.035, 0.835))
    assert (left + right) / 2 == pytest.approx([1, 1, 1], abs=0.045)  # a sphere shows no more than 1


def test_light_falls_off_to_the_sides_and_below() -> None:
    sphere = light_sphere()
    ahead = shown(sphere, (0, 0, 1)).mean()
    assert ahead == pytest.approx(1, abs=0.02)
    for away in ((0.98, 0, 0.2), (-0.98, 0, 0.2), (0, -0.9, 0.43)):
        assert 0.3 < shown(sphere, away).mean() < 0.9 * ahead
    assert shown(sphere, (0, 0.9, 0.43)).mean() > 1.2 * shown(sphere, (0, -0.9, 0.43)).mean()  # from above
    assert sphere.min() > 0  # beyond the rim too


def test_eyes_have_the_declared_iris_and_a_highlight() -> None:
    for name in ("male_asian_3", "female_caucasian_1", "male_african_1"):
        look = look_of(name)
        picture = eye_picture(look)
        assert picture.shape == (EYES, EYES, 4)
        for u, v in ((0.290, 0.290), (0.706, 0.702)):
            row, column = np.mgrid[0:EYES, 0:EYES]
            r = np.hypot(column / EYES - u, 1 - row / EYES - v) / 0.115
            pupil, iris, white = (
                linear(picture[(r > low) & (r < high)][:, :3]).mean(axis=0)
                for low, high in ((0, 0.6 * look.eyes.pupil), (0.7, 0.9), (1.3, 1.9))
            )
            assert pupil.mean() < 0.02
            assert 0.25 < white.mean() < 0.45
            wanted = colour.linear(colour.IRIS[look.eyes.iris])
            assert iris @ wanted / np.sqrt((iris @ iris) * (wanted @ wanted)) > 0.98  # the same hue
            assert 0.3 < iris.mean() / wanted.mean() < 2.2
        clear = picture[..., 3] == 0  # the corneas' disc
        assert clear[round(0.933 * EYES), round(0.935 * EYES)]
        assert 0.01 < clear.mean() < 0.02
    sphere = eye_sphere()
    brightest = np.unravel_index(sphere[..., 0].argmax(), (SPHERE, SPHERE))
    assert brightest[0] < SPHERE / 2 < brightest[1]  # the key light's, at the subject's upper left
    assert np.array_equal(sphere[..., 0], sphere[..., 2])
