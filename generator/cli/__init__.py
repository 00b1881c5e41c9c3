"""The ``synthgen`` command: verbs act on a dataset, plural nouns are collections; each is imported when called."""

from __future__ import annotations

import sys
import warnings
from importlib import import_module

import click

from synthgen.cli.ending import end
from synthgen.cli.group import Group
from synthgen.cli.streams import open_streams
from synthgen.errors import RunError
from synthgen.stopping import heard, passed_over
from synthgen.version import __version__

#: section of --help -> command -> (module under synthgen.cli that defines it, one line)
SECTIONS = {
    "Verbs act on a dataset": {
        "render": ("render", "Render a design: every model × signal × angle, resumable."),
        "preview": ("preview", "Look at random cells of a design before a long run."),
        "audit": ("audit", "Prove that a dataset is whole, unaltered and what its design declares."),
        "split": ("split", "Split a dataset into parts that share no people, or no signals."),
        "encode": ("encode", "Make a dataset again in another codec, from PNG or FFV1."),
        "describe": ("describe", "Write a dataset's Croissant, datasheet and citation files."),
        "sign": ("sign", "Sign a dataset."),
    },
    "Nouns are collections": {
        "designs": ("designs", "List, show and start designs."),
        "models": ("models", "Look at human models; sample new ones."),
        "signals": ("signals", "List, show, check and import AU animations."),
        "angles": ("angles", "List and show viewing angle sets."),
        "splits": ("split", "List the splits of a dataset."),
        "keys": ("sign", "Make keys to sign with; show their fingerprints."),
        "assets": ("assets", "Fetch, list, verify and import meshes and targets."),
    },
    "This machine": {
        "makehuman": ("makehuman", "Render designs inside MakeHuman; bring models and signals there."),
        "bench": ("bench", "Measure the renderer on this machine."),
        "doctor": ("doctor", "Say what is installed and what is missing."),
    },
}
#: older spellings: taken, and not listed
_OLD = {"dataset": ("encode", "Older name of the verbs.")}
COMMANDS = {name: entry for section in (*SECTIONS.values(), _OLD) for name, entry in section.items()}


class LazyGroup(Group):
    """A group whose help is a table, so that ``--help`` imports no verb (and none of numpy, numba, av)."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if name not in _OLD]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"synthgen.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except (KeyboardInterrupt, click.Abort):
            raise RunError("Stopped.") from None
        except BrokenPipeError as error:  # none of ours: click would end with the code of a check that found something
            raise RunError(f"A connection to another process broke ({error.strerror}).") from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, section in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name, text) for name, (_, text) in section.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="synthgen")
def cli() -> None:
    """Synthetic facial-expression video that can be audited.

    Exit codes: 0 fine; 1 an audit or check found something; 2 bad input or usage; 3 stopped, or could not be finished
    (a full disk); 4 the program is at fault, and says where its report is.
    """


def _warn(message: Warning | str, *_: object, **__: object) -> None:
    click.echo(f"synthgen: warning: {message}", err=True)


def main() -> None:
    """Run the command line and raise SystemExit with its exit code; one line on stderr where it ended badly."""
    with heard():
        sys.exit(run())


def run() -> int:
    """Run the command line and return its exit code; one line on stderr where it ended badly."""
    open_streams()
    warnings.showwarning = _warn
    try:
        code = cli.main(prog_name="synthgen", standalone_mode=False)
        sys.stdout.flush()
    except SystemExit as ended:
        code = ended.code
    except BaseException as error:
        with heard(passed_over):
            code = end(error)
    return code if isinstance(code, int) else 0
