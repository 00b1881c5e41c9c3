"""Catmull–Clark against values worked out by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from synthgen.render.subdivide import apply_stencil, catmull_clark

CUBE = np.array(
    [[-1, -1, -1], [1, -1, -1], [1, 1, -1], [-1, 1, -1], [-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]], np.float32
)
CUBE_QUADS = np.array([[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [2, 3, 7, 6], [1, 2, 6, 5], [0, 4, 7, 3]], np.int32)
SQUARE = np.array([[0, 0, 0], [4, 0, 0], [4, 4, 0], [0, 4, 0]], np.float32)


def refine(vertices, quads, **options):
    stencil = catmull_clark(quads, len(vertices), **options)
    out = np.zeros((stencil.count, 3), np.float32)
    apply_stencil(stencil.start, stencil.index, stencil.weight, vertices, out)
    return out, stencil


def test_cube_corner_edge_and_face_points():
    points, stencil = refine(CUBE, CUBE_QUADS)
    corner, edge, face = stencil.triangles[8]  # at vertex 4 of the face z = 1: (-1, -1, 1)
    np.testing.assert_allclose(points[corner], [-5 / 9, -5 / 9, 5 / 9], atol=1e-6)
    np.testing.assert_allclose(points[edge], [0, -0.75, 0.75], atol=1e-6)
    np.testing.assert_allclose(points[face], [0, 0, 1], atol=1e-6)
    assert stencil.count == 8 + 12 + 6
    assert len(stencil.triangles) == 48


def test_weights_of_every_point_sum_to_one():
    _, stencil = refine(CUBE, CUBE_QUADS)
    np.testing.assert_allclose(np.add.reduceat(stencil.weight, stencil.start[:-1]), 1.0, atol=1e-6)


def test_boundary_is_a_curve_and_the_inside_stays_flat():
    points, stencil = refine(SQUARE, np.array([[0, 1, 2, 3]], np.int32))
    corner, edge, face = stencil.triangles[0]
    np.testing.assert_allclose(points[corner], [0.5, 0.5, 0], atol=1e-6)  # 3/4·(0,0) + 1/8·(4,0) + 1/8·(0,4)
    np.testing.assert_allclose(points[edge], [2, 0, 0], atol=1e-6)
    np.testing.assert_allclose(points[face], [2, 2, 0], atol=1e-6)


def test_flat_quads_are_divided_but_not_smoothed():
    points, stencil = refine(CUBE, CUBE_QUADS, flat=np.ones(6, bool))
    for quad in range(6):
        for k in range(4):
            corner = stencil.triangles[8 * quad + 2 * k, 0]
            np.testing.assert_allclose(points[corner], CUBE[CUBE_QUADS[quad, k]], atol=1e-6)


def outward(points, triangles):
    a, b, c = points[triangles].transpose(1, 0, 2)
    return (np.cross(b - a, c - a) * (a + b + c)).sum(axis=1)


def test_orientation_is_kept():
    points, stencil = refine(CUBE, CUBE_QUADS)
    assert (outward(points, stencil.triangles) > 0).all()


def edges_of(triangles):
    ends = np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1)
    return np.unique(ends, axis=0, return_counts=True)


@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_any_mix_of_fine_and_coarse_quads_stays_closed(divide):
    points, stencil = refine(CUBE, CUBE_QUADS, divide=np.array(divide))
    _, faces_at_edge = edges_of(stencil.triangles)
    assert (faces_at_edge == 2).all()  # watertight: no gap and no T-junction
    assert (outward(points, stencil.triangles) > 0).all()
    whole, everything = refine(CUBE, CUBE_QUADS)
    everywhere = {tuple(p) for p in np.round(whole, 5)}
    assert {tuple(p) for p in np.round(points, 5)} <= everywhere  # the same smooth points, only fewer
    assert (len(stencil.triangles) == len(everything.triangles)) == all(divide)


def test_corner_values_are_bilinear():
    stencil = catmull_clark(np.array([[0, 1, 2, 3]], np.int32), 4)
    fine = stencil.spread(np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]], np.float32))
    np.testing.assert_array_equal(fine[0], [[0, 0], [0.5, 0], [0.5, 0.5]])
    np.testing.assert_array_equal(fine[4], [[1, 1], [0.5, 1], [0.5, 0.5]])
