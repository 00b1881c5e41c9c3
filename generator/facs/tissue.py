"""The soft tissue that muscles act on: the face of the base mesh, which lid or lip each vertex belongs to, and the map
that carries displacements from the base mesh to a model of another shape.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.lids import Eye
from synthgen.facs.lips import Mouth
from synthgen.facs.vectors import centroid, cross, dot, norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Part = Literal["all", "upper lid", "lower lid", "upper lip", "lower lip"]
PARTS: tuple[str, ...] = get_args(Part)

#: dm: below this height of the base mesh no facial muscle acts
_LOWEST = 5.2
#: times normals are averaged with their neighbours': a bulge follows the form of the face, not its details
_NORMAL_STEPS = 4
#: dm above and below the lips between which tissue belongs to both, and steps of the average that shares it out
_LIP_BAND, _LIP_STEPS = 0.45, 150
#: digits of dm and of shares that fields are rounded to
_DIGITS = 7
#: points that show how a model's shape differs, how far each reaches (dm), and how stiff the map is
_ANCHORS, _REACH, _STIFFNESS = 64, 0.5, 0.02
#: dm: anchors lie on the front of the head
_FRONT = 0.2


@dataclass(frozen=True)
class Tissue:
    """What muscles act on, as on the base mesh: decimetres, y up, z forward, the subject's left at +x.

    ``index`` (n,) are the vertices of the face's skin, ``point`` and ``normal`` (n, 3) where they lie and which way
    they face. Shares 0–1: ``lid`` (n,) how closely a vertex follows the margin of a lid, ``upper_lid`` (n,) how much of
    that is the upper lid (half where it is neither), ``upper_lip`` (n,) how much belongs above the mouth.
    """

    index: Ints
    point: Floats
    normal: Floats
    lid: Floats
    upper_lid: Floats
    upper_lip: Floats

    def share(self, part: Part) -> Floats | float:
        """Return how much (n,) of each vertex a muscle that holds only one lid or lip moves."""
        if part == "all":
            return 1.0
        if part in ("upper lip", "lower lip"):
            return self.upper_lip if part == "upper lip" else 1 - self.upper_lip
        share: Floats = np.minimum(1.0, 2 * (self.upper_lid if part == "upper lid" else 1 - self.upper_lid))
        return share


def find_tissue(assets: Assets, eyes: tuple[Eye, Eye], mouth: Mouth) -> Tissue:
    """Return the face's soft tissue as found on the base mesh."""
    base = assets.base.astype(np.float64)
    skin = assets.joint("body").astype(np.int64)
    index = skin[base[skin, 1] > _LOWEST]
    place = np.full(len(base), -1, np.int64)
    place[index] = np.arange(len(index))
    quads = place[assets.faces[assets.face_group == assets.groups.index("body")]]
    quads = quads[(quads >= 0).all(axis=1)]
    point = base[index]
    beside = _neighbours(quads, len(index))
    lid, upper_lid = _lid_shares(base, eyes, place)
    return Tissue(
        index=index,
        point=point,
        normal=_normals(point, quads, beside),
        lid=lid,
        upper_lid=upper_lid,
        upper_lip=_lip_shares(base, mouth, place, point, beside),
    )


def mirror(tissue: Tissue) -> Tissue:
    """Return the tissue as its mirror image: what a muscle of the left side sees of the right one."""
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(tissue, point=tissue.point * flip, normal=tissue.normal * flip)


def _neighbours(quads: NDArray[np.int64], count: int) -> Ints:
    """Return the edge neighbours (k, n) of every vertex; itself where it has fewer than k."""
    edges = np.concatenate([quads[:, [i, (i + 1) % 4]] for i in range(4)])
    edges = np.unique(np.concatenate([edges, edges[:, ::-1]]), axis=0)
    start = np.searchsorted(edges[:, 0], np.arange(count + 1))
    degree = np.diff(start)
    beside = np.repeat(np.arange(count, dtype=np.int64)[None], int(degree.max()), axis=0)
    for row in range(len(beside)):
        has = degree > row
        beside[row, has] = edges[start[:-1][has] + row, 1]
    return beside


def _average(values: Floats, beside: Ints) -> Floats:
    """Return the mean of every vertex's neighbours, added in a fixed order."""
    total: Floats = np.add.reduce(values.take(beside, axis=0), axis=0)
    return total / len(beside)


def _normals(point: Floats, quads: NDArray[np.int64], beside: Ints) -> Floats:
    across = cross(point[quads[:, 2]] - point[quads[:, 0]], point[quads[:, 3]] - point[quads[:, 1]])
    normal = np.zeros_like(point)
    for corner in range(4):
        np.add.at(normal, quads[:, corner], across)
    for _ in range(_NORMAL_STEPS):
        normal = normal / np.maximum(norm(normal), 1e-9)[:, None]
        normal = 0.5 * normal + 0.5 * _average(normal, beside)
    rounded: Floats = np.round(normal / np.maximum(norm(normal), 1e-9)[:, None], _DIGITS)
    return rounded


def _lid_shares(base: Floats, eyes: tuple[Eye, Eye], place: Ints) -> tuple[Floats, Floats]:
    inside = place >= 0
    lid, upper = np.zeros(len(base)), np.full(len(base), 0.5)
    for eye in eyes:
        centre = centroid(base[eye.ball])
        radius = float(norm(base[eye.ball] - centre).max())
        pocket = np.flatnonzero(inside & (norm(base - centre) < 1.02 * radius))
        pocket = pocket[~np.isin(pocket, eye.vertex)]
        lid[pocket] = 1.0
        is_upper = eye.follow > 0
        most = np.where(is_upper, eye.follow.max(), -eye.follow.min())
        lid[eye.vertex] = np.abs(eye.follow) / most
        lid[eye.vertex[~eye.skin]] = 1.0
        upper[eye.vertex] = is_upper
    return lid[inside], upper[inside]


def _lip_shares(base: Floats, mouth: Mouth, place: Ints, point: Floats, beside: Ints) -> Floats:
    """Return the upper lip's shares (n,): known on the lips and far from them, between them a repeated average."""
    middle = float(base[mouth.vertex, 1].mean())
    share = np.clip(0.5 + 0.5 * (point[:, 1] - middle) / _LIP_BAND, 0.0, 1.0)
    known = (share == 0) | (share == 1)
    lips = place[mouth.vertex[mouth.follow > 0.6]]
    share[lips] = 0.5 + 0.5 * mouth.sign[mouth.follow > 0.6]
    known[lips] = True
    free = np.flatnonzero(~known)
    around = beside[:, free]
    for _ in range(_LIP_STEPS):
        share[free] = _average(share, around)
    rounded: Floats = np.round(share, _DIGITS)
    return rounded


class Carrier:
    """Carries displacements from the base mesh to models of another shape: each is stretched as the face around it is.

    The map at a vertex is the affine one that best takes anchors of the base mesh around it to the model's (moving
    least squares), so that a wide face pulls its mouth wider and a long one opens it farther.
    """

    def __init__(self, tissue: Tissue, base: Floats) -> None:
        front = np.flatnonzero((tissue.lid == 0) & (tissue.point[:, 2] > _FRONT))
        chosen = [int(front[np.argmax(tissue.point[front, 2])])]
        away = norm(tissue.point[front] - tissue.point[chosen[0]])
        while len(chosen) < _ANCHORS:
            chosen.append(int(front[np.argmax(np.round(away, 6))]))
            away = np.minimum(away, norm(tissue.point[front] - tissue.point[chosen[-1]]))
        self._anchor = tissue.index[chosen]
        self._rest = tissue.point[chosen]
        self._index = np.flatnonzero(base[:, 1] > _LOWEST)
        self._place = np.full(len(base), -1, np.int64)
        self._place[self._index] = np.arange(len(self._index))
        offsets = [anchor - base[self._index] for anchor in self._rest]
        near = [_nearness(offset) for offset in offsets]
        total = sum(near)
        near = [weight / total for weight in near]
        mean = sum(weight[:, None] * offset for weight, offset in zip(near, offsets))
        offsets = [offset - mean for offset in offsets]
        spread = _STIFFNESS * np.broadcast_to(np.eye(3), (len(self._index), 3, 3))
        for weight, offset in zip(near, offsets):
            spread = spread + (weight[:, None] * offset)[:, :, None] * offset[:, None, :]
        inverse = _inverses(spread)
        # (k, 3, m): what an anchor's coordinates count for in the columns of a vertex' map
        self._terms = np.empty((_ANCHORS, 3, len(self._index)))
        for k, (weight, offset) in enumerate(zip(near, offsets)):
            self._terms[k] = np.round((weight * dot(offset[:, None, :], inverse).T), _DIGITS)

    def maps(self, neutral: Floats) -> Floats:
        """Return the maps (3, 3, m) of a model with vertices (19158, 3): [i, j] is what of axis j goes along axis i."""
        change = neutral[self._anchor] - self._rest
        maps = np.zeros((3, *self._terms.shape[1:]))
        for k in range(_ANCHORS):
            for axis in range(3):
                maps[axis] += change[k, axis] * self._terms[k]
        for axis in range(3):
            maps[axis, axis] += 1.0
        return maps

    def carry(self, maps: Floats, index: Ints, delta: Floats) -> Floats:
        """Return displacements (k, 3) of vertices (k,) as a model of these maps makes them."""
        place = self._place[index]
        own = maps[:, :, place]
        x, y, z = delta[:, 0], delta[:, 1], delta[:, 2]
        moved = np.stack([own[axis, 0] * x + own[axis, 1] * y + own[axis, 2] * z for axis in range(3)], axis=1)
        result: Floats = np.where((place >= 0)[:, None], moved, delta)
        return result


def _nearness(offset: Floats) -> Floats:
    near: Floats = 1 / (1 + dot(offset, offset) / _REACH**2)
    return near * near * near


def _inverses(matrix: Floats) -> Floats:
    """Return the inverses (m, 3, 3) of symmetric matrices by their cofactors."""
    a, b, c = matrix[:, 0, 0], matrix[:, 0, 1], matrix[:, 0, 2]
    d, e, f = matrix[:, 1, 1], matrix[:, 1, 2], matrix[:, 2, 2]
    xx, xy, xz = d * f - e * e, c * e - b * f, b * e - c * d
    yy, yz, zz = a * f - c * c, b * c - a * e, a * d - b * b
    whole = a * xx + b * xy + c * xz
    inverse = np.stack([np.stack(row, axis=-1) for row in ((xx, xy, xz), (xy, yy, yz), (xz, yz, zz))], axis=1)
    result: Floats = inverse / whole[:, None, None]
    return result
