"""``synthgen.audit.describe``: the documents of a dataset, as a Python caller gets them."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.audit.describe import describe_dataset
from synthgen.audit.policy import read_policy
from synthgen.errors import InputError


def test_documents_lie_where_they_are_asked_for(finished: Path, tmp_path: Path) -> None:
    done = describe_dataset(finished, out=tmp_path / "docs", authors=["Lovelace, Ada <ada@example.org>"])
    assert [path.name for path in done.files] == ["croissant.json", "DATASHEET.md", "CITATION.cff"]
    assert {path.parent for path in done.files} == {tmp_path / "docs"} and all(path.is_file() for path in done.files)
    assert "family-names: Lovelace" in (tmp_path / "docs" / "CITATION.cff").read_text()
    assert not done.unsigned and not (finished / "croissant.json").exists()


def test_a_signature_that_the_policy_wants_comes_later(copy: Path) -> None:
    done = describe_dataset(copy, policy=read_policy("strict"))
    assert [finding.code for finding in done.report.findings if finding.code.startswith("signature")] == []


def test_a_signed_dataset_is_left_alone_unless_forced(copy: Path) -> None:
    (copy / "signature.json").write_text("{}")
    with pytest.raises(InputError, match=r"is signed.*--force writes them all the same"):
        describe_dataset(copy)
    assert describe_dataset(copy, force=True).unsigned


def test_bad_input_is_refused_before_the_audit(finished: Path) -> None:
    with pytest.raises(InputError, match="doi"):
        describe_dataset(finished, doi="x")
