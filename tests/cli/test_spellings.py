"""Older spellings go on working, and say what they are called now; one option is one word in every command."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from synthgen.cli import COMMANDS, SECTIONS, cli

OLD: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("spellings.yaml").read_text(encoding="utf-8"))


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


def context_of(path: str) -> click.Context:
    context = click.Context(cli, **cli.context_settings)
    for name in path.split():
        assert isinstance(context.command, click.Group)
        command = context.command.get_command(context, name)
        assert command is not None, path
        context = click.Context(command, parent=context, info_name=name)
    return context


def takes(context: click.Context, option: str) -> bool:
    """Tell whether a command knows an option, whatever it says of the value."""
    for words in ([option, "1"], [option]):
        try:
            context.command.make_context(context.info_name, words, parent=context.parent)
        except click.NoSuchOption:
            return False
        except click.UsageError:
            continue
    return True


@pytest.mark.parametrize("path", OLD)
def test_every_older_spelling_is_taken(path: str) -> None:
    context = context_of(path)
    assert [option for option in OLD[path] if not takes(context, option)] == []
    assert not takes(context, "--frobnicate")


def commands(context: click.Context) -> Iterator[tuple[str, click.Command]]:
    if isinstance(context.command, click.Group):
        for name in context.command.list_commands(context):
            command = context.command.get_command(context, name)
            assert command is not None
            yield from commands(click.Context(command, parent=context, info_name=name))
    else:
        yield context.command_path, context.command


def test_one_option_takes_the_same_everywhere() -> None:
    """Where two commands have an option of one name, it takes the same kind of thing, but for what is said here."""
    fine = {
        "--signals",
        "--models",
        "--size",
        "--fps",
        "--version",
        "--codec",
        "--seed",
        "--out",
        "--gender",
        "--force",
    }
    kinds: dict[str, set[str]] = {}
    for _, command in commands(click.Context(cli)):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                for name in option.opts:
                    kinds.setdefault(name, set()).add(repr(option.type.to_info_dict()))
    assert {name: found for name, found in kinds.items() if len(found) > 1 and name not in fine} == {}


def test_help_lists_what_there_is_now_and_imports_it() -> None:
    said = call("--help").output
    for title, section in SECTIONS.items():
        assert title in said
        for name in section:
            assert context_of(name).command.name == name
    assert "  dataset " not in said and "dataset" in COMMANDS
    assert "--new-key" not in call("sign", "--help").output
    assert "--list" not in call("split", "--help").output
    assert "import" not in call("makehuman", "--help").output.split("Commands:")[1]


def test_dataset_encode(finished: Path, tmp_path: Path) -> None:
    for words in (["dataset", "encode"], ["encode"]):
        with pytest.raises(Exception, match=r"nowhere.*there is no such folder"):
            call(*words, tmp_path / "nowhere", "--codec", "ffv1", "-q")
    result = CliRunner().invoke(cli, ["dataset", "encode", str(tmp_path)])
    assert result.stderr == "synthgen: hint: `synthgen dataset encode` is `synthgen encode` now\n"


def test_split_list(copy: Path) -> None:
    call("split", copy)
    now, before = call("splits", "list", copy), call("split", copy, "--list")
    assert now.stdout == before.stdout and now.stdout.startswith("holdout ") and now.stderr == ""
    assert before.stderr == "synthgen: hint: `synthgen split DATASET --list` is `synthgen splits list DATASET` now\n"


def test_sign_new_key(tmp_path: Path) -> None:
    pytest.importorskip("cryptography", reason="needed to sign")
    before, now = call("sign", "--new-key", tmp_path / "a.pem"), call("keys", "new", tmp_path / "b.pem")
    assert before.stderr == "synthgen: hint: `synthgen sign --new-key` is `synthgen keys new` now\n"
    assert now.stderr == "" and (tmp_path / "a.pub").exists() and (tmp_path / "b.pub").exists()
    assert now.stdout.splitlines()[-1] == call("keys", "show", tmp_path / "b.pub").stdout.strip()


def test_makehuman_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "smile.facs").write_text(json.dumps({"12": 0.5}))
    before = call("makehuman", "import", "smile.facs", "--out", "a.yaml")
    now = call("signals", "import", "smile.facs", "--out", "b.yaml")
    assert before.stderr.startswith("synthgen: hint: `synthgen makehuman import` is `synthgen signals import` now\n")
    assert now.stderr == "wrote b.yaml\n"
    assert (tmp_path / "a.yaml").read_text() == (tmp_path / "b.yaml").read_text()


def test_sheet_tile(tmp_path: Path) -> None:
    for words in (["--tile", "1"], ["--tile=1"], ["--size", "1"]):
        result = call("models", "sheet", "--out", tmp_path / "x.png", *words)
        assert "Invalid value for '--size': 1 is not in the range 48<=x<=1024" in result.stderr
        assert result.stderr.startswith("synthgen: hint: `synthgen sheet --tile`") == (words[0] != "--size")
