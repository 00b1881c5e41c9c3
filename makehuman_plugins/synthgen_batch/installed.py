"""The synthgen that the Python which installed the plugin has now: another version may have come since."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

from synthgen.version import __version__

from .ffmpegwriter import HIDDEN
from .servicewriter import environment

#: seconds that a Python may take to say what it has
_PATIENCE = 30.0
_QUESTION = "from synthgen.version import __version__; print(__version__)"


@dataclass(frozen=True)
class Installed:
    """A ``python`` and the ``version`` of the synthgen in it, "" where it has none, or cannot say."""

    python: str
    version: str


def find_installed(config: Mapping[str, Any]) -> Installed | None:
    """Return what the plugin's config leads to; None where it names no Python. That takes a moment: in a thread."""
    python = config.get("python")
    if not python:
        return None
    try:
        ran = subprocess.run(
            [python, "-c", _QUESTION],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
            cwd=str(Path(python).parent),  # its own folder comes first: no module must lie there by chance
            env=environment(),
            creationflags=HIDDEN,
        )
    except (OSError, subprocess.SubprocessError):
        return Installed(python, "")
    return Installed(python, "" if ran.returncode else ran.stdout.decode("utf-8", "replace").strip())


def version_remark(config: Mapping[str, Any]) -> str:
    """Return what a person should know of the installed synthgen, "" where it is of the plugin's own version."""
    installed = find_installed(config)
    if installed is None or installed.version in ("", __version__):  # without one, PNG frames can be made all the same
        return ""
    return (
        f"This plugin is of synthgen {__version__}, and the synthgen installed on this computer is {installed.version} "
        f"({installed.python}). Clips are made all the same, by {__version__}; to have one version everywhere, install "
        "the plugin again."
    )
