"""Opening files of a folder that somebody else may have made: regular files only."""

from __future__ import annotations

import errno
import os
import shlex
import stat
from pathlib import Path
from typing import BinaryIO

from synthgen.errors import InputError


def open_plain(path: Path) -> BinaryIO:
    """Open a regular file for reading, at once: no link is followed, no pipe is waited for.

    Raises OSError for what is none, as for what is not there or cannot be read; ``strerror`` says which.
    """
    flags = os.O_RDONLY
    for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
        flags |= getattr(os, name, 0)
    try:
        descriptor = os.open(str(path), flags)
    except OSError as error:
        if path.is_symlink():
            raise OSError(error.errno, "it is a link", str(path)) from error
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no regular file", str(path))
    return os.fdopen(descriptor, "rb")


def cache_of_links(root: Path) -> InputError:
    """Return (for ``raise``) the error of a folder that has links where a dataset has files."""
    return InputError(
        "is a folder of links, as a hub's cache and git-annex keep one; links are not followed",
        where=root,
        remedy=f"Copy the files themselves, `cp -rL {shlex.quote(str(root))} COPY`, or download into a folder of your "
        "own (`hf download … --local-dir DIR`; `git annex unlock`; `dvc config cache.type copy`).",
    )
