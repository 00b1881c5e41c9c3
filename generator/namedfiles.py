"""The files of a kind that a folder holds or a glob finds: endings in any case, and nothing that computers leave there.

A name that begins with a dot ("._anna.mhm") and a bystander ("~$anna.mhm", what lies in "__MACOSX") are left out
everywhere alike, and that is said.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from unicodedata import normalize

from synthgen.backports import glob_below
from synthgen.bystanders import is_bystander
from synthgen.errors import InputWarning
from synthgen.files import unwritable_name
from synthgen.home import expanded


def has_ending(path: Path, endings: Sequence[str]) -> bool:
    """Tell whether a name ends in one of ``endings`` (".mhm", in lower case), in any case.

    >>> has_ending(Path("BERT.MHM"), [".mhm"]), has_ending(Path("mhm"), [".mhm"])
    (True, False)
    """
    return path.suffix.lower() in endings


def on_disk(path: Path) -> Path:
    """Return a path as it is called on disk, where a Mac, a zip or git wrote its names in another Unicode form; the
    path itself where it is there as it is, or not at all. Raises InputError for a name that this system's encoding
    cannot write: any question for it is answered with "not there"."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError as error:
        raise unwritable_name(error).at(path) from error
    if str(path).isascii() or path.exists() or path == path.parent:
        return path
    folder = on_disk(path.parent)
    wanted = normalize("NFC", path.name)
    try:
        found = sorted(name for name in os.listdir(folder) if normalize("NFC", name) == wanted)  # noqa: PTH208
    except OSError:
        return path
    return folder / found[0] if found else path


def files_in(folder: Path, endings: Sequence[str]) -> list[Path]:
    """Return the files of a kind that lie in a folder itself, sorted. Raises OSError."""
    return _chosen((path for path in folder.iterdir() if path.is_file()), endings, folder)


def files_below(folder: Path, endings: Sequence[str]) -> list[Path]:
    """Return the files of a kind that lie anywhere below a folder, sorted; folders of a dot name are left out."""
    return _chosen(_below(folder), endings, folder)


def files_matching(folder: Path, pattern: str, endings: Sequence[str]) -> list[Path]:
    """Return the files of a kind that a glob finds from a folder on, sorted; "**" stands for any folders."""
    start, name = os.path.split(str(expanded(pattern)) if pattern.startswith("~") else pattern)
    stem, ending = os.path.splitext(name)  # noqa: PTH122
    if ending.lower() in endings:
        name = stem + "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in ending)
    found = glob_below(folder, os.path.join(start, name), recursive=True)  # noqa: PTH118
    found = [path for path in found if not any(_is_left(part, folder=True) for part in _wild(path, folder, start))]
    if name and name[0] in "*?[":  # a wildcard passes over a dot in silence
        found += glob_below(folder, os.path.join(start, f".{name}"), recursive=True)  # noqa: PTH118
    elif name.startswith("."):  # asked for
        return sorted(path for path in found if has_ending(path, endings) and path.is_file())
    return _chosen((path for path in found if path.is_file()), endings, pattern)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = (name for name in folders if not _is_left(name, folder=True))
        yield from (Path(parent) / name for name in files)


def _chosen(files: Iterable[Path], endings: Sequence[str], where: str | Path) -> list[Path]:
    """Return the files of a kind, sorted, and warn of those that are left out for the dot."""
    kind = sorted(path for path in files if has_ending(path, endings))
    hidden = [path.name for path in kind if _is_left(path.name)]
    if hidden:
        more = f" and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        said = f"{where}: {hidden[0]}{more} left out: such names are what computers leave in folders"
        warnings.warn(InputWarning(said), stacklevel=4)
    return [path for path in kind if not _is_left(path.name)]


def _is_left(name: str, *, folder: bool = False) -> bool:
    return name.startswith(".") or is_bystander(name, folder=folder)


def _wild(path: Path, folder: Path, start: str) -> Sequence[str]:
    """Return the folders in a path that a glob's wildcards found: those that a person did not write."""
    written = Path(os.path.join(folder, start)).parts  # noqa: PTH118
    fixed = next((at for at, part in enumerate(written) if any(mark in part for mark in "*?[")), len(written))
    return path.parts[fixed:-1]
