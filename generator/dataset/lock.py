"""One run at a time in a dataset folder. The lock dies with the process that holds it, however it dies."""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from synthgen.errors import InputError
from synthgen.files import disk_errors, refuse_link, take_lock
from synthgen.layout import LOCK

#: bytes of a lock file that are read
_LONGEST = 300
#: so long may it take from making a lock file to writing who has it
_WRITING_SECONDS = 1.0
#: so often it is looked whether another process has removed a lock file that was left behind
_CLEARING_SECONDS = 0.01
_NO_LOCKS = "This disk has no locks: the file of that run is all that tells."


@contextlib.contextmanager
def hold_lock(folder: Path) -> Iterator[None]:
    """Hold a folder's lock. Raises InputError, at once, where another process holds it; OSError otherwise.

    On a disk without locks (some network file systems) whoever made the lock file has it, and only a process of this
    computer that has ended is known to have left it behind. The file goes when the block ends.
    """
    path = folder / LOCK
    with contextlib.ExitStack() as stack:
        while True:
            opened = _opened(path)
            if opened is None:  # its last holder has just removed it
                continue
            handle, made = opened
            stack.enter_context(handle)
            taken = take_lock(handle, wait=False)
            if taken is False:
                raise _held(folder, _holder(handle), "Wait for it to end, or choose another --out.")
            if taken is None and not made:
                holder = _holder(handle) or _holder_soon(handle)
                if holder is not None and not holder.has_ended:
                    raise _held(folder, holder, f"{_NO_LOCKS} If it has ended, delete {path}.")
                _clear(handle, path)
                continue
            if _is_the_file(handle, path):
                break
        try:
            handle.truncate(0)
            handle.write(f"#{os.getpid()} {_here()}\n".encode())
            handle.flush()
            yield
        finally:
            with contextlib.suppress(OSError):  # Windows keeps open files
                if _is_the_file(handle, path):
                    path.unlink()


@dataclass(frozen=True)
class _Holder:
    """Who holds a lock: a process, on a computer (empty in older files: then it is this one)."""

    process: str
    computer: str

    @property
    def is_here(self) -> bool:
        return self.computer in ("", _here())

    @property
    def has_ended(self) -> bool:
        """Whether it is known to have ended."""
        if not self.is_here or sys.platform == "win32" or not self.process.isdigit():
            return False
        try:
            os.kill(int(self.process), 0)  # asks whether it is there
        except ProcessLookupError:
            return True
        except (OSError, OverflowError):
            return False
        return False


def _held(folder: Path, holder: _Holder | None, remedy: str) -> InputError:
    there = "" if holder is None or holder.is_here else f" on {holder.computer.partition('/')[0]}"
    who = "" if holder is None else f" (process {holder.process}{there})"
    return InputError(f"another run is writing this folder{who}", where=folder, remedy=remedy)


def _here() -> str:
    """Return what tells apart where numbers of processes are: the computer, and in containers of one name each."""
    try:
        return f"{platform.node()}/{''.join(filter(str.isdigit, os.readlink('/proc/self/ns/pid')))}"
    except OSError:  # another system than Linux
        return platform.node()


def _holder(handle: IO[bytes]) -> _Holder | None:
    """Return who wrote into a lock file; None where nobody did."""
    handle.seek(1)  # past the locked byte: what Windows locks cannot be read either
    words = handle.read(_LONGEST).decode("utf-8", "replace").split()
    return _Holder(words[0], words[1] if len(words) > 1 else "") if words else None


def _holder_soon(handle: IO[bytes]) -> _Holder | None:
    """Return who is about to write into a lock file that was made a moment ago; None where nobody does."""
    time.sleep(_WRITING_SECONDS)
    return _holder(handle)


def _opened(path: Path) -> tuple[IO[bytes], bool] | None:
    """Return the lock file, and whether it was made now; None where it vanishes meanwhile.

    Raises OSError for a link: a lock is emptied when it is taken.
    """
    flags = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        return os.fdopen(os.open(str(path), flags | os.O_CREAT | os.O_EXCL, 0o666), "a+b"), True
    except FileExistsError:
        try:
            return os.fdopen(os.open(str(path), flags), "a+b"), False
        except FileNotFoundError:
            return None


def _clear(handle: IO[bytes], path: Path) -> None:
    """Remove the lock file of a run that has ended, one process at a time: another might remove its successor's.

    Returns also where another process is at it, or was faster. Raises InputError where one has died at it.
    """
    clearing = path.with_name(f"{path.name}.clearing")
    try:
        os.close(os.open(str(clearing), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        deadline = time.monotonic() + _WRITING_SECONDS
        while clearing.exists():
            if time.monotonic() > deadline:
                raise _held(path.parent, None, f"{_NO_LOCKS} If it has ended, delete {path} and {clearing}.") from None
            time.sleep(_CLEARING_SECONDS)
        return
    try:
        if _is_the_file(handle, path):
            path.unlink()
    finally:
        clearing.unlink()


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
