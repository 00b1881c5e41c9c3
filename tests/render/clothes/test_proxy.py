"""Meshes on the body: where they hang, and what is left of them where their texture is transparent."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from synthgen.human.imported import ProxyMesh
from synthgen.render.clothes.proxy import proxy_of, shrink
from synthgen.render.drawlist import draw_list
from synthgen.render.materials import MATERIALS
from synthgen.render.part import Pose, Rows
from synthgen.render.raster.cutout import Cutouts, rasterise_cutout
from synthgen.render.raster.raster import TRIANGLE_BITS, TRIANGLE_MASK, Screen, Visibility

STILL = np.eye(3, dtype=np.float32)
SQUARE = np.array([[0, 1, 2], [0, 2, 3]])
CORNERS = np.array([[[0, 0], [1, 0], [1, 1]], [[0, 0], [1, 1], [0, 1]]], float)


@pytest.fixture
def square() -> ProxyMesh:
    """A square over four body vertices, .1 dm before them."""
    return ProxyMesh(
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


def placed(part, body: np.ndarray, turn: np.ndarray = STILL) -> np.ndarray:
    """The vertices of a part on a body whose head is turned."""
    out = np.zeros((part.count, 3), np.float32)
    nothing = np.zeros((0, 3), np.float32)
    rows = Rows(out, nothing, nothing, nothing, nothing)
    part.place(Pose(body, turn, np.zeros(3, np.float32), nothing, nothing), rows)
    return out


def test_offsets_turn_with_the_head(square: ProxyMesh, body: np.ndarray) -> None:
    part = proxy_of(square, body, 0.01)
    assert np.allclose(placed(part, body), body[:4] + np.array([0, 0, 0.1]))
    quarter = np.array([[0, 0, 1], [0, 1, 0], [-1, 0, 0]], np.float32)
    assert np.allclose(placed(part, body, quarter), body[:4] + np.array([0.1, 0, 0]))


def test_a_sample_is_covered_where_the_texture_is_opaque(square: ProxyMesh) -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[:, :32] = 255  # u < 0.5
    records = np.zeros((2, 16), np.float32)
    records[:, 6:12] = CORNERS.reshape(2, 6)
    records[:, 15] = 7
    screen_xy = np.array([[0, 640], [640, 640], [640, 0], [0, 0]], np.int32)  # 40 × 40 samples, v up
    samples = np.zeros((48, 48), np.int32)
    table = np.array([[0, 64, 64]])
    screen = Screen(screen_xy, np.full(4, 0.5, np.float32))
    buffer = Visibility(samples, np.float32(0.1), np.float32(1000))
    rasterise_cutout(screen, SQUARE.astype(np.int32), buffer, records, Cutouts(0, 2, alpha.ravel(), table, 7))
    covered = samples > 0
    assert covered[:40, :20].all() and not covered[:, 20:].any() and not covered[40:].any()
    assert set((samples & TRIANGLE_MASK)[covered].tolist()) == {1, 2}
    assert set((samples >> TRIANGLE_BITS)[covered].tolist()) <= {399, 400}


def test_mostly_transparent_triangles_throw_no_shadow(square: ProxyMesh, body: np.ndarray) -> None:
    alpha = np.zeros((64, 64), np.uint8)
    alpha[32:, 16:] = 255  # most of the lower right half
    opaque, cut = (proxy_of(dataclasses.replace(square, alpha=a), body, 0.01) for a in (None, alpha))
    assert not opaque.holed and opaque.solid is None
    assert cut.holed and cut.solid.tolist() == [True, False]
    drawn = draw_list([opaque, cut], {opaque.material: 9, cut.material: 10})
    assert drawn.shown.any(axis=1).tolist() == [True, True, False, False]
    assert drawn.casting.any(axis=1).tolist() == [True, True, True, False]
    assert drawn.cutouts.alpha.size == 1 + 64 * 64 and drawn.cutouts.table[1].tolist() == [1, 64, 64]
    assert (drawn.cutouts.begin, drawn.cutouts.end, drawn.cutouts.material) == (0, 4, 9)


def test_two_sides_face_both_ways(square: ProxyMesh, body: np.ndarray) -> None:
    part = proxy_of(dataclasses.replace(square, one_sided=False), body, 0.01)
    assert part.count == 8 and len(part.triangles) == 4
    points = placed(part, body)[part.triangles]
    normals = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])[:, 2]
    assert (normals[:2] > 0).all() and (normals[2:] < 0).all()


def test_several_follow_one_another(square: ProxyMesh, body: np.ndarray) -> None:
    both = [proxy_of(mesh, body, 0.01) for mesh in (square, dataclasses.replace(square, offset=square.offset * 2))]
    drawn = draw_list(both, {part.material: len(MATERIALS) + k for k, part in enumerate(both)})
    assert drawn.count == 8 and drawn.material.tolist() == [9, 9, 10, 10] and drawn.triangles[2:].min() == 4
    assert drawn.cutouts is None  # neither has holes
    assert np.allclose(placed(both[1], body)[:, 2], 0.2)


def test_a_texture_is_no_finer_than_the_picture(square: ProxyMesh, body: np.ndarray) -> None:
    assert shrink(square, body, 1 / 64).shape == (64, 64, 4)
    assert shrink(square, body, 1 / 32).shape == (32, 32, 4)
    assert (shrink(square, body, 1.0) == 200).all()
