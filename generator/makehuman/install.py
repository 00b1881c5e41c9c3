"""Putting the plugin into MakeHuman's user folder, taking it away, and saying how it stands there.

The plugin's folder appears as a whole or not at all; a failed install leaves the old one and the settings as they were.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from synthgen import makehuman_plugins  # type: ignore[attr-defined]  # a folder beside ours
from synthgen.assets.facshuman import find_facshuman
from synthgen.assets.store import Assets
from synthgen.errors import InputError
from synthgen.files import disk_errors, sha256_file, write_whole
from synthgen.makehuman.carry import write_core
from synthgen.makehuman.settings import NAME as SETTINGS
from synthgen.makehuman.settings import Settings, read_settings
from synthgen.makehuman.userfolder import is_running
from synthgen.version import __version__

PLUGIN = "synthgen_batch"
CARRIED = "carried"
#: in the plugin's folder: versions, the Python that installed it, and the SHA-256 of every file
CONFIG = "config.json"
_CACHE = "__pycache__"
_REMEDY = "Give another --user-dir, or make it writable."
_NEEDED = "The plugin needs 5 MB."


@dataclass(frozen=True)
class Status:
    """How the plugin stands in a user folder.

    ``installed`` is its version, None where it is not there; ``changed`` are its files that are missing or not as they
    were installed, ``strangers`` those that nobody installed. ``facshuman`` is FACSHuman's data folder, if it is there.
    """

    folder: Path
    installed: str | None
    changed: tuple[str, ...]
    strangers: tuple[str, ...]
    on: bool
    makehuman: str
    running: bool
    facshuman: Path | None

    @property
    def ready(self) -> bool:
        """Whether MakeHuman will load the plugin of this program's version, unaltered."""
        return self.installed == __version__ and not self.changed and self.on


def plugin_source() -> Path:
    """Return the folder of the plugin's source that comes with the program."""
    return Path(next(iter(makehuman_plugins.__path__))) / PLUGIN


def status(user: Path) -> Status:
    """Return how the plugin stands in a user folder. Raises InputError for damaged settings or a damaged config."""
    folder = user / "plugins" / PLUGIN
    config = _config(folder)
    settings = read_settings(user)
    files: dict[str, str] = config.get("files", {})
    return Status(
        folder=folder,
        installed=config.get("synthgen"),
        changed=tuple(name for name, sha256 in files.items() if _sha256(folder / name) != sha256),
        strangers=tuple(_strangers(folder, files)),
        on=settings.is_on(PLUGIN),
        makehuman=settings.version if settings.exists else "never started",
        running=is_running(user),
        facshuman=find_facshuman(user / "data"),
    )


def install(user: Path, assets: Assets) -> Path:
    """Copy the plugin and what it carries into a user folder and turn it on; return the plugin's folder.

    Raises InputError where MakeHuman runs, where something else has the plugin's name, or where the folder cannot be
    written; RunError where the disk is full. Nothing has changed then.
    """
    _refuse_running(user)
    settings = read_settings(user)
    plugins = user / "plugins"
    final = plugins / PLUGIN
    _refuse_others(final)
    with disk_errors(user, remedy=_REMEDY, full=_NEEDED):
        plugins.mkdir(exist_ok=True)
        for leftover in plugins.glob(f".{PLUGIN}-*"):  # of an install that was killed
            shutil.rmtree(leftover)
        building = Path(tempfile.mkdtemp(prefix=f".{PLUGIN}-", dir=plugins))
        try:
            _fill(building, assets)
            with _swapped(building, final):
                _write_settings(user, settings.turned_on(PLUGIN))
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return final


def uninstall(user: Path) -> list[str]:
    """Take away what ``install`` put into a user folder; return the names of files that somebody else put there.

    Raises InputError where MakeHuman runs, or the plugin is not there.
    """
    _refuse_running(user)
    settings = read_settings(user)
    folder = user / "plugins" / PLUGIN
    config = _config(folder)
    if not config:
        raise InputError("the plugin is not installed there", where=folder)
    with disk_errors(user, remedy=_REMEDY, full=_NEEDED):
        if settings.exists:
            _write_settings(user, settings.turned_off(PLUGIN))
        for name in (*config["files"], CONFIG):
            (folder / name).unlink(missing_ok=True)
        for cache in [path for path in folder.rglob(_CACHE) if path.is_dir()]:
            shutil.rmtree(cache)
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink():
                with contextlib.suppress(OSError):  # it still holds something
                    path.rmdir()
        left = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if not path.is_dir()]
        if not left:
            folder.rmdir()
    return left


def _fill(folder: Path, assets: Assets) -> None:
    """Write the plugin with all it carries, and its config, into an empty folder."""
    source = plugin_source()
    for path in sorted(source.rglob("*")):
        if path.is_file() and _CACHE not in path.parts:
            target = folder / path.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (folder / CARRIED).mkdir()
    write_core(folder / CARRIED, assets)
    folder.chmod(0o755)
    config = {
        "synthgen": __version__,
        "python": sys.executable,
        "python_version": ".".join(map(str, sys.version_info[:3])),
        "installed": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "files": {
            path.relative_to(folder).as_posix(): sha256_file(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        },
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=1), encoding="utf-8")


@contextlib.contextmanager
def _swapped(building: Path, final: Path) -> Iterator[None]:
    """Give a folder its final name while the block runs well; the one that had the name comes back where it fails."""
    old = building.with_name(f"{building.name}-old")
    had = final.exists()
    if had:
        final.rename(old)
    try:
        building.rename(final)
        yield
    except BaseException:
        if final.exists():
            shutil.rmtree(final)
        if had:
            old.rename(final)
        raise
    if had:
        shutil.rmtree(old, ignore_errors=True)


def _write_settings(user: Path, settings: Settings) -> None:
    write_whole(user, {SETTINGS: settings.text().encode()}, remedy=_REMEDY)


def _refuse_running(user: Path) -> None:
    if is_running(user):
        raise InputError(
            "MakeHuman is running with this user folder, and writes its settings when it ends",
            where=user,
            remedy="End it first.",
        )


def _refuse_others(folder: Path) -> None:
    """Raise InputError where the plugin's name belongs to something that ``install`` did not put there."""
    remedy = "Move it away; installing replaces the whole folder."
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError("is no folder that this program made", where=folder, remedy=remedy)
    if folder.is_dir():
        config = _config(folder)
        strangers = _strangers(folder, config.get("files", {}))
        if strangers:
            raise InputError(f"holds what nobody installed: '{strangers[0]}'", where=folder, remedy=remedy)


def _config(folder: Path) -> dict[str, Any]:
    """Return what was noted when the plugin was installed, {} where it was not. Raises InputError where damaged."""
    path = folder / CONFIG
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for name in config["files"]:
            if Path(name).is_absolute() or ".." in Path(name).parts:
                raise ValueError(f"'{name}' leads out of the folder")
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"is damaged ({error})", where=path, remedy=f"Delete the folder {folder}.") from error
    return config


def _strangers(folder: Path, files: dict[str, str]) -> list[str]:
    """Return the files in the plugin's folder that were not installed; what Python compiled does not count."""
    found = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file())
    return [path.as_posix() for path in found if path.as_posix() not in {*files, CONFIG} and _CACHE not in path.parts]


def _sha256(path: Path) -> str | None:
    try:
        return sha256_file(path)
    except OSError:
        return None
