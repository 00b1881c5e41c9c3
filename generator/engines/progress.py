"""How far a run is: a bar on a terminal, else a plain line now and then."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

#: between two lines where there is no terminal
LINE_SECONDS = 10.0


class Progress:
    """Shows clips done, clips/s and the time left on stderr."""

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self._total, self._done, self._frames = total, 0, 0
        self._start = self._last = time.monotonic()
        self._quiet = quiet
        self._bar: Any = None
        if not quiet and sys.stderr.isatty():
            from tqdm import tqdm

            options: dict[str, Any] = {"dynamic_ncols": True}
            if 0 in os.get_terminal_size(sys.stderr.fileno()):  # some say 0×0, and tqdm would show nothing
                options = {"ncols": 80, "nrows": 24}
            self._bar = tqdm(total=total, unit="clip", smoothing=0.1, file=sys.stderr, **options)

    def clip(self, frames: int) -> None:
        """Note a whole clip."""
        self._done += 1
        self._frames += frames
        if self._bar is not None:
            self._bar.update()
        elif not self._quiet and time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            print(self.line(), file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """Say something without breaking the bar."""
        if self._bar is not None:
            self._bar.write(f"synthgen: {text}", file=sys.stderr)
        else:
            print(f"synthgen: {text}", file=sys.stderr, flush=True)

    def line(self) -> str:
        """Return the state in one line."""
        seconds = max(1e-9, time.monotonic() - self._start)
        rate = self._done / seconds
        left = (self._total - self._done) / rate if rate else 0.0
        return (
            f"{self._done}/{self._total} clips, {rate:.1f} clips/s, {self._frames / seconds:.0f} frames/s, "
            f"{duration(left)} left"
        )

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._start

    @property
    def done(self) -> int:
        return self._done

    @property
    def frames(self) -> int:
        return self._frames


def duration(seconds: float) -> str:
    """Return a time in words a person reads at a glance.

    >>> duration(7.4), duration(75), duration(7260)
    ('7 s', '1 min 15 s', '2 h 01 min')
    """
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def size(count: float) -> str:
    """Return a number of bytes with a decimal unit.

    >>> size(1500), size(68_000_000)
    ('1.5 kB', '68.0 MB')
    """
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
