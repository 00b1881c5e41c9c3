"""The standard streams as this program needs them: open, in any encoding, and no trouble where nobody reads them.

What is printed is not what is done. A reader that goes away (``| head``), a terminal that closes and a stream that
was closed from the start change no exit code. Only results that are lost do: standard output on a full disk.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys

import click

from synthgen.errors import RunError

#: characters of our messages in encodings that lack them; others are written as \\x and a number
_PLAIN = {"…": "...", "×": "x", "→": "->", "–": "-", "°": " deg", "±": "+-", "²": "2", "≤": "<=", "≥": ">=", "’": "'"}
_READABLE = "synthgen-readable"


def open_streams() -> None:
    """Open on nothing what is closed, and let standard output and error take any text and lose their readers.

    Streams that somebody has put in their places (a test, a notebook) stay.
    """
    codecs.register_error(_READABLE, _readable)
    for number in (0, 1, 2):
        _open(number)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)), encoding="utf-8")
    if sys.stdout is None or sys.stdout is sys.__stdout__:
        sys.stdout = _text(sys.stdout, 1, essential=True)
    if sys.stderr is None or sys.stderr is sys.__stderr__:
        sys.stderr = _text(sys.stderr, 2, essential=False)


def echo_document(text: str) -> None:
    """Print what another program reads (JSON, YAML) on standard output: UTF-8, whatever the terminal's encoding is."""
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)


class _Output(io.FileIO):
    """A standard stream; what nobody reads any more goes nowhere."""

    def __init__(self, number: int, *, essential: bool) -> None:
        super().__init__(number, "wb", closefd=False)
        self._essential = essential
        self._gone = {errno.EPIPE}
        if sys.platform == "win32":
            self._gone.add(errno.EINVAL)  # a broken pipe there
        if self.isatty():
            self._gone.add(errno.EIO)  # a terminal that was closed

    def write(self, data: object, /) -> int:
        try:
            return super().write(data)  # type: ignore[arg-type]
        except OSError as error:
            _to_nowhere(self.fileno())
            if self._essential and error.errno not in self._gone:
                raise RunError(
                    f"Standard output cannot be written ({error.strerror}): what was printed is not whole. "
                    "Send it elsewhere, and give the command again."
                ) from error
            return len(data)  # type: ignore[arg-type]


def _text(old: io.TextIOWrapper | None, number: int, *, essential: bool) -> io.TextIOWrapper:
    terminal = old is not None and old.isatty()
    if sys.platform == "win32" and terminal and old is not None:  # a console has a way of its own
        old.reconfigure(errors=_READABLE)
        return old
    return io.TextIOWrapper(
        io.BufferedWriter(_Output(number, essential=essential)),
        encoding="utf-8" if old is None else old.encoding,
        errors=_READABLE,
        line_buffering=terminal or not essential,
    )


def _open(number: int) -> None:
    """Open a standard stream's number on nothing where it is closed: the next file opened would get it."""
    try:
        os.fstat(number)
    except OSError:
        _to_nowhere(number)


def _to_nowhere(number: int) -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    if nothing != number:
        os.dup2(nothing, number)
        os.close(nothing)
    else:
        os.set_inheritable(number, True)


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Stand in for characters that an encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    for fancy, plain in _PLAIN.items():
        text = text.replace(fancy, plain)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end
