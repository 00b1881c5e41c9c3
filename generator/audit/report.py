"""The report: what an audit found, as a value, as JSON, and as the files it writes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from synthgen.audit.balance import Distribution, Leak, Table
from synthgen.audit.completeness import Cells
from synthgen.audit.groups import Person
from synthgen.audit.hands import HandsSummary
from synthgen.audit.licences import AssetUse
from synthgen.audit.pixels.summary import PixelSummary
from synthgen.audit.reproduction import Reproduction
from synthgen.audit.scenelevels import Column
from synthgen.audit.scenes import SceneSummary
from synthgen.audit.signature import SignatureSummary
from synthgen.audit.splits import SplitSummary
from synthgen.jsontext import json_value
from synthgen.layout import REPORT
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, Severity
from synthgen.reader.tree import Tree

FORMAT = "1.0"
Verdict = Literal["pass", "fail"]
Status = Literal["pass", "warning", "fail", "skipped"]
#: what is written, by the ending of its name
NAMES = ("coverage.json", "coverage.md", "coverage.html")


@dataclass(frozen=True)
class DatasetSummary:
    """What the dataset is, as its records and its design have it.

    ``root_hash``: Merkle root over the records. ``size``: width and height in pixels, of the first clip; ``seconds``
    and ``bytes`` are of all clips together. ``name`` and what follows ``codec`` are texts of the dataset, made
    printable; ``created`` and ``finished`` are dates.
    """

    name: str
    description: str
    seed: int | None
    root_hash: str
    clips: int
    frames: int
    seconds: float
    bytes: int
    size: tuple[int, int] | None
    fps: tuple[float, ...]
    codec: str | None
    licence: str | None
    au_basis: str | None
    synthgen: str
    renderers: tuple[str, ...]
    created: str | None
    finished: str | None


@dataclass(frozen=True)
class Extent:
    """How much was looked at: see ``check.Options``."""

    full: bool
    records_only: bool
    rerender: int


@dataclass(frozen=True)
class JudgedBy:
    """The policy that the dataset was judged by; ``text`` is its file."""

    name: str
    description: str
    fail_on: Severity
    text: str


@dataclass(frozen=True)
class CheckResult:
    """A check, how it ended, how many findings it had, how long it took and what it did."""

    stage: str
    status: Status
    findings: int
    seconds: float
    did: str


@dataclass(frozen=True)
class AuditSummary:
    """What the audit was: by which version and when, of what, by which policy, and its checks one by one."""

    synthgen: str
    created: str
    options: Extent
    policy: JudgedBy
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class Coverage:
    """What was counted and measured; None where it was not looked for, or is not there."""

    cells: Cells
    factors: tuple[Distribution, ...]
    tables: tuple[Table, ...]
    leaks: tuple[Leak, ...]
    scenes: SceneSummary
    hands: HandsSummary
    people: tuple[Person, ...]
    splits: tuple[SplitSummary, ...]
    licences: tuple[AssetUse, ...]
    signature: SignatureSummary | None
    pixels: PixelSummary | None
    rerender: Reproduction | None


@dataclass(frozen=True)
class Report:
    """An audit's outcome; docs/audit.md explains its JSON, whose keys are these names.

    ``scenes``: {id of a scene in records: the design's scene}, where these are not the same.
    """

    verdict: Verdict
    dataset: DatasetSummary
    audit: AuditSummary
    findings: tuple[Finding, ...]
    coverage: Coverage
    entries: Sequence[Entry] = field(repr=False)
    columns: Sequence[Column] = field(repr=False)
    tree: Tree = field(repr=False)
    scenes: Mapping[str, str] = field(default_factory=dict, repr=False)

    def record(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        shown = ("verdict", "dataset", "audit", "findings", "coverage")
        return {"format": FORMAT, **{name: json_value(getattr(self, name)) for name in shown}}

    def write(self, folder: Path | None = None) -> tuple[Path, ...]:
        """Write ``coverage.json``, ``.md`` and ``.html`` into a folder, by default the dataset's ``report``.

        Raises InputError where the folder cannot be written, RunError where the disk is full.
        """
        from synthgen.audit.page.markdown import report_markdown
        from synthgen.audit.page.page import page_html
        from synthgen.audit.page.wall import build_wall
        from synthgen.files import disk_errors, refuse_link, write_whole

        contents = {
            "coverage.json": json.dumps(self.record(), indent=1, ensure_ascii=False) + "\n",
            "coverage.md": report_markdown(self),
            "coverage.html": page_html(self, build_wall(self.entries, self.tree)),
        }
        remedy = "Choose another --report DIR."
        if folder is None:
            folder = self.tree.root / REPORT
            refuse_link(folder)
        with disk_errors(folder, remedy=remedy):
            folder.mkdir(parents=True, exist_ok=True)
        files = {name: content.encode("utf-8", "backslashreplace") for name, content in contents.items()}
        write_whole(folder, files, remedy=remedy)
        return tuple(folder / name for name in NAMES)
