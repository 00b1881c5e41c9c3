"""Edge loops on a grid whose loops can be counted, and Catmull and Clark's own weights."""

from __future__ import annotations

import numpy as np
import pytest

from synthgen.facs.rings import Patch, Stencil, combine, edge_loop, grow, join, patch, ring_order, smooth

AROUND, OUT = 8, 5


def vertex(column: int, ring: int) -> int:
    return ring * AROUND + column % AROUND


@pytest.fixture
def tube() -> Patch:
    """Quads round an opening: eight columns, five loops one beyond the other."""
    return patch(
        np.array(
            [
                [vertex(c, r), vertex(c + 1, r), vertex(c + 1, r + 1), vertex(c, r + 1)]
                for r in range(OUT - 1)
                for c in range(AROUND)
            ],
            np.int32,
        )
    )


def test_an_edge_loop_comes_back_to_where_it_began(tube: Patch) -> None:
    assert edge_loop(tube, vertex(2, 1), vertex(3, 1)) == [vertex(c, 1) for c in range(2, 2 + AROUND)]
    with pytest.raises(ValueError, match="no single way on"):
        edge_loop(tube, vertex(0, 2), vertex(0, 3))  # outwards it ends at the rim


def test_rings_grow_away_from_the_opening(tube: Patch) -> None:
    loop = [vertex(c, 1) for c in range(AROUND)]
    rings = grow(tube, loop, blocked=[vertex(c, 0) for c in range(AROUND)], count=2)
    assert rings.vertex.tolist() == [vertex(c, r) for r in (1, 2, 3) for c in range(AROUND)]
    assert rings.ring.tolist() == [0] * AROUND + [1] * AROUND + [2] * AROUND
    assert rings.column.tolist() == 3 * list(range(AROUND))
    assert ring_order(tube, {vertex(c, 2) for c in range(AROUND)}, vertex(5, 2), vertex(4, 2)) == [
        vertex(5 - c, 2) for c in range(AROUND)
    ]


def test_weights_of_an_ordinary_vertex_are_catmull_and_clarks(tube: Patch) -> None:
    stencil = smooth(tube, [vertex(3, 2)])
    weights = dict(zip(stencil.index[:, 0].tolist(), stencil.weight[:, 0].tolist(), strict=True))
    beside = [vertex(2, 2), vertex(4, 2), vertex(3, 1), vertex(3, 3)]
    corners = [vertex(c, r) for c in (2, 4) for r in (1, 3)]
    assert weights == {vertex(3, 2): 9 / 16, **dict.fromkeys(beside, 3 / 32), **dict.fromkeys(corners, 1 / 64)}


def test_stencils_are_joined_combined_and_renumbered() -> None:
    positions = np.random.default_rng(3).normal(size=(6, 3))
    one = Stencil(np.array([[1, 2], [3, 4]]), np.array([[0.5, 0.25], [0.5, 0.75]]))
    two = Stencil(np.array([[5]]), np.array([[1.0]]))
    assert np.array_equal(join([one, two])(positions), np.concatenate([one(positions), two(positions)]))
    middle = combine(one, np.array([[0], [1]]), np.array([[0.5], [0.5]]))
    assert middle(positions)[0] == pytest.approx(one(positions).mean(axis=0))
    used = np.array([4, 2, 1, 3])
    assert np.array_equal(one.renumber(used)(positions[used]), one(positions))
