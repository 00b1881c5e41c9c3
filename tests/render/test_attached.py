"""Meshes on the body: where they hang, and what is left of them where their texture is transparent."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from synthgen.human.wardrobe import Piece
from synthgen.render.attached import Attached, attach, cut, shrunk

SQUARE = np.array([[0, 1, 2], [0, 2, 3]])
CORNERS = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], float)


def area(corners: np.ndarray) -> float:
    one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    return float((one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]).sum() / 2)


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
    (mesh,) = attach([piece])
    out = np.zeros((mesh.count, 3), np.float32)
    mesh.place(body, np.eye(3, dtype=np.float32), out)
    assert np.allclose(out, body[:4] + np.array([0, 0, 0.1]))
    quarter = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.float32)
    mesh.place(body, quarter, out)
    assert np.allclose(out, body[:4] + np.array([0.1, 0, 0]))


def test_half_a_texture_leaves_half_a_square() -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[:, :32] = 255  # u < 0.5
    triangles, corners, halves, count = cut(SQUARE, CORNERS, 4, alpha, most=5000)
    assert abs(area(corners) - 0.5) < 0.02
    assert corners[..., 0].max() <= 0.5 + 1 / 16
    assert count == 4 + sum(len(pairs) for pairs in halves) and triangles.max() < count
    few, _, _, _ = cut(SQUARE, CORNERS, 4, alpha, most=4)
    assert len(few) <= 4


def test_a_cut_mesh_lies_where_the_whole_one_lay(piece: Piece, body: np.ndarray) -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[10:50, 8:40] = 255
    (mesh,) = attach([dataclasses.replace(piece, alpha=alpha)])
    out = np.zeros((mesh.count, 3), np.float32)
    mesh.place(body, np.eye(3, dtype=np.float32), out)
    # texture coordinates are the body's x and y here
    assert np.allclose(out[mesh.triangles][..., :2], mesh.corners.reshape(-1, 3, 2), atol=1e-6)


def test_two_sides_face_both_ways(piece: Piece, body: np.ndarray) -> None:
    (mesh,) = attach([dataclasses.replace(piece, one_sided=False)])
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
