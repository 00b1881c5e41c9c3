"""``dataset.json``: what it says, and what makes a folder no dataset of ours."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from synthgen.errors import InputError
from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.tree import scan


def rewrite(root: Path, **changes: Any) -> None:
    path = root / "dataset.json"
    document = json.loads(path.read_text(encoding="utf-8")) | changes
    path.write_text(json.dumps({key: value for key, value in document.items() if value is not None}), encoding="utf-8")


def test_what_it_says_is_there_to_be_asked_for(finished: Path) -> None:
    descriptor = read_descriptor(scan(finished))
    assert (descriptor.complete, descriptor.declared, descriptor.done) == (True, 4, 4)
    assert set(descriptor.inputs) > {"design.yaml"}
    assert all(asset["spdx"] for asset in descriptor.assets.values())


def test_an_unfinished_one_need_not_say_what_is_known_at_the_end(copy: Path) -> None:
    rewrite(copy, complete=False, root_hash=None, inputs=None, clips=None)
    descriptor = read_descriptor(scan(copy))
    assert (descriptor.complete, descriptor.root_hash, descriptor.done, descriptor.inputs) == (False, None, None, {})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"format": None}, "has no 'format'"),
        ({"format": "9.0"}, "has format '9.0'; this version reads 1.x"),
        ({"format": "9" * 5000 + ".0"}, "has format '99999999999999999999'; this version reads 1.x"),
        ({"root_hash": None}, "says that the dataset is complete, and has no 'root_hash'"),
        ({"assets": "none"}, "is no whole dataset.json"),
    ],
)
def test_what_is_no_dataset_of_ours_is_refused(copy: Path, changes: dict[str, Any], says: str) -> None:
    rewrite(copy, **changes)
    with pytest.raises(InputError, match=re.escape(says)):
        read_descriptor(scan(copy))


@pytest.mark.parametrize(("name", "says"), [("dataset.json", "is not there"), ("design.yaml", "it has no")])
def test_a_folder_without_its_files_is_no_dataset(copy: Path, name: str, says: str) -> None:
    (copy / name).unlink()
    with pytest.raises(InputError, match=says):
        read_descriptor(scan(copy))
