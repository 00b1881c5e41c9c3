"""Findings and their codes."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from synthgen.human.demographics import parse_demographics
from synthgen.reader.finding import SEVERITIES, codes, found, plain

ROOT = Path(__file__).parents[2]


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for code in codes().values():
        assert code.severity in SEVERITIES
        assert code.means.endswith((".", "?")) and code.remedy
    assert len(codes()) > 30


def test_what_to_write_about_a_person_can_be_written_so() -> None:
    lines = re.findall(r"'(.+?)'", codes()["undeclared"].remedy)
    said = parse_demographics("\n".join(lines).encode(), where="zoe.demographics.yaml")
    assert (said.gender, said.ethnicity, said.age, said.skin_tone) == ("female", "asian", 34, 4)


def test_an_unknown_code_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        found("no-such-code", "…")


def test_text_of_a_dataset_cannot_steer_a_terminal() -> None:
    finding = found("clip-missing", "a\x1b[2Jb\nc\ud800", clip="\x07", path="x\u202ey")
    assert finding.message == "a\\x1b[2Jb\\nc\\ud800"
    assert (finding.clip, finding.path) == ("\\x07", "x\\u202ey")
    assert len(plain("x" * 5000)) == 1001


@pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="no docs beside the tests")
def test_the_page_of_codes_is_the_one_they_make() -> None:
    spec = importlib.util.spec_from_file_location("make_audit_codes", ROOT / "docs" / "make_audit_codes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    page = (ROOT / "docs" / "audit-codes.md").read_text(encoding="utf-8")
    assert page == module.page(), "python docs/make_audit_codes.py makes it anew"
