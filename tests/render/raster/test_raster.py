"""The visibility buffer against brute force and closed forms: what a triangle covers, where, and who is nearest."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synthgen.render.raster.raster import (
    TRIANGLE_BITS,
    TRIANGLE_MASK,
    Lens,
    ParallelMap,
    Screen,
    Visibility,
    project_parallel,
    project_perspective,
    rasterise,
    rasterise_depth,
)
from synthgen.render.raster.triangle import SUB

SIZE = 32


def draw(screen, triangles):
    keys = np.zeros((SIZE, SIZE), np.int32)
    planes = np.zeros((len(triangles), 16), np.float32)
    screen_xy = np.trunc(screen[:, :2].astype(np.float32) * SUB).astype(np.int32)
    inv_depth = screen[:, 2].astype(np.float32)
    buffer = Visibility(keys, np.float32(0), np.float32(1000))
    rasterise(Screen(screen_xy, inv_depth), triangles, buffer, planes)
    return keys, planes


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


@pytest.mark.parametrize(
    "corners",
    [((2, 3), (5, 25), (30, 8)), ((0, 0), (0, 31), (31, 0)), ((4, 4), (4, 28), (28, 28)), ((1, 2), (2, 9), (9, 4))],
)
def test_covers_as_many_samples_as_picks_theorem_says(corners):
    """Corners at samples' centres: area = inner + edge / 2 − 1, and samples on an edge are covered."""
    (x0, y0), (x1, y1), (x2, y2) = corners
    area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2
    edge = math.gcd(x1 - x0, y1 - y0) + math.gcd(x2 - x1, y2 - y1) + math.gcd(x0 - x2, y0 - y2)
    keys, _ = draw(np.array([[x + 0.5, y + 0.5, 0.5] for x, y in corners]), np.array([[0, 1, 2]], np.int32))
    assert np.count_nonzero(keys) == area + edge / 2 + 1


def projected(vertices, size, focal):
    """Vertices (n, 3) on the screen of a camera at the origin that looks along +z."""
    screen, middle = Screen.of(len(vertices)), np.float32(size / 2)
    lens = Lens(np.zeros(3, np.float32), np.eye(3, dtype=np.float32), np.float32(focal), middle, middle)
    project_perspective(vertices, lens, screen)
    return screen


def hit(vertices, x, y, size, focal):
    """Depth and the three weights where the ray through screen point (x, y) meets the triangle, in float64."""
    ray = np.array([(x - size / 2) / focal, (size / 2 - y) / focal, 1.0])
    # Σ w v − t ray = 0 and Σ w = 1
    system = np.vstack([np.column_stack([vertices.astype(np.float64).T, -ray]), [1, 1, 1, 0]])
    *weights, depth = np.linalg.solve(system, [0, 0, 0, 1])
    return depth, np.array(weights)


@pytest.mark.parametrize(("length", "size", "focal"), [(1.5, 32, 200.0), (0.05, 512, 100_000.0)])
def test_a_triangle_in_perspective_is_where_rays_meet_it(length, size, focal):
    """Turned 60° away at 14 dm, against exact intersections: 1 / depth is linear on the screen, whatever the size.

    Weights are not corrected for perspective: within 1/1000 where a triangle is as small as a face's.
    """
    flat = length * np.array([[0.5, -0.5], [0.0, 0.5], [-0.5, -0.5]])
    turn = math.radians(60)
    vertices = np.column_stack([flat[:, 0], flat[:, 1] * math.cos(turn), 14 + flat[:, 1] * math.sin(turn)])
    vertices = vertices.astype(np.float32)
    screen = projected(vertices, size, focal)
    keys = np.zeros((size, size), np.int32)
    near, far = 1 / (14 - length / 2), 1 / (14 + length / 2)
    scale = np.float32(10_000 / (near - far))
    planes = np.zeros((1, 16), np.float32)
    triangles = np.array([[0, 1, 2]], np.int32)
    rasterise(screen, triangles, Visibility(keys, np.float32(far), scale), planes)
    found = np.argwhere(keys)
    assert len(found) > 50
    samples_high = np.ptp(screen.xy[:, 1]) / SUB
    for y, x in found[:: max(1, len(found) // 200)] + 0.5:
        depth, weights = hit(vertices, x, y, size, focal)
        if weights.min() < 0.05:  # corners lie at 1/16 sample
            continue
        level = keys[int(y), int(x)] >> TRIANGLE_BITS
        # 10,000 levels from corner to corner, and a corner that may be off by 1/16 sample
        assert level == pytest.approx((1 / depth - far) * scale, abs=2 + 10_000 / samples_high / SUB)
        if length < 0.1:
            second, third = (planes[0, k] * x + planes[0, k + 1] * y + planes[0, k + 2] for k in (0, 3))
            np.testing.assert_allclose([second, third], weights[1:], atol=1e-3)


def test_a_shadow_map_holds_the_plane_nearest_to_the_light():
    """Two parallel planes seen from above, and a slope: inv_depth is −depth along the view, linear on the map."""
    size, scale = 32, np.float32(8)
    height = {"low": 0.0, "high": 0.5}
    corners = np.array([[-3, -3], [3, -3], [3, 3], [-3, 3]], np.float32)
    low = np.column_stack([corners, np.full(4, height["low"])])
    high = np.column_stack([corners * [0.3, 0.3], height["high"] + corners[:, 0] * 0.3 * 0.2])
    vertices = np.concatenate([low, high]).astype(np.float32)
    rotation = np.array([[1, 0, 0], [0, 1, 0], [0, 0, -1]], np.float32)  # looks down −z
    triangles = np.array([[0, 1, 2], [0, 2, 3], [4, 5, 6], [4, 6, 7]], np.int32)
    screen = Screen.of(8)
    project_parallel(vertices, rotation, ParallelMap(np.zeros(3, np.float32), scale, size), screen)
    np.testing.assert_allclose(screen.inv_depth, vertices[:, 2], atol=1e-6)
    depths = np.full((size, size), -1e9, np.float32)
    rasterise_depth(screen, triangles, depths)
    x = (np.arange(size) + 0.5 - size / 2) / scale
    across, down = np.meshgrid(x, x)
    on_slope = (np.abs(across) < 0.85) & (np.abs(down) < 0.85)
    np.testing.assert_allclose(depths[on_slope], (0.5 + 0.2 * across)[on_slope], atol=0.01)
    off_slope = (np.abs(across) > 0.95) | (np.abs(down) > 0.95)
    np.testing.assert_allclose(depths[off_slope], 0, atol=1e-6)
