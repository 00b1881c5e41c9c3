"""The passes one by one: what is placed, where shadows fall, what light does in skin and mouth, what a view shows."""

import math

import numpy as np
import pytest

from synthgen.facs.signs import Looks
from synthgen.render.frame import Frame, place
from synthgen.render.geometry import CUT_HEIGHT
from synthgen.render.irradiance import Irradiance
from synthgen.render.part import Rows
from synthgen.render.poseframe import facing, orthonormal, turn_between
from synthgen.render.raster.light import VERTEX_COLUMNS
from synthgen.render.shadow import Shadows, open_sky
from synthgen.render.skin.skinmesh import Skin
from synthgen.render.view import View
from synthgen.scene.angles import Angle
from synthgen.scene.camera import frame_head
from synthgen.scene.lights import STUDIO

SQUARE = np.array([[0, 1, 2], [0, 2, 3]], np.int32)


def plate(height, size):
    """The corners of a square that lies level, seen from above, and its triangles."""
    corners = [(-size, height, size), (size, height, size), (size, height, -size), (-size, height, -size)]
    return np.array(corners, np.float32)


def test_a_turned_frame_gives_back_the_turn() -> None:
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))
    turn = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    rest = orthonormal([1.0, 0.2, 0.1], [0.0, 1.0, 0.3])
    now = [list(turn @ np.array(axis)) for axis in rest]
    np.testing.assert_allclose(turn_between(rest, now), turn, atol=1e-6)


@pytest.mark.parametrize("towards", [(0.6, 0.0, 0.8), (0.0, 1.0, 0.0)])
def test_a_view_from_a_light_looks_against_it(towards) -> None:
    rows = facing(towards).astype(float)
    np.testing.assert_allclose(rows @ rows.T, np.eye(3), atol=1e-6)
    np.testing.assert_allclose(rows[2], -np.array(towards), atol=1e-6)


def test_the_refined_skin_is_a_mean_of_the_base_mesh(head) -> None:
    geometry = head.geometry
    for stencil in (geometry.skin, geometry.tongue):
        np.testing.assert_allclose(stencil.mean(np.ones(19158)), 1.0, atol=1e-5)
    assert geometry.triangles.max() == geometry.skin.count - 1
    assert geometry.tongue_triangles.min() == 0
    assert geometry.rest[:, 1].min() > CUT_HEIGHT - 0.2
    assert geometry.corners.min() >= 0 and geometry.corners.max() <= 1
    inside = geometry.rest[geometry.lining]
    assert np.abs(inside[:, 0]).max() < 0.6 and inside[:, 1].min() > 6.0 and inside[:, 1].max() < 7.0


def test_all_parts_are_placed_with_unit_normals(studio) -> None:
    frame = Frame(studio.figure, casting=1)
    place(studio.figure, studio.figure.head.neutral, frame, Looks(film=0.5, left_drop=0.5, right_drop=0.5))
    assert all(frame.seen)
    assert np.isfinite(frame.vertices).all()
    for part, rows in zip(studio.figure.parts, frame.rows, strict=True):
        if part.stands_for != "eyelashes":  # seen from both sides: no normals
            used = np.unique(part.triangles)
            length = np.linalg.norm(rows.normals[used].astype(float), axis=1)
            np.testing.assert_allclose(length, 1.0, atol=5e-3)
    np.testing.assert_allclose(frame.head, np.eye(3), atol=1e-6)


def test_a_shadow_falls_under_what_casts_it() -> None:
    points = np.concatenate([plate(1.0, 0.5), [[0.0, 0.0, 0.0], [1.5, 0.0, 0.0]]]).astype(np.float32)
    up = np.tile(np.array([0, 1, 0], np.float32), (6, 1))
    key = np.array([[0, 1, 0, 1, 1, 1]], np.float32)
    share = np.full((1, 6), np.nan, np.float32)
    Shadows(key, np.zeros(3, np.float32), 6).fall(points, up, SQUARE, share)
    assert share[0, 4] == 0.0 and share[0, 5] == 1.0


def test_a_plate_closes_the_sky_above_what_lies_close_below() -> None:
    points = np.concatenate([plate(0.4, 1.5), [[0.0, 0.0, 0.0], [2.8, 0.0, 0.0]]]).astype(np.float32)
    up = np.tile(np.array([0, 1, 0], np.float32), (6, 1))
    share = np.full(6, np.nan, np.float32)
    open_sky(points, up, SQUARE, np.zeros(3, np.float32), share)
    assert share[4] < 0.15 and share[5] > 0.85


def test_even_light_stays_even_in_skin(studio) -> None:
    skin = studio.figure.parts[0]
    assert isinstance(skin, Skin)
    shaded = np.full((skin.count, VERTEX_COLUMNS), 0.5, np.float32)
    nothing = np.zeros((0, 3), np.float32)
    dark = np.zeros((1, 6), np.float32)
    rows = Rows(nothing, np.zeros((skin.count, 3), np.float32), nothing, shaded, nothing)
    skin.diffuse(rows, dark, rows)
    np.testing.assert_allclose(shaded, 0.5, atol=1e-6)
    shaded[:] = 0.0
    shaded[100, 3:6] = 1.0  # a point of light: red goes farther than blue
    skin.diffuse(rows, dark, rows)
    assert 0 < shaded[100, 3] < shaded[100, 5] < 1
    assert (shaded[:, 3] > 0).sum() > 1


def test_an_open_mouth_lets_light_in(studio, person) -> None:
    rig = person[3]
    (number,) = (k for k, part in enumerate(studio.figure.parts) if part.stands_for == "teeth")
    light = {}
    for name, weights in {"closed": {}, "open": {"AU25": 0.6, "AU26": 0.8}}.items():
        studio.pose(rig.pose(weights))
        light[name] = float(studio.frame.rows[number].shaded[:, 3:6].mean())
    assert light["open"] > 2 * light["closed"] > 0


def test_where_nothing_is_the_backdrop_is_seen(studio, person) -> None:
    figure, frame = studio.figure, Frame(studio.figure, casting=STUDIO.casting)
    place(figure, figure.head.neutral, frame)
    light = Irradiance(figure, STUDIO)
    light.fall(frame, np.array([0, 6.6, 1.5, 0, 0.25], np.float32))
    view = View(figure, STUDIO, 96, 64)
    picture = view.draw(frame, light, frame_head(figure.bounds, Angle("front", 0, 0), width=96, height=64))
    empty = (view.samples[:, :192].reshape(64, 2, 96, 2) == 0).all(axis=(1, 3))
    assert 0.2 < empty.mean() < 0.9
    apart = empty.copy()  # hair is softened: within a pixel of it the backdrop is mixed with it
    for shift in ((-1, 0), (1, 0), (0, -1), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)):
        apart &= np.roll(empty, shift, (0, 1))
    assert apart.mean() > 0.2
    np.testing.assert_array_equal(picture[apart], view.backdrop[apart])
    assert (picture[~empty] != view.backdrop[~empty]).any(axis=1).mean() > 0.95
