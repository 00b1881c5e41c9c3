"""What a person gets told about a YAML file that is not well formed: the file, the line, and what is wrong."""

import datetime
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synthgen import yamlfile
from synthgen.errors import InputError
from synthgen.facs.library import builtin_folder
from synthgen.scene import angles
from synthgen.yamlfile import load, parse
from synthgen.yamlscalar import dump_yaml


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
        ("{[1]: 2}", 1, "a key must be"),
        ("a: !!bool maybe", 1, "'maybe' cannot be read as bool"),
        ("a: !!timestamp soon", 1, "tag 'tag:yaml.org,2002:timestamp' is not supported"),
        ("a: !!int 1.5", 1, "'1.5' cannot be read as int"),
        (f"a: 1\nb: {'9' * 5000}", 2, "cannot be read as a number"),
        ("a:\n" + "- [0, 0]\n" * 200_000, None, "holds more than 400000 lines and elements"),
        ("#" * (8 * 2**20 + 1), None, "is larger than 8 MiB"),
        ("[" * 100_000, 1, "nesting depth"),
        ("a: 1\n!!int x: b", 2, "'x' cannot be read as int"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(text: str | bytes, line: int | None, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, where="bad.yaml")
    assert str(caught.value).startswith(f"bad.yaml, line {line}: " if line else "bad.yaml: ")
    assert words in str(caught.value)


#: word -> (what it is by the core schema of YAML 1.2.2, section 10.3.2; what it was by YAML 1.1)
WORDS: dict[str, tuple[object, object]] = {
    "012": (12, 10),
    "-07": (-7, -7),
    "0o14": (12, "0o14"),
    "0xA": (10, 10),
    "+5": (5, 5),
    "no": ("no", False),
    "Off": ("Off", False),
    "y": ("y", "y"),
    "true": (True, True),
    "FALSE": (False, False),
    "1e-05": (0.00001, "1e-05"),
    "1E3": (1000.0, "1E3"),
    "1.5e+3": (1500.0, 1500.0),
    ".5": (0.5, 0.5),
    "12.": (12.0, 12.0),
    "~": (None, None),
    "NULL": (None, None),
    "1_000": ("1_000", 1000),
    "1:30": ("1:30", 90),
    "2024-01-02": ("2024-01-02", datetime.date(2024, 1, 2)),
    ".inf": (math.inf, math.inf),
    "0b11": ("0b11", 3),
    "١٢": ("١٢", "١٢"),
    "'012'": ("012", "012"),
    "!!str 012": ("012", "012"),
    "!!float 3": (3.0, 3.0),
    "!!int 012": (12, 10),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_means_what_people_expect_and_in_older_sets_what_it_meant(word: str) -> None:
    now, then = (
        parse(f"a: {word}", where="a.yaml").data["a"],
        parse(f"a: {word}", where="a.yaml", rules="1.1").data["a"],
    )
    assert [(type(value), value) for value in (now, then)] == [(type(value), value) for value in WORDS[word]]


def test_the_words_of_numbers_are_text_where_they_have_other_signs() -> None:
    assert parse("[., +, -, ., 1e, e1, 0x, 0o8, --1, 1.2.3, =, <<]", where="a.yaml").data == (
        [".", "+", "-", ".", "1e", "e1", "0x", "0o8", "--1", "1.2.3", "=", "<<"]
    )


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**20), 10**20)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=8)
        | st.sampled_from([*WORDS, "1e5", "0o7", "-.inf", "1e-05", "09", "0", "null"]),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc012.e", max_size=4), inner, max_size=3),
        max_leaves=6,
    )
)
def test_what_is_written_is_read_the_same_by_both_rules(value: object) -> None:
    text = dump_yaml({"a": value}, width=100)
    for rules in ("1.1", "1.2"):
        assert repr(parse(text, where="a.yaml", rules=rules).data) == repr({"a": value})


def test_words_that_were_switches_and_numbers_get_a_remedy() -> None:
    file = parse("glasses: yes\nname: 012\n", where="d.yaml")
    with pytest.raises(
        InputError, match=r"'glasses' is 'yes'; expected true or false. In YAML 1.2 yes, no, on and off"
    ):
        file.flag("glasses")
    with pytest.raises(InputError, match=r"'name' is 12; expected text. Write it in quotes."):
        file.text("name")


def test_the_documents_that_come_along_mean_the_same_by_both_rules() -> None:
    package = Path(yamlfile.__file__).parent
    folders = (package, builtin_folder(), angles.builtin_folder())
    paths = {path for folder in folders for path in folder.rglob("*.yaml")}
    assert len(paths) >= 50
    for path in paths:
        source = path.read_bytes()
        assert repr(parse(source, where=path).data) == repr(parse(source, where=path, rules="1.1").data), path


@pytest.mark.parametrize(("version", "fine"), [("1.2", False), ("1.3", True)])
def test_a_file_of_an_older_set_that_means_something_else_now_is_said(tmp_path: Path, version: str, fine: bool) -> None:
    (tmp_path / "dataset.json").write_text(f'{{"format": "{version}"}}')
    path = tmp_path / "inputs" / "signals" / "a.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("signal: a\nframes: 012\n")
    if fine:
        assert load(path).data["frames"] == 12
        return
    with pytest.raises(InputError, match=r"a\.yaml, line 2: 'frames' is 10 in this dataset, by YAML 1\.1, and 12 by"):
        load(path)
    path.write_text("signal: a\nframes: 12\n")
    assert load(path).data["frames"] == 12


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
