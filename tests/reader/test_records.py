"""Reading manifests: in spans, in any form of JSON, and to the same leaves as the program that wrote them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from synthgen.dataset.manifest import read_records, record_hash, root_hash
from synthgen.reader.records import Records, read_entries, read_record, read_span, root_of
from synthgen.reader.tree import scan


def rewrite(root: Path, line: Callable[[dict[str, Any]], str]) -> None:
    """Write every record of a manifest anew, in the opposite order."""
    path = root / "manifest.jsonl"
    records = [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(line(record) + "\n" for record in reversed(records)), encoding="utf-8")


def test_entries_have_the_leaves_and_the_root_of_the_manifest(finished: Path) -> None:
    records = read_entries(scan(finished), workers=1)
    assert (len(records.entries), records.lines, records.findings) == (4, 4, ())
    lines = map(json.loads, (finished / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    leaves = {line["clip"]: record_hash(line) for line in lines}
    assert {entry.clip: entry.leaf for entry in records.entries} == leaves
    assert root_of(records.entries) == root_hash(finished / "manifest.jsonl")
    assert [entry.clip for entry in records.entries] == sorted(leaves)


def test_equal_parts_are_one_object(finished: Path) -> None:
    entries = read_entries(scan(finished), workers=1).entries
    assert len({id(entry.model) for entry in entries}) == 2
    assert len({id(entry.signal) for entry in entries}) == 2
    assert len({id(entry.angle) for entry in entries}) == 2  # cameras stand before their person's head


def test_every_way_to_cut_a_manifest_reads_each_line_once(finished: Path) -> None:
    tree = scan(finished)
    size = tree.files["manifest.jsonl"]
    whole = [entry.offset for entry in read_span(tree, 0, size).entries]
    ends = [offset + delta for offset in whole for delta in (-1, 0, 1) if 0 < offset + delta < size]
    for end in ends:
        parts: list[Records] = [read_span(tree, 0, end), read_span(tree, end, size)]
        assert [entry.offset for part in parts for entry in part.entries] == whole


def test_a_manifest_written_anew_in_another_form_of_json_is_the_same_manifest(copy: Path) -> None:
    root = root_hash(copy / "manifest.jsonl")
    rewrite(copy, lambda record: json.dumps(dict(reversed(record.items())), indent=None))
    records = read_entries(scan(copy), workers=1, root_hash=root)
    assert records.findings == () and root_of(records.entries) == root


def test_the_date_alone_may_differ(copy: Path) -> None:
    root = root_hash(copy / "manifest.jsonl")
    rewrite(copy, lambda record: json.dumps(record | {"created": "2001-01-01T00:00:00+00:00"}))
    tree = scan(copy)
    records = read_entries(tree, workers=1, root_hash=root)
    assert root_of(records.entries) == root
    assert read_record(tree, records.entries[0])["created"].startswith("2001")
    rewrite(copy, lambda record: json.dumps(record | {"angle": record["angle"] | {"created": "2001-01-01"}}))
    assert {finding.code for finding in read_entries(scan(copy), workers=1).findings} == {"record-invalid"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
TEXTS = st.sampled_from(
    [
        *("", "{", "{}", "{}{}", '{"a":1e999}', '{"a":NaN}', '{"a":1,"a":2}'),
        *("[" * 100_000, '{"a":' * 100_000, "1.2.3", "0.5"),
    ]
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_part_of_a_line_that_is_anything_is_more_than_a_finding(copy: Path, data: st.DataObject) -> None:
    """What is text inside a line is read, too: nothing in it ends the reading, or is taken for what it is not."""
    path = copy / "manifest.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    line = json.loads(lines[0])
    part = data.draw(st.sampled_from(["model", "signal", "scene", "angle"]))
    key = data.draw(st.sampled_from(sorted(line[part])))
    line[part][key] = data.draw(JSON | TEXTS)
    try:
        path.write_text("\n".join([json.dumps(line), *lines[1:]]) + "\n", encoding="utf-8")
        records = read_entries(scan(copy), workers=1)
        assert len(records.entries) + len(records.findings) == 4
        assert len(list(read_records(path))) in (3, 4)
    finally:
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
