"""Records against the design's cells: what is missing, what nobody declared, and what a record says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from synthgen.audit.completeness import check_cells
from synthgen.reader.declared import Declared, read_declared
from synthgen.reader.descriptor import Descriptor, read_descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan

Read = tuple[tuple[Entry, ...], Declared, Descriptor]


@pytest.fixture
def read(clean: Path) -> Read:
    tree = scan(clean)
    return read_entries(tree, workers=1).entries, read_declared(tree, read_descriptor(tree))[0], read_descriptor(tree)


def test_a_whole_dataset_is_its_design(read: Read) -> None:
    assert check_cells(*read) == []


def test_what_is_declared_and_not_found_is_missing_unless_its_record_is_known_to_be_broken(read: Read) -> None:
    entries, declared, descriptor = read
    (finding,) = check_cells(entries[1:], declared, descriptor)
    assert (finding.code, finding.clip) == ("cell-missing", entries[0].clip)
    assert check_cells(entries[1:], declared, descriptor, damaged=[entries[0].clip]) == []


def test_what_is_found_and_not_declared_is_told_where_all_inputs_are_known(read: Read) -> None:
    entries, declared, descriptor = read
    more = [*entries, replace(entries[0], clip="eve__jaw__front")]
    assert [finding.code for finding in check_cells(more, declared, descriptor)] == ["cell-undeclared"]
    assert check_cells(more, replace(declared, complete=False), descriptor) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("codec-differs", lambda entry: replace(entry, codec="ffv1")),
        ("size-differs", lambda entry: replace(entry, width=32)),
        ("frames-differ", lambda entry: replace(entry, frames=9)),
        ("rate-differs", lambda entry: replace(entry, fps=30.0)),
        ("path-differs", lambda entry: replace(entry, path="clips/a.mp4")),
        ("design-differs", lambda entry: replace(entry, design_sha256="0" * 64)),
        ("model-differs", lambda entry: replace(entry, model={**entry.model, "age": 31.0})),
        ("signal-differs", lambda entry: replace(entry, signal={**entry.signal, "emotion": "fear"})),
        ("angle-differs", lambda entry: replace(entry, angle={**entry.angle, "yaw": 1.0})),
        ("scene-differs", lambda entry: replace(entry, scene={**entry.scene, "seed": 1})),
        ("renderers-mixed", lambda entry: replace(entry, encoder="another")),
    ],
)
def test_what_a_record_says_otherwise_has_a_code_of_its_own(
    read: Read, code: str, change: Callable[[Entry], Entry]
) -> None:
    entries, declared, descriptor = read
    findings = check_cells([change(entries[0]), *entries[1:]], declared, descriptor)
    assert code in {finding.code for finding in findings}
    assert {finding.clip for finding in findings} == {entries[0].clip}


def test_numbers_may_differ_by_their_rounding_and_no_more(read: Read) -> None:
    entries, declared, descriptor = read
    for off, told in ((5e-6, []), (5e-5, ["rate-differs"])):
        near = [replace(entries[0], fps=entries[0].fps + off), *entries[1:]]
        assert [finding.code for finding in check_cells(near, declared, descriptor)] == told
