"""Options that are one word with one meaning wherever they stand, and what is said of older spellings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from synthgen.codec import CODECS
from synthgen.facs import AU_BASES

Command = TypeVar("Command", bound=Callable[..., Any])
#: a file or folder
PATH = click.Path(path_type=Path)
SEED = click.IntRange(0, 2**63 - 1)
DESIGN = "sim2real"

design = click.option(
    "--design", "design_name", default=DESIGN, show_default=True, metavar="NAME|FILE", help="What to render."
)
policy = click.option(
    "--policy", default="default", show_default=True, metavar="NAME|FILE", help="What it is judged by."
)
workers = click.option("--workers", type=click.IntRange(1, 256), help="Processes.  [default: the processors there are]")
codec = click.option("--codec", type=click.Choice(CODECS), help="Instead of the design's.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_bases = click.Choice(AU_BASES)
au_basis = click.option("--au-basis", type=_bases, default="embedded", show_default=True, help="Shapes of AUs.")
au_basis_instead = click.option("--au-basis", type=_bases, help="Instead of the design's.")
look_seed = click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="The design seed of their looks."
)


class Option(Protocol):
    """What gives a command an option."""

    def __call__(self, command: Command, /) -> Command: ...


def out(text: str, **more: Any) -> Option:
    """Return the option for where to write."""
    return click.option("--out", type=more.pop("type", PATH), help=text, **more)


def quiet(text: str = "No progress and no summary.") -> Option:
    """Return the option for saying less."""
    return click.option("--quiet", "-q", is_flag=True, help=text)


def force(text: str) -> Option:
    """Return the option for doing what is refused without it."""
    return click.option("--force", is_flag=True, help=text)


class PictureSize(click.ParamType):  # type: ignore[type-arg]  # only newer versions of click ask for it
    """WIDTHxHEIGHT, or one number for a square."""

    name = "WxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"(\d+)(?:[x×](\d+))?", str(value).strip().lower())
        if match is None:
            self.fail(f"'{value}' is no picture size; write 256x256, or 256 for a square.", param, ctx)
        return int(match[1]), int(match[2] or match[1])


size = click.option("--size", type=PictureSize(), help="Picture size in pixels, instead of the design's.")


def signal_import(command: Command) -> Command:
    """Give a command the argument and options of importing a signal."""
    for parameter in (
        force("Replace the YAML file if it exists."),
        click.option(
            "--neutral-after", type=click.IntRange(0, 10_000), default=0, help="Frames that fall to neutral behind."
        ),
        click.option(
            "--neutral-before", type=click.IntRange(0, 10_000), default=0, help="Frames that rise from neutral first."
        ),
        click.option("--fps", type=click.FloatRange(0.001, 1000), default=25, show_default=True, help="Frames/s."),
        click.option("--frames", type=click.IntRange(1, 100_000), default=25, show_default=True, help="Length."),
        click.option("--emotion", help="The emotion it shows, which these files don't say."),
        click.option("--name", help="The signal's name (default: the file's)."),
        out("YAML file to write (default: NAME.yaml).", type=click.Path(dir_okay=False, path_type=Path)),
        click.argument("file", type=PATH),
    ):
        command = parameter(command)
    return command


#: options of what trackers of faces write, as ``tracked_import`` has them
TRACKED = ("face", "confidence", "gap", "start", "end", "scale", "tolerance", "smooth", "centred")


def tracked_import(command: Command) -> Command:
    """Give a command the options of importing a tracker's table."""
    for parameter in (
        click.option("--centred", is_flag=True, help="Tables: head and gaze from their median on."),
        click.option("--smooth", type=click.IntRange(1, 100), help="Tables: frames that are averaged (1)."),
        click.option("--tolerance", type=click.FloatRange(0, 0.5), help="Tables: how far keyframes may be off (.02)."),
        click.option("--scale", type=click.Choice(["1", "5"]), help="Tables: the greatest intensity there is."),
        click.option("--end", type=click.FloatRange(0), metavar="SECONDS", help="Tables: end there."),
        click.option("--start", type=click.FloatRange(0), metavar="SECONDS", help="Tables: begin there."),
        click.option("--gap", type=click.FloatRange(0), metavar="SECONDS", help="Tables: the longest bridged (.5)."),
        click.option("--confidence", type=click.FloatRange(0, 1), help="Tables: rows below are left out (.8)."),
        click.option("--face", type=int, help="Tables: the face's number (default: the one in most rows)."),
    ):
        command = parameter(command)
    return command


def hint(old: str, new: str) -> None:
    """Say on stderr what an older spelling is now."""
    click.echo(f"synthgen: hint: `synthgen {old}` is `synthgen {new}` now", err=True)


class Renaming(click.Command):
    """A command that takes options by older names, {old: new}, and says the new one."""

    def __init__(self, *args: Any, renamed: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self._renamed = renamed

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        for index, word in enumerate(args):
            name, equals, value = word.partition("=")
            if name in self._renamed:
                hint(f"{self.name} {name}", f"{self.name} {self._renamed[name]}")
                args[index] = self._renamed[name] + equals + value
        return super().parse_args(ctx, args)
