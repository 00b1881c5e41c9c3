"""The folder of an encoded dataset: what its source declares and says of itself, with another codec."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.dataset.folder import DatasetFolder, disk_errors, locked_folder, now, read_facts
from synthgen.dataset.freeze import check_extension, frozen_files
from synthgen.dataset.splitfile import LARGEST, parse_split, text_of
from synthgen.errors import InputError
from synthgen.layout import DESIGN, INPUTS, SPLITS
from synthgen.reader.tree import UnsafePath
from synthgen.transcode.lossless import Source

if TYPE_CHECKING:
    from synthgen.design import Design

#: what ``dataset.json`` says of one folder and one run
_OWN = ("clips", "root_hash", "inputs", "encoders", "finished")


@contextlib.contextmanager
def open_encoded(root: Path, source: Source, design: Design) -> Iterator[DatasetFolder]:
    """Lock the folder of an encoded dataset, made or resumed; ``design`` is the source's, with another codec.

    Raises InputError where the folder cannot be written, is somebody else's, is the encoding of another dataset, or is
    being written by another run; RunError where the disk is full.
    """
    with locked_folder(root) as folder:
        with disk_errors(root):
            _freeze(folder, source, design)
        yield folder


def copy_splits(source: Source, folder: DatasetFolder, root_hash: str) -> None:
    """Copy the source's splits: clip ids stay. One made of the source's records names the new records' root.

    Raises OSError.
    """
    for path in source.tree.within(SPLITS):
        try:
            content = source.tree.read(path, most=LARGEST)
        except UnsafePath:
            continue  # no split is as large
        with contextlib.suppress(InputError):  # what is none is copied as it is, for the audit to find
            split, _ = parse_split(content)
            if split.root_hash == source.facts.root_hash and text_of(split) == content:
                content = text_of(replace(split, root_hash=root_hash))
        folder.write(path, content)


def _freeze(folder: DatasetFolder, source: Source, design: Design) -> None:
    """Write the design and its inputs; ``design.yaml`` last, since it is what makes the folder a dataset."""
    root = folder.root
    theirs = {key: value for key, value in source.facts.record.items() if key not in _OWN}
    facts = theirs | {"design": {"name": design.name, "sha256": design.sha256}, "created": now(), "complete": False}
    if (root / DESIGN).exists():
        old = read_facts(root)
        _check_same(folder, source, design, old)
        facts = old | {key: facts[key] for key in facts if key not in ("created", "complete")}
        if facts == old:
            facts = {}
    else:
        shutil.rmtree(root / INPUTS, ignore_errors=True)
    if facts:
        folder.write_facts(facts)
    folder.write_changed(frozen_files(design, source.inputs, names=source.names))


def _check_same(folder: DatasetFolder, source: Source, design: Design, facts: dict[str, Any]) -> None:
    """Raise InputError unless a folder is an encoding of the source as it is, or was before it grew."""
    theirs = source.facts.record
    differ = [key for key in ("synthgen", "sources") if facts.get(key) != theirs.get(key)]
    now_made_from = {asset["id"]: asset for asset in theirs["assets"]}
    differ += [f"asset {asset['id']}" for asset in facts.get("assets", []) if now_made_from.get(asset["id"]) != asset]
    why = f"they differ in {', '.join(differ)}"
    if not differ:
        try:
            check_extension(folder.root, design, source.inputs, facts=facts, names=source.names)
            return
        except InputError as error:
            why = error.problem  # its remedy is for render
    raise InputError(
        f"is no encoding of {source.tree.root}: {why}", where=folder.root, remedy="Choose another --out."
    ) from None
