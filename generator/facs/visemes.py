"""Visemes: what a mouth looks like in the middle of a sound, as sums of AUs, and how one runs into the next.

The set of 15 and its sources: docs/signals.md. Between two visemes AUs go as a ``smooth`` track does; an AU that a
viseme leaves free goes from the sound before to the one after, so that lips round for the ``oo`` of "stew" through its
``st`` (look-ahead coarticulation: Henke 1966; the share of a sound that is firm or free after Cohen & Massaro 1993).

>>> viseme("FF").sounds
'f, v: fat, vat'
>>> spoken([(0, "sil", 1.0), (2, "PP", 1.0), (4, "aa", 0.5), (6, "sil", 1.0)], fps=25)["AU26"]
((0.0, 0.0), (1.5, 0.0), (2.5, 0.0), (4.0, 0.225), (6.0, 0.0))
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Tuple

from synthgen.facs.catalogue import CATALOGUE
from synthgen.facs.curves import TimedKey

#: (frame, viseme, how much of its shape, 0–1)
Said = Tuple[int, str, float]
#: a shape that is held gives way before half of the way to the next sound
_MOST_HELD = 0.45


@dataclass(frozen=True)
class Viseme:
    """``sounds`` that look like it; ``shape``: AU → intensity; the AUs it leaves ``free``; seconds it is ``held``."""

    sounds: str
    shape: Mapping[str, float]
    free: frozenset[str]
    held: float


@functools.lru_cache(maxsize=None)
def visemes() -> Mapping[str, Viseme]:
    """Return name → viseme, as ``visemes.yaml`` says.

    >>> " ".join(visemes())
    'sil PP FF TH DD kk CH SS nn RR aa E ih oh ou'
    """
    from synthgen import yamlfile

    file = yamlfile.load(Path(__file__).with_name("visemes.yaml"))
    found = {}
    for name in file.mapping():
        file.only_keys(("sounds", "shape", "free", "held"), name)
        shape = {
            str(code): float(file.number(name, "shape", code, low=0, high=1)) for code in file.mapping(name, "shape")
        }
        free = frozenset(file.get(name, "free") or ())
        unknown = sorted(code for code in {*shape, *free} if code not in CATALOGUE)
        if unknown:
            raise file.error(f"viseme {name!r} has unknown AUs: {', '.join(unknown)}", name)
        held = float(file.number(name, "held", low=0)) if "held" in file.mapping(name) else 0.0
        found[str(name)] = Viseme(file.text(name, "sounds"), shape, free - set(shape), held)
    return found


def viseme(name: str) -> Viseme:
    """Return the viseme of a name. Raises KeyError."""
    return visemes()[name]


def nearest_viseme(name: str) -> str | None:
    """Return the viseme that somebody may have meant.

    >>> nearest_viseme("pp"), nearest_viseme("e"), nearest_viseme("xyz")
    ('PP', 'E', None)
    """
    folded = {known.lower(): known for known in visemes()}
    near = difflib.get_close_matches(name.lower(), list(folded), 1, 0.5)
    return folded[near[0]] if near else None


def spoken(said: Sequence[Said], *, fps: float) -> dict[str, tuple[TimedKey, ...]]:
    """Return {AU: keys} of visemes in the order of their frames, at a rate in frames a second.

    AUs stand in the order of the catalogue; times are in frames and need not be whole.
    """
    codes = {code for _, name, _ in said for code in viseme(name).shape}
    times = [frame for frame, _, _ in said]
    tracks: dict[str, tuple[TimedKey, ...]] = {}
    for code in (code for code in CATALOGUE if code in codes):
        keys: list[TimedKey] = []
        for index, (frame, name, strength) in enumerate(said):
            mouth = viseme(name)
            if code in mouth.free:
                continue
            level = strength * mouth.shape.get(code, 0.0)
            before, after = (
                min([mouth.held * fps, *(_MOST_HELD * abs(frame - other) for other in times[at : at + 1])])
                for at in (index - 1 if index else len(times), index + 1)
            )
            ends = ([frame - before] if before else []) + ([frame + after] if after else [])
            keys += [(time, level) for time in ends or [float(frame)]]
        tracks[code] = tuple(keys)
    return tracks
