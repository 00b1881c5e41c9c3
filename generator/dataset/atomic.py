"""Files that are added to a finished dataset, or to any folder: each is there as a whole, or not at all."""

from __future__ import annotations

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from synthgen.dataset.folder import TEMPORARY, is_full
from synthgen.dataset.lock import NAME as LOCK
from synthgen.dataset.lock import hold_lock
from synthgen.errors import InputError, RunError

_ATTEMPTS = 100
_NO_PLACE = (PermissionError, NotADirectoryError, FileNotFoundError, IsADirectoryError, FileExistsError)


def write_whole(folder: Path, files: Mapping[str, bytes], *, remedy: str, aside: Path | None = None) -> None:
    """Write files into a folder, replacing what has their names; each name always stands for a whole file.

    They are made in a folder of this call's own below ``aside`` (on the same disk; by default ``folder`` itself), where
    no link can wait for them and no other process writes. Raises InputError, with the remedy, where the folder cannot
    be written; RunError where the disk is full.
    """
    partial = (folder if aside is None else aside) / TEMPORARY
    refuse_link(partial)
    own = None
    try:
        own = _own_folder(partial)
        for name, content in files.items():
            (own / name).write_bytes(content)
        for name in files:
            (own / name).replace(folder / name)
    except OSError as error:
        raise write_error(error, folder, remedy) from error
    finally:
        if own is not None:
            shutil.rmtree(str(own), ignore_errors=True)
        with contextlib.suppress(OSError):  # a run's own files may lie there, or it was never made
            partial.rmdir()


def _own_folder(partial: Path) -> Path:
    """Return a new folder below ``partial``, which another process takes away in the moment that it is empty."""
    for _ in range(_ATTEMPTS):
        partial.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            return Path(tempfile.mkdtemp(dir=str(partial)))
    raise RunError(f"The folder {partial} vanishes again and again: others write there. Try again.")


@contextlib.contextmanager
def writing(root: Path, *, remedy: str) -> Iterator[None]:
    """Hold a dataset's lock, so that no run changes it meanwhile.

    Raises InputError where a run is on; with the remedy, where the folder cannot be written; RunError for a full disk.
    """
    refuse_link(root / LOCK)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(hold_lock(root))
        except OSError as error:
            raise write_error(error, root, remedy) from error
        yield


def write_error(error: OSError, folder: Path, remedy: str) -> InputError | RunError:
    """Return (for ``raise``) what an error of writing into a folder is to whoever asked for it."""
    if is_full(error):
        return RunError(f"The disk is full: nothing was written into {folder}. Free some space and try again.")
    if isinstance(error, _NO_PLACE) or error.errno == errno.EROFS:
        return InputError(f"cannot be written ({error.strerror})", where=folder, remedy=remedy)
    return RunError(f"Writing into {folder} failed: {error}.")


def refuse_link(path: Path) -> None:
    """Raise InputError for a link: somebody else's dataset must not lead our writing out of its folder."""
    if path.is_symlink():
        raise InputError("is a link; a file or folder of the dataset was expected", where=path, remedy="Take it away.")
