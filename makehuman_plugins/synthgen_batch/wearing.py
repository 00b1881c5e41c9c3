"""What the human wears in MakeHuman: its look as records have it, and the assets behind it with their licences."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Iterator

from getpath import getSysDataPath

from synthgen.assets.index import AssetRecord
from synthgen.assets.proxies import parse_material, parse_proxy
from synthgen.errors import InputError

from .face import proxy_objects

#: MakeHuman's own data is CC0 (its LICENSE.ASSETS)
_OWN = "CC0-1.0"
#: SPDX's word where nobody said
_UNKNOWN = "NOASSERTION"


def base_record(version: str) -> AssetRecord:
    """Return the record of MakeHuman's base mesh, which is in every picture."""
    mesh = next(Path(getSysDataPath("3dobjs")).glob("base.*"))
    digest = hashlib.sha256(mesh.read_bytes()).hexdigest()
    return AssetRecord(f"makehuman-{version}:base", _OWN, digest, "MakeHuman's base mesh and targets")


class Look:
    """The skin and proxies of the human as it is now: ``appearance`` for records, ``assets`` behind it."""

    def __init__(self, human: Any) -> None:
        self.appearance: dict[str, Any] = {"smooth": bool(human.isSubdivided())}
        self.assets: list[AssetRecord] = []
        self._add("skin", Path(human.material.filename) if human.material.filename else None, human.material.name)
        for entry in proxy_objects(human):
            proxy = entry.proxy
            kind = proxy.type.lower()
            label = f"{kind}: {proxy.name}" if kind == "clothes" else kind
            self._add(label, Path(proxy.file), proxy.name)
            material = entry.material.filename
            if material:
                self._add(f"{label} material", Path(material), entry.material.name)

    def _add(self, label: str, path: Path | None, name: str) -> None:
        if path is None or not path.is_file():
            self.appearance[label] = name or "none"
            return
        record = asset_record(path)
        self.appearance[label] = {"name": name or path.stem, "asset": record.id}
        if record.id not in {other.id for other in self.assets}:
            self.assets.append(record)


def asset_record(path: Path) -> AssetRecord:
    """Return the record of a proxy or material file with the files that it names: mesh, textures."""
    content = path.read_bytes()
    digest, spdx, named = hashlib.sha256(content), "", []
    try:
        if path.suffix.lower() == ".mhclo":
            proxy = parse_proxy(content, where=str(path))
            spdx, named = proxy.spdx, [proxy.mesh]
        elif path.suffix.lower() == ".mhmat":
            spdx = parse_material(content, where=str(path)).spdx
            named = list(_textures(content.decode("utf-8", "replace")))
    except InputError:
        pass  # MakeHuman reads it; what its licence is, we cannot tell
    for name in named:
        beside = path.parent / name
        if name and beside.is_file():
            digest.update(beside.read_bytes())
    own = _is_below(path, Path(getSysDataPath()))
    word = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-").lower() or "asset"
    return AssetRecord(
        id=f"makehuman-{path.suffix[1:].lower()}-{word}-{digest.hexdigest()[:12]}",
        spdx=spdx or (_OWN if own else _UNKNOWN),
        sha256=digest.hexdigest(),
        source=f"{path.name}, {'part of MakeHuman' if own else 'of the user'}",
    )


def _textures(text: str) -> Iterator[str]:
    for line in text.splitlines():
        words = line.split(maxsplit=1)
        if len(words) == 2 and words[0].endswith("Texture"):
            yield words[1].strip()


def _is_below(path: Path, folder: Path) -> bool:
    try:
        path.resolve().relative_to(folder.resolve())
    except ValueError:
        return False
    return True
