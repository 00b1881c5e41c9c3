"""How a run ends badly: the input is wrong (exit 2), the run failed (exit 3), or the program is at fault (exit 4)."""

from __future__ import annotations

import copy
import reprlib
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_LONGEST = 60
#: characters of a problem, which may name what stood in a file
_LONGEST_PROBLEM = 600
_short = reprlib.Repr()
_short.maxstring = _short.maxother = _LONGEST


class InputError(ValueError):
    """Bad input or usage, in fields: nobody has to take its text apart.

    problem   what is wrong, without a full stop; where a ``value`` is given, the name of what has it
    where     the file, folder or option that is wrong; ``line`` of it, from 1
    value     what stood there, as it was read
    expected  what should stand there, in words
    remedy    what to do about it, in sentences

    >>> error = InputError("'fps'", value=500, expected="a number up to 240", line=7, remedy="Lower it.")
    >>> print(error.at("smirk.yaml"))
    smirk.yaml, line 7: 'fps' is 500; expected a number up to 240. Lower it.
    >>> error.problem, error.value, error.message
    ("'fps' is 500", 500, "line 7: 'fps' is 500; expected a number up to 240")
    """

    exit_code = 2

    def __init__(
        self,
        problem: str,
        *,
        where: str | Path | None = None,
        line: int | None = None,
        value: Any = ...,
        expected: str = "",
        remedy: str = "",
    ) -> None:
        self.problem = one_line(problem.rstrip(".") if value is ... else f"{problem} is {shown(value)}")
        super().__init__(self.problem)  # pickle makes the error from its arguments, then sets its fields
        self.where, self.line, self.expected, self.remedy = where, line, expected, remedy
        self.value = None if value is ... else value

    @property
    def message(self) -> str:
        """Place, problem and what was expected, without the remedy and a full stop, to stand in another sentence."""
        file = [] if self.where is None else [one_line(str(self.where), most=None)]
        place = file + ([f"line {self.line}"] if self.line else [])
        expected = f"; expected {self.expected}" if self.expected else ""
        return (f"{', '.join(place)}: " if place else "") + self.problem + expected

    def __str__(self) -> str:
        return f"{self.message}." + (f" {self.remedy}" if self.remedy else "")

    def at(self, where: str | Path | None, *, remedy: str = "") -> InputError:
        """Return this error placed in a file, or nowhere (None); its line stays, and its remedy if it has one."""
        placed = copy.copy(self)
        placed.where, placed.remedy = where, self.remedy or remedy
        return placed


class InputWarning(UserWarning):
    """An input that is used, and not quite as it stands: what was made of it."""


#: notes on one file that a warning has room for
_NOTES = 3


def warn_of(where: str | Path, notes: Iterable[str]) -> None:
    """Warn (InputWarning), once a file, of what was made of what stands in it, by ``notes`` in their order."""
    listed = list(notes)
    if listed:
        more = [f"and {len(listed) - _NOTES} more"] if len(listed) > _NOTES else []
        text = "; ".join([*(one_line(note) for note in listed[:_NOTES]), *more])
        warnings.warn(InputWarning(f"{one_line(str(where), most=None)}, {text}"), stacklevel=3)


class RunError(RuntimeError):
    """A run that began with good input and could not be finished: a full disk, a worker that died, no network."""

    exit_code = 3


class Fault(RunError):
    """A fault of the program's own that another process met; ``traceback`` is its text."""

    exit_code = 4

    def __init__(self, problem: str, traceback: str = "") -> None:
        super().__init__(problem)
        self.traceback = traceback


def reason(error: Exception) -> str:
    """Return why something failed, without the place, remedy and full stop, to stand in another sentence.

    >>> reason(InputError("is torn", where="a.yaml", line=3)), reason(FileNotFoundError(2, "No such file", "a.yaml"))
    ('line 3: is torn', 'No such file')
    """
    if isinstance(error, InputError):
        return error.at(None).message
    return (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__


def one_line(text: str, *, most: int | None = _LONGEST_PROBLEM) -> str:
    """Return a text in one line of printable characters, cut in its middle where it is longer than ``most``.

    >>> one_line("a\\nb\\udcff"), one_line("abcdefghij", most=7)
    ('a\\\\nb\\\\udcff', 'abc...j')
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    if most is None or len(text) <= most:
        return text
    tail = (most - 3) // 3
    return f"{text[: most - 3 - tail]}...{text[-tail:]}"


def shown(value: Any) -> str:
    """Return a value of any size for a message, printable and cut at 60 characters.

    >>> shown("a" * 99), shown(list(range(9))), shown(None)
    ("'aaaaaaaaaaaaaaaaaaaaaaaaaaa...aaaaaaaaaaaaaaaaaaaaaaaaaaaa'", '[0, 1, 2, 3, 4, 5, ...]', 'missing')
    """
    if value is None:
        return "missing"
    try:
        text = _short.repr(value)
    except ValueError:  # Python refuses to print whole numbers of thousands of digits
        return "a number with too many digits"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
