"""Where MakeHuman takes a line of a ``.mhm`` otherwise than it stands there: said, so that nothing is lost silently."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Tuple

from synthgen.errors import shown
from synthgen.human.mhmlines import Line, of_kind
from synthgen.human.modifiers import DEFAULTS, ETHNIC_MACROS, clamped, ethnic

#: (line, what was made of it)
Note = Tuple[int, str]

#: versions that are read; a later one is read as the last of them
FIRST_VERSION, LAST_VERSION = (1, 1), (1, 3)
#: words of a line that is true, and of one that is false
YES, NO = ("true", "yes"), ("false", "no")
#: ethnic macros that add up to 1 to within this do so as they are written, with six digits
_ROUNDING = 3e-6


def notes_of(lines: Sequence[Line], version: tuple[int, int] | None, *, drawn: bool) -> Iterator[Note]:
    """Yield what is made of well-formed lines: of values, of the file's version (None: not said), of ``subdivide``.

    ``drawn``: our sampler wrote the file. The values that it draws have tails beyond the bounds, which are meant to be
    cut, and not noted.
    """
    yield from _version_notes(of_kind(lines, "version"), version)
    yield from _modifier_notes(of_kind(lines, "modifier"), drawn)
    for line in of_kind(lines, "subdivide"):
        if "".join(line.words[1:2]).lower() not in (*YES, *NO):
            yield line.number, f"{shown(line.text)} is neither true nor false: taken for false"


def _version_notes(lines: Sequence[Line], version: tuple[int, int] | None) -> Iterator[Note]:
    if version is None:
        yield 1, "no line says the version: read as 1.3; MakeHuman 1.3 itself does not open such a file"
    elif version > LAST_VERSION:
        yield lines[0].number, f"version {shown(lines[0].words[1])} is later than 1.3, and read as 1.3"
    for line in lines[1:]:
        yield line.number, f"the version stands in line {lines[0].number} already; the first counts"


def _modifier_notes(lines: Sequence[Line], drawn: bool) -> Iterator[Note]:
    first: dict[str, int] = {}
    values: dict[str, float] = {}
    for line in lines:
        name, value = line.words[1], float(line.words[2])
        if len(line.words) > 3:
            yield line.number, f"{shown(line.rest(3))} behind the value is passed over"
        if clamped(name, value) != value and not drawn:
            yield line.number, f"{name} {value:g} is taken as {clamped(name, value):g}"
        if name in first:
            yield line.number, f"{name} stands in line {first[name]} already; the last counts"
        first.setdefault(name, line.number)
        values[name] = value
    yield from _ethnic_note(values, first)


def _ethnic_note(values: Mapping[str, float], lines: Mapping[str, int]) -> Iterator[Note]:
    """Yield that the ethnic macros are scaled, at the line of the last of them; one without a line has its default."""
    written = [name for name in values if ethnic(name)]
    total = math.fsum(clamped(name, values.get(name, default)) for name, default in DEFAULTS.items() if ethnic(name))
    if not written or abs(total - 1) <= _ROUNDING:
        return
    made = f"add up to {total:g}: scaled to 1" if total > 0 else "are all 0: a third each"
    without = ", those without a line at a third," if len(written) < len(ETHNIC_MACROS) else ""
    yield max(lines[name] for name in written), f"the macros African, Asian and Caucasian{without} {made}"
