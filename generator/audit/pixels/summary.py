"""What was measured in the pictures, as JSON values and as tables for the report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from synthgen.audit.pixels.duplicates import Pair
from synthgen.audit.pixels.lightness import GroupSkin
from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.audit.pixels.tone import PersonSkin

#: pairs that the summary lists
_LISTED = 1000
_DIGITS = {"ita": 1, "hue": 1, "lightness": 1, "luminance": 4}
_MEASURED = ["people", "clips", "ITA °", "hue °", "L*", "luminance"]


def pixel_summary(
    measures: Sequence[ClipMeasures], people: Sequence[PersonSkin], groups: Sequence[GroupSkin], pairs: Sequence[Pair]
) -> dict[str, Any]:
    """Return ``clips`` and ``frames`` measured; ``people``: {model: skin}; ``tones`` and ``groups``: skin by declared
    tone and by group; ``duplicates``: pairs of clips; ``tables``: the same for reading (title, columns, rows)."""
    tones = _tones(people)
    return {
        "clips": len(measures),
        "frames": sum(one.frames for one in measures),
        "people": {
            person.model: {"tone": person.tone, "clips": person.clips, **person.skin.record()} for person in people
        },
        "tones": tones,
        "groups": [group.record() for group in groups],
        "duplicates": [list(pair) for pair in pairs[:_LISTED]],
        "tables": [
            {
                "title": "Skin by declared Monk tone",
                "columns": ["tone", *_MEASURED, "ITA between people ±", "ITA within a person ±"],
                "rows": [list(tone.values()) for tone in tones],
            },
            {
                "title": "Skin by group",
                "columns": ["group", *_MEASURED, "L* that tones do not explain"],
                "rows": [_row(group) for group in groups],
            },
        ],
    }


def _tones(people: Sequence[PersonSkin]) -> list[dict[str, Any]]:
    """Return the skin by declared tone: means over people; standard deviations of ITA between and within them."""
    listed = []
    for tone in sorted({person.tone for person in people if person.tone is not None}):
        group = [person for person in people if person.tone == tone]
        means = {name: np.mean([getattr(person.skin, name) for person in group]) for name in _DIGITS}
        listed.append(
            {
                "tone": tone,
                "people": len(group),
                "clips": sum(person.clips for person in group),
                **{name: round(float(value), _DIGITS[name]) for name, value in means.items()},
                "ita_between": round(float(np.std([person.skin.ita for person in group])), 1),
                "ita_within": round(float(np.mean([person.spread for person in group])), 1),
            }
        )
    return listed


def _row(group: GroupSkin) -> list[Any]:
    record = group.record()
    name = ", ".join(
        f"{factor.replace('_', ' ')}: {level}" for factor, level in zip(group.factors, group.levels, strict=True)
    )
    rest = record["unexplained"]
    return [name, *(record[key] for key in ("people", "clips", *_DIGITS)), "–" if rest is None else f"{rest:+.1f}"]
