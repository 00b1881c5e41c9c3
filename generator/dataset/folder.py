"""The dataset folder: made, locked, resumed and finished. Nothing else writes into it but clips (``clip.py``)."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen import files
from synthgen.bystanders import is_bystander
from synthgen.dataset import lock
from synthgen.dataset.freeze import check_extension, frozen_files, frozen_names
from synthgen.dataset.manifest import FORMAT, ManifestFile, Record, read_records, rewrite, write_csv
from synthgen.dataset.plainfile import cache_of_links, open_plain
from synthgen.design import Design, Inputs, read_design
from synthgen.errors import InputError, RunError, reason
from synthgen.files import replacing, sha256_file
from synthgen.layout import DESIGN, FACTS, INPUTS, LOCK, MANIFEST, TABLE, TEMPORARY
from synthgen.version import __version__

if TYPE_CHECKING:
    from synthgen.assets import AssetRecord

#: bytes of dataset.json that are read; more is none of ours, and no JSON when it is cut
_LARGEST_FACTS = 64 << 20
_GO_ON = "What is in its manifest is whole; free some space and give the same command to go on."


class DatasetFolder:
    """A dataset folder whose lock this process holds. Paths in records are relative to ``root``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.temporary = root / TEMPORARY
        self.manifest = root / MANIFEST

    def write(self, name: str, content: bytes) -> None:
        """Give a file of the dataset its content; what it held is there until then. Raises OSError."""
        with replacing(self.root / name, temporary=self.temporary / "write") as temporary:
            temporary.write_bytes(content)

    def write_changed(self, files: Mapping[str, bytes]) -> None:
        """Write those of the files, {path relative to the dataset: content}, that are not there as they should be."""
        for name, content in files.items():
            path = self.root / name
            if not path.exists() or path.read_bytes() != content:
                self.write(name, content)

    def write_facts(self, facts: Mapping[str, Any]) -> None:
        """Write ``dataset.json``. Raises OSError."""
        self.write(FACTS, (json.dumps(facts, indent=2, ensure_ascii=False) + "\n").encode())

    def clear_temporary(self) -> None:
        """Remove what a killed run left half done."""
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir(exist_ok=True)

    def done(self, wanted: set[str]) -> dict[str, Record]:
        """Return the whole clips as ``whole_clips`` does, and drop all other records from the manifest."""
        whole = whole_clips(self.root, wanted)
        if self.manifest.exists() and not _has_lines(self.manifest, len(whole)):
            keep = {clip: record["sha256_file"] for clip, record in whole.items()}
            rewrite(self.manifest, keep, temporary=self.temporary / MANIFEST)
        return whole

    def add_assets(self, assets: Iterable[AssetRecord]) -> None:
        """Add assets that turned out to be used to ``dataset.json``, and what follows for the licence."""
        facts = read_facts(self.root)
        known = {asset["id"]: asset for asset in facts["assets"]}
        fresh = [asdict(record) for record in assets if record.id not in known]
        if fresh:
            facts["assets"] = [*facts["assets"], *fresh]
            facts["licence"] = joined_licence(asset["spdx"] for asset in facts["assets"])
            self.write_facts(facts)

    def append(self) -> ManifestFile:
        """Open the manifest for new records; until ``finish``, ``dataset.json`` says that the dataset is incomplete."""
        facts = read_facts(self.root)
        facts.pop("root_hash", None)
        self.write_facts({**facts, "complete": False})
        return ManifestFile(self.manifest)

    def finish(self, *, declared: int, done: int) -> str:
        """Write ``manifest.csv`` and the totals in ``dataset.json``; return the root hash."""
        if not self.manifest.exists():
            self.manifest.touch()
        index = write_csv(self.manifest, self.root / TABLE, temporary=self.temporary / TABLE)
        facts = read_facts(self.root)
        totals = {
            "clips": {"declared": declared, "done": done},
            "complete": declared == done,
            "root_hash": index.root,
            "inputs": self._inputs(),
            "encoders": sorted(index.encoders),
        }
        if any(facts.get(key) != value for key, value in totals.items()):  # else a signature of it holds on
            facts.update(totals, finished=now())
        self.write_facts(facts)
        return index.root

    def _inputs(self) -> dict[str, str]:
        """Return {path: SHA-256} of the frozen design and the inputs that it names; nothing else becomes one."""
        names = frozen_names(self.root)
        return {name: sha256_file(self.root / name) for name in sorted(names) if (self.root / name).is_file()}


@contextlib.contextmanager
def open_dataset(
    root: Path,
    design: Design,
    inputs: Inputs,
    *,
    assets: tuple[AssetRecord, ...],
    unknown: Mapping[str, tuple[str, ...]],
    sources: str,
) -> Iterator[DatasetFolder]:
    """Lock a dataset folder, made or resumed or extended for a design.

    ``assets`` and ``unknown`` say what its clips are made from: asset records, and by model id the modifiers that no
    asset has a target for; ``sources`` is the hash of the code that draws them.

    Raises InputError where the folder cannot be written, is somebody else's, holds another design, or is being
    written by another run; RunError where the disk is full.
    """
    with locked_folder(root) as folder:
        with disk_errors(root):
            _freeze(folder, design, inputs, assets, unknown, sources)
        yield folder


@contextlib.contextmanager
def locked_folder(root: Path) -> Iterator[DatasetFolder]:
    """Lock the folder of a dataset, made if need be, and empty its temporary folder before and after.

    A folder that did not become a dataset is left as it was found. Raises as ``open_dataset``, but for another design.
    """
    with contextlib.ExitStack() as stack:
        folder = DatasetFolder(root)
        with disk_errors(root):
            if not root.is_dir():
                root.mkdir(parents=True, exist_ok=True)
                stack.callback(_remove_empty, root)
            check_strangers(root)
            if not os.access(root, os.W_OK | os.X_OK):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(root))
            stack.enter_context(lock.hold_lock(root))
            stack.callback(_take_back, root)
            stack.callback(shutil.rmtree, folder.temporary, ignore_errors=True)
            folder.clear_temporary()
        yield folder


def _take_back(root: Path) -> None:
    """Remove what belongs to a dataset from a folder that did not become one; nothing else is in it."""
    if not (root / DESIGN).exists():
        with contextlib.suppress(OSError):
            (root / FACTS).unlink()
        shutil.rmtree(root / INPUTS, ignore_errors=True)


def _remove_empty(root: Path) -> None:
    with contextlib.suppress(OSError):  # it holds something
        root.rmdir()


def disk_errors(root: Path) -> contextlib.AbstractContextManager[None]:
    """Turn what a disk can do to a write into an InputError (not writable) or RunError (full), each with a remedy."""
    return files.disk_errors(root, remedy="Choose another --out.", full=_GO_ON)


def machine_error(error: BaseException, root: Path | None) -> RunError | None:
    """Return what to say of an error that a machine causes in the middle of a run (see ``files.machine_error``)."""
    return files.machine_error(error, root, full=_GO_ON)


def whole_clips(root: Path, wanted: set[str]) -> dict[str, Record]:
    """Return {clip id: its path, byte count and hash} of the wanted clips that are whole.

    A clip counts only if its record's hash matches its file.
    """
    whole: dict[str, Record] = {}
    for record in read_records(root / MANIFEST):
        clip = record["clip"]
        if clip in wanted and clip not in whole and _is_whole(root, record):
            whole[clip] = {key: record[key] for key in ("path", "bytes", "sha256_file")}
    return whole


def read_facts(root: Path) -> dict[str, Any]:
    """Return ``dataset.json``. Raises InputError where it is missing or damaged."""
    path = root / FACTS
    if path.is_symlink():
        raise cache_of_links(root)
    try:
        with open_plain(path) as handle:
            facts = json.loads(handle.read(_LARGEST_FACTS).decode("utf-8"))
    except FileNotFoundError:
        raise InputError(f"is no dataset: it has no {FACTS}", where=root) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot be read ({reason(error)})", where=path, remedy="Name another folder.") from error
    if not isinstance(facts, dict):
        raise InputError("is no JSON object", where=path, remedy="Name another folder.")
    return facts


def now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


def licence_of(assets: tuple[AssetRecord, ...]) -> str:
    """Return the SPDX expression that follows for pictures made from assets: all their licences, joined by AND."""
    return joined_licence(record.spdx for record in assets)


def joined_licence(expressions: Iterable[str]) -> str:
    """Return the SPDX expression of a work under several licences at once.

    >>> joined_licence(["CC0-1.0", "LGPL-3.0 AND CC0-1.0"])
    'CC0-1.0 AND LGPL-3.0'
    >>> joined_licence(["CC0-1.0", "MIT OR Apache-2.0"])
    '(MIT OR Apache-2.0) AND CC0-1.0'
    """
    whole = {spdx for spdx in expressions}
    parts = {part for spdx in whole if " OR " not in spdx for part in spdx.split(" AND ")}
    choices = {spdx for spdx in whole if " OR " in spdx}
    if len(choices) + len(parts) > 1:
        choices = {f"({spdx})" for spdx in choices}
    return " AND ".join(sorted(parts | choices))


def check_strangers(root: Path) -> None:
    """Raise InputError where an existing folder holds something that is no dataset of ours."""
    strangers = sorted(path.name for path in root.iterdir() if not is_bystander(path.name, folder=path.is_dir()))
    ours = {LOCK, TEMPORARY, INPUTS, FACTS}  # what a run killed at its start leaves
    started = (root / DESIGN).exists() and (root / FACTS).exists()
    if strangers and not started and not (LOCK in strangers and ours.issuperset(strangers)):
        raise InputError(
            f"is neither empty nor a dataset (it holds '{strangers[0]}')",
            where=root,
            remedy="Choose a new folder for --out.",
        )


def _freeze(
    folder: DatasetFolder,
    design: Design,
    inputs: Inputs,
    assets: tuple[AssetRecord, ...],
    unknown: Mapping[str, tuple[str, ...]],
    drawing: str,
) -> None:
    """Write the design and its inputs; ``design.yaml`` last, since it is what makes the folder a dataset.

    A design that grew may name its views in another file: the copy of the earlier one goes, it would be a stranger.
    """
    root = folder.root
    earlier: tuple[str, ...] = ()
    if (root / DESIGN).exists():
        facts = read_facts(root)
        _check_same_program(root, facts, inputs, assets, unknown, drawing)
        check_extension(root, design, inputs, facts=facts)
        earlier = read_design(root / DESIGN).angles
    else:
        shutil.rmtree(root / INPUTS, ignore_errors=True)
        facts = {
            "format": FORMAT,
            "design": {"name": design.name, "sha256": design.sha256},
            "synthgen": __version__,
            "sources": drawing,
            "created": now(),
            "complete": False,
        }
    sources = {
        "models": sorted(model.id for model in inputs.models),
        "names": {**facts.get("names", {}), **_other_names(inputs)},
        "unknown_modifiers": {name: list(missing) for name, missing in sorted(unknown.items())},
        "assets": [asdict(record) for record in assets],
        "licence": licence_of(assets),
    }
    if any(facts.get(key) != value for key, value in sources.items()):
        folder.write_facts({**facts, **sources})
    frozen = frozen_files(design, inputs)
    folder.write_changed(frozen)
    for name in set(earlier) - set(frozen):
        (root / name).unlink(missing_ok=True)


def _other_names(inputs: Inputs) -> dict[str, str]:
    """Return {id: name} of the models whose file was called otherwise than their id."""
    return {model.id: model.path.stem for model in inputs.models if model.path.stem != model.id}


def _check_same_program(
    root: Path,
    facts: dict[str, Any],
    inputs: Inputs,
    assets: tuple[AssetRecord, ...],
    unknown: Mapping[str, tuple[str, ...]],
    drawing: str,
) -> None:
    """Refuse to add clips that another version, or other assets, would draw differently."""
    check_same_code(root, facts, drawing)
    theirs = {record["id"]: record["sha256"] for record in facts.get("assets", [])}
    # an import's id holds its content's hash: another content shows as an id that is gone
    changed = sorted(theirs.keys() - {record.id for record in assets})
    changed += [record.id for record in assets if theirs.get(record.id, record.sha256) != record.sha256]
    for model in inputs.models:
        then = facts.get("unknown_modifiers", {}).get(model.id, [])
        if model.id in facts.get("models", []) and list(unknown.get(model.id, ())) != then:
            changed.append(f"the targets of model {model.id}")
    if changed:
        raise InputError(
            f"was made from other assets: {', '.join(changed)} differ", where=root, remedy="Choose another --out."
        )


def check_same_code(root: Path, facts: Mapping[str, Any], sources: str) -> None:
    """Raise InputError where a dataset, of which ``facts`` are its ``dataset.json``, is not of this version and of the
    code that draws whose hash is ``sources``."""
    if facts.get("format") != FORMAT:
        raise InputError(
            f"has format {facts.get('format')}; this version writes {FORMAT}",
            where=root,
            remedy="It can be audited, split and encoded as it is; to add to it, install the version that made it, or "
            "choose another --out.",
        )
    if facts.get("synthgen") != __version__:
        raise InputError(
            f"was made by synthgen {facts.get('synthgen')}; this is {__version__}, whose frames may differ",
            where=root,
            remedy="Install that version to go on with it, or choose another --out.",
        )
    if facts.get("sources") != sources:
        raise InputError(
            f"was made by other code of the same version (sources {facts.get('sources')}; "
            f"these are {sources}), whose frames may differ",
            where=root,
            remedy="Go back to that code to go on with it, or choose another --out.",
        )


def _is_whole(root: Path, record: Record) -> bool:
    try:
        return sha256_file(root / record["path"]) == record["sha256_file"]
    except (OSError, KeyError, TypeError):
        return False


def _has_lines(path: Path, lines: int) -> bool:
    """Tell whether a file is exactly this many lines, the last one with its newline."""
    count, last = 0, ord("\n")
    with path.open("rb") as handle:
        for line in handle:
            count, last = count + 1, line[-1]
    return count == lines and last == ord("\n")
