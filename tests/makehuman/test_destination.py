"""What the panel says of the chosen folder before a start, outside of MakeHuman: sets, other files, no folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from synthgen.dataset.folder import open_dataset
from synthgen.design import Design, design_of, expand, resolve
from synthgen.layout import MANIFEST
from synthgen.makehuman_plugins.synthgen_batch.destination import Found, compare, folder_words
from synthgen.yamlfile import parse

SOURCES = "0123456789abcdef"


def design(**other: Any) -> Design:
    usual: dict[str, Any] = {
        "name": "mine",
        "models": ["female_asian_2"],
        "signals": ["shout", "glare"],
        "angles": ["portrait3"],
    }
    usual["video"] = {"size": [64, 64]}
    return design_of(parse(json.dumps({**usual, **other}).encode(), where="mine.yaml"), folder=None)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A set of which one clip of six is there, and of another one the record alone."""
    chosen = design()
    inputs = resolve(chosen)
    with open_dataset(tmp_path / "set", chosen, inputs, assets=(), unknown={}, sources=SOURCES) as folder:
        (folder.root / "whole.mp4").touch()
        clips = [cell.clip for unit in expand(chosen, inputs) for cell in unit.cells]
        records = [{"clip": clips[0], "path": "whole.mp4"}, {"clip": clips[-1], "path": "gone.mp4"}]
        (folder.root / MANIFEST).write_text("".join(json.dumps(record) + "\n" for record in records))
    return tmp_path / "set"


def said(made: Path, **other: Any) -> Found:
    return compare(design(**other), made, SOURCES)


def test_what_is_missing_is_counted_and_costs_time(made: Path) -> None:
    found = said(made)
    assert found.words == "The folder holds 1 of these clips: 5 clips to make."
    assert found.left is not None
    assert (found.left.people, found.left.takes, found.left.clips, found.left.poses) == (1, 2, 5, 50)
    assert found.left.pictures == 5 * 25
    grown = said(made, signals=["shout", "glare", "side_eye"])
    assert grown.words == "The folder holds 1 of these clips: 8 clips to make."


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"video": {"size": [128, 96]}}, "size is 128x96, in the folder 64x64"),
        ({"signals": ["shout"]}, "signal 'glare' is in the folder and not chosen here"),
        ({"angles": ["frontal"], "seed": 3}, "seed is 3, in the folder 0; "),
        ({"au_basis": "facshuman"}, "the face movements are facshuman, in the folder embedded"),
    ],
)
def test_another_set_is_told_before_a_start(made: Path, other: dict[str, Any], differs: str) -> None:
    found = said(made, **other)
    assert found.words.startswith(f"The folder holds another set: {differs}")
    assert found.words.endswith(". Choose another folder.") and found.left is None


def test_a_set_of_other_code_is_told(made: Path) -> None:
    found = compare(design(), made, "another")
    assert "was made by other code" in found.words and "--out" not in found.words


def test_a_folder_that_is_none_of_ours_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "letter.txt").touch()
    assert folder_words(" ").startswith("No folder is named")
    assert folder_words(str(tmp_path / "letter.txt")).startswith("Where the clips are to be saved is a file")
    assert folder_words(str(tmp_path)).startswith("The folder holds other files")
    assert folder_words(str(tmp_path / "new")) == ""
