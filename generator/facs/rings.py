"""Concentric edge loops of the skin around an opening (a mouth, an eye), and where a vertex stands on them.

The base mesh is one mesh for everybody, so what is found here once holds for every model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Patch:
    """Part of a quad mesh: for every vertex its edge neighbours and the quads around it."""

    edges: Mapping[int, frozenset[int]]
    quads: Mapping[int, tuple[tuple[int, ...], ...]]

    def around(self, vertices: Iterable[int]) -> set[int]:
        """Return the vertices that share a quad with one of these, these included."""
        return {corner for vertex in vertices for quad in self.quads[vertex] for corner in quad}


def patch(quads: NDArray[np.int32]) -> Patch:
    """Return the connectivity of quads (n, 4)."""
    edges: dict[int, set[int]] = {}
    around: dict[int, list[tuple[int, ...]]] = {}
    for quad in quads.tolist():
        for corner, vertex in enumerate(quad):
            edges.setdefault(vertex, set()).update((quad[corner - 3], quad[corner - 1]))
            around.setdefault(vertex, []).append(tuple(quad))
    return Patch({v: frozenset(e) for v, e in edges.items()}, {v: tuple(q) for v, q in around.items()})


def edge_loop(mesh: Patch, first: int, second: int) -> list[int]:
    """Return the closed edge loop that starts with two neighbours; every vertex on it has four neighbours.

    Raises ValueError where the loop does not close.
    """
    loop = [first, second]
    while True:
        before, here = loop[-2:]
        beside = {corner for quad in mesh.quads[here] if before in quad for corner in quad}
        ahead = mesh.edges[here] - beside
        if len(ahead) != 1:
            raise ValueError(f"no single way on at vertex {here}")
        (vertex,) = ahead
        if vertex == first:
            return loop
        loop.append(vertex)


def ring_order(mesh: Patch, ring: set[int], first: int, second: int) -> list[int]:
    """Return a ring of vertices in order, from ``first`` by way of ``second``."""
    order = [first, second]
    while len(order) < len(ring):
        ahead = (mesh.edges[order[-1]] & ring) - set(order[-2:])
        if len(ahead) != 1:
            raise ValueError(f"the ring forks at vertex {order[-1]}")
        order.extend(ahead)
    return order


@dataclass(frozen=True)
class Rings:
    """Vertices of a loop and of the loops grown from it: for each its distance from the loop and its column.

    ``ring`` counts loops away from the start; ``column`` is the place on the start loop that the vertex lies behind.
    """

    vertex: Ints
    ring: Ints
    column: Ints


def grow(mesh: Patch, loop: list[int], blocked: Iterable[int], count: int) -> Rings:
    """Return ``loop`` (ring 0) and ``count`` rings beyond it, on the side where ``blocked`` does not lie."""
    column = {vertex: place for place, vertex in enumerate(loop)}
    ring = dict.fromkeys(loop, 0)
    seen = set(loop) | set(blocked)
    last = list(loop)
    for distance in range(1, count + 1):
        found = sorted(mesh.around(last) - seen)
        seen.update(found)
        behind = set(last)
        waiting = []
        for vertex in found:
            straight = sorted(column[v] for v in mesh.edges[vertex] & behind)
            if straight:
                column[vertex] = straight[0]
            else:
                waiting.append(vertex)
        while waiting:  # a vertex where the ring has more vertices than the one before: as its neighbour on the ring
            known = [v for v in waiting if any(n in column for n in mesh.edges[v] & set(found))]
            if not known:
                raise ValueError(f"ring {distance} is not connected")
            for vertex in known:
                column[vertex] = min(column[n] for n in mesh.edges[vertex] & set(found) if n in column)
                waiting.remove(vertex)
        ring.update(dict.fromkeys(found, distance))
        last = found
    vertices = sorted(ring)
    return Rings(
        np.array(vertices, np.int64),
        np.array([ring[v] for v in vertices], np.int64),
        np.array([column[v] for v in vertices], np.int64),
    )


@dataclass(frozen=True)
class Stencil:
    """Points as weighted sums of vertices: ``index`` and ``weight`` (k, n); n sums of k terms, unused terms weigh 0."""

    index: Ints
    weight: Floats

    def __call__(self, positions: Floats) -> Floats:
        """Return the points (n, 3) for vertex positions (m, 3)."""
        # the sum over axis 0 adds row after row, in this order on every processor
        points: Floats = np.add.reduce(positions.take(self.index, axis=0) * self.weight[:, :, None], axis=0)
        return points

    def renumber(self, vertices: Ints) -> Stencil:
        """Return the stencil for positions of ``vertices`` (m,) alone, which have to hold all that it uses."""
        order = np.argsort(vertices)
        used = np.where(self.weight != 0, self.index, vertices[0])
        return Stencil(order[np.searchsorted(vertices, used, sorter=order)], self.weight)


def smooth(mesh: Patch, vertices: Iterable[int]) -> Stencil:
    """Return the stencil of where one Catmull–Clark subdivision puts these inner vertices (as the renderer does)."""
    rows: list[dict[int, float]] = []
    for vertex in vertices:
        n = len(mesh.edges[vertex])
        row = {vertex: (n - 2) / n}
        for neighbour in sorted(mesh.edges[vertex]):
            row[neighbour] = row.get(neighbour, 0.0) + 1 / n**2
        for quad in mesh.quads[vertex]:
            for corner in quad:
                row[corner] = row.get(corner, 0.0) + 0.25 / n**2
        rows.append(row)
    terms = max(map(len, rows))
    index = np.zeros((terms, len(rows)), np.int64)
    weight = np.zeros((terms, len(rows)))
    for place, row in enumerate(rows):
        index[: len(row), place] = list(row)
        weight[: len(row), place] = list(row.values())
    return Stencil(index, weight)


def combine(stencil: Stencil, index: Ints, weight: Floats) -> Stencil:
    """Return the stencil of sums over a stencil's points: ``index`` and ``weight`` (j, n) name and weigh its points."""
    terms = stencil.index[:, index].reshape(-1, index.shape[1])
    weights = (stencil.weight[:, index] * weight[None]).reshape(-1, index.shape[1])
    return Stencil(terms, weights)


def join(stencils: list[Stencil]) -> Stencil:
    """Return one stencil for the points of several, which may have different numbers of terms."""
    terms = max(len(stencil.index) for stencil in stencils)
    fill = [((0, terms - len(stencil.index)), (0, 0)) for stencil in stencils]
    return Stencil(
        np.concatenate([np.pad(stencil.index, f) for stencil, f in zip(stencils, fill)], axis=1),
        np.concatenate([np.pad(stencil.weight, f) for stencil, f in zip(stencils, fill)], axis=1),
    )
