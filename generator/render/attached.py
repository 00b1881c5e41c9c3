"""Meshes that hang on the body: imported hair, eyes, teeth, glasses, with textures of their own.

Where a texture is transparent there is no surface. The rasteriser knows no transparency, so a mesh is cut along the
edge of its alpha once, when it is put on: triangles that are wholly transparent go, those on the edge are divided.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.human.wardrobe import Piece
from synthgen.render.materials import Surface
from synthgen.render.subdivide import Subdivision

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texture = npt.NDArray[np.uint8]

#: alpha from which a texel is there
OPAQUE = 128
#: triangles that all cut meshes of a person may have together, and how often an edge triangle is divided
BUDGET = 24_000
_DEPTH = 4
#: points along an edge at which a triangle looks at its texture
_LOOKS = 9


@dataclass(frozen=True)
class Mesh:
    """A piece ready to be drawn: ``halves`` lists, level by level, the pairs of vertices that new ones lie between."""

    piece: Piece
    triangles: npt.NDArray[np.int32]  # (t, 3), the back side's after the front's
    corners: npt.NDArray[np.float32]  # (t, 6)
    halves: tuple[Ints, ...]
    count: int

    def place(self, body: npt.NDArray[np.float32], turn: npt.NDArray[np.float32], out: npt.NDArray[np.float32]) -> None:
        """Write the vertices (count, 3) dm for posed ``body`` vertices (19158, 3); ``turn`` (3, 3) is the head's."""
        piece = self.piece
        points = _hung(piece, body)
        for row in range(3):
            for column in range(3):
                points[:, row] += np.float64(turn[row, column]) * piece.offset[:, column]
        for pairs in self.halves:
            points = np.concatenate([points, (points[pairs[:, 0]] + points[pairs[:, 1]]) * 0.5])
        out[: len(points)] = points
        if len(points) < self.count:  # both sides
            out[len(points) :] = points


class Attached:
    """All meshes of a person, as the studio draws them: one after the other, each a material of its own.

    ``triangles`` (t, 3) count from the first vertex of all, ``material`` (t,) from ``first_material``.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        body: npt.NDArray[np.float32],
        *,
        first_material: int,
        pixel: float,
    ) -> None:
        """``body`` (19158, 3) dm are neutral vertices; ``pixel`` is what a pixel covers of a head, dm."""
        self.meshes = attach(pieces)
        self.textures = tuple(shrunk(mesh.piece, body, pixel) for mesh in self.meshes)
        ends = list(itertools.accumulate((mesh.count for mesh in self.meshes), initial=0))
        self.count = ends[-1]
        self._spans = [slice(start, stop) for start, stop in itertools.pairwise(ends)]
        nothing = (np.zeros((0, 3), np.int32), np.zeros((0, 6), np.float32), np.zeros(0, np.uint8))
        parts = [
            (mesh.triangles + np.int32(span.start), mesh.corners, np.full(len(mesh.triangles), number, np.uint8))
            for number, (mesh, span) in enumerate(zip(self.meshes, self._spans, strict=True), first_material)
        ]
        self.triangles, self.corners, self.material = (
            np.concatenate(column) for column in zip(nothing, *parts, strict=True)
        )

    def place(self, body: npt.NDArray[np.float32], turn: npt.NDArray[np.float32], out: npt.NDArray[np.float32]) -> None:
        """Write all vertices (count, 3) dm for posed ``body`` vertices (19158, 3); ``turn`` (3, 3) is the head's."""
        for mesh, span in zip(self.meshes, self._spans, strict=True):
            mesh.place(body, turn, out[span])

    def surfaces(self, first_texture: int) -> tuple[Surface, ...]:
        """Return their rows of the material table; their textures have the numbers from ``first_texture`` on."""
        pieces = [mesh.piece for mesh in self.meshes]
        return tuple((piece.roughness4, piece.reflectance, 0.0, first_texture + k) for k, piece in enumerate(pieces))

    def covers(self, cage: npt.NDArray[np.int32], subdivision: Subdivision) -> npt.NDArray[np.bool_]:
        """Return which refined vertices (r,) lie under a mesh that says so, most of what they are made of."""
        under = np.zeros(int(cage.max()) + 1)
        for mesh in self.meshes:
            under[mesh.piece.covers[mesh.piece.covers < len(under)]] = 1.0
        if not under.any():
            return np.zeros(subdivision.count, bool)
        terms = under[cage][subdivision.index] * subdivision.weight
        return np.asarray(np.add.reduceat(terms, subdivision.start[:-1]) > 0.5)


def attach(pieces: Sequence[Piece], *, budget: int = BUDGET) -> tuple[Mesh, ...]:
    """Return meshes to be drawn, cut along their textures' alpha into about ``budget`` triangles in all."""
    whole = sum(len(piece.triangles) * (1 if piece.one_sided else 2) for piece in pieces)
    room = max(1.0, budget / max(1, whole))
    return tuple(_attached(piece, int(len(piece.triangles) * room)) for piece in pieces)


def shrunk(piece: Piece, body: npt.NDArray[np.float32], pixel: float) -> Texture:
    """Return a piece's texture halved until its texels are about as large as a ``pixel`` (dm): more would shimmer."""
    texture = piece.texture
    points = _hung(piece, body)[piece.triangles]
    sides = points[:, 1:] - points[:, :1]
    across = np.cross(sides[:, 0], sides[:, 1])
    surface = float(np.sqrt((across**2).sum(axis=1)).sum())
    flat = piece.corners[:, 1:] - piece.corners[:, :1]
    share = float(np.abs(flat[:, 0, 0] * flat[:, 1, 1] - flat[:, 0, 1] * flat[:, 1, 0]).sum())
    while min(texture.shape[:2]) >= 32 and surface > 0:
        texel = (surface / max(share, 1e-9) / (texture.shape[0] * texture.shape[1])) ** 0.5
        if round(texel, 6) > 0.6 * pixel:
            break
        rows, columns = texture.shape[0] // 2, texture.shape[1] // 2
        blocks = texture[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, 4).astype(np.uint16)
        texture = ((blocks.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8)
    return np.ascontiguousarray(texture)


def _attached(piece: Piece, most: int) -> Mesh:
    triangles, corners = piece.triangles, piece.corners
    halves: tuple[Ints, ...] = ()
    count = len(piece.vertex)
    if piece.alpha is not None:
        triangles, corners, halves, count = cut(triangles, corners, count, piece.alpha, most=most)
    if not piece.one_sided:
        triangles = np.concatenate([triangles, triangles[:, ::-1] + count])
        corners = np.concatenate([corners, corners[:, ::-1]])
        count *= 2
    return Mesh(piece, triangles.astype(np.int32), corners.reshape(-1, 6).astype(np.float32), halves, count)


def _hung(piece: Piece, body: npt.NDArray[np.float32]) -> Floats:
    """Return a piece's vertices (n, 3) dm without their offsets."""
    points = np.zeros((len(piece.vertex), 3))
    for k in range(3):
        points += piece.weight[:, k, None] * body[piece.vertex[:, k]].astype(np.float64)
    return points


def cut(
    triangles: Ints, corners: Floats, count: int, alpha: Texture, *, most: int
) -> tuple[Ints, Floats, tuple[Ints, ...], int]:
    """Return what is left of triangles (t, 3) with corners (t, 3, 2) where ``alpha`` (h, w) is opaque.

    Also the pairs of vertices that new ones lie between, a level at a time, and the number of vertices.
    """
    kept: list[tuple[Ints, Floats]] = []
    halves: list[Ints] = []
    total = 0
    for level in range(_DEPTH + 1):
        there = _covered(corners, alpha)
        full = there.all(axis=1)
        edge = there.any(axis=1) & ~full
        last = level == _DEPTH or total + int(full.sum()) + 4 * int(edge.sum()) > most
        if last:
            full |= edge & (2 * there.sum(axis=1) >= there.shape[1])
        kept.append((triangles[full], corners[full]))
        total += int(full.sum())
        if last or not edge.any():
            break
        triangles, corners, pairs = _divided(triangles[edge], corners[edge], count)
        halves.append(pairs)
        count += len(pairs)
    return (
        np.concatenate([part for part, _ in kept]),
        np.concatenate([part for _, part in kept]),
        tuple(halves),
        count,
    )


def _covered(corners: Floats, alpha: Texture) -> npt.NDArray[np.bool_]:
    """Return (t, looks) whether the texture is opaque at points spread over triangles with these corners."""
    height, width = alpha.shape
    steps = [(i, j) for i in range(_LOOKS) for j in range(_LOOKS - i)]
    found = np.zeros((len(corners), len(steps)), bool)
    for look, (i, j) in enumerate(steps):
        b = (i + 1 / 3) / _LOOKS  # points within the triangle, none on its edge
        c = (j + 1 / 3) / _LOOKS
        point = corners[:, 0] * (1 - b - c) + corners[:, 1] * b + corners[:, 2] * c
        column = np.clip((point[:, 0] * width).astype(np.int64), 0, width - 1)
        row = np.clip(((1 - point[:, 1]) * height).astype(np.int64), 0, height - 1)
        found[:, look] = alpha[row, column] >= OPAQUE
    return found


def _divided(triangles: Ints, corners: Floats, count: int) -> tuple[Ints, Floats, Ints]:
    """Return four triangles for each of (t, 3), their corners, and the pairs of vertices that new ones lie between."""
    ends = np.sort(np.stack([triangles, np.roll(triangles, -1, axis=1)], axis=2), axis=2)  # edges 01, 12, 20
    pairs, which = np.unique(ends.reshape(-1, 2), axis=0, return_inverse=True)
    middle = which.reshape(-1, 3) + count
    (a, b, c), (ab, bc, ca) = triangles.T, middle.T
    between = (corners + np.roll(corners, -1, axis=1)) / 2
    (p, q, r), (pq, qr, rp) = corners.transpose(1, 0, 2), between.transpose(1, 0, 2)
    smaller = [(a, ab, ca), (ab, b, bc), (ca, bc, c), (ab, bc, ca)]
    places = [(p, pq, rp), (pq, q, qr), (rp, qr, r), (pq, qr, rp)]
    return (
        np.concatenate([np.stack(part, axis=1) for part in smaller]),
        np.concatenate([np.stack(part, axis=1) for part in places]),
        pairs,
    )
