"""Plant every fault, one at a time, and write what the audit says of each: ``python tests/audit/matrix.py``.

It writes docs/planted-faults.md; with names of datasets (``… matrix.py hands``) what it says of these anew.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from conftest import render, render_hands, render_people, render_rooms
from faults import FAULTS, Fault
from forger import Forger
from test_faults import options

from synthgen.audit.report import Report
from synthgen.audit.run import audit_dataset
from synthgen.reader.finding import codes

PAGE = Path(__file__).parents[2] / "docs" / "planted-faults.md"
HEAD = """\
# Planted faults
Every kind of fault the audit claims to find, planted in a whole dataset, one at a time. *Covered up*: the forger
computed every hash again, the table, the Merkle root and the totals; only the design, the inputs, a measurement, a
re-render or a signature can tell. *Found in*: the clip that the finding names is the one that was damaged (– where a
fault is in no single clip). *Also*: what else follows from the fault.

`python tests/audit/matrix.py` makes this page; `tests/audit/test_faults.py` checks every line of it in CI.
"""


MAKERS = {"tiny": render, "people": render_people, "rooms": render_rooms, "hands": render_hands}


def main(chosen: Sequence[str]) -> int:
    """Write the page, of the datasets that are not chosen as it stands; return 1 where a fault was not found."""
    before = {line.split(" | ")[0]: line for line in PAGE.read_text(encoding="utf-8").splitlines()}
    clean, lines = [], []
    missed = 0
    with tempfile.TemporaryDirectory(prefix="synthgen-faults-") as folder:
        datasets = {}
        for name, make in MAKERS.items():
            if name not in chosen:
                clean += [line for start, line in before.items() if start.startswith(f"The undamaged dataset '{name}'")]
                continue
            (Path(folder) / name).mkdir()
            datasets[name] = make(Path(folder) / name)
            report = audit_dataset(datasets[name], full=True, rerender=3)
            clean.append(_clean(name, report))
            missed += len(report.findings)
        order = list(codes())
        for fault in sorted(FAULTS, key=lambda fault: order.index(fault.code)):
            if fault.on not in chosen:
                lines.append(before[f"| {fault.what}"])
                continue
            with tempfile.TemporaryDirectory(dir=folder) as place:
                line, found = _line(fault, datasets[fault.on], Path(place) / "planted")
            lines.append(line)
            missed += not found
            print(line, flush=True)
    head = "\n| fault | covered up | audit | code | found in | also |\n|---|---|---|---|---|---|"
    told = f"\n{len(FAULTS)} faults, {len(FAULTS) - missed} found under their own code in the right clip."
    PAGE.write_text("\n".join([HEAD, *clean, head, *lines, told]) + "\n", encoding="utf-8")
    return 1 if missed else 0


def _clean(name: str, report: Report) -> str:
    what = f"{report.dataset.clips} clips of {report.dataset.frames} frames"
    found = len(report.findings) or "no"
    return f"The undamaged dataset '{name}' ({what}): {found} findings, with --full and --rerender 3."


def _line(fault: Fault, clean: Path, root: Path) -> tuple[str, bool]:
    shutil.copytree(clean, root)
    clip = fault.plant(Forger(root))
    findings = audit_dataset(root, **options(fault)).findings
    named = {finding.clip for finding in findings if finding.code == fault.code}
    found = bool(named) and (clip is None or named == {clip})
    also = ", ".join(sorted({f.code for f in findings} - {fault.code}))
    where = "–" if clip is None else "the clip" if named == {clip} else "**elsewhere**"
    asked = {key: value for key, value in fault.options.items() if key != "seed"}
    how = " ".join(f"--{key}" + ("" if value is True else f" {value}") for key, value in asked.items())
    result = f"`{fault.code}`" if named else "**not found**"
    return f"| {fault.what} | {'yes' if fault.covered else ''} | {how} | {result} | {where} | {also} |", found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(MAKERS)))
