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

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synthgen.assets import Assets
from synthgen.facs.rings import Rings, Stencil, combined, grow, patch, ring_order, smoothed
from synthgen.facs.vectors import carried, centroid, dot, norm

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
#: dm over the eyeball's radius that no lid vertex is pressed below
CLEARANCE = 0.005
_POLE_DEPTH = 12  # rings from the back of the eye socket to the outer edge of the lid margin
_COLUMNS = 30
_SOLVER_STEPS = 4


@dataclass(frozen=True)
class Eye:
    """What is the same on every model, for one eye; all indices are vertices of the base mesh.

    ``follow``, ``flatten`` and ``taper`` are (n,) for the n lid vertices; ``place`` (n,) is each one's pair of columns,
    ``upper`` which lid it is on. ``margin_upper`` and ``margin_lower`` give the pairs' points on the subdivided margins.
    """

    ball: Ints
    vertex: Ints
    upper: NDArray[np.bool_]
    place: Ints
    follow: Floats
    flatten: Floats
    taper: Floats
    edge: NDArray[np.bool_]
    margin_upper: Stencil
    margin_lower: Stencil
    lash: Ints
    lash_at: Stencil

    @property
    def pairs(self) -> int:
        """Number of column pairs, from the outer corner to the inner one."""
        return self.margin_upper.index.shape[1]


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
    margin = rings[_POLE_DEPTH]
    corner = max(margin, key=lambda v: (abs(base[v, 0]), v))
    above = max(mesh.edges[corner] & margin, key=lambda v: base[v, 1])
    loop = ring_order(mesh, margin, corner, above)
    if len(loop) != _COLUMNS:
        raise ValueError(f"the lid margin has {len(loop)} vertices, not {_COLUMNS}")
    outside = grow(mesh, loop, rings[_POLE_DEPTH - 1], len(_FOLLOW_OUT) - 1)
    inside = grow(mesh, loop, rings[_POLE_DEPTH + 1], len(_FOLLOW_IN) - 1)
    vertex, ring, column = _joined(outside, inside)
    upper = column < _COLUMNS // 2
    depth = np.abs(ring)
    follow = np.where(ring >= 0, np.take(_FOLLOW_OUT, depth), np.take(_FOLLOW_IN, np.minimum(depth, 4)))
    flatten = np.where((ring >= 0) & upper, np.take(_FLATTEN, depth), 0.0)
    lash, lash_at = _lashes(side, base, loop, assets)
    half = _COLUMNS // 2
    return Eye(
        ball,
        vertex,
        upper,
        np.where(upper, column, _COLUMNS - 1 - column),
        follow,
        flatten,
        _THICKNESS + _TAPER * np.maximum(ring, 0),
        ring >= -1,
        smoothed(mesh, loop[:half]),
        smoothed(mesh, loop[: half - 1 : -1]),
        lash,
        lash_at,
    )


def _joined(outside: Rings, inside: Rings) -> tuple[Ints, Ints, Ints]:
    """Return vertices, signed rings (inside the margin below 0) and columns of both."""
    keep = inside.ring > 0
    vertex = np.concatenate([outside.vertex, inside.vertex[keep]])
    ring = np.concatenate([outside.ring, -inside.ring[keep]])
    column = np.concatenate([outside.column, inside.column[keep]])
    return vertex, ring, column


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
    """The lids of one eye of one model: neutral shape and apertures, in decimetres."""

    eye: Eye
    centre: Floats
    radius: float
    distance: Floats  # (n,) of the neutral lid vertices from the centre
    least: Floats  # (n,) distance that a vertex is not pressed below
    across: Floats  # (p, 3) unit vectors from the lower to the upper margin, per pair
    aperture: Floats  # (p,) neutral gap
    lash: Floats  # (k, 3) neutral lashes about the centre
    root: Floats  # (k, 3) their roots on the margin, unit vectors
    root_distance: Floats

    def gaps(self, positions: Floats) -> Floats:
        """Return the gaps (p,) dm between the margins of posed vertices (m, 3), below 0 where they cross."""
        upper, lower = self.eye.margin_upper(positions), self.eye.margin_lower(positions)
        return dot(upper - lower, self.across)

    def distances(self, positions: Floats) -> Floats:
        """Return the distances (n,) of the lid vertices of posed vertices (m, 3) from the eyeball's centre."""
        return norm(positions[self.eye.vertex] - self.centre)

    def settle(self, positions: Floats, *, farther: Floats, shut: float) -> None:
        """Put the lids and lashes of blended vertices ``positions`` (m, 3) where lids can be, in place.

        ``farther`` (n,) is how far the blend takes each lid vertex from the centre, ``shut`` the weight of AU43.
        """
        eye = self.eye
        radius = self.distance + farther
        if shut > 0:
            part = shut * (self.aperture / self.aperture.max())[eye.place]
            radius += part * eye.flatten * np.minimum(0.0, self.radius + eye.taper - radius)
        radius = np.maximum(radius, self.least)
        self._put(positions, positions[eye.vertex], radius)
        gap = eye.margin_upper(positions) - eye.margin_lower(positions)
        wanted = self._wanted(gap, shut)
        if np.abs(wanted - gap).max() > 1e-9:
            share = np.where(eye.upper, UPPER_SHARE, UPPER_SHARE - 1) * eye.follow
            for _ in range(_SOLVER_STEPS):
                missing = wanted - (eye.margin_upper(positions) - eye.margin_lower(positions))
                self._put(positions, positions[eye.vertex] + share[:, None] * missing[eye.place], radius)
        root = eye.lash_at(positions) - self.centre
        length = norm(root)
        direction = root / length[:, None]
        moved = carried(self.lash, self.root, direction) + (length - self.root_distance)[:, None] * direction
        positions[eye.lash] = moved + self.centre

    def _put(self, positions: Floats, to: Floats, radius: Floats) -> None:
        """Place the lid vertices in the directions of points ``to`` (n, 3) at distances ``radius`` (n,)."""
        offset = to - self.centre
        positions[self.eye.vertex] = self.centre + offset * (radius / norm(offset))[:, None]

    def _wanted(self, gap: Floats, shut: float) -> Floats:
        """Return the gap vectors (p, 3) that the blended ones become: not too narrow, then closed by ``shut``."""
        along = dot(gap, self.across)
        least, start = NARROWEST * self.aperture, RESIST * self.aperture
        room = start - least
        resisted = np.where(along < start, least + room * room / (room + np.maximum(start - along, 0.0)), along)
        open_gap = gap + (resisted - along)[:, None] * self.across
        return (1 - shut) * open_gap - shut * OVERLAP * self.across


def fit_lids(eye: Eye, neutral: Floats) -> Lids:
    """Return the lids of a model whose vertices are ``neutral`` (19158, 3) float64."""
    centre = centroid(neutral[eye.ball])
    radius = float(np.sort(norm(neutral[eye.ball] - centre))[len(eye.ball) // 2])
    distance = norm(neutral[eye.vertex] - centre)
    gap = eye.margin_upper(neutral) - eye.margin_lower(neutral)
    aperture = norm(gap)
    root = eye.lash_at(neutral) - centre
    root_distance = norm(root)
    return Lids(
        eye,
        centre,
        radius,
        distance,
        np.minimum(distance, np.where(eye.edge, radius + CLEARANCE, 0.0)),
        gap / aperture[:, None],
        aperture,
        neutral[eye.lash] - centre,
        root / root_distance[:, None],
        root_distance,
    )
