"""Clips on their way to disk from inside MakeHuman: what takes time is done in a thread, the application never waits.

A writer's life: ``add`` every frame, ``finish``, wait until it is ``ready``, ``publish``; or ``abort`` at any time. A
clip is written under a temporary name, read back, and renamed when it is published.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path
from typing import Callable

import numpy as np

from synthgen.dataset.clip import ClipFacts, remove
from synthgen.errors import RunError

#: bytes of frames that may wait before ``busy`` asks for a pause
_MOST_WAITING = 128 << 20


class Background:
    """One thread that does what it is given, in order."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "synthgen-clips")
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def busy(self) -> bool:
        """Whether so much waits that the next frame had better wait, too."""
        return self._waiting > _MOST_WAITING

    def submit(self, job: Callable[[], None], *, size: int = 0) -> None:
        """Do a job, which raises nothing, after all that came before; ``size`` bytes are held until then."""
        self._hold(size)
        self._pool.submit(lambda: (job(), self._hold(-size)))

    def close(self) -> None:
        """End the thread when it has done what is left, and wait for that."""
        self._pool.shutdown()

    def _hold(self, size: int) -> None:
        with self._lock:
            self._waiting += size


class ClipWriter:
    """Takes a clip's frames. Subclasses do in the thread what takes time: ``_open``, ``_write``, ``_close``,
    ``_discard``.

    ``temporary`` and ``final`` lie on one file system; a clip in progress has the one name, or names that begin so.
    """

    def __init__(
        self, background: Background, temporary: Path, final: Path, *, width: int, height: int, rate: Fraction
    ) -> None:
        self.temporary, self.final = temporary, final
        self.width, self.height, self.rate = width, height, rate
        self._background = background
        self._digest = hashlib.sha256()
        self._count = 0
        self._over = threading.Event()
        self._given_up = False
        self._published = False
        self._error: BaseException | None = None
        self._facts: ClipFacts | None = None
        self._submit(self._open)

    @property
    def busy(self) -> bool:
        """Whether so many frames wait that the next one had better wait, too."""
        return self._background.busy

    def add(self, frame: np.ndarray) -> None:
        """Take a frame, (h, w, 3) uint8 sRGB; it is copied. Raises what went wrong with an earlier one, soon after."""
        self._complain()
        if frame.shape != (self.height, self.width, 3) or frame.dtype != np.uint8:
            raise RunError(f"a frame is {frame.shape} {frame.dtype}; expected {(self.height, self.width, 3)} uint8")
        copy = np.array(frame, order="C")
        self._submit(lambda: self._take(copy), size=copy.nbytes)

    def finish(self) -> None:
        """Say that there are no more frames. Returns at once."""
        self._submit(self._close)

    def ready(self) -> bool:
        """Tell whether ``publish`` has not to wait: the clip has been read back, or something went wrong."""
        return self._over.is_set()

    def publish(self) -> ClipFacts:
        """Give the clip its name, and return what is known of it. Call ``finish`` first.

        Raises OSError (is the disk full?), RunError where it does not read back or what encodes has died.
        """
        self._over.wait()
        self._complain()
        assert self._facts is not None
        self.final.parent.mkdir(parents=True, exist_ok=True)
        remove(self.final)  # a folder of frames cannot be renamed over another
        self.temporary.replace(self.final)
        self._published = True
        return self._facts

    def abort(self) -> None:
        """Throw away what was written; nothing happens to a clip that was published. Returns at once."""
        if self._published or self._given_up:
            return
        self._given_up = True
        self._background.submit(self._throw_away)

    def _submit(self, step: Callable[[], None], *, size: int = 0) -> None:
        def job() -> None:
            if self._error is None and not self._given_up:
                try:
                    step()
                except BaseException as error:
                    self._fail(error)

        self._background.submit(job, size=size)

    def _take(self, frame: np.ndarray) -> None:
        self._digest.update(frame.data)
        self._count += 1
        self._write(frame)

    def _whole(self, facts: ClipFacts) -> None:
        """Note that the clip is at ``temporary``, has been read back, and what is known of it."""
        self._facts = facts
        self._over.set()

    def _fail(self, error: BaseException) -> None:
        self._error = self._error or error
        self._over.set()

    def _complain(self) -> None:
        if self._error is not None:
            raise self._error

    def _throw_away(self) -> None:
        with contextlib.suppress(OSError, RunError):  # the next run clears away what is left
            self._discard()
            remove(self.temporary)

    def _open(self) -> None:
        raise NotImplementedError

    def _write(self, frame: np.ndarray) -> None:
        raise NotImplementedError

    def _close(self) -> None:
        raise NotImplementedError

    def _discard(self) -> None:
        raise NotImplementedError


def read_back(path: Path, count: int, expected: int) -> None:
    """Raise RunError unless a clip decodes to as many frames as were written."""
    if count != expected:
        raise RunError(f"the clip {path.name} decodes to {count} frames; {expected} were written")
