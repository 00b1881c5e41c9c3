"""The cache folder, and how a folder appears in it: whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from synthgen import files
from synthgen.errors import InputError, RunError
from synthgen.files import free_bytes, replace_files, sync, take_lock
from synthgen.home import expanded, home, own_temporary
from synthgen.layout import LOCK

REMEDY = "Point the environment variable SYNTHGEN_CACHE at a folder you can write to, with enough space."
_TEMPORARY = "synthgen-cache"
#: without locks, a build folder older than this belongs to a run that was killed
_ABANDONED_SECONDS = 24 * 3600.0


def cache_folder() -> Path:
    """Return the folder everything is cached in: $SYNTHGEN_CACHE, else the platform's user cache + "synthgen".

    Where there is no home folder, or one in which nothing can be made, it is this user's own among temporary files.
    Raises InputError where there is no such folder either.
    """
    chosen = os.environ.get("SYNTHGEN_CACHE")
    if chosen:
        return expanded(chosen).absolute()
    usual = _usual_folder()
    if usual is not None and _can_be(usual):
        return usual
    folder = own_temporary(_TEMPORARY)
    if folder is None:
        raise InputError(
            "there is no home folder, and no folder for temporary files that is this user's", remedy=REMEDY
        )
    return folder


def is_temporary(folder: Path) -> bool:
    """Tell whether a cache folder lies among temporary files, for want of a home."""
    return folder == own_temporary(_TEMPORARY)


def _usual_folder() -> Path | None:
    user = home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or (user and user / "AppData" / "Local")
        return Path(local) / "synthgen" / "cache" if local else None
    if sys.platform == "darwin":
        return user and user / "Library" / "Caches" / "synthgen"
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():  # others are to be ignored, says the standard
        return chosen / "synthgen"
    return user and user / ".cache" / "synthgen"


def _can_be(folder: Path) -> bool:
    """Tell whether a folder is there, if only to be read, or can be made."""
    above = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    return above == folder or os.access(above, os.W_OK | os.X_OK)


@contextlib.contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what a disk can do to a write into the cache into an InputError where it cannot be written, a RunError where
    there is no room."""
    with files.disk_errors(folder, remedy=REMEDY, full=REMEDY):
        yield


def need_space(folder: Path, megabytes: int) -> None:
    """Raise RunError unless the disk that ``folder`` is (or will be) on has that much space left."""
    free = free_bytes(folder) // 1_000_000
    if free < megabytes:
        raise RunError(f"The assets need {megabytes} MB below {folder}, and {free} MB are free there. {REMEDY}")


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the lock of ``folder`` (made if need be); another process waits here. A killed holder frees it.

    What a killed holder left half-built is removed.
    """
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = (folder / LOCK).open("a+b")
    with handle:
        alone = take_lock(handle, wait=True)
        _remove_abandoned(folder, 0.0 if alone else _ABANDONED_SECONDS)
        yield


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
                    sync(path)
            building.chmod(0o755)
            try:
                building.rename(final)
            except OSError:
                if not final.is_dir():
                    raise
            sync(parent)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a small file so that its name always holds either the old or the new content, whole."""
    with disk_errors(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_files(path.parent, {path.name: content}, durable=True)


def _remove_abandoned(parent: Path, seconds: float) -> None:
    for leftover in parent.glob(".building-*"):
        with contextlib.suppress(OSError):
            if time.time() - leftover.stat().st_mtime >= seconds:
                shutil.rmtree(leftover, ignore_errors=True)
