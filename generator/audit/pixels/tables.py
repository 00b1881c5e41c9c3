"""What the pixel checks measured, as tables for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: key of a summary's row -> what a table calls it
_SKIN = {"ita": "ITA (°)", "hue": "hue (°)", "lightness": "L*", "luminance": "luminance"}


def tables_of(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tables of a summary as ``check_measures`` gives it: {"title", "columns", "rows"} each."""
    tones = [
        [f"Monk {row['tone']}", *_values(row, ("people", "clips", *_SKIN, "ita_between"))] for row in summary["tones"]
    ]
    groups = [
        [" × ".join(row["levels"]), *_values(row, ("people", "clips", *_SKIN, "unexplained"))]
        for row in summary["groups"]
    ]
    skin = list(_SKIN.values())
    return [
        {
            "title": "Skin by declared tone",
            "columns": ["declared", "people", "clips", *skin, "spread of ITA between people"],
            "rows": tones,
        },
        {
            "title": "Skin by group, and how much lighter (L*) it is than its tones explain",
            "columns": ["group", "people", "clips", *skin, "unexplained L*"],
            "rows": groups,
        },
    ]


def _values(row: Mapping[str, Any], keys: Sequence[str]) -> list[Any]:
    return [row[key] for key in keys]
