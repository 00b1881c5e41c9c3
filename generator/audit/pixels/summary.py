"""What was measured in the pictures, as values and as tables for reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from synthgen.audit.pixels.duplicates import Pair
from synthgen.audit.pixels.lightness import GroupSkin
from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.audit.pixels.tone import PersonSkin
from synthgen.audit.skin import Skin, round_skin
from synthgen.dataset.factors import label
from synthgen.human.tonescale import ToneScale, tone_name

#: pairs that the summary lists
_LISTED = 1000
_MEASURED = ("people", "clips", "ITA °", "hue °", "L*", "luminance")


@dataclass(frozen=True)
class PersonSummary:
    """A person's declared skin tone, the clips in which skin was measured, and their mean (see ``skin.Skin``)."""

    tone: int | None
    scale: ToneScale
    clips: int
    ita: float
    hue: float
    lightness: float
    luminance: float


@dataclass(frozen=True)
class ToneSkin:
    """Skin of a declared tone: means over people; standard deviations of ITA between people and within them."""

    tone: int
    scale: ToneScale
    people: int
    clips: int
    ita: float
    hue: float
    lightness: float
    luminance: float
    ita_between: float
    ita_within: float


@dataclass(frozen=True)
class PixelTable:
    """Values for reading."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class PixelSummary:
    """``clips`` and ``frames`` measured; skin of ``people`` by model, of declared ``tones`` and of ``groups``;
    ``duplicates``: pairs of clips; ``tables``: the same for reading."""

    clips: int
    frames: int
    people: Mapping[str, PersonSummary]
    tones: tuple[ToneSkin, ...]
    groups: tuple[GroupSkin, ...]
    duplicates: tuple[Pair, ...]
    tables: tuple[PixelTable, ...]

    def skin(self, model: str) -> Skin | None:
        """Return a person's skin, None where it could not be measured."""
        one = self.people.get(model)
        return None if one is None else Skin(one.ita, one.hue, one.lightness, one.luminance)


def pixel_summary(
    measures: Sequence[ClipMeasures], people: Sequence[PersonSkin], groups: Sequence[GroupSkin], pairs: Sequence[Pair]
) -> PixelSummary:
    """Return the summary, its numbers rounded."""
    tones = tuple(map(round_skin, _tones(people)))
    shown = tuple(map(round_skin, groups))
    by_tone = ("tone", *_MEASURED, "ITA between people ±", "ITA within a person ±")
    by_group = ("group", *_MEASURED, "L* that tones do not explain")
    return PixelSummary(
        clips=len(measures),
        frames=sum(one.frames for one in measures),
        people={
            one.model: PersonSummary(one.tone, one.scale, one.clips, **vars(round_skin(one.skin))) for one in people
        },
        tones=tones,
        groups=shown,
        duplicates=tuple(pairs[:_LISTED]),
        tables=(
            PixelTable("Skin by declared tone", by_tone, tuple(map(_tone_row, tones))),
            PixelTable("Skin by group", by_group, tuple(map(_table_row, shown))),
        ),
    )


def _tones(people: Sequence[PersonSkin]) -> list[ToneSkin]:
    tones = []
    for scale, tone in sorted({(person.scale, person.tone) for person in people if person.tone is not None}):
        group = [person for person in people if (person.scale, person.tone) == (scale, tone)]
        columns = zip(*(astuple(person.skin) for person in group), strict=True)
        tones.append(
            ToneSkin(
                tone,
                scale,
                people=len(group),
                clips=sum(person.clips for person in group),
                **vars(Skin(*(float(np.mean(column)) for column in columns))),
                ita_between=float(np.std([person.skin.ita for person in group])),
                ita_within=float(np.mean([person.spread for person in group])),
            )
        )
    return tones


def _tone_row(skin: ToneSkin) -> tuple[Any, ...]:
    tone, scale, *rest = astuple(skin)
    return tone_name(tone, scale), *rest


def _table_row(group: GroupSkin) -> tuple[Any, ...]:
    name = ", ".join(f"{label(factor)}: {level}" for factor, level in zip(group.factors, group.levels, strict=True))
    rest = "–" if group.unexplained is None else f"{group.unexplained:+.1f}"
    return name, group.people, group.clips, group.ita, group.hue, group.lightness, group.luminance, rest
