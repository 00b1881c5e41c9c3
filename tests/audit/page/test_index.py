"""The compact index: what it counts is what a plain count of the rows gives, and findings point where they should."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from synthgen.audit.page.embed import pack, payload
from synthgen.audit.page.index import make_index, point
from synthgen.audit.report import Report
from synthgen.dataset.factors import FACTORS
from synthgen.reader.entry import Entry


def plain_levels(row: Entry, report: Report) -> dict[str, str]:
    """Return a row's levels, read off the row and the policy's bands without the index."""
    model = row.model
    bands = ((18, "0–17"), (30, "18–29"), (45, "30–44"), (60, "45–59"), (75, "60–74"), (999, "75+"))
    return {
        "gender": model["gender"],
        "ethnicity": model["ethnicity"],
        "age_band": next(name for edge, name in bands if model["age"] < edge),
        "skin_tone": f"step {model['skin_tone']}",
        "condition": "+".join(sorted(model["conditions"])) or "none",
        "emotion": row.signal["emotion"] or "none",
        "signal": row.signal["id"],
        "angle": row.angle["id"],
        "scene": row.scene["id"],
    }


def test_counts_of_every_two_factors_are_those_of_a_plain_count(rows_of: Callable, report_of: Callable) -> None:
    rows = rows_of(11)[3:]  # somebody has fewer clips than the others
    report = report_of(rows)
    index = make_index(report)
    levels = [plain_levels(row, report) for row in rows]
    for pair in combinations(FACTORS, 2):
        expected = Counter(tuple(level[name] for name in pair) for level in levels)
        people = Counter(
            key
            for key, _ in {
                (tuple(level[n] for n in pair), row.model["id"]) for level, row in zip(levels, rows, strict=True)
            }
        )
        for count, wanted in (("clips", expected), ("people", people)):
            found = index.count(pair, count)
            names = [index.factor(name).levels for name in pair]
            drawn = {(names[0][i], names[1][j]): int(n) for (i, j), n in np.ndenumerate(found) if n}
            assert drawn == dict(wanted), (pair, count)


def test_counts_agree_with_the_reports_own_tables(rows_of: Callable, report_of: Callable) -> None:
    rows = rows_of(9)
    report = report_of(rows)
    index = make_index(report)
    compared = 0
    for table in report.coverage.tables:
        assert index.count(table.factors, table.count).tolist() == table.counts, table.factors
        compared += 1
    assert compared > 100


def test_people_with_the_same_views_share_one_list(rows_of: Callable, report_of: Callable) -> None:
    rows = rows_of(40)
    index = make_index(report_of(rows))
    data = payload(index, point(index, []), [])
    assert data["patterns"] == pack(np.arange(15)) or sorted(unpacked(data["patterns"])) == list(range(15))
    rows = rows[:-1]  # the last person lacks a clip
    index = make_index(report_of(rows))
    assert len(unpacked(payload(index, point(index, []), [])["patterns"])) == 15 + 14


def unpacked(packed: dict[str, Any]) -> list[int]:
    import base64

    return np.frombuffer(base64.b64decode(packed["data"]), f"<u{packed['size']}").tolist()


@pytest.mark.parametrize(
    ("clip", "path", "person", "known"),
    [
        (
            "person_0002__glare__frontal",
            None,
            "person_0002",
            {"signal": "glare", "angle": "frontal", "emotion": "anger"},
        ),
        ("person_0002__glare__gone", None, "person_0002", {"signal": "glare", "emotion": "anger"}),
        ("stranger__nod__frontal", None, None, {"signal": "nod", "angle": "frontal", "emotion": "none"}),
        (None, "inputs/models/person_0001.demographics.yaml", "person_0001", {}),
        (None, "inputs/signals/sneer.yaml", None, {"signal": "sneer", "emotion": "disgust"}),
        (None, "manifest.jsonl", None, {}),
    ],
)
def test_findings_point_at_whom_and_what_they_name(
    rows_of: Callable,
    report_of: Callable,
    finding: Callable,
    clip: str | None,
    path: str | None,
    person: str | None,
    known: dict[str, str],
) -> None:
    rows = rows_of(3)
    index = make_index(report_of(rows))
    pointers = point(index, [finding("clip-altered", "error", "…", clip=clip, path=path)])
    place, view = int(pointers.person[0]), int(pointers.view[0])
    assert (index.people[place] if place < len(index.people) else None) == person
    views = len(index.codes["signal"])
    codes = (
        {name: int(index.codes[name][view]) for name in ("signal", "angle", "emotion")}
        if view < views
        else pointers.partial[view - views]
    )
    assert {name: index.factor(name).levels[code] for name, code in codes.items()} == known
