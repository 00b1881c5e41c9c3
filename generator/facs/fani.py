"""FACSHuman's animation files (.fani): reading and writing them, and evaluating them as FACSHuman plays them.

A .fani maps an AU to segments. A segment is four points (time, intensity): start, apex start, apex stop, stop, with
times as fractions of the clip. The camera and the length of the clip are not in the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Tuple

from synthgen.errors import InputError, shown
from synthgen.facs.catalogue import CATALOGUE, from_facshuman, nearest, to_facshuman
from synthgen.facs.curves import keys_through
from synthgen.facs.signs import SIGNS
from synthgen.files import read_file
from synthgen.jsontext import Pairs, line_of, read_object

#: the clip FACSHuman makes when nothing else is asked
FRAMES = 25
FPS = 25.0

#: bytes of a file that is read: some ten thousand segments
LARGEST = 2 << 20
#: no time and no intensity is as large
_MOST = 1e6
#: a ramp that ends at 0 may miss it by this much; read as negative, its last frame would be lost
_ROUNDING = 1e-12
#: how near written segments come to the values that they were made of
_EXACT = 1e-9

_NUMBERS = (
    ("image_start", "intensity_start"),
    ("apex_start", "apex_intensity_start"),
    ("apex_stop", "apex_intensity_stop"),
    ("image_stop", "intensity_stop"),
)


@dataclass(frozen=True)
class Segment:
    """Four (time, intensity) points in order; times are fractions of the clip, and neither is bound to [0, 1]."""

    points: tuple[tuple[float, float], ...]

    def value(self, frame: int, frames: int, *, rounding: float = _ROUNDING) -> float | None:
        """Return the intensity in [0, 1] that this segment gives to a frame 1…frames; None where it gives none.

        FACSHuman itself has no ``rounding``: a value below 0 by the last bit is none to it.
        """
        time = frame / frames
        for (start, low), (stop, high) in zip(self.points, self.points[1:]):
            if start <= time <= stop:
                width = stop * frames - start * frames
                # FACSHuman divides by zero at an interval without length; a step is what its author can have meant
                value = low + (high - low) * ((frame - start * frames) / width) if width else high
                return None if value < -rounding else _cut(value)
        return None


Segments = Mapping[str, Tuple[Segment, ...]]


def read_fani(path: str | Path) -> dict[str, tuple[Segment, ...]]:
    """Read a .fani file into {our AU code: its segments, in file order}. Raises InputError with file and line."""
    return parse_fani(read_file(Path(path), most=LARGEST), where=path)


def parse_fani(source: bytes, *, where: str | Path) -> dict[str, tuple[Segment, ...]]:
    """Read the bytes of a .fani file that came from ``where`` (for messages). Raises as ``read_fani`` does."""
    text, pairs = read_object(source, where=where, kind=".fani", most=LARGEST)
    segments: dict[str, tuple[Segment, ...]] = {}
    for code, value in _once(pairs, text, where).items():
        ours = _code(code, text, where)
        if ours in segments:
            raise InputError(f"{ours} stands twice, once as {code!r}", where=where, line=line_of(text, code))
        segments[ours] = _segments(code, value, text, where)
    return segments


def _once(pairs: Pairs, text: str, where: str | Path) -> dict[str, Any]:
    """Return the members of a JSON object. Raises InputError for a key that comes twice."""
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise InputError(f"key {shown(key)} stands twice", where=where, line=line_of(text, key, last=True))
        result[key] = value
    return result


def _code(code: str, text: str, where: str | Path) -> str:
    ours = from_facshuman(code)
    if ours not in CATALOGUE:
        near = ", ".join(nearest(code))
        remedy = f"Nearest: {near}." if near else "`docs/action-units.md` lists the codes."
        raise InputError(f"unknown AU {shown(code)}", where=where, line=line_of(text, code), remedy=remedy)
    return ours


def _segments(code: str, value: Any, text: str, where: str | Path) -> tuple[Segment, ...]:
    if not isinstance(value, Pairs):
        raise InputError(f"AU '{code}' holds no segments", where=where, line=line_of(text, code))
    segments = []
    for name, members in _once(value, text, where).items():
        if not isinstance(members, Pairs):
            what = f"segment {shown(name)} of AU '{code}' holds no numbers"
            raise InputError(what, where=where, line=line_of(text, name))
        found = _once(members, text, where)
        numbers = [(_number(found.get(time)), _number(found.get(level))) for time, level in _NUMBERS]
        points = tuple((time, level) for time, level in numbers if time is not None and level is not None)
        if len(points) < len(_NUMBERS):
            key = next(key for pair in _NUMBERS for key in pair if _number(found.get(key)) is None)
            what, expected = (
                f"'{key}' of segment {shown(name)} of AU '{code}'",
                f"a number from {-_MOST:g} to {_MOST:g}",
            )
            raise InputError(what, where=where, line=line_of(text, name), value=found.get(key), expected=expected)
        segments.append(Segment(points))
    return tuple(segments)


def _number(value: object) -> float | None:
    """Return what FACSHuman makes of a number, which may be text; None for what is none, or absurd."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if abs(number) <= _MOST else None


def cut_notes(segments: Segments) -> list[str]:
    """Return a sentence for each AU with intensities outside 0–1, which FACSHuman does not play as they stand."""
    notes = []
    for code, parts in segments.items():
        levels = [level for segment in parts for _, level in segment.points]
        if levels and not 0 <= min(levels) <= max(levels) <= 1:
            span = f"{min(levels):g} to {max(levels):g}"
            notes.append(f"{code}: intensities outside 0–1 ({span}): above 1 they are cut, below 0 not played")
    return notes


def evaluate(segments: Segments, *, frames: int = FRAMES, before: int = 0, after: int = 0) -> dict[str, list[float]]:
    """Return {AU: the intensity in [0, 1] of each of its frames}, as FACSHuman plays the file in ``frames`` frames.

    FACSHuman's frames i = 1…frames stand at the times i/frames; our frame i − 1 is its frame i. All AUs start at 0,
    a later segment wins over an earlier one, and outside all segments an AU keeps the last value it was given.
    ``before`` and ``after`` are the frames of FACSHuman's neutral mode: a neutral frame and a rise to the start
    intensities (before + 1 frames) in front, a fall from the stop intensities behind; with several segments an AU's
    start is its first one's and its stop its last one's.
    """
    return {code: _evaluate(parts, frames=frames, before=before, after=after) for code, parts in segments.items()}


def _evaluate(
    parts: Sequence[Segment], *, frames: int, before: int, after: int, rounding: float = _ROUNDING
) -> list[float]:
    start = _cut(parts[0].points[0][1]) if parts else 0.0
    stop = _cut(parts[-1].points[-1][1]) if parts else 0.0
    values = [0.0, *(start * i / before for i in range(1, before + 1))] if before else []
    held = start if before else 0.0
    for frame in range(1, frames + 1):
        for segment in parts:
            value = segment.value(frame, frames, rounding=rounding)
            if value is not None:
                held = value
        values.append(held)
    return values + [stop * (1.0 - (k + 1) / (after + 2)) for k in range(1, after + 1)]


def _cut(value: float) -> float:
    return min(max(value, 0.0), 1.0)


#: AUs that FACSHuman lists without a slider: it cannot load a file that names one
NO_SLIDER = frozenset({"AU1_a", "AU8", "AU21", "AU27", "AU36", "AU37", *SIGNS})


def segments_through(values: Sequence[float]) -> tuple[Segment, ...]:
    """Return the segments of an AU that FACSHuman plays as ``values`` (intensities, one a frame), to 1e-9.

    As many straight legs as the values need, three to a segment. In another number of frames FACSHuman reads between
    them on straight lines.

    >>> [segment.points for segment in segments_through([0.0, 0.5, 1.0, 1.0])]
    [((0.25, 0.0), (0.375, 0.25), (0.5, 0.5), (0.75, 1.0))]
    """
    frames = len(values)
    points = [((frame + 1) / frames, float(level)) for frame, level in keys_through(values)]
    if len(points) == 1:
        points = [(0.0, points[0][1]), (1.0, points[0][1])]
    segments = [Segment(_four(points[at : at + 4])) for at in range(0, len(points) - 1, 3)]
    for frame, value in enumerate(_evaluate(segments, frames=frames, before=0, after=0, rounding=0.0), 1):
        if abs(value - values[frame - 1]) > _EXACT:  # a leg that meets 0 fell below it by rounding, and was not used
            level = float(values[frame - 1])
            segments.append(Segment(tuple(((frame + part) / frames, level) for part in (-0.5, -0.25, 0.25, 0.5))))
    return tuple(segments)


def _four(points: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return two to four points as four on the same lines, the longest line halved."""
    result = list(points)
    while len(result) < 4:
        widths = [right[0] - left[0] for left, right in zip(result, result[1:])]
        at = widths.index(max(widths))
        (start, low), (stop, high) = result[at : at + 2]
        result.insert(at + 1, ((start + stop) / 2.0, (low + high) / 2.0))
    return tuple(result)


def fani_text(segments: Segments) -> str:
    """Return a .fani file. The names of segments, which FACSHuman draws at random, follow from AU and order here."""
    data = {
        to_facshuman(code): {
            hashlib.sha256(f"{code} {index}".encode()).hexdigest()[:16].upper(): {
                key: number for names, point in zip(_NUMBERS, segment.points) for key, number in zip(names, point)
            }
            for index, segment in enumerate(parts)
        }
        for code, parts in segments.items()
    }
    return json.dumps(data, indent=4) + "\n"
