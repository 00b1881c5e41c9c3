"""What newer Pythons have and 3.8 lacks: MakeHuman's own may be as old, and runs what the plugin carries with it."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar, overload

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")
_NOTHING = object()


@overload
def paired(a: Iterable[A], b: Iterable[B], /) -> Iterator[tuple[A, B]]: ...
@overload
def paired(a: Iterable[A], b: Iterable[B], c: Iterable[C], /) -> Iterator[tuple[A, B, C]]: ...
@overload
def paired(*columns: Iterable[Any]) -> Iterator[tuple[Any, ...]]: ...
def paired(*columns: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield what ``zip`` yields of columns of one length; raises ValueError where one ends before another.

    >>> list(paired("ab", [1, 2]))
    [('a', 1), ('b', 2)]
    """
    iterators = [iter(column) for column in columns]
    while iterators:
        row = tuple(next(iterator, _NOTHING) for iterator in iterators)
        ended = sum(item is _NOTHING for item in row)
        if ended:
            if ended < len(row):
                raise ValueError("what belongs together has different lengths")
            return
        yield row


def without_prefix(text: str, prefix: str) -> str:
    """Return a text less its beginning, if it is this one.

    >>> without_prefix("AU12", "AU"), without_prefix("12", "AU")
    ('12', '12')
    """
    return text[len(prefix) :] if text.startswith(prefix) else text


def without_suffix(text: str, suffix: str) -> str:
    """Return a text less its end, if it is this one.

    >>> without_suffix("1.0", ".0"), without_suffix("1.5", ".0")
    ('1', '1.5')
    """
    return text[: -len(suffix)] if suffix and text.endswith(suffix) else text


def glob_below(folder: Path, pattern: str, *, recursive: bool = False) -> list[Path]:
    """Return the paths, sorted, that a pattern finds from a folder on; the folder's own name may hold a "[".

    An absolute pattern (which ``Path.glob`` refuses) is taken as it is.
    """
    whole = os.path.join(glob.escape(str(folder)), pattern)  # noqa: PTH118  (a pattern is no path)
    return sorted(map(Path, glob.glob(whole, recursive=recursive)))  # noqa: PTH207
