"""Files of the user's that scenes show: a folder's pictures, panoramas. They stay where they are, and are named.

Which one a clip shows comes from its seed and the folder's list of names. A dataset has a record of every file of the
folder, with SHA-256 and licence, and its clips name those that they show.
"""

from __future__ import annotations

import functools
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from synthgen.assets.index import AssetRecord
from synthgen.errors import InputError, reason
from synthgen.files import sha256_file
from synthgen.namedfiles import files_below, has_ending
from synthgen.scene.spec import SceneSpec
from synthgen.seeds import seed_of

#: a sidecar's name is the file's, or the folder's, and this (https://reuse.software/spec)
SIDECAR = ".license"
UNKNOWN_LICENCE = "NOASSERTION"
#: files of one folder: more are no set of backgrounds, and each is read before anything is rendered
MOST_FILES = 20_000
_LICENCE = re.compile(r"^\W*SPDX-License-Identifier:[ \t]*([A-Za-z0-9.+() -]+?)[ \t]*$", re.MULTILINE)
_LARGEST_SIDECAR = 1 << 16


@dataclass(frozen=True)
class UserFile:
    """A file that a scene may show; ``name``: its place in the folder, with forward slashes."""

    scene: str
    group: str
    name: str
    path: Path
    folder: Path

    @property
    def id(self) -> str:
        """What records call it."""
        return f"{self.group}/{self.scene}/{self.name}"

    def record(self) -> AssetRecord:
        """Return its record. Raises InputError where the file or its sidecar cannot be read."""
        try:
            digest = sha256_file(self.path)
        except OSError as error:
            raise InputError(f"cannot be read ({reason(error)})", where=self.path) from error
        return AssetRecord(self.id, self._licence(), digest, f"{self.group} of the user's, in scene '{self.scene}'")

    def _licence(self) -> str:
        """Return the licence that a sidecar of the file, or of its folder, names."""
        for of in (self.path, self.folder):
            sidecar = of.with_name(of.name + SIDECAR)
            if not sidecar.is_file():
                continue
            try:
                text = sidecar.read_bytes()[:_LARGEST_SIDECAR].decode("utf-8", "replace")
            except OSError as error:
                raise InputError(f"cannot be read ({reason(error)})", where=sidecar) from error
            found = _LICENCE.search(text)
            if found is None:
                raise InputError(
                    "names no licence",
                    where=sidecar,
                    remedy="Write a line 'SPDX-License-Identifier: CC-BY-4.0', or so.",
                )
            return found[1]
        return UNKNOWN_LICENCE


def user_files(scene: SceneSpec, group: str, endings: tuple[str, ...]) -> tuple[UserFile, ...]:
    """Return the files of a kind that a scene names under ``group``, by name: a folder's, or the one file.

    Raises InputError where there is none, or more than are plausible.
    """
    return tuple(_listed(scene.declared, group, scene.paths[group], endings))


def _listed(scene: str, group: str, given: str, endings: tuple[str, ...]) -> Iterator[UserFile]:
    place = Path(given)
    where = f"scene '{scene}', {group}"
    if place.is_file() and has_ending(place, endings):
        yield UserFile(scene, group, place.name, place, place.parent)
        return
    if not place.is_dir():
        what = "has another ending" if place.is_file() else "is not there"
        raise InputError(
            f"{given} {what}",
            where=where,
            expected=f"a folder of {', '.join(endings)}",
            remedy="Paths begin where the design is.",
        )
    try:
        paths = files_below(place, endings)
    except OSError as error:
        raise InputError(f"{given} cannot be read ({reason(error)})", where=where) from error
    if not paths:
        raise InputError(f"{given} holds none of {', '.join(endings)}", where=where, remedy="Name another folder.")
    if len(paths) > MOST_FILES:
        raise InputError(
            f"{given} holds {len(paths)} files; expected at most {MOST_FILES}", where=where, remedy="Name a part of it."
        )
    for name, path in sorted((path.relative_to(place).as_posix(), path) for path in paths):
        yield UserFile(scene, group, name, path, place)


@functools.lru_cache(maxsize=16)
def _known(scene: str, group: str, given: str, endings: tuple[str, ...]) -> tuple[UserFile, ...]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # whoever planned the run was told which files are left out
        return tuple(_listed(scene, group, given, endings))


def drawn_file(scene: SceneSpec, group: str, endings: tuple[str, ...], seed: int) -> UserFile:
    """Return the file that a seed draws. A folder is listed once: what comes into it later is not seen."""
    files = _known(scene.declared, group, scene.paths[group], endings)
    return files[seed_of(seed, (group,), "file") % len(files)]
