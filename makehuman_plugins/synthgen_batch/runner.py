"""Runs a batch between the application's events: start, pause, stop; and watches that the window stays responsive."""

from __future__ import annotations

import time
from typing import Callable, Iterator

import log
from core import G
from PyQt5 import QtCore

from synthgen.errors import InputError, RunError

from . import state
from .barrier import Barrier
from .batch import Batch
from .state import Phase, State

#: milliseconds that steps may take together before the application has its turn
TURN = 40
#: how often the watch looks, and what gap between two looks it complains of, in milliseconds
_LOOK, _GAP = 20, 200


class Runner:
    """At most one batch. ``changed`` is called when there is something to show: another ``state``, or more progress.

    ``ended`` is called once a batch has ended, with the outcome (``Phase.value``) and the message of its state.
    """

    def __init__(self) -> None:
        self.changed: Callable[[], None] = lambda: None
        self.ended: Callable[[str, str], None] = lambda outcome, message: None
        self.batch: Batch | None = None
        #: what keeps the user from the human while a batch is on
        self.barrier: Barrier | None = None
        #: how the run stands, or how the last one ended
        self.state: State = state.IDLE
        self.longest_gap = 0.0
        self.gap_stage = ""
        self.seconds = 0.0
        self._steps: Iterator[str | None] | None = None
        #: in the middle of a step, in which MakeHuman may run its event loop; how the run is to end after it
        self._stepping = False
        self._wanted: State | None = None
        self._turns = QtCore.QTimer()
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._turn)
        self._watch = QtCore.QTimer()
        self._watch.setTimerType(QtCore.Qt.PreciseTimer)
        self._watch.setInterval(_LOOK)
        self._watch.timeout.connect(self._look)
        self._looked = 0.0
        self._loads = 0

    @property
    def running(self) -> bool:
        """Whether a batch is on, paused or not."""
        return self.state.phase.on

    @property
    def busy(self) -> bool:
        """Whether a step is in the middle of its work: MakeHuman, which runs its event loop, may be loading."""
        return self._stepping

    @property
    def paused(self) -> bool:
        """Whether a batch is on and waits."""
        return self.state.phase is Phase.PAUSED

    def start(self, batch: Batch) -> None:
        """Start a batch."""
        if self.running:
            raise RunError("A batch is on already.")
        if self.barrier is not None:
            self.barrier.close()
        self.batch, self._steps, self.state = batch, batch.steps(), state.RUNNING
        self.longest_gap = self.seconds = 0.0
        self._looked = time.perf_counter()
        self._watch.start()
        self._turns.setInterval(0)
        self._turns.start()
        self.changed()

    def refuse(self, error: Exception) -> None:
        """Show why a batch could not be made: the state is that of a failed run, and nobody is told of an end."""
        if not self.running:
            self.state = state.failed(error, begun=False)
            self.changed()

    def ready(self) -> None:
        """Forget how the last batch ended: something else is wanted now."""
        if not self.running and self.state is not state.IDLE:
            self.state = state.IDLE
            self.changed()

    def pause(self) -> None:
        """Pause, or go on."""
        if self.running:
            self.state = state.RUNNING if self.paused else state.PAUSED
            self._turns.setInterval(100 if self.paused else 0)
            self.changed()

    def stop(self) -> None:
        """Stop: what is whole stays, and another start goes on. In the middle of a step, it is after that step."""
        if self._steps is None:
            return
        if self._stepping or makehuman_works():
            self._wanted = state.STOPPED
        else:
            self._end(state.STOPPED)

    def end(self) -> None:
        """Stop because the application ends: what was put aside is not put back."""
        self.changed = lambda: None
        if self._steps is None or self.batch is None:
            return
        self.batch.leaving = True
        if self._stepping:
            self._wanted = state.CLOSED
        else:
            self._end(state.CLOSED)

    def _turn(self) -> None:
        if self._steps is None or self._stepping or makehuman_works():
            return
        if self.paused and self._wanted is None:
            return
        begin = time.perf_counter()
        self._stepping = True
        said = None
        try:
            while said is None and self._wanted is None and 1000 * (time.perf_counter() - begin) < TURN:
                said = next(self._steps)
        except StopIteration:
            failures = self.batch.progress.failures if self.batch else []
            self._end(State(Phase.FAILED, "; ".join(failures), state.GO_ON) if failures else state.FINISHED)
            return
        except (InputError, RunError) as error:
            self._end(self._failed(error))
            return
        except Exception as error:
            log.error("synthgen: the batch failed", exc_info=True)
            self._end(self._failed(RunError(f"unexpected {type(error).__name__}: {error}")))
            return
        finally:
            self._stepping = False
        if self._wanted is not None:
            self._end(self._wanted)
            return
        if self.barrier is not None:
            self.barrier.leave()
        self.seconds += time.perf_counter() - begin
        self.state = state.RUNNING if said is None else State(Phase.RUNNING, said, state.WAIT)
        self.changed()

    def _failed(self, error: Exception) -> State:
        """Return how a run failed; before its clips were counted nothing was made."""
        return state.failed(error, begun=self.batch is not None and self.batch.progress.declared > 0)

    def _end(self, how: State) -> None:
        steps, self._steps, self._wanted = self._steps, None, None
        self._turns.stop()
        self._watch.stop()
        self.state = state.ENDING
        self.changed()
        self._stepping = True
        try:
            if steps is not None:
                steps.close()  # type: ignore[attr-defined]  # gives the stage back and lets go of the folder
        finally:
            self._stepping = False
            self.state = how
            if self.barrier is not None:
                self.barrier.open()
        self.changed()
        self.ended(how.phase.value, how.message)

    def _look(self) -> None:
        """Measure how long ago the last look was; while a model loads, the window is MakeHuman's to keep responsive."""
        instant = time.perf_counter()
        gap, self._looked = 1000 * (instant - self._looked), instant
        loads = self.batch.loads if self.batch else 0
        if loads % 2 or loads != self._loads:  # odd: in the middle of it
            self._loads = loads
            return
        if gap > self.longest_gap:
            self.longest_gap = gap
            self.gap_stage = self.batch.progress.stage if self.batch else ""
            if gap > _GAP:
                log.warning("synthgen: the window did not answer for %d ms (%s)", gap, self.gap_stage)


def makehuman_works() -> bool:
    """Tell whether MakeHuman lets events through in the middle of work on the human (its progress bar does that).

    It would go on with its work on whatever is put on the stage meanwhile.
    """
    return bool(G.app.mainwin.canvas.blockRedraw)
