"""Meshes on the body: where they hang, and what is left of them where their texture is transparent."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from synthgen.human.wardrobe import Piece
from synthgen.render.clothes.attached import Attached, attach, shrunk
from synthgen.render.raster.cutout import rasterise_cutout
from synthgen.render.raster.raster import TRIANGLE_BITS, TRIANGLE_MASK

SQUARE = np.array([[0, 1, 2], [0, 2, 3]])
CORNERS = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], float)


@pytest.fixture
def piece() -> Piece:
    """A square over four body vertices, .1 dm before them."""
    return Piece(
        kind="hair",
        vertex=np.array([[k, k, k] for k in range(4)]),
        weight=np.array([[1.0, 0.0, 0.0]] * 4),
        offset=np.array([[0.0, 0.0, 0.1]] * 4),
        triangles=SQUARE,
        corners=CORNERS,
        texture=np.full((64, 64, 4), 200, np.uint8),
        alpha=None,
        one_sided=True,
        covers=np.array([], np.int64),
        roughness4=0.3,
        reflectance=0.04,
    )


@pytest.fixture
def body() -> np.ndarray:
    points = np.zeros((19158, 3), np.float32)
    points[:4] = [[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]]
    return points


def test_offsets_turn_with_the_head(piece: Piece, body: np.ndarray) -> None:
    mesh = attach(piece)
    out = np.zeros((mesh.count, 3), np.float32)
    mesh.place(body, np.eye(3, dtype=np.float32), out)
    assert np.allclose(out, body[:4] + np.array([0, 0, 0.1]))
    quarter = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.float32)
    mesh.place(body, quarter, out)
    assert np.allclose(out, body[:4] + np.array([0.1, 0, 0]))


def test_a_sample_is_covered_where_the_texture_is_opaque(piece: Piece) -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[:, :32] = 255  # u < 0.5
    records = np.zeros((2, 16), np.float32)
    records[:, 6:12] = CORNERS.reshape(2, 6)
    records[:, 15] = 7
    place = np.array([[0, 640], [640, 640], [640, 0], [0, 0]], np.int32)  # 40 × 40 samples, v up
    keys = np.zeros(48 * 48, np.int32)
    table = np.array([[0, 64, 64]])
    rasterise_cutout(
        place, np.full(4, 0.5, np.float32), SQUARE.astype(np.int32), 0, 2, keys, 48, 48, records,
        np.float32(0.1), np.float32(1000), alpha.ravel(), table, 7,
    )  # fmt: skip
    covered = keys.reshape(48, 48) > 0
    assert covered[:40, :20].all() and not covered[:, 20:].any() and not covered[40:].any()
    assert set((keys & TRIANGLE_MASK)[keys > 0].tolist()) == {1, 2}
    assert set((keys >> TRIANGLE_BITS)[keys > 0].tolist()) <= {399, 400}


def test_mostly_transparent_triangles_throw_no_shadow(piece: Piece, body: np.ndarray) -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[32:, 16:] = 255  # most of the lower right half
    worn = Attached([piece, dataclasses.replace(piece, alpha=alpha)], body, first_material=7, pixel=0.01)
    assert worn.holed.tolist() == [False, False, True, True]
    assert worn.solid.tolist() == [True, True, True, False]
    assert worn.alpha_table[1].tolist() == [1, 64, 64] and worn.alpha.size == 1 + 64 * 64


def test_two_sides_face_both_ways(piece: Piece, body: np.ndarray) -> None:
    mesh = attach(dataclasses.replace(piece, one_sided=False))
    assert mesh.count == 8 and len(mesh.triangles) == 4
    out = np.zeros((mesh.count, 3), np.float32)
    mesh.place(body, np.eye(3, dtype=np.float32), out)
    points = out[mesh.triangles]
    normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])[:, 2]
    assert (normals[:2] > 0).all() and (normals[2:] < 0).all()


def test_several_follow_one_another(piece: Piece, body: np.ndarray) -> None:
    other = dataclasses.replace(piece, offset=piece.offset * 2)
    both = Attached([piece, other], body, first_material=7, pixel=0.01)
    assert both.count == 8 and both.material.tolist() == [7, 7, 8, 8] and both.triangles[2:].min() == 4
    assert [surface[3] for surface in both.surfaces(5)] == [5, 6]
    out = np.zeros((8, 3), np.float32)
    both.place(body, np.eye(3, dtype=np.float32), out)
    assert np.allclose(out[:, 2], [0.1] * 4 + [0.2] * 4)
    nothing = Attached([], body, first_material=7, pixel=0.01)
    assert nothing.count == 0 and nothing.triangles.shape == (0, 3) and nothing.corners.shape == (0, 6)


def test_a_texture_is_no_finer_than_the_picture(piece: Piece, body: np.ndarray) -> None:
    assert shrunk(piece, body, 1 / 64).shape == (64, 64, 4)
    assert shrunk(piece, body, 1 / 32).shape == (32, 32, 4)
    assert (shrunk(piece, body, 1.0) == 200).all()
