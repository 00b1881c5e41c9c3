"""What the human wears in MakeHuman: its look as records have it, and the assets behind it with their licences."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Iterator

from getpath import getSysDataPath, thoroughFindFile

from synthgen.assets.index import AssetRecord
from synthgen.assets.proxies import parse_material, parse_proxy
from synthgen.errors import InputError
from synthgen.human.mhm import Model, worn

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
    """The skin and proxies of the human as it is now: ``appearance`` for records, ``assets`` behind it.

    ``missing`` is what the file of its model names and MakeHuman did not find; records have it, too.
    """

    def __init__(self, human: Any, model: Model) -> None:
        self.appearance: dict[str, Any] = {"smooth": bool(human.isSubdivided())}
        self.assets: list[AssetRecord] = []
        self.missing = tuple(_missing(human, model))
        if self.missing:
            self.appearance["missing"] = list(self.missing)
        self._add("skin", Path(human.material.filename) if human.material.filename else None, human.material.name)
        if human.proxy is not None:  # another topology in place of the base mesh
            self._add("body", Path(human.proxy.file), human.proxy.name)
        for entry in proxy_objects(human):
            proxy = entry.proxy
            kind = proxy.type.lower()
            label = f"{kind}: {proxy.name}" if kind == "clothes" else kind
            spdx = self._add(label, Path(proxy.file), proxy.name)
            material = entry.material.filename
            if material:
                own = Path(proxy.file).parent == Path(material).parent
                self._add(f"{label} material", Path(material), entry.material.name, spdx=spdx if own else "")

    def _add(self, label: str, path: Path | None, name: str, *, spdx: str = "") -> str:
        """Record an asset; return its licence. ``spdx`` is what a file has that names none."""
        if path is None or not path.is_file():
            self.appearance[label] = name or "none"
            return ""
        record = asset_record(path, spdx=spdx)
        self.appearance[label] = {"name": name or path.stem, "asset": record.id}
        if record.id not in {other.id for other in self.assets}:
            self.assets.append(record)
        return record.spdx


def _missing(human: Any, model: Model) -> Iterator[str]:
    """Yield what a model's file names and the human does not have: "hair short04", "skinMaterial skins/a.mhmat"."""
    has = {proxy.getUuid() for proxy in human.getProxies()}
    for proxy in worn(model.proxies):
        if proxy.uuid not in has:
            yield f"{proxy.kind} {proxy.name}"
    if model.skin is not None and not _is_of(human.material, model.skin):
        yield f"skinMaterial {model.skin}"
    for entry in proxy_objects(human):
        named = model.materials.get(entry.proxy.getUuid())
        if named is not None and not _is_of(entry.material, named):
            yield f"material {named}"


def _is_of(material: Any, named: str) -> bool:
    """Tell whether a material is the one of a file that a model names: MakeHuman finds it in several folders."""
    return bool(material.filename) and Path(material.filename).name == named.replace("\\", "/").rsplit("/", 1)[-1]


def asset_record(path: Path, *, spdx: str = "") -> AssetRecord:
    """Return the record of a proxy or material file with the files that it names: mesh, textures.

    ``spdx`` is the licence of a file that names none.
    """
    content = path.read_bytes()
    digest, said, named = hashlib.sha256(content), "", []
    try:
        if path.suffix.lower() == ".mhclo":
            proxy = parse_proxy(content, where=str(path))
            said, named = proxy.spdx, [proxy.mesh]
        elif path.suffix.lower() == ".mhmat":
            said = parse_material(content, where=str(path)).spdx
            named = list(_textures(content.decode("utf-8", "replace")))
    except InputError:
        pass  # MakeHuman reads it; what its licence is, we cannot tell
    for name in filter(None, named):
        file = Path(thoroughFindFile(name, [str(path.parent)]))
        if file.is_file():
            digest.update(file.read_bytes())
    own = _is_below(path, Path(getSysDataPath()))
    word = re.sub(r"[^A-Za-z0-9]+", "-", path.stem).strip("-").lower() or "asset"
    return AssetRecord(
        id=f"makehuman-{path.suffix[1:].lower()}-{word}-{digest.hexdigest()[:12]}",
        spdx=said or spdx or (_OWN if own else _UNKNOWN),
        sha256=digest.hexdigest(),
        source=f"{path.name}, {'part of MakeHuman' if own else 'of the user'}",
    )


def _textures(text: str) -> Iterator[str]:
    """Yield the pictures that a material names, its light sphere among them."""
    for line in text.splitlines():
        words = line.split(maxsplit=1)
        if words[:1] == ["shaderParam"]:
            words = words[1].split(maxsplit=1)
        if len(words) == 2 and words[0].endswith("Texture"):
            yield words[1].strip()


def _is_below(path: Path, folder: Path) -> bool:
    try:
        path.resolve().relative_to(folder.resolve())
    except ValueError:
        return False
    return True
