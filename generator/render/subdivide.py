"""One level of Catmull–Clark subdivision as a sparse stencil, so that a posed cage becomes a smooth mesh in one pass.

Rules: E. Catmull and J. Clark, "Recursively generated B-spline surfaces on arbitrary topological meshes", 1978, with
the boundary rules of H. Biermann et al., "Piecewise smooth subdivision surfaces with normal control", 2000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.jit import kernel
from synthgen.render.arrays import Doubles, Floats, Ints, Mask, Reals

#: Position of a quad's corners, and of the points on its edges, in its own coordinates.
_CORNER = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
_MIDDLE = ((0.5, 0.0), (1.0, 0.5), (0.5, 1.0), (0.0, 0.5))


@dataclass(frozen=True)
class Stencil:
    """A sparse linear map: point i is the sum over k in ``start[i]:start[i + 1]`` of ``weight[k]`` × ``index[k]``."""

    start: Ints
    index: Ints
    weight: Floats

    @property
    def count(self) -> int:
        """Number of points."""
        return len(self.start) - 1

    def rows(self, first: int, last: int) -> Stencil:
        """Return the map to points ``first:last`` alone."""
        begin, end = self.start[first], self.start[last]
        return Stencil(self.start[first : last + 1] - begin, self.index[begin:end], self.weight[begin:end])

    def apply(self, vertices: Floats, out: Floats) -> None:
        """Write the points (n, 3) of ``vertices`` (m, 3)."""
        apply_stencil(self.start, self.index, self.weight, vertices, out)

    def mean(self, values: Reals) -> Doubles:
        """Return the points' values (n,) of one value a vertex (m,)."""
        terms = self.weight.astype(np.float64) * values[self.index]
        total: Doubles = np.add.reduceat(terms, self.start[:-1])
        return total


@dataclass(frozen=True)
class Subdivision(Stencil):
    """A linear map from cage vertices to refined vertices, and the refined triangles.

    Refined vertices are numbered as the triangles first use them, so that neighbours on the mesh are neighbours in
    memory. Triangle t lies in cage quad ``source[t]``, with corners at ``place[t]`` (3, 2) of the unit square whose
    corners are the quad's.
    """

    triangles: Ints
    source: Ints
    place: Floats

    def spread(self, corners: Floats) -> Floats:
        """Return values at the triangles' corners (t, 3, k), bilinear in those at the cage quads' corners (m, 4, k)."""
        s, t = self.place[..., 0:1], self.place[..., 1:2]
        a, b, c, d = (corners[self.source][:, None, k] for k in range(4))
        return ((1 - t) * ((1 - s) * a + s * b) + t * ((1 - s) * d + s * c)).astype(np.float32)


def catmull_clark(
    quads: Ints,
    vertex_count: int,
    *,
    divide: Mask | None = None,
    flat: Mask | None = None,
) -> Subdivision:
    """Refine ``quads`` (m, 4), indices below ``vertex_count``; edges with one face, or more than two, are boundaries.

    Only quads marked ``divide`` (m,; all by default) become finer; the others take in the points on the edges they
    share with them, so that no gap opens. Quads marked ``flat`` (m,) are not smoothed: thin bands would shrink.
    """
    m = len(quads)
    following = np.roll(quads, -1, axis=1)
    ends = np.sort(np.stack([quads, following], axis=2).reshape(-1, 2), axis=1)
    edges, edge_of = np.unique(ends, axis=0, return_inverse=True)
    edge_of = edge_of.reshape(m, 4)
    faces_at_edge = np.bincount(edge_of.ravel(), minlength=len(edges))
    inner = faces_at_edge == 2
    kept = np.zeros(vertex_count, bool)
    if flat is not None:
        inner[edge_of[flat].ravel()] = False
        kept[quads[flat].ravel()] = True

    rows: list[npt.NDArray[np.int64]] = []
    columns: list[npt.NDArray[np.int64]] = []
    values: list[Doubles] = []

    def add(row: npt.ArrayLike, column: npt.ArrayLike, value: npt.ArrayLike) -> None:
        shape = np.broadcast(row, column, value).shape
        rows.append(np.broadcast_to(row, shape).ravel().astype(np.int64))
        columns.append(np.broadcast_to(column, shape).ravel().astype(np.int64))
        values.append(np.broadcast_to(value, shape).ravel().astype(np.float64))

    first_edge, first_face = vertex_count, vertex_count + len(edges)
    add(first_face + np.arange(m)[:, None], quads, 0.25)
    edge_rows = first_edge + np.arange(len(edges))
    add(edge_rows[:, None], edges, np.where(inner, 0.25, 0.5)[:, None])
    smooth = inner[edge_of]  # each face gives a quarter of its own point to each inner edge
    add(np.where(smooth, first_edge + edge_of, -1)[:, :, None], quads[:, None, :], 0.0625)

    valence = np.bincount(edges.ravel(), minlength=vertex_count).astype(np.float64)
    on_boundary = np.zeros(vertex_count, bool)
    on_boundary[edges[~inner].ravel()] = True
    used = np.zeros(vertex_count, bool)
    used[quads.ravel()] = True
    vertices = np.arange(vertex_count)
    n = np.maximum(valence, 1.0)
    # interior: (F + 2R + (n − 3)P) / n; R is the mean of edge midpoints, each half this vertex and half the other
    interior = used & ~on_boundary & ~kept
    add(np.where(interior, vertices, -1), vertices, (n - 2.0) / n)
    for here, other in ((0, 1), (1, 0)):
        at = edges[:, here]
        add(np.where(interior[at], at, -1), edges[:, other], 1.0 / n[at] ** 2)
    corner = quads[:, :, None]
    add(np.where(interior[corner], corner, -1), quads[:, None, :], 0.25 / n[corner] ** 2)
    # boundary: 3/4 of the vertex and 1/8 of each neighbour along the boundary; elsewhere the vertex stays
    rim = np.bincount(edges[~inner].ravel(), minlength=vertex_count)
    curve = on_boundary & (rim == 2) & ~kept
    add(np.where(curve, vertices, -1), vertices, 0.75)
    for here, other in ((0, 1), (1, 0)):
        at = edges[~inner, here]
        add(np.where(curve[at], at, -1), edges[~inner, other], 0.125)
    fixed = ~interior & ~curve
    add(np.where(fixed, vertices, -1), vertices, 1.0)

    total = first_face + m
    split = np.zeros(len(edges), bool)
    divided = np.ones(m, bool) if divide is None else divide
    split[edge_of[divided].ravel()] = True
    triangles, source, place = _triangulate(quads, divided, edge_of, split, first_edge, first_face)
    present, first_use = np.unique(triangles, return_index=True)
    number = np.full(total, -1)
    number[present[np.argsort(first_use)]] = np.arange(len(present))

    rows = [np.where(row >= 0, number[row], -1) for row in rows]
    row, column, value = np.concatenate(rows), np.concatenate(columns), np.concatenate(values)
    keep = row >= 0
    key = row[keep] * vertex_count + column[keep]
    order = np.argsort(key, kind="stable")
    unique, begin = np.unique(key[order], return_index=True)
    weight = np.add.reduceat(value[keep][order], begin)
    start = np.searchsorted(unique // vertex_count, np.arange(len(present) + 1))

    return Subdivision(
        start.astype(np.int32),
        (unique % vertex_count).astype(np.int32),
        weight.astype(np.float32),
        number[triangles].astype(np.int32),
        source,
        place,
    )


def _triangulate(
    quads: Ints,
    divided: Mask,
    edge_of: npt.NDArray[np.intp],
    split: Mask,
    first_edge: int,
    first_face: int,
) -> tuple[npt.NDArray[np.int64], Ints, Floats]:
    """Return (triangles, source, place): eight of each divided quad, a fan of each other one."""
    triangles: list[tuple[int, int, int]] = []
    source: list[int] = []
    place: list[tuple[tuple[float, float], ...]] = []
    centre = (0.5, 0.5)
    for q, (quad, edges) in enumerate(zip(quads.tolist(), edge_of.tolist(), strict=True)):
        points = [first_edge + edge for edge in edges]
        if divided[q]:
            face = first_face + q
            for k in range(4):
                triangles += [(quad[k], points[k], face), (quad[k], face, points[k - 1])]
                place += [(_CORNER[k], _MIDDLE[k], centre), (_CORNER[k], centre, _MIDDLE[k - 1])]
            source += [q] * 8
            continue
        ring, at = [], []
        for k in range(4):
            ring.append(quad[k])
            at.append(_CORNER[k])
            if split[edges[k]]:
                ring.append(points[k])
                at.append(_MIDDLE[k])
        # a fan from a point on an edge has no flat triangle; without one, from the first corner
        begin = next((i for i, vertex in enumerate(ring) if vertex >= first_edge), 0)
        ring, at = ring[begin:] + ring[:begin], at[begin:] + at[:begin]
        for i in range(1, len(ring) - 1):
            triangles.append((ring[0], ring[i], ring[i + 1]))
            place.append((at[0], at[i], at[i + 1]))
            source.append(q)
    return np.array(triangles, np.int64), np.array(source, np.int32), np.array(place, np.float32)


@kernel
def apply_stencil(start, index, weight, cage, out):  # type: ignore[no-untyped-def]
    """Write refined positions (n, 3) float32 into ``out`` from ``cage`` (m, 3) float32."""
    for i in range(start.shape[0] - 1):
        x = np.float32(0)
        y = np.float32(0)
        z = np.float32(0)
        for k in range(start[i], start[i + 1]):
            w = weight[np.uint32(k)]  # unsigned: numba would check for counting from the end
            j = np.uint32(index[np.uint32(k)])
            x += w * cage[j, 0]
            y += w * cage[j, 1]
            z += w * cage[j, 2]
        out[i, 0] = x
        out[i, 1] = y
        out[i, 2] = z
