"""Work in a thread while the application goes on."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Callable, Iterator

#: seconds for which a step leaves Python to the thread
_GIVEN = 0.01


def waited(pool: ThreadPoolExecutor, work: Callable[..., Any], *args: Any) -> Iterator[None]:
    """Do work in a pool's thread, a step every hundredth of a second; return what it returns, raise what it raises.

    A step waits rather than asks: while this thread only asked, again and again, the other one would get Python's lock
    for a moment every five milliseconds, and a tenth of a second's work would take ten seconds.
    """
    future: Future[Any] = pool.submit(work, *args)
    while wait((future,), timeout=_GIVEN).not_done:
        yield
    return future.result()  # type: ignore[return-value]
