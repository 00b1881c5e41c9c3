"""What parts of a run take: calls of somebody's methods, timed without a change to who calls them."""

from __future__ import annotations

import time
from collections import Counter
from typing import Any, Callable


class Clock:
    """Seconds and calls by stage."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function whose time counts for a stage, also where it raises."""

        def run(*args: Any, **options: Any) -> Any:
            begin = time.perf_counter()
            try:
                return function(*args, **options)
            finally:
                self.seconds[stage] += time.perf_counter() - begin  # type: ignore[assignment]
                self.calls[stage] += 1

        return run

    def mean_ms(self, stage: str) -> float | None:
        """Return milliseconds a call, None where there was none."""
        return 1000 * self.seconds[stage] / self.calls[stage] if self.calls[stage] else None


class Timed:
    """Somebody else, some of whose methods are timed: ``Timed(actor, clock, view="picture")``."""

    def __init__(self, other: Any, clock: Clock, **stages: str) -> None:
        self._other, self._clock, self._stages = other, clock, stages

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._other, name)
        return self._clock.timed(self._stages[name], value) if name in self._stages else value
