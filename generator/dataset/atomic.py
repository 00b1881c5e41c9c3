"""Files that are added to a finished dataset, or to any folder: each is there as a whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from synthgen.dataset.folder import TEMPORARY, disk_is_full, is_full
from synthgen.dataset.lock import NAME as LOCK
from synthgen.dataset.lock import hold_lock
from synthgen.errors import InputError, RunError

_NO_PLACE = (PermissionError, NotADirectoryError, FileNotFoundError, IsADirectoryError, FileExistsError)


def write_whole(folder: Path, files: dict[str, bytes], *, remedy: str) -> None:
    """Write files into a folder, replacing what has their names; each name always stands for a whole file.

    Raises InputError, with the remedy, where the folder cannot be written; RunError where the disk is full.
    """
    aside = folder / TEMPORARY
    _refuse_link(aside)
    try:
        aside.mkdir(exist_ok=True)
        for name, content in files.items():
            (aside / name).write_bytes(content)
        for name in files:
            (aside / name).replace(folder / name)
    except OSError as error:
        for name in files:
            with contextlib.suppress(OSError):
                (aside / name).unlink()
        if is_full(error):
            raise disk_is_full(folder) from error
        if isinstance(error, _NO_PLACE) or error.errno == errno.EROFS:
            raise InputError(f"cannot be written ({error.strerror})", where=folder, remedy=remedy) from error
        raise RunError(f"Writing below {folder} failed: {error}.") from error
    finally:
        with contextlib.suppress(OSError):  # a run's own files may lie there, or it was never made
            aside.rmdir()


@contextlib.contextmanager
def writing(root: Path, *, remedy: str) -> Iterator[None]:
    """Hold a dataset's lock, so that no run changes it meanwhile.

    Raises InputError where a run is on; with the remedy, where the folder cannot be written.
    """
    _refuse_link(root / LOCK)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold_lock(root))
        except OSError as error:
            raise InputError(f"cannot be written ({error.strerror})", where=root, remedy=remedy) from error
        yield


def _refuse_link(path: Path) -> None:
    """Raise InputError for a link: somebody else's dataset must not lead our writing out of its folder."""
    if path.is_symlink():
        raise InputError("is a link; a run's own file or folder was expected", where=path, remedy="Take it away.")
