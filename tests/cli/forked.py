"""Runs command lines in forks of one process that has imported everything: a script of ``test_every_command``.

It reads a JSON list of cases, {"words", "folder", "how", "calls"}, from standard input, and writes what each came to:
{"code", "said", "files"}. ``how``: "closed" (standard streams), "unread" (nobody reads them), "full" (no file may have
a byte), "stopped" (Ctrl-C at the command's so many-th call of a Python function), "plain".
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

import click


def run(case: dict[str, Any]) -> dict[str, Any]:
    """Run one case in a fork; return its exit code and what it said on both streams, where somebody reads them."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _become(case, writer)  # never returns
    os.close(writer)
    if case["how"] == "unread":
        os.close(reader)
        said = b""
    else:
        with os.fdopen(reader, "rb") as stream:
            said = stream.read()
    _, status = os.waitpid(child, 0)
    return {"code": os.waitstatus_to_exitcode(status), "said": said.decode("utf-8", "replace"), "files": _files(case)}


def _become(case: dict[str, Any], output: int) -> None:
    code = 99
    try:
        os.chdir(case["folder"])
        sys.argv = ["synthgen", *case["words"]]
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        os.close(output)
        if case["how"] == "closed":
            for number in (0, 1, 2):
                os.close(number)
            sys.stdin = sys.stdout = sys.stderr = sys.__stdin__ = sys.__stdout__ = sys.__stderr__ = None
        elif case["how"] == "full":
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        elif case["how"] == "stopped":
            _stop_at(case["calls"])
        from synthgen.cli import main

        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(code)


def _stop_at(calls: int) -> None:
    """Press Ctrl-C when a command has called so many functions."""
    invoke = click.Command.invoke

    def started(command: click.Command, ctx: click.Context) -> Any:
        if isinstance(command, click.Group):
            return invoke(command, ctx)
        left = calls

        def count(frame: FrameType, event: str, argument: object) -> None:
            nonlocal left
            left -= event == "call"
            if left == 0:
                sys.setprofile(None)
                os.kill(os.getpid(), signal.SIGINT)

        sys.setprofile(count)
        try:
            return invoke(command, ctx)
        finally:
            sys.setprofile(None)

    click.Command.invoke = click.Group.invoke = started  # type: ignore[method-assign]
    click.Group.invoke = lambda group, ctx: _group_invoke(group, ctx)  # type: ignore[method-assign]


_group_invoke = click.Group.invoke


def _files(case: dict[str, Any]) -> dict[str, int]:
    root = Path(case["folder"])
    return {str(path.relative_to(root)): path.stat().st_size for path in root.rglob("*") if path.is_file()}


def _load() -> None:
    """Import what commands import, so that forks need not."""
    import synthgen.actor.actor
    import synthgen.audit.run
    import synthgen.cli
    import synthgen.engines.run
    import synthgen.makehuman.export
    import synthgen.population.selection
    import synthgen.transcode.encode

    for name in synthgen.cli.COMMANDS:
        synthgen.cli.cli.get_command(click.Context(synthgen.cli.cli), name)


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    _load()
    with tempfile.TemporaryFile("w+") as kept:  # not standard output: forks write there
        json.dump([run(case) for case in cases], kept)
        kept.seek(0)
        print(kept.read())
