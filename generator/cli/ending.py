"""How every command ends: one line on standard error, and an exit code. docs/errors.md has the table."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from synthgen.errors import Fault, InputError, RunError, shown
from synthgen.files import machine_error

#: what the person has to give differently, as click tells it
_BAD_USAGE = InputError.exit_code
#: what a system says of a path, whatever is done with it
_BAD_PATHS = {errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM}


def end(error: BaseException) -> int:
    """Say on standard error how a command ended badly, and return its exit code."""
    if isinstance(error, click.ClickException):
        error.show()
        return _BAD_USAGE
    known = explained(error)
    if known is None:
        known = _fault(error)
    click.echo(f"synthgen: {known}", err=True)
    return known.exit_code


def explained(error: BaseException) -> InputError | RunError | None:
    """Return the error that a person is to see; None where the program is at fault."""
    if isinstance(error, Fault):
        return None
    if isinstance(error, (InputError, RunError)):
        return error
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return RunError("Stopped.")
    if isinstance(error, UnicodeEncodeError):
        return InputError(
            f"{error.object[error.start : error.end]!r} cannot be written in this system's encoding ({error.encoding})",
            remedy="Set the environment variable PYTHONUTF8=1, or choose a language setting with UTF-8.",
        )
    if isinstance(error, OSError):
        bad = _bad_path(error)
        if bad is not None:
            return bad
    return machine_error(error)


def _bad_path(error: OSError) -> InputError | None:
    """Return the error of a path that nobody can use; None for other things that a system can say."""
    if error.filename and error.errno in _BAD_PATHS:
        return InputError(f"cannot be used ({error.strerror})", where=shown(os.fsdecode(error.filename)))
    if isinstance(error, FileNotFoundError) and not error.filename and not _is_somewhere():
        return InputError("the folder that this was called in is not there any more", remedy="Go to another one.")
    return None


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True


def _fault(error: BaseException) -> Fault:
    from synthgen.cli.faultreport import write_report

    what = str(error) if isinstance(error, Fault) else f"unexpected {type(error).__name__}: {error}"
    return Fault(f"{' '.join(what.split())}. The program is at fault. {write_report(error)}")
