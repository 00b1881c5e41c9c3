"""The Markdown: the same in brief, and no text of a dataset becomes a link, a table or HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from synthgen.audit.page.markdown import report_markdown


def test_the_verdict_comes_first_and_tables_are_whole(rows_of: Callable, report_of: Callable) -> None:
    lines = report_markdown(report_of(rows_of(8))).splitlines()
    assert lines[0] == "# Audit of made-up: pass"
    assert "The 120 clips that made-up declares are there and unaltered" in lines[2]
    at = 0
    tables = 0
    while at < len(lines):
        if not lines[at].startswith("|"):
            at += 1
            continue
        end = next(line for line in range(at, len(lines)) if not lines[line].startswith("|"))
        columns = {len(re.findall(r"(?<!\\)\|", line)) for line in lines[at:end]}
        assert len(columns) == 1 and set(lines[at + 1]) <= set("| -"), lines[at]
        tables += 1
        at = end
    assert tables > 8


def test_counts_are_those_of_the_rows(rows_of: Callable, report_of: Callable) -> None:
    text = report_markdown(report_of(rows_of(7)))
    assert "| gender | female: 60, male: 45 | female: 4, male: 3 |" in text
    assert "| signal | 21 of each of 5 levels |" in text
    assert "| male | 1 | 1 | 1 | **0** |" in text  # the eighth would be a Hispanic man
    assert "- paper: train: 75 clips of 5 people; test: 15 clips of 1 person" in text


def test_findings_are_listed_by_kind_and_counted(rows_of: Callable, report_of: Callable, finding: Callable) -> None:
    rows = rows_of(4)
    findings = [finding("clip-altered", "error", "is another file", clip=row.clip) for row in rows[:9]]
    text = report_markdown(report_of(rows, findings))
    assert "1 kind of fault, in 9 of 60 clips" in text
    assert "### error `clip-altered`: 9 findings in 9 clips" in text and "- and 4 more in coverage.json" in text


def test_hostile_text_stays_text(rows_of: Callable, report_of: Callable, finding: Callable) -> None:
    rows = rows_of(2)
    evil = "a|b <img src=x> [x](http://evil) ![y](z) `c` @you www.evil.com *z*\n# heading"
    report = report_of(rows, [finding("clip-altered", "error", evil, clip=evil)], name=evil)
    policy = replace(report.audit.policy, text="```\n# out")
    text = report_markdown(replace(report, audit=replace(report.audit, policy=policy)))
    for line in text.splitlines():
        if "evil" in line:
            assert re.search(r"(?<!\\)<img|(?<!\\)\[x|(?<!\\)`c|@you|(?<!\\)://|www\.evil", line) is None, line
    assert "````\n```\n# out\n````" in text
    assert not any(line.startswith("# heading") for line in text.splitlines())
