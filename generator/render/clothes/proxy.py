"""Meshes that hang on the body: imported hair, eyes, teeth, glasses, with textures of their own.

Where a texture is transparent there is no surface: what has such a texture is rasterised apart (``cutout``). In shadow,
triangles are there that are mostly opaque.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.human.imported import ProxyMesh
from synthgen.render.arrays import Doubles, Floats, Mask, Picture
from synthgen.render.materials import MATERIALS, Material
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.raster.cutout import OPAQUE
from synthgen.render.raster.gbuffer import HAIR

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: points along an edge at which a triangle looks at its texture
_LOOKS = 9


@dataclass(frozen=True, eq=False, kw_only=True)
class Proxy(Part):
    """An imported ``mesh`` ready to be drawn, with the vertices of its back side, if it has one, after the front's."""

    mesh: ProxyMesh

    @property
    def count(self) -> int:
        """Number of vertices, of both sides."""
        return len(self.mesh.vertex) * (1 if self.mesh.one_sided else 2)

    def place(self, pose: Pose, rows: Rows) -> None:
        """Hang the mesh on the posed body; offsets turn with the head."""
        points = _hung(self.mesh, pose.base)
        for row in range(3):
            for column in range(3):
                points[:, row] += np.float64(pose.head[row, column]) * self.mesh.offset[:, column]
        for side in range(0, self.count, len(points)):
            rows.vertices[side : side + len(points)] = points


def parts(head: Head) -> tuple[Proxy, ...]:
    """Return the imported meshes of a person; the first hides the skin that all of them cover together."""
    made = [proxy_of(mesh, head.neutral, head.pixel) for mesh in head.imported.meshes]
    under = np.zeros(len(head.neutral))
    for mesh in head.imported.meshes:
        under[mesh.covers] = 1.0
    if under.any():  # most of what a refined vertex is made of
        made[0] = replace(made[0], hides=head.geometry.skin.mean(under) > 0.5)
    return tuple(made)


def proxy_of(mesh: ProxyMesh, body: Floats, pixel: float) -> Proxy:
    """Return a mesh ready to be drawn; where it is no closed surface, both its sides.

    ``body`` (19158, 3) dm are neutral vertices; ``pixel`` is what a pixel covers of a head, dm.
    """
    triangles, corners = mesh.triangles, mesh.corners
    if not mesh.one_sided:
        triangles = np.concatenate([triangles, triangles[:, ::-1] + len(mesh.vertex)])
        corners = np.concatenate([corners, corners[:, ::-1]])
    flat = corners.reshape(-1, 6).astype(np.float32)
    texture = shrink(mesh, body, pixel)
    return Proxy(
        triangles=triangles.astype(np.int32),
        corners=flat,
        material=Material(mesh.roughness4, mesh.reflectance, MATERIALS[HAIR].wrap, texture),
        alpha=texture[:1, :1, 3] if mesh.alpha is None else shrink_alpha(mesh.alpha, texture.shape[0]),
        holed=mesh.alpha is not None,
        solid=None if mesh.alpha is None else _solid(mesh.alpha, flat),
        mesh=mesh,
    )


def shrink(mesh: ProxyMesh, body: Floats, pixel: float) -> Picture:
    """Return a mesh's texture halved until its texels are about as large as a ``pixel`` (dm): more would shimmer."""
    texture = mesh.texture
    points = _hung(mesh, body)[mesh.triangles]
    sides = points[:, 1:] - points[:, :1]
    across = np.cross(sides[:, 0], sides[:, 1])
    surface = float(np.sqrt((across**2).sum(axis=1)).sum())
    flat = mesh.corners[:, 1:] - mesh.corners[:, :1]
    share = float(np.abs(flat[:, 0, 0] * flat[:, 1, 1] - flat[:, 0, 1] * flat[:, 1, 0]).sum())
    while min(texture.shape[:2]) >= 32 and surface > 0:
        texel = (surface / max(share, 1e-9) / (texture.shape[0] * texture.shape[1])) ** 0.5
        if round(texel, 6) > 0.6 * pixel:
            break
        rows, columns = texture.shape[0] // 2, texture.shape[1] // 2
        blocks = texture[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, 4).astype(np.uint16)
        texture = ((blocks.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8)
    return np.ascontiguousarray(texture)


def _hung(mesh: ProxyMesh, body: Floats) -> Doubles:
    """Return a mesh's vertices (n, 3) dm without their offsets."""
    points = np.zeros((len(mesh.vertex), 3))
    for k in range(3):
        points += mesh.weight[:, k, None] * body[mesh.vertex[:, k]].astype(np.float64)
    return points


def shrink_alpha(alpha: Picture, height: int) -> Picture:
    """Return alpha (h, w) halved as often as its texture, to ``height``, but at most twice: strands are thin."""
    least = max(height, alpha.shape[0] // 4)
    while alpha.shape[0] // 2 >= least:
        rows, columns = alpha.shape[0] // 2, alpha.shape[1] // 2
        blocks = alpha[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2).astype(np.uint16)
        alpha = ((blocks.sum(axis=(1, 3), dtype=np.uint16) + 2) // 4).astype(np.uint8)
    return np.ascontiguousarray(alpha)


def _solid(alpha: Picture, flat: Floats) -> Mask:
    """Return which triangles (t,), with texture corners (t, 6), are opaque at most of the points spread over them."""
    corners = flat.reshape(-1, 3, 2).astype(np.float64)
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
