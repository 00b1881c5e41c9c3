"""What the installed synthgen does for a set that was made here: the overview picture, and the check (audit)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Callable, Mapping, Sequence

from PyQt5 import QtCore

from .plainwords import in_plain_words
from .servicewriter import environment

#: findings that are told one by one
_TOLD = 3
MISSING = "To check the set, install synthgen on this computer and run 'synthgen makehuman install' again."


class Aftercare:
    """One job at a time, as a process beside MakeHuman; ``told`` is called with what came out, in sentences."""

    def __init__(self, config: Mapping[str, Any]) -> None:
        python = str(config.get("python") or "")
        self._python = python if python and os.access(python, os.X_OK) else ""
        self._process: Any = None

    @property
    def available(self) -> bool:
        """Whether the synthgen that installed this plugin is still there."""
        return bool(self._python)

    @property
    def busy(self) -> bool:
        """Whether a job is on."""
        return self._process is not None

    def draw(self, folder: Path, told: Callable[[str], None]) -> None:
        """Make ``preview.png``, every person and every view on one picture."""
        self._begin(["-m", "synthgen.makehuman.sheet", str(folder)], _drawn, told)

    def check(self, folder: Path, told: Callable[[str], None]) -> None:
        """Audit a set, and tell the verdict."""
        self._begin(["-m", "synthgen", "audit", str(folder), "--json"], verdict, told)

    def end(self) -> None:
        """End what is under way; nobody is told."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.waitForFinished(1000)

    def _begin(
        self, words: Sequence[str], read: Callable[[int, bytes, bytes], str], told: Callable[[str], None]
    ) -> None:
        if not self.available:
            told(MISSING)
            return
        self.end()
        process = QtCore.QProcess()
        variables = QtCore.QProcessEnvironment()
        for name, value in environment().items():
            variables.insert(name, value)
        process.setProcessEnvironment(variables)
        process.setWorkingDirectory(str(Path(self._python).parent))

        def over(code: int, _status: Any) -> None:
            if self._process is not process:
                return
            self._process = None
            told(read(code, bytes(process.readAllStandardOutput()), bytes(process.readAllStandardError())))

        process.finished.connect(over)
        self._process = process
        process.start(self._python, list(words))


def verdict(code: int, said: bytes, errors: bytes) -> str:
    """Return what an audit's answer means, in a few sentences; ``said`` is its report as JSON."""
    try:
        report = json.loads(said.decode("utf-8"))
        clips, findings = report["dataset"]["clips"], report["findings"]
    except (ValueError, KeyError, TypeError):
        lines = errors.decode("utf-8", "replace").strip().splitlines()
        said_last = in_plain_words(lines[-1]) if lines else ""
        return f"The check could not be made: {said_last or f'it ended with {code}'}"
    if report["verdict"] == "pass" and not findings:
        return f"Checked: all is well with the {clips} clips."
    head = "Checked, and passed" if report["verdict"] == "pass" else "Checked, and not in order"
    lines = [f"{head}: {len(findings)} remark{'s' * (len(findings) != 1)}."]
    for finding in findings[:_TOLD]:
        lines.append(f"{finding['message']} → {finding['remedy']}")
    lines.append("All of it is in the set's folder: report/coverage.html.")
    return "\n".join(lines)


def _drawn(code: int, said: bytes, errors: bytes) -> str:
    if code == 0:
        return "preview.png shows every person and view."
    if b"No module named" in errors:
        return "There is no preview.png: the synthgen of this computer is of another version. Install the plugin again."
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return f"There is no preview.png: {lines[-1] if lines else f'it ended with {code}'}"
