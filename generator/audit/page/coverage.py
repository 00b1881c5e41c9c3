"""The page's tables of coverage and balance, ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

from synthgen.audit.balance import Count
from synthgen.audit.page.index import Factor, Index
from synthgen.audit.page.maps import MOST_LEVELS, HeatMap, bars, heat_map
from synthgen.audit.page.summary import measures
from synthgen.audit.page.units import LONGEST_LEVEL, decimal, percent, several, text, whole
from synthgen.dataset.factors import FACTORS, PEOPLE_FACTORS, label
from synthgen.hands import NO_GESTURE, NO_THING

if TYPE_CHECKING:
    from synthgen.audit.report import Report

#: two-way tables that are open from the beginning, where the dataset has more than one level of both
_MAIN = (
    ("gender", "ethnicity"),
    ("ethnicity", "skin_tone"),
    ("gender", "age_band"),
    ("ethnicity", "age_band"),
    ("emotion", "angle"),
    ("ethnicity", "emotion"),
    ("signal", "angle"),
)
#: levels of a factor that can be filtered by
_MOST_CHOICES = 300
_OF_ONE = ("factors", "count", "cells", "empty", "least", "most", "ratio", "shannon", "simpson")
_OF_TWO = (*_OF_ONE, "chi2", "dof", "p", "cramers_v", "bits")
_HEADINGS = {
    "factors": "factors",
    "count": "of",
    "cells": "cells",
    "empty": "empty",
    "least": "least",
    "most": "most",
    "ratio": "max/min",
    "shannon": "Shannon",
    "simpson": "Simpson",
    "chi2": "χ²",
    "dof": "d.f.",
    "p": "p",
    "cramers_v": "Cramér's V",
    "bits": "bits",
}


def sections(report: Report, index: Index) -> dict[str, Any]:
    """Return what the page's sections on coverage and balance show.

    What varies in scenes, which may be dozens of factors, has a section of its own; the page counts it when asked to.
    """
    useful = [factor for factor in index.factors if len(factor.levels) > 1 and factor.name in FACTORS]
    distributions = _distributions(report, index)
    pairs = {(one.name, other.name): _map(index, one, other) for one, other in combinations(useful, 2)}
    main = [pair for pair in _MAIN if pair in pairs]
    others = [pair for pair in pairs if pair not in main]
    return {
        "single": _single(index),
        "distributions": [entry for entry in distributions if entry["factor"].name in FACTORS],
        "scene_distributions": [entry for entry in distributions if entry["factor"].name not in FACTORS],
        "glance": _glance(useful, pairs),
        "main_maps": [_entry(pair, pairs[pair]) for pair in main],
        "other_maps": [_entry(pair, pairs[pair]) for pair in others],
        "other_says": f"The other {len(others)} two-way tables" if len(others) != 1 else "The other two-way table",
        "balance": balance_tables(report),
        "leaks": leak_table(report),
        "scenes": scene_table(report),
        "hands": hands_table(report),
    }


def filters(index: Index) -> list[Factor]:
    """Return the factors that the page can be filtered by: those of more than one level, the first 300 of each."""
    return [
        Factor(
            factor.name,
            tuple(text(level, most=LONGEST_LEVEL) for level in factor.levels[:_MOST_CHOICES]),
            factor.personal,
        )
        for factor in index.factors
        if len(factor.levels) > 1
    ]


def balance_tables(report: Report) -> list[dict[str, Any]]:
    """Return the measures by number of factors: {"ways", "title", "columns", "rows"}.

    Of people where all factors are declared of a person: clips of one person are no independent observations. Without
    factors of a single level, which tell nothing, and of scenes, of which ``scene_table`` tells.
    """
    single = {factor.name for factor in report.coverage.factors if len(factor.levels) < 2}
    told = [
        table
        for table in report.coverage.tables
        if not single & {*table.factors}
        and {*table.factors} <= {*FACTORS}
        and table.count == ("people" if {*table.factors} <= {*PEOPLE_FACTORS} else "clips")
    ]
    tables = []
    for ways, title in {1: "One factor", 2: "Two factors", 3: "Three factors"}.items():
        keys = _OF_TWO if ways == 2 else _OF_ONE
        lines = measures([table for table in told if len(table.factors) == ways])
        if lines:
            rows = [[line[key] for key in keys] for line in lines]
            columns = [_HEADINGS[key] for key in keys]
            title = f"{title}: {several(len(lines), 'table')}"
            tables.append({"ways": ways, "title": title, "columns": columns, "rows": rows})
    return tables


def leak_table(report: Report) -> dict[str, Any]:
    """Return what people tell of labels: a row a factor of people, a column a label, bits in the cells."""
    leaks = report.coverage.leaks
    cells = {(leak.people, leak.label): leak for leak in leaks}
    columns = list(dict.fromkeys(column for _, column in cells))
    rows = []
    for person in dict.fromkeys(person for person, _ in cells):
        row = [label(person)]
        for column in columns:
            leak = cells[person, column]
            row.append(("✗ " if leak.bits > leak.limit else "") + decimal(leak.bits))
        rows.append(row)
    limits = ", ".join(dict.fromkeys(decimal(leak.limit) for leak in leaks))
    title = f"Bits that the person's groups tell of the clip's; {limits} are allowed, more is marked ✗"
    return {"title": title, "columns": ["", *columns], "rows": rows}


def scene_table(report: Report) -> dict[str, Any]:
    """Return what varies in scenes: a row a factor, with the clips at each level, its fit and what it tells."""
    rows = []
    for factor in report.coverage.scenes.factors:
        counts = [f"{level}: {count}" for level, count in zip(factor.levels, factor.clips, strict=True)]
        fit = "too few" if factor.p is None else f"{factor.p:.2g}"
        unit = f" ({factor.unit})" if factor.unit else ""
        meant = f"; meant to tell of {', '.join(factor.meant)}" if factor.meant else ""
        rows.append([factor.name + unit, ", ".join(counts), str(factor.draws), fit, decimal(factor.bits) + meant])
    title = "What varies in scenes, and bits that it tells of the emotion beyond chance"
    return {"title": title, "columns": ["factor", "clips", "draws", "fits as declared, p", "bits"], "rows": rows}


def hands_table(report: Report) -> dict[str, Any]:
    """Return what is before faces: a row a gesture and side or thing, with the clips of each emotion."""
    rows = []
    summary = report.coverage.hands
    for kind in summary.kinds:
        what = [f"{kind.gesture} ({kind.side})"] if kind.gesture != NO_GESTURE else []
        what += [kind.thing] if kind.thing != NO_THING else []
        counts = [f"{emotion}: {count}" for emotion, count in zip(summary.emotions, kind.by_emotion, strict=True)]
        shares = ["" if share is None else percent(share) for share in (kind.covered, kind.declared)]
        shown = percent(kind.shown / kind.frames) if kind.frames else ""
        rows.append([", ".join(what) or "nothing", str(kind.clips), ", ".join(counts), shown, *shares])
    columns = ["before the face", "clips", "by emotion", "frames that show it", "covers, from in front", "declared"]
    return {"title": "Hands and things before faces", "columns": columns, "rows": rows}


def _count_of(one: Factor, other: Factor) -> Count:
    return "people" if one.personal and other.personal else "clips"


def _map(index: Index, one: Factor, other: Factor) -> HeatMap:
    return heat_map(index, one.name, other.name, _count_of(one, other))


def _entry(pair: tuple[str, str], drawn: HeatMap) -> dict[str, Any]:
    note = (
        "A signal is of one emotion: its other cells are empty by design." if {*pair} == {"emotion", "signal"} else ""
    )
    return {"name": f"{pair[0]}-{pair[1]}", "map": drawn, "note": note}


def _single(index: Index) -> str:
    """Say which factors have one level only, and are in no table of two."""
    alone = [
        f"{factor.label} ({text(factor.levels[0], most=40)})" for factor in index.factors if len(factor.levels) == 1
    ]
    if not alone:
        return ""
    return f"Of one level only, and therefore in no table of two: {', '.join(alone)}."


def _distributions(report: Report, index: Index) -> list[dict[str, Any]]:
    given = {factor.name: factor.interval or () for factor in report.coverage.factors}
    entries = []
    for factor in index.factors:
        if not factor.levels:
            continue
        drawn = bars(index, factor)
        entries.append(
            {
                "factor": factor,
                "bars": [
                    {
                        "level": text(bar.level, most=LONGEST_LEVEL),
                        "clips": bar.clips,
                        "people": bar.people,
                        "percent": percent(bar.share),
                        "length": f"{bar.length:g}",
                    }
                    for bar in drawn[:MOST_LEVELS]
                ],
                "intervals": [f"{100 * low:.0f}–{100 * high:.0f} %" for low, high in given[factor.name]],
                "more": whole(len(drawn) - MOST_LEVELS) if len(drawn) > MOST_LEVELS else "",
            }
        )
    return entries


def _glance(useful: Sequence[Factor], pairs: Mapping[tuple[str, str], HeatMap]) -> dict[str, Any]:
    """Return the table of all pairs: a row a factor, a column each but the first."""
    rows = []
    for number, one in enumerate(useful[:-1]):
        cells: list[dict[str, Any] | None] = [None] * number
        for other in useful[number + 1 :]:
            drawn = pairs[one.name, other.name]
            spread = f"{whole(drawn.least)}–{whole(drawn.most)}" if drawn.least != drawn.most else whole(drawn.most)
            cells.append(
                {
                    "name": f"{one.name}-{other.name}",
                    "range": spread if drawn.row_totals else "–",
                    "empty": drawn.empty,
                    "count": drawn.count,
                }
            )
        rows.append({"label": one.label, "cells": cells})
    return {"columns": [factor.label for factor in useful[1:]], "rows": rows}
