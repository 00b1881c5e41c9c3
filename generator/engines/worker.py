"""A worker process: takes units from its pipe, renders them, and tells what happened."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING

from synthgen.dataset.folder import disk_is_full, is_full
from synthgen.errors import InputError, RunError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from synthgen.engines.unit import Settings


def work(pipe: Connection) -> None:
    """Take settings and then units, and render them. Sends ("clip", record), ("done",) and ("failed", type, text)."""
    # Ctrl-C reaches the whole group of processes: the parent alone decides what it means
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _end_with_the_parent()
    # numba would load SciPy, if it is there, for linear algebra that no kernel uses: half a second
    sys.modules.setdefault("scipy", None)  # type: ignore[arg-type]
    settings: Settings | None = None
    try:
        from synthgen.engines.unit import UnitRenderer, load_renderer

        load_renderer()
        settings = pipe.recv()
        assert settings is not None
        renderer = None
        while True:
            unit = pipe.recv()
            if renderer is None:
                renderer = UnitRenderer(settings)
                renderer.warm(unit.model)
            renderer.render(unit, lambda record: pipe.send(("clip", record)))
            pipe.send(("done",))
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        return
    except (InputError, RunError) as error:
        _tell(pipe, error)
    except BaseException as error:
        if settings is not None and is_full(error):
            _tell(pipe, disk_is_full(settings.root))
        else:
            _tell(pipe, RunError(f"unexpected {type(error).__name__}: {error}\n{traceback.format_exc()}"))


def _tell(pipe: Connection, error: Exception) -> None:
    # as text: an error's arguments are not those it is made from
    with contextlib.suppress(OSError):
        pipe.send(("failed", type(error).__name__, str(error)))


def _end_with_the_parent() -> None:
    """End this process when its parent ends, also by kill -9: another run may be waiting for the folder."""
    from multiprocessing import connection, parent_process

    parent = parent_process()

    def watch() -> None:
        if parent is not None:
            connection.wait([parent.sentinel])
            os._exit(3)

    threading.Thread(target=watch, daemon=True).start()
