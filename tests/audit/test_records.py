"""Reading manifests: in spans, in any form of JSON, and to the same leaves as the program that wrote them."""

from __future__ import annotations

import json
from pathlib import Path

from forger import Forger

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records, record_hash, root_hash
from synthgen.reader.records import Records, read_entries, read_span, root_of
from synthgen.reader.tree import scan


def test_rows_have_the_leaves_and_the_root_of_the_manifest(clean: Path) -> None:
    records = read_entries(scan(clean), workers=1)
    assert (len(records.entries), records.lines, records.findings) == (12, 12, ())
    leaves = {record["clip"]: record_hash(record) for record in read_records(clean / "manifest.jsonl")}
    assert {row.clip: row.leaf for row in records.entries} == leaves
    assert root_of(records.entries) == root_hash(clean / "manifest.jsonl")
    assert [row.clip for row in records.entries] == sorted(leaves)


def test_equal_parts_are_one_object(clean: Path) -> None:
    rows = read_entries(scan(clean), workers=1).entries
    assert len({id(row.model) for row in rows}) == 2
    assert len({id(row.signal) for row in rows}) == 3
    assert len({id(row.angle) for row in rows}) == 4  # cameras stand before their person's head


def test_every_way_to_cut_a_manifest_reads_each_line_once(clean: Path) -> None:
    tree = scan(clean)
    size = tree.files["manifest.jsonl"]
    whole = [row.offset for row in read_span(tree, 0, size).entries]
    ends = [offset + delta for offset in whole for delta in (-1, 0, 1) if 0 < offset + delta < size]
    for end in ends:
        parts: list[Records] = [read_span(tree, 0, end), read_span(tree, end, size)]
        assert [row.offset for part in parts for row in part.entries] == whole


def test_a_manifest_written_anew_in_another_form_of_json_is_the_same_manifest(copy: Path) -> None:
    forger = Forger(copy)
    lines = [json.dumps(dict(reversed(record.items())), indent=None) + "\n" for record in forger.records()]
    forger.manifest.write_text("".join(reversed(lines)))
    assert audit_dataset(copy).findings == ()


def test_the_date_alone_may_differ(copy: Path) -> None:
    forger = Forger(copy)
    forger.edit(["ada__jaw__side"], lambda record: record.update(created="2001-01-01T00:00:00+00:00"))
    assert audit_dataset(copy).findings == ()
    forger.edit(["ada__jaw__side"], lambda record: record["angle"].update(created="2001-01-01T00:00:00+00:00"))
    assert {finding.code for finding in audit_dataset(copy).findings} == {"record-invalid"}
