"""An audit's report in words: counts, gaps and leaks as sentences, in Croissant's fields and in the datasheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synthgen.audit.balance import Distribution, Leak
from synthgen.audit.report import Report
from synthgen.audit.run import audit_dataset
from synthgen.publish import words
from synthgen.publish.croissant_rai import biases, missing, responsible_ai
from synthgen.publish.publication import Publication
from synthgen.reader.finding import found


@pytest.fixture
def report(finished: Path) -> Report:
    return audit_dataset(finished, records_only=True, workers=1)


def test_what_is_undeclared_is_counted(report: Report) -> None:
    assert words.undeclared_line(report) == "everything is declared of everybody"
    gap = Distribution("age_band", ("30–44", "undeclared"), (2, 2), (1, 1), ((0.0, 1.0), (0.0, 1.0)))
    factors = tuple(gap if one.name == "age_band" else one for one in report.coverage.factors)
    told = replace(report, coverage=replace(report.coverage, factors=factors))
    assert words.undeclared_line(told) == "undeclared: age (years) of 1"
    assert "undeclared: age (years) of 1" in missing(told)


def test_ages_leave_out_who_declares_none(report: Report) -> None:
    first, second = report.coverage.people
    people = (replace(first, age=None), replace(second, age=41.0))
    assert words.ages_line(replace(report, coverage=replace(report.coverage, people=people))) == (
        "from 41 to 41 years (1 undeclared)"
    )


def test_the_strongest_leak_is_named(report: Report) -> None:
    leaks = (Leak("gender", "signal", 0.25, 0.005), Leak("skin_tone", "emotion", 0.5, 0.005))
    line = words.leak_line(replace(report, coverage=replace(report.coverage, leaks=leaks)))
    assert "the largest is 0.5000 bits, of skin tone (1–10) and emotion; the policy allows 0.005" in line
    nothing = replace(report, coverage=replace(report.coverage, leaks=()))
    assert words.leak_line(nothing) == "What people tell of labels was not measured."


def test_evenness_leaves_out_levels_without_clips() -> None:
    assert words.evenness_line(Distribution("emotion", ("a", "b", "c"), (4, 2, 0), None, None)) == (
        "2 to 4 clips a level, a ratio of 2.00; 1 of 3 levels have no clip"
    )
    assert words.evenness_line(Distribution("emotion", ("a",), (4,), None, None)) == "one level"


def test_biases_hold_what_the_audit_found_of_groups(report: Report) -> None:
    findings = (found("group-small", "a group has one clip"), found("csv-missing", "no table"))
    told = [line for line in biases(replace(report, findings=findings)) if line.startswith("Found by the audit")]
    assert told == ["Found by the audit (group-small): a group has one clip"]


def test_no_text_of_a_dataset_is_longer_than_a_reader_reads(report: Report) -> None:
    long = replace(report, dataset=replace(report.dataset, name="x" * 100_000))
    assert max(len(str(value)) for value in responsible_ai(long, Publication()).values()) < 10_000
