"""Finding animations by name, emotion, glob and path."""

from pathlib import Path

import pytest

from synthgen.errors import InputError, InputWarning
from synthgen.facs.library import find_animations

YAML = "signal: {name}\nframes: 2\nfps: 25\ntracks: {{}}\n"


def names(*patterns: str, folder: Path | None = None) -> list[str]:
    return [animation.signal for animation in find_animations(patterns, folder)]


def test_the_built_in_signals_have_three_ways_to_be_named() -> None:
    assert names("side_eye") == names("confusion/side_eye") == names("confusion/side_*") == ["side_eye"]
    assert len(names("confusion")) == len(names("confusion/*")) == 7
    assert {"side_eye", "shout", "gape"} < set(names("*"))
    assert find_animations("side_eye")[0].emotion == "confusion"


def test_each_is_found_once_sorted_by_emotion_and_name() -> None:
    found = find_animations(["side_eye", "*", "anger", "side_eye"])
    assert len(found) == len(names("*"))
    assert [(a.emotion, a.signal) for a in found] == sorted((a.emotion or "", a.signal) for a in found)


def test_paths_globs_and_folders_start_at_the_folder_given(tmp_path: Path) -> None:
    odd = tmp_path / "with [brackets]"
    (odd / "sub").mkdir(parents=True)
    for name in ("a", "b"):
        (odd / "sub" / f"{name}.yaml").write_text(YAML.format(name=name))
    (odd / "sub" / "c.fani").write_text("{}")
    (odd / "sub" / "notes.txt").write_text("no animation")
    assert names("sub/a.yaml", folder=odd) == ["a"]
    assert names("sub/*.yaml", folder=odd) == ["a", "b"]
    assert names("sub", folder=odd) == ["a", "b", "c"]
    assert names("**/*.fani", folder=odd) == ["c"]
    assert names(str(odd / "sub" / "b.yaml")) == ["b"]


def test_folder_and_glob_find_the_same_whatever_the_case(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "A.YAML").write_text(YAML.format(name="A"))
    (tmp_path / "sub" / "b.Yml").write_text(YAML.format(name="b"))
    (tmp_path / "sub" / "c.FANI").write_text("{}")
    (tmp_path / "sub" / "._c.FANI").write_bytes(b"\0\5")
    assert names("*/*.yml", folder=tmp_path) == ["b"]
    for pattern in ("sub", "sub/*"):
        with pytest.warns(InputWarning, match=r"\._c\.FANI left out"):
            assert names(pattern, folder=tmp_path) == ["A", "b", "c"]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("side_ey", "no signal is called 'side_ey'. Did you mean 'side_eye'?"),
        ("envy/*", "no signal is called 'envy/*'"),
        ("*.fani", "no signal is called '*.fani'"),
        ("gone.yaml", "gone.yaml: there is no such file"),
        ("empty", "empty: holds no .yaml or .fani file"),
        ("notes.txt", "notes.txt: is no animation"),
    ],
)
def test_what_finds_nothing_is_refused(tmp_path: Path, pattern: str, words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("")
    with pytest.raises(InputError) as caught:
        find_animations([pattern], tmp_path)
    assert words in str(caught.value)


def test_no_pattern_is_refused() -> None:
    with pytest.raises(InputError, match="no signals are named"):
        find_animations([])


def test_two_files_with_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(YAML.format(name="same"))
    (tmp_path / "b.yaml").write_text(YAML.format(name="Same"))
    with pytest.raises(InputError, match="two animations have the signal name 'Same'"):
        find_animations(["*.yaml"], tmp_path)


def test_a_file_may_take_a_built_in_name_on_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(YAML.format(name="side_eye"))
    assert find_animations([str(tmp_path / "a.yaml")])[0].frames == 2
    with pytest.raises(InputError, match="two animations have the signal name 'side_eye'"):
        find_animations(["side_eye", str(tmp_path / "a.yaml")])
