"""The core's assets, and what the installer noted: read once, in whatever thread needs them first."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, Mapping

from getpath import getDataPath, getSysDataPath

from synthgen.assets import Assets, load_assets
from synthgen.assets.facshuman import FacsHumanFolder, find_facshuman
from synthgen.errors import InputError


@functools.lru_cache(maxsize=None)
def assets(au_basis: str) -> Assets:
    """Return mesh, targets and bone weights that a basis's action units need.

    FACSHuman's are read where they lie, in MakeHuman's data. Raises InputError where they are not there.
    """
    if au_basis != "facshuman":
        return load_assets(imports=False)
    folders = Path(getDataPath()), Path(getSysDataPath())
    folder = find_facshuman(*folders)
    if folder is None:
        raise InputError(
            f"FACSHuman's action units are in neither {folders[0]} nor {folders[1]}",
            remedy="Install FACSHuman, or choose the embedded action units.",
        )
    return load_assets(imports=False, facshuman=FacsHumanFolder(folder))


def config() -> Mapping[str, Any]:
    """Return what ``synthgen makehuman install`` noted: the Python it ran in, versions; {} where it never ran."""
    path = Path(__file__).resolve().parent / "config.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return document
