"""Tables written into a document: between ``<!-- NAME -->`` and ``<!-- /NAME -->``, the rest stays as it is."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from measures.table import Numbers, Table


def text_of(tables: Sequence[Table], before: Mapping[str, Numbers]) -> str:
    """Return tables under their titles, with the numbers of a run before in parentheses."""
    shown = [f"### {table.title}\n\n{table.markdown(before.get(table.title))}\n" for table in tables]
    return "\n".join(shown)


def fill(document: str, name: str, text: str) -> str:
    """Return a document with new text between its two marks of that name. Raises ValueError where it lacks them.

    >>> fill("a\\n<!-- t -->\\nold\\n<!-- /t -->\\nb", "t", "new\\n")
    'a\\n<!-- t -->\\nnew\\n<!-- /t -->\\nb'
    """
    first, last = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    head, found, rest = document.partition(first)
    _, closed, tail = rest.partition(last)
    if not found or not closed:
        raise ValueError(f"the document has no place between {first.strip()} and {last}")
    return head + first + text + last + tail


def keep(tables: Sequence[Table], path: Path) -> None:
    """Write the tables' numbers as JSON: ``{title: {row: {column: number}}}``."""
    numbers = {
        table.title: {
            name: {column: round(float(value), 4) for column, value in row.items() if not math.isnan(value)}
            for name, row in table.rows.items()
        }
        for table in tables
    }
    path.write_text(json.dumps(numbers, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def write_into(path: Path, name: str, text: str) -> None:
    """Put text between the two marks of a file."""
    path.write_text(fill(path.read_text(encoding="utf-8"), name, text), encoding="utf-8")
