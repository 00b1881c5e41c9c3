"""The declared demographics beside a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.errors import InputError
from synthgen.human.demographics import Demographics, read_demographics


def read(tmp_path: Path, text: str) -> Demographics:
    (tmp_path / "who.demographics.yaml").write_text(text)
    return read_demographics(tmp_path / "who.demographics.yaml")


def test_everything_declared(tmp_path: Path) -> None:
    text = "gender: 0.5\nethnicity: {caucasian: 0.5, asian: 0.25, african: 0.25}\nage: 40.5\nskin_tone: 5\nnotes: hi\n"
    who = read(tmp_path, text)
    assert (who.gender, who.age, who.skin_tone, who.notes) == (0.5, 40.5, 5, "hi")
    assert who.ethnicity == {"caucasian": 0.5, "asian": 0.25, "african": 0.25}
    assert who.ethnicity_name == "caucasian+african+asian"
    assert who.source == text.encode()


def test_what_is_not_declared_says_so(tmp_path: Path) -> None:
    who = read(tmp_path, "ethnicity: hispanic\n")
    assert (who.gender, who.ethnicity, who.age, who.skin_tone) == ("undeclared", "hispanic", None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("age: 30\ngendr: male\n", "line 2: unknown key 'gendr'.*Did you mean 'gender'"),
        ("gender: man\n", "line 1: 'gender' is 'man'; expected female, male or a number"),
        ("gender: 2\n", "from 0 to 1"),
        ("notes: x\nage: old\n", "line 2: 'age' is 'old'; expected a number"),
        ("age: -3\n", "from 0 to 120"),
        ("skin_tone: 11\n", "from 1 to 10"),
        ("skin_tone: 4.5\n", "whole number"),
        ("ethnicity:\n  asian: 0.5\n  african: 0.2\n", "line 1: the shares of 'ethnicity' add up to 0.7"),
        ("ethnicity:\n  asian: 0.5\n  african: much\n", "line 3"),
        ("ethnicity: 3\n", "expected text"),
        ("- a\n", "expected a mapping"),
        ("", "is empty"),
        ("gender: [\n", "not well-formed YAML"),
    ],
)
def test_bad_values_are_refused_with_their_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(tmp_path, text)
