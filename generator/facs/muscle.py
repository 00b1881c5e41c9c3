"""Muscles under the skin of the face: what one pulls, where to, and how far its pull reaches.

After Waters (SIGGRAPH 1987) and Parke & Waters, Computer Facial Animation (1996): a linear muscle pulls the skin around
its insertion towards its origin on the bone, less with the distance; a sphincter draws the skin around an opening
together. Theirs have round zones; ours are ellipses with four half-axes on the skin, tissue piles up ahead of a pull
(``bulge``), and lids and lips, which lie close in space, are told apart by the mesh (``tissue``).

All numbers are decimetres on the base mesh (y up, z forward) of the muscle on the subject's left (+x); the one on the
right is its mirror image. What a muscle does on another model ``tissue.Carrier`` says.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Literal, Tuple, get_args

import numpy as np
from numpy.typing import NDArray

from synthgen.facs.tissue import PARTS, Part, Tissue
from synthgen.facs.vectors import dot, norm

Floats = NDArray[np.float64]
Point = Tuple[float, float, float]
Kind = Literal["linear", "sphincter", "fold", "jaw"]
KINDS: tuple[str, ...] = get_args(Kind)

#: where, on the base mesh, the normal of the skin that a zone lies on points away from
_HEAD_CENTRE = (0.0, 7.1, 0.2)
#: digits of dm that displacements are rounded to
_DIGITS = 7


@dataclass(frozen=True)
class Muscle:
    """A muscle of one kind, which all have a zone: an ellipse on the skin about ``insertion``.

    A linear one pulls along ``insertion`` → ``origin`` and piles tissue up ahead. A sphincter's fibres run around
    ``insertion`` and draw the skin in. A fold is what piled-up tissue makes of the skin: a ridge ahead of a line
    through ``insertion``, a furrow behind it. The jaw's move a bone about its hinge; lower teeth and tongue go with it
    wholly, the skin as far as the zone says. Lengths are dm, shares 0–1.
    """

    #: the middle of its zone; of the jaw: the point that goes down by ``pull``
    insertion: Point
    #: where a linear one pulls to; of the jaw: the joint in front of the ears, on the hinge's axis from side to side
    origin: Point
    #: how far it takes the skin over its insertion at weight 1; of a fold: how far the ridge goes over the furrow
    pull: float
    #: half-axis of the zone the way it pulls; of a sphincter and the jaw: up
    ahead: float
    #: half-axis the other way
    behind: float
    #: half-axis to the left of that, as one who looks at the face sees it
    left: float
    #: half-axis to the right of that
    right: float
    kind: Kind = "linear"
    #: degrees, anticlockwise, that the ellipse is turned by, not the pull
    turn: float = 0.0
    #: reach of the zone across the skin
    deep: float = 0.6
    #: share of the zone in which the pull is whole
    core: float = 0.0
    #: how far fibres run together at the origin instead of side by side
    converge: float = 0.0
    #: how much of the pull the margins of the lids take, −1 to 2
    lids: float = 1.0
    #: which lid or lip it holds
    part: Part = "all"
    #: how far beyond that part: tissue of both lips, such as the corners, is held wholly from 1 − it
    spread: float = 0.0
    #: how far a linear one and a sphincter push the skin outwards; of a fold: the height of the ridge
    bulge: float = 0.0
    #: how far ahead of the insertion a linear one piles tissue up
    bulge_at: float = 0.0
    #: radius of what it piles up
    bulge_size: float = 0.2
    #: of ``pull``, what a sphincter draws in across its axis; of ``bulge``, how deep a fold's furrow is
    narrow: float = 0.0
    #: how the jaw glides while it swings
    slide: Point = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        """Refuse what no muscle can be, with the value and what is expected."""
        for name in ("insertion", "origin", "slide"):
            if len(getattr(self, name)) != 3:
                raise ValueError(f"{name} has {len(getattr(self, name))} numbers; expected x, y, z in dm")
        for name in ("ahead", "behind", "left", "right", "deep", "bulge_size"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)}; expected a length above 0 dm")
        for name, least, most in (("core", 0, 0.99), ("converge", 0, 1), ("lids", -1, 2), ("spread", 0, 0.99)):
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {getattr(self, name)}; expected {least} to {most}")
        for name, choices in (("kind", KINDS), ("part", PARTS)):
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is {getattr(self, name)!r}; expected {', '.join(choices)}")

    def field(self, tissue: Tissue) -> Floats:
        """Return displacements (n, 3) dm of the tissue's vertices at weight 1, of the muscle on the left alone."""
        ahead, across, out = self._frame()
        offset = tissue.point - np.array(self.insertion)
        along, aside, above = (dot(offset, np.array(axis)) for axis in (ahead, across, out))
        share = self._falloff(along, aside, above) * (1 + (self.lids - 1) * tissue.lid)
        share = share * np.minimum(tissue.share(self.part) / (1 - self.spread), 1.0)
        if self.kind == "jaw":
            moved = share[:, None] * self.bone(tissue.point)
        elif self.kind == "linear":
            moved = self._pull(tissue, share, np.array(ahead))
            if self.bulge:
                reach = ((along - self.bulge_at) ** 2 + aside**2 + above**2) / self.bulge_size**2
                moved += (self.bulge * np.maximum(1 - reach, 0.0) ** 2 * (1 - tissue.lid))[:, None] * tissue.normal
        elif self.kind == "fold":
            moved = self._fold(tissue, along, share, np.array(ahead))
        else:
            moved = self._draw_in(along, aside, share, ahead, across) + (self.bulge * share)[:, None] * tissue.normal
        rounded: Floats = np.round(moved, _DIGITS)
        return rounded

    def bone(self, points: Floats) -> Floats:
        """Return displacements (m, 3) of points (m, 3), dm, that go with the lower jaw."""
        arm = _minus(self.insertion, self.origin)
        angle = self.pull / math.hypot(arm[1], arm[2])
        c, s = round(math.cos(angle) - 1, 12), round(math.sin(angle), 12)
        y, z = points[:, 1] - self.origin[1], points[:, 2] - self.origin[2]
        swung = np.stack([np.zeros_like(y), c * y - s * z, s * y + c * z], axis=1)
        moved: Floats = np.round(swung + np.array(self.slide), _DIGITS)
        return moved

    def _frame(self) -> tuple[Point, Point, Point]:
        """Return unit vectors: ahead (the pull's way along the skin), to the right of it, and out of the skin."""
        start = self.insertion
        out = _unit((start[0], start[1] - _HEAD_CENTRE[1], start[2] - _HEAD_CENTRE[2]))
        pull = _unit(_minus(self.origin, start)) if self.kind in ("linear", "fold") else (0.0, 1.0, 0.0)
        right = _unit(_cross(pull, out))
        return pull, right, _unit(_cross(right, pull))

    def _falloff(self, along: Floats, aside: Floats, above: Floats) -> Floats:
        """Return how much (n,) of the pull reaches tissue at these places (dm) about the insertion."""
        angle = math.radians(self.turn)
        c, s = round(math.cos(angle), 12), round(math.sin(angle), 12)
        # to the left is against ``right``: anticlockwise takes ahead to the left
        u, v = c * along - s * aside, s * along + c * aside
        u = u / np.where(u > 0, self.ahead, self.behind)
        v = v / np.where(v > 0, self.right, self.left)
        away = np.sqrt(u * u + v * v + (above / self.deep) ** 2)
        t = np.clip((away - self.core) / (1 - self.core), 0.0, 1.0)
        share: Floats = (1 - t * t) ** 2
        return share

    def _pull(self, tissue: Tissue, share: Floats, ahead: Floats) -> Floats:
        direction = np.broadcast_to(ahead, tissue.point.shape)
        if self.converge:
            to_origin = np.array(self.origin) - tissue.point
            to_origin = to_origin / np.maximum(norm(to_origin), 1e-6)[:, None]
            direction = (1 - self.converge) * direction + self.converge * to_origin
        return (self.pull * share)[:, None] * direction

    def _fold(self, tissue: Tissue, along: Floats, share: Floats, ahead: Floats) -> Floats:
        """Return displacements: out of the skin ahead of the line, into it behind, most at a third of the zone."""
        place = np.clip(3 * along / np.where(along > 0, self.ahead, self.behind), -1.0, 1.0)
        wave = 0.5 * place * (3 - place * place)
        height = self.bulge * share * wave * np.where(along > 0, 1.0, self.narrow)
        return height[:, None] * tissue.normal - (self.pull * share * np.maximum(wave, 0.0))[:, None] * ahead

    def _draw_in(self, along: Floats, aside: Floats, share: Floats, ahead: Point, across: Point) -> Floats:
        """Return displacements towards the axis: the farther from it, the longer, up to ``pull`` at the zone's half."""
        up = np.clip(2 * along / np.where(along > 0, self.ahead, self.behind), -1.0, 1.0)
        side = np.clip(2 * aside / np.where(aside > 0, self.right, self.left), -1.0, 1.0)
        drawn = -(self.pull * share * up)[:, None] * np.array(ahead)
        return drawn - (self.pull * self.narrow * share * side)[:, None] * np.array(across)


#: names of a muscle's numbers
PARAMETERS = tuple(field.name for field in dataclasses.fields(Muscle))


def _minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


def _cross(a: Point, b: Point) -> Point:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _unit(a: Point) -> Point:
    length = math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])
    if length < 1e-9:
        raise ValueError("origin and insertion are the same point; a muscle needs a way to pull")
    return round(a[0] / length, 12), round(a[1] / length, 12), round(a[2] / length, 12)
