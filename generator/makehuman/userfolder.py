"""MakeHuman's user folder: where it is on this computer, and whether the application runs in it now.

The same places in the same order as MakeHuman's own ``getpath``: the environment variable ``MH_HOME_LOCATION``, the
first line of ``makehuman.conf``, the documents folder.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from synthgen.errors import InputError
from synthgen.home import home

_VERSION = "v1py3"
#: what a user folder holds, some of it at least
_HOLDS = ("settings.ini", "plugins", "models", "data")
LOG = "makehuman.log"


def user_folder(given: Path | None = None) -> Path:
    """Return MakeHuman's user folder, ``…/makehuman/v1py3``, or the one that is ``given``.

    Raises InputError where it is not there, or is something else.
    """
    if given is not None:
        folder = next((path for path in (given / _VERSION, given / "makehuman" / _VERSION) if path.is_dir()), given)
        remedy = "MakeHuman's is called v1py3 and holds plugins, models and data."
    else:
        user = home()
        if user is None:
            raise InputError(
                "MakeHuman's user folder lies in a home folder, and there is none here",
                remedy="Say where it is with --user-dir, or set the environment variable HOME.",
            )
        folder = usual_folder(os.environ, sys.platform, user)
        remedy = "Start MakeHuman once, so that it makes it; or say where it is with --user-dir."
    if not folder.is_dir():
        raise InputError("there is no such user folder of MakeHuman", where=folder, remedy=remedy)
    if not any((folder / name).exists() for name in _HOLDS):
        raise InputError(f"is no user folder of MakeHuman: it holds none of {', '.join(_HOLDS)}", where=folder)
    return folder.absolute()


def usual_folder(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    """Return the user folder that MakeHuman itself would use on a platform (``sys.platform``); it may not exist."""
    below = {"win32": "makehuman", "darwin": "Documents/MakeHuman"}.get(platform, "makehuman")
    chosen = environment.get("MH_HOME_LOCATION", "")
    if not os.path.isdir(chosen):  # noqa: PTH112  (Path("") would be the current folder)
        chosen = _configured(environment, platform, home) or str(_documents(environment, platform, home))
    return Path(chosen) / below / _VERSION


def _configured(environment: Mapping[str, str], platform: str, home: Path) -> str:
    """Return the first line of makehuman.conf, "" where there is none that names a folder."""
    if platform == "win32":
        path = Path(environment.get("LOCALAPPDATA", "")) / "makehuman.conf"
    elif platform == "darwin":
        path = home / "Library" / "Application Support" / "MakeHuman" / "makehuman.conf"
    else:
        path = home / ".config" / "makehuman.conf"
    try:
        first = path.read_text(encoding="utf-8").split("\n", 1)[0].strip()
    except (OSError, ValueError):
        return ""
    return first if os.path.isdir(first) else ""  # noqa: PTH112


def _documents(environment: Mapping[str, str], platform: str, home: Path) -> Path:
    if platform == "win32":
        return _windows_documents() or home / "Documents"
    if platform == "darwin":  # below that, MakeHuman takes Documents
        return home
    try:
        lines = (home / ".config" / "user-dirs.dirs").read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return home
    for line in lines:
        name, _, value = line.strip().partition("=")
        if name == "XDG_DOCUMENTS_DIR":
            path = Path(value.strip('"').replace("$HOME", str(home)))
            if path.is_dir():
                return path
    return home


def _windows_documents() -> Path | None:
    """Return the documents folder that the registry names, which may lie elsewhere than in the home folder."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(
            winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
        ) as key:
            return Path(winreg.ExpandEnvironmentStrings(winreg.QueryValueEx(key, "Personal")[0]))
    except OSError:
        return None


def is_running(folder: Path) -> bool:
    """Tell whether a MakeHuman runs with this user folder: it keeps its log open. False where that can't be seen."""
    log = folder / LOG
    if not log.is_file():
        return False
    if sys.platform == "win32":
        try:  # an open file cannot be renamed there, not even to its own name
            log.rename(log)
        except PermissionError:
            return True
        return False
    if Path("/proc/self/fd").is_dir():
        return _held_open(log)
    lsof = shutil.which("lsof")
    return lsof is not None and subprocess.run([lsof, "-t", str(log)], capture_output=True, check=False).stdout != b""


def _held_open(file: Path) -> bool:
    """Tell whether a process whose files this user may see has a file open (Linux)."""
    wanted = file.stat()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # the process has ended, or is somebody else's
            for link in (process / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.path.samestat(link.stat(), wanted):
                        return True
    return False
