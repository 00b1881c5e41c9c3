"""The table of checks: who runs after whom, what a check sees of others, and the report that comes of it."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from synthgen.audit.check import Check, Context, Evidence, Options, Outcome, conclude, skip
from synthgen.audit.policy import Policy
from synthgen.audit.run import CHECKS, audit_dataset, run_checks
from synthgen.reader.descriptor import Descriptor
from synthgen.reader.finding import codes, found
from synthgen.reader.tree import Tree


def context(policy: Policy | None = None, seen: list[str] | None = None) -> Context:
    """Return the context of checks that look at no dataset; ``seen`` takes the names of those that begin."""
    nothing = Evidence(Tree(Path(), {}, {}, ()), Descriptor({"assets": []}), 1)
    begin = (seen if seen is not None else []).append
    return Context(nothing, policy or Policy(), Options(), lambda name, count, total: begin(name))


def toy(name: str, *codes_found: str, needs: tuple[Check[Any], ...] = ()) -> Check[int]:
    """Return a check that finds some codes; its section is the number of findings of those that it needs."""

    def run(given: Context) -> Outcome[int]:
        findings = (found(code, f"found by {name}") for code in codes_found)
        return conclude(findings, f"{name} did", sum(len(given.outcome(one).findings) for one in needs))

    return Check(name, run, needs)


def test_a_check_runs_after_those_it_needs_and_results_stand_in_the_tables_order() -> None:
    seen: list[str] = []
    first = toy("first", "csv-missing", "leftover")
    last = toy("last", needs=(first,))
    after, results = run_checks((last, first), context(seen=seen))
    assert seen == ["first", "last"]
    assert [(one.stage, one.status, one.findings, one.did) for one in results] == [
        ("last", "pass", 0, "last did"),
        ("first", "warning", 2, "first did"),
    ]
    assert after.outcome(last).section == 2


def test_a_check_sees_others_findings_as_the_policy_judges_them() -> None:
    first = toy("first", "csv-missing", "leftover")
    last = toy("last", needs=(first,))
    policy = Policy(severity=(("leftover", "off"), ("csv-missing", "error")))
    after, (result, _) = run_checks((first, last), context(policy))
    assert (result.status, result.findings, after.outcome(last).section) == ("fail", 1, 1)
    assert [finding.severity for finding in after.outcome(first).findings] == ["error"]


def test_a_skipped_check_says_why() -> None:
    check: Check[None] = Check("idle", lambda given: skip("nobody asked", None))
    _, (result,) = run_checks((check,), context())
    assert (result.status, result.findings, result.did) == ("skipped", 0, "nobody asked")


def test_nothing_that_a_check_is_given_can_be_changed() -> None:
    given = context()
    with pytest.raises(FrozenInstanceError):
        given.policy = Policy()  # type: ignore[misc]
    check = toy("one")
    after = given.after(check, conclude((), "did", 1))
    assert given.outcomes == {} and after.outcome(check).section == 1


def test_every_kind_of_code_has_its_check() -> None:
    assert [check.name for check in CHECKS] == list(dict.fromkeys(code.stage for code in codes().values()))


def test_a_report_is_the_json_it_says(clean: Path) -> None:
    report = audit_dataset(clean, records_only=True, workers=1)
    record = report.record()
    assert json.loads(json.dumps(record)) == record
    assert list(record) == ["format", "verdict", "dataset", "audit", "findings", "coverage"]
    assert list(record["coverage"]) == [
        *("cells", "factors", "tables", "leaks", "scenes", "hands", "people"),
        *("splits", "licences", "signature", "pixels", "rerender"),
    ]
    assert record["dataset"]["size"] == [64, 64] and record["dataset"]["fps"] == [25.0]
    assert record["coverage"]["people"][0] == {
        "id": "ada",
        "age": 30.0,
        "skin_tone": 8,
        "skin_tone_scale": "measured",
        "undertone": None,
        "gender": "female",
        "ethnicity": "african",
        "age_band": "30–44",
        "conditions": [],
        "clips": 6,
        "measured": None,
    }
