"""``synthgen describe`` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from synthgen.audit.run import audit_dataset
from synthgen.cli.describe import describe
from synthgen.errors import InputError

NAMES = {"croissant.json", "DATASHEET.md", "CITATION.cff"}
WHO = ("--author", "Lovelace, Ada <ada@example.org>", "--url", "https://example.org/faces")


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(describe, [*map(str, words)], catch_exceptions=False)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_documents_are_written_and_the_dataset_still_passes(copy: Path) -> None:
    before = contents(copy)
    result = call(copy, *WHO)
    assert result.exit_code == 0
    assert "not said" not in result.output
    after = contents(copy)
    assert after.keys() - before.keys() == NAMES
    assert {name: after[name] for name in before} == before
    assert audit_dataset(copy).record()["findings"] == []
    assert b"no findings" in after["DATASHEET.md"]


def test_describing_twice_gives_the_same_bytes_and_replaces_what_was_there(copy: Path) -> None:
    call(copy, *WHO)
    first = contents(copy)
    call(copy, *WHO)
    assert contents(copy) == first
    assert "not said: who made it" in call(copy, "--title", "Another").output
    assert (copy / "DATASHEET.md").read_text().startswith("# Another: datasheet")
    assert "Ada" not in (copy / "CITATION.cff").read_text()


def test_out_leaves_the_dataset_untouched(copy: Path, tmp_path: Path) -> None:
    before = contents(copy)
    out = tmp_path / "a" / "b"
    assert "publish it beside manifest.csv" in call(copy, "--out", out).output
    assert contents(copy) == before
    assert contents(out).keys() == NAMES
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="cannot be written"):
        call(copy, "--out", tmp_path / "file")


def test_a_signed_dataset_is_left_alone_unless_by_force(copy: Path, tmp_path: Path) -> None:
    pytest.importorskip("cryptography", reason="signatures are the extra [sign]")
    from synthgen.publish.keys import new_key, read_private_key
    from synthgen.publish.signature import sign_dataset

    new_key(tmp_path / "me.pem")
    call(copy)
    sign_dataset(copy, read_private_key(tmp_path / "me.pem", str))
    signed = contents(copy)
    with pytest.raises(InputError, match=r"is signed.*--force.*--out DIR"):
        call(copy)
    assert contents(copy) == signed
    assert call(copy, "--out", tmp_path / "out").exit_code == 0
    result = call(copy, "--force", "--title", "Another")
    assert result.exit_code == 0
    assert "the signature does not hold any more" in result.output
    found = audit_dataset(copy).findings
    assert {finding.code for finding in found} == {"signature-stale"}
    assert {finding.path for finding in found} == NAMES
    # a signature that is stale is not the documents' business: they come first, and are signed then
    assert call(copy, "--force").exit_code == 0
    assert "no findings" in (copy / "DATASHEET.md").read_text()


def test_a_dataset_that_fails_is_described_as_such(copy: Path) -> None:
    min(copy.rglob("*.mp4")).write_bytes(b"x")
    result = call(copy)
    assert result.exit_code == 1
    assert "The audit failed the dataset" in result.output
    assert "fail, 1 finding" in (copy / "DATASHEET.md").read_text()


def test_what_cannot_be_described_is_refused(copy: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is no dataset"):
        call(tmp_path)
    with pytest.raises(InputError, match="there is no policy"):
        call(copy, "--policy", "nonsense")
    with pytest.raises(InputError, match="is no DOI"):
        call(copy, "--doi", "x")
    facts = json.loads((copy / "dataset.json").read_text())
    (copy / "dataset.json").write_text(json.dumps(facts | {"complete": False}))
    with pytest.raises(InputError, match="is not finished"):
        call(copy)
    assert not NAMES & contents(copy).keys()
