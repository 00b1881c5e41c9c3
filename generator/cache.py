"""The cache folder, and how a folder appears in it: whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from synthgen.errors import RunError

REMEDY = "Point the environment variable SYNTHGEN_CACHE at a folder you can write to, with enough space."
#: without locks, a build folder older than this belongs to a run that was killed
_ABANDONED_SECONDS = 24 * 3600.0
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def cache_folder() -> Path:
    """Return the folder everything is cached in: $SYNTHGEN_CACHE, else the platform's user cache + "synthgen"."""
    chosen = os.environ.get("SYNTHGEN_CACHE")
    if chosen:
        return Path(chosen).expanduser().absolute()
    try:
        home = Path.home()
    except RuntimeError:  # no HOME and no entry in the password database: some containers
        return Path(tempfile.gettempdir()) / "synthgen-cache"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "synthgen" / "cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "synthgen"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "synthgen"


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's content, in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as handle:
        while chunk := handle.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what a disk can do to a write below ``folder`` into a RunError that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise RunError(f"The disk is full: nothing more could be written below {folder}. {REMEDY}") from error
        if isinstance(error, PermissionError) or error.errno == errno.EROFS:
            raise RunError(f"The folder {folder} cannot be written ({error.strerror}). {REMEDY}") from error
        if isinstance(error, (FileExistsError, NotADirectoryError)):
            raise RunError(f"{error.filename or folder} is in the way: a folder is needed there. {REMEDY}") from error
        raise


def need_space(folder: Path, megabytes: int) -> None:
    """Raise RunError unless the disk that ``folder`` is (or will be) on has that much space left."""
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free // 1_000_000
    if free < megabytes:
        raise RunError(f"The assets need {megabytes} MB below {folder}, and {free} MB are free there. {REMEDY}")


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder`` (made if need be); another process waits here. A killed holder frees it.

    What a killed holder left half-built is removed.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / ".lock").open("a+b")
    with handle:
        alone = _take(handle)
        _remove_abandoned(folder, 0.0 if alone else _ABANDONED_SECONDS)
        yield


@contextlib.contextmanager
def claim(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a lock file (made if need be); yield False at once if another process holds it and this one won't wait.

    A killed holder frees it. Where the file system has no locks, everybody holds it. Raises OSError.
    """
    with path.open("a+b") as handle:
        if wait:
            _take(handle)
        yield wait or _take_now(handle)


def _take_now(handle: IO[bytes]) -> bool:
    """Take the lock of an open file; False where another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def _take(handle: IO[bytes]) -> bool:
    """Wait for the lock of an open file; False where the file system has no locks."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
                return True
            except OSError:  # it gives up after ten seconds
                time.sleep(0.1)
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # some network file systems: two processes may then both build, and the first to finish wins
        return False
    return True


@contextlib.contextmanager
def new_folder(final: Path) -> Iterator[Path]:
    """Yield an empty folder to fill; when the block ends well it is synced to disk and becomes ``final``.

    Called with the lock of the folder ``final`` is in. A failure or a kill leaves nothing under the final name. If
    another process made ``final`` meanwhile, its folder stays (both hold the same content, or the caller names folders
    by content).
    """
    parent = final.parent
    with disk_errors(parent):
        parent.mkdir(parents=True, exist_ok=True)
        building = Path(tempfile.mkdtemp(prefix=".building-", dir=parent))
        try:
            yield building
            for path in sorted(building.rglob("*")):
                if path.is_file():
                    _sync(path)
            building.chmod(0o755)
            try:
                building.rename(final)
            except OSError:
                if not final.is_dir():
                    raise
            _sync(parent)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a small file so that its name always holds either the old or the new content, whole."""
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        _sync(path.parent)


def _sync(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    if path.is_dir() and sys.platform == "win32":  # folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_abandoned(parent: Path, seconds: float) -> None:
    for leftover in parent.glob(".building-*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime >= seconds:
                shutil.rmtree(leftover, ignore_errors=True)
