"""Finding models: the suite by name, and files by path or glob."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable
from pathlib import Path

from synthgen.errors import InputError
from synthgen.home import expanded
from synthgen.human.mhm import Model, read_mhm
from synthgen.namedfiles import files_in, files_matching, has_ending, on_disk

#: the models that come with the program
SUITE = Path(__file__).with_name("suite")
_ENDINGS = (".mhm",)


def suite_names() -> tuple[str, ...]:
    """Return the names of the models that come with the program, sorted."""
    return tuple(sorted(path.stem for path in SUITE.glob("*.mhm")))


def find_models(patterns: str | Iterable[str], folder: str | Path | None = None) -> tuple[Model, ...]:
    """Return the models that patterns name, sorted by id, each once.

    A pattern is a name of the suite or a glob over them ("female_*", "*"), or a path to a ``.mhm``, a glob over paths
    or a folder; relative paths start at ``folder`` (default: the current one). Raises InputError for a pattern that
    finds nothing, for a file that cannot be read, and for two models of one id.
    """
    patterns = [patterns] if isinstance(patterns, str) else list(patterns)
    found: dict[Path, Model] = {}
    for pattern in patterns:
        for path in _paths(str(pattern), Path(folder) if folder is not None else Path()):
            resolved = path.resolve()
            if resolved not in found:
                found[resolved] = read_mhm(path)
    if not found:
        raise InputError("no models are named", remedy="'*' names the whole suite.")
    by_id: dict[str, Model] = {}
    for model in found.values():
        other = by_id.setdefault(model.id.casefold(), model)  # ids become folder names: "A" and "a" may be one
        if other is not model:
            raise InputError(f"two models have the id '{model.id}': {other.path}, {model.path}", remedy="Rename one.")
    return tuple(sorted(found.values(), key=lambda model: model.id))


def _paths(pattern: str, folder: Path) -> list[Path]:
    names = [name for name in suite_names() if fnmatch.fnmatchcase(name, pattern)]
    if names:
        return [SUITE / f"{name}.mhm" for name in names]
    path = on_disk(folder / expanded(pattern))
    if path.is_dir():
        inside = files_in(path, _ENDINGS)
        if not inside:
            raise InputError("holds no .mhm file", where=path)
        return inside
    if path.is_file():
        return [path]
    matches = files_matching(folder, pattern, _ENDINGS)
    if matches:
        return matches
    if has_ending(Path(pattern), _ENDINGS) and not any(mark in pattern for mark in "*?["):
        raise InputError("there is no such file", where=path)
    near = difflib.get_close_matches(pattern, suite_names(), 1)
    hint = f"Did you mean '{near[0]}'? " if near else ""
    hint += "See `synthgen models list`, or give a .mhm file."
    raise InputError(f"no model is called '{pattern}'", remedy=hint)
