"""What the page holds for its own counting: the index as packed arrays, in JSON that no text can break out of."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from synthgen.audit.page.index import Index, Pointers
from synthgen.audit.page.maps import MOST_CELLS, MOST_COLUMNS, MOST_COUNTED, SHADES
from synthgen.audit.page.units import LONGEST_LEVEL, text


def payload(index: Index, pointers: Pointers, groups: Sequence[Sequence[int]]) -> dict[str, Any]:
    """Return the page's data. ``groups``: per group of findings as the page lists them, their places in the report.

    People whose clips show the same views share one list of views, so that a complete design takes a few kilobytes.
    """
    patterns, pattern_of = _patterns(index)
    starts = np.cumsum([0, *(len(views) for views in patterns)])
    partial = {
        factor.name: [codes.get(factor.name, len(factor.levels)) for codes in pointers.partial]
        for factor in index.factors
        if not factor.personal
    }
    return {
        "limits": {"cells": MOST_CELLS, "columns": MOST_COLUMNS, "counted": MOST_COUNTED, "shades": SHADES},
        "people": len(index.people),
        "views": len(index.codes["signal"]),
        "factors": [
            {
                "name": factor.name,
                "label": factor.label,
                "personal": factor.personal,
                "levels": [text(level, most=LONGEST_LEVEL) for level in factor.levels],
                "codes": pack(np.concatenate([index.codes[factor.name], partial.get(factor.name, [])])),
            }
            for factor in index.factors
        ],
        "pattern": pack(pattern_of),
        "starts": pack(starts),
        "patterns": pack(np.concatenate([*patterns, np.zeros(0)])),
        "findings": [
            {"person": pack(pointers.person[np.array(group)]), "view": pack(pointers.view[np.array(group)])}
            for group in groups
        ],
    }


def pack(values: np.ndarray) -> dict[str, Any]:
    """Return whole numbers from 0 as {"size": bytes of each, "data": base64, little-endian}.

    >>> pack(np.array([1, 2, 300]))
    {'size': 2, 'data': 'AQACACwB'}
    """
    most = int(np.max(values, initial=0))
    width = 1 if most < 1 << 8 else 2 if most < 1 << 16 else 4
    return {"size": width, "data": base64.b64encode(np.asarray(values).astype(f"<u{width}").tobytes()).decode()}


def json_in_html(data: Mapping[str, Any]) -> str:
    """Return JSON that may stand in a script element: without <, >, & and without line separators.

    >>> json_in_html({"name": "</script>\\u2028"})
    '{"name":"\\\\u003c/script\\\\u003e\\\\u2028"}'
    """
    plain = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return plain.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _patterns(index: Index) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the different lists of views that people have, and which one each person has."""
    order = np.lexsort((index.row_view, index.row_person))
    ends = np.searchsorted(index.row_person[order], np.arange(len(index.people) + 1))
    views = index.row_view[order]
    known: dict[bytes, int] = {}
    patterns: list[np.ndarray] = []
    pattern_of = np.zeros(len(index.people), np.int64)
    for person in range(len(index.people)):
        own = views[ends[person] : ends[person + 1]]
        key = own.tobytes()
        if key not in known:
            known[key] = len(patterns)
            patterns.append(own)
        pattern_of[person] = known[key]
    return patterns, pattern_of
