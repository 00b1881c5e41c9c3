"""Which sources draw: a hash of them says more than a version, which stays while somebody edits the code."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

#: parts of the package that decide about vertices and pixels; models, signals and angles are inputs with own hashes
_DRAWING = ("actor", "facs", "human", "render", "scene")
_SHARED = ("jit.py", "seeds.py")


@functools.lru_cache(maxsize=None)
def drawing_sources() -> str:
    """Return 16 hex digits of the SHA-256 over the sources that draw: another hash means that frames may differ.

    Line ends do not count: a checkout on Windows draws the same.
    """
    return hash_sources(Path(__file__).resolve().parent)


def hash_sources(package: Path) -> str:
    """Return 16 hex digits of the SHA-256 over the drawing sources of a package's folder, their names included."""
    digest = hashlib.sha256()
    for path in _files(package):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.relative_to(package).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _files(package: Path) -> Iterator[Path]:
    for name in _DRAWING:
        inside = (path for path in (package / name).rglob("*") if path.suffix in (".py", ".yaml"))
        yield from sorted(path for path in inside if path.parent.name != "suite")
    yield from (package / name for name in _SHARED if (package / name).exists())
