"""Meshes that hang on the body: imported hair, eyes, teeth, glasses, with textures of their own.

Where a texture is transparent there is no surface: what has such a texture is rasterised apart (``cutout``). In shadow,
triangles are there that are mostly opaque.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.human.wardrobe import Piece
from synthgen.render.materials import Surface
from synthgen.render.raster.cutout import OPAQUE
from synthgen.render.subdivide import Subdivision

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Texture = npt.NDArray[np.uint8]

#: points along an edge at which a triangle looks at its texture
_LOOKS = 9


@dataclass(frozen=True)
class Mesh:
    """A piece ready to be drawn: (t, 3) triangles and (t, 6) corners, the back side's after the front's."""

    piece: Piece
    triangles: npt.NDArray[np.int32]
    corners: npt.NDArray[np.float32]
    count: int

    def place(self, body: npt.NDArray[np.float32], turn: npt.NDArray[np.float32], out: npt.NDArray[np.float32]) -> None:
        """Write the vertices (count, 3) dm for posed ``body`` vertices (19158, 3); ``turn`` (3, 3) is the head's."""
        piece = self.piece
        points = _hung(piece, body)
        for row in range(3):
            for column in range(3):
                points[:, row] += np.float64(turn[row, column]) * piece.offset[:, column]
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
        self.meshes = tuple(map(attach, pieces))
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

        holed = [np.full(len(mesh.triangles), mesh.piece.alpha is not None) for mesh in self.meshes]
        #: triangles (t,) that have holes, and those that are there in shadow
        self.holed = np.concatenate([np.zeros(0, bool), *holed])
        self.solid = np.concatenate([np.zeros(0, bool), *map(_solid, self.meshes)])
        self.first_material = first_material
        alphas = [
            texture[:1, :1, 3] if mesh.piece.alpha is None else shrunk_alpha(mesh.piece.alpha, texture.shape[0])
            for mesh, texture in zip(self.meshes, self.textures, strict=True)
        ]
        starts = list(itertools.accumulate((alpha.size for alpha in alphas), initial=0))
        #: alpha of all textures (n,), and where each lies: first texel, width, height
        self.alpha = np.concatenate([np.zeros(0, np.uint8), *(alpha.ravel() for alpha in alphas)])
        rows = [(start, alpha.shape[1], alpha.shape[0]) for start, alpha in zip(starts[:-1], alphas, strict=True)]
        self.alpha_table = np.array(rows, np.int64).reshape(-1, 3)

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


def attach(piece: Piece) -> Mesh:
    """Return a piece ready to be drawn; where it is no closed surface, both its sides."""
    triangles, corners, count = piece.triangles, piece.corners, len(piece.vertex)
    if not piece.one_sided:
        triangles = np.concatenate([triangles, triangles[:, ::-1] + count])
        corners = np.concatenate([corners, corners[:, ::-1]])
        count *= 2
    return Mesh(piece, triangles.astype(np.int32), corners.reshape(-1, 6).astype(np.float32), count)


def _hung(piece: Piece, body: npt.NDArray[np.float32]) -> Floats:
    """Return a piece's vertices (n, 3) dm without their offsets."""
    points = np.zeros((len(piece.vertex), 3))
    for k in range(3):
        points += piece.weight[:, k, None] * body[piece.vertex[:, k]].astype(np.float64)
    return points


def shrunk_alpha(alpha: Texture, height: int) -> Texture:
    """Return alpha (h, w) halved as often as its texture, to ``height``, but at most twice: strands are thin."""
    least = max(height, alpha.shape[0] // 4)
    while alpha.shape[0] // 2 >= least:
        rows, columns = alpha.shape[0] // 2, alpha.shape[1] // 2
        blocks = alpha[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).astype(np.uint16)
        alpha = ((blocks.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8)
    return np.ascontiguousarray(alpha)


def _solid(mesh: Mesh) -> npt.NDArray[np.bool_]:
    """Return which triangles (t,) of a mesh are opaque at most of the points spread over them."""
    alpha, corners = mesh.piece.alpha, mesh.corners.reshape(-1, 3, 2).astype(np.float64)
    if alpha is None:
        return np.ones(len(corners), bool)
    height, width = alpha.shape
    steps = [(i, j) for i in range(_LOOKS) for j in range(_LOOKS - i)]
    found = np.zeros(len(corners), np.int64)
    for i, j in steps:
        b, c = (i + 1 / 3) / _LOOKS, (j + 1 / 3) / _LOOKS  # points within the triangle, none on its edge
        point = corners[:, 0] * (1 - b - c) + corners[:, 1] * b + corners[:, 2] * c
        column = np.clip((point[:, 0] * width).astype(np.int64), 0, width - 1)
        row = np.clip(((1 - point[:, 1]) * height).astype(np.int64), 0, height - 1)
        found += alpha[row, column] >= OPAQUE
    return np.asarray(2 * found >= len(steps))
