"""Fixity of the records: are they those that were written, by ``manifest.csv`` and by their Merkle root?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from synthgen.dataset.manifest import COLUMNS, LEAF, OLDER_COLUMNS, flat
from synthgen.errors import reason
from synthgen.layout import FACTS, MANIFEST, TABLE
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import Records, flat_digest, read_line, root_of
from synthgen.reader.tree import Tree, UnsafePath

#: findings about the records themselves, any of which changes the root
_RECORD_CODES = {"manifest-torn", "record-unreadable", "record-invalid", "record-duplicated", "record-edited"}


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
    for entry in records.entries:
        line = table.pop(entry.clip, None)
        if line is None:
            findings.append(found("csv-differs", f"{TABLE} has no row for {entry.clip}", clip=entry.clip, path=TABLE))
        elif flat_digest(line) != entry.flat:
            findings.append(_difference(tree, entry, dict(zip(COLUMNS, line, strict=True))))
    named = {finding.clip for finding in records.findings}
    if len(named - {None}) < len(records.findings):  # a record that nobody can read may be any of them
        return findings
    return findings + [
        found("record-missing", f"{TABLE} has a row for {clip}, the manifest no record", clip=clip, path=TABLE)
        for clip in sorted(table.keys() - named)
    ]


def table_columns(tree: Tree) -> tuple[str, ...]:
    """Return the columns of ``manifest.csv``, which formats before 1.2 have fewer of.

    Raises ValueError where it has others than those of a format, OSError where it cannot be read.
    """
    with tree.open(TABLE) as handle, io.TextIOWrapper(handle, encoding="utf-8", newline="") as text:
        return _header(csv.reader(text))


def _header(rows: Iterator[list[str]]) -> tuple[str, ...]:
    header = tuple(next(rows, []))
    if header not in (COLUMNS, OLDER_COLUMNS):
        missing = [name for name in COLUMNS if name not in header]
        raise ValueError(f"it lacks {', '.join(missing)}" if missing else "its columns are in another order")
    return header


def _table_rows(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Yield (clip id, values) of the rows of ``manifest.csv``, empty in columns that its format did not have yet.

    Raises ValueError where it has other columns.
    """
    with tree.open(TABLE) as handle:
        rows = csv.reader(io.TextIOWrapper(handle, encoding="utf-8", newline=""))
        header = _header(rows)
        for number, values in enumerate(rows, 2):
            if len(values) != len(header):
                raise ValueError(f"row {number} has {len(values)} values; the header has {len(header)}")
            told = dict(zip(header, values, strict=True))
            yield values[0], [told.get(name, "") for name in COLUMNS]


def _difference(tree: Tree, entry: Entry, line: Mapping[str, str]) -> Finding:
    """Return who is wrong where a record and its row of the table differ: the entry's own hash of the record tells."""
    if line[LEAF] != entry.leaf.hex():
        message = f"the record of {entry.clip} has the hash {entry.leaf.hex()[:16]}…; {TABLE} says {line[LEAF][:16]}…"
        return found("record-edited", message, clip=entry.clip, path=MANIFEST)
    should: dict[str, Any] = flat(read_line(tree, entry), entry.leaf)
    wrong = [name for name in COLUMNS if line[name] != ("" if should[name] is None else str(should[name]))]
    shown = "; ".join(f"{name} is {line[name]!r}, in the record {should[name]!r}" for name in wrong[:3])
    return found("csv-differs", f"{TABLE}, {entry.clip}: {shown}", clip=entry.clip, path=TABLE)
