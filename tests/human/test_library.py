"""Finding models by name, path, glob and folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import pytest

from synthgen.errors import InputError, InputWarning
from synthgen.human.library import find_models, suite_names

TEXT = "version v1.2.0\nmodifier head/head-oval 0.5\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.mhm", "a.mhm", "sub/c.mhm"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT)
    return tmp_path


def ids(*patterns: str, folder: Path | None = None) -> list[str]:
    return [model.id for model in find_models(patterns, folder)]


def test_paths_globs_and_folders_are_sorted_and_each_found_once(folder: Path) -> None:
    assert ids("*.mhm", "a.mhm", folder=folder) == ["a", "b"]
    assert ids("**/*.mhm", folder=folder) == ["a", "b", "c"]
    assert ids(str(folder / "sub")) == ["c"]
    assert ids(str(folder / "b.mhm"), str(folder / "sub" / "*.mhm")) == ["b", "c"]


@pytest.mark.parametrize("pattern", [".", "./*", "*.mhm", "*.MHM"])
def test_the_case_of_an_ending_does_not_matter(folder: Path, pattern: str) -> None:
    (folder / "BERT.MHM").write_text(TEXT)
    (folder / "notes.txt").write_text("no model")
    assert ids(pattern, folder=folder) == ["BERT", "a", "b"]


@pytest.mark.parametrize("pattern", [".", "./*", "*.mhm"])
def test_names_that_begin_with_a_dot_are_left_out_and_said_once(folder: Path, pattern: str) -> None:
    for name in ("._a.mhm", "._b.mhm", ".DS_Store"):
        (folder / name).write_bytes(b"\0\5\x16\7")
    with pytest.warns(InputWarning) as caught:
        assert ids(pattern, folder=folder) == ["a", "b"]
    (warning,) = caught
    assert str(warning.message).endswith(
        ": ._a.mhm and 1 more left out: such names are what computers leave in folders"
    )


def test_what_computers_leave_is_no_model_wherever_it_lies(folder: Path) -> None:
    for name in ("__MACOSX/a.mhm", "@eaDir/d.mhm", ".cache/e.mhm"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("no model")
    assert ids("**/*.mhm", folder=folder) == ["a", "b", "c"]
    (folder / "__MACOSX" / "f.mhm").write_text(TEXT)
    assert ids("__MACOSX/f*.mhm", folder=folder) == ["f"], "a folder that is written out is meant"
    (folder / "~$a.mhm").write_text("locked")
    with pytest.warns(InputWarning, match=r"~\$a\.mhm left out"):
        assert ids(".", folder=folder) == ["a", "b"]


def test_names_and_globs_of_the_suite() -> None:
    assert len(suite_names()) == 24
    assert ids("*") == list(suite_names())
    assert ids("female_african_*") == [f"female_african_{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("no.mhm", "there is no such file"),
        ("x*.mhm", "no model is called"),
        ("femle_african_1", "Did you mean 'female_african_1'"),
        ("empty", "holds no .mhm file"),
    ],
)
def test_a_pattern_that_finds_nothing_is_refused(folder: Path, pattern: str, message: str) -> None:
    (folder / "empty").mkdir()
    with pytest.raises(InputError, match=message):
        find_models([pattern], folder)


def test_no_pattern_at_all_is_refused() -> None:
    with pytest.raises(InputError, match="no models are named"):
        find_models([])


def test_two_models_of_one_id_are_refused(folder: Path) -> None:
    (folder / "sub" / "A.mhm").write_text(TEXT)
    with pytest.raises(InputError, match="two models have the id"):
        find_models(["*.mhm", "sub/A.mhm"], folder)


def test_people_of_any_name_have_an_id_of_their_own(tmp_path: Path, write_model: Callable[..., Path]) -> None:
    for name in ("李", "王", "Zoë", "Zoé", "Zo_", "Anna Maria", "Anna_Maria", "ada"):
        write_model(tmp_path / f"{name}.mhm", gender=0.0, caucasian=1.0)
    ids = [model.id for model in find_models(str(tmp_path))]
    assert len(set(ids)) == 8 and "ada" in ids and "Zoe-c6a1269858" in ids


@pytest.mark.parametrize("pattern", ["Zo\u00eb.mhm", "Zo\u00ebs/Zo\u00eb.mhm"])
def test_a_name_is_found_in_another_unicode_form(
    tmp_path: Path, pattern: str, write_model: Callable[..., Path]
) -> None:
    """As a Mac writes it; what is declared beside it may have come in the other form."""
    path = tmp_path / normalize("NFD", pattern)
    path.parent.mkdir(exist_ok=True)
    write_model(path, gender=0.0, caucasian=1.0)
    path.with_name("Zo\u00eb.demographics.yaml").write_text("age: 40\n")
    (model,) = find_models(pattern, folder=tmp_path)
    assert (model.id, model.demographics.age) == ("Zoe-c6a1269858", 40)
