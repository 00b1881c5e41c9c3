"""How a run stands, in words that the panel shows: what it does or how it ended, and what to do next."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from synthgen.errors import InputError

from .plainwords import in_plain_words

#: what to do next, where nothing better is known
GO_ON = "Start again goes on with the clips that are missing."
#: the same where nothing was made yet
CORRECT = "Correct this, then start again."
READY = "Choose what to render, then press Start."
WAIT = "You can stop at any time: whole clips stay."
RESUME = "Press Go on to continue, or Stop to end here."
LOOK = "Open the folder to look at the clips."


class Phase(enum.Enum):
    """Where a run is. The value of an ended one is its ``outcome`` in a job's result."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    FAILED = "failed"
    FINISHED = "done"

    @property
    def on(self) -> bool:
        """Whether a run is under way, paused or not."""
        return self in (Phase.RUNNING, Phase.PAUSED)


@dataclass(frozen=True)
class State:
    """A phase, with ``message``, what happened ("" where the phase says all), and ``next_step``, both in sentences."""

    phase: Phase
    message: str = ""
    next_step: str = ""


IDLE = State(Phase.IDLE, next_step=READY)
RUNNING = State(Phase.RUNNING, next_step=WAIT)
ENDING = State(Phase.RUNNING, "Your own human comes back …", "This takes a few seconds.")
PAUSED = State(Phase.PAUSED, next_step=RESUME)
STOPPED = State(Phase.STOPPED, next_step=GO_ON)
CLOSED = State(Phase.STOPPED, "MakeHuman was closed.", GO_ON)
FINISHED = State(Phase.FINISHED, next_step=LOOK)


def failed(error: BaseException, *, begun: bool) -> State:
    """Return the state after an error: what is wrong, and its remedy where it has one. ``begun``: clips may be there,
    with which another start goes on."""
    usual = GO_ON if begun else CORRECT
    if isinstance(error, InputError):
        return State(Phase.FAILED, _plain(f"{error.message}."), in_plain_words(error.remedy) or usual)
    return State(Phase.FAILED, _plain(str(error)), usual)


def _plain(text: str) -> str:
    return in_plain_words(text) or text
