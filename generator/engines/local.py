"""The local engine: worker processes on this machine, one work unit each at a time."""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import connection
from types import FrameType
from typing import TYPE_CHECKING, Any

from synthgen.dataset.manifest import Record
from synthgen.design import Unit
from synthgen.engines.worker import work
from synthgen.errors import InputError, RunError

if TYPE_CHECKING:
    from synthgen.engines.unit import Settings

#: how often Ctrl-C is looked for
_TICK_SECONDS = 0.25
#: units that a model must have left for another worker to help with it: getting to know a model costs about one unit
_WORTH_SHARING = 3


class Stopped(RunError):
    """The person stopped the run (Ctrl-C, or SIGTERM)."""


@dataclass
class _Worker:
    process: Any
    pipe: connection.Connection
    unit: Unit | None = None


class Agenda:
    """Units still to be handed out. A worker stays with its model; a new one gets the model with most units left."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self._by_model: dict[str, deque[Unit]] = {}
        for unit in units:
            self._by_model.setdefault(unit.model.id, deque()).append(unit)
        self._taken: set[str] = set()

    def next(self, model: str | None) -> Unit | None:
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

    def _pop(self, model: str) -> Unit:
        self._taken.add(model)
        units = self._by_model[model]
        unit = units.popleft()
        if not units:
            del self._by_model[model]
        return unit


def run_units(
    units: Sequence[Unit],
    settings: Settings,
    *,
    workers: int,
    on_clip: Callable[[Record], None],
) -> None:
    """Render units in ``workers`` processes; ``on_clip`` gets each record, in this process, as clips become whole.

    Raises what a worker raised; RunError where a worker died, naming its unit; Stopped on Ctrl-C. In every case the
    records of all clips that were reported have been handed to ``on_clip``, and no worker runs on.
    """
    if not units:
        return
    # spawn, not fork: threads of numba and of the encoder do not survive a fork
    context = multiprocessing.get_context("spawn")
    agenda = Agenda(units)
    crew: list[_Worker] = []
    stop = _StopFlag()
    with stop.listening():
        try:
            for _ in range(workers):
                unit = agenda.next(None)
                if unit is None:
                    break
                crew.append(_start(context, settings))
                _hand(crew[-1], unit)
            _serve(crew, agenda, stop, on_clip)
        finally:
            _dismiss(crew, on_clip)


def _serve(
    crew: list[_Worker],
    agenda: Agenda,
    stop: _StopFlag,
    on_clip: Callable[[Record], None],
) -> None:
    while any(worker.unit is not None for worker in crew):
        if stop.asked:
            raise Stopped("Stopped.")
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
        name, text = content
        raise (InputError if name == "InputError" else RunError)(f"{worker.unit.name}: {text}")


def _start(context: Any, settings: Settings) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=work, args=(theirs, settings), daemon=True)
    with _ctrl_c_blocked():
        process.start()
    theirs.close()  # so that a worker's death closes the pipe
    return _Worker(process, ours)


def _hand(worker: _Worker, unit: Unit) -> None:
    worker.unit = unit
    try:
        worker.pipe.send(unit)
    except OSError:
        raise _death(worker) from None


def _death(worker: _Worker) -> RunError:
    worker.process.join(5)
    code = worker.process.exitcode
    how = f"with exit code {code}"
    if code is not None and code < 0:
        how = f"by signal {-code}" + (" (out of memory?)" if code == -9 else "")
    name = worker.unit.name if worker.unit else "nothing"
    return RunError(
        f"A worker process ended {how} while it rendered {name}. What is in the manifest is whole; "
        "give the same command to go on."
    )


def _dismiss(crew: list[_Worker], on_clip: Callable[[Record], None]) -> None:
    """End all workers: the idle ones by word, the busy ones by force, after taking what they have reported."""
    for worker in crew:
        if worker.unit is None:
            with contextlib.suppress(OSError):
                worker.pipe.send(None)
    for worker in crew:
        if worker.unit is not None:
            worker.process.terminate()
    for worker in crew:
        worker.process.join(5)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
    for worker in crew:
        for kind, *content in _left_over(worker.pipe):
            if kind == "clip":
                on_clip(content[0])
        worker.pipe.close()


def _left_over(pipe: connection.Connection) -> Iterator[Any]:
    """Yield the messages of a worker that has ended; the last one may be torn."""
    while True:
        try:
            if not pipe.poll():
                return
            message = pipe.recv()
        except (EOFError, OSError):
            return
        yield message


@contextlib.contextmanager
def _ctrl_c_blocked() -> Iterator[None]:
    """Block Ctrl-C while processes start: they inherit the mask, and lift it when they know what to do with it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


class _StopFlag:
    """Notes the first Ctrl-C or SIGTERM, so that it cannot fall into the middle of a write; the second one ends."""

    def __init__(self) -> None:
        self.asked = False

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        old = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in old.items():
                signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True
