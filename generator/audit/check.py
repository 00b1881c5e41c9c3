"""Checks: an audit is a table of them. Each looks at one thing, and returns what it found, did and measured."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Generic, TypeVar

from synthgen.audit.policy import Policy
from synthgen.audit.scenelevels import Column, scene_columns
from synthgen.reader.declared import Declared, read_declared
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.entry import Entry
from synthgen.reader.finding import Finding
from synthgen.reader.records import Records, read_entries
from synthgen.reader.tree import Tree

#: (check, clips done, clips in all)
Progress = Callable[[str, int, int], None]
Section = TypeVar("Section")


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


@dataclass(frozen=True)
class Evidence:
    """The dataset that is audited, read when a check first asks for it. Nothing in it is known to be true."""

    tree: Tree
    descriptor: Descriptor
    workers: int

    @cached_property
    def records(self) -> Records:
        """The manifest's records, and what is wrong with them."""
        return read_entries(self.tree, root_hash=self.descriptor.root_hash, workers=self.workers)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The well-formed records in order of clip id."""
        return self.records.entries

    @cached_property
    def varying(self) -> tuple[Column, ...]:
        """What varies in the records' scenes: a level of each factor for every entry."""
        return scene_columns(self.entries, self.declared)

    @property
    def damaged(self) -> set[str]:
        """The clips that have a record, but one that says nothing."""
        return {finding.clip for finding in self.records.findings if finding.clip}

    @cached_property
    def design(self) -> tuple[Declared, list[Finding]]:
        """What the frozen design declares, and what is wrong with it."""
        return read_declared(self.tree, self.descriptor)

    @property
    def declared(self) -> Declared:
        """What the frozen design declares."""
        return self.design[0]


@dataclass(frozen=True)
class Outcome(Generic[Section]):
    """What came of a check: findings, what it did (or why it was ``skipped``), and its section of the report."""

    findings: tuple[Finding, ...]
    did: str
    section: Section
    skipped: bool = False


@dataclass(frozen=True)
class Context:
    """What a check may look at: evidence, policy, options, and the outcomes of the checks before it."""

    evidence: Evidence
    policy: Policy
    options: Options
    progress: Progress
    outcomes: Mapping[str, Outcome[Any]] = field(default_factory=dict)

    def outcome(self, check: Check[Section]) -> Outcome[Section]:
        """Return the outcome of a check that ran before, its findings as the policy judges them."""
        return self.outcomes[check.name]

    def after(self, check: Check[Section], outcome: Outcome[Section]) -> Context:
        """Return the context of the checks that follow one."""
        return replace(self, outcomes={**self.outcomes, check.name: outcome})


@dataclass(frozen=True)
class Check(Generic[Section]):
    """A check by the name that its codes and the report have; ``needs`` are those whose outcomes it looks at."""

    name: str
    run: Callable[[Context], Outcome[Section]]
    needs: tuple[Check[Any], ...] = ()


def conclude(findings: Iterable[Finding], did: str, section: Section) -> Outcome[Section]:
    """Return the outcome of a check that looked."""
    return Outcome(tuple(findings), did, section)


def skip(why: str, section: Section) -> Outcome[Section]:
    """Return the outcome of a check that did not look."""
    return Outcome((), why, section, skipped=True)
