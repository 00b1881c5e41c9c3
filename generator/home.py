"""Where this process's user may keep things. In containers and on clusters a user may have no entry and no home."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from synthgen.errors import InputError


def home() -> Path | None:
    """Return the user's home folder; None where there is none."""
    try:
        return Path.home()
    except RuntimeError:  # no HOME, and no entry in the password database
        return None


def expanded(path: str | Path) -> Path:
    """Return a path with its "~" or "~name" replaced. Raises InputError where there is no such home folder."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InputError(
            f"'{path}' begins with a home folder, and there is none here",
            remedy="Write the whole path, or set the environment variable HOME.",
        ) from error


def temporary() -> Path | None:
    """Return the folder for temporary files; None where there is none that can be written."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return None


def need_temporary() -> Path:
    """Return the folder for temporary files. Raises InputError where there is none."""
    folder = temporary()
    if folder is None:
        raise InputError(
            "there is no folder for temporary files that can be written",
            remedy="Set the environment variable TMPDIR to one.",
        )
    return folder


def own_temporary(name: str) -> Path | None:
    """Return where all processes of this user share temporary files of a name; None where it is not this user's.

    The folder need not be there. Others write beside it: what another user put there is not taken.
    """
    parent, user = temporary(), user_id()
    if parent is None:
        return None
    folder = parent / f"{name}-{user}"
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return folder
    except OSError:
        return None
    return folder if found.st_uid in (user, 0) and not folder.is_symlink() else None


def user_id() -> int:
    """Return the user's number, 0 on systems that have none."""
    return getattr(os, "getuid", lambda: 0)()
