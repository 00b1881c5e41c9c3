"""A whole audit: one folder, one policy, one verdict. What ``synthgen audit`` and the Python API call."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timezone
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from synthgen.audit.balance import BALANCE
from synthgen.audit.check import Check, Context, Evidence, Options, Outcome, Progress
from synthgen.audit.completeness import COMPLETENESS
from synthgen.audit.hands import HANDS
from synthgen.audit.integrity import INTEGRITY
from synthgen.audit.labels import LABELS
from synthgen.audit.licences import LICENCES
from synthgen.audit.people import PEOPLE
from synthgen.audit.pixels.check import PIXELS
from synthgen.audit.policy import Policy, read_policy
from synthgen.audit.report import AuditSummary, CheckResult, Coverage, DatasetSummary, Extent, JudgedBy, Report, Status
from synthgen.audit.reproduction import REPRODUCTION
from synthgen.audit.scenelevels import scene_names
from synthgen.audit.scenes import SCENES
from synthgen.audit.signature import SIGNATURE
from synthgen.audit.splits import SPLITS
from synthgen.errors import InputError
from synthgen.reader.descriptor import open_folder
from synthgen.reader.finding import Finding, codes, plain, remedied
from synthgen.reader.records import root_of
from synthgen.version import __version__

#: in the report's order
CHECKS: tuple[Check[Any], ...] = (
    *(INTEGRITY, COMPLETENESS, LABELS, PEOPLE, BALANCE, SCENES, HANDS),
    *(SPLITS, LICENCES, SIGNATURE, PIXELS, REPRODUCTION),
)


def audit_dataset(
    root: str | Path,
    *,
    policy: str | Path | Policy = "default",
    full: bool = False,
    records_only: bool = False,
    rerender: int = 0,
    seed: int | None = None,
    trust: Sequence[str] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Report:
    """Audit a dataset's folder and return the report. Nothing is written; nothing in the folder is trusted.

    See ``Options`` for what is looked at. Raises InputError for a folder that is no dataset of ours, and for a policy
    that cannot be used.
    """
    from synthgen.engines.plan import default_workers

    judge = policy if isinstance(policy, Policy) else read_policy(policy)
    options = Options(full, records_only, rerender, seed, tuple(trust), workers or default_workers())
    if full and records_only:
        raise InputError("an audit is either of all pictures (full) or of the records only, not both")
    begun = datetime.now(timezone.utc).isoformat(timespec="seconds")
    tree, descriptor = open_folder(Path(root))
    evidence = Evidence(tree, descriptor, options.workers)
    context = Context(evidence, judge, options, progress or (lambda check, done, total: None))
    context, results = run_checks(CHECKS, context)
    order = {code: index for index, code in enumerate(codes())}
    every = [finding for check in CHECKS for finding in context.outcome(check).findings]
    return Report(
        verdict="fail" if any(map(judge.fails, every)) else "pass",
        dataset=_describe(evidence),
        audit=AuditSummary(
            __version__,
            begun,
            Extent(full, records_only, rerender),
            JudgedBy(judge.name, judge.description, judge.fail_on, judge.text),
            results,
        ),
        findings=tuple(sorted(every, key=lambda f: (order[f.code], f.clip or "", f.path or "", f.message))),
        coverage=_cover(context),
        entries=evidence.entries,
        columns=evidence.varying,
        tree=tree,
        scenes=scene_names(evidence.declared),
    )


def run_checks(checks: Sequence[Check[Any]], context: Context) -> tuple[Context, tuple[CheckResult, ...]]:
    """Run checks, each after those that it needs; return the context after them, and their results in their order.

    A check sees the outcomes of others as the policy judges them. No two can need each other: what is needed is there
    before who needs it.
    """
    results = {}
    inside = context.evidence.descriptor.in_makehuman
    for check in TopologicalSorter({check: check.needs for check in checks}).static_order():
        context.progress(check.name, 0, 0)
        begin = time.perf_counter()
        outcome: Outcome[Any] = check.run(context)
        seconds = round(time.perf_counter() - begin, 2)
        judged = tuple(
            remedied(kept, in_makehuman=inside)
            for finding in outcome.findings
            if (kept := context.policy.judge(finding))
        )
        status = "skipped" if outcome.skipped else _status(judged, context.policy)
        results[check] = CheckResult(check.name, status, len(judged), seconds, outcome.did)
        context = context.after(check, replace(outcome, findings=judged))
    return context, tuple(results[check] for check in checks)


def _status(findings: Sequence[Finding], policy: Policy) -> Status:
    if any(map(policy.fails, findings)):
        return "fail"
    return "warning" if any(finding.severity != "note" for finding in findings) else "pass"


def _cover(context: Context) -> Coverage:
    """Return what the checks counted and measured."""
    composition, pixels = context.outcome(BALANCE).section, context.outcome(PIXELS).section
    people = composition.people
    return Coverage(
        cells=context.outcome(COMPLETENESS).section,
        factors=composition.factors,
        tables=composition.tables,
        leaks=composition.leaks,
        scenes=context.outcome(SCENES).section,
        hands=context.outcome(HANDS).section,
        people=tuple(replace(one, measured=pixels.skin(one.id)) for one in people) if pixels else people,
        splits=context.outcome(SPLITS).section.summaries,
        licences=context.outcome(LICENCES).section,
        signature=context.outcome(SIGNATURE).section,
        pixels=pixels,
        rerender=context.outcome(REPRODUCTION).section,
    )


def _describe(evidence: Evidence) -> DatasetSummary:
    """Return what the dataset is, as its records have it."""
    entries, record, design = evidence.entries, evidence.descriptor.record, evidence.declared.design
    first = entries[0] if entries else None
    renderers = {id(entry.renderer): entry.renderer for entry in entries}.values()
    return DatasetSummary(
        name=plain(design.name if design else record["design"]["name"]),
        description=plain(design.description if design else ""),
        seed=design.seed if design else None,
        root_hash=root_of(entries),
        clips=len(entries),
        frames=sum(entry.frames for entry in entries),
        seconds=round(sum(entry.frames / entry.fps for entry in entries), 3),
        bytes=sum(entry.bytes for entry in entries),
        size=(first.width, first.height) if first else None,
        fps=tuple(sorted({entry.fps for entry in entries})),
        codec=first.codec if first else None,
        licence=plain(record.get("licence")),
        au_basis=design.au_basis if design else None,
        synthgen=plain(record["synthgen"]),
        renderers=tuple(sorted({f"{r['name']} {r['version']} (sources {r['sources']})" for r in renderers})),
        created=plain(record.get("created")),
        finished=plain(record.get("finished")),
    )
