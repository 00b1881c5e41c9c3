"""What is in a dataset's folder, looked at without trusting it: no link is followed, nothing outside is opened."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from synthgen.bystanders import is_bystander
from synthgen.dataset.plainfile import open_plain
from synthgen.errors import InputError
from synthgen.files import sha256_list, sha256_of

#: bytes of a file that is hashed: an hour of film
LARGEST_FILE = 2 << 30
#: bytes of a file that is read whole: designs, inputs, splits, signatures; manifests are read line by line
LARGEST_TEXT = 64 << 20
#: files that a folder may hold: beyond, it is refused rather than listed for hours
_MOST_FILES = 20_000_000


#: what a symbolic link is called, and a file to which one leads
LINKS = (LINK, BEHIND_LINK) = ("a symbolic link", "behind a symbolic link")


class UnsafePath(InputError):
    """A path that a dataset names and that may not be opened; the problem says why."""


@dataclass(frozen=True)
class Tree:
    """Regular files below a folder: {path with forward slashes: bytes}. ``links`` maps what is no file or folder
    (a link, a device, a pipe) to what it is; ``closed`` are folders that cannot be listed, ``bystanders`` files and
    folders that are no part of a dataset and were not looked into. ``on_disk``: {path: what it is called there} of
    files whose names are in another Unicode form there."""

    root: Path
    files: Mapping[str, int]
    links: Mapping[str, str]
    closed: tuple[str, ...]
    bystanders: tuple[str, ...] = ()
    on_disk: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _folders(self) -> Mapping[str, Sequence[str]]:
        found = defaultdict(list)
        for path in sorted(self.files):
            found[path.rpartition("/")[0]].append(path)
        return found

    def named(self, paths: Iterable[str]) -> Tree:
        """Return the same files by the names that a dataset has for them, where a Mac, a zip or git wrote those in
        another Unicode form."""
        wanted = [path for path in paths if not path.isascii() and path not in self.files]
        if not wanted:
            return self
        forms = {normalize("NFC", path): path for path in self.files if not path.isascii()}
        found = {path: forms[form] for path in wanted if (form := normalize("NFC", path)) in forms}
        others = set(found.values())
        files = {path: size for path, size in self.files.items() if path not in others}
        return replace(self, files=files | {path: self.files[other] for path, other in found.items()}, on_disk=found)

    def within(self, folder: str) -> list[str]:
        """Return the files that lie anywhere below a folder of the dataset, sorted."""
        return sorted(path for path in self.files if path.startswith(f"{folder}/"))

    def inside(self, folder: str) -> Sequence[str]:
        """Return the files that lie in a folder of the dataset itself, sorted."""
        return self._folders.get(folder, ())

    def pictures(self, path: str) -> Sequence[str]:
        """Return the files of a clip that is no video: itself where it is a still, else the frames in its folder."""
        return [path] if path in self.files else self.inside(path)

    def open(self, path: str) -> BinaryIO:
        """Open a regular file of the dataset for reading.

        Raises UnsafePath for a path that is absolute, has "..", or is no regular file of the dataset (a link is none);
        OSError where it cannot be read.
        """
        if path not in self.files:
            link = f"is {self.links[path]}" if path in self.links else "is not in the dataset"
            raise UnsafePath(why_unsafe(path) or link)
        return open_plain(self.root / self.on_disk.get(path, path))

    def read(self, path: str, *, most: int = LARGEST_TEXT) -> bytes:
        """Return a file's bytes. Raises as ``open`` does, and UnsafePath for a file larger than ``most`` bytes."""
        if self.files.get(path, 0) > most:
            raise UnsafePath(f"is {self.files[path]} bytes; the audit opens at most {most}")
        with self.open(path) as handle:
            return handle.read(most + 1)

    def sha256(self, path: str) -> str:
        """Return a file's SHA-256 in hex. Raises as ``open`` does, and UnsafePath for more than LARGEST_FILE bytes."""
        if self.files.get(path, 0) > LARGEST_FILE:
            raise UnsafePath(f"is {self.files[path]} bytes; at most {LARGEST_FILE} are read")
        with self.open(path) as handle:
            return sha256_of(handle)

    def sha256_frames(self, frames: Sequence[str]) -> str:
        """Return the SHA-256 that a record has of a PNG clip: of the lines ``<sha256>  <name>``. Raises likewise."""
        return sha256_list((frame.rpartition("/")[2], self.sha256(frame)) for frame in frames)


def scan(root: Path) -> Tree:
    """List a folder, less what computers and hosts leave in it. Raises InputError where it is none or cannot be
    listed."""
    if not root.is_dir():
        raise InputError("is no folder" if root.exists() else "there is no such folder", where=root)
    files: dict[str, int] = {}
    links: dict[str, str] = {}
    closed: list[str] = []
    bystanders: list[str] = []
    folders = [""]
    while folders:
        folder = folders.pop()
        try:
            with os.scandir(root / folder) as entries:
                for entry in entries:
                    path = f"{folder}/{entry.name}" if folder else entry.name
                    try:
                        status = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:  # a run that is on takes its own files away
                        continue
                    if is_bystander(entry.name, folder=stat.S_ISDIR(status.st_mode)):
                        bystanders.append(path)
                    elif stat.S_ISDIR(status.st_mode):
                        folders.append(path)
                    elif stat.S_ISREG(status.st_mode):
                        files[path] = status.st_size
                    else:
                        links[path] = _kind(status.st_mode)
        except OSError as error:
            if not folder:
                raise InputError(f"cannot be listed ({error.strerror})", where=root) from error
            closed.append(folder)
        if len(files) > _MOST_FILES:
            raise InputError(f"holds more than {_MOST_FILES} files", where=root)
    return Tree(root, files, links, tuple(sorted(closed)), tuple(sorted(bystanders)))


def why_unsafe(path: str) -> str | None:
    """Return why a path may not be opened wherever it leads, None where it stays below the folder it starts from.

    >>> why_unsafe("clips/a.mp4"), why_unsafe("../a"), why_unsafe("/etc/a")
    (None, "leads outside the dataset ('..')", 'is an absolute path')
    """
    parts = path.replace("\\", "/").split("/")
    if path.startswith(("/", "\\")) or (len(path) > 1 and path[1] == ":"):
        return "is an absolute path"
    if ".." in parts:
        return "leads outside the dataset ('..')"
    if "\0" in path:
        return "holds a zero byte"
    return None


def _kind(mode: int) -> str:
    names = ((stat.S_ISLNK, LINK), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((name for test, name in names if test(mode)), "a device")
