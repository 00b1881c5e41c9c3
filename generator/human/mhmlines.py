"""The lines of a ``.mhm``, as MakeHuman splits them: any line end, words between blanks, "#" before a comment."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from synthgen.errors import InputError
from synthgen.files import decoded, refuse_large, text_lines

#: bytes and lines of a file that is read; MakeHuman's have some ten thousand, and two hundred
LARGEST, _MOST_LINES = 1 << 20, 20_000
#: what is said of a file that is none
NO_MODEL = "Is it a .mhm file?"


class Line(NamedTuple):
    """A line that is no comment: its number from 1, its text without blanks around it, and its words (one or more)."""

    number: int
    text: str
    words: list[str]

    @property
    def kind(self) -> str:
        """The first word."""
        return self.words[0]

    def rest(self, after: int) -> str:
        """Return what stands behind so many words, with the blanks inside it as they are; "" where nothing does."""
        return self.text.split(None, after)[after] if len(self.words) > after else ""

    def malformed(self, expected: str, path: Path) -> InputError:
        """Return (for ``raise``) the error of a line that is not what was expected."""
        return InputError("the line", where=path, line=self.number, value=self.text, expected=expected)


def mhm_text(source: bytes, path: Path) -> str:
    """Return the text of a ``.mhm`` with "\\n" for every line end. Raises InputError for what is no text."""
    refuse_large(source, where=path, most=LARGEST, lines=_MOST_LINES, remedy=NO_MODEL)
    text = "\n".join(text_lines(decoded(source, where=path, remedy=NO_MODEL)))
    if "\0" in text:
        at = text[: text.index("\0")].count("\n") + 1
        raise InputError("holds zero bytes: it is damaged", where=path, line=at, remedy="Get a whole copy of the file.")
    return text


def mhm_lines(text: str) -> list[Line]:
    """Return the lines of a ``.mhm``'s text that are neither empty nor comments."""
    split = ((number, line.strip(), line.split()) for number, line in enumerate(text.split("\n"), 1))
    return [Line(*parts) for parts in split if parts[2] and not parts[2][0].startswith("#")]


def of_kind(lines: Sequence[Line], *kinds: str) -> list[Line]:
    """Return the lines that begin with one of some words."""
    return [line for line in lines if line.kind in kinds]
