"""The datasheet: answers from numbers, nothing invented, and text of a dataset that stays text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synthgen.audit.report import Report
from synthgen.audit.run import audit_dataset
from synthgen.audit.splits import SplitSummary
from synthgen.publish.datasheet import datasheet
from synthgen.publish.publication import Publication, read_publication
from synthgen.reader.finding import Finding, found

#: the sections of "Datasheets for Datasets"
SECTIONS = [
    "Motivation",
    "Composition",
    "Collection process",
    "Preprocessing, cleaning, labelling",
    "Uses",
    "Distribution",
    "Maintenance",
]
HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) | ![i](http://a/b.png) `c` **d** \x1b[2J\u202e\ud800\n# h"


@pytest.fixture
def report(finished: Path) -> Report:
    return audit_dataset(finished)


def answer(sheet: str, question: str) -> str:
    return sheet.split(f"**{question}**\n\n", 1)[1].split("\n\n**", 1)[0].split("\n\n## ", 1)[0]


def test_every_section_is_answered_and_every_answer_says_something(report: Report) -> None:
    sheet = datasheet(report, Publication())
    assert [line.removeprefix("## ") for line in sheet.splitlines() if line.startswith("## ")] == SECTIONS
    questions = [line.strip("*") for line in sheet.splitlines() if line.startswith("**")]
    assert len(questions) == len(set(questions)) > 30
    assert all(answer(sheet, question).strip() for question in questions)
    assert "to be filled" not in sheet.lower()


def test_numbers_are_the_audits(report: Report) -> None:
    sheet = datasheet(report, Publication())
    assert "4 clips (100 frames, 4 seconds" in answer(sheet, "What do the instances represent? How many are there?")
    groups = answer(sheet, "Which groups are there, and how large?")
    assert "| gender | female | 2 | 1 | 0–100 % |" in groups
    assert "| skin tone (1–10) | step 8 | 2 | 1 |" in groups
    assert "| signal | side\\_eye | 2 |  |  |" in groups
    assert "Ages: from 23 to 58 years" in groups
    assert "the design declares 4 combinations" in answer(
        sheet, "Does it contain all possible instances, or is it a sample?"
    )
    assert report.dataset.root_hash in answer(sheet, "How are versions told apart?")
    assert "None is in the dataset" in answer(sheet, "Are there recommended splits?")


def test_what_was_found_and_what_was_not_checked_is_said(report: Report) -> None:
    cells = replace(report.coverage.cells, missing=70, declared=74)
    findings = tuple(found("cell-missing", f"no clip {number}") for number in range(70))
    failed = replace(report, verdict="fail", findings=findings, coverage=replace(report.coverage, cells=cells))
    sheet = datasheet(failed, Publication())
    errors = answer(sheet, "Are there errors, sources of noise, or redundancies?")
    assert "fail, 70 findings, judged by the policy 'default'" in errors
    assert "- error, `cell-missing`: no clip 0\n" in errors
    assert "and 10 more" in sheet
    assert "pixels: pictures were not decoded" in sheet
    assert "70 of 74 declared clips are missing" in answer(
        sheet, "Does it contain all possible instances, or is it a sample?"
    )


def test_what_only_a_publisher_knows_is_taken_from_them_or_said_to_be_missing(report: Report) -> None:
    bare, full = (
        datasheet(report, publication)
        for publication in (
            Publication(),
            read_publication(
                title="Faces",
                authors=["Lovelace, Ada <ada@example.org>"],
                url="https://example.org/faces",
                doi="10.5281/zenodo.1003150",
                purpose="To test readers of faces.",
                published="2026-02-03",
            ),
        )
    )
    for question, said in {
        "For what purpose was the dataset created?": "To test readers of faces.",
        "Who created it, and on behalf of whom?": "Ada Lovelace.",
        "Where is it distributed?": "<https://example.org/faces>, DOI 10.5281/zenodo.1003150.",
        "When was it published?": "2026-02-03.",
        "Who maintains it, and how can they be reached?": "Ada Lovelace, ada&#64;example.org.",
    }.items():
        assert answer(full, question) == said
        assert answer(bare, question) == "Not stated by the publisher."
    assert full.startswith("# Faces: datasheet\n")
    assert bare.startswith("# tiny: datasheet\n")


def test_text_of_a_dataset_stays_text(report: Report) -> None:
    coverage, keys = report.coverage, ("name", "description", "codec", "licence", "au_basis", "synthgen")
    hostile = replace(
        report,
        dataset=replace(report.dataset, **dict.fromkeys(keys, HOSTILE), renderers=(HOSTILE,)),
        findings=(Finding("cell-missing", "error", HOSTILE, HOSTILE, HOSTILE, HOSTILE),),
        coverage=replace(
            coverage,
            factors=tuple(replace(one, levels=(HOSTILE,) * len(one.levels)) for one in coverage.factors),
            licences=tuple(replace(one, id=HOSTILE, spdx=HOSTILE, source=HOSTILE) for one in coverage.licences),
            splits=(SplitSummary(HOSTILE, HOSTILE, {HOSTILE: 1}, {HOSTILE: 1}, ()),),
        ),
    )
    sheet = datasheet(hostile, Publication())
    sheet.encode("utf-8")
    for mark in ("<script", "x](", "![", " `c`", "**d**", "http:/", "\x1b", "\u202e", "\n# h"):
        assert mark not in sheet
    assert "\\*\\*d\\*\\*" in sheet
    rows = [line for line in sheet.splitlines() if line.startswith("| ")]
    assert rows
    for row in rows:  # no text adds a column
        assert row.replace("\\|", "").count("|") in (5, 6)
