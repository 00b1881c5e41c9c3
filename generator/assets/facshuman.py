"""FACSHuman's data folder: a ``.target`` for each AU in topic folders, ``au.json`` with their codes, a licence.

``FacsHumanFolder`` reads targets from it when they are asked for; ``synthgen assets import`` compiles the same files
into the cache (``userdata``). Both call the asset by the same id, and give the same displacements to the bit.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Mapping

from synthgen.assets.index import AssetRecord
from synthgen.assets.targets import Target, read_target
from synthgen.errors import InputError, reason
from synthgen.files import read_file, sha256_file
from synthgen.jsontext import parse_json
from synthgen.namedfiles import files_below

UNKNOWN_LICENCE = "NOASSERTION"
#: bytes that are read of ``au.json`` and of a licence
_LARGEST_LIST = 1 << 20
_LICENCE_NAMES = ("license", "licence", "copying")
#: words that the text of a licence holds, most specific first
_LICENCES = (
    (("GNU LESSER GENERAL PUBLIC LICENSE", "VERSION 3"), "LGPL-3.0-only"),
    (("GNU AFFERO GENERAL PUBLIC LICENSE", "VERSION 3"), "AGPL-3.0-only"),
    (("GNU GENERAL PUBLIC LICENSE", "VERSION 3"), "GPL-3.0-only"),
    (("CC0 1.0 UNIVERSAL",), "CC0-1.0"),
    (("APACHE LICENSE", "VERSION 2.0"), "Apache-2.0"),
    (("PERMISSION IS HEREBY GRANTED, FREE OF CHARGE",), "MIT"),
)


class FacsHumanFolder:
    """FACSHuman's data where it lies. Every target is read and checked the first time it is asked for.

    Raises InputError for a folder without ``au.json`` or without targets, and for a code with two files.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError("there is no such folder", where=folder, remedy="FACSHuman's data folder holds au.json.")
        root = facshuman_root(folder)
        if root is None:
            raise InputError("is no data folder of FACSHuman: it holds no au.json", where=folder)
        self.root = root
        self._files = facshuman_files(root)
        self._targets: dict[str, Target] = {}
        #: FACSHuman's own codes that have a target, sorted
        self.paths = tuple(sorted(self._files))

    def get(self, path: str) -> Target:
        """Return the target of one of FACSHuman's own codes. Raises InputError, with the line, for a broken file."""
        if path not in self._targets:
            self._targets[path] = read_target(self._files[path])
        return self._targets[path]

    @cached_property
    def record(self) -> AssetRecord:
        """Where the targets come from; its hash is over all files of the codes."""
        digest = digest_of(self._files)
        return AssetRecord(
            id=f"facshuman-{digest[:12]}",
            spdx=licence_in(self.root) or UNKNOWN_LICENCE,
            sha256=digest,
            source=f"{len(self._files)} targets of the folder '{self.root.name}'",
        )


def facshuman_root(source: Path) -> Path | None:
    """Return the folder that holds FACSHuman's au.json: the given one, or one at most three levels below it."""
    for pattern in ("au.json", "*/au.json", "*/*/au.json", "*/*/*/au.json"):
        for path in sorted(source.glob(pattern)):
            return path.parent
    return None


def find_facshuman(*data_folders: Path) -> Path | None:
    """Return FACSHuman's folder in one of MakeHuman's data folders (user's, system's), None where it is in none."""
    for folder in data_folders:
        if folder.is_dir():
            for path in sorted(folder.iterdir()):
                if path.name.casefold() == "facshuman" and facshuman_root(path) is not None:
                    return path
    return None


def facshuman_files(root: Path) -> dict[str, Path]:
    """Return {code: file} of every code of au.json that has a file in a folder below; case does not count.

    Raises InputError for an au.json that cannot be read, a code with two files, and where there is no file at all.
    """
    try:
        listed = parse_json(read_file(root / "au.json", most=_LARGEST_LIST), mark=True)
        codes = {code.casefold(): code for code in listed}
    except (ValueError, TypeError, AttributeError) as error:
        raise InputError(f"cannot be read ({reason(error)})", where=root / "au.json") from error
    found: dict[str, Path] = {}
    for path in files_below(root, (".target",)):
        code = codes.get(path.stem.casefold())
        if code is None:
            continue
        if code in found:
            raise InputError(f"code '{code}' has two files: {found[code]} and {path}", where=root)
        found[code] = path
    if not found:
        raise InputError("holds au.json and no .target file of its codes", where=root)
    return found


def digest_of(files: Mapping[str, Path], more: Mapping[str, str] | None = None) -> str:
    """Return one SHA-256, in hex, for target files by name: over the sorted lines "name sha256", then ``more``."""
    try:
        lines = [f"{name} {sha256_file(path)}\n" for name, path in sorted(files.items())]
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=error.filename) from error
    lines += [f"{name} {sha256}\n" for name, sha256 in (more or {}).items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def licence_in(*folders: Path) -> str:
    """Return the SPDX id of the first licence text in folders, "" if there is none that is known."""
    for folder in dict.fromkeys(folders):
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name.lower().startswith(_LICENCE_NAMES):
                with path.open("rb") as handle:
                    text = handle.read(_LARGEST_LIST).decode("utf-8", errors="replace")
                text = " ".join(text.split()).upper()
                for words, spdx in _LICENCES:
                    if all(word in text for word in words):
                        return spdx
    return ""
