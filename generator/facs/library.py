"""Finding animations: the built-in signals by name or glob, others by their path."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from synthgen.errors import InputError
from synthgen.facs.animation import Animation, closest, read_animation

_SUFFIXES = (".yaml", ".yml", ".fani")


def builtin_folder() -> Path:
    """Return the folder of the signals that come with the program."""
    from synthgen import facs_animations

    return Path(next(iter(facs_animations.__path__)))


@cache
def _builtin() -> tuple[tuple[str, str, Path], ...]:
    """Return (emotion, signal, path) of every built-in signal, from the names of folders and files."""
    return tuple(sorted((path.parent.name, path.stem, path) for path in builtin_folder().glob("*/*.yaml")))


def find_animations(patterns: Iterable[str], folder: str | Path | None = None) -> tuple[Animation, ...]:
    """Return the animations that any pattern names, each once, sorted by emotion and signal.

    A pattern is the name of a built-in signal (``side_eye``, ``confusion/side_eye``), an emotion (``confusion``), a
    glob over the built-in ones (``*``, ``confusion/*``), or a path or glob that ends in .yaml, .yml or .fani, taken
    from ``folder`` (the current one). Raises InputError for a pattern that matches nothing and for two files with one
    signal name.
    """
    paths: dict[Path, Path] = {}
    for pattern in patterns:
        for path in _matches(str(pattern), Path() if folder is None else Path(folder)):
            paths.setdefault(path.resolve(), path)
    found: dict[str, Animation] = {}
    for path in paths.values():
        animation = read_animation(path)
        other = found.get(animation.signal)
        if other is not None:
            raise InputError(
                f"signal '{animation.signal}' is also the name of {other.path}",
                where=path,
                remedy="Give one of them another name.",
            )
        found[animation.signal] = animation
    return tuple(sorted(found.values(), key=lambda a: (a.emotion or "", a.signal)))


def _matches(pattern: str, folder: Path) -> list[Path]:
    if pattern.lower().endswith(_SUFFIXES):
        return _files(pattern, folder)
    names = _builtin()
    found = [
        path
        for emotion, signal, path in names
        if fnmatchcase(signal, pattern) or fnmatchcase(f"{emotion}/{signal}", pattern) or emotion == pattern
    ]
    if found:
        return found
    known = [name for emotion, signal, _ in names for name in (signal, f"{emotion}/{signal}")]
    hint = closest(pattern, known + sorted({emotion for emotion, _, _ in names}))
    remedy = hint or "`synthgen signals list` shows them; a path to a file ends in .yaml or .fani."
    if any(c in pattern for c in "*?["):
        raise InputError(f"the glob '{pattern}' matches no built-in signal", remedy=remedy)
    raise InputError(f"there is no signal '{pattern}'", remedy=remedy)


def _files(pattern: str, folder: Path) -> list[Path]:
    path = folder / Path(pattern).expanduser()
    if path.is_file():
        return [path]
    if any(c in pattern for c in "*?["):
        root = Path(path.anchor) if path.is_absolute() else Path()
        inside = path.relative_to(path.anchor) if path.is_absolute() else path
        found = sorted(file for file in root.glob(str(inside)) if file.is_file())
        if found:
            return found
        raise InputError(f"the glob '{pattern}' matches no file", where=folder)
    raise InputError("there is no such animation file", where=path)
