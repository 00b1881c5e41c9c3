"""A mesh as a MakeHuman proxy: its ``.obj``, and a ``.mhclo`` that hangs every vertex on the base mesh.

MakeHuman places a proxy's vertex at a weighted sum of three base vertices, plus an offset that no turn of the head
turns. So that the mesh follows the skull wherever it goes, each vertex gets three anchors far apart whose plane runs
(almost) through it: the weights carry it, and next to nothing is left for the offset.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.assets.mesh import SKIN

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Reals = npt.NDArray[np.floating]

#: base mesh (dm) where no action unit moves the skull: above, and behind
_SKULL = (7.6, 0.45)
#: anchors on the skull, and the least area of a triangle of anchors, as a share of the largest: a small one would swing
_ANCHORS, _LEAST_AREA = 28, 0.25
#: how many dm of offset a weight of 1 more is worth
_REACH = 0.002
#: vertices that are hung at once
_CHUNK = 1024
#: faces that meet in a vertex, for which MakeHuman needs no word
_USUAL_POLE = 8
#: hair is drawn after the skin (at 0) and what lies on it; teeth before what has holes
_HAIR_DEPTH, TEETH_DEPTH = 90, 20
#: triangles in a group
_GROUP = 64
#: uuids of proxies are names in this space
_SPACE = uuid.UUID("6d1f2f0a-9f55-4b0c-8a51-5b6a3f6f7f10")


@dataclass(frozen=True)
class PartMesh:
    """A part at rest: ``points`` (n, 3) dm, ``triangles`` (t, 3) in the order in which they are drawn, the u, v of
    their ``corners`` (t, 6), v up, and its ``texture`` (h, w, 3 or 4) uint8 sRGB, with alpha where it has four."""

    points: Floats
    triangles: Ints
    corners: Floats
    texture: npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Hung:
    """How vertices hang on the base mesh: ``anchors`` (n, 3) base vertices, their ``weights`` (n, 3) that add up to 1,
    and what is left, ``offset`` (n, 3) dm."""

    anchors: Ints
    weights: Floats
    offset: Floats


def proxy_uuid(name: str) -> str:
    """Return the uuid of our proxy of a name: always the same."""
    return str(uuid.uuid5(_SPACE, name))


def skull_anchors(assets: Assets) -> list[int]:
    """Return base vertices all over the part of the skull that nothing but the head's turning moves."""
    base = np.asarray(assets.base, np.float64)[:SKIN]
    above, behind = _SKULL
    return spread(base, np.flatnonzero((base[:, 1] > above) & (base[:, 2] < behind)), _ANCHORS)


def spread(base: Floats, there: npt.NDArray[np.signedinteger], count: int) -> list[int]:
    """Return ``count`` of the vertices ``there`` of the base mesh (n, 3), far from each other."""
    chosen = [int(there[base[there, 1].argmax()])]
    far = np.full(len(there), np.inf)
    while len(chosen) < count:
        far = np.minimum(far, ((base[there] - base[chosen[-1]]) ** 2).sum(axis=1))
        chosen.append(int(there[far.argmax()]))
    return chosen


def hang(points: Floats, vertices: Reals, anchors: Sequence[int]) -> Hung:
    """Hang points (n, 3) dm on a shaped base mesh, ``vertices`` (19158, 3) dm, by some of its vertices."""
    at = vertices[list(anchors)].astype(np.float64)
    triples = np.array(list(itertools.combinations(range(len(at)), 3)))
    first, second, third = at[triples].transpose(1, 0, 2)
    across = np.cross(second - first, third - first)
    area = np.sqrt((across * across).sum(axis=1))
    kept = area > _LEAST_AREA * area.max()
    triples, across, area = triples[kept], across[kept] / area[kept, None], area[kept]
    parts = [_weights(points[k : k + _CHUNK], at, triples, across, area) for k in range(0, len(points), _CHUNK)]
    which, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    weights = np.round(weights, 6)
    weights[:, 0] = 1.0 - weights[:, 1] - weights[:, 2]
    chosen = triples[which]
    offset = points - (at[chosen] * weights[..., None]).sum(axis=1)
    return Hung(np.asarray(anchors)[chosen], weights, offset)


def joined(parts: Sequence[Hung], rows: Sequence[Ints]) -> Hung:
    """Return how a whole hangs of which each part hangs by itself; ``rows`` are the parts' vertices in the whole."""
    order = np.argsort(np.concatenate(rows), kind="stable")
    columns = ((part.anchors, part.weights, part.offset) for part in parts)
    anchors, weights, offset = (np.concatenate(column)[order] for column in zip(*columns, strict=True))
    return Hung(anchors, weights, offset)


def _weights(points: Floats, at: Floats, triples: Ints, across: Floats, area: Floats) -> tuple[Ints, Floats]:
    """Return for each point the triple (its number) that carries it best, and the weights (n, 3) of its anchors."""
    far = np.abs(points @ across.T - (at[triples[:, 0]] * across).sum(axis=1))  # (n, t): from the plane
    near = np.argpartition(far, 24, axis=1)[:, :24]
    corners = at[triples[near]]  # (n, 24, 3 anchors, 3)
    to = corners - points[:, None, None, :]
    sides = [np.cross(to[..., (k + 1) % 3, :], to[..., (k + 2) % 3, :]) for k in range(3)]
    weights = np.stack([(side * across[near]).sum(axis=-1) for side in sides], axis=-1) / area[near][..., None]
    cost = np.take_along_axis(far, near, axis=1) + _REACH * np.abs(weights).max(axis=-1)
    best = cost.argmin(axis=1)
    rows = np.arange(len(points))
    return near[rows, best], weights[rows, best]


def proxy_text(name: str, hung: Hung, triangles: Ints, *, mesh: str, material: str, depth: int = _HAIR_DEPTH) -> str:
    """Return the ``.mhclo`` of a proxy; ``mesh`` and ``material`` are files beside it. No name holds a blank.

    MakeHuman draws proxies in the order of their ``depth``.
    """
    pole = int(np.bincount(triangles.ravel()).max())
    lines = [
        "# Written by synthgen, in MakeHuman's format",
        "# license: CC0 (drawn by a program, on a mesh that is CC0)",
        f"uuid {proxy_uuid(name)}",
        "basemesh hm08",
        f"name {name}",
        "tag synthgen",
        f"obj_file {mesh}",
        f"material {material}",
        *([f"max_pole {pole}"] if pole > _USUAL_POLE else []),
        f"z_depth {depth}",
        "verts 0",
    ]
    rows = zip(hung.anchors.tolist(), hung.weights.tolist(), hung.offset.tolist(), strict=True)
    lines += [
        f"{a} {b} {c} {u:.6f} {v:.6f} {w:.6f} {x:.5f} {y:.5f} {z:.5f}" for (a, b, c), (u, v, w), (x, y, z) in rows
    ]
    return "\n".join(lines) + "\n"


def mesh_text(points: Floats, triangles: Ints, corners: Floats) -> str:
    """Return an ``.obj`` of vertices (n, 3) dm, triangles (t, 3) and texture coordinates u, v of their corners (t, 6),
    v up.

    Triangles stand in groups: MakeHuman draws these in their order, and within one in any.
    """
    places, index = np.unique(np.round(corners.reshape(-1, 2), 5), axis=0, return_inverse=True)
    index = index.reshape(-1, 3) + 1
    lines = ["# Written by synthgen", *(f"v {x:.5f} {y:.5f} {z:.5f}" for x, y, z in points.tolist())]
    lines += [f"vt {u:.5f} {v:.5f}" for u, v in places.tolist()]
    faces = zip((triangles + 1).tolist(), index.tolist(), strict=True)
    for number, ((a, b, c), (i, j, k)) in enumerate(faces):
        if number % _GROUP == 0:
            lines.append(f"g part{number // _GROUP:04d}")
        lines.append(f"f {a}/{i} {b}/{j} {c}/{k}")
    return "\n".join(lines) + "\n"
