"""Hair styles: how long hair is, how it is combed, curled, cut and tied. Lengths in dm."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass, replace

import numpy as np

from synthgen.render.arrays import Floats


@dataclass(frozen=True)
class Style:
    """A style; what is left at zero does nothing.

    ``thick``: how far hair stands off the scalp on top, at the sides, behind; ``long``: the strands' length there.
    ``fade``: dm inside the hairline at which sides and back are full length. ``fringe``: length of hair over the
    forehead. ``part``: x of a parting and how firmly it parts. ``forward``: combed to the front (back: negative) on
    top; ``sweep``: combed back at the sides. ``lift``: how steeply strands leave the scalp, 0–1. ``weight``: how fast
    they turn down. ``curl``: radius, length of a turn, 0 wave to 1 helix. ``frizz``: every strand its own way;
    ``lock``: neighbours a common way. ``start``: where visible strands begin, as a share of the thickness. ``cut``:
    dm below the skull's centre where hanging hair ends. ``width`` of a card. ``tie``: y and z (from the skull's
    centre) of the tie that all hair runs to. ``bald``: 1 leaves a wreath of hair, 0.5 high temples.
    """

    thick: tuple[float, float, float]
    long: tuple[float, float, float]
    fade: float = 0.0
    fringe: float = 0.0
    part: tuple[float, float] = (0.0, 0.0)
    forward: float = 0.0
    sweep: float = 0.0
    lift: float = 0.2
    weight: float = 1.0
    curl: tuple[float, float, float] = (0.0, 0.3, 0.0)
    frizz: float = 0.15
    lock: float = 0.25
    start: float = 0.0
    cut: float = 0.0
    width: float = 0.06
    tie: tuple[float, float] = (0.0, 0.0)
    bald: float = 0.0
    cap: float = 0.12  # height of the dark layer under the strands, as a share of the thickness
    ply: float = 0.0  # cards that are wound into a loc or a braid of the curl's radius and turn
    # what the kernels do not see
    roots: int = 1500  # over the whole sphere, for a picture of 256 pixels
    segments: int = 4
    bun: float = 0.0  # radius
    tail: float = 0.0  # length
    kink: tuple[float, float] = (0.0, 0.0)  # how strands wind within their cards: see raster.strands.StrandRanges

    def numbers(self) -> Floats:
        """Return the fields that kernels read, one after another, in the order of the constants of ``cards``."""
        flat: list[float] = []
        for value in astuple(self)[:-5]:
            flat += value if isinstance(value, tuple) else (value,)
        return np.array(flat, np.float32)


#: Texture of hair -> radius, turn and roundness of its curls, roots as a factor, frizz that it adds; how its strands
#: wind within a card: columns to a side, and the length (dm) of a turn.
_TEXTURES = {
    "wavy": ((0.032, 0.60, 0.3), 0.9, 0.03, (0.10, 0.5)),
    "curly": ((0.042, 0.30, 0.8), 0.8, 0.10, (0.18, 0.25)),
    "coily": ((0.030, 0.16, 1.0), 0.7, 0.18, (0.25, 0.09)),
}
#: Cards of curled hair are narrower than straight ones by this: broad ones curl like peel.
_CURLED_WIDTH = 0.8
#: Texture of hair -> how much of the gloss of smooth hair it has: strands that turn every way gleam as one nowhere.
SHEEN = {"straight": 1.0, "wavy": 0.75, "curly": 0.5, "coily": 0.25}
#: Hair no longer than this (dm) that is coily stands as a soft mass.
_SHORT = 0.8
#: Segments that a turn of a curl takes to look round, and segments of a card at most.
_TURN_SEGMENTS, _MOST_SEGMENTS = 4.5, 15
#: … and that it takes at least, of a card as long as the style has it; hair that is cut ends sooner.
_FEWEST_SEGMENTS = 2.8


def _coily_crop(style: Style) -> Style:
    """Return a short style as coily hair wears it: of its thickness everywhere, in small coils, combed no way."""
    return replace(
        style,
        long=(0.10, 0.08, 0.09),
        fringe=0.0,
        part=(0.0, 0.0),
        forward=0.0,
        sweep=0.0,
        lift=0.85,
        weight=0.0,
        curl=(0.015, 0.075, 1.0),
        frizz=1.3,
        lock=0.5,
        start=0.78,
        cap=0.8,
        width=0.023,
        roots=2900,
        segments=5,
    )


def with_texture(style: Style, texture: str) -> Style:
    """Return a style as hair of a ``texture`` wears it; styles with curls of their own keep those."""
    if texture == "straight" or not style.roots:
        return style
    curl, roots, frizz, (swing, wave) = _TEXTURES[texture]
    taut = 0.35 if style.tie[1] else 1.0  # pulled back, curls are drawn out
    longest = max(style.long)
    if texture == "coily" and longest < _SHORT and style.curl[0] == 0:
        return _coily_crop(style)
    worn = replace(style, kink=(swing * taut, longest / wave))
    if style.curl[0] > 0:
        return worn
    segments = min(_MOST_SEGMENTS, max(style.segments, math.ceil(longest / curl[1] * _TURN_SEGMENTS)))
    # long hair hangs in curls as large as its cards can show, and its weight draws them out
    wider = 1.0 if style.tie[1] else max(1.0, longest * _FEWEST_SEGMENTS / segments / curl[1])
    return replace(
        worn,
        curl=(round(curl[0] * taut * math.sqrt(wider), 4), round(curl[1] * wider, 4), curl[2]),
        segments=segments,
        roots=round(style.roots * roots),
        width=style.width * _CURLED_WIDTH,
        frizz=style.frizz + frizz * taut,
    )


STYLES = {
    "shaved": Style((0.01, 0.01, 0.01), (0.0, 0.0, 0.0), roots=0),
    "crop": Style(
        (0.10, 0.04, 0.06), (0.17, 0.09, 0.11), fade=0.5, fringe=0.12, forward=0.4, lift=0.5, weight=0.3,
        frizz=0.2, lock=0.35, width=0.045, roots=2000, segments=2, cap=0.12,
    ),
    "short": Style(
        (0.20, 0.07, 0.11), (0.55, 0.20, 0.30), fade=0.5, fringe=0.60, part=(0.28, 0.8), forward=0.0, sweep=0.3,
        lift=0.35, weight=0.7, frizz=0.14, lock=0.35, start=0.4, width=0.05, roots=1400, segments=4, cap=0.49,
    ),
    "fringe": Style(
        (0.17, 0.10, 0.13), (0.62, 0.34, 0.36), fade=0.3, fringe=0.66, forward=0.9, lift=0.2, weight=1.0,
        frizz=0.12, lock=0.3, start=0.4, width=0.05, roots=1400, segments=4, cap=0.49,
    ),
    "swept": Style(
        (0.24, 0.05, 0.08), (0.75, 0.20, 0.26), fade=0.5, fringe=0.8, forward=-1.8, sweep=0.7, lift=0.25, weight=0.0,
        frizz=0.10, lock=0.25, start=0.4, width=0.05, roots=1400, segments=4, cap=0.49,
    ),
    "afro": Style(
        (0.40, 0.38, 0.40), (0.14, 0.14, 0.14), lift=0.8, weight=0.0, curl=(0.020, 0.08, 1.0), frizz=1.6, lock=0.5,
        start=0.84, width=0.024, roots=2900, segments=5, cap=0.84,
    ),
    "coils": Style(
        (0.28, 0.22, 0.24), (0.52, 0.48, 0.48), fringe=0.40, lift=0.55, weight=1.5, curl=(0.042, 0.17, 1.0), frizz=0.3,
        lock=0.4, start=0.3, width=0.062, roots=720, segments=12, cap=0.4,
    ),
    "bob": Style(
        (0.11, 0.15, 0.16), (1.9, 1.7, 1.7), part=(0.22, 1.0), lift=0.25, weight=2.2, frizz=0.06, lock=0.1, start=0.3,
        cut=0.95, width=0.10, roots=520, segments=6, cap=0.1,
    ),
    "long": Style(
        (0.10, 0.12, 0.16), (3.2, 3.1, 3.1), part=(0.0, 1.0), sweep=0.5, lift=0.25, weight=2.2, frizz=0.06, lock=0.12,
        start=0.3, cut=2.2, width=0.115, roots=420, segments=8, cap=0.1,
    ),
    "wavy": Style(
        (0.14, 0.17, 0.19), (2.6, 2.4, 2.4), part=(0.25, 1.0), sweep=0.3, lift=0.3, weight=2.0,
        curl=(0.065, 0.95, 0.35), frizz=0.09, lock=0.2, start=0.3, cut=1.7, width=0.09, roots=520, segments=11,
        cap=0.1,
    ),
    "locs": Style(
        (0.12, 0.14, 0.16), (2.3, 2.1, 2.1), part=(0.12, 0.4), lift=0.35, weight=1.8, curl=(0.038, 0.27, 2.0),
        frizz=0.12, lock=0.2, start=0.2, cut=1.6, width=0.068, roots=420, segments=26, cap=0.3, ply=3,
    ),
    "braids": Style(
        (0.10, 0.10, 0.12), (2.3, 2.1, 2.1), forward=-1.6, sweep=0.9, lift=0.12, weight=1.6, curl=(0.040, 0.24, 3.0),
        frizz=0.06, lock=0.12, start=0.2, cut=1.8, width=0.052, roots=480, segments=36, cap=0.3, ply=3,
    ),
    "curly": Style(
        (0.27, 0.26, 0.26), (1.3, 1.2, 1.2), part=(0.2, 0.6), fringe=0.7, lift=0.5, weight=1.5,
        curl=(0.07, 0.44, 0.9), frizz=0.22, lock=0.5, start=0.3, cut=1.0, width=0.075, roots=500, segments=14, cap=0.45,
    ),
    "bun": Style(
        (0.07, 0.05, 0.07), (1.8, 1.6, 1.4), lift=0.1, weight=0.0, frizz=0.04, lock=0.12, width=0.08,
        tie=(0.34, -0.90), cap=0.49, roots=800, segments=5, bun=0.32,
    ),
    "tied": Style(
        (0.08, 0.05, 0.07), (1.8, 1.6, 1.4), lift=0.1, weight=0.0, frizz=0.04, lock=0.15, width=0.08,
        tie=(0.05, -1.0), cap=0.49, roots=800, segments=5, tail=1.5,
    ),
    "receding": Style(
        (0.11, 0.06, 0.08), (0.34, 0.18, 0.22), fade=0.4, fringe=0.3, forward=-0.5, sweep=0.4, lift=0.35, weight=0.5,
        frizz=0.15, lock=0.35, width=0.052, bald=0.5, roots=1400, segments=3, cap=0.15,
    ),
    "wreath": Style(
        (0.05, 0.07, 0.09), (0.2, 0.2, 0.24), fade=0.3, sweep=0.5, lift=0.35, weight=0.9, frizz=0.2, lock=0.35,
        width=0.05, bald=1.0, roots=1600, segments=3, cap=0.15,
    ),
}  # fmt: skip
