"""What a person gets told about a YAML file that is not well formed: the file, the line, and what is wrong."""

from pathlib import Path

import pytest

from synthgen.errors import InputError
from synthgen.yamlfile import load, parse


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: [1, 2\nb: 3", 2, "not well-formed"),
        ("a: 1\nb: 2\na: 3", 3, "'a' stands twice (first in line 1)"),
        ("x:\n  a: 1\n  a: 3", 3, "stands twice"),
        ("a: &x [1]\nb: *x", 1, "aliases"),
        ("a: !!python/object:os.system {}", 1, "python/object"),
        ("a: 1\n---\nb: 2", 2, "another document"),
        (b"a: 1\nb: \xff", 2, "UTF-8"),
        ("a: 1\nb: 2024-13-45", 2, "month"),
        ("{[1]: 2}", 1, "a key must be"),
        ("a: 1\n2024-13-45: b", 2, "month"),
        ("a: !!bool maybe", 1, "'maybe' cannot be read as bool"),
        ("a: !!timestamp soon", 1, "'soon' cannot be read as timestamp"),
        ("a: 1\n!!int x: b", 2, "'x' cannot be read as int"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str | bytes, line: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, where="bad.yaml")
    assert str(caught.value).startswith(f"bad.yaml, line {line}: ")
    assert words in str(caught.value)


def test_values_are_checked_with_their_address() -> None:
    file = parse("seed: 1\nvideo:\n  size: [256, big]\n  fsp: 3\n", where="d.yaml")
    with pytest.raises(InputError, match=r"d.yaml, line 3: 'video.size\[1\]' is 'big'; expected a number"):
        file.number("video", "size", 1)
    with pytest.raises(InputError, match=r"line 4: unknown key 'fsp'.*Did you mean 'fps'"):
        file.only_keys(["size", "fps"], "video")
    with pytest.raises(InputError, match=r"line 1: 'name' is missing; expected text"):
        file.text("name")
    assert file.line("video", "size", 7) == 3


def test_a_number_of_hundreds_of_digits_is_refused() -> None:
    with pytest.raises(InputError, match=r"line 1: 'frames' is 9999.*expected a number"):
        parse(f"frames: {'9' * 400}", where="a.yaml").number("frames")


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone.yaml: cannot be read"):
        load(tmp_path / "gone.yaml")
