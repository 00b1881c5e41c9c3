"""A real Python 3.8 with numpy alone, where this machine has one: MakeHuman's own may be as old."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

VARIABLE = "SYNTHGEN_PYTHON38"
WHY_NOT = f"NO PYTHON 3.8 here (${VARIABLE}, python3.8 on PATH, pyenv's): what the plugin carries was not run in one"


def python38() -> str | None:
    """Return the path of a Python 3.8, None where there is none."""
    for path in _candidates():
        command = [path, "-I", "-c", "import sys, venv; print(sys.version_info[:2])"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        except OSError:
            continue
        if done.stdout.strip() == "(3, 8)":
            return path
    return None


def _candidates() -> Iterator[str]:
    if os.environ.get(VARIABLE):
        yield os.environ[VARIABLE]
    found = shutil.which("python3.8")
    if found:
        yield found
    for root in (os.environ.get("PYENV_ROOT"), Path.home() / ".pyenv"):
        if root:
            yield from map(str, sorted(Path(root).glob("versions/3.8*/bin/python3.8")))


def with_numpy(python: str, folder: Path) -> str | None:
    """Return the Python of an environment in ``folder`` that has numpy alone; None where pip cannot get it."""
    subprocess.run([python, "-m", "venv", str(folder)], check=True, capture_output=True)
    inside = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [str(inside), "-m", "pip", "install", "-q", "--disable-pip-version-check", "numpy>=1.21,<1.25"]
    done = subprocess.run(install, capture_output=True, check=False)
    return str(inside) if done.returncode == 0 else None
