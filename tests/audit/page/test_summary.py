"""What the page and the Markdown say in sentences, and how they group, count and shade."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from synthgen.audit.page.coverage import balance_tables, leak_table
from synthgen.audit.page.groups import group_findings
from synthgen.audit.page.index import make_index
from synthgen.audit.page.maps import bars, heat_map, says, shades
from synthgen.audit.page.provenance import rerender_words, signature_words, split_words
from synthgen.audit.page.summary import command, facts, tally, verdict_sentence
from synthgen.audit.page.units import duration, several, size
from synthgen.audit.report import Report
from synthgen.audit.reproduction import Reproduction
from synthgen.audit.signature import SignatureSummary


@pytest.fixture
def report(rows_of: Callable, report_of: Callable) -> Report:
    made: Report = report_of(rows_of(8))
    return made


def test_a_verdict_counts_what_the_policy_fails_for_and_nothing_else(
    rows_of: Callable, report_of: Callable, finding: Callable
) -> None:
    rows = rows_of(2)
    findings = [
        finding("clip-altered", "error", "…", clip=rows[0].clip),
        finding("clip-altered", "error", "…", clip=rows[1].clip),
        finding("csv-missing", "warning", "…"),
    ]
    failed = report_of(rows, findings)
    assert verdict_sentence(failed).startswith("1 kind of fault, in 2 of 30 clips.")
    assert tally(failed) == "2 errors, 1 warning"
    policy = replace(failed.audit.policy, fail_on="warning")
    stricter = replace(failed, audit=replace(failed.audit, policy=policy))
    assert verdict_sentence(stricter).startswith(
        "2 kinds of fault, in 2 of 30 clips and in the dataset as a whole (1 finding)."
    )


def test_findings_are_grouped_by_kind_errors_first_with_their_places(finding: Callable) -> None:
    findings = [
        finding("csv-missing", "warning", "…"),
        finding("cell-missing", "error", "…", clip="b"),
        finding("clip-altered", "error", "…", clip="a"),
        finding("cell-missing", "error", "…", clip="b"),
    ]
    groups = group_findings(findings)
    assert [(group.code, group.places, group.clips) for group in groups] == [
        ("clip-altered", (2,), 1), ("cell-missing", (1, 3), 1), ("csv-missing", (0,), 0)
    ]  # fmt: skip
    assert [group.stage for group in groups] == ["integrity", "completeness", "integrity"]


def test_the_command_names_what_differs_from_a_plain_audit(report: Report) -> None:
    assert command(report) == "synthgen audit DATASET"
    own = replace(report.audit, policy=replace(report.audit.policy, text="name: default"))
    again = replace(report.coverage, rerender=Reproduction(asked=5, seed=9))
    assert command(replace(report, audit=own, coverage=again)) == (
        "synthgen audit DATASET --policy policy.yaml --rerender-seed 9"
    )


def test_what_is_not_known_of_a_dataset_is_left_out(report: Report) -> None:
    known = dict(facts(report))
    assert known["Video"] == "256 × 256, 25 frames a second, h264"
    assert (
        known["Holds"] == "120 clips, 3000 frames, 2 min 0 s".replace("2 min 0 s", duration(120)) + f", {size(2400000)}"
    )
    bare = replace(report, dataset=replace(report.dataset, size=None, codec=None, fps=(), licence=None))
    assert not {"Video", "Licence"} & dict(facts(bare)).keys()


def test_signature_and_splits_in_words(report: Report) -> None:
    assert signature_words(report) == "None. The dataset is not signed."
    signature = SignatureSummary(("ab",), None, 3, 1, None, None)
    told = replace(report, coverage=replace(report.coverage, signature=signature))
    assert signature_words(told) == "Signed of 3 files, with ab, which nobody was asked to trust; 1 file changed since."
    assert split_words(report.coverage.splits[0]) == "train: 75 clips of 5 people; test: 15 clips of 1 person"
    assert rerender_words(report) == "Nothing was rendered again."


def test_leaks_above_the_limit_are_marked(report: Report) -> None:
    leaks = tuple(
        replace(leak, bits=0.5) if (leak.people, leak.label) == ("gender", "emotion") else leak
        for leak in report.coverage.leaks
    )
    table = leak_table(replace(report, coverage=replace(report.coverage, leaks=leaks)))
    gender = next(row for row in table["rows"] if row[0] == "gender")
    assert gender[table["columns"].index("emotion")] == "✗ 0.5"
    assert sum(cell.startswith("✗") for row in table["rows"] for cell in row) == 1


def test_factors_of_one_level_are_in_no_table_of_balance(report: Report) -> None:
    one, two, three = balance_tables(report)
    assert (one["ways"], two["ways"], three["ways"]) == (1, 2, 3)
    assert not any("scene" in row[0] for table in (one, two, three) for row in table["rows"])
    assert several(len(two["rows"]), "table") in two["title"]


def test_a_map_counts_people_once_and_turns_where_it_would_be_wide(report: Report) -> None:
    index = make_index(report)
    drawn = heat_map(index, "gender", "emotion", "people")
    assert (drawn.total, drawn.empty, drawn.least, drawn.most) == (8, 0, 4, 4)
    assert {shade for row in drawn.cells for _, shade in row} == {4}
    assert [(bar.level, bar.clips, bar.people) for bar in bars(index, index.factor("gender"))] == [
        ("female", 60, 4), ("male", 60, 4)
    ]  # fmt: skip


def test_shades_grow_with_the_count() -> None:
    counts = np.arange(1, 29)
    assert (np.diff(shades(counts)) >= 0).all() and shades(counts)[-1] == 7 and shades(counts)[0] == 1
    assert says(np.array([[0]]), "clips") == "1 cell, 1 empty; 0 clips in every cell."
