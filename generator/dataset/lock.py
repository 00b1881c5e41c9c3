"""One run at a time in a dataset folder. The lock dies with the process that holds it, however it dies."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from synthgen.errors import InputError
from synthgen.files import disk_errors, refuse_link, take_lock
from synthgen.layout import DESIGN, LOCK


@contextlib.contextmanager
def hold_lock(folder: Path) -> Iterator[None]:
    """Hold a folder's lock. Raises InputError, at once, where another process holds it; OSError otherwise.

    The lock file goes when the block ends, if the folder is a dataset by then.
    """
    path = folder / LOCK
    with contextlib.ExitStack() as stack:
        while True:
            handle = stack.enter_context(open(path, "a+b", opener=_no_link))
            if take_lock(handle, wait=False) is False:
                # past the locked byte: what Windows locks cannot be read either
                handle.seek(1)
                holder = handle.read(32).decode("ascii", "replace").strip()
                raise InputError(
                    f"another run is writing this folder{f' (process {holder})' if holder else ''}",
                    where=folder,
                    remedy="Wait for it to end, or choose another --out.",
                )
            if _is_the_file(handle, path):  # else its last holder has just removed it
                break
        try:
            handle.truncate(0)
            handle.write(f"#{os.getpid()}\n".encode())
            handle.flush()
            yield
        finally:
            if (folder / DESIGN).exists():
                with contextlib.suppress(OSError):  # Windows keeps open files
                    path.unlink()


def _no_link(path: str, flags: int) -> int:
    """Open a file that is no link: a lock is emptied when it is taken. Raises OSError for a link."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _is_the_file(handle: IO[bytes], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle.fileno()), path.stat())
    except FileNotFoundError:
        return False


@contextlib.contextmanager
def writing(root: Path, *, remedy: str) -> Iterator[None]:
    """Hold the lock of a finished dataset that somebody else may have made, so that no run changes it meanwhile.

    Raises InputError where a run is on; with the remedy, where the folder cannot be written; RunError for a full disk.
    """
    refuse_link(root / LOCK)
    with contextlib.ExitStack() as stack:
        with disk_errors(root, remedy=remedy):
            stack.enter_context(hold_lock(root))
        yield
