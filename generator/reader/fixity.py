"""Fixity of the records: are they those that were written, by ``manifest.csv`` and by their Merkle root?"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isclose
from typing import Any

from synthgen.dataset.manifest import COLUMNS, EARLIER_COLUMNS, LEAF, flat
from synthgen.errors import reason
from synthgen.layout import FACTS, MANIFEST, TABLE
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import Records, flat_digest, read_line, root_of
from synthgen.reader.tree import Tree, UnsafePath

#: findings about the records themselves, any of which changes the root
_RECORD_CODES = {"manifest-torn", "record-unreadable", "record-invalid", "record-duplicated", "record-edited"}

#: bytes of a table that its form is seen by, and what it may begin with or have between values
_HEAD = 64
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_SEPARATORS = (",", ";", "\t", "|")
#: a number as any country writes it, and how exactly spreadsheets keep one
_NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?")
_DIGITS = 1e-9
#: truth in the languages that a spreadsheet may speak
_TRUTH = {
    "true": {"true", "wahr", "vrai", "verdadero", "verdadeiro", "vero", "waar", "prawda", "истина"},
    "false": {"false", "falsch", "faux", "falso", "onwaar", "fałsz", "ложь"},
}


def check_records(tree: Tree, records: Records, descriptor: Descriptor) -> list[Finding]:
    """Compare the records with ``manifest.csv`` and with the root in ``dataset.json``."""
    # while clips are being added there is no table, or an older one
    findings = [*records.findings, *(_table(tree, records) if descriptor.complete else ())]
    if not descriptor.complete:
        what = (
            f"{descriptor.done} of {descriptor.declared} clips were done" if descriptor.declared else "no run has ended"
        )
        findings.append(found("dataset-unfinished", f"dataset.json says that {what}", path=FACTS))
    elif descriptor.root_hash != root_of(records.entries) and not any(f.code in _RECORD_CODES for f in findings):
        findings.append(
            found(
                "root-differs",
                f"the root over the {len(records.entries)} records is {root_of(records.entries)}; "
                f"dataset.json says {descriptor.root_hash}",
                path=FACTS,
            )
        )
    if descriptor.complete and descriptor.done != records.lines:
        findings.append(
            found(
                "facts-differ",
                f"dataset.json says that {descriptor.done} clips are done; the manifest has {records.lines} records",
                path=FACTS,
            )
        )
    return findings


def _table(tree: Tree, records: Records) -> list[Finding]:
    """Compare ``manifest.csv`` with the records."""
    if TABLE not in tree.files:
        return [found("csv-missing", f"there is no {TABLE}", path=TABLE)]
    try:
        table = dict(_table_rows(tree))
    except (OSError, UnsafePath, ValueError, csv.Error) as error:
        return [found("csv-differs", f"{TABLE} cannot be read as the table it should be: {reason(error)}", path=TABLE)]
    findings = []
    resaved = _form(tree).said
    for entry in records.entries:
        line = table.pop(entry.clip, None)
        if line is None:
            findings.append(found("csv-differs", f"{TABLE} has no row for {entry.clip}", clip=entry.clip, path=TABLE))
        elif flat_digest(line) != entry.flat:
            difference = _difference(tree, entry, dict(zip(COLUMNS, line, strict=True)))
            if isinstance(difference, Finding):
                findings.append(difference)
            else:
                resaved = resaved or difference
    if resaved:
        findings.append(found("csv-resaved", f"{TABLE} was saved by another program: {resaved}", path=TABLE))
    named = {finding.clip for finding in records.findings}
    if len(named - {None}) < len(records.findings):  # a record that nobody can read may be any of them
        return findings
    return findings + [
        found("record-missing", f"{TABLE} has a row for {clip}, the manifest no record", clip=clip, path=TABLE)
        for clip in sorted(table.keys() - named)
    ]


def table_columns(tree: Tree) -> tuple[str, ...]:
    """Return the columns of ``manifest.csv``, which formats before 1.5 have fewer of.

    Raises ValueError where it has others than those of a format, OSError where it cannot be read.
    """
    form = _form(tree)
    if form.said:
        raise ValueError(f"it was saved by another program: {form.said}")
    with tree.open(TABLE) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        return _header(csv.reader(text))


@dataclass(frozen=True)
class _Form:
    """How a table is written: its encoding and separator, and in what it is not as this program writes it."""

    encoding: str
    separator: str
    said: str


def _form(tree: Tree) -> _Form:
    """Return the form of ``manifest.csv``, by how it begins. Raises OSError where it cannot be read."""
    with tree.open(TABLE) as handle:
        head = handle.read(_HEAD)
    mark = next((mark for mark in _MARKS if head.startswith(mark)), b"")
    encoding = _MARKS.get(mark, "utf-8")
    name = head.decode(encoding, "replace").lstrip('"')[len(COLUMNS[0]) :].lstrip('"')[:1]
    separator = name if name in _SEPARATORS else ","
    said = [f"a byte-order mark ({encoding})"] if mark else []
    said += [f"{separator!r} between values"] if separator != "," else []
    return _Form(encoding, separator, " and ".join(said))


def _header(rows: Iterator[list[str]]) -> tuple[str, ...]:
    header = tuple(next(rows, []))
    if header not in (COLUMNS, *EARLIER_COLUMNS):
        missing = [name for name in COLUMNS if name not in header]
        raise ValueError(f"it lacks {', '.join(missing)}" if missing else "its columns are in another order")
    return header


def _table_rows(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Yield (clip id, values) of the rows of ``manifest.csv``, empty in columns that its format did not have yet.

    Raises ValueError where it has other columns.
    """
    form = _form(tree)
    with tree.open(TABLE) as handle:
        rows = csv.reader(io.TextIOWrapper(handle, encoding=form.encoding, newline=""), delimiter=form.separator)
        header = _header(rows)
        for number, values in enumerate(rows, 2):
            if len(values) != len(header):
                raise ValueError(f"row {number} has {len(values)} values; the header has {len(header)}")
            told = dict(zip(header, values, strict=True))
            yield values[0], [told.get(name, "") for name in COLUMNS]


def _difference(tree: Tree, entry: Entry, line: Mapping[str, str]) -> Finding | str:
    """Return who is wrong where a record and its row of the table differ: the entry's own hash of the record tells.

    Where the values are the same and only written otherwise, returns an example.
    """
    if line[LEAF] != entry.leaf.hex():
        message = f"the record of {entry.clip} has the hash {entry.leaf.hex()[:16]}…; {TABLE} says {line[LEAF][:16]}…"
        return found("record-edited", message, clip=entry.clip, path=MANIFEST)
    should: dict[str, Any] = flat(read_line(tree, entry), entry.leaf)
    texts = {name: "" if value is None else str(value) for name, value in should.items()}
    if all(_same_value(line[name], texts[name]) for name in COLUMNS):
        return next(f"{line[name]} for {texts[name]}" for name in COLUMNS if line[name] != texts[name])
    wrong = [name for name in COLUMNS if line[name] != texts[name]]
    shown = "; ".join(f"{name} is {line[name]!r}, in the record {should[name]!r}" for name in wrong[:3])
    return found("csv-differs", f"{TABLE}, {entry.clip}: {shown}", clip=entry.clip, path=TABLE)


def _same_value(one: str, other: str) -> bool:
    """Tell whether two cells have one value: numbers and truth are written in more than one way.

    >>> _same_value("25", "25.0"), _same_value("0,5", "0.5"), _same_value("WAHR", "true"), _same_value("1", "2")
    (True, True, True, False)
    """
    if one == other:
        return True
    if other.lower() in _TRUTH:
        return one.lower() in _TRUTH[other.lower()]
    return bool(_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)) and isclose(
        float(one.replace(",", ".")), float(other.replace(",", ".")), rel_tol=_DIGITS
    )
