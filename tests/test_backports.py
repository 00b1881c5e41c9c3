"""What stands for newer Pythons' own: it does what they do."""

from __future__ import annotations

import glob
from pathlib import Path

import pytest

from synthgen.backports import glob_below, paired, without_prefix, without_suffix


def test_pairs_are_those_of_a_strict_zip() -> None:
    for columns in ((), ([],), ([], []), ("ab", [1, None]), ("ab", [1, 2], (3, 4))):
        assert list(paired(*columns)) == list(zip(*columns, strict=True))
    for uneven in (("ab", [1]), ([1], "ab"), ([1, 2], [1, 2], [1])):
        with pytest.raises(ValueError, match="different lengths"):
            list(paired(*uneven))


def test_ends_are_cut_as_text_does_itself() -> None:
    for text in ("AU12", "12", "", "AUAU", "a.mhm", ".mhm"):
        for part in ("AU", "", ".mhm", text):
            assert without_prefix(text, part) == text.removeprefix(part)
            assert without_suffix(text, part) == text.removesuffix(part)


def test_patterns_are_taken_from_a_folder_on(tmp_path: Path) -> None:
    folder = tmp_path / "odd [name]"
    for place in ("a.mhm", "b.mhm", "deep/c.mhm", ".hidden.mhm", "deep/d.txt"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).touch()
    for pattern in ("*.mhm", "**/*.mhm", "deep/*", "nothing*", "../*/a.mhm"):
        for recursive in (False, True):
            ours = glob_below(folder, pattern, recursive=recursive)
            theirs = glob.glob(pattern, root_dir=folder, recursive=recursive)  # noqa: PTH207
            assert ours == sorted(folder / path for path in theirs), pattern
    assert glob_below(Path("elsewhere"), str(tmp_path / "*" / "a.mhm")) == [folder / "a.mhm"]
