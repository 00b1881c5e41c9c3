"""Synthgen inside MakeHuman: renders every model × signal × angle of a design with the application's own look.

MakeHuman calls ``load(app)`` when it starts and ``unload(app)`` when it ends. ``synthgen makehuman install`` puts this
folder into MakeHuman's plugins folder with a copy of what it needs under ``carried/``: MakeHuman's Python has numpy,
PyQt5 and PyOpenGL, and users cannot install into it. Everything here keeps to Python 3.8.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
CARRIED = HERE / "carried"
if CARRIED.is_dir() and str(CARRIED) not in sys.path:
    sys.path.insert(0, str(CARRIED))

_task: Any = None


def load(app: Any) -> None:
    """Add the task "Synthgen" to MakeHuman's Rendering category, and start the job that the environment names."""
    global _task
    from . import job
    from .task import SynthgenTask

    category = app.getCategory("Rendering")
    _task = SynthgenTask(category)
    category.addTask(_task)
    job.start_when_ready(app, _task.runner)


def unload(app: Any) -> None:
    """Let go of a batch that is on: whole clips stay, and the next start goes on."""
    from . import job

    job.application_ends()
    if _task is not None:
        _task.leave()
        _task.runner.end()
