"""Is one group rendered darker, or lighter, than its skin explains?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.tone import PersonSkin
from synthgen.reader.finding import Finding, found

#: people from which on a curve through their tones means something
_ENOUGH = 6
_DEGREE = 3
#: what people are grouped by: names of factors, as ``groups.Person`` levels have them
GROUPINGS = (("gender",), ("ethnicity",), ("gender", "ethnicity"), ("age_band",))


@dataclass(frozen=True)
class GroupSkin:
    """The skin of a group: means over its people. ``unexplained``: L* above what declared tones predict, None where
    nothing can be predicted."""

    factors: tuple[str, ...]
    levels: tuple[str, ...]
    people: int
    clips: int
    ita: float
    hue: float
    lightness: float
    luminance: float
    unexplained: float | None


def group_skins(people: Sequence[PersonSkin], levels: Mapping[str, Mapping[str, str]]) -> list[GroupSkin]:
    """Return the groups of every grouping. ``levels``: {model: {factor: level}}."""
    rest = _residuals(people)
    groups = []
    for factors in GROUPINGS:
        by_level: dict[tuple[str, ...], list[PersonSkin]] = {}
        for person in people:
            if person.model in levels:
                by_level.setdefault(tuple(levels[person.model][factor] for factor in factors), []).append(person)
        for level, members in sorted(by_level.items()):
            left = [rest[person.model] for person in members if person.model in rest]
            groups.append(
                GroupSkin(
                    factors=factors,
                    levels=level,
                    people=len(members),
                    clips=sum(person.clips for person in members),
                    ita=_mean([person.skin.ita for person in members]),
                    hue=_mean([person.skin.hue for person in members]),
                    lightness=_mean([person.skin.lightness for person in members]),
                    luminance=_mean([person.skin.luminance for person in members]),
                    unexplained=_mean(left) if left else None,
                )
            )
    return groups


def check_groups(groups: Sequence[GroupSkin], limits: PixelLimits) -> list[Finding]:
    """Return group-darker for groups whose skin is darker or lighter than declared tones explain."""
    findings = []
    for group in groups:
        off = group.unexplained
        if off is None or group.people < limits.group_people or abs(off) <= limits.group_lightness:
            continue
        name = " × ".join(f"{factor} {level}" for factor, level in zip(group.factors, group.levels, strict=True))
        findings.append(
            found(
                "group-darker",
                f"{name} ({group.people} people) is {abs(off):.1f} L* {'lighter' if off > 0 else 'darker'} in the "
                f"pictures than its declared skin tones explain; at most {limits.group_lightness:g} is expected",
            )
        )
    return findings


def _residuals(people: Sequence[PersonSkin]) -> dict[str, float]:
    """Return {model: L* above the curve (a cubic, or less where tones are few) through everybody's declared tones}.

    People whose tones are on another scale have a curve of their own.
    """
    rest = {}
    for scale in sorted({person.scale for person in people}):
        rest.update(_off_curve([person for person in people if person.tone is not None and person.scale == scale]))
    return rest


def _off_curve(known: Sequence[PersonSkin]) -> dict[str, float]:
    if len(known) < _ENOUGH:
        return {}
    tones = np.array([float(person.tone or 0) for person in known])
    lightness = np.array([person.skin.lightness for person in known])
    degree = min(_DEGREE, len(set(tones.tolist())) - 1)
    curve = np.polynomial.Polynomial.fit(tones, lightness, degree)
    return {person.model: float(value) for person, value in zip(known, lightness - curve(tones), strict=True)}


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values))
