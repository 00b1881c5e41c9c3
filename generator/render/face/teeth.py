"""Teeth one by one, and gums: grown on MakeHuman's two bands of teeth, which AUs move.

A point is placed by how far along the arch it lies (dm from the midline), how high on the band (0 at the biting edge, 1
where the gum begins) and how far in front of it (dm): each a weighted sum of the band's vertices, on any face.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synthgen.assets import Assets, mesh
from synthgen.assets.stored import stored
from synthgen.render.arrays import Doubles
from synthgen.render.part import Grown
from synthgen.render.raster.gbuffer import TEETH
from synthgen.render.subdivide import Stencil

if TYPE_CHECKING:
    from synthgen.render.head import Head


@dataclass(frozen=True)
class Arch:
    """One jaw. ``edge``, ``neck`` and ``inner``: base mesh vertices along the band from the midline to the subject's
    left, at the biting edge, at the gum, and on the inner side (which has its own columns).

    ``width`` of the teeth from the midline out (dm; means of G. V. Black, "Descriptive anatomy of the human teeth",
    1897) and their ``height``; how far ``down`` they reach beyond the band's edge and how far ``back`` they stand, at
    the midline and at the last tooth.
    """

    edge: tuple[int, ...]
    neck: tuple[int, ...]
    inner: tuple[int, ...]
    width: tuple[float, ...]
    height: tuple[float, ...]
    down: tuple[float, float]
    back: tuple[float, float]


UPPER = Arch(
    edge=(15069, 15086, 15071, 15070, 15085, 15078, 15077, 15076, 15080),
    neck=(15061, 15060, 15062, 15063, 15064, 15065, 15066, 15067, 15068),
    inner=(15087, 15095, 15089, 15088, 15094, 15092, 15091, 15090, 15093),
    width=(0.086, 0.068, 0.077, 0.071, 0.068, 0.100, 0.093),
    height=(0.114, 0.102, 0.112, 0.094, 0.087, 0.082, 0.078),
    down=(0.030, 0.004),
    back=(0.0, 0.0),
)
LOWER = Arch(
    edge=(15010, 15001, 15002, 15003, 15004, 15005, 15006, 15007, 15008),
    neck=(14993, 14992, 14994, 14995, 14996, 14997, 14998, 14999, 15000),
    inner=(15027, 15019, 15020, 15021, 15022, 15023, 15024, 15025, 15026),
    width=(0.054, 0.060, 0.069, 0.070, 0.071, 0.105, 0.100),
    height=(0.086, 0.088, 0.098, 0.084, 0.078, 0.074, 0.070),
    down=(0.006, -0.004),
    back=(0.034, 0.010),
)
#: Columns of a tooth: share of its width, how far back its face curves there (dm), how much shorter it is there.
_COLUMNS = ((0.0, 0.030, 0.013), (0.1, 0.010, 0.004), (0.5, 0.0, 0.0), (0.9, 0.010, 0.004), (1.0, 0.030, 0.013))
#: Rows of a tooth from under the gum over the edge and up behind: share of the height, and how far back (dm; 1 more is
#: the tooth's thickness).
_ROWS = ((1.25, 0.022, 0.0), (1.0, 0.006, 0.0), (0.6, 0.0, 0.0), (0.2, 0.002, 0.0), (0.03, 0.006, 0.0),
         (0.0, 0.016, 0.4), (0.05, 0.010, 1.0), (0.7, 0.030, 1.0))  # fmt: skip
_THICKNESS = (0.028, 0.028, 0.034, 0.055, 0.060, 0.080, 0.080)
#: A canine's tip reaches this much beyond its sides (dm).
_TIP = 0.014
#: Rows of the gum: height above the teeth's necks (dm), in front of them (dm).
_GUM_ROWS = ((-0.006, -0.020), (0.0, 0.006), (0.03, 0.018), (0.09, 0.012), (0.16, -0.03))
#: Between two teeth the gum reaches this much lower (dm).
_PAPILLA = 0.030
#: Light that is left in the gap between two teeth, and at the gum.
_GAP_LIGHT, _NECK_LIGHT = 0.62, 0.8
#: Light that the upper teeth leave the lower ones, which stand behind them.
_BELOW_LIGHT = 0.65
#: The shades of teeth that the mouth's texture has.
SHADES = 8
#: Where the mouth's texture has teeth, gums and tongue (u from, u to).
TOOTH_SPAN, GUM_SPAN, TONGUE_SPAN = (0.0, 0.25), (0.25, 0.5), (0.5, 1.0)


class _Band:
    """One side's band of a jaw, as sums of base mesh vertices."""

    def __init__(self, assets: Assets, arch: Arch, side: int) -> None:
        base = np.asarray(assets.base, np.float64)
        self.arch, self.side = arch, side
        self.rows = {name: [_mirror(base, v, side) for v in getattr(arch, name)] for name in ("edge", "neck", "inner")}
        middle = {name: base[rows] for name, rows in self.rows.items()}
        outer = (middle["edge"] + middle["neck"]) / 2
        step = np.diff(outer[:, [0, 2]], axis=0)
        self.along = np.concatenate([[0.0], np.cumsum(np.sqrt(step[:, 0] ** 2 + step[:, 1] ** 2))])
        self.height = float(np.mean(middle["neck"][:5, 1] - middle["edge"][:5, 1]))
        lean = outer - middle["inner"]
        self.depth = np.sqrt((lean * lean).sum(axis=1))

    def point(self, along: float, up: float, front: float) -> dict[int, float]:
        """Return vertex -> weight of a point ``along`` the arch, ``up`` from the edge, ``front`` of the band (dm)."""
        share = min(max(along / (sum(self.arch.width) + 1e-9), 0.0), 1.0)
        down, back = (a + (b - a) * share for a, b in (self.arch.down, self.arch.back))
        column, local = self._column(along)
        sign = 1.0 if self.height > 0 else -1.0
        v = (up - down) * sign / self.height
        out: dict[int, float] = {}
        for k, weight in zip(range(column - 1, column + 3), _spline(local), strict=True):
            j, turn = min(abs(k), len(self.along) - 1), k < 0
            o = (front - back) / self.depth[j]
            for name, value in (("edge", 1 - v + o / 2), ("neck", v + o / 2), ("inner", -o)):
                vertex = self._opposite(name, j) if turn else self.rows[name][j]
                out[vertex] = out.get(vertex, 0.0) + weight * value
        return out

    def _opposite(self, name: str, j: int) -> int:
        return self.other.rows[name][j]

    other: _Band

    def _column(self, along: float) -> tuple[int, float]:
        j = int(np.clip(np.searchsorted(self.along, along, side="right") - 1, 0, len(self.along) - 2))
        return j, float((along - self.along[j]) / (self.along[j + 1] - self.along[j]))


def _mirror(base: Doubles, vertex: int, side: int) -> int:
    """Return the vertex on the other side where ``side`` is −1."""
    if side > 0 or abs(base[vertex, 0]) < 1e-4:
        return vertex
    wanted = base[vertex] * np.array([-1.0, 1.0, 1.0])
    return min(mesh.TEETH, key=lambda v: float(((base[v] - wanted) ** 2).sum()))


def _spline(t: float) -> tuple[float, float, float, float]:
    """Return the weights of four points in a row for a point at t between the middle two (Catmull and Rom, 1974)."""
    return (
        0.5 * (-t + 2 * t * t - t**3),
        0.5 * (2 - 5 * t * t + 3 * t**3),
        0.5 * (t + 4 * t * t - 3 * t**3),
        0.5 * (-t * t + t**3),
    )


class _Builder:
    def __init__(self) -> None:
        self.points: list[dict[int, float]] = []
        self.light: list[float] = []
        self.place: list[tuple[float, float]] = []
        self.triangles: list[tuple[int, int, int]] = []

    def grid(self, rows: list[list[tuple[dict[int, float], float, tuple[float, float]]]], *, flip: bool) -> None:
        """Add a grid of (point, light, texture place), rows from the gum to the edge and columns along the arch."""
        first, wide = len(self.points), len(rows[0])
        for row in rows:
            for point, light, place in row:
                self.points.append(point)
                self.light.append(light)
                self.place.append(place)
        for r in range(len(rows) - 1):
            for c in range(wide - 1):
                a = first + r * wide + c
                quad = (a, a + wide, a + wide + 1, a + 1)
                quad = quad[::-1] if flip else quad
                self.triangles += [(quad[0], quad[1], quad[2]), (quad[0], quad[2], quad[3])]


def parts(head: Head) -> tuple[Grown]:
    """Return a person's teeth and gums."""
    return (grow_teeth(head.assets),)


@stored
def grow_teeth(assets: Assets) -> Grown:
    """Grow teeth and gums on both jaws."""
    made = _Builder()
    for jaw, arch in enumerate((UPPER, LOWER)):
        bands = [_Band(assets, arch, side) for side in (1, -1)]
        bands[0].other, bands[1].other = bands[1], bands[0]
        for band in bands:
            flip = (jaw == 1) != (band.side < 0)
            begin = 0.0
            for number in range(len(arch.width)):
                _tooth(made, band, number, begin, flip=flip)
                begin += arch.width[number]
            _gum(made, band, flip=flip)
    start = np.cumsum([0, *(len(point) for point in made.points)])
    place = np.array(made.place, np.float32)
    triangles = np.array(made.triangles, np.int32)
    return Grown(
        stencil=Stencil(
            start.astype(np.int32),
            np.array([vertex for point in made.points for vertex in point], np.int32),
            np.round(np.array([value for point in made.points for value in point.values()]), 6).astype(np.float32),
        ),
        triangles=triangles,
        corners=place[triangles].reshape(-1, 6),
        material=TEETH,
        stands_for="teeth",
        between_lips=True,
        mouth=(np.arange(len(place), dtype=np.int32), np.array(made.light, np.float32)),
    )


def _tooth(made: _Builder, band: _Band, number: int, begin: float, *, flip: bool) -> None:
    width, height = band.arch.width[number], band.arch.height[number]
    thick = _THICKNESS[number]
    shade = (number * 5 + (3 if band.side > 0 else 0) + (2 if band.height < 0 else 0)) % SHADES
    u = TOOTH_SPAN[0] + (TOOTH_SPAN[1] - TOOTH_SPAN[0]) * (shade + 0.5) / SHADES
    rows = []
    for up, back, inside in _ROWS:
        row = []
        for share, curve, short in _COLUMNS:
            reach = short * (1.6 if number == 2 else 1.0) + (_TIP * (abs(share - 0.5) * 2 - 1) if number == 2 else 0.0)
            if number > 2 and inside > 0:
                reach = 0.0
            level = height * up + reach * max(0.0, 1.0 - up)
            front = -back - thick * inside - curve * (1.0 - inside)
            light = 1.0 if 0 < share < 1 else _GAP_LIGHT
            light *= _NECK_LIGHT if up >= 1 else 1.0
            light *= 1.0 if inside < 1 else 0.5
            light *= _BELOW_LIGHT if band.height < 0 else 1.0
            point = band.point(begin + width * share, level, front)
            row.append((point, light, (u, min(max(up, 0.02), 0.98))))
        rows.append(row)
    made.grid(rows, flip=flip)


def _gum(made: _Builder, band: _Band, *, flip: bool) -> None:
    at: list[tuple[float, float]] = []  # along the arch, height of the gum's edge
    begin = 0.0
    for width, height in zip(band.arch.width, band.arch.height, strict=True):
        at += [(begin, height - _PAPILLA), (begin + 0.25 * width, height - 0.008), (begin + 0.5 * width, height)]
        at.append((begin + 0.75 * width, height - 0.008))
        begin += width
    at.append((begin, band.arch.height[-1] - _PAPILLA))
    rows = []
    for above, front in reversed(_GUM_ROWS):
        row = []
        for along, level in at:
            # far from the teeth the gum's edge is level
            height = level if above <= 0 else level + (max(band.arch.height) - level) * min(above / 0.06, 1.0)
            u = GUM_SPAN[0] + (GUM_SPAN[1] - GUM_SPAN[0]) * (0.1 + 0.8 * ((along * 6.0) % 1.0))
            light = 0.75 if above < 0 else 1.0
            row.append((band.point(along, height + above, front), light, (u, min(0.9, 0.2 + 4.0 * max(above, 0.0)))))
        rows.append(row)
    made.grid(rows, flip=flip)
