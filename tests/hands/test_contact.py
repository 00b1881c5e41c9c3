"""Distances from a surface, where they are known: a ball."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.hands import contact
from synthgen.hands.surface import HeadSurface, Topology

RADIUS = 1.0
MIDDLE = np.array([0.0, 7.0, 0.0])


def ball() -> tuple[Topology, np.ndarray]:
    """Return a ball of triangles about (0, 7, 0), and its vertices."""
    rows, columns = 48, 96
    tilt = np.linspace(0, np.pi, rows + 1)[1:-1]
    turn = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    y, x, z = (
        np.cos(tilt)[:, None] + 0 * turn,
        np.sin(tilt)[:, None] * np.sin(turn),
        np.sin(tilt)[:, None] * np.cos(turn),
    )
    points = np.concatenate([[[0, 1, 0]], np.stack([x, y, z], axis=2).reshape(-1, 3), [[0, -1, 0]]]) * RADIUS
    grid = 1 + np.arange((rows - 1) * columns).reshape(rows - 1, columns)
    beside = np.roll(grid, -1, axis=1)
    quads = np.stack([grid[:-1], grid[1:], beside[1:], beside[:-1]], axis=2).reshape(-1, 4)
    last = len(points) - 1
    top = np.stack([0 * grid[0], grid[0], beside[0]], axis=1)
    bottom = np.stack([grid[-1], 0 * grid[-1] + last, beside[-1]], axis=1)
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]], top, bottom]).astype(np.int32)
    fans = [[] for _ in points]
    near = [set() for _ in points]
    for number, triangle in enumerate(triangles):
        for corner in triangle:
            fans[corner].append(number)
            near[corner] |= set(triangle.tolist()) - {corner}

    def packed(lists):
        starts = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int32)
        return starts, np.concatenate([sorted(one) for one in lists]).astype(np.int32)

    skull = tuple(int(np.argmin(((points - at) ** 2).sum(axis=1))) for at in ((1, 0, 0), (-1, 0, 0), (0, 1, 0)))
    nowhere = np.zeros(len(points), bool)
    topology = Topology(
        np.arange(len(points), dtype=np.int32), triangles, *packed(fans), *packed(near), nowhere, 0, skull
    )
    return topology, (points + MIDDLE).astype(np.float32)


@pytest.fixture(scope="module")
def head() -> HeadSurface:
    topology, vertices = ball()
    return HeadSurface(topology, vertices)


def measured(head: HeadSurface, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    gaps, ways = np.zeros(len(points)), np.zeros((len(points), 3))
    contact.find_gaps_in_body(head.posed, points, np.array(head.turn), np.array(head.shift), gaps, ways)
    return gaps, ways


def around(rng: np.random.Generator, radii: np.ndarray) -> np.ndarray:
    ways = rng.normal(size=(len(radii), 3))
    return ways / np.linalg.norm(ways, axis=1, keepdims=True) * radii[:, None]


def test_distances_from_a_ball(head: HeadSurface) -> None:
    _topology, vertices = ball()
    head.pose(vertices)
    radii = np.random.default_rng(1).uniform(0.95, 1.09, 400)
    out = around(np.random.default_rng(2), radii)
    gaps, ways = measured(head, out + MIDDLE)
    # between vertices the triangles lie up to 1.1 mm below the ball
    assert np.abs(gaps - (radii - RADIUS)).max() < 0.0015
    clear = np.abs(gaps) > 0.02
    assert ((ways * out).sum(axis=1) / radii)[clear].min() > 0.97


def test_far_points_are_far_and_never_inside(head: HeadSurface) -> None:
    _, vertices = ball()
    head.pose(vertices)
    radii = np.random.default_rng(3).uniform(1.2, 3.0, 200)
    gaps, _ = measured(head, around(np.random.default_rng(4), radii) + MIDDLE)
    assert (gaps > 0.15).all() and gaps.max() == contact.FAR


def test_a_head_that_turned_takes_its_surface_along(head: HeadSurface) -> None:
    _, vertices = ball()
    angle = np.radians(25)
    turn = np.array([[np.cos(angle), 0, np.sin(angle)], [0, 1, 0], [-np.sin(angle), 0, np.cos(angle)]])
    shift = np.array([0.1, 0.05, 0.2])
    head.pose((vertices @ turn.T + shift).astype(np.float32))
    radii = np.full(50, 1.05)
    centre = turn @ MIDDLE + shift
    gaps, _ = measured(head, around(np.random.default_rng(5), radii) + centre)
    assert np.abs(gaps - 0.05).max() < 0.0015
    assert np.allclose(np.array(head.turn), turn, atol=1e-6)


def test_skin_inside_flattens_onto_the_surface(head: HeadSurface) -> None:
    _, vertices = ball()
    head.pose(vertices)
    points = around(np.random.default_rng(6), np.array([0.97, 0.99, 1.05])) + MIDDLE
    gaps, ways = measured(head, points)
    contact.push_out(points, gaps, ways, 0.06)
    assert np.linalg.norm(points - MIDDLE, axis=1) == pytest.approx([1, 1, 1.05], abs=0.0015)
    assert gaps[:2].tolist() == [0, 0]
