"""The local engine: worker processes on this machine, one work unit each at a time."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing import connection
from types import FrameType
from typing import TYPE_CHECKING, Any

from synthgen.dataset.manifest import Record
from synthgen.design import WorkUnit
from synthgen.engines.job import Job, Renderer
from synthgen.engines.worker import work
from synthgen.errors import Fault, InputError, RunError
from synthgen.processes import TOGETHER_SECONDS, context, ending, fewer, starting, was_killed
from synthgen.stopping import Asked, heard

if TYPE_CHECKING:
    from synthgen.engines.performer import Performer
    from synthgen.human.mhm import Model

#: how often Ctrl-C is looked for
_TICK_SECONDS = 0.25
#: units that a model must have left for another worker to help with it: getting to know a model costs about one unit
_WORTH_SHARING = 3


def _nothing() -> None:
    """Load nothing."""


@dataclass(frozen=True)
class LocalRenderer(Renderer):
    """A renderer for worker processes, which import its functions by their names: they are a module's.

    ``cast`` makes a model's performer, with pictures of the size that the job's design says; a worker has one at a
    time. ``load`` does at a worker's start what takes time and needs no job.
    """

    cast: Callable[[Job, Model], Performer]
    load: Callable[[], None] = _nothing


class Stopped(RunError):
    """The person or the system stopped the run (see ``synthgen.stopping``)."""


@dataclass
class _Worker:
    process: Any
    pipe: connection.Connection
    unit: WorkUnit | None = None


class Agenda:
    """Units still to be handed out. A worker stays with its model; a new one gets the model with most units left.

    The very first unit comes in two parts, one view and then the others, so that there is soon a clip to look at.
    """

    def __init__(self, units: Sequence[WorkUnit]) -> None:
        self._by_model: dict[str, deque[WorkUnit]] = {}
        for unit in (*_split(units[0]), *units[1:]) if units else ():
            self._by_model.setdefault(unit.model.id, deque()).append(unit)
        self._taken: set[str] = set()

    def next(self, model: str | None) -> WorkUnit | None:
        """Return the next unit for a worker whose last model was ``model``; None when there is none for it."""
        if model in self._by_model:
            return self._pop(model)
        free = [key for key in self._by_model if key not in self._taken]
        if free:
            return self._pop(max(free, key=lambda key: len(self._by_model[key])))
        shared = max(self._by_model, key=lambda key: len(self._by_model[key]), default=None)
        if shared is None or (model is not None and len(self._by_model[shared]) < _WORTH_SHARING):
            return None
        return self._pop(shared)

    def _pop(self, model: str) -> WorkUnit:
        self._taken.add(model)
        units = self._by_model[model]
        unit = units.popleft()
        if not units:
            del self._by_model[model]
        return unit


def _split(unit: WorkUnit) -> list[WorkUnit]:
    """Return a unit as two, its first cell and the rest."""
    parts = (slice(0, 1), slice(1, None))
    split = [replace(unit, cells=unit.cells[part], angles=unit.angles[part]) for part in parts]
    return [part for part in split if part.cells]


class Crew:
    """Worker processes, from the first one's start to the last one's end; use it in a ``with`` block.

    The first worker starts at once, so that it loads the renderer while this process reads the design.
    """

    def __init__(self, renderer: LocalRenderer) -> None:
        self._renderer = renderer
        self._workers: list[_Worker] = []

    def __enter__(self) -> Crew:
        self._workers.append(_start(self._renderer))
        return self

    def __exit__(self, *_: object) -> None:
        _dismiss(self._workers)

    def render(self, units: Sequence[WorkUnit], job: Job, *, workers: int, on_clip: Callable[[Record], None]) -> None:
        """Render a job's units with ``workers`` processes; ``on_clip`` gets each record, in this process, as clips
        become whole.

        Raises what a worker raised; RunError where a worker died, naming its unit; Stopped on Ctrl-C. In every case
        the records of all clips that were reported have been handed to ``on_clip``, and no worker runs on.
        """
        job.temporary.mkdir(exist_ok=True)
        agenda = Agenda(units)
        stop = _StopFlag()
        with heard(stop.note):
            try:
                for index in range(workers):
                    unit = agenda.next(None)
                    if unit is None:
                        break
                    if index == len(self._workers):
                        self._workers.append(_start(self._renderer))
                    _send(self._workers[index], job)
                    _hand(self._workers[index], unit)
                _serve(self._workers, agenda, stop, on_clip)
            except _Died as died:
                time.sleep(TOGETHER_SECONDS)  # a shutdown ends workers and asks this process to stop at once
                stop.check()
                raise died.told(workers) from None
            finally:
                _dismiss(self._workers)
                for record in _reported(self._workers):
                    on_clip(record)


def _serve(
    crew: list[_Worker],
    agenda: Agenda,
    stop: _StopFlag,
    on_clip: Callable[[Record], None],
) -> None:
    while any(worker.unit is not None for worker in crew):
        stop.check()
        busy = [worker for worker in crew if worker.unit is not None]
        waited = [worker.pipe for worker in busy] + [worker.process.sentinel for worker in busy]
        ready = connection.wait(waited, timeout=_TICK_SECONDS)
        for worker in busy:
            if worker.pipe in ready:
                _listen(worker, agenda, on_clip)
            elif worker.process.sentinel in ready:
                raise _death(worker)


def _listen(worker: _Worker, agenda: Agenda, on_clip: Callable[[Record], None]) -> None:
    assert worker.unit is not None
    try:
        kind, *content = worker.pipe.recv()
    except (EOFError, OSError):
        raise _death(worker) from None
    if kind == "clip":
        on_clip(content[0])
    elif kind == "done":
        unit = agenda.next(worker.unit.model.id)
        worker.unit = None
        if unit is not None:
            _hand(worker, unit)
    else:
        raise _failure(worker, *content)


def _start(renderer: LocalRenderer) -> _Worker:
    ours, theirs = context().Pipe()
    process = context().Process(target=work, args=(theirs, renderer), daemon=True)
    with starting(renderer):
        process.start()
    theirs.close()  # so that a worker's death closes the pipe
    return _Worker(process, ours)


def _hand(worker: _Worker, unit: WorkUnit) -> None:
    worker.unit = unit
    _send(worker, unit)


def _send(worker: _Worker, what: object) -> None:
    try:
        worker.pipe.send(what)
    except OSError:
        raise _death(worker) from None


def _failure(worker: _Worker, error: InputError | RunError) -> InputError | RunError:
    """Return what a worker told before it ended, with its unit."""
    unit = f"{worker.unit.name}: " if worker.unit else ""
    if isinstance(error, InputError):
        error.problem = unit + error.problem
        return error
    if isinstance(error, Fault):
        return Fault(f"{unit}{error}", error.traceback)
    return RunError(f"{unit}{error}")


class _Died(RunError):
    """A worker's process ended without a word."""

    def __init__(self, code: int | None, unit: str) -> None:
        super().__init__(f"A worker process ended {ending(code)} while it rendered {unit}.")
        self.code = code

    def told(self, workers: int) -> RunError:
        """Return the error for the person: what is left of the run, and what to do."""
        hint = f" {fewer(workers)}" if was_killed(self.code) else ""
        return RunError(f"{self} What is in the manifest is whole; give the same command to go on.{hint}")


def _death(worker: _Worker) -> InputError | RunError:
    """Return the error of a worker whose pipe is closed: what it told last, else how its process ended."""
    with contextlib.suppress(EOFError, OSError):
        while worker.pipe.poll():
            kind, *content = worker.pipe.recv()
            if kind == "failed":
                return _failure(worker, *content)
    worker.process.join(5)
    return _Died(worker.process.exitcode, worker.unit.name if worker.unit else "nothing")


def _dismiss(crew: list[_Worker]) -> None:
    """End all workers; what they write is thrown away unless it is whole, so force does no harm."""
    for worker in crew:
        worker.process.terminate()
    for worker in crew:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _reported(crew: list[_Worker]) -> Iterator[Record]:
    """Yield the records that ended workers have sent and nobody has read; the last message may be torn."""
    for worker in crew:
        while True:
            try:
                if not worker.pipe.poll():
                    break
                kind, *content = worker.pipe.recv()
            except (EOFError, OSError):
                break
            if kind == "clip":
                yield content[0]
        worker.pipe.close()


class _StopFlag:
    """Notes the first time that somebody asks to stop, so that it cannot fall into the middle of a write; the second
    time ends."""

    def __init__(self) -> None:
        self._asked = False

    def note(self, number: int, frame: FrameType | None) -> None:
        """Take a signal."""
        if self._asked:
            raise Asked(number)
        self._asked = True

    def check(self) -> None:
        """Raise Stopped where somebody asked."""
        if self._asked:
            raise Stopped("Stopped.")
