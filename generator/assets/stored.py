"""Results that depend on the assets alone, kept in the cache folder from one process to the next."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import inspect
import pickle
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from synthgen.assets.store import Assets
from synthgen.cache import cache_folder, write_atomically
from synthgen.errors import InputError, RunError
from synthgen.sources import hash_sources

Result = TypeVar("Result")
Rest = ParamSpec("Rest")
#: what reading a file that is damaged, or that another version wrote, can raise
_DAMAGED = (OSError, pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError, TypeError)


def stored(make: Callable[Concatenate[Assets, Rest], Result]) -> Callable[Concatenate[Assets, Rest], Result]:
    """Let a function of assets and a few numbers keep its results on disk, and in memory the last two.

    The file is named by a hash of the function's sources, the assets and the numbers. Where it can be neither read
    nor written, the function just runs.
    """

    @functools.lru_cache(maxsize=2)
    def found(assets: Assets, *numbers: Hashable) -> Result:
        path = _path(make, assets, numbers)
        with contextlib.suppress(*_DAMAGED), path.open("rb") as handle:
            result: Result = pickle.load(handle)
            return result
        # through bytes also where nothing is stored: arrays have the same layout then, and kernels the same types
        content = pickle.dumps(make(assets, *numbers), protocol=5)  # type: ignore[arg-type, call-arg]
        with contextlib.suppress(OSError, InputError, RunError):
            write_atomically(path, content)
        fresh: Result = pickle.loads(content)
        return fresh

    functools.update_wrapper(found, make)
    return found  # type: ignore[return-value]


def _path(make: Callable[..., Result], assets: Assets, numbers: tuple[Hashable, ...]) -> Path:
    import numpy as np

    sources = hash_sources(Path(inspect.getfile(make)))
    what = (sources, [record.sha256 for record in assets.records], numbers, np.__version__)
    digest = hashlib.sha256(repr(what).encode()).hexdigest()
    return cache_folder() / "stored" / f"{make.__name__}-{digest[:16]}.pickle"
