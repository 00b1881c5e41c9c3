"""The fields of errors, and the texts that they make."""

import copy
import pickle
from pathlib import Path

import pytest

from synthgen.errors import InputError, RunError, shown


def full() -> InputError:
    return InputError("'fps'", where="a.yaml", line=3, value=[0], expected="a number", remedy="Write 25.")


def test_an_error_says_place_value_expectation_and_remedy() -> None:
    error = full()
    assert str(error) == "a.yaml, line 3: 'fps' is [0]; expected a number. Write 25."
    assert error.message == "a.yaml, line 3: 'fps' is [0]; expected a number"
    assert (error.problem, error.where, error.line) == ("'fps' is [0]", "a.yaml", 3)
    assert (error.value, error.expected, error.remedy) == ([0], "a number", "Write 25.")
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (InputError("is no dataset."), "is no dataset."),
        (InputError("is no dataset", where=Path("a/b")), "a/b: is no dataset."),
        (InputError("is torn", line=9), "line 9: is torn."),
        (InputError("'seed'", value=None, expected="a whole number"), "'seed' is missing; expected a whole number."),
        (InputError("is torn", remedy="Write it again."), "is torn. Write it again."),
    ],
)
def test_what_an_error_does_not_know_it_leaves_out(error: InputError, text: str) -> None:
    assert str(error) == text


def test_an_error_is_one_line_whatever_stood_in_the_file() -> None:
    error = InputError("key 'a\nb\u2028' " + "x" * 5000, where="odd\nname.yaml", line=2)
    assert str(error).isprintable() and len(str(error)) < 700
    assert str(error).startswith(r"odd\nname.yaml, line 2: key 'a\nb\u2028' xxx")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_error_is_placed_without_losing_line_and_remedy() -> None:
    placed = full().at("b.yaml", remedy="Do nothing.")
    assert str(placed) == "b.yaml, line 3: 'fps' is [0]; expected a number. Write 25."
    assert str(InputError("is torn").at("b", remedy="Write it again.")) == "b: is torn. Write it again."
    assert full().at(None).message == "line 3: 'fps' is [0]; expected a number"
    assert full().where == "a.yaml"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))])
@pytest.mark.parametrize("error", [full(), InputError("is torn"), RunError("The disk is full.")])
def test_an_error_goes_from_process_to_process(error: Exception, again: object) -> None:
    copied = again(error)  # type: ignore[operator]
    assert type(copied) is type(error)
    assert (str(copied), vars(copied)) == (str(error), vars(error))


def test_values_of_any_size_and_depth_are_shown_short_and_printable() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    for value in ("x" * 1000, [["y" * 99] * 99] * 99, deep, {"k" * 99: "v" * 99}, 10**9999, "\x1b[31m\ud800"):
        assert len(shown(value)) <= 60
        assert shown(value).isprintable()
    while deep:  # undone from outside: Python's own way of forgetting it would need as deep a stack
        deep = deep[0]  # type: ignore[assignment]
