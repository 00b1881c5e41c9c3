"""Fixity: what differs between records, their table and their root, and who is wrong."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.finding import Finding
from synthgen.reader.fixity import check_records
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan

Cell = Callable[[str], str]


def check(root: Path) -> list[Finding]:
    tree = scan(root)
    descriptor = read_descriptor(tree)
    return check_records(tree, read_entries(tree, workers=1, root_hash=descriptor.root_hash), descriptor)


def edit_record(root: Path, change: Callable[[dict[str, Any]], object]) -> str:
    """Change the first record of a manifest and return its clip."""
    path = root / "manifest.jsonl"
    first, *others = path.read_text(encoding="utf-8").splitlines(keepends=True)
    record = json.loads(first)
    change(record)
    path.write_text(json.dumps(record) + "\n" + "".join(others), encoding="utf-8")
    return str(record["clip"])


def edit_descriptor(root: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = root / "dataset.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")


def test_a_whole_dataset_is_as_it_was_written(finished: Path) -> None:
    assert check(finished) == []


def test_an_edited_record_is_told_by_the_hash_in_its_row(copy: Path) -> None:
    clip = edit_record(copy, lambda record: record.update(encoder="another"))
    assert [(one.code, one.clip) for one in check(copy)] == [("record-edited", clip)]


def test_an_edited_table_is_told_from_an_edited_record(copy: Path) -> None:
    table = copy / "manifest.csv"
    header, first, *others = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join([header, first.replace(",h264,", ",ffv1,"), *others]))
    (finding,) = check(copy)
    assert finding.code == "csv-differs" and finding.clip == first.split(",")[0]
    assert "codec is 'ffv1', in the record 'h264'" in finding.message


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: ["clip,path\n", *lines[1:]], "it lacks model"),
        (lambda lines: [lines[0], "a,b\n"], "row 2 has 2 values"),
    ],
)
def test_a_table_of_another_form_is_no_table(copy: Path, damage: Callable[[list[str]], list[str]], says: str) -> None:
    table = copy / "manifest.csv"
    table.write_text("".join(damage(table.read_text(encoding="utf-8").splitlines(keepends=True))), encoding="utf-8")
    (finding,) = check(copy)
    assert finding.code == "csv-differs" and says in finding.message


def save_as(table: Path, *, separator: str = ",", encoding: str = "utf-8", change: Cell = str, quote: int = 0) -> None:
    """Save a table as another program would: its cells as this shows them, in a form of its own."""
    with table.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    with table.open("w", newline="", encoding=encoding) as handle:
        writer = csv.writer(handle, delimiter=separator, lineterminator="\r\n", quoting=quote)  # type: ignore[arg-type]
        writer.writerows([rows[0], *([change(cell) for cell in row] for row in rows[1:])])


def excel(cell: str) -> str:
    return cell.upper() if cell in ("true", "false") else cell.removesuffix(".0")


def german(cell: str) -> str:
    truth = {"true": "WAHR", "false": "FALSCH"}
    return excel(cell).replace(".", ",") if cell.replace(".", "").isdecimal() else truth.get(cell, excel(cell))


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"change": excel}, "25 for 25.0|for "),
        ({"change": german, "separator": ";", "encoding": "utf-8-sig"}, r"a byte-order mark .* and ';' between values"),
        ({"separator": "\t", "encoding": "utf-16"}, r"\(utf-16\) and '\\t' between values"),
        ({"separator": ";", "quote": csv.QUOTE_ALL}, "';' between values"),
    ],
)
def test_a_table_that_a_spreadsheet_saved_is_said_to_be_one_once(copy: Path, form: dict[str, Any], says: str) -> None:
    save_as(copy / "manifest.csv", **form)
    (finding,) = check(copy)
    assert finding.code == "csv-resaved" and finding.severity == "warning"
    assert re.search(says, finding.message), finding.message


def test_other_quotes_and_line_ends_are_the_same_table(copy: Path) -> None:
    save_as(copy / "manifest.csv", quote=csv.QUOTE_ALL)
    assert check(copy) == []


def test_a_value_that_a_spreadsheet_changed_is_found(copy: Path) -> None:
    """What looks like a date becomes one."""
    save_as(copy / "manifest.csv", separator=";", change=lambda cell: "01. Jan" if cell == "anger" else cell)
    assert {finding.code for finding in check(copy)} == {"csv-differs", "csv-resaved"}


def test_a_row_without_a_record_and_a_record_without_a_row(copy: Path) -> None:
    manifest, table = copy / "manifest.jsonl", copy / "manifest.csv"
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    gone = json.loads(lines[0])["clip"]
    manifest.write_text("".join(lines[1:]), encoding="utf-8")
    kept = json.loads(lines[1])["clip"]
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(row for row in rows if not row.startswith(f"{kept},")), encoding="utf-8")
    told = {(one.code, one.clip) for one in check(copy)}
    assert told == {("csv-differs", kept), ("record-missing", gone), ("root-differs", None), ("facts-differ", None)}


def test_an_unfinished_dataset_has_no_table_to_be_compared_with(copy: Path) -> None:
    edit_descriptor(copy, lambda document: document.update(complete=False))
    (copy / "manifest.csv").unlink()
    (finding,) = check(copy)
    assert finding.code == "dataset-unfinished" and "4 of 4 clips were done" in finding.message
