"""Work without clicks: a job file named by SYNTHGEN_JOB runs when the application is up, and ends it.

``{"design": "sim2real" | file, "out": folder, "result": file}``, and, if wanted: ``"models"``, ``"signals"`` and
``"angles"``, lists that replace the design's; ``"size"``, [w, h]; ``"codec"``, ``"au_basis"``, ``"seed"``, ``"limit"``;
``"stop_after"``, so many clips; ``"quit"``, false where the application stays. The result file is written when the
batch has ended.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import log
from PyQt5 import QtCore

from synthgen.errors import InputError, RunError

VARIABLE = "SYNTHGEN_JOB"
_KEYS = (
    "design",
    "out",
    "result",
    "models",
    "signals",
    "angles",
    "size",
    "codec",
    "au_basis",
    "seed",
    "limit",
    "stop_after",
    "quit",
)


def start_when_ready(app: Any, runner: Any) -> None:
    """Start the job that the environment names, if any, as soon as the application's window is up."""
    path = os.environ.get(VARIABLE)
    if not path:
        return
    timer = QtCore.QTimer(app)
    timer.setInterval(100)

    def look() -> None:
        if app.splash is None and app.mainwin is not None and app.mainwin.isVisible():
            timer.stop()
            timer.deleteLater()
            _Job(app, runner, Path(path)).start()

    timer.timeout.connect(look)
    timer.start()


class _Job:
    def __init__(self, app: Any, runner: Any, path: Path) -> None:
        self._app, self._runner, self._path = app, runner, path
        self._document: dict[str, Any] = {}
        #: resident memory in MB after each hundred clips, where the system says
        self._memory: list[float] = []

    def start(self) -> None:
        """Start the batch, or say in the result why not."""
        from .setup import make_batch

        try:
            self._document = read_job(self._path)
            batch = make_batch(self._app, self._document, note=log.message)
            self._runner.ended = self._ended
            self._runner.changed = self._watch
            self._runner.start(batch)
        except (InputError, RunError) as error:
            self._ended("failed", str(error))
        except Exception as error:
            log.error("synthgen: the job could not be started", exc_info=True)
            self._ended("failed", f"unexpected {type(error).__name__}: {error}")

    def _watch(self) -> None:
        limit = self._document.get("stop_after")
        batch = self._runner.batch
        if batch is not None and batch.progress.clips >= 100 * (len(self._memory) + 1):
            self._memory.append(_resident_mb())
        if limit is not None and batch is not None and self._runner.running and batch.progress.clips >= limit:
            self._runner.stop()

    def _ended(self, outcome: str, message: str) -> None:
        progress = self._runner.batch.progress if self._runner.batch else None
        result = {
            "outcome": outcome,
            "message": message,
            "declared": progress.declared if progress else 0,
            "done": progress.done + progress.clips if progress else 0,
            "clips": progress.clips if progress else 0,
            "failures": progress.failures if progress else [],
            "seconds": round(self._runner.seconds, 3),
            "pose_ms": progress.clock.mean_ms("pose") if progress else None,
            "picture_ms": progress.clock.mean_ms("picture") if progress else None,
            "memory_mb": self._memory,
            "longest_gap_ms": round(self._runner.longest_gap, 1),
            "longest_gap_stage": self._runner.gap_stage,
        }
        log.message("synthgen: %s %s", outcome, message)
        target = self._document.get("result")
        if target:
            temporary = Path(f"{target}.partial")
            temporary.write_text(json.dumps(result, indent=1), encoding="utf-8")
            temporary.replace(target)
        if self._document.get("quit", True):
            QtCore.QTimer.singleShot(0, self._app.stop)


def read_job(path: Path) -> dict[str, Any]:
    """Read a job file. Raises InputError where it is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read ({error})", where=path) from error
    if not isinstance(document, dict):
        raise InputError("is no job: expected an object with 'design' and 'out'", where=path)
    strangers = sorted(set(document) - set(_KEYS))
    if strangers:
        raise InputError(f"unknown key '{strangers[0]}'; expected some of {', '.join(_KEYS)}", where=path)
    for key in ("design", "out"):
        if not isinstance(document.get(key), str):
            raise InputError(f"'{key}' is {document.get(key)!r}; expected a name or path", where=path)
    return document


def _resident_mb() -> float:
    """Return this process's resident memory in MB; 0 where the system does not say (it is Linux that does)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    except (OSError, ValueError, AttributeError):
        return 0.0
