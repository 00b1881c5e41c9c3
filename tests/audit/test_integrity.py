"""Files against records: what became of each, and which clips are not looked at any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.audit.integrity import broken_clips, check_files
from synthgen.reader.declared import read_declared
from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.finding import Finding, found
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan


def check(root: Path) -> list[Finding]:
    tree = scan(root)
    entries = read_entries(tree, workers=1).entries
    return check_files(
        tree, entries, read_descriptor(tree), known=read_declared(tree, read_descriptor(tree))[0].files, workers=2
    )


def test_every_file_of_a_whole_dataset_is_accounted_for(clean: Path) -> None:
    assert check(clean) == []


def test_a_clip_under_another_name_is_moved_and_no_stranger(copy: Path) -> None:
    clip = next(copy.rglob("ada__jaw__side.mp4"))
    clip.rename(clip.with_name("holiday.mp4"))
    (finding,) = check(copy)
    assert (finding.code, finding.clip) == ("clip-moved", "ada__jaw__side")
    assert (finding.path or "").endswith("holiday.mp4")


def test_two_clips_exchanged_are_two_other_files(copy: Path) -> None:
    one, other = next(copy.rglob("ada__jaw__side.mp4")), next(copy.rglob("ben__jaw__side.mp4"))
    content = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(content)
    findings = check(copy)
    assert {finding.clip for finding in findings} == {"ada__jaw__side", "ben__jaw__side"}
    assert {finding.code for finding in findings} <= {"clip-altered", "clip-truncated"}


def test_an_input_is_compared_with_its_hash(copy: Path) -> None:
    with (copy / "inputs" / "models" / "ada.mhm").open("a", encoding="utf-8") as handle:
        handle.write("# a note\n")
    (copy / "design.yaml").write_bytes((copy / "design.yaml").read_bytes() + b"\n")
    (copy / "inputs" / "signals" / "jaw.yaml").unlink()
    assert {(finding.code, finding.path) for finding in check(copy)} == {
        ("design-altered", "design.yaml"),
        ("input-altered", "inputs/models/ada.mhm"),
        ("input-missing", "inputs/signals/jaw.yaml"),
    }


@pytest.mark.parametrize(
    ("code", "broken"),
    [("clip-altered", True), ("clip-undecodable", True), ("clip-moved", False), ("clip-duplicated", False),
     ("peaks-differ", False)],
)  # fmt: skip
def test_a_broken_clips_pictures_are_nobodys_fault(code: str, broken: bool) -> None:
    assert broken_clips([found(code, "…", clip="a"), found("csv-missing", "…")]) == ({"a"} if broken else set())
