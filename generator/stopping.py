"""Being asked to stop: Ctrl-C, ``kill`` and a shutdown, a terminal or connection that closes. One list for all."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

#: those of the system; Windows has a Ctrl-Break, and no hang-up
STOPS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name))
#: those that reach every process of a terminal at once, where the one that was started decides for all
SHARED_STOPS = tuple(number for number in STOPS if number != signal.SIGTERM)

#: seconds until a process is asked again
_MOMENT = 0.01

Handler = Callable[[int, "FrameType | None"], object]


class Asked(KeyboardInterrupt):
    """Somebody asked this process to stop, by the signal in ``args``.

    Not KeyboardInterrupt itself: where that comes in the middle of an ``exec`` (a dataclass that is made while modules
    are imported), Python ends the process by SIGINT whatever its exit code is.
    """


def stop(number: int, frame: FrameType | None) -> None:
    """Raise Asked, a KeyboardInterrupt."""
    raise Asked(number)


@contextlib.contextmanager
def heard(handler: Handler = stop) -> Iterator[None]:
    """Call ``handler`` when this process is asked to stop in the block; by itself it raises KeyboardInterrupt.

    What was ignored before stays ignored: ``nohup``, and jobs in a script's background. Python hears signals in its
    main thread alone: in another one, nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    unraisable = sys.unraisablehook
    sys.unraisablehook = functools.partial(_asked_again, unraisable)
    old = {number: signal.getsignal(number) for number in STOPS}
    changed = [number for number in STOPS if old[number] not in (signal.SIG_IGN, None)]
    for number in changed:
        signal.signal(number, handler)
    try:
        yield
    finally:
        sys.unraisablehook = unraisable
        for number in changed:
            if signal.getsignal(number) is handler:
                signal.signal(number, old[number])


def _asked_again(otherwise: Callable[[sys.UnraisableHookArgs], object], lost: sys.UnraisableHookArgs) -> None:
    """Ask this process again, a moment later, where Python dropped what ``stop`` raised.

    It does in what cannot raise, such as the callback of a weak reference, with a traceback on standard error.
    """
    if isinstance(lost.exc_value, Asked):
        threading.Timer(_MOMENT, os.kill, (os.getpid(), lost.exc_value.args[0])).start()
    else:
        otherwise(lost)


def passed_over(number: int, frame: FrameType | None) -> None:
    """Do nothing about being asked to stop: it is being done."""


def hear_no_more() -> None:
    """Ignore being asked to stop from now on, in a process that is about to end."""
    for number in STOPS:
        signal.signal(number, signal.SIG_IGN)


@contextlib.contextmanager
def blocked() -> Iterator[None]:
    """Block what reaches every process of a terminal, while processes start: they inherit that, until they know."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, SHARED_STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def leave_to_the_parent() -> None:
    """Ignore what reaches every process of a terminal: the parent decides what it means, and ends this process."""
    for number in SHARED_STOPS:
        signal.signal(number, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SHARED_STOPS)
