"""Only regular files are opened, and nothing is waited for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.dataset.folder import read_facts
from synthgen.dataset.manifest import LONGEST_LINE, read_records
from synthgen.dataset.plainfile import open_plain
from synthgen.dataset.splitfile import dataset_contents, read_split, save_split
from synthgen.dataset.splitkinds import KFold
from synthgen.dataset.splits import make_split
from synthgen.errors import InputError

posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")


def pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def link(path: Path) -> None:
    other = path.with_name("other")
    path.rename(other)
    path.symlink_to(other)


@posix
def test_only_regular_files_are_opened(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with open_plain(tmp_path / "file") as handle:
        assert handle.read() == b"x"
    pipe(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    for name, why in (
        ("pipe", "no regular file"),
        ("link", "a link"),
        ("", "no regular file"),
        ("gone", "No such file"),
    ):
        with pytest.raises(OSError, match=why):
            open_plain(tmp_path / name)


@posix
@pytest.mark.parametrize("spoil", [pipe, link])
@pytest.mark.parametrize("name", ["dataset.json", "manifest.jsonl"])
def test_a_dataset_of_pipes_or_links_is_refused_at_once(copy: Path, name: str, spoil: Callable[[Path], None]) -> None:
    spoil(copy / name)
    told = "is a folder of links" if (name, spoil) == ("dataset.json", link) else "cannot be read"
    with pytest.raises(InputError, match=told):
        dataset_contents(copy)


@posix
def test_a_split_is_neither_read_nor_written_through_a_link_or_pipe(copy: Path, tmp_path: Path) -> None:
    contents, root = dataset_contents(copy)
    split = make_split(contents, KFold(2), name="two", root_hash=root)
    outside = tmp_path / "outside"
    outside.mkdir()
    (copy / "splits").symlink_to(outside)
    with pytest.raises(InputError, match="is a link"):
        save_split(split, copy)
    (copy / "splits").unlink()
    (copy / "splits").mkdir()
    pipe(copy / "splits" / "two.json")
    with pytest.raises(InputError, match="no regular file"):
        read_split(copy / "splits" / "two.json")
    with pytest.raises(InputError, match="cannot be replaced"):
        save_split(split, copy, force=True)
    assert not list(outside.iterdir())


@pytest.mark.parametrize("text", ["[]", "7", "[" * 100_000])
def test_facts_that_are_no_object_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "dataset.json").write_text(text)
    with pytest.raises(InputError, match=r"dataset\.json: "):
        read_facts(tmp_path)


def test_lines_that_are_no_records_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "manifest.jsonl"
    lines = [b'{"clip": "a"}', b"[" * 100_000, b"x" * (LONGEST_LINE + 1), b"null", b'{"clip": "b"}', b'{"clip": "c"']
    path.write_bytes(b"\n".join(lines))
    assert [record["clip"] for record in read_records(path)] == ["a", "b"]
