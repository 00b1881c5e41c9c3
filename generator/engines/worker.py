"""A worker process: takes units from its pipe, renders them, and tells what happened."""

from __future__ import annotations

import contextlib
import traceback
from functools import partial
from typing import TYPE_CHECKING

from synthgen.dataset.folder import machine_error
from synthgen.errors import Fault, InputError, RunError
from synthgen.processes import begin_as_worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from synthgen.engines.job import Job
    from synthgen.engines.local import LocalRenderer
    from synthgen.engines.performer import Performer


def work(pipe: Connection, renderer: LocalRenderer) -> None:
    """Take a job and then units, and render them. Sends ("clip", record), ("done",) and ("failed", error)."""
    begin_as_worker()
    job: Job | None = None
    try:
        renderer.load()
        job = pipe.recv()
        assert job is not None
        _render_units(pipe, renderer, job)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone
        return
    except (InputError, RunError) as error:
        _tell(pipe, error)
    except BaseException as error:
        known = machine_error(error, None if job is None else job.root)
        _tell(pipe, known or Fault(f"unexpected {type(error).__name__}: {error}", traceback.format_exc()))


def _render_units(pipe: Connection, renderer: LocalRenderer, job: Job) -> None:
    from synthgen.dataset.clip import ClipWriter
    from synthgen.dataset.video import encoder_name
    from synthgen.engines.clips import render_unit

    video = job.design.video
    open_clip, encoder = partial(ClipWriter, codec=video.codec, still=video.still), encoder_name(video.codec)
    performer: Performer | None = None
    model = ""
    while True:
        unit = pipe.recv()
        if performer is None or model != unit.model.id:
            performer = None  # the old one's memory goes before the new one's is taken
            performer, model = renderer.cast(job, unit.model), unit.model.id
        for record in render_unit(job, unit, performer, open_clip, encoder=encoder):
            if record is not None:
                pipe.send(("clip", record))
        pipe.send(("done",))


def _tell(pipe: Connection, error: Exception) -> None:
    with contextlib.suppress(OSError):
        pipe.send(("failed", error))
