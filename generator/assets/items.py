"""Proxies and materials in a MakeHuman folder: what is imported of them, and where it lies in the cache."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthgen.assets.index import AssetRecord
from synthgen.assets.proxies import LARGEST_MESH, parse_material, parse_mesh, parse_proxy
from synthgen.errors import InputError
from synthgen.files import read_file, sha256_file
from synthgen.namedfiles import files_below


@dataclass(frozen=True)
class Item:
    """A proxy or material in an imported MakeHuman folder: kind ("mhclo", "mhmat"), name, uuid ("" if none).

    ``path`` is the file's place below the folder; ``files`` are (place, name in the cache) of it and of what it names:
    mesh, material, texture. ``record`` says where it came from.
    """

    kind: str
    name: str
    uuid: str
    path: str
    files: tuple[tuple[str, str], ...]
    record: AssetRecord


def read_item(entry: Mapping[str, Any]) -> Item:
    """Return an item from what JSON makes of it."""
    files = tuple((place, name) for place, name in entry["files"])
    return Item(**{**entry, "files": files, "record": AssetRecord(**entry["record"])})


def find_items(source: Path, licence: str, copies: dict[str, Path]) -> Iterator[Item]:
    """Yield the proxies and materials below a folder; what has to be copied goes into ``copies`` by its cache name.

    ``licence`` is what a file has that names none itself. A proxy without its mesh is left out; malformed files are
    refused.
    """
    for path in files_below(source, (".mhclo", ".mhmat")):
        kind = path.suffix[1:].lower()
        content = read_file(path, most=LARGEST_MESH)
        if kind == "mhclo":
            proxy = parse_proxy(content, where=str(path))
            mesh = path.parent / proxy.mesh
            if not proxy.mesh or not mesh.is_file():
                continue
            if parse_mesh(read_file(mesh, most=LARGEST_MESH), where=str(mesh)).count != len(proxy.fit.vertex):
                raise InputError(f"and its mesh '{proxy.mesh}' have different numbers of vertices", where=path)
            name, uuid, named = proxy.name or path.stem, proxy.uuid, [mesh]
            licences = [proxy.spdx or licence]
            material = path.parent / proxy.material
            if proxy.material and material.is_file():
                named += [material, *_texture(material)]
                licences.append(parse_material(read_file(material, most=LARGEST_MESH), where=str(material)).spdx)
        else:
            declared = parse_material(content, where=str(path))
            name, uuid, named = declared.name or path.stem, _uuid(content), _texture(path)
            licences = [declared.spdx or licence]
        files, digest = [], hashlib.sha256()
        for file in (path, *named):
            place = _below(file, source)
            if place is None:
                continue
            sha256 = sha256_file(file)
            files.append((place, f"{sha256[:32]}{file.suffix.lower()}"))
            copies[files[-1][1]] = file
            digest.update(f"{place.rsplit('/', 1)[-1]} {sha256}\n".encode())
        where = _below(path, source) or path.name
        record = AssetRecord(
            id=f"{kind}-{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-').lower()}-{digest.hexdigest()[:12]}",
            spdx=" AND ".join(dict.fromkeys(filter(None, licences))),
            sha256=digest.hexdigest(),
            source=f"{where}, imported from the folder '{source.resolve().name}'",
        )
        yield Item(kind, name, uuid, where, tuple(files), record)


def _texture(material: Path) -> list[Path]:
    """Return the texture that a material names, where it is there: beside it, or below a folder around it."""
    name = parse_material(read_file(material, most=LARGEST_MESH), where=str(material)).texture
    if not name:
        return []
    for folder in (material.parent, *material.parents[1:4]):
        if (folder / name).is_file():
            return [folder / name]
    return []


def _uuid(content: bytes) -> str:
    found = re.search(rb"^uuid[ \t]+(\S+)", content, re.MULTILINE)
    return found[1].decode("utf-8", errors="replace") if found else ""


def _below(path: Path, folder: Path) -> str | None:
    """Return a file's place below a folder, with forward slashes; None where it is elsewhere."""
    place = Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    return None if place.startswith("../") else place
