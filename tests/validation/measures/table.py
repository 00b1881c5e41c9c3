"""A table of numbers: rows and columns by name, as Markdown, with the numbers of a run before beside its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: row -> column -> number
Numbers = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Table:
    """``rows`` under ``columns``; ``form`` is the format of a number, or of a column's numbers by name."""

    title: str
    first: str
    columns: Sequence[str]
    rows: Numbers
    form: str = ".2f"
    forms: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    def markdown(self, before: Numbers | None = None) -> str:
        """Return the table, with a number of ``before`` in parentheses behind each that it has, too."""
        lines = [f"| {self.first} | " + " | ".join(self.columns) + " |", "|---|" + "---|" * len(self.columns)]
        for name, row in self.rows.items():
            past = (before or {}).get(name, {})
            cells = [self._cell(column, row.get(column), past.get(column)) for column in self.columns]
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
        return "\n".join(lines)

    def _cell(self, column: str, value: float | None, past: float | None) -> str:
        form = self.forms.get(column, self.form)
        shown = "" if _missing(value) else format(value, form)
        return shown if _missing(past) else f"{shown} ({format(past, form)})"


def _missing(value: float | None) -> bool:
    return value is None or math.isnan(value)
