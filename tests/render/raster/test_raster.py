"""The visibility buffer against brute force: which samples a triangle covers, and who is nearest."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.render.raster.raster import TRIANGLE_BITS, TRIANGLE_MASK, rasterise
from synthgen.render.raster.triangle import SUB

SIZE = 32


def draw(screen, triangles):
    keys = np.zeros(SIZE * SIZE, np.int32)
    planes = np.zeros((len(triangles), 16), np.float32)
    place = np.trunc(screen[:, :2].astype(np.float32) * SUB).astype(np.int32)
    nearness = screen[:, 2].astype(np.float32)
    rasterise(place, nearness, triangles, keys, SIZE, SIZE, planes, np.float32(0), np.float32(1000))
    return keys.reshape(SIZE, SIZE), planes


def covered(points):
    """Samples whose centre lies strictly inside a counter-clockwise (on screen: y down) triangle, in 1/16 steps."""
    p = np.trunc(points[:, :2].astype(np.float32) * 16)
    y, x = np.mgrid[0:SIZE, 0:SIZE] * 16 + 8
    sides = []
    for k in range(3):
        (ax, ay), (bx, by) = p[k], p[(k + 1) % 3]
        sides.append((x - ax) * (by - ay) - (y - ay) * (bx - ax))
    return np.all(np.array(sides) > 0, axis=0), np.all(np.array(sides) >= 0, axis=0)


point = st.tuples(st.floats(0, SIZE), st.floats(0, SIZE))


@settings(deadline=None, max_examples=200)
@given(st.lists(point, min_size=3, max_size=3))
def test_covers_exactly_the_samples_inside(corners):
    screen = np.array([[x, y, 0.5] for x, y in corners])
    p = np.trunc(screen.astype(np.float32) * 16)
    area = (p[1, 0] - p[0, 0]) * (p[2, 1] - p[0, 1]) - (p[2, 0] - p[0, 0]) * (p[1, 1] - p[0, 1])
    keys, _ = draw(screen, np.array([[0, 1, 2]], np.int32))
    strict, loose = covered(screen)
    if area >= 0:
        assert not keys.any()
    else:
        assert (keys != 0)[strict].all()
        assert not (keys != 0)[~loose].any()


def test_neighbours_leave_no_gap():
    screen = np.array([[0, 0, 0.5], [0, 32, 0.5], [32, 32, 0.5], [32, 0, 0.5], [13.3, 17.7, 0.5]])
    triangles = np.array([[4, 0, 1], [4, 1, 2], [4, 2, 3], [4, 3, 0]], np.int32)
    keys, _ = draw(screen, triangles)
    assert (keys & TRIANGLE_MASK).min() >= 1


def test_the_nearest_triangle_wins_in_any_order():
    near, far = 0.9, 0.1
    screen = np.array([[0, 0, far], [0, 64, far], [64, 0, far], [0, 0, near], [0, 64, near], [64, 0, near]])
    for triangles in ([[0, 1, 2], [3, 4, 5]], [[3, 4, 5], [0, 1, 2]]):
        keys, _ = draw(screen, np.array(triangles, np.int32))
        winner = triangles[(keys[3, 3] & TRIANGLE_MASK) - 1]
        assert winner == [3, 4, 5]
        assert keys[3, 3] >> TRIANGLE_BITS == 900


def test_planes_give_barycentrics():
    screen = np.array([[1, 1, 0.5], [1, 29, 0.5], [29, 1, 0.5]])
    _, planes = draw(screen, np.array([[0, 1, 2]], np.int32))
    u = planes[0, 0] * 1 + planes[0, 1] * 29 + planes[0, 2]
    v = planes[0, 3] * 1 + planes[0, 4] * 29 + planes[0, 5]
    np.testing.assert_allclose([u, v], [1, 0], atol=1e-5)
