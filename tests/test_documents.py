"""Every command that README and the documents show is one that the program takes, as it stands there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click

from synthgen.cli import cli

ROOT = Path(__file__).resolve().parents[1]


def shown() -> Iterator[tuple[str, str]]:
    """Yield (document, words after "synthgen") of commands in blocks and in running text."""
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = page.read_text(encoding="utf-8").partition("## Older spellings")[0]
        blocks = "\n".join(re.findall(r"```\w*\n(.*?)```", text, re.DOTALL))
        inline = re.findall(r"`(synthgen [^`]*)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        for line in [*blocks.splitlines(), *inline]:
            for command in re.split(r"&&|;|\|", re.split(r"\s{3,}|  #", line)[0]):
                if (words := command.strip()).startswith("synthgen "):
                    yield page.name, words.removeprefix("synthgen ")


def test_commands_are_taken() -> None:
    wrong = []
    commands = list(shown())
    assert len(commands) > 60
    for page, words in commands:
        rest = [
            word for word in shlex.split(words) if word not in ("…", "COMMAND") and word[0] != "[" and word[-1] != "]"
        ]
        context = click.Context(cli, **cli.context_settings)
        try:
            while isinstance(context.command, click.Group) and rest and not rest[0].startswith("-"):
                name = rest.pop(0)
                command = context.command.get_command(context, name)
                if command is None or command.hidden:
                    raise click.UsageError(f"no command {name}")
                context = click.Context(command, parent=context, info_name=name)
            if not isinstance(context.command, click.Group):
                context.command.make_context(context.info_name, list(rest), parent=context.parent)
        except (click.MissingParameter, click.exceptions.Exit):
            continue  # running text names a command without all it needs, or asks for help
        except click.UsageError as error:
            wrong.append(f"{page}: synthgen {words}: {error.format_message()}")
    assert wrong == []
