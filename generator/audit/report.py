"""The report: what an audit found, as a value, as JSON, and as the files it writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding
from synthgen.reader.tree import Tree

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
    entries: Sequence[Entry] = field(repr=False)
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

    def write(self, folder: Path | None = None) -> tuple[Path, ...]:
        """Write ``coverage.json``, ``.md`` and ``.html`` into a folder, by default the dataset's ``report``.

        Raises InputError where the folder cannot be written, RunError where the disk is full.
        """
        from synthgen.audit.page.markdown import report_markdown
        from synthgen.audit.page.page import page_html
        from synthgen.audit.page.wall import build_wall
        from synthgen.dataset.atomic import refuse_link, write_error, write_whole

        record = self.record()
        contents = {
            "coverage.json": json.dumps(record, indent=1, ensure_ascii=False) + "\n",
            "coverage.md": report_markdown(record),
            "coverage.html": page_html(record, self.entries, build_wall(self.entries, self.tree)),
        }
        remedy = "Choose another --report DIR."
        if folder is None:
            folder = self.tree.root / "report"
            refuse_link(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise write_error(error, folder, remedy) from error
        files = {name: content.encode("utf-8", "backslashreplace") for name, content in contents.items()}
        write_whole(folder, files, remedy=remedy)
        return tuple(folder / name for name in NAMES)
