"""Catmull–Clark against values worked out by hand."""

import numpy as np

from synthgen.render.subdivide import apply_stencil, catmull_clark, refine_corners

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
    corner, edge, face, _ = stencil.quads[4]  # at vertex 4 of the face z = 1: (-1, -1, 1)
    np.testing.assert_allclose(points[corner], [-5 / 9, -5 / 9, 5 / 9], atol=1e-6)
    np.testing.assert_allclose(points[edge], [0, -0.75, 0.75], atol=1e-6)
    np.testing.assert_allclose(points[face], [0, 0, 1], atol=1e-6)
    assert stencil.count == 8 + 12 + 6
    assert len(stencil.quads) == 24


def test_weights_of_every_point_sum_to_one():
    _, stencil = refine(CUBE, CUBE_QUADS)
    np.testing.assert_allclose(np.add.reduceat(stencil.weight, stencil.start[:-1]), 1.0, atol=1e-6)


def test_boundary_is_a_curve_and_the_inside_stays_flat():
    points, stencil = refine(SQUARE, np.array([[0, 1, 2, 3]], np.int32))
    corner, edge, face, _ = stencil.quads[0]
    np.testing.assert_allclose(points[corner], [0.5, 0.5, 0], atol=1e-6)  # 3/4·(0,0) + 1/8·(4,0) + 1/8·(0,4)
    np.testing.assert_allclose(points[edge], [2, 0, 0], atol=1e-6)
    np.testing.assert_allclose(points[face], [2, 2, 0], atol=1e-6)


def test_flat_quads_are_divided_but_not_smoothed():
    points, stencil = refine(CUBE, CUBE_QUADS, flat=np.ones(6, bool))
    for quad in range(6):
        for k in range(4):
            np.testing.assert_allclose(points[stencil.quads[4 * quad + k, 0]], CUBE[CUBE_QUADS[quad, k]], atol=1e-6)


def test_orientation_is_kept():
    points, stencil = refine(CUBE, CUBE_QUADS)
    a, b, c, _ = points[stencil.quads].transpose(1, 0, 2)
    normals = np.cross(b - a, c - a)
    assert (np.einsum("ij,ij->i", normals, a + c) > 0).all()


def test_corner_values_are_bilinear():
    corners = np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]], np.float32)
    fine = refine_corners(corners)
    np.testing.assert_array_equal(fine[0], [[0, 0], [0.5, 0], [0.5, 0.5], [0, 0.5]])
    np.testing.assert_array_equal(fine[2], [[1, 1], [0.5, 1], [0.5, 0.5], [1, 0.5]])
