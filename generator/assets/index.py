"""``index.json`` of a compiled folder: what is in it, and size and SHA-256 of every file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from synthgen.errors import RunError
from synthgen.files import sha256_file


@dataclass(frozen=True)
class AssetRecord:
    """Where an asset came from: id, SPDX licence, SHA-256 of the source files, and the source in words."""

    id: str
    spdx: str
    sha256: str
    source: str


def write_index(folder: Path, records: list[AssetRecord], **content: Any) -> None:
    """Write ``index.json``: records, the given content, and every other file's size and SHA-256."""
    files = {
        path.name: {"bytes": path.stat().st_size, "sha256": sha256_file(path)}
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    index = {**content, "records": [asdict(record) for record in records], "files": files}
    (folder / "index.json").write_text(json.dumps(index), encoding="utf-8")


def read_index(folder: Path) -> dict[str, Any]:
    """Return a compiled folder's index; raises RunError where it, or a file's size, is not as written."""
    try:
        index: dict[str, Any] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        wrong = [n for n, f in index["files"].items() if (folder / n).stat().st_size != f["bytes"]]
        index["records"] = [AssetRecord(**record) for record in index["records"]]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, str(error)) from error
    if wrong:
        raise _damaged(folder, f"{', '.join(wrong)} changed size")
    return index


def changed_files(folder: Path) -> list[str]:
    """Return the names of a compiled folder's files whose content is not what was written; reads all of them."""
    try:
        index = read_index(folder)
    except RunError as error:
        return [str(error)]
    return [name for name, file in index["files"].items() if sha256_file(folder / name) != file["sha256"]]


def _damaged(folder: Path, what: str) -> RunError:
    if folder.name == "carried":
        remedy = "`synthgen makehuman install` makes it anew."
    elif folder.name.startswith("import-"):
        remedy = "Import the folder it came from again (`synthgen assets import DIR`)."
    else:
        remedy = "`synthgen assets fetch` makes it anew."
    return RunError(f"The asset cache {folder} is damaged ({what}). {remedy}")
