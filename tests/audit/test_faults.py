"""Every planted fault is found under its own code, in the clip it is in; a clean dataset has none."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from faults import FAULTS, Fault
from forger import Forger

from synthgen.audit.policy import Balance, Policy
from synthgen.audit.run import audit_dataset
from synthgen.reader.finding import codes

pytestmark = pytest.mark.slow

#: codes that are found elsewhere: root may read everything; .fani, grown splits and names of earlier formats have tests
#: of their own, and what needs a missing package or a whole population
UNPLANTED = {
    "file-unreadable",
    "curve-outside",
    "keys-outside",
    "keys-disordered",
    "neutral-unreturned",
    "name-form",
    "split-outdated",
    "split-uneven",
    "signature-unchecked",
    "group-darker",
}
#: policies of tests, by name
POLICIES = {
    "no-gpl": Policy(name="no-gpl", licences=("CC0-1.0",)),
    "wants-nonbinary": Policy(name="wants-nonbinary", groups=(("gender", ("female", "male", ".25–.5")),)),
    "wants-ten": Policy(name="wants-ten", balance=(Balance(("gender",), count="people", least=10),)),
    "wants-even": Policy(name="wants-even", balance=(Balance(("gender",), ratio=1.5),)),
    "signed": Policy(name="signed", signature=True),
    "trusts-maker": Policy(name="trusts-maker", keys=("0" * 64,)),
}


def options(fault: Fault) -> dict[str, Any]:
    """Return what the audit of a fault's dataset is told."""
    chosen = dict(fault.options)
    if "policy" in chosen:
        chosen["policy"] = POLICIES[chosen["policy"]]
    return chosen | {"workers": 2}


@pytest.fixture
def datasets(clean: Path, population: Path, rooms: Path, hands: Path) -> Mapping[str, Path]:
    return {"tiny": clean, "people": population, "rooms": rooms, "hands": hands}


def test_a_clean_dataset_has_no_finding(clean: Path) -> None:
    report = audit_dataset(clean, rerender=3)
    assert report.findings == ()
    assert report.verdict == "pass"
    rest = [check.stage for check in report.audit.checks if check.status != "pass"]
    assert rest == ["scenes", "hands", "splits", "signature", "pixels"]


def test_a_clean_dataset_in_rooms_has_no_finding(rooms: Path) -> None:
    report = audit_dataset(rooms, full=True, rerender=3)
    assert report.findings == ()
    assert [check.stage for check in report.audit.checks if check.status != "pass"] == ["hands", "splits", "signature"]


def test_a_clean_dataset_with_hands_has_no_finding(hands: Path) -> None:
    report = audit_dataset(hands, full=True, rerender=3)
    assert report.findings == ()
    assert [check.stage for check in report.audit.checks if check.status != "pass"] == ["splits", "signature"]
    kinds = {(kind.gesture, kind.side): kind for kind in report.coverage.hands.kinds}
    assert kinds["none", "none"].clips == kinds["cover_mouth", "both"].clips == 6
    assert kinds["cover_mouth", "both"].shown == kinds["cover_mouth", "both"].frames == 48


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.what for fault in FAULTS])
def test_a_fault_is_found_under_its_own_code(fault: Fault, datasets: Mapping[str, Path], tmp_path: Path) -> None:
    root = Path(shutil.copytree(datasets[fault.on], tmp_path / "set"))
    clip = fault.plant(Forger(root))
    findings = audit_dataset(root, **options(fault)).findings
    assert fault.code in {finding.code for finding in findings}, findings
    if clip is not None:
        assert {finding.clip for finding in findings if finding.code == fault.code} == {clip}


def test_every_fault_is_another_one_and_every_code_has_a_fault() -> None:
    assert len({fault.what for fault in FAULTS}) == len(FAULTS)
    planted = [fault.code for fault in FAULTS]
    assert set(codes()) - set(planted) == UNPLANTED
