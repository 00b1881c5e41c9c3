"""Eyelids that slide on the eyeball, never cross, and close exactly, whatever the face and whatever else moves them.

Three things happen to the vertices around an eye after the action units have been blended:

1. Radius. A lid vertex is blended in polar coordinates about the eyeball's centre: its direction follows the blended
   chord, its distance from the centre the blended distances. On a straight chord a closing lid would cut through the
   eyeball, because the eyeball bulges between start and end.
2. Aperture. The gap between the two lid margins is measured in columns along the eye, on the surface as the renderer
   subdivides it. AUs that tighten the lids (6, 7, 9, 12…) may narrow it to ``NARROWEST`` of the neutral gap; AU43 of
   weight w closes w of what the others have left, so that 1 closes the eye exactly, also under AU5.
3. Lashes are carried by the margin they grow from.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.rings import Rings, Stencil, grow, join, patch, ring_order, smooth
from synthgen.facs.vectors import centroid, dot, inverse, norm

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

#: what the upper lid does of a closure; the rest is the lower lid's (ARKit's eyeBlink: .85–.95)
UPPER_SHARE = 0.88
#: dm the closed margins overlap, so that no ray passes between them after subdivision
OVERLAP = 0.003
#: the gap, as a part of the neutral gap, that lids tightened without AU43 approach; from ``RESIST`` on they resist
NARROWEST, RESIST = 0.15, 0.4
#: how much of the margin's way the rings outside it go (the skin folds open), and those inside it
_FOLLOW_OUT = (1.0, 1.0, 0.98, 0.93, 0.86, 0.75, 0.56, 0.24, 0.06)
_FOLLOW_IN = (1.0, 1.0, 1.0, 0.6, 0.2)
#: how far the skin of a closing upper lid flattens on to the eyeball, ring by ring
_FLATTEN = (0.0, 0.2, 0.4, 0.5, 0.6, 0.6, 0.5, 0.3, 0.08)
#: dm over the eyeball's radius that a flattened lid has at its margin, and more for each ring
_THICKNESS, _TAPER = 0.0165, 0.001
#: dm over the eyeball's radius that no lid vertex is pressed below, and that a closed margin stands at (the cornea
#: stands out .02 of the radius)
CLEARANCE, CLOSED_CLEARANCE = 0.005, 0.0065
_POLE_DEPTH = 12  # rings from the back of the eye socket to the outer edge of the lid margin
_COLUMNS = 30
_SOLVER_STEPS = 2


@dataclass(frozen=True)
class Eye:
    """What is the same on every model, for one eye; all indices are vertices of the base mesh.

    For the n lid vertices: ``follow`` (n,) is the share of its column's motion each takes, below 0 on the lower lid,
    ``place`` (n,) its pair of columns, ``flatten`` and ``taper`` (n,) its shape on a closed eye, ``skin`` (n,) whether
    it is outside the pocket, ``outer`` (n,) whether it is beyond the margin. ``upper_edge`` and ``lower_edge`` take lid
    vertices (their first ``near`` are enough) to the pairs' points on the subdivided margins, ``lash_at`` to where
    lashes grow. ``solve`` (p, p) says by how much columns have to move for the gaps to change by given amounts.
    """

    ball: Ints
    vertex: Ints
    place: Ints
    follow: Floats
    flatten: Floats
    taper: Floats
    skin: NDArray[np.bool_]
    outer: NDArray[np.bool_]
    solve: Floats
    near: int
    upper_edge: Stencil
    lower_edge: Stencil
    lash: Ints
    lash_at: Stencil

    @functools.cached_property
    def edges(self) -> tuple[Ints, Floats]:
        """Return index and weight (k, 2 p) of the points of both margins in lid vertices, the upper ones first."""
        both = join([self.upper_edge, self.lower_edge])
        return both.index, both.weight

    @functools.cached_property
    def roots(self) -> tuple[Ints, Floats]:
        """Return index and weight (2, k) of the points that lashes grow from, in vertices of the base mesh."""
        return self.vertex[self.lash_at.index], self.lash_at.weight

    @property
    def pairs(self) -> int:
        """Number of column pairs, from the outer corner to the inner one."""
        return self.upper_edge.index.shape[1]


def find_eye(side: str, assets: Assets) -> Eye:
    """Return the lids of the eye on a side, "l" or "r", as found on the base mesh."""
    base = assets.base.astype(np.float64)
    ball = assets.joint(f"helper-{side}-eye").astype(np.int64)
    centre = centroid(base[ball])
    skin = assets.faces[assets.face_group == assets.groups.index("body")]
    mesh = patch(skin[norm(base[skin[:, 0]] - centre) < 0.6])
    near = [v for v in mesh.edges if norm(base[v] - centre) < 0.2]
    pole = min(near, key=lambda v: (base[v, 2], v))  # the back of the closed pocket that the eyeball sits in
    rings: list[set[int]] = [{pole}]
    seen = {pole}
    for _ in range(_POLE_DEPTH + 1):
        rings.append(mesh.around(rings[-1]) - seen)
        seen |= rings[-1]
    edge = rings[_POLE_DEPTH]
    corner = max(edge, key=lambda v: (abs(base[v, 0]), v))
    above = max(mesh.edges[corner] & edge, key=lambda v: base[v, 1])
    loop = ring_order(mesh, edge, corner, above)
    if len(loop) != _COLUMNS:
        raise ValueError(f"the lid margin has {len(loop)} vertices, not {_COLUMNS}")
    outside = grow(mesh, loop, rings[_POLE_DEPTH - 1], len(_FOLLOW_OUT) - 1)
    inside = grow(mesh, loop, rings[_POLE_DEPTH + 1], len(_FOLLOW_IN) - 1)
    half = _COLUMNS // 2
    margin = smooth(mesh, loop[:half]), smooth(mesh, loop[: half - 1 : -1])
    vertex, ring, column = _join_rings(outside, inside, first=np.unique([stencil.index for stencil in margin]))
    upper = column < _COLUMNS // 2
    depth = np.abs(ring)
    follow: Floats = np.where(ring >= 0, np.take(_FOLLOW_OUT, depth), np.take(_FOLLOW_IN, np.minimum(depth, 4)))
    flatten = np.where((ring >= 0) & upper, np.take(_FLATTEN, depth), 0.0)
    follow *= np.where(upper, UPPER_SHARE, UPPER_SHARE - 1)
    place = np.where(upper, column, _COLUMNS - 1 - column)
    upper_edge, lower_edge = (stencil.renumber(vertex) for stencil in margin)
    response = np.empty((half, half))  # what gap i makes of a motion of column j
    for j in range(half):
        motion = np.zeros((len(vertex), 3))
        motion[:, 0] = np.where(place == j, follow, 0.0)
        response[:, j] = (upper_edge(motion) - lower_edge(motion))[:, 0]
    lash, lash_at = _lashes(side, base, loop, assets)
    return Eye(
        ball=ball,
        vertex=vertex,
        place=place,
        follow=follow,
        flatten=flatten,
        taper=_THICKNESS + _TAPER * np.maximum(ring, 0),
        skin=ring >= -1,
        outer=ring >= 2,
        solve=np.ascontiguousarray(inverse(response)),
        near=1 + int(max(upper_edge.index.max(), lower_edge.index.max())),
        upper_edge=upper_edge,
        lower_edge=lower_edge,
        lash=lash,
        lash_at=lash_at.renumber(vertex),
    )


def _join_rings(outside: Rings, inside: Rings, *, first: Ints) -> tuple[Ints, Ints, Ints]:
    """Return vertices, signed rings (inside the margin below 0) and columns of both, some vertices first."""
    keep = inside.ring > 0
    vertex = np.concatenate([outside.vertex, inside.vertex[keep]])
    ring = np.concatenate([outside.ring, -inside.ring[keep]])
    column = np.concatenate([outside.column, inside.column[keep]])
    order = np.argsort(~np.isin(vertex, first), kind="stable")
    return vertex[order], ring[order], column[order]


def _lashes(side: str, base: Floats, loop: list[int], assets: Assets) -> tuple[Ints, Stencil]:
    """Return the vertices of an eye's lashes, and the points of the margin (between two vertices) they grow from."""
    groups = [name for name in assets.groups if name.startswith(f"helper-{side}-eyelashes")]
    lash = np.unique(np.concatenate([assets.joint(name) for name in groups])).astype(np.int64)
    start = base[loop]
    along = base[np.roll(loop, -1)] - start
    offset = base[lash][:, None] - start[None]
    part = np.clip(dot(offset, along[None]) / dot(along, along)[None], 0.0, 1.0)
    distance = norm(offset - part[:, :, None] * along[None])
    nearest = np.argmin(distance, axis=1)
    part = part[np.arange(len(lash)), nearest]
    ends = np.array([loop, np.roll(loop, -1)], np.int64)[:, nearest]
    return lash, Stencil(ends, np.stack([1 - part, part]))


@dataclass(frozen=True)
class Lids:
    """The lids of one eye of one model: neutral shape and apertures, in decimetres, about the eyeball's centre.

    (n,) arrays are per lid vertex, (p,) per pair of columns, (k,) per lash vertex.
    """

    eye: Eye
    centre: Floats
    radius: float
    distance: Floats  # (n,) neutral, from the centre
    least: Floats  # (n,) distance that a vertex is not pressed below
    floor: Floats  # (n,) and that it rises to where the eye closes
    flat: Floats  # (n,) distance on a closed eye
    flatten: Floats  # (n,) how far it comes to that
    across: Floats  # (p, 3) unit vectors from the lower to the upper margin
    reach: Floats  # (p,) mean distance of a pair of margin points from the centre
    aperture: Floats  # (p,) neutral gap
    lash: Floats  # (k, 3) neutral lashes
    root: Floats  # (k, 3) the directions of their roots on the margin
    root_distance: Floats

    def gaps(self, positions: Floats) -> Floats:
        """Return the gaps (p,) dm between the margins of posed vertices (m, 3), below 0 where they cross.

        Measured along the eyeball: how far one margin lies in front of the other does not count.
        """
        near = positions[self.eye.vertex[: self.eye.near]] - self.centre
        return dot(_gap(self.eye, near) * self.reach[:, None], self.across)

    def distances(self, positions: Floats) -> Floats:
        """Return the distances (n,) of the lid vertices of posed vertices (m, 3) from the eyeball's centre."""
        return norm(positions[self.eye.vertex] - self.centre)

    def settle(self, positions: Floats, *, farther: Floats, shut: float) -> None:
        """Put the lids and lashes of blended vertices ``positions`` (m, 3) where lids can be, in place.

        ``farther`` (n,) is how far the blend takes each lid vertex from the centre, ``shut`` the weight of AU43.
        """
        from synthgen.facs.solvers import solvers

        eye, shape, margin = self.eye, self._shape, self._margin
        index, weight = eye.edges
        numbers = np.array([shut, NARROWEST, RESIST, OVERLAP, _SOLVER_STEPS])
        solvers.settle_lids(
            positions, eye.vertex, eye.place, eye.follow, shape, self.centre, farther, index, weight, eye.solve, margin,
            numbers,
        )  # fmt: skip
        index, weight = eye.roots
        solvers.carry_lashes(positions, eye.lash, index, weight, self.lash, self.root, self.root_distance, self.centre)

    @functools.cached_property
    def _shape(self) -> Floats:
        return np.stack([self.distance, self.least, self.floor, self.flat, self.flatten])

    @functools.cached_property
    def _margin(self) -> Floats:
        return np.concatenate([self.across, self.reach[:, None], self.aperture[:, None]], axis=1)


def fit_lids(eye: Eye, neutral: Floats) -> Lids:
    """Return the lids of a model whose vertices are ``neutral`` (19158, 3) float64."""
    centre = centroid(neutral[eye.ball])
    radius = math.fsum(norm(neutral[eye.ball] - centre).tolist()) / len(eye.ball)
    lids = neutral[eye.vertex] - centre
    distance = norm(lids)
    reach = 0.5 * (norm(eye.upper_edge(lids)) + norm(eye.lower_edge(lids)))
    gap = _gap(eye, lids) * reach[:, None]
    aperture = norm(gap)
    root = eye.lash_at(lids)
    root_distance = norm(root)
    return Lids(
        eye=eye,
        centre=centre,
        radius=radius,
        distance=distance,
        least=np.minimum(distance, np.where(eye.skin, radius + CLEARANCE, 0.0)),
        floor=np.where(eye.skin, radius + CLOSED_CLEARANCE, 0.0),
        flat=radius + eye.taper,
        flatten=eye.flatten * (aperture / aperture.max())[eye.place],
        across=gap / aperture[:, None],
        reach=reach,
        aperture=aperture,
        lash=neutral[eye.lash] - centre,
        root=root / root_distance[:, None],
        root_distance=root_distance,
    )


def _gap(eye: Eye, lids: Floats) -> Floats:
    """Return the differences (p, 3) of the directions in which the upper and the lower margin lie from the centre."""
    upper, lower = eye.upper_edge(lids), eye.lower_edge(lids)
    return upper / norm(upper)[:, None] - lower / norm(lower)[:, None]
