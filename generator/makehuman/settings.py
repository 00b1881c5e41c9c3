"""MakeHuman's ``settings.ini``: JSON, in which user plugins are turned on. Everything else in it stays as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.errors import InputError
from synthgen.files import decoded

NAME = "settings.ini"
#: of a file that is not there yet. MakeHuman ignores a file of another version; run from its sources, also one without
#: the sentinel that its defaults have had since June 2020 (1.2.0 and 1.3.0)
_FRESH: dict[str, Any] = {"version": "1.3.0", "_versionSentinel": "B26472743DC5DCE1721ADB5A91AAECAA"}
#: bytes of a file that is read
_LARGEST = 4 << 20
_ACTIVE, _EXCLUDED = "activeUserPlugins", "excludePlugins"


@dataclass(frozen=True)
class Settings:
    """What a settings.ini says; ``exists`` is whether there is one."""

    values: dict[str, Any]
    exists: bool

    @property
    def version(self) -> str:
        """The version of MakeHuman that wrote it."""
        return str(self.values.get("version", "unknown"))

    def is_on(self, plugin: str) -> bool:
        """Tell whether MakeHuman loads a user plugin."""
        return plugin in self._names(_ACTIVE) and plugin not in self._names(_EXCLUDED)

    def turned_on(self, plugin: str) -> Settings:
        """Return the settings with a user plugin on."""
        return self._with({*self._names(_ACTIVE), plugin}, plugin)

    def turned_off(self, plugin: str) -> Settings:
        """Return the settings without any mention of a user plugin."""
        return self._with({*self._names(_ACTIVE)} - {plugin}, plugin)

    def text(self) -> str:
        """Return the file's text as MakeHuman writes it."""
        return json.dumps(self.values, indent=4, ensure_ascii=False) + "\n"

    def _names(self, key: str) -> list[str]:
        return [name for name in self.values.get(key) or [] if isinstance(name, str)]

    def _with(self, active: set[str], plugin: str) -> Settings:
        before = self._names(_ACTIVE)
        values = {**self.values, _ACTIVE: [name for name in before if name in active] + sorted(active - set(before))}
        if plugin in self._names(_EXCLUDED):
            values[_EXCLUDED] = [name for name in self._names(_EXCLUDED) if name != plugin]
        return Settings(values, self.exists)


def read_settings(folder: Path) -> Settings:
    """Read the settings in a user folder; where there are none, those that a file begins with.

    Raises InputError for a file that is no JSON object, or cannot be read.
    """
    path = folder / NAME
    try:
        with path.open("rb") as handle:
            text = decoded(handle.read(_LARGEST + 1), where=path, most=_LARGEST)
    except FileNotFoundError:
        return Settings(dict(_FRESH), exists=False)
    except OSError as error:
        raise InputError(f"cannot be read ({error})", where=path) from error
    remedy = "Start MakeHuman and end it, which writes the file anew; or delete it."
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"is not JSON: {error.msg}", where=path, line=error.lineno, remedy=remedy) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits; too deep
        raise InputError(f"is not JSON that can be read ({error})", where=path, remedy=remedy) from error
    if not isinstance(values, dict) or not all(isinstance(values.get(key) or [], list) for key in (_ACTIVE, _EXCLUDED)):
        raise InputError(f"is not MakeHuman's: expected a JSON object, '{_ACTIVE}' a list", where=path, remedy=remedy)
    return Settings(values, exists=True)
