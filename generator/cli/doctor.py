"""``synthgen doctor``: what is installed, where the cache is, what is missing and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import click

from synthgen.cli.explain import explained
from synthgen.version import DISTRIBUTION

_OK, _NOTE, _BAD = "ok", "note", "MISSING"


@click.command()
def doctor() -> None:
    """Say what is installed, where the cache is, what is missing and how to get it.

    Exit code 1: something is missing.
    """
    missing = 0
    for state, text in findings():
        missing += state == _BAD
        click.echo(f"{state:>7}  {text}")
    if missing:
        sys.exit(1)


Found = list[tuple[str, str]]


def findings() -> Iterator[tuple[str, str]]:
    """Yield (ok, note or MISSING; what was found); a check that fails is a finding itself."""
    for check in (_python, _namesakes, _packages, _video, _machine, _cache, _assets, _imports, _suite):
        try:
            yield from check()
        except Exception as error:
            yield _BAD, f"{check.__name__.strip('_')}: {explained(error) or f'{type(error).__name__}: {error}'}"


def _python() -> Found:
    from synthgen.version import __version__

    good = sys.version_info >= (3, 10)
    return [
        (_OK, f"synthgen {__version__} in {Path(__file__).resolve().parents[1]}"),
        (_OK if good else _BAD, f"Python {platform.python_version()} on {platform.platform()}" + _unless(good, "3.10")),
    ]


def _unless(good: bool, version: str) -> str:
    return "" if good else f": {version} or newer is needed"


def _namesakes() -> Found:
    """What is installed under the name of our command, and is none of ours, or ours from before it was renamed."""
    found: Found = []
    for other in metadata.distributions(name="synthgen"):
        if any(entry.value == "synthgen.cli:main" for entry in other.entry_points):
            what = f"is this program under its former name: `pip uninstall synthgen`, then install {DISTRIBUTION} again"
        else:
            what = (
                "is another project's package, whose folder has the name of ours: `pip uninstall synthgen`, then "
                f"`pip install --force-reinstall {DISTRIBUTION}`"
            )
        found.append((_NOTE, f"synthgen {other.version} {what}"))
    return found


def _packages() -> Found:
    """Every dependency the installed program declares, by name and version."""
    import re

    found: Found = []
    try:
        requires = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return [(_BAD, "synthgen is not installed: `pip install .` in its folder")]
    for requirement in requires:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        try:
            found.append((_OK, f"{name} {metadata.version(name)}"))
        except metadata.PackageNotFoundError:
            found.append((_BAD, f"{name}: `pip install '{requirement}'`"))
    return found


def _video() -> Found:
    try:
        import av
    except ImportError as error:
        return [(_BAD, f"video encoding: {error}")]
    found: Found = []
    for codec, use in (("libx264", "H.264 clips"), ("ffv1", "lossless clips")):
        try:
            av.codec.Codec(codec, "w")
            found.append((_OK, f"{codec}: {use}"))
        except ValueError:
            found.append((_BAD, f"{codec}: {use} cannot be written; `pip install --force-reinstall av` from a wheel"))
    return found


def _machine() -> Found:
    from synthgen.engines.plan import default_workers
    from synthgen.machine import cores, memory

    usable, workers, bytes_ = cores(), default_workers(), memory()
    room = "" if bytes_ is None else f", {bytes_ / 1e9:.1f} GB of memory"
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return [
        (
            _OK,
            f"{usable} core{'s' * (usable != 1)}{room}: {workers} worker{'s' * (workers != 1)} where --workers says no "
            f"other number{load}",
        )
    ]


def _cache() -> Found:
    from synthgen.cache import cache_folder, is_temporary
    from synthgen.errors import InputError

    try:
        folder = cache_folder()
    except InputError as error:
        return [(_BAD, str(error))]
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(existing, os.W_OK | os.X_OK) or not existing.is_dir():
        return [(_BAD, f"cache {folder} cannot be written: point SYNTHGEN_CACHE at a folder that can")]
    origin = "default; SYNTHGEN_CACHE moves it"
    if os.environ.get("SYNTHGEN_CACHE"):
        origin = "SYNTHGEN_CACHE"
    elif is_temporary(folder):
        origin = "no home folder that can be written: it may be gone tomorrow; SYNTHGEN_CACHE moves it"
    return [(_OK, f"cache {folder} ({origin}), {shutil.disk_usage(existing).free / 1e9:.1f} GB free")]


def _assets() -> Found:
    from synthgen.assets import load_assets
    from synthgen.assets.fetch import compiled_folder
    from synthgen.errors import RunError

    if not compiled_folder().is_dir():
        return [(_NOTE, "assets are not fetched yet: the first render does it, or `synthgen assets fetch`")]
    try:
        assets = load_assets(fetch=False)
    except RunError as error:
        return [(_BAD, str(error))]
    return [(_OK, f"assets {record.id} ({record.spdx})") for record in assets.records]


def _imports() -> Found:
    from synthgen.assets.fetch import compiled_folder
    from synthgen.assets.userdata import read_imports
    from synthgen.errors import RunError

    try:
        imports = read_imports(compiled_folder().parent)
    except RunError as error:
        return [(_BAD, str(error))]
    found: Found = [(_OK, f"imported {entry.record.id} ({entry.record.spdx})") for entry in imports]
    if not any(entry.kind == "facshuman" for entry in imports):
        found.append((_NOTE, "FACSHuman's AU targets are not imported (optional): `synthgen assets import DIR`"))
    return found


def _suite() -> Found:
    from synthgen.human.library import suite_names

    models = len(suite_names())
    return [
        (
            _OK if models else _BAD,
            f"{models} models in the suite" + ("" if models else f": `pip install --force-reinstall {DISTRIBUTION}`"),
        )
    ]
