"""``synthgen encode`` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli.encode import encode
from synthgen.dataset.manifest import read_records
from synthgen.design import read_design, with_options
from synthgen.engines.run import render_design
from synthgen.errors import InputError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def faces(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of four clips, as PNG frames."""
    design = with_options(read_design(finished / "design.yaml"), codec="png")
    return render_design(design, tmp_path_factory.mktemp("frames") / "faces", workers=1, quiet=True).root


def call(*words: str | Path) -> tuple[str, str]:
    result = CliRunner().invoke(encode, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def test_encode_says_what_it_made_and_where(faces: Path) -> None:
    (faces / "DATASHEET.md").write_text("about the frames")
    said, _ = call(faces)
    out = faces.with_name("faces-h264")
    facts = json.loads((out / "dataset.json").read_text())
    lines = said.splitlines()
    assert lines[0].startswith("4 clips encoded in ")
    assert lines[1].startswith(f"dataset   {out}: 4 of 4 clips, ")
    assert lines[2] == f"records   {out}/manifest.jsonl (and manifest.csv), root hash {facts['root_hash'][:16]}…"
    assert lines[3] == f"look at   {out}/preview.png"
    assert lines[4].startswith("Not copied, since they are about the other files: DATASHEET.md. `synthgen describe`")
    assert len(lines) == 5
    again, _ = call(faces)
    assert again.startswith("0 clips encoded in ")


def test_codec_out_workers_and_quiet(faces: Path, tmp_path: Path) -> None:
    said, told = call(faces, "--codec", "ffv1", "--out", tmp_path / "mine", "--workers", "1", "-q")
    assert (said, told) == ("", "")
    assert {record["codec"] for record in read_records(tmp_path / "mine" / "manifest.jsonl")} == {"ffv1"}
    assert len(list((tmp_path / "mine").rglob("*.mkv"))) == 4


def test_what_cannot_be_encoded_is_said(finished: Path, faces: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has h264 clips; encoding takes lossless ones"):
        call(finished, "--out", tmp_path / "x")
    with pytest.raises(InputError, match="there is no such folder"):
        call(tmp_path / "nothing")
    result = CliRunner().invoke(encode, [str(faces), "--codec", "png"])
    assert result.exit_code == 2
    assert "'png' is not one of 'h264', 'ffv1'" in result.output


def test_help_names_the_exit_codes() -> None:
    said, _ = call("--help")
    assert "DATASET" in said
    assert "3 stopped (Ctrl-C)" in " ".join(said.split())
