"""Processes beside this one: started without its main script, ended with it, and what to say of one that died.

They are spawned, not forked: threads of numba and of the encoder do not survive a fork.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import ModuleType
from typing import Any

from synthgen.errors import InputError, RunError
from synthgen.stopping import blocked, leave_to_the_parent

#: a signal that ended a worker was for this process too: so long it may take to get here
TOGETHER_SECONDS = 0.25
#: how the system ends a process when memory runs out
_KILLED = getattr(signal, "SIGKILL", 9)
_MAIN = "__main__"


def context() -> Any:
    """Return multiprocessing's context of processes that are spawned."""
    return multiprocessing.get_context("spawn")


@contextlib.contextmanager
def starting(sent: object = None) -> Iterator[None]:
    """Start processes in the block: they do not run this process's main script again, and leave Ctrl-C to it.

    What stands on standard input or in a notebook cannot be run again, a script without ``if __name__ == "__main__"``
    would start processes itself, and our workers need nothing of it. Where what is ``sent`` to them is defined in it,
    it is run again, as multiprocessing does. Raises InputError where it is no file, and for what cannot be sent.
    """
    main = sys.modules[_MAIN]
    if _MAIN.encode() in _pickled(sent):
        _need_file(getattr(main, "__file__", None))
    else:
        sys.modules[_MAIN] = ModuleType(_MAIN)
    try:
        with blocked():
            yield
    finally:
        sys.modules[_MAIN] = main


def _pickled(sent: object) -> bytes:
    try:
        return pickle.dumps(sent)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise InputError(
            f"worker processes cannot get the renderer ({error})",
            remedy="Its functions have to be a module's own: no lambdas, none inside of others.",
        ) from error


def _need_file(script: str | None) -> None:
    if script is None or not Path(script).is_file():
        raise InputError(
            "worker processes cannot read what was typed or piped into Python",
            remedy="Put the renderer's functions into a file (a module), and import them.",
        )


def begin_as_worker() -> None:
    """Do what each of our processes does first: leave Ctrl-C to its parent, and end when it ends."""
    leave_to_the_parent()
    _end_with_the_parent()


@contextlib.contextmanager
def pool(workers: int, *, begin: Callable[..., None] | None = None, given: tuple[Any, ...] = ()) -> Iterator[Any]:
    """Yield a ``map`` over worker processes, each of which calls ``begin(*given)`` first. Results come in order.

    When the block ends by an error, what has not begun is not done. Raises RunError where a worker died.
    """
    with ProcessPoolExecutor(workers, mp_context=context(), initializer=_begin, initargs=(begin, given)) as executor:

        def spread(function: Callable[..., Any], *columns: Any) -> Iterator[Any]:
            with starting():
                return executor.map(function, *columns)

        try:
            yield spread
        except BrokenProcessPool:
            time.sleep(TOGETHER_SECONDS)
            raise RunError(f"A worker process ended unexpectedly. {fewer(workers)}") from None
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise


def ending(code: int | None) -> str:
    """Return how a process ended, in words: "by signal 11", "with exit code 3"."""
    if code is None or code >= 0:
        return f"with exit code {code}"
    return f"by signal {-code}" + (" (the system ended it: out of memory?)" if -code == _KILLED else "")


def was_killed(code: int | None) -> bool:
    """Tell whether a process ended as those do that the system kills for memory."""
    return code == -_KILLED


def fewer(workers: int) -> str:
    """Return what to do where the processes together take more memory than there is."""
    if workers > 1:
        return f"If memory ran out, fewer workers help: --workers {workers // 2} (there were {workers})."
    return "If memory ran out: there was one worker; smaller pictures (--size) take less."


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    begin_as_worker()
    if begin is not None:
        begin(*given)


def _end_with_the_parent() -> None:
    """End this process when its parent ends, also by kill -9: another run may be waiting for the folder."""
    parent = multiprocessing.parent_process()

    def watch() -> None:
        from multiprocessing import connection

        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(3)

    threading.Thread(target=watch, daemon=True).start()
