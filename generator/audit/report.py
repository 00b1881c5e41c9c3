"""The report: what an audit found, as a value, as JSON, and as the files it writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from synthgen.audit.finding import Finding
from synthgen.audit.row import Row
from synthgen.audit.tree import Tree
from synthgen.errors import InputError

FORMAT = "1.0"
Verdict = Literal["pass", "fail"]
Status = Literal["pass", "warning", "fail", "skipped"]
#: what is written, by the ending of its name
NAMES = ("coverage.json", "coverage.md", "coverage.html")


@dataclass(frozen=True)
class Check:
    """One stage of an audit: what it did, how long it took, and how it ended."""

    stage: str
    status: Status
    findings: int
    seconds: float
    did: str

    def record(self) -> dict[str, Any]:
        """Return the check as JSON values."""
        return {
            "stage": self.stage,
            "status": self.status,
            "findings": self.findings,
            "seconds": round(self.seconds, 2),
            "did": self.did,
        }


@dataclass(frozen=True)
class Report:
    """An audit's outcome. ``dataset``, ``audit`` and ``coverage`` are JSON values; docs/audit.md explains them."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    checks: tuple[Check, ...]
    dataset: dict[str, Any]
    audit: dict[str, Any]
    coverage: dict[str, Any]
    rows: Sequence[Row] = field(repr=False)
    tree: Tree = field(repr=False)

    def record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return {
            "format": FORMAT,
            "verdict": self.verdict,
            "dataset": self.dataset,
            "audit": {**self.audit, "checks": [check.record() for check in self.checks]},
            "findings": [finding.record() for finding in self.findings],
            "coverage": self.coverage,
        }

    def write(self, folder: Path) -> tuple[Path, ...]:
        """Write ``coverage.json``, ``.md`` and ``.html``. Raises InputError where the folder cannot be written."""
        from synthgen.audit.page.markdown import report_markdown
        from synthgen.audit.page.page import page_html
        from synthgen.audit.page.wall import build_wall

        record = self.record()
        contents = {
            "coverage.json": json.dumps(record, indent=1, ensure_ascii=False) + "\n",
            "coverage.md": report_markdown(record),
            "coverage.html": page_html(record, self.rows, build_wall(self.rows, self.tree)),
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in contents.items():
                temporary = folder / f".{name}.partial"
                temporary.write_bytes(content.encode("utf-8", "backslashreplace"))
                temporary.replace(folder / name)
        except OSError as error:
            raise InputError(
                f"the report cannot be written ({error.strerror})", where=folder, remedy="Choose another --report DIR."
            ) from error
        return tuple(folder / name for name in NAMES)
