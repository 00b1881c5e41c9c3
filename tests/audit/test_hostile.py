"""Datasets that are none, or that are made to do harm: refused or reported, never followed, never a traceback."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from forger import Forger

from synthgen.audit.run import audit_dataset
from synthgen.errors import InputError
from synthgen.reader import records
from synthgen.reader.tree import UnsafePath, scan

pytestmark = pytest.mark.slow


def codes(root: Path) -> set[str]:
    return {finding.code for finding in audit_dataset(root).findings}


class Counting:
    """Opens files, and counts the bytes that are read of them."""

    bytes = 0

    def over(self, path: Path) -> io.BufferedReader:
        outer = self

        class Reader(io.FileIO):
            def readinto(self, buffer: Any) -> int:
                count = super().readinto(buffer) or 0
                outer.bytes += count
                return count

        return io.BufferedReader(Reader(path))


def command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "synthgen", "audit", *map(str, words)], capture_output=True, text=True, check=False
    )


def test_a_folder_that_is_no_dataset(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        audit_dataset(tmp_path / "nowhere")
    with pytest.raises(InputError, match=r"is no dataset: dataset\.json is not there"):
        audit_dataset(tmp_path)
    (tmp_path / "dataset.json").write_text('{"name": "coco", "images": []}')
    with pytest.raises(InputError, match=r"is no dataset of synthgen: its dataset\.json has no 'format'"):
        audit_dataset(tmp_path)
    (tmp_path / "dataset.json").write_text("{" * 100_000)
    with pytest.raises(InputError, match="cannot be read"):
        audit_dataset(tmp_path)


def test_a_dataset_of_a_newer_format(copy: Path) -> None:
    Forger(copy).facts(lambda facts: facts.update(format="2.0"))
    with pytest.raises(InputError, match=r"has format '2.0'; this version reads 1.x.*Update synthgen"):
        audit_dataset(copy)


def test_a_dataset_json_of_other_types(copy: Path) -> None:
    Forger(copy).facts(lambda facts: facts.update(assets={"x": 1}))
    with pytest.raises(InputError, match=r"no whole dataset\.json: dataset\.assets must be array"):
        audit_dataset(copy)


def test_a_manifest_that_is_a_link_is_not_read(copy: Path) -> None:
    forger = Forger(copy)
    forger.manifest.rename(copy.parent / "manifest")
    forger.manifest.symlink_to(copy.parent / "manifest")
    with pytest.raises(InputError, match=r"its manifest\.jsonl is a symbolic link"):
        audit_dataset(copy)


def test_paths_that_lead_outside_are_never_opened(copy: Path) -> None:
    (copy / "link").symlink_to("/etc/hostname")
    tree = scan(copy)
    for path in ("link", "/etc/hostname", "../x", "clips/../../x", "C:/x", "nowhere"):
        with pytest.raises(UnsafePath):
            tree.open(path)


def test_a_folder_that_is_a_link_is_not_entered(copy: Path) -> None:
    shutil.move(copy / "clips" / "anger", copy.parent / "anger")
    (copy / "clips" / "anger").symlink_to(copy.parent / "anger")
    findings = audit_dataset(copy).findings
    linked = {finding.clip for finding in findings if finding.code == "path-linked"}
    assert linked == {f"{who}__frown__{angle}" for who in ("ada", "ben") for angle in ("front", "side")}


@pytest.mark.parametrize(
    "value",
    ["NaN", "1e999", "[" * 5000 + "]" * 5000, '"\\ud800"', "9" * 5000, '{"a":' * 2000 + "1" + "}" * 2000],
    ids=["nan", "infinite", "deep list", "half a surrogate", "huge integer", "deep object"],
)
def test_records_that_break_parsers(copy: Path, value: str) -> None:
    forger = Forger(copy)
    lines = forger.manifest.read_text().splitlines()
    lines[2] = lines[2].replace('"encoder":', f'"encoder":{value},"codec_was":', 1)
    forger.manifest.write_text("\n".join(lines) + "\n")
    assert codes(copy) & {"record-unreadable", "record-invalid"}


def test_a_record_that_readers_disagree_on(copy: Path) -> None:
    forger = Forger(copy)
    text = forger.manifest.read_text()
    forger.manifest.write_text(text.replace('"emotion":"anger"', '"emotion":"joy","emotion":"anger"', 1))
    assert "record-unreadable" in codes(copy)


def test_a_line_without_end_is_read_once(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "_CHUNK", 1 << 12)
    size = (copy / "manifest.jsonl").stat().st_size
    os.truncate(copy / "manifest.jsonl", size + (8 << 20))
    tree = scan(copy)
    counted = Counting()
    monkeypatch.setattr(type(tree), "open", lambda tree, path: counted.over(tree.root / path))
    rows = records.read_entries(tree, workers=1)
    assert len(rows.entries) == 12
    assert counted.bytes < 4 * (size + (8 << 20))


@pytest.mark.parametrize("key", ["inputs", "root_hash", "finished", "clips"])
def test_a_complete_dataset_says_everything(copy: Path, key: str) -> None:
    Forger(copy).facts(lambda facts: facts.pop(key))
    with pytest.raises(InputError, match=f"is complete, and has no '{key}'"):
        audit_dataset(copy)


def test_an_asset_that_is_listed_twice(copy: Path) -> None:
    Forger(copy).facts(lambda facts: facts.update(assets=[*facts["assets"], {**facts["assets"][0], "spdx": "MIT"}]))
    with pytest.raises(InputError, match=r"lists the asset '.*' twice"):
        audit_dataset(copy)


@pytest.mark.parametrize("name", ["report", "report/coverage.json", "report/.partial", "report/.coverage.json.partial"])
def test_a_report_is_not_written_through_a_link(copy: Path, tmp_path: Path, name: str) -> None:
    outside = tmp_path / "outside"
    if name.endswith("json") or name.endswith("json.partial"):
        outside.write_text("precious")
    else:
        outside.mkdir()
    (copy / name).parent.mkdir(exist_ok=True)
    (copy / name).symlink_to(outside)
    done = command(copy)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert outside.read_text() == "precious" if outside.is_file() else not list(outside.iterdir())


def test_a_report_that_cannot_be_written_loses_no_verdict(copy: Path) -> None:
    done = command(copy, "--report", copy / "dataset.json" / "x")
    assert done.returncode == 2
    assert "PASS: tiny, 12 clips, no findings" in done.stdout


def test_html_and_escapes_in_a_dataset_reach_no_reader_alive(copy: Path, tmp_path: Path) -> None:
    forger = Forger(copy)
    evil = "</script><img src=x onerror=alert(1)>\x1b[31m"
    forger.edit([forger.clip(0)["clip"]], lambda record: record.update(encoder=evil))
    forger.facts(lambda facts: facts.update(licence=evil))
    done = command(copy, "--report", tmp_path / "report")
    assert done.returncode == 1
    assert "\x1b" not in done.stdout
    page = (tmp_path / "report" / "coverage.html").read_text()
    assert "<img src=x" not in page and "\x1b[31m" not in page


def test_the_command_line_says_what_is_wrong_without_a_traceback(copy: Path, tmp_path: Path) -> None:
    for words, code, message in (
        ((tmp_path / "nowhere",), 2, "there is no such folder"),
        ((copy, "--policy", "stric"), 2, "Did you mean 'strict'?"),
        ((copy, "--full", "--records-only"), 2, "not both"),
        ((copy, "--report", copy / "dataset.json" / "x"), 2, "x: cannot be written (Not a directory)"),
        ((copy, "--trust", "nonsense"), 2, "nonsense"),
        ((copy, "--policy", "strict", "--no-report"), 1, ""),
    ):
        done = command(*words)
        assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
        assert message in done.stderr


def test_json_is_one_object(copy: Path) -> None:
    done = command(copy, "--json", "--no-report")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert {"verdict", "findings", "coverage"} <= report.keys()
    assert report["verdict"] == "pass" and report["findings"] == []
    assert report["coverage"]["cells"] == {"declared": 12, "found": 12, "missing": 0, "undeclared": 0}
    assert not (copy / "report").exists()


def test_a_report_is_part_of_a_dataset_and_changes_no_verdict(copy: Path) -> None:
    assert command(copy, "-q").stdout == "pass\n"
    assert {path.name for path in (copy / "report").iterdir()} == {"coverage.html", "coverage.md", "coverage.json"}
    assert command(copy, "-q").stdout == "pass\n"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write and read anything")
def test_a_read_only_dataset_is_audited_without_a_report(copy: Path) -> None:
    copy.chmod(0o555)
    try:
        done = command(copy)
    finally:
        copy.chmod(0o755)
    assert done.returncode == 0 and "warning: no report: " in done.stderr


def test_only_the_manifest_need_be_there_for_the_records(copy: Path) -> None:
    shutil.rmtree(copy / "clips")
    assert audit_dataset(copy, records_only=True).verdict == "pass"
    assert codes(copy) == {"clip-missing"}
