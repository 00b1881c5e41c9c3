"""Which sources decide about pixels: a hash of them says more than a version, which stays while somebody edits code.

Nobody keeps a list. From a few modules that draw, imports are followed, also those inside of functions and those that
are named in a string, but not what is only there for types; and the YAML documents that such a module names and that
lie beside it. Regular expressions find them: Python's own parser takes half a second, and a test compares.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
#: an actor's pictures, what it plays of a signal, and the planes a video holds
_ROOTS = ("actor/actor.py", "facs/performance.py", "planes.py")
#: reached from everywhere: these complain, store and name, and decide about no pixel
_ASIDE = frozenset({"cache.py", "errors.py", "files.py", "layout.py", "sources.py", "version.py"})
_FOR_TYPES = re.compile(rb"^( *)if TYPE_CHECKING:\n(?:\1 +.*\n|\n)+", re.MULTILINE)
_IMPORT = re.compile(
    rb"^ *from (synthgen|synthgen\.[\w.]+|\.\w+) import (\([^)]*\)|.*)|\"synthgen\.([\w.]+)\"", re.MULTILINE
)
_DOCUMENT = re.compile(rb"[\"']([^\"'\s]*\.yaml)[\"']")


def drawing_sources(package: Path = PACKAGE) -> str:
    """Return 16 hex digits of the SHA-256 over the sources that draw: another hash means that frames may differ."""
    return hash_sources(*(package / root for root in _ROOTS), package=package)


@functools.lru_cache(maxsize=None)
def hash_sources(*roots: Path, package: Path = PACKAGE) -> str:
    """Return 16 hex digits of the SHA-256 over modules and all of ``package`` that they need, their names included.

    Line ends do not count: a checkout on Windows draws the same. A root that is not there counts as nothing.
    """
    digest = hashlib.sha256()
    for name, content in sorted(needed(roots, package).items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def needed(roots: tuple[Path, ...], package: Path) -> dict[str, bytes]:
    """Return {place below the package, or file name outside of it: content} of modules and documents, as hashed."""
    found: dict[str, bytes] = {}
    left = list(roots)
    while left:
        path = left.pop()
        name = path.relative_to(package).as_posix() if package in path.parents else path.name
        if name not in found and name not in _ASIDE and path.is_file():
            found[name] = path.read_bytes().replace(b"\r\n", b"\n")
            if path.suffix == ".py":
                left += [*_imported(path, found[name], package), *_documents(path, found[name])]
    return found


def _imported(path: Path, text: bytes, package: Path) -> Iterator[Path]:
    """Yield where the modules would be that a module imports; a name may be a module or something in one."""
    for module, names, quoted in _IMPORT.findall(_FOR_TYPES.sub(b"", text)):
        if module.startswith(b"."):
            yield path.with_name(f"{module[1:].decode()}.py")
            continue
        place = package.joinpath(*(quoted or module[len("synthgen.") :]).decode().split("."))
        words = re.findall(r"\w+", names.decode())
        for at in ([] if place == package else [place]) + [place / word for word in words]:
            yield at.with_name(f"{at.name}.py")
            yield at / "__init__.py"


def _documents(path: Path, text: bytes) -> Iterator[Path]:
    for name in _DOCUMENT.findall(text):
        yield from (beside for beside in path.parent.glob("*.yaml") if fnmatch(beside.name, f"*{name.decode()}"))
