"""Hair grown on a person's own scalp: a dark cap close to the skin and cards over it, rigid with the skull.

Numbers in its kernels that have no name are chosen by eye.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from synthgen.jit import kernel
from synthgen.render.arrays import Floats, Ints, Mask, f4, u4
from synthgen.render.hair import cards, hairline, ribbon, scalp, tied
from synthgen.render.hair.scalp import Scalp, look_up
from synthgen.render.hair.shoulders import NO_SHOULDERS, shoulders
from synthgen.render.hair.styles import STYLES, Style, with_texture
from synthgen.render.materials import Material
from synthgen.render.noise import hashed, smoothstep, value_noise
from synthgen.render.part import Part, Pose, Rows
from synthgen.render.poseframe import place_rigid
from synthgen.render.raster.gbuffer import HAIR
from synthgen.render.raster.light import vertex_normals
from synthgen.render.raster.strands import COLUMNS

if TYPE_CHECKING:
    from synthgen.render.head import Head


#: Skin above this height of the base mesh (dm) keeps hair out.
_STAYS_ABOVE = 5.4
#: As far (dm) inside what covers it, hair does not show anywhere.
HIDDEN = 3.0
#: Width of a strand in a picture of 256 pixels (dm), and how many a card has at least and at most.
_STRAND = 0.015
_FEWEST, _MOST = 1, 28
#: Triangles that cards of a whole sphere may have, of which a head has about half, and those of what is tied: a picture
#: has room for 131071 of everything.
_ROOM, _ROOM_TIED = 27000, 6000
#: One card in so many casts a shadow: they overlap more often than that.
_CASTING = 3
#: What stands out of the skull by more than this (dm) is an ear, and how much farther out hair passes it.
_EAR, _CLEAR_OF_EARS = np.float32(0.02), np.float32(0.03)
#: How far (dm) above the skin hair is tied.
_TIE_ABOVE = 0.03
#: Roots, over the whole sphere, of the fine cards that stand at the hairline, in a picture of 256 pixels, and what
#: width (dm) their strands are counted for.
_FINE, _FINE_WIDTH = 2400, 0.03
#: Below this height (dm from the skull's centre) and behind the face hair hangs freely: of one card in ``_LINING`` one
#: sees the other side too.
_INNER_SIDE, _BEHIND = -0.35, 0.3
_LINING = 2
#: … solid as far along it as this, from where on it is strands again.
_LINED = 0.75
#: Of hair that hangs more steeply than this, as a ratio of squares, both sides are seen.
_STEEP = 1.5
#: How far from its middle, in columns of the texture, a strand is wide everywhere but at its ends.
_SOLID = 0.25


@dataclass(frozen=True, eq=False, kw_only=True)
class Strands(Part):
    """A part that is lit by where its strands run; ``open_sky`` (n,): how open each vertex lies."""

    open_sky: Floats
    material: int | Material = HAIR
    smooth: bool = False

    @property
    def count(self) -> int:
        """Number of vertices."""
        return len(self.open_sky)

    @functools.cached_property
    def directions(self) -> Floats:
        """The strands' directions (n, 3) in this frame."""
        return np.zeros((self.count, 3), np.float32)

    def bake(self, occlusion: Floats) -> None:
        """Take what outer strands leave of the sky."""
        occlusion[:] = (0.25 + 0.75 * occlusion) * self.open_sky

    def light(self, shaded: Floats) -> None:
        """Put the strands' directions where others have their normals."""
        shaded[:, :3] = self.directions


@dataclass(frozen=True, eq=False, kw_only=True)
class Hair(Strands):
    """Vertices (n, 3) dm from the skull's centre with normals and strand directions (n, 3).

    The first ``cap`` triangles are the layer below the cards.
    """

    points: Floats
    normals: Floats
    tangents: Floats
    cap: int = 0
    solid: Mask

    def place(self, pose: Pose, rows: Rows) -> None:
        """Carry the hair with the head."""
        nowhere = np.zeros(3, np.float32)
        place_rigid(self.points, pose.head, pose.centre, rows.vertices)
        place_rigid(self.normals, pose.head, nowhere, rows.normals)
        place_rigid(self.tangents, pose.head, nowhere, self.directions)

    def extent(self, centre: Floats) -> Floats:
        """Return what is on the head: falling hair may leave the picture."""
        return self.points[self.points[:, 1] > 0.0] + centre


_NOWHERE = np.zeros((0, 3), np.float32)
NO_HAIR = Hair(
    points=_NOWHERE,
    normals=_NOWHERE,
    tangents=_NOWHERE,
    open_sky=np.zeros(0, np.float32),
    triangles=np.zeros((0, 3), np.int32),
    corners=np.zeros((0, 6), np.float32),
    solid=np.zeros(0, bool),
)


@functools.cache
def _roots(count: int) -> Floats:
    """Return unit directions (n, 3) spread evenly (Fibonacci lattice)."""
    golden = math.pi * (3.0 - math.sqrt(5.0))
    rows = []
    for k in range(count):
        y = 1.0 - 2.0 * (k + 0.5) / count
        flat = math.sqrt(1.0 - y * y)
        rows.append((flat * math.cos(golden * k), y, flat * math.sin(golden * k)))
    return np.round(np.array(rows), 7).astype(np.float32)


@functools.cache
def _sines() -> Floats:
    """Return one turn of a sine."""
    turn = [math.sin(2 * math.pi * k / ribbon.SINES) for k in range(ribbon.SINES)]
    return np.round(np.array(turn), 7).astype(np.float32)


@kernel
def _cap(rays, radius, grown, under, style, share, seed, points, tangents, open_sky):  # type: ignore[no-untyped-def]
    """Write the layer below the cards: the scalp, raised by ``share`` of the thickness where hair grows."""
    for i in range(rays.shape[0]):
        x = rays[i, 0]
        y = rays[i, 1]
        z = rays[i, 2]
        inside = look_up(grown, x, y, z)
        thick = cards.thickness(x, y, z, inside, look_up(under, x, y, z), style)
        rough = value_noise(x * f4(11), y * f4(11), z * f4(11), seed + 40)
        rough += f4(0.6) * value_noise(x * f4(25), y * f4(25), z * f4(25), seed + 41)
        mass = style[cards.START] > f4(0.5)  # of coils: tufts with shade between them
        raised = f4(0.012) + share * thick * (f4(1) + (f4(0.14) if mass else f4(0.10)) * rough)
        raised *= smoothstep(f4(0.05), f4(0.14) + f4(0.8) * thick, inside)
        raised -= f4(0.12) * smoothstep(f4(0.10), f4(-0.05), inside)
        r = max(look_up(radius, x, y, z) + raised, f4(0.05))
        points[i, 0] = x * r
        points[i, 1] = y * r
        points[i, 2] = z * r
        cx, cy, cz = cards.comb(x, y, z, style)
        tangents[i, 0] = cx
        tangents[i, 1] = cy
        tangents[i, 2] = cz
        open_sky[i] = f4(0.38) + f4(0.20) * share
        if mass:
            open_sky[i] *= f4(0.75) + f4(0.8) * hashed(u4(i), u4(0), u4(5), u4(seed))


def _across(rays: Floats, style: Style) -> Floats:
    """Return the texture's u of directions (n, 3), which grows across the strands: its lines run as hair is combed."""
    x, y, z = rays.T.astype(np.float64)
    if style.start > 0.5:  # no strand can be followed: grain
        return np.random.default_rng(0).random(len(rays)).astype(np.float32) * np.float32(0.3)
    if style.part[1] > 0:
        return np.asarray(0.45 * z, np.float32)
    axis = np.array([0.0, *style.tie] if style.tie[1] else cards.WHORL)
    axis /= math.sqrt(float((axis * axis).sum()))
    side = np.array([axis[1], -axis[0], 0.0]) if style.tie[1] == 0 else np.array([1.0, 0.0, 0.0])
    side -= axis * float((axis * side).sum())
    side /= math.sqrt(float((side * side).sum()))
    other = np.cross(axis, side)
    turn = np.arctan2(
        x * side[0] + y * side[1] + z * side[2], x * other[0] + y * other[1] + z * other[2]
    )  # may differ in its last bits between processors, hence rounded
    return np.round(turn * (1.0 / (2.0 * math.pi)), 5).astype(np.float32)


def _cap_layer(ground: Scalp, style: Style, seed: int) -> Hair:
    rays, triangles = scalp.directions(), scalp.cells()
    points, tangents, normals = (np.zeros_like(rays) for _ in range(3))
    open_sky = np.zeros(len(rays), np.float32)
    fields = (ground.radius, ground.grown, ground.under, style.numbers())
    _cap(rays, *fields, np.float32(style.cap), seed, points, tangents, open_sky)
    vertex_normals(points, triangles, normals, 0, len(points))
    triangles = triangles[(ground.grown.ravel()[triangles] > 0.04).any(axis=1)]
    corners = np.stack([_across(rays, style)[triangles], np.float32(0.6) + 0.0 * rays[triangles, 1]], axis=2)
    corners = corners.reshape(-1, 6).astype(np.float32)
    corners[:, ::2] -= np.round(corners[:, ::2] - corners[:, :1])  # no seam: the texture repeats
    return Hair(
        points=points,
        normals=normals,
        tangents=tangents,
        open_sky=open_sky,
        triangles=triangles,
        corners=corners,
        solid=np.ones(len(triangles), bool),
        cap=len(triangles),
    )


def fineness(pixels: int) -> tuple[float, np.float32]:
    """Return how many times as many cards a picture of so many ``pixels`` has as one of 256, and how wide they are."""
    scale = min(max(math.sqrt(pixels / 256), 0.5), 2.0)
    return scale, np.float32(round(scale**-0.6, 4))


def strands_across(width: float, pixels: int) -> int:
    """Return how many strands a card as wide as this (dm) shows in a picture whose shorter side has ``pixels``."""
    return min(max(round(width / _STRAND * pixels / 256), _FEWEST), _MOST)


def strips(points: Floats, along: Floats, inner: Mask, segments: int, first: Ints, strands: int) -> tuple[Ints, Floats]:
    """Return triangles and texture coordinates of cards, each 2·segments + 1 of the ``points`` in order.

    A card has so many ``strands``, from column ``first`` (n,) of the texture on. Of ``inner`` cards (n,) what hangs is
    seen from both sides.
    """
    size = 2 * segments + 1
    one = []
    for s in range(segments - 1):
        one += [(2 * s, 2 * s + 1, 2 * s + 2), (2 * s + 1, 2 * s + 3, 2 * s + 2)]
    one.append((size - 3, size - 2, size - 1))
    pattern = np.array(one, np.int32)
    count = len(points) // size
    triangles = (np.arange(count, dtype=np.int32)[:, None, None] * size + pattern).reshape(-1, 3)
    across = np.array([k % 2 for k in range(size - 1)] + [0.5], np.float32) * np.float32(strands)
    u = ((first[:, None].astype(np.float32) + across) * np.float32(1 / COLUMNS)).ravel()
    corners = np.stack([u[triangles], (1.0 - along)[triangles]], axis=2).reshape(-1, 6)
    low = np.repeat(inner, len(pattern)) & (points[triangles, 1].min(axis=1) < _INNER_SIDE)
    low &= points[triangles, 2].max(axis=1) < _BEHIND
    run = points[triangles[:, 2]] - points[triangles[:, 0]]
    steep = run[:, 1] * run[:, 1] > _STEEP * (run[:, 0] * run[:, 0] + run[:, 2] * run[:, 2])
    low &= steep  # not what lies on the shoulders
    backs = triangles[low][:, [0, 2, 1]]
    behind = corners[low][:, [0, 1, 4, 5, 2, 3]]
    # the far side of a head of hair lets nothing through: one broad strand
    middle = np.floor(behind[:, :1] * COLUMNS) + 0.5
    solid = (middle + _SOLID * (behind[:, ::2] * COLUMNS - middle) / strands) / COLUMNS
    behind[:, ::2] = np.where(along[backs].max(axis=1)[:, None] < _LINED, solid, behind[:, ::2])
    return np.concatenate([triangles, backs]), np.concatenate([corners, behind]).astype(np.float32)


def _join(parts: list[Hair]) -> Hair:
    starts = np.concatenate([[0], np.cumsum([len(part.points) for part in parts])]).astype(np.int32)
    return Hair(
        points=np.concatenate([part.points for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        tangents=np.concatenate([part.tangents for part in parts]),
        open_sky=np.concatenate([part.open_sky for part in parts]),
        triangles=np.concatenate([part.triangles + start for part, start in zip(parts, starts, strict=False)]),
        corners=np.concatenate([part.corners for part in parts]),
        solid=np.concatenate([part.solid for part in parts]),
        cap=parts[0].cap,
    )


class _Cards:
    """Room for the vertices of a number of cards."""

    def __init__(self, count: int, segments: int) -> None:
        self.segments = segments
        n = count * (2 * segments + 1)
        self.points, self.normals, self.tangents = (np.zeros((n, 3), np.float32) for _ in range(3))
        self.open_sky, self.along = np.zeros(n, np.float32), np.zeros(n, np.float32)

    def arrays(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        return self.points, self.normals, self.tangents, self.open_sky, self.along

    def hair(self, rng: np.random.Generator, kept: Mask, strands: int, *, casting: int) -> Hair:
        """Return the cards that were kept (n,), each of so many strands, as hair.

        The outer ones come first, which hide others soonest. One in ``casting`` casts a shadow; 0: none.
        """
        size = 2 * self.segments + 1
        which = np.flatnonzero(kept)
        which = which[np.argsort(-self.open_sky[size * which + size - 1], kind="stable")]
        rows = (size * which[:, None] + np.arange(size)).ravel()
        points, normals, tangents, open_sky, along = (array[rows] for array in self.arrays())
        first = rng.integers(COLUMNS, size=len(which)).astype(np.int32)
        inner = np.arange(len(which)) % _LINING == 0
        triangles, corners = strips(points, along, inner, self.segments, first, strands)
        solid = np.zeros(len(triangles), bool)
        if casting:
            solid[: (size - 2) * len(which)] = np.repeat(np.arange(len(which)) % casting == 0, size - 2)
        return Hair(
            points=points, normals=normals, tangents=tangents, open_sky=open_sky, triangles=triangles, corners=corners,
            solid=solid,
        )  # fmt: skip


def _tied_on(style: Style, ground: Scalp) -> Style:
    """Return a style whose tie, if any, lies on this head rather than on one of radius 1."""
    if not style.tie[1]:
        return style
    y, z = style.tie
    far = (float(look_up(ground.radius, 0.0, y, z)) + _TIE_ABOVE) / math.sqrt(y * y + z * z)
    return replace(style, tie=(round(y * far, 6), round(z * far, 6)))


def grow_hair(style: Style, ground: Scalp, *, pixels: int, seed: int, floor: Floats = NO_SHOULDERS) -> Hair:
    """Return hair of a ``style`` on ``ground`` for a picture whose shorter side has ``pixels``: more, finer cards.

    ``floor``: what hair rests on where it hangs, see ``shoulders``.
    """
    if not style.roots:
        return NO_HAIR
    scale, finer = fineness(pixels) if not style.ply else (1.0, np.float32(1.0))
    count, long = round(style.roots * scale), round(style.segments * min(max(scale, 1.0), 1.6))
    if count * (2 * long - 1) > _ROOM:
        long = style.segments
        count = min(count, _ROOM // (2 * long - 1))
        finer = max(finer, np.float32(round(min(style.roots / count, 1.0) ** 0.6, 4)))
    plies = max(int(style.ply), 1)
    count -= count % plies
    rng = np.random.default_rng(seed)
    style = _tied_on(style, ground)
    numbers, sines = style.numbers(), _sines()
    parts = [_cap_layer(ground, style, seed)]
    ears = ground.hull - ground.radius
    hull = ground.hull + np.where(ears > _EAR, _CLEAR_OF_EARS, np.float32(0))
    fields = (ground.radius, hull, ground.grown, ground.under, floor, numbers)
    for fine, many, segments in ((0, count, long), (1, round(_FINE * scale), min(2, long))):
        made = _Cards(many, segments)
        kept = np.zeros(many, np.uint8)
        roots = _roots(many if fine else many // plies)
        cards.grow(roots, fine, *fields, segments, finer, seed + fine, sines, *made.arrays(), kept)
        strands = strands_across((_FINE_WIDTH if fine else style.width) * float(finer), pixels)
        parts.append(made.hair(rng, kept > 0, strands, casting=0 if fine else _CASTING))
    tie = np.array([0.0, *style.tie], np.float32)
    if (style.bun or style.tail) and look_up(ground.under, *tie) < 0:
        many = min(round((160 if style.bun else 220) * scale), _ROOM_TIED // (2 * long - 1))
        made = _Cards(many, long)
        if style.bun:
            out = tie / np.float32(math.sqrt(float(tie[1]) ** 2 + float(tie[2]) ** 2))
            middle = tie + np.float32(0.55 * style.bun) * out
            tied.wind_bun(middle, np.float32(style.bun), numbers, long, finer, seed, sines, *made.arrays())
        else:
            around = (hull, ground.grown, ground.under, floor, numbers)
            tied.hang_tail(tie, np.float32(style.tail), *around, long, finer, seed, sines, *made.arrays())
        strands = strands_across(1.2 * style.width * float(finer), pixels)
        parts.append(made.hair(rng, np.ones(many, bool), strands, casting=_CASTING))
    return _join(parts)


def near_ears(rest: Floats) -> Mask:
    """Return which points (n, 3) of the base mesh belong to the ears, which stand out of the skull."""
    x, y, z = np.abs(rest[:, 0]), rest[:, 1], rest[:, 2]
    ears: Mask = (x > 0.66) & (y > 6.8) & (y < 7.40) & (z > 0.30) & (z < 0.74)
    return ears


def parts(head: Head) -> tuple[Hair]:
    """Return a person's hair.

    Under a cover it lies flat, within 0.02 dm of the skin; more than ``HIDDEN`` dm inside, none grows.
    """
    look, rest, triangles = head.look.hair, head.geometry.rest, head.geometry.triangles
    style = with_texture(STYLES[look.style], look.texture)
    grown = hairline.of_person(rest, raised=look.hairline_raise, bald=style.bald)
    upper = triangles[rest[triangles, 1].min(axis=1) > _STAYS_ABOVE]
    ground = scalp.survey(head.skin, upper, near_ears(rest), head.centre, grown=grown, under=head.covered)
    floor = shoulders(head.skin, triangles, head.centre) if style.cut or style.tail else NO_SHOULDERS
    hair = grow_hair(style, ground, pixels=head.pixels, seed=head.seed, floor=floor)
    # well inside, and above the ears
    hides = (grown > 0.35) & (rest[:, 1] > 7.6) & (hair.cap > 0)
    if head.covered is not None and float(head.covered.min()) > HIDDEN:
        hair = NO_HAIR
    return (replace(hair, hides=hides, stranded=hair.cap, kink=style.kink),)
