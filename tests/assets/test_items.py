"""What an import keeps of a MakeHuman folder's proxies and materials."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from synthgen.assets.items import find_items, read_item
from synthgen.errors import InputError

from .test_proxies import MATERIAL, MESH, PROXY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data" / "clothes" / "patch"
    place.mkdir(parents=True)
    (place / "patch.mhclo").write_text(PROXY)
    (place / "patch.obj").write_text(MESH)
    (place / "patch.mhmat").write_text(MATERIAL)
    (place / "red.png").write_bytes(b"a picture")
    return tmp_path / "data"


def test_a_proxy_takes_its_mesh_material_and_texture_along(folder: Path) -> None:
    copies: dict[str, Path] = {}
    material, proxy = sorted(find_items(folder, "CC0-1.0", copies), key=lambda item: item.kind, reverse=True)
    assert (proxy.kind, proxy.name, proxy.uuid, proxy.path) == ("mhclo", "Patch", "11-22", "clothes/patch/patch.mhclo")
    names = ("patch.mhclo", "patch.obj", "patch.mhmat", "red.png")
    assert [place for place, _ in proxy.files] == [f"clothes/patch/{name}" for name in names]
    assert {path.name for path in copies.values()} == set(names)
    assert proxy.record.spdx == "CC-BY-4.0"  # its own; the material has none, and the folder's
    assert (material.kind, material.name, material.record.spdx) == ("mhmat", "Red", "CC0-1.0")


def test_what_is_in_a_file_is_in_its_id_and_where_it_lies_is_not(folder: Path, tmp_path: Path) -> None:
    before = {item.kind: item.record.id for item in find_items(folder, "", {})}
    folder.rename(tmp_path / "elsewhere")
    assert {item.kind: item.record.id for item in find_items(tmp_path / "elsewhere", "", {})} == before
    (tmp_path / "elsewhere/clothes/patch/red.png").write_bytes(b"another picture")
    after = {item.kind: item.record.id for item in find_items(tmp_path / "elsewhere", "", {})}
    assert after["mhclo"] != before["mhclo"] and after["mhmat"] != before["mhmat"]


def test_a_proxy_without_its_mesh_is_left_out_and_a_wrong_mesh_refused(folder: Path) -> None:
    mesh = folder / "clothes/patch/patch.obj"
    mesh.write_text(MESH.replace("v 0 1 0\n", "", 1).replace(" 4/4", ""))
    with pytest.raises(InputError, match="different numbers of vertices"):
        list(find_items(folder, "", {}))
    mesh.unlink()
    assert [item.kind for item in find_items(folder, "", {})] == ["mhmat"]


def test_an_item_survives_json(folder: Path) -> None:
    for item in find_items(folder, "CC0-1.0", {}):
        entry = asdict(item)
        entry["files"] = [list(pair) for pair in item.files]
        assert read_item(entry) == item
