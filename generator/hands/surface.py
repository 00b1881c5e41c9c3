"""The surface that hands touch: skin of head and neck, and the eyeballs between the lids, in the head's own frame.

The head's frame is that of the person at rest: a head that turns takes hands along. Distances are found from the
nearest vertex: a lattice round the neutral head knows it roughly, and steps from neighbour to neighbour find it on the
posed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from synthgen.assets import Assets
from synthgen.assets.mesh import SKIN
from synthgen.assets.stored import stored
from synthgen.hands import contact
from synthgen.hands.arm import arm_of
from synthgen.hands.vectors import Matrix, Vector, cross, minus, plus, product, transposed, turned, unit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
#: skin above this height of the base mesh (y, dm): the head, the neck and what a hand below the chin may meet
_FROM = 5.2
#: points of the base mesh (dm) left, right and on top of the skull, which no action unit moves
_SKULL = ((0.86, 7.35, 0.1), (-0.86, 7.35, 0.1), (0.0, 8.4, 0.0))
#: skin up to so many radii from an eyeball's middle lines its socket, where it is not so many ahead of it: the lids
_SOCKET, _LIDS = 1.35, 0.35
#: how far across a fold steps go (dm), and to how many vertices
_FOLD, _LINKS = 0.15, 4
#: dm from node to node of the lattice, and how far it reaches out of the head
_STEP, _ROOM = 0.12, 0.6


@dataclass(frozen=True, eq=False)
class Topology:
    """What of the base mesh is touched, alike for everybody.

    ``indices`` (v,) of the base mesh; ``triangles`` (t, 3), rows of them, counterclockwise from outside. ``fan`` from
    ``fan_from`` (v + 1,): the triangles of each; ``near`` from ``near_from``: its neighbours. ``mouth`` (v,):
    those round the mouth, which the last ``bridge`` triangles span from lip to lip. ``skull`` (3,): vertices
    of the base mesh.
    """

    indices: Ints
    triangles: Ints
    fan_from: Ints
    fan: Ints
    near_from: Ints
    near: Ints
    mouth: npt.NDArray[np.bool_]
    bridge: int
    skull: tuple[int, int, int]


class Surface(NamedTuple):
    """The posed surface in the head's frame, as kernels take it: see ``Topology``; ``lattice`` of nearest vertices."""

    points: Floats
    normals: Floats
    triangles: Ints
    fan_from: Ints
    fan: Ints
    near_from: Ints
    near: Ints
    mouth: npt.NDArray[np.bool_]
    bridge: int
    lattice: Ints
    low: Floats
    step: float


@stored
def topology_of(assets: Assets) -> Topology:
    """Return what is touched of the base mesh."""
    base = assets.base.astype(np.float64)
    touched = np.zeros(len(base), bool)
    touched[:SKIN] = base[:SKIN, 1] > _FROM
    for side in ("left", "right"):
        touched[arm_of(assets, side).indices] = False
    touched &= ~_lining(assets)
    for side in ("l", "r"):
        eye = assets.joint(f"helper-{side}-eye")
        middle = base[eye].mean(axis=0)
        radius = float(np.sqrt(((base[eye] - middle) ** 2).sum(axis=1)).mean())
        from_eye = np.sqrt(((base - middle) ** 2).sum(axis=1))
        touched &= ~((from_eye < _SOCKET * radius) & (base[:, 2] < middle[2] + _LIDS * radius))
        touched[eye] = True
    quads = assets.faces[touched[assets.faces].all(axis=1)]
    indices = np.unique(quads).astype(np.int32)
    rows = np.full(len(base), -1, np.int32)
    rows[indices] = np.arange(len(indices), dtype=np.int32)
    local = rows[quads]
    triangles = np.concatenate([local[:, [0, 1, 2]], local[:, [0, 2, 3]]]).astype(np.int32)
    bridge = _between_lips(base[indices], triangles)
    triangles = np.concatenate([triangles, bridge])
    mouth = np.array([_at_mouth(point) for point in base[indices]])
    corners = triangles.ravel()
    fan_from, fan = _grouped(corners, np.arange(len(corners)) // 3, len(indices))
    edges = np.concatenate([local[:, [k, (k + step) % 4]] for k in range(4) for step in (1, 2, 3)])
    edges = np.unique(np.concatenate([edges, _across_folds(base[indices], edges)]), axis=0)
    near_from, near = _grouped(edges[:, 0], edges[:, 1], len(indices))
    left, right, top = (int(np.argmin(((base[:SKIN] - place) ** 2).sum(axis=1))) for place in _SKULL)
    return Topology(indices, triangles, fan_from, fan, near_from, near, mouth, len(bridge), (left, right, top))


def _across_folds(points: Floats, edges: npt.NDArray[np.integer]) -> npt.NDArray[np.integer]:
    """Return pairs (k, 2) of points that are near each other and no neighbours, nor neighbours of one.

    So steps to the nearest vertex get from lid to eyeball, from lip to lip, and over an ear's rim.
    """
    count = len(points)
    joined = np.eye(count, dtype=bool)
    joined[edges[:, 0], edges[:, 1]] = True
    for _ in range(2):
        wider = joined.copy()
        np.logical_or.at(wider, edges[:, 0], joined[edges[:, 1]])
        joined = wider
    squares = ((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)
    squares[joined] = np.inf
    first = np.repeat(np.arange(count), _LINKS)
    second = np.argsort(squares, axis=1, kind="stable")[:, :_LINKS].ravel()
    near = squares[first, second] < _FOLD * _FOLD
    return np.stack([first[near], second[near]], axis=1)


def _lining(assets: Assets) -> npt.NDArray[np.bool_]:
    """Return which vertices (19158,) line the mouth, which no hand gets to."""
    mask = assets.mask("inside-mouth")
    uv = assets.uv[assets.face_uv.ravel()]
    size = len(mask)
    column = np.clip((uv[:, 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1.0 - uv[:, 1]) * size).astype(int), 0, size - 1)
    inside = mask[row, column] > 127
    lining = np.zeros(len(assets.base), bool)
    lining[assets.faces.ravel()[inside]] = True
    return lining


def _between_lips(points: Floats, triangles: Ints) -> Ints:
    """Return triangles (k, 3) that span an open mouth from the rim of the upper lip to that of the lower one.

    So a fist lies before the mouth, not in it.
    """
    edges = triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    both = {(int(a), int(b)) for a, b in edges}
    follows = {b: a for a, b in both if (b, a) not in both and _at_mouth(points[a]) and _at_mouth(points[b])}
    start = min(follows, key=lambda k: (points[k][0], k))  # the corner at the subject's right
    loop = [start]
    while follows[loop[-1]] != start:
        loop.append(follows[loop[-1]])
    corner = max(range(len(loop)), key=lambda k: float(points[loop[k]][0]))
    one, two = loop[: corner + 1], [loop[0], *loop[:corner:-1], loop[corner]]
    first, last = sorted((one, two), key=lambda rim: -sum(float(points[k][1]) for k in rim) / len(rim))
    found, up, down = [], 0, 0
    while up < len(first) - 1 or down < len(last) - 1:
        further = down == len(last) - 1 or (
            up < len(first) - 1 and points[first[up + 1]][0] < points[last[down + 1]][0]
        )
        if further:
            found.append((first[up], last[down], first[up + 1]))
            up += 1
        else:
            found.append((first[up], last[down], last[down + 1]))
            down += 1
    return np.array([t for t in found if len(set(t)) == 3], np.int32)


def _at_mouth(point: Floats) -> bool:
    return abs(float(point[0])) < 0.45 and 6.3 < float(point[1]) < 6.9 and float(point[2]) > 1.0


def _grouped(keys: npt.NDArray[np.integer], values: npt.NDArray[np.integer], count: int) -> tuple[Ints, Ints]:
    """Return where each key's values begin (count + 1,), and the values in order of keys."""
    order = np.argsort(keys, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=count))])
    return starts.astype(np.int32), values[order].astype(np.int32)


class HeadSurface:
    """One person's surface: made at rest, then posed frame by frame.

    ``turn`` and ``shift``: x of the head's frame is turn · x + shift in the body's.
    """

    def __init__(self, topology: Topology, neutral: npt.NDArray[np.float32]) -> None:
        self._topology = topology
        self._axes, self._middle = _skull_frame(neutral, topology.skull)
        points = np.zeros((len(topology.indices), 3))
        normals = np.zeros_like(points)
        low = np.array([round(float(low) - _ROOM, 6) for low in neutral[topology.indices].min(axis=0)])
        size = np.ceil((neutral[topology.indices].max(axis=0) + _ROOM - low) / _STEP).astype(int) + 2
        lattice = np.full(tuple(size.tolist()), -1, np.int32)
        t = topology
        self.posed = Surface(
            points, normals, t.triangles, t.fan_from, t.fan, t.near_from, t.near, t.mouth, t.bridge, lattice, low, _STEP
        )
        self.pose(neutral)
        contact.fill_lattice(points, lattice, low, _STEP)

    def pose(self, vertices: npt.NDArray[np.float32]) -> None:
        """Take the posed vertices (19158, 3) dm of the base mesh."""
        axes, middle = _skull_frame(vertices, self._topology.skull)
        self.turn: Matrix = product(axes, transposed(self._axes))
        self.shift: Vector = minus(middle, turned(self.turn, self._middle))
        surface = self.posed
        contact.take_home(vertices, self._topology.indices, np.array(self.turn), np.array(self.shift), surface.points)
        contact.find_normals(surface.points, surface.triangles, surface.normals)

    def at_home(self, place: Vector) -> Vector:
        """Return a point of the body's frame in the head's."""
        return turned(transposed(self.turn), minus(place, self.shift))

    def in_body(self, place: Vector) -> Vector:
        """Return a point of the head's frame in the body's."""
        return plus(turned(self.turn, place), self.shift)


def _skull_frame(vertices: npt.NDArray[np.float32], skull: tuple[int, int, int]) -> tuple[Matrix, Vector]:
    """Return the head's axes (columns left, up, forward) and the middle between its sides."""
    left, right, top = (tuple(vertices[k].astype(np.float64).tolist()) for k in skull)
    across = unit(minus(left, right))
    middle = plus(right, minus(left, right), 0.5)
    ahead = unit(cross(across, minus(top, middle)))
    return transposed((across, cross(ahead, across), ahead)), middle
