"""Folders a user brings: FACSHuman's AU targets, other ``.target`` files, MakeHuman's proxies and skins.

What is imported is used only where a design or a model names it, and never in place of embedded data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from synthgen.assets.cache import lock, new_folder, sha256_file, write_atomically
from synthgen.assets.index import AssetRecord, changed_files, read_index, write_index
from synthgen.assets.items import Item, find_items, read_item
from synthgen.assets.targets import Target, TargetSet, parse_target, write_targets
from synthgen.errors import InputError, RunError

#: changes when the compiled form does
FORMAT = 2
_LIST = "imported.json"
_LICENCE_NAMES = ("license", "licence", "copying")
_UNKNOWN_LICENCE = "NOASSERTION"
#: words that the text of a licence holds, most specific first
_LICENCES = (
    (("GNU LESSER GENERAL PUBLIC LICENSE", "VERSION 3"), "LGPL-3.0-only"),
    (("GNU AFFERO GENERAL PUBLIC LICENSE", "VERSION 3"), "AGPL-3.0-only"),
    (("GNU GENERAL PUBLIC LICENSE", "VERSION 3"), "GPL-3.0-only"),
    (("CC0 1.0 UNIVERSAL",), "CC0-1.0"),
    (("APACHE LICENSE", "VERSION 2.0"), "Apache-2.0"),
    (("PERMISSION IS HEREBY GRANTED, FREE OF CHARGE",), "MIT"),
)


@dataclass(frozen=True)
class Imported:
    """One imported folder: "facshuman" or "targets", its compiled folder's name, and what else was found in it."""

    kind: str
    folder: str
    record: AssetRecord
    targets: int
    items: tuple[Item, ...] = ()


def read_imports(assets_folder: Path) -> tuple[Imported, ...]:
    """Return what was imported into a cache, in the order of import. Raises RunError where the list is damaged."""
    path = assets_folder / _LIST
    if not path.is_file():
        return ()
    try:
        return tuple(
            Imported(
                kind=entry["kind"],
                folder=entry["folder"],
                record=AssetRecord(**entry["record"]),
                targets=entry["targets"],
                items=tuple(read_item(item) for item in entry["items"] if "files" in item),
            )
            for entry in json.loads(path.read_text(encoding="utf-8"))
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"The list of imports {path} is damaged ({error}). Delete it and import again.") from error


def load_set(assets_folder: Path, imported: Imported) -> TargetSet:
    """Return the targets of one import."""
    folder = assets_folder / imported.folder
    return TargetSet(folder, read_index(folder)["targets"])


def import_folder(source: Path, assets_folder: Path, *, embedded: Collection[str], spdx: str = "") -> Imported:
    """Compile a user's folder into the cache and put it on the list; return what was found.

    ``embedded`` holds the base names of the embedded targets: targets of these names are left out.
    ``spdx`` is the licence where the folder holds none. Raises InputError for a folder that holds nothing of use and
    for malformed files.
    """
    if not source.is_dir():
        raise InputError("there is no such folder", where=source)
    try:
        imported, targets, copies = _survey(source, embedded, spdx)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", where=error.filename or source) from error
    final = assets_folder / imported.folder
    with lock(assets_folder):
        if final.is_dir() and changed_files(final):
            shutil.rmtree(final)
        if not final.is_dir():
            with new_folder(final) as building:
                spans = write_targets(building, targets)
                for name, path in copies.items():
                    shutil.copyfile(path, building / name)
                write_index(building, [imported.record], format=FORMAT, targets=spans)
        _put_on_list(assets_folder, imported)
    return imported


def _survey(
    source: Path, embedded: Collection[str], spdx: str
) -> tuple[Imported, list[tuple[str, Target]], dict[str, Path]]:
    """Read a folder; return what it is, its targets by name, and the files to copy by their names in the cache."""
    facs = _facshuman_root(source)
    items: tuple[Item, ...] = ()
    copies: dict[str, Path] = {}
    licence = _licence(facs or source, source) or spdx or _UNKNOWN_LICENCE
    if facs is not None:
        files = dict(_facshuman_targets(facs))
    else:
        files = {n: path for n, path in _target_files(source) if n.rsplit("/", 1)[-1] not in embedded}
        items = tuple(find_items(source, licence, copies))
    if not files and not items:
        raise InputError(
            "holds no .target file that is not embedded already, and no proxy (.mhclo) or skin (.mhmat)",
            where=source,
            remedy="Give FACSHuman's data folder (the one with au.json), or a MakeHuman data folder.",
        )
    digest = hashlib.sha256()
    for name, path in sorted(files.items()):
        digest.update(f"{name} {sha256_file(path)}\n".encode())
    for item in items:
        digest.update(f"{item.path} {item.record.sha256}\n".encode())
    kind = "targets" if facs is None else "facshuman"
    record = AssetRecord(
        id=f"{kind}-{digest.hexdigest()[:12]}",
        spdx=licence,
        sha256=digest.hexdigest(),
        source=f"{len(files)} targets imported from the folder '{source.resolve().name}'",
    )
    imported = Imported(kind, f"import-{FORMAT}-{record.id}", record, len(files), items)
    return imported, list(_read_all(files)), copies


def _put_on_list(assets_folder: Path, imported: Imported) -> None:
    """Add an import; another FACSHuman, or another import of the same targets, gives way to it."""
    kept = [
        other
        for other in read_imports(assets_folder)
        if other.folder != imported.folder and not (other.kind == imported.kind == "facshuman")
    ]
    text = json.dumps([asdict(entry) for entry in (*kept, imported)], indent=1)
    write_atomically(assets_folder / _LIST, text.encode())


def _read_all(files: Mapping[str, Path]) -> Iterator[tuple[str, Target]]:
    for name, path in sorted(files.items()):
        content = path.read_bytes()
        if content.startswith(b"version https://git-lfs"):
            raise InputError(
                "is a Git LFS pointer, not the target itself", where=path, remedy="Run `git lfs pull` there first."
            )
        yield name, parse_target(content, where=str(path))


def _facshuman_root(source: Path) -> Path | None:
    """Return the folder that holds FACSHuman's au.json: the given one, or one at most three levels below it."""
    for pattern in ("au.json", "*/au.json", "*/*/au.json", "*/*/*/au.json"):
        for path in sorted(source.glob(pattern)):
            return path.parent
    return None


def _facshuman_targets(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield (code, file) for every code of au.json that has a file in a folder below."""
    try:
        codes = json.loads((root / "au.json").read_text(encoding="utf-8"))
        known = set(codes)
    except (OSError, ValueError, TypeError) as error:
        raise InputError(f"cannot be read ({error})", where=root / "au.json") from error
    seen: dict[str, Path] = {}
    for path in sorted(root.rglob("*.target")):
        if path.stem not in known:
            continue
        if path.stem in seen:
            raise InputError(f"code '{path.stem}' has two files: {seen[path.stem]} and {path}", where=root)
        seen[path.stem] = path
        yield path.stem, path
    if not seen:
        raise InputError("holds au.json and no .target file of its codes", where=root)


def _target_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path below the folder without suffix, file) of every ``.target``, hidden folders left out."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(".target"):
                path = Path(parent) / name
                yield path.relative_to(folder).with_suffix("").as_posix(), path


def _licence(root: Path, top: Path) -> str:
    """Return the SPDX id of the licence text in a folder (or the one above it that was given), "" if unclear."""
    for folder in dict.fromkeys((root, top)):
        for path in sorted(folder.iterdir()):
            if path.is_file() and path.name.lower().startswith(_LICENCE_NAMES):
                text = " ".join(path.read_text(encoding="utf-8", errors="replace").split()).upper()
                for words, spdx in _LICENCES:
                    if all(word in text for word in words):
                        return spdx
    return ""
