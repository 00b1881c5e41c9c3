"""``synthgen render`` as a person meets it: options, refusals, and what it prints."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.errors import InputError


@pytest.fixture
def design(tmp_path: Path, write_model: Callable[..., Path]) -> Path:
    """One model, one signal of two frames, one angle, 64×64."""
    write_model(tmp_path / "eve.mhm", gender=0.0, caucasian=1.0)
    (tmp_path / "blink.yaml").write_text("signal: blink\nframes: 2\nfps: 25\ntracks: {AU43: [[0, 0], [1, 1]]}\n")
    path = tmp_path / "design.yaml"
    path.write_text("name: x\nmodels: [eve.mhm]\nsignals: [blink.yaml]\nangles: [frontal]\nvideo: {size: 64}\n")
    return path


def test_a_render_says_where_things_are(design: Path) -> None:
    out = design.parent / "out"
    result = CliRunner().invoke(cli, ["render", "--design", str(design), "--out", str(out), "--workers", "1"])
    assert result.exit_code == 0, result.output
    assert re.match(r"1 clips rendered in \d+ s by 1 worker, \d+ frames/s$", result.stdout.splitlines()[0])
    assert f"dataset   {out}: 1 of 1 clips" in result.stdout
    for name in ("manifest.jsonl", "preview.png"):
        assert str(out / name) in result.stdout
        assert (out / name).stat().st_size > 0
    assert (out / "clips" / "none" / "blink" / "eve" / "eve__blink__frontal.mp4").stat().st_size > 0


def test_a_dry_run_is_a_plan(design: Path) -> None:
    out = design.parent / "out"
    result = CliRunner().invoke(cli, ["render", "--design", str(design), "--out", str(out), "--dry-run"])
    assert result.exit_code == 0
    assert "x: 1 clips declared, 1 selected, 0 done" in result.stdout
    assert "1 clips, 2 frames of 64x64, h264" in result.stdout
    assert not out.exists()


def test_a_dry_run_refuses_a_strangers_folder(design: Path) -> None:
    out = design.parent / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match="neither empty nor a dataset"):
        CliRunner().invoke(
            cli, ["render", "--design", str(design), "--out", str(out), "--dry-run"], catch_exceptions=False
        )


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--size", "65"], "65x65 is odd"),
        (["--size", "32x32"], "outside 64x64 to 2048x2048"),
        (["--only", "model=nobody"], "--only model=nobody matches nothing in this design; it has eve"),
        (["--only", "model"], "is not KEY=GLOB"),
        (["--design", "sim2reel"], "Did you mean 'sim2real'"),
        (["--au-basis", "facshuman"], "facshuman"),
    ],
)
def test_bad_options_are_refused_before_anything_is_written(
    design: Path, options: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from synthgen.assets import Assets

    monkeypatch.setattr(Assets, "has_facshuman", False)  # whatever this machine's user has imported
    result = CliRunner().invoke(cli, ["render", "--design", str(design), "--out", str(tmp_path / "out"), *options])
    assert isinstance(result.exception, InputError)
    assert words in str(result.exception)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("options", [["--size", "big"], ["--codec", "vp9"], ["--workers", "0"], ["--limit", "0"]])
def test_usage_errors_exit_2(design: Path, options: list[str]) -> None:
    result = CliRunner().invoke(cli, ["render", "--design", str(design), "--out", "x", *options])
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_what_is_piped_into_python_renders(design: Path) -> None:
    """Worker processes cannot read that again, and need not."""
    text = (
        "import synthgen\n"
        "print(synthgen.render_design(synthgen.read_design('design.yaml'), 'out', quiet=True).rendered)"
    )
    command = [sys.executable, "-"]
    done = subprocess.run(command, input=text, cwd=design.parent, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_repeated_views_are_warned_of_in_one_line(design: Path) -> None:
    design.write_text(design.read_text().replace("frontal", "sim2real9_as_printed"))
    command = [sys.executable, "-m", "synthgen", "render", "--design", str(design), "--out", "out", "--dry-run"]
    done = subprocess.run(command, cwd=design.parent, capture_output=True, text=True, check=True)
    assert done.stderr.startswith("synthgen: warning: angle spec 'sim2real9_as_printed' shows the same view more than")
    assert done.stderr.count("\n") == 1
    assert "9 clips declared" in done.stdout
