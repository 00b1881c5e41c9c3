"""Finding animations: the built-in signals by name or glob, others by their path."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path

from synthgen.errors import InputError
from synthgen.facs.animation import Animation, read_animation
from synthgen.home import expanded
from synthgen.namedfiles import files_in, files_matching, has_ending, on_disk

_SUFFIXES = (".yaml", ".yml", ".fani")


def builtin_folder() -> Path:
    """Return the folder of the signals that come with the program."""
    from synthgen import facs_animations  # type: ignore[attr-defined]  # a folder beside ours

    return Path(next(iter(facs_animations.__path__)))


@lru_cache(maxsize=None)
def _builtin() -> tuple[tuple[str, str, Path], ...]:
    """Return (emotion, signal, path) of every built-in signal, from the names of folders and files."""
    return tuple(sorted((path.parent.name, path.stem, path) for path in builtin_folder().glob("*/*.yaml")))


def find_animations(patterns: str | Iterable[str], folder: str | Path | None = None) -> tuple[Animation, ...]:
    """Return the animations that any pattern names, each once, sorted by emotion and signal.

    A pattern is the name of a built-in signal (``side_eye``, ``confusion/side_eye``), an emotion (``confusion``), a
    glob over the built-in ones (``*``, ``confusion/*``); or a path that ends in .yaml, .yml or .fani, a glob over
    such paths, or a folder of such files. Relative paths start at ``folder`` (default: the current one). Raises
    InputError for a pattern that finds nothing, a file that is wrong, and two animations of one name.
    """
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    found: dict[Path, Animation] = {}
    for pattern in patterns:
        for path in _paths(str(pattern), Path() if folder is None else Path(folder)):
            if path.resolve() not in found:
                found[path.resolve()] = read_animation(path)
    if not found:
        raise InputError("no signals are named", remedy="'*' names all that come with the program.")
    named: dict[str, Animation] = {}
    for animation in found.values():
        other = named.setdefault(animation.signal.casefold(), animation)  # names become folders: "A" and "a" may be one
        if other is not animation:
            raise InputError(
                f"two animations have the signal name '{animation.signal}': {other.path}, {animation.path}",
                remedy="Rename one.",
            )
    return tuple(sorted(found.values(), key=lambda animation: (animation.emotion or "", animation.signal)))


def _paths(pattern: str, folder: Path) -> list[Path]:
    names = [
        path
        for emotion, signal, path in _builtin()
        if fnmatchcase(signal, pattern) or fnmatchcase(f"{emotion}/{signal}", pattern) or emotion == pattern
    ]
    if names:
        return names
    path = on_disk(folder / expanded(pattern))
    if path.is_file():
        if not has_ending(path, _SUFFIXES):
            raise InputError("is no animation", where=path, expected=f"a name that ends in {', '.join(_SUFFIXES)}")
        return [path]
    if path.is_dir():
        inside = files_in(path, _SUFFIXES)
        if not inside:
            raise InputError("holds no .yaml or .fani file", where=path)
        return inside
    matches = files_matching(folder, pattern, _SUFFIXES)
    if matches:
        return matches
    if has_ending(Path(pattern), _SUFFIXES) and not any(mark in pattern for mark in "*?["):
        raise InputError("there is no such file", where=path)
    known = [name for emotion, signal, _ in _builtin() for name in (signal, f"{emotion}/{signal}", emotion)]
    near = difflib.get_close_matches(pattern, sorted(set(known)), 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    hint += "See `synthgen signals list`, or give a .yaml or .fani file."
    raise InputError(f"no signal is called '{pattern}'", remedy=hint)
