"""What a person is told of an error: what was given is wrong, or the machine cannot."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from synthgen.errors import Fault, InputError, RunError, shown
from synthgen.files import machine_error, unwritable_name

#: what a system says of a path, whatever is done with it
_BAD_PATHS = {errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EISDIR, errno.EACCES, errno.EPERM}


def explained(error: BaseException) -> InputError | RunError | None:
    """Return the error that a person is to see; None where the program is at fault."""
    if isinstance(error, Fault):
        return None
    if isinstance(error, (InputError, RunError)):
        return error
    if isinstance(error, (KeyboardInterrupt, click.Abort)):
        return RunError("Stopped.")
    if isinstance(error, UnicodeEncodeError):
        return unwritable_name(error)
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
