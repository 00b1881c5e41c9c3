"""What a person is told of an error: what was given is wrong, or the machine cannot."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import click

from synthgen.cache import REMEDY, cache_folder
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
        path = os.fsdecode(error.filename)
        return InputError(f"cannot be used ({error.strerror})", where=shown(path), remedy=_way_out(Path(path)))
    if isinstance(error, FileNotFoundError) and not error.filename and not _is_somewhere():
        return InputError("the folder that this was called in is not there any more", remedy="Go to another one.")
    return None


def _way_out(path: Path) -> str:
    """Return what moves a path that nobody wrote in the command: what is below the cache folder."""
    try:
        return REMEDY if cache_folder() in (path, *path.parents) else ""
    except InputError:  # there is no cache
        return ""


def _is_somewhere() -> bool:
    try:
        Path.cwd()
    except FileNotFoundError:
        return False
    return True
