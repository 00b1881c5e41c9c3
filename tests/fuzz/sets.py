"""Datasets of an earlier format and of the present one, and what reads them: the audit, and ``Dataset``."""

from __future__ import annotations

import contextlib
import json
import shutil
import tarfile
from pathlib import Path

from synthgen.audit.run import audit_dataset
from synthgen.dataset.columns import packed
from synthgen.dataset.manifest import FORMAT, read_records
from synthgen.dataset.newsplit import split_dataset
from synthgen.dataset.splitfile import dataset_contents
from synthgen.errors import InputError
from synthgen.layout import DESIGN, FACTS, MANIFEST, TABLE
from synthgen.reader.dataset import Dataset

STORED = Path(__file__).parents[1] / "audit" / "data" / "odd-names.tar.xz"
SPLIT = "splits/halves.json"
#: files of a dataset that are damaged
FILES = (FACTS, MANIFEST, TABLE, DESIGN, SPLIT, "inputs")


def write_sets(folder: Path) -> tuple[Path, Path]:
    """Write a set of format 1.2 with a split, and the same as one of the present format; return both."""
    with tarfile.open(STORED) as archive:
        archive.extractall(folder, filter="data")
    older = folder / STORED.name.partition(".")[0]
    split_dataset(older, name="halves", folds=2)
    newer = Path(shutil.copytree(older, folder / "newer"))
    lines = [packed({**record, "format": FORMAT}) for record in read_records(older / MANIFEST)]
    (newer / MANIFEST).write_text("".join(json.dumps(line) + "\n" for line in lines))
    (newer / FACTS).write_text((newer / FACTS).read_text().replace('"format": "1.2"', f'"format": "{FORMAT}"'))
    assert [clip.entry for clip in Dataset(newer)], "the converted set is read"
    return older, newer


def read_set(root: Path) -> None:
    """Audit a dataset's records, and read what ``Dataset`` reads; raises nothing but what is no InputError."""
    with contextlib.suppress(InputError):
        audit_dataset(root, records_only=True, workers=1)
    for read in (
        lambda: [clip.face() for clip in Dataset(root)],
        lambda: [clip.curves() for clip in Dataset(root)],
        lambda: Dataset(root).design,
        lambda: Dataset(root).splits,
        lambda: dataset_contents(root),
    ):
        with contextlib.suppress(InputError):
            read()
