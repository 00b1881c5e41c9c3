"""Files that have their names as a whole or not at all: hashed, written, locked, and what a disk can do to them."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, BinaryIO

from synthgen.bystanders import is_bystander
from synthgen.errors import InputError, RunError
from synthgen.layout import TEMPORARY

_ATTEMPTS = 100
#: what leaves no room for a write
_NO_ROOM = {
    errno.ENOSPC: "The disk is full",
    errno.EDQUOT: "The quota on this disk is used up",
    errno.EFBIG: "A file would be larger than a file may be here (`ulimit -f` says how large, or the disk's own limit)",
}
_RAISE = "Raise that limit, or choose a folder on another disk, and give the same command again."
_NO_PLACE = {
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR),
    *(errno.ENOENT, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL),
}
#: what a machine can lack, whatever is done: a disk that answers, handles, processes
_MACHINES = {
    *(errno.EIO, errno.EMFILE, errno.ENFILE, errno.ETIMEDOUT, getattr(errno, "ESTALE", errno.EIO)),
    errno.EAGAIN,  # no more processes
}
_NO_THREAD = "can't start new thread"
_FREE_SOME = "Free some space and try again."
_PACKAGE = Path(__file__).resolve().parent
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


def read_file(path: Path, *, most: int | None = None, remedy: str = "") -> bytes:
    """Return a file's bytes. Raises InputError where it cannot be read, or has more than ``most`` bytes."""
    try:
        with path.open("rb") as handle:
            source = handle.read() if most is None else handle.read(most + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=path, remedy=remedy) from error
    refuse_large(source, where=path, most=most, remedy=remedy)
    return source


def refuse_large(
    source: bytes, *, where: str | Path, most: int | None, lines: int | None = None, remedy: str = ""
) -> None:
    """Raise InputError for more than ``most`` bytes or ``lines`` (None: any number) that came from ``where``."""
    if most is not None and len(source) > most:
        limit = f"{most >> 20} MiB" if most >= 1 << 20 else f"{most} bytes"
        raise InputError(f"is larger than {limit}, the most that is read of such a file", where=where, remedy=remedy)
    if lines is not None and max(source.count(b"\n"), source.count(b"\r")) > lines:
        raise InputError(
            f"has more than {lines} lines, the most that is read of such a file", where=where, remedy=remedy
        )


def decoded(source: bytes, *, where: str | Path, most: int | None = None, remedy: str = "") -> str:
    """Return the text of a file in UTF-8, without a byte order mark. Raises InputError, with the line, for anything
    else, and for more than ``most`` bytes."""
    refuse_large(source, where=where, most=most, remedy=remedy)
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise InputError("is not UTF-8 text", where=where, line=line, remedy=remedy or "Save it as UTF-8.") from error


def text_lines(text: str) -> list[str]:
    """Return the lines of a text, split at the line ends of any system, and at no other character.

    >>> text_lines("a\\r\\nb\\rc\\u2028d\\n")
    ['a', 'b', 'c\\u2028d', '']
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def sha256_of(stream: BinaryIO) -> str:
    """Return the SHA-256, in hex, of what is left to read of a stream."""
    digest = hashlib.sha256()
    while chunk := stream.read(1 << 20):
        digest.update(chunk)
    return digest.hexdigest()


def sha256_file(path: Path) -> str:
    """Return the SHA-256, in hex, of a file's content, or of a folder of frames (see ``sha256_list``)."""
    if path.is_dir():
        return sha256_list((frame.name, sha256_file(frame)) for frame in frames_in(path))
    with path.open("rb") as stream:
        return sha256_of(stream)


def frames_in(folder: Path) -> list[Path]:
    """Return the files of a PNG clip's folder, sorted, without what a computer left in it. Raises OSError."""
    return sorted(path for path in folder.iterdir() if not is_bystander(path.name, folder=path.is_dir()))


def sha256_list(files: Iterable[tuple[str, str]]) -> str:
    """Return one SHA-256 for (name, SHA-256) pairs: of the lines ``<sha256>  <name>`` in order of name.

    It is what ``sha256sum * | sha256sum`` prints, first column.
    """
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(files))
    return hashlib.sha256(lines.encode("utf-8", "surrogateescape")).hexdigest()


@contextlib.contextmanager
def replacing(path: Path, *, temporary: Path) -> Iterator[Path]:
    """Yield ``temporary``, on the same disk, to be written; it becomes ``path`` when the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    yield temporary
    temporary.replace(path)


def replace_files(
    folder: Path, files: Mapping[str, bytes], *, aside: Path | None = None, durable: bool = False
) -> None:
    """Write files into a folder, replacing what has their names; each name always stands for a whole file.

    They are made in a folder of this call's own below ``aside`` (on the same disk; by default ``folder`` itself), where
    no link can wait for them and no other process writes. ``durable``: they are on disk, too, when this returns.
    Raises OSError.
    """
    partial = (folder if aside is None else aside) / TEMPORARY
    refuse_link(partial)
    own = None
    try:
        own = _own_folder(partial)
        for name, content in files.items():
            (own / name).write_bytes(content)
            if durable:
                sync(own / name)
        for name in files:
            (own / name).replace(folder / name)
        if durable:
            sync(folder)
    finally:
        if own is not None:
            shutil.rmtree(str(own), ignore_errors=True)
        with contextlib.suppress(OSError):  # a run's own files may lie there, or it was never made
            partial.rmdir()


def write_whole(folder: Path, files: Mapping[str, bytes], *, remedy: str, aside: Path | None = None) -> None:
    """Write files as ``replace_files`` does.

    Raises InputError, with the remedy, where the folder cannot be written; RunError where the disk is full.
    """
    with disk_errors(folder, remedy=remedy):
        replace_files(folder, files, aside=aside)


def _own_folder(partial: Path) -> Path:
    """Return a new folder below ``partial``, which another process takes away in the moment that it is empty."""
    for _ in range(_ATTEMPTS):
        with contextlib.suppress(FileExistsError):  # ``exist_ok`` would raise where it is gone a moment later
            partial.mkdir()
        with contextlib.suppress(FileNotFoundError):
            return Path(tempfile.mkdtemp(dir=str(partial)))
    raise RunError(f"The folder {partial} vanishes again and again: others write there. Try again.")


def sync(path: Path) -> None:
    """Flush a file, or a folder's list of names, to the disk."""
    if path.is_dir() and sys.platform == "win32":  # folders cannot be opened there
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def take_lock(handle: IO[bytes], *, wait: bool) -> bool | None:
    """Take the lock of an open file, which ends with it or with this process; False where another process has it.

    Returns None where the file system has no locks (some network file systems).
    """
    while True:
        try:
            if sys.platform == "win32":
                import msvcrt

                handle.seek(0)
                msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno not in _TAKEN:
                return None
            if not wait:
                return False
            time.sleep(0.1)  # Windows has no lock to wait for
        else:
            return True


@contextlib.contextmanager
def claim(path: Path, *, wait: bool) -> Iterator[bool]:
    """Hold a lock file (made if need be); yield False at once if another process holds it and this one won't wait.

    A killed holder frees it. Where the file system has no locks, everybody holds it. Raises OSError.
    """
    with path.open("a+b") as handle:
        yield take_lock(handle, wait=wait) is not False


def refuse_link(path: Path) -> None:
    """Raise InputError for a link: somebody else's dataset must not lead our writing out of its folder."""
    if path.is_symlink():
        raise InputError("is a link; a file or folder of the dataset was expected", where=path, remedy="Take it away.")


@contextlib.contextmanager
def disk_errors(folder: Path, *, remedy: str, full: str = _FREE_SOME) -> Iterator[None]:
    """Turn what a disk can do to a write below ``folder`` into an InputError, with the remedy, where the folder cannot
    be written; into a RunError where there is no room (``full`` says what to do) or the disk fails."""
    try:
        yield
    except OSError as error:
        if is_full(error):
            raise _no_room(error, folder, full) from error
        if error.errno in _NO_PLACE:
            raise InputError(f"cannot be written ({error.strerror})", where=folder, remedy=remedy) from error
        raise RunError(f"Writing below {folder} failed: {error}.") from error


def machine_error(error: BaseException, folder: Path | None = None, *, full: str = _FREE_SOME) -> RunError | None:
    """Return what to say of an error that a machine can cause anywhere, below ``folder`` where that is known: no room,
    no memory, a file that cannot be read or written. None for any other: then the program is at fault."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return RunError("Memory ran out. Fewer workers (--workers) and smaller pictures (--size) take less.")
    if isinstance(error, RuntimeError) and str(error) == _NO_THREAD:
        return RunError("This system allows no more threads (`ulimit -u`). Fewer workers (--workers) need less.")
    if not isinstance(error, OSError):
        return None
    if is_full(error):
        return _no_room(error, Path(error.filename or ".") if folder is None else folder, full)
    named = isinstance(error.filename, (str, bytes, os.PathLike)) and _PACKAGE not in _parents(error.filename)
    if named or error.errno in _MACHINES:
        place = f"{os.fsdecode(error.filename)}: " if error.filename else ""
        return RunError(f"{place}{error.strerror or error}.")
    return None


def unwritable_name(error: UnicodeEncodeError) -> InputError:
    """Return what to say of a name with letters that the system's encoding does not have."""
    letters = error.object[error.start : error.end]
    if error.encoding == "utf-8":  # it takes all there are
        return InputError(f"{letters!r} is no letter: a name in another encoding", remedy="Rename what has it.")
    return InputError(
        f"{letters!r} cannot be written in this system's encoding ({error.encoding})",
        remedy="Set the environment variable PYTHONUTF8=1, or choose a language setting with UTF-8.",
    )


def _parents(name: str | bytes | os.PathLike[str]) -> Sequence[Path]:
    return Path(os.fsdecode(name)).parents


def _no_room(error: OSError, folder: Path, remedy: str) -> RunError:
    way_out = _RAISE if error.errno == errno.EFBIG else remedy
    return RunError(f"{_NO_ROOM[error.errno or 0]}: nothing more can be written below {folder}. {way_out}")


def is_full(error: BaseException) -> bool:
    """Tell whether an error says that there is no room: the disk, a quota on it, or the size that a file may have."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def free_bytes(path: Path) -> int:
    """Return the free space of the disk a folder is, or will be, on."""
    while not path.exists() and path != path.parent:
        path = path.parent
    return shutil.disk_usage(path).free
