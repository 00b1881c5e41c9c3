"""Work without clicks: a job file named by SYNTHGEN_JOB runs when the application is up, and ends it.

``{"design": "sim2real" | file, "out": folder}``, and, if wanted: ``"result"``, a file; ``"models"``, ``"signals"`` and
``"angles"``, lists that replace the design's; ``"size"``, [w, h]; ``"codec"``, ``"au_basis"``, ``"seed"``, ``"limit"``;
``"stop_after"``, so many clips; ``"quit"``, false where the application stays. ``jobfile`` reads it. There is a result
from the start on: what the last run left is not taken for this one's, and a crash leaves the outcome "running".
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import log
from PyQt5 import QtCore

from synthgen.errors import InputError, RunError

from .ending import end_application
from .jobfile import ends_application, read_job, result_places
from .resultfile import ResultFile
from .state import Phase, failed

VARIABLE = "SYNTHGEN_JOB"
#: seconds between two results of a job that is on
_EVERY = 1.0
_UNSAID = "Not ended yet. If MakeHuman no longer runs, it crashed or was killed: whole clips stay."
_CLOSED = "MakeHuman was closed: whole clips stay."
_AGAIN = "Starting the job again goes on with the clips that are missing."

_job: _Job | None = None


def start_when_ready(app: Any, runner: Any) -> None:
    """Start the job that the environment names, if any, as soon as the application's window is up."""
    global _job
    path = os.environ.get(VARIABLE)
    if not path:
        return
    job = _job = _Job(app, runner, Path(path))
    timer = QtCore.QTimer(app)
    timer.setInterval(100)

    def look() -> None:
        if app.splash is None and app.mainwin is not None and app.mainwin.isVisible():
            timer.stop()
            timer.deleteLater()
            job.start()

    timer.timeout.connect(look)
    timer.start()


def application_ends() -> None:
    """Say in the result of a job that is still on that the application was closed."""
    if _job is not None:
        _job.closed()


class _Job:
    def __init__(self, app: Any, runner: Any, path: Path) -> None:
        self._app, self._runner = app, runner
        self._path = path.resolve()
        self._stop_after: int | None = None
        self._result = ResultFile(result_places(self._path))
        self._open = True
        self._notes: list[str] = []
        self._told_at = 0.0
        #: resident memory in MB after each hundred clips, where the system says
        self._memory: list[float] = []
        self._tell(Phase.RUNNING.value, _UNSAID, _AGAIN)

    def start(self) -> None:
        """Start the batch, or say in the result why not."""
        from .setup import make_batch

        try:
            document = read_job(self._path)
            self._result.check()
            self._stop_after = document.get("stop_after")
            batch = make_batch(self._app, document, note=self._note)
            shown, told = self._runner.changed, self._runner.ended

            def changed() -> None:
                shown()
                self._watch()

            def ended(outcome: str, message: str) -> None:
                told(outcome, message)
                self._ended(outcome, message, self._runner.state.next_step)

            self._runner.changed, self._runner.ended = changed, ended
            self._runner.start(batch)
        except (InputError, RunError) as error:
            self._refused(error)
        except Exception as error:
            log.error("synthgen: the job could not be started", exc_info=True)
            self._refused(RunError(f"unexpected {type(error).__name__}: {error}"))

    def closed(self) -> None:
        """Say that the application was closed, where nothing else has been said."""
        if self._open:
            self._open = False
            self._tell(Phase.STOPPED.value, _CLOSED, _AGAIN)

    def _note(self, line: str) -> None:
        log.message("synthgen: %s", line)
        self._notes.append(line)

    def _watch(self) -> None:
        batch = self._runner.batch
        if batch is None or not self._runner.running:
            return
        if batch.progress.clips >= 100 * (len(self._memory) + 1):
            self._memory.append(_resident_mb())
        if time.monotonic() - self._told_at >= _EVERY:
            self._tell(Phase.RUNNING.value, _UNSAID, _AGAIN)
        if self._stop_after is not None and batch.progress.clips >= self._stop_after:
            self._runner.stop()

    def _refused(self, error: Exception) -> None:
        self._runner.refuse(error)
        state = failed(error, begun=False)
        self._ended(state.phase.value, state.message, state.next_step)

    def _ended(self, outcome: str, message: str, next_step: str) -> None:
        if not self._open:
            return
        self._open = False
        log.message("synthgen: %s %s %s", outcome, message, next_step)
        self._tell(outcome, message, next_step)
        if ends_application(self._path):
            QtCore.QTimer.singleShot(0, lambda: end_application(self._app))

    def _tell(self, outcome: str, message: str, next_step: str) -> None:
        self._told_at = time.monotonic()
        progress = self._runner.batch.progress if self._runner.batch else None
        self._result.write(
            {
                "outcome": outcome,
                "message": message,
                "next_step": next_step,
                "notes": self._notes,
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
        )


def _resident_mb() -> float:
    """Return this process's resident memory in MB; 0 where the system does not say (it is Linux that does)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return round(pages * os.sysconf("SC_PAGE_SIZE") / 1e6, 1)
    except (OSError, ValueError, AttributeError):
        return 0.0
