"""A whole audit: one folder, one policy, one verdict. What ``synthgen audit`` and the Python API call."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from synthgen.audit import balance, completeness, groups, integrity, licences
from synthgen.audit.policy import Policy, read_policy
from synthgen.audit.report import Check, Report, Status
from synthgen.dataset.factors import FACTORS, PEOPLE_FACTORS
from synthgen.errors import InputError
from synthgen.reader import fixity
from synthgen.reader.declared import Declared, read_declared
from synthgen.reader.descriptor import Descriptor, read_descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding, codes, found, plain
from synthgen.reader.records import Records, read_entries, root_of
from synthgen.reader.tree import Tree, scan
from synthgen.version import __version__

#: (stage, clips done, clips in all)
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """How much is looked at. ``full``: every picture; ``records_only``: no clip's file; ``rerender``: so many cells,
    chosen by ``seed`` (None: one that nobody could foresee). ``trust``: key fingerprints, besides the policy's."""

    full: bool = False
    records_only: bool = False
    rerender: int = 0
    seed: int | None = None
    trust: tuple[str, ...] = ()
    workers: int = 1


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
    tree = scan(Path(root))
    descriptor = read_descriptor(tree)
    return _Audit(tree, descriptor, judge, options, progress or (lambda stage, done, total: None)).run()


@dataclass
class _Audit:
    """An audit in progress: stages run one after the other, and what they find adds up."""

    tree: Tree
    descriptor: Descriptor
    policy: Policy
    options: Options
    progress: Progress
    findings: list[Finding] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    coverage: dict[str, Any] = field(default_factory=dict)
    records: Records = field(default_factory=lambda: Records((), (), 0))
    declared: Declared = field(default_factory=Declared)
    unreadable: list[Finding] = field(default_factory=list)

    def run(self) -> Report:
        begun = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._stage("integrity", self._integrity)
        self._stage("completeness", self._completeness)
        self._stage("labels", self._labels)
        self._stage("people", self._people)
        self._stage("balance", self._balance)
        self._stage("splits", self._splits)
        self._stage("licences", self._licences)
        self._stage("signature", self._signature)
        self._stage("pixels", self._pixels)
        self._stage("reproduction", self._reproduction)
        order = {code: index for index, code in enumerate(codes())}
        findings = tuple(sorted(self.findings, key=lambda f: (order[f.code], f.clip or "", f.path or "", f.message)))
        policy = {key: getattr(self.policy, key) for key in ("name", "description", "fail_on", "text")}
        options = {key: getattr(self.options, key) for key in ("full", "records_only", "rerender")}
        return Report(
            verdict="fail" if any(self.policy.fails(finding) for finding in findings) else "pass",
            findings=findings,
            checks=tuple(self.checks),
            dataset=self._dataset(),
            audit={"synthgen": __version__, "created": begun, "options": options, "policy": policy},
            coverage=self.coverage,
            entries=self.entries,
            tree=self.tree,
        )

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.records.entries

    def _stage(self, name: str, check: Callable[[], tuple[Iterable[Finding], str] | str]) -> None:
        """Run a stage: it returns its findings and what it did, or only why it did nothing."""
        self.progress(name, 0, 0)
        begin = time.perf_counter()
        outcome = check()
        seconds = time.perf_counter() - begin
        if isinstance(outcome, str):
            self.checks.append(Check(name, "skipped", 0, seconds, outcome))
            return
        judged = [kept for finding in outcome[0] if (kept := self.policy.judged(finding))]
        self.findings += judged
        self.checks.append(Check(name, self._status(judged), len(judged), seconds, outcome[1]))

    def _status(self, findings: Sequence[Finding]) -> Status:
        if any(self.policy.fails(finding) for finding in findings):
            return "fail"
        return "warning" if any(finding.severity != "note" for finding in findings) else "pass"

    def _integrity(self) -> tuple[list[Finding], str]:
        self.records = read_entries(self.tree, root_hash=self.descriptor.root_hash, workers=self.options.workers)
        self.declared, self.unreadable = read_declared(self.tree)
        findings = fixity.check_records(self.tree, self.records, self.descriptor)
        did = f"{self.records.lines} records read, hashed and compared with manifest.csv and the Merkle root"
        if self.options.records_only:
            return findings, f"{did}; files of clips were not looked at (records only)"
        known = self.declared.files | self.declared.paths_of(self._damaged())
        findings += integrity.check_files(
            self.tree, self.entries, self.descriptor, known=known, workers=self.options.workers
        )
        size = sum(self.tree.files.values())
        return findings, f"{did}; {len(self.tree.files)} files, {size} bytes: every clip hashed, strangers looked for"

    def _damaged(self) -> set[str]:
        """Return the clips that have a record, but one that says nothing."""
        return {finding.clip for finding in self.records.findings if finding.clip}

    def _completeness(self) -> tuple[list[Finding], str]:
        declared = self.declared
        cells = completeness.check_cells(self.entries, declared, self.descriptor, damaged=self._damaged())
        findings = [*self.unreadable, *cells]
        seen = {entry.clip for entry in self.entries}
        self.coverage["cells"] = {
            "declared": len(declared.cells),
            "found": len(self.entries),
            "missing": len(declared.cells.keys() - seen),
            "undeclared": len(seen - declared.cells.keys()),
        }
        sizes = f"{len(declared.models)} models × {len(declared.signals)} signals × {len(declared.angles)} angles"
        return (
            findings,
            f"{sizes} = {len(declared.cells)} cells declared, {len(self.entries)} found; each record compared",
        )

    def _labels(self) -> tuple[list[Finding], str]:
        from synthgen.audit.labels import check_animations, check_labels

        signals, curves = self.declared.signals, self.declared.curves
        paths = {name: self.declared.paths[f"signal/{name}"] for name in signals}
        findings = check_animations(signals, curves, paths=paths) + check_labels(self.entries, signals, curves)
        return (
            findings,
            f"{len(signals)} animations' curves; AU peaks, onset, apex and offset of {len(self.entries)} clips",
        )

    def _people(self) -> tuple[list[Finding], str]:
        from synthgen.audit.identities import check_identities
        from synthgen.audit.people import check_people

        models = self.declared.models
        paths = {name: self.declared.paths[f"model/{name}"] for name in models}
        unknown = self.descriptor.record.get("unknown_modifiers", {})
        findings = check_people(models, self.policy, paths=paths)
        without = {name for missing in unknown.values() for name in missing}
        findings += check_identities(models, self.policy, paths=paths, without_target=without)
        for name, missing in unknown.items():
            if missing:
                shown = f"{', '.join(missing[:5])}{', …' if len(missing) > 5 else ''}"
                findings.append(found("modifier-unknown", f"{name}: no target for {shown}", path=paths.get(name)))
        return findings, f"{len(models)} models' parameters against what is declared of them, and against each other"

    def _balance(self) -> tuple[list[Finding], str]:
        people = groups.people_of(self.entries, self.policy)
        clips = groups.clip_groups(self.entries, self.declared, self.policy)
        persons = groups.people_groups(people, self.policy)
        leaks, findings = balance.leaks(clips, self.policy)
        findings += balance.demands(clips, persons, self.policy)
        tables = balance.all_tables(clips, FACTORS, "clips") + balance.all_tables(persons, PEOPLE_FACTORS, "people")
        self.coverage |= {
            "factors": balance.factors_record(clips, persons),
            "tables": balance.tables_record(tables),
            "leaks": leaks,
            "people": [person.record() for person in people],
        }
        did = f"{len(tables)} tables of one to three factors; what who is in a clip tells of its labels"
        return findings, did

    def _splits(self) -> tuple[list[Finding], str] | str:
        from synthgen.audit.splits import check_splits

        findings, summaries = check_splits(self.tree, self.entries, self.policy)
        self.coverage["splits"] = summaries
        if not findings and not summaries:
            return "the dataset has no splits"
        return findings, f"{len(summaries)} splits: are they disjoint, whole, and what their own settings give"

    def _licences(self) -> tuple[list[Finding], str]:
        self.coverage["licences"] = licences.licences_record(self.entries, self.descriptor)
        findings = licences.check_licences(self.entries, self.descriptor, self.policy)
        return findings, f"{len(self.descriptor.assets)} assets' SPDX licences, and those of every clip"

    def _signature(self) -> tuple[list[Finding], str] | str:
        from synthgen.audit.signature import check_signature

        root = root_of(self.entries)
        findings, summary = check_signature(self.tree, root, self.policy, self.options.trust)
        self.coverage["signature"] = summary
        if not findings and summary is None:
            return "the dataset is not signed"
        return findings, "signature.json over the Merkle root and every other file"

    def _pixels(self) -> tuple[list[Finding], str] | str:
        self.coverage["pixels"] = None
        if not self.options.full:
            return "pictures were not decoded; --full does"
        from synthgen.audit.pixels.check import check_pixels
        from synthgen.audit.pixels.duplicates import pictures_across_splits
        from synthgen.audit.splits import read_splits

        findings, summary, did = check_pixels(
            self.tree,
            self.entries,
            self.declared,
            self.policy.pixels,
            skip=self._known_damage(),
            workers=self.options.workers,
            progress=lambda done, total: self.progress("pixels", done, total),
            policy=self.policy,
        )
        splits = {file.name: file.split.parts for file in read_splits(self.tree)[0]}
        findings += pictures_across_splits([(one, other) for one, other in summary["duplicates"]], splits)
        self.coverage["pixels"] = summary
        for person in self.coverage["people"]:
            skin = summary["people"].get(person["id"])
            person["measured"] = skin and {key: skin[key] for key in ("ita", "hue", "lightness", "luminance")}
        return findings, did

    def _known_damage(self) -> set[str]:
        """Return the clips whose files are known to be another than their record's: one finding is enough."""
        about = {name for name, code in codes().items() if code.stage == "integrity"} - {
            "clip-moved",
            "clip-duplicated",
        }
        return {finding.clip for finding in self.findings if finding.code in about and finding.clip}

    def _reproduction(self) -> tuple[Iterable[Finding], str] | str:
        self.coverage["rerender"] = None
        if not self.options.rerender:
            return "no cell was rendered again; --rerender N does"
        from synthgen.audit.reproduction import rerender

        seed = secrets.randbits(32) if self.options.seed is None else self.options.seed
        again = rerender(
            self.tree,
            self.entries,
            self.declared,
            self.descriptor,
            count=self.options.rerender,
            seed=seed,
            workers=self.options.workers,
        )
        self.coverage["rerender"] = again.record()
        return again.findings, f"{len(again.same)} of {again.asked} cells rendered again are the same to the bit"

    def _dataset(self) -> dict[str, Any]:
        """Return what the dataset is, as its records have it."""
        entries, said, design = self.entries, self.descriptor.record, self.declared.design
        first = entries[0] if entries else None
        renderers = {id(entry.renderer): entry.renderer for entry in entries}.values()
        return {
            "name": plain(design.name if design else said["design"]["name"]),
            "description": plain(design.description if design else ""),
            "seed": design.seed if design else None,
            "root_hash": root_of(entries),
            "clips": len(entries),
            "frames": sum(entry.frames for entry in entries),
            "seconds": round(sum(entry.frames / entry.fps for entry in entries), 3),
            "bytes": sum(entry.bytes for entry in entries),
            "size": [first.width, first.height] if first else None,
            "fps": sorted({entry.fps for entry in entries}),
            "codec": first.codec if first else None,
            "licence": plain(said.get("licence")),
            "au_basis": design.au_basis if design else None,
            "synthgen": plain(said["synthgen"]),
            "renderers": sorted({f"{r['name']} {r['version']} (sources {r['sources']})" for r in renderers}),
            "created": plain(said.get("created")),
            "finished": plain(said.get("finished")),
        }
