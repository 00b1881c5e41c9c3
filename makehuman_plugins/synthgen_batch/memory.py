"""What was chosen the last time, kept as a file in MakeHuman's user folder, so that it outlives a crash, too."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Mapping

import log
from getpath import getPath

_NAME = "synthgen-panel.json"


def remembered() -> dict[str, Any]:
    """Return what was kept; {} where nothing was, or where it cannot be read."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        log.warning("synthgen: the choices of the last time cannot be read", exc_info=True)
        return {}
    return kept if isinstance(kept, dict) else {}


def remember(choices: Mapping[str, Any]) -> None:
    """Keep choices, JSON values, for the next time; where the disk does not take them, the log says so."""
    path = _path()
    temporary = path.with_name(f"{path.name}.partial")
    try:
        temporary.write_text(json.dumps(choices, indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError:
        log.warning("synthgen: the choices cannot be kept for the next time", exc_info=True)


def views_file() -> Path:
    """Return where the views that are ticked are written for a run."""
    return Path(getPath("synthgen-views.yaml"))


def _path() -> Path:
    return Path(getPath(_NAME))
