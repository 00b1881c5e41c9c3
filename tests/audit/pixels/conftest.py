"""Three people, six signals, two angles: small, and large enough for clips to be compared with each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from forger import Forger, Record

from synthgen.audit.limits import PixelLimits
from synthgen.audit.pixels.check import check_measures, check_pixels, measure_all
from synthgen.audit.pixels.measure import ClipMeasures
from synthgen.audit.pixels.summary import PixelSummary
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.reader.declared import read_declared
from synthgen.reader.descriptor import read_descriptor
from synthgen.reader.finding import Finding
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan

DESIGN = """\
name: population
seed: 5
models: [female_african_1, female_asian_1, male_caucasian_1]
signals: [gape, nose_wrinkle, sneer, jaw_drop, disapproving_shake, rest.yaml]
angles: [views.yaml]
video: {size: 128}
"""
REST = """\
signal: rest
description: Nothing moves.
frames: 25
fps: 25
neutral: {start: true, end: true}
tracks: {}
"""
VIEWS = "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 30, pitch: 10}]\n"

Findings = list[Finding]
Audit = Callable[..., tuple[Findings, PixelSummary]]


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset, whole and right. Read only."""
    folder = tmp_path_factory.mktemp("population")
    (folder / "design.yaml").write_text(DESIGN, encoding="utf-8")
    (folder / "rest.yaml").write_text(REST, encoding="utf-8")
    (folder / "views.yaml").write_text(VIEWS, encoding="utf-8")
    summary = render_design(read_design(folder / "design.yaml"), folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done) == (36, 36)
    return summary.root


@pytest.fixture
def forged(population: Path, tmp_path: Path) -> Forger:
    """A copy of the dataset in a forger's hands."""
    return Forger(Path(shutil.copytree(population, tmp_path / "forged")))


@pytest.fixture
def clips(forged: Forger) -> Mapping[str, Record]:
    """The records of the forged dataset by clip id, as they are before anything is forged."""
    return {record["clip"]: record for record in forged.records()}


@pytest.fixture
def audit() -> Audit:
    """The function that checks a dataset's pictures alone: ``audit(root, workers=1)``."""

    def check(root: Path, workers: int = 1) -> tuple[Findings, PixelSummary]:
        tree = scan(root)
        declared, problems = read_declared(tree, read_descriptor(tree))
        assert not problems
        return check_pixels(tree, read_entries(tree, workers=1).entries, declared, PixelLimits(), workers=workers)

    return check


@pytest.fixture(scope="session")
def measured(population: Path) -> Mapping[str, ClipMeasures]:
    """The measures of the dataset's clips by clip id."""
    tree = scan(population)
    measures, findings = measure_all(tree, read_entries(tree, workers=1).entries, PixelLimits(), workers=2)
    assert findings == []
    return {one.clip: one for one in measures}


@pytest.fixture
def audit_clips(measured: Mapping[str, ClipMeasures]) -> Callable[..., tuple[Findings, PixelSummary]]:
    """The function that checks a forged copy of which only some clips need decoding: ``audit_clips(root, *clips)``."""

    def check(root: Path, *changed: str) -> tuple[Findings, PixelSummary]:
        tree, limits = scan(root), PixelLimits()
        declared, _ = read_declared(tree, read_descriptor(tree))
        rows = read_entries(tree, workers=1).entries
        fresh, findings = measure_all(tree, [row for row in rows if row.clip in changed], limits)
        measures = {
            **{clip: one for clip, one in measured.items() if clip not in changed},
            **{m.clip: m for m in fresh},
        }
        more, summary = check_measures(list(measures.values()), rows, declared, limits, known=findings)
        return [*findings, *more], summary

    return check
