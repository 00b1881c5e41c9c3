"""Tables of numbers in text (CSV), as programs and spreadsheets write them: any of three separators, decimal commas.

>>> table = read_table(b" frame; AU12_r\\n1; 0,5\\n2; -nan(ind)\\n", where="face.csv")
>>> table.names, table.column("AU12_r").tolist()
(('frame', 'AU12_r'), [0.5, nan])
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.errors import InputError

#: bytes of a table: an hour of OpenFace's 714 columns
LARGEST = 1 << 30
_SEPARATORS = ",;\t"
#: what programs write where they have no number
_NOTHING = re.compile(r"|[-+]?(nan(\(.*\))?|inf(inity)?|1\.#(ind|inf|qnan)\d*)|n/?a|null|none|-", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(e[-+]?\d+)?", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: bytes in which the first line ends: MediaPipe's points and all else that py-feat 2 writes
_LONGEST_HEAD = 1 << 18
#: the most letters of a cell: csv's own limit is an error that is no sentence
_LONGEST_CELL = 1 << 16


@dataclass(frozen=True, eq=False)
class Table:
    """``names`` of columns without blanks around them, ``rows`` of text, and the ``lines`` where these end in the file.

    ``broken``: lines whose rows have another number of cells than there are names; they are left out.
    """

    where: Path
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    broken: tuple[int, ...]

    def column(self, name: str) -> NDArray[np.float64]:
        """Return the numbers (rows,) of a column, NaN for none. Raises InputError for text, with its line."""
        at = self.names.index(name)
        return np.array([self._number(row[at], name, line) for row, line in zip(self.rows, self.lines, strict=True)])

    def _number(self, cell: str, name: str, line: int) -> float:
        text = cell.strip()
        if _NOTHING.fullmatch(text):
            return math.nan
        try:
            value = float(text.replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text)
        except ValueError:
            raise InputError(f"column '{name}'", value=text, expected="a number", where=self.where, line=line) from None
        return value if math.isfinite(value) else math.nan


def names_of(source: bytes) -> tuple[str, ...]:
    r"""Return the names of the columns of a file's bytes, whatever they are; () where the first line has no separator.

    >>> names_of(b"a; b\n1; 2\n"), names_of(b"{}")
    (('a', 'b'), ())
    """
    start = source[:_LONGEST_HEAD]
    text = start.decode("utf-16" if start[:2] in _UTF16 else "utf-8-sig", errors="replace")
    head = next(iter(text.splitlines()), "")
    separator = max(_SEPARATORS, key=head.count)
    return tuple(name.strip(' "') for name in head.split(separator)) if separator in head else ()


def read_table(source: bytes, *, where: str | Path) -> Table:
    """Return the table of a file's bytes: UTF-8, or UTF-16 with its mark; comma, semicolon or tab between cells.

    Raises InputError for what is no text, names columns twice, or has no rows.
    """
    where = Path(where)
    text = _text(source, where)
    head = next(iter(text.splitlines()), "")
    separator = max(_SEPARATORS, key=head.count)
    rows = _rows(text, separator, where)
    _, first = next(rows, (1, []))
    names = tuple(name.strip() for name in first)
    if separator not in head:
        raise InputError("is no table", where=where, line=1, expected="names of columns between commas")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise InputError(f"has two columns called '{twice[0]}'", where=where, line=1, remedy="Leave one of them out.")
    kept, lines, broken = [], [], []
    for line, row in rows:
        if len(row) != len(names):
            broken += [line] if any(cell.strip() for cell in row) else []
            continue
        kept.append(tuple(row))
        lines.append(line)
    if not kept:
        raise InputError(
            "has names of columns and no rows" if not broken else "has no row with as many cells as its header",
            where=where,
            line=broken[0] if broken else 1,
        )
    return Table(where, names, tuple(kept), tuple(lines), tuple(broken))


def _text(source: bytes, where: Path) -> str:
    coding = "utf-16" if source[:2] in _UTF16 else "utf-8-sig"
    try:
        return source.decode(coding)
    except UnicodeDecodeError as error:
        raise InputError("is no text in UTF-8", where=where, remedy="Save it as CSV in UTF-8.") from error


def _rows(text: str, separator: str, where: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells)."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"cannot be read as a table ({error})", where=where, line=reader.line_num) from error
        yield reader.line_num, row
