"""Are the records those that were written: against their table, ``manifest.csv``, and the Merkle root over them?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from synthgen.dataset.manifest import COLUMNS, LEAF, flat
from synthgen.errors import reason
from synthgen.reader.entry import Row
from synthgen.reader.facts import FACTS, Facts
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import MANIFEST, Records, flat_digest, read_record, root_of
from synthgen.reader.tree import Tree, UnsafePath

TABLE = "manifest.csv"
#: findings about the records themselves, any of which changes the root
_RECORD_CODES = {"manifest-torn", "record-unreadable", "record-invalid", "record-duplicated", "record-edited"}


def check_records(tree: Tree, records: Records, facts: Facts) -> list[Finding]:
    """Compare the records with ``manifest.csv`` and with the root in ``dataset.json``."""
    # while clips are being added there is no table, or an older one
    findings = [*records.findings, *(_table(tree, records) if facts.complete else ())]
    if not facts.complete:
        what = f"{facts.done} of {facts.declared} clips were done" if facts.declared else "no run has ended"
        findings.append(found("dataset-unfinished", f"dataset.json says that {what}", path=FACTS))
    elif facts.root_hash != root_of(records.rows) and not any(f.code in _RECORD_CODES for f in findings):
        findings.append(
            found(
                "root-differs",
                f"the root over the {len(records.rows)} records is {root_of(records.rows)}; "
                f"dataset.json says {facts.root_hash}",
                path=FACTS,
            )
        )
    if facts.complete and facts.done != records.lines:
        findings.append(
            found(
                "facts-differ",
                f"dataset.json says that {facts.done} clips are done; the manifest has {records.lines} records",
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
    for row in records.rows:
        line = table.pop(row.clip, None)
        if line is None:
            findings.append(found("csv-differs", f"{TABLE} has no row for {row.clip}", clip=row.clip, path=TABLE))
        elif flat_digest(line) != row.flat:
            findings.append(_difference(tree, row, dict(zip(COLUMNS, line, strict=True))))
    named = {finding.clip for finding in records.findings}
    if len(named - {None}) < len(records.findings):  # a record that nobody can read may be any of them
        return findings
    return findings + [
        found("record-missing", f"{TABLE} has a row for {clip}, the manifest no record", clip=clip, path=TABLE)
        for clip in sorted(table.keys() - named)
    ]


def _table_rows(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Yield (clip id, values) of the rows of ``manifest.csv``. Raises ValueError where it has other columns."""
    with tree.open(TABLE) as handle:
        rows = csv.reader(io.TextIOWrapper(handle, encoding="utf-8", newline=""))
        header = next(rows, [])
        if tuple(header) != COLUMNS:
            missing = [name for name in COLUMNS if name not in header]
            raise ValueError(f"it lacks {', '.join(missing)}" if missing else "its columns are in another order")
        for number, values in enumerate(rows, 2):
            if len(values) != len(COLUMNS):
                raise ValueError(f"row {number} has {len(values)} values; the header has {len(COLUMNS)}")
            yield values[0], values


def _difference(tree: Tree, row: Row, line: Mapping[str, str]) -> Finding:
    """Return who is wrong where a record and its row of the table differ: the row's own hash of the record tells."""
    if line[LEAF] != row.leaf.hex():
        message = f"the record of {row.clip} has the hash {row.leaf.hex()[:16]}…; {TABLE} says {line[LEAF][:16]}…"
        return found("record-edited", message, clip=row.clip, path=MANIFEST)
    should: dict[str, Any] = flat(read_record(tree, row), row.leaf)
    wrong = [name for name in COLUMNS if line[name] != ("" if should[name] is None else str(should[name]))]
    shown = "; ".join(f"{name} is {line[name]!r}, in the record {should[name]!r}" for name in wrong[:3])
    return found("csv-differs", f"{TABLE}, {row.clip}: {shown}", clip=row.clip, path=TABLE)
