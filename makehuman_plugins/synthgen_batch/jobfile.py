"""A job file: what a person or a script asks for without clicks, read and checked, every path in it made whole.

Paths are relative to the job file's folder. An entry of ``models``, ``signals`` or ``angles`` that names what comes
along is that, whatever lies beside the job file.
"""

from __future__ import annotations

import difflib
import glob
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Callable, Dict, Sequence

from synthgen.codec import CODECS
from synthgen.design import Design, builtin_designs, read_design
from synthgen.errors import InputError
from synthgen.facs import AU_BASES
from synthgen.facs.library import find_animations
from synthgen.home import expanded
from synthgen.human.library import suite_names
from synthgen.namedfiles import files_matching, on_disk
from synthgen.scene.angles import builtin_angles

#: a job as JSON has it
Document = Dict[str, Any]

_LARGEST_SEED = 2**63 - 1
#: marks of a glob
_WILD = "*?["
#: of what a job names by a glob
_ENDINGS = (".mhm", ".yaml", ".yml", ".fani")


def _text(value: Any) -> bool:
    return isinstance(value, str) and value.strip() != ""


def _texts(value: Any) -> bool:
    return isinstance(value, list) and value != [] and all(map(_text, value))


def _count(value: Any) -> bool:
    return type(value) is int and value >= 1


def _size(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_count, value))


#: key -> (whether a value is one, what is expected); the first two have to be there
_KEYS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "design": (_text, "the name or the file of a design"),
    "out": (_text, "the dataset's folder"),
    "result": (_text, "the file that says how it went"),
    "models": (_texts, "a list of names, globs or paths"),
    "signals": (_texts, "a list of names, globs or paths"),
    "angles": (_texts, "a list of names, globs or paths"),
    "size": (_size, "[width, height] in pixels"),
    "codec": (lambda value: value in CODECS, f"one of {', '.join(CODECS)}"),
    "au_basis": (lambda value: value in AU_BASES, f"one of {', '.join(AU_BASES)}"),
    "seed": (lambda value: type(value) is int and 0 <= value <= _LARGEST_SEED, f"a whole number, 0 to {_LARGEST_SEED}"),
    "limit": (_count, "a whole number above 0"),
    "stop_after": (_count, "a whole number above 0"),
    "quit": (lambda value: type(value) is bool, "true or false"),
}
_NEEDED = ("design", "out")


def read_job(path: Path) -> Document:
    """Read a job file; its paths become whole ones. Raises InputError where it is none."""
    document = _object(path)
    for key in document:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            remedy = f"Did you mean '{near[0]}'?" if near else ""
            raise InputError(f"unknown key '{key}'; expected some of {', '.join(_KEYS)}", where=path, remedy=remedy)
    for key, (fits, expected) in _KEYS.items():
        if (key in document or key in _NEEDED) and not fits(document.get(key)):
            raise InputError(f"'{key}'", value=document.get(key), expected=expected, where=path)
    return _placed(document, path.resolve().parent, path)


def _placed(document: Document, folder: Path, job: Path) -> Document:
    """Return a job whose relative paths start at ``folder``. Raises InputError for what is neither a name nor there."""
    found = dict(document)
    known: dict[str, Callable[[], Sequence[str]]] = {
        "design": lambda: list(builtin_designs()),
        "models": suite_names,
        "signals": lambda: [*_signal_names(), *_own_names(found["design"])],
        "angles": builtin_angles,
    }
    for key in ("out", "result"):
        if key in found:
            found[key] = _below(folder, found[key])
    for key, names in known.items():
        if isinstance(found.get(key), list):
            listed = names()
            found[key] = [_named_or_below(folder, entry, listed, key=key, job=job) for entry in found[key]]
        elif key in found:
            found[key] = _named_or_below(folder, found[key], names(), key=key, job=job)
    return found


def result_places(path: Path) -> list[Path]:
    """Return where the result of a job file goes: to the file that it names, and, where that cannot be written or
    nothing names one, beside the job file. Never raises."""
    beside = path.with_name(f"{path.stem}.result.json")
    try:
        named = _object(path).get("result")
        return [Path(_below(path.resolve().parent, named)), beside] if _text(named) else [beside]
    except InputError:
        return [beside]


def ends_application(path: Path) -> bool:
    """Tell whether the application ends with the job: unless the file says no. Never raises."""
    try:
        return _object(path).get("quit", True) is not False
    except InputError:
        return True


def _object(path: Path) -> Document:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"cannot be read ({error})", where=path) from error
    if not isinstance(document, dict):
        raise InputError("is no job: expected an object with 'design' and 'out'", where=path)
    return document


def _signal_names() -> list[str]:
    signals = find_animations("*")
    names = [signal.signal for signal in signals]
    return [*names, *(f"{signal.emotion}/{signal.signal}" for signal in signals), *(str(s.emotion) for s in signals)]


def _own_names(design: str) -> list[str]:
    """Return the signals that a design brings along, where it can be read: else it is said when it is read."""
    try:
        return list(own_signals(read_design(design)))
    except InputError:
        return []


def own_signals(design: Design) -> dict[str, str]:
    """Return {name: file} of the signals that a design brings along."""
    if design.folder is None:
        return {}
    signals = find_animations(design.signals, folder=design.folder)
    return {signal.signal: str(signal.path) for signal in signals if design.folder in signal.path.parents}


def _named_or_below(folder: Path, entry: str, names: Sequence[str], *, key: str, job: Path) -> str:
    if any(fnmatchcase(name, entry) for name in names):
        return entry
    whole = _below(folder, entry)
    if not _finds(whole):
        near = _near(folder, entry, names)
        remedy = f"Did you mean '{near}'?" if near else f"Name what comes along, or give a path from {folder} on."
        raise InputError(f"'{key}': there is no '{entry}'", where=job, remedy=remedy)
    return whole


def _finds(path: str) -> bool:
    """Tell whether a path or glob finds something."""
    return on_disk(Path(path)).exists() or bool(files_matching(Path(), path, _ENDINGS))


def _near(folder: Path, entry: str, names: Sequence[str]) -> str:
    """Return a name that comes along or a path in the job's folder that is nearly what was written, "" if none is."""
    first, slash, rest = entry.partition("/")
    beside = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    for candidate in difflib.get_close_matches(entry, names, 1):
        return candidate
    for candidate in difflib.get_close_matches(first, beside, 1):
        if _finds(_below(folder, candidate + slash + rest)):
            return candidate + slash + rest
    return ""


def _below(folder: Path, text: str) -> str:
    """Return a path or glob from a folder on; the folder's own name is none of the glob."""
    path = expanded(text)
    whole = folder / path
    if path.is_absolute() or not any(mark in text for mark in _WILD) or whole.exists():
        return str(whole)
    return str(Path(glob.escape(str(folder))) / path)
