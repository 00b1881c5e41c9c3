"""Scene factors as levels: what the clips of a dataset were drawn, counted in words and in bands of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from synthgen.design.stagings import INTENSITY
from synthgen.names import id_of
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry
from synthgen.scene.distribution import Choice, Constant, Distribution, Strata, is_drawn
from synthgen.scene.factors import FACTORS, TAKE, Factor
from synthgen.scene.occluders import NO_SIDE
from synthgen.scene.spec import SceneSpec

#: the level of clips in whose scene a factor is as usual, and of those that recorded no value it can have
USUAL, UNKNOWN = "as usual", "unknown"
#: bands that numbers are counted in
_BANDS = 5
#: {factor: where a record of hands has what chance made of it}
_SIDED = {"hand.side": "side", "thing.side": "thing_side"}
#: what takes are counted as
_TAKE = "take"


@dataclass(frozen=True)
class Column:
    """A factor that varies: its levels in order, and the level of every clip (in the order of the records)."""

    factor: Factor
    levels: tuple[str, ...]
    of_clip: tuple[str, ...]


def scene_columns(entries: Sequence[Entry], declared: Declared) -> tuple[Column, ...]:
    """Return a column for every factor that some scene of the design draws, in the order of their table.

    What the design crosses its scenes with comes as such factors, too: intensities, and before all others takes.
    """
    if declared.design is None:
        return ()
    scenes = {staging.name: staging for staging in declared.design.stagings}
    crossed = {INTENSITY} if len(declared.design.intensities) > 1 else set()
    columns = [
        _column(factor, entries, scenes)
        for name, factor in FACTORS.items()
        if name in crossed or _varies(name, declared.design.scenes)
    ]
    decided = {column.factor.name for column in columns}
    sides = [side for side in map(_sides, [entries] * 2, _SIDED) if side and side.factor.name not in decided]
    return (*_takes(entries, scenes, declared.design.takes), *columns, *sides)


def _sides(entries: Sequence[Entry], factor: str) -> Column | None:
    """Return the sides that chance gave hands or things, which records have beside what was drawn; None for one."""
    found = tuple(entry.hands[_SIDED[factor]] if entry.hands is not None else USUAL for entry in entries)
    levels = tuple(level for level in (*FACTORS[factor].words, *sorted(set(found) - {USUAL}), USUAL) if level in found)
    levels = tuple(dict.fromkeys(levels))
    return Column(FACTORS[factor], levels, found) if len(set(levels) - {USUAL, NO_SIDE}) > 1 else None


def _varies(name: str, scenes: Sequence[SceneSpec]) -> bool:
    """Tell whether some scene draws a factor, or says another thing of it for some emotions."""
    return any(
        is_drawn(factors.get(name)) or factors.get(name) != scene.factors.get(name)
        for scene in scenes
        for factors in scene.variants
    )


def scene_names(declared: Declared) -> dict[str, str]:
    """Return {id of a scene in records: the scene of the design that it is, or is a staging of}."""
    return {staging.name: staging.declared for staging in declared.design.stagings} if declared.design else {}


def _takes(entries: Sequence[Entry], scenes: Mapping[str, SceneSpec], takes: int) -> list[Column]:
    """Return which take clips are, where there are several: each alone, or of many equal parts of them."""
    if takes < 2:
        return []
    edges = [round(takes * k / _BANDS) for k in range(_BANDS + 1)] if takes > 2 * _BANDS else range(takes + 1)
    names = {(f"{a + 1} to {b}" if b > a + 1 else f"{b}"): range(a + 1, b + 1) for a, b in pairwise(edges)}
    level_of = {take: name for name, part in names.items() for take in part}
    found = tuple(
        level_of[scenes[entry.scene["id"]].take] if entry.scene["id"] in scenes else UNKNOWN for entry in entries
    )
    factor = Factor(_TAKE, TAKE, 1.0, "Which take.", 1.0, float(takes))
    return [Column(factor, (*names, *((UNKNOWN,) if UNKNOWN in found else ())), found)]


def _column(factor: Factor, entries: Sequence[Entry], scenes: Mapping[str, SceneSpec]) -> Column:
    drawn = {name: spec for name, spec in scenes.items() if any(factor.name in played for played in spec.variants)}
    given = [played[factor.name] for spec in drawn.values() for played in spec.variants if factor.name in played]
    names = _words(factor, given) if factor.words else _numbers(given)
    found = [_level(factor, entry, drawn, names) for entry in entries]
    levels = [*names, *(level for level in (USUAL, UNKNOWN) if level in found)]
    return Column(factor, tuple(levels), tuple(found))


def _words(factor: Factor, distributions: Any) -> dict[str, Any]:
    chosen = {
        value
        for distribution in distributions
        for value, weight in zip(distribution.values, distribution.weights, strict=True)
        if weight
    }
    return {word: word for word in factor.words if word in chosen}


def _numbers(distributions: Any) -> dict[str, Any]:
    """Return {level: (from, to)}; the few values of choices and grids are levels of their own."""
    several = list(distributions)
    values = {value for one in several for value in _values(one)}
    if len(values) <= 2 * _BANDS and all(_values(one) for one in several):
        return {f"{value:g}": (value, value) for value in sorted(values)}
    low = min(one.bounds()[0] for one in several)
    high = max(one.bounds()[1] for one in several)
    edges = [low + (high - low) * k / _BANDS for k in range(_BANDS + 1)]
    return {f"{_short(a)} to {_short(b)}": (a, b) for a, b in pairwise(edges)}


def _short(value: float) -> str:
    """Return a number of three digits that count, without an exponent."""
    return f"{float(f'{value:.3g}'):g}"


def _values(distribution: Distribution) -> list[float]:
    """Return the values of a distribution that has few."""
    if isinstance(distribution, Constant):
        return [distribution.value]
    if isinstance(distribution, Choice):
        return [float(v) for v, weight in zip(distribution.values, distribution.weights, strict=True) if weight]
    if isinstance(distribution, Strata) and not distribution.within:
        middles = ((k + 0.5) / distribution.strata for k in range(min(distribution.strata, 3 * _BANDS)))
        return [float(distribution.draw(middle)) for middle in middles]
    return []


def _level(factor: Factor, entry: Entry, drawn: Mapping[str, SceneSpec], names: Mapping[str, Any]) -> str:
    scene = drawn.get(entry.scene["id"])
    if scene is None or factor.name not in scene.played(id_of(entry.emotion)):
        return USUAL
    value = entry.scene["values"].get(factor.name)
    if factor.words:
        return value if value in names else UNKNOWN
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNKNOWN
    for name, (low, high) in names.items():
        if low - 1e-6 <= value <= high + 1e-6:
            return name
    return UNKNOWN
