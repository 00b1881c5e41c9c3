"""Every planted fault is found under its own code, in the clip it is in; a clean dataset has none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from faults import FAULTS, Fault
from forger import Forger

from synthgen.audit.policy import Policy
from synthgen.audit.run import audit_dataset

#: policies of tests, by name
POLICIES = {"no-gpl": Policy(name="no-gpl", licences=("CC0-1.0",))}


def options(fault: Fault) -> dict[str, Any]:
    """Return what the audit of a fault's dataset is told."""
    chosen = dict(fault.options)
    if "policy" in chosen:
        chosen["policy"] = POLICIES[chosen["policy"]]
    return chosen | {"workers": 2}


@pytest.fixture
def datasets(clean: Path) -> Mapping[str, Path]:
    return {"tiny": clean}


def test_a_clean_dataset_has_no_finding(clean: Path) -> None:
    report = audit_dataset(clean, rerender=3)
    assert report.findings == ()
    assert report.verdict == "pass"
    assert [check.stage for check in report.checks if check.status != "pass"] == ["splits", "signature", "pixels"]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.what for fault in FAULTS])
def test_a_fault_is_found_under_its_own_code(fault: Fault, datasets: Mapping[str, Path], tmp_path: Path) -> None:
    root = Path(shutil.copytree(datasets[fault.on], tmp_path / "set"))
    clip = fault.plant(Forger(root))
    findings = audit_dataset(root, **options(fault)).findings
    assert fault.code in {finding.code for finding in findings}, findings
    if clip is not None:
        assert {finding.clip for finding in findings if finding.code == fault.code} == {clip}
