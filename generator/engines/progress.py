"""How far a run is: a bar on a terminal, else a plain line now and then."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from synthgen.assets.fetch import say_on_stderr

#: between two lines where there is no terminal
LINE_SECONDS = 10.0
#: clips after the first one, and seconds, from which on a rate says how long it will take
_SETTLED_CLIPS, _SETTLED_SECONDS = 3, 3.0
_BAR = "{l_bar}{bar}| {n_fmt}/{total_fmt} clips [{elapsed}{postfix}]"


class Progress:
    """Shows clips done, clips/s and the time left on stderr.

    The rate counts from the first clip on: before it, kernels were compiled and a model built, once.
    """

    def __init__(self, total: int, *, quiet: bool = False) -> None:
        self._total, self._done, self._frames = total, 0, 0
        self._start = self._last = time.monotonic()
        self._first: tuple[float, int] | None = None  # when the first clip came, and with how many frames
        self._quiet = quiet
        self._bar: Any = None
        if not quiet and sys.stderr is not None and sys.stderr.isatty():
            from tqdm import tqdm

            options: dict[str, Any] = {"dynamic_ncols": True}
            if 0 in os.get_terminal_size(sys.stderr.fileno()):  # some say 0×0, and tqdm would show nothing
                options = {"ncols": 80, "nrows": 24}
            self._bar = tqdm(total=total, unit="clip", file=sys.stderr, bar_format=_BAR, **options)

    def clip(self, frames: int) -> None:
        """Note a whole clip."""
        self._done += 1
        self._frames += frames
        if self._first is None:
            self._first = time.monotonic(), frames
        if self._bar is not None:
            self._bar.set_postfix_str(self._rate(), refresh=False)
            self._bar.update()
        elif not self._quiet and time.monotonic() - self._last >= LINE_SECONDS:
            self._last = time.monotonic()
            say_on_stderr(self.line())

    def note(self, text: str) -> None:
        """Say something without breaking the bar."""
        if self._bar is not None:
            self._bar.write(f"synthgen: {text}", file=sys.stderr)
        else:
            say_on_stderr(f"synthgen: {text}")

    def line(self) -> str:
        """Return the state in one line."""
        rate = self._rate()
        return f"{self._done}/{self._total} clips" + (f", {rate}" if rate else "")

    def _rate(self) -> str:
        """Return clips and frames a second and the time left; nothing while too little was measured."""
        if self._first is None:
            return ""
        begin, frames = self._first
        seconds = time.monotonic() - begin
        if self._done <= _SETTLED_CLIPS or seconds < _SETTLED_SECONDS:
            return ""
        rate = (self._done - 1) / seconds
        left = duration((self._total - self._done) / rate)
        return f"{rate:.1f} clips/s, {(self._frames - frames) / seconds:.0f} frames/s, {left} left"

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
