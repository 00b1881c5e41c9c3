"""``synthgen designs``: the list, what a design holds, and a design to start from."""

import re
from pathlib import Path

from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.design import read_design
from synthgen.errors import InputError


def test_the_built_in_design_is_listed() -> None:
    result = CliRunner().invoke(cli, ["designs", "list"])
    assert result.exit_code == 0
    assert "sim2real" in result.stdout
    assert "4536 clips" in result.stdout


def test_a_new_design_is_commented_valid_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "new" / "design.yaml"
    assert CliRunner().invoke(cli, ["designs", "init", "--out", str(path), "--name", "my: own"]).exit_code == 0
    design = read_design(path)
    assert design.name == "my: own"
    assert design.models == ("*",)
    assert path.read_text().count("#") > 10
    before = path.read_bytes()
    again = CliRunner().invoke(cli, ["designs", "init", "--out", str(path)])
    assert isinstance(again.exception, InputError)
    assert "is there already" in str(again.exception)
    assert path.read_bytes() == before


def test_without_a_file_the_design_is_printed() -> None:
    result = CliRunner().invoke(cli, ["designs", "init"])
    assert result.exit_code == 0
    assert "name: my-design" in result.stdout


def test_show_counts_the_cells(tmp_path: Path, a_model: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(f"name: x\nmodels: [{a_model}]\nsignals: [side_eye, glare]\nangles: [sim2real9]\n")
    result = CliRunner().invoke(cli, ["designs", "show", str(path)])
    assert result.exit_code == 0
    assert "1 models × 2 signals × 9 angles = 18" in result.stdout
    assert "confusion: side_eye" in result.stdout


def test_the_templates_scenes_are_read_once_they_are_no_comment(tmp_path: Path) -> None:
    path = tmp_path / "design.yaml"
    assert CliRunner().invoke(cli, ["designs", "init", "--out", str(path)]).exit_code == 0
    path.write_text(re.sub(r"^# (scenes:|  )", r"\1", path.read_text(), flags=re.MULTILINE))
    studio, lively = read_design(path).scenes
    assert studio.is_studio and "background.kind" in lively.factors and "light.left" in lively.factors
