"""Folders a user brings: FACSHuman's AU targets, other ``.target`` files, MakeHuman's proxies and skins.

What is imported is used only where a design or a model names it, and never in place of embedded data.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from synthgen.assets.facshuman import UNKNOWN_LICENCE, digest_of, facshuman_files, facshuman_root, licence_in
from synthgen.assets.index import AssetRecord, changed_files, read_index, write_index
from synthgen.assets.items import Item, find_items, read_item
from synthgen.assets.targets import Target, TargetSet, read_target, write_targets
from synthgen.cache import lock, new_folder, write_atomically
from synthgen.errors import InputError, RunError
from synthgen.namedfiles import files_below

#: changes when the compiled form does
FORMAT = 2
_LIST = "imported.json"


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
    facs = facshuman_root(source)
    items: tuple[Item, ...] = ()
    copies: dict[str, Path] = {}
    licence = licence_in(facs or source, source) or spdx or UNKNOWN_LICENCE
    if facs is not None:
        files = facshuman_files(facs)
    else:
        files = {n: path for n, path in _target_files(source) if n.rsplit("/", 1)[-1] not in embedded}
        items = tuple(find_items(source, licence, copies))
    if not files and not items:
        raise InputError(
            "holds no .target file that is not embedded already, and no proxy (.mhclo) or skin (.mhmat)",
            where=source,
            remedy="Give FACSHuman's data folder (the one with au.json), or a MakeHuman data folder.",
        )
    digest = digest_of(files, {item.path: item.record.sha256 for item in items})
    kind = "targets" if facs is None else "facshuman"
    record = AssetRecord(
        id=f"{kind}-{digest[:12]}",
        spdx=licence,
        sha256=digest,
        source=f"{len(files)} targets imported from the folder '{source.resolve().name}'",
    )
    imported = Imported(kind, f"import-{FORMAT}-{record.id}", record, len(files), items)
    return imported, [(name, read_target(path)) for name, path in sorted(files.items())], copies


def _put_on_list(assets_folder: Path, imported: Imported) -> None:
    """Add an import; another FACSHuman, or another import of the same targets, gives way to it."""
    kept = [
        other
        for other in read_imports(assets_folder)
        if other.folder != imported.folder and not (other.kind == imported.kind == "facshuman")
    ]
    text = json.dumps([asdict(entry) for entry in (*kept, imported)], indent=1)
    write_atomically(assets_folder / _LIST, text.encode())


def _target_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield (path below the folder without suffix, file) of every ``.target``, hidden ones left out."""
    for path in files_below(folder, (".target",)):
        yield path.relative_to(folder).with_suffix("").as_posix(), path
