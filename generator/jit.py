"""How kernels are compiled: flags that keep pixels identical on every x86-64, and a cache that cannot go stale.

numba's own cache does not notice a change in a kernel of another file and fails where its folder cannot be written.
Ours lies in a folder named by a hash of every kernel source, below $NUMBA_CACHE_DIR where a user sets that.

The process that imports this keeps its environment and numba's settings. One private name of numba is left,
``_cache`` of a compiled function: numba has no public way to give a function a cache of its own, with its own folder
and a lock on saving. ``get_call_template`` is public, and replaced for our functions alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache

from synthgen.cache import cache_folder
from synthgen.errors import InputError
from synthgen.files import claim, take_lock
from synthgen.home import own_temporary, user_id

Function = TypeVar("Function", bound=Callable[..., Any])


def _kernel_sources() -> list[Path]:
    """Return the Python files of the package that define kernels."""
    package = Path(__file__).resolve().parent
    return [path for path in sorted(package.rglob("*.py")) if b"@kernel" in path.read_bytes()]


def _cache_dir() -> Path | None:
    """Return the folder of compiled kernels; None where no folder that is safe can be written: nothing is kept then."""
    digest = hashlib.sha256()
    for path in _kernel_sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    name = digest.hexdigest()[:16]
    return next((folder for folder in _candidates(name) if _is_safe(folder)), None)


def _candidates(name: str) -> Iterator[Path]:
    """Yield where compiled kernels may be kept; ``name`` is the hash of their sources."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        yield Path(chosen).absolute() / f"synthgen-{name}"
    with contextlib.suppress(InputError):
        yield cache_folder() / "kernels" / name
    # a cache that cannot be written: all processes of this user share a temporary folder
    shared = own_temporary(f"synthgen-kernels-{name}")
    if shared is not None:
        yield shared


def _is_safe(folder: Path) -> bool:
    """Make a folder if need be; tell whether nobody else owns it, since what is in it is run, and it can be written
    and locked, since processes that write at once would give one kernel the code of another."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            return folder.stat().st_uid in (user_id(), 0) and take_lock(probe, wait=False) is not None
    except OSError:
        return False


CACHE_DIR = _cache_dir()

#: nnan, ninf and nsz let LLVM vectorise min, max and selects; contraction and reassociation stay off, so that AVX-512,
#: AVX2 and SSE2 code give the same bits.
_OPTIONS: dict[str, Any] = {
    "nogil": True,
    "error_model": "numpy",
    "fastmath": {"nnan", "ninf", "nsz"},
    "no_cfunc_wrapper": True,  # nothing takes a kernel's address: a tenth less to compile
}

#: every kernel whose module was imported
KERNELS: list[Any] = []


class _SharedCache(FunctionCache):
    """A kernel's cache that several processes write to: numba's own may then give one kernel the code of another."""

    def __init__(self, function: Callable[..., Any], folder: Path) -> None:
        self._lock = folder / "save.lock"
        # numba takes the folder from a setting of the whole process: ours holds for this function alone
        config: Any = numba.config
        everyones, config.CACHE_DIR = config.CACHE_DIR, str(folder)
        try:
            super().__init__(function)
        finally:
            config.CACHE_DIR = everyones

    def save_overload(self, sig: Any, data: Any) -> None:
        with contextlib.suppress(OSError), claim(self._lock, wait=True):  # a full disk: it is compiled again next time
            super().save_overload(sig, data)


def _without_literals(template: Callable[..., Any]) -> Callable[..., Any]:
    """Let calls between kernels with constants (``f(x, 1)``, ``f(x, 2)``) share one compiled function."""

    def shared(types: Any, named: Any) -> Any:
        return template(
            tuple(map(numba.types.unliteral, types)), {k: numba.types.unliteral(v) for k, v in named.items()}
        )

    return shared


def kernel(function: Function) -> Function:
    """Compile a function of arrays and scalars with the project's flags, cached on disk."""
    compiled: Any = numba.njit(**_OPTIONS)(function)
    if CACHE_DIR is not None:
        compiled._cache = _SharedCache(function, CACHE_DIR)
    compiled.get_call_template = _without_literals(compiled.get_call_template)
    KERNELS.append(compiled)
    result: Function = compiled
    return result
