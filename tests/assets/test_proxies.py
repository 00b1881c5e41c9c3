"""MakeHuman's proxies and materials: what their files say, and what an import keeps of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets, wheel
from synthgen.assets.proxies import parse_material, parse_mesh, parse_proxy
from synthgen.assets.userdata import import_folder
from synthgen.errors import InputError

from .test_userdata import linked, put

__all__ = ["linked"]

PROXY = """\
# license: CC-BY
name Patch
uuid 11-22
obj_file patch.obj
x_scale 5399 11998 2.0
material patch.mhmat
verts 0
100
100 200 300 0.5 0.25 0.25 0.1 0.2 -0.3
100 200 300 0.2 0.3 0.5
7
delete_verts
10 - 12 20
"""
MESH = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\n"
MATERIAL = "name Red\ndiffuseColor 1.0 0.5 0.25\ndiffuseTexture red.png\ntransparent True\nbackfaceCull False\n"


def test_a_proxy_says_how_it_hangs() -> None:
    proxy = parse_proxy(PROXY.encode(), where="patch.mhclo")
    assert (proxy.name, proxy.uuid, proxy.mesh, proxy.material) == ("Patch", "11-22", "patch.obj", "patch.mhmat")
    assert proxy.spdx == "CC-BY-4.0"
    assert proxy.fit.vertex.tolist() == [[100] * 3, [100, 200, 300], [100, 200, 300], [7] * 3]
    assert proxy.fit.weight[1].tolist() == [0.5, 0.25, 0.25] and proxy.fit.weight[3].tolist() == [1, 0, 0]
    assert proxy.fit.offset.tolist() == [[0, 0, 0], [0.1, 0.2, -0.3], [0, 0, 0], [0, 0, 0]]
    assert proxy.fit.scales == ((0, 5399, 11998, 2.0),)
    assert proxy.fit.deleted.tolist() == [10, 11, 12, 20]


def test_a_material_and_a_mesh() -> None:
    material = parse_material(MATERIAL.encode(), where="red.mhmat")
    assert (material.texture, material.colour, material.opacity) == ("red.png", (1.0, 0.5, 0.25), 1.0)
    assert material.transparent and not material.one_sided and material.spdx == ""
    mesh = parse_mesh(MESH.encode(), where="patch.obj")
    assert mesh.triangles.tolist() == [[0, 1, 2], [0, 2, 3]] and mesh.count == 4
    assert np.array_equal(mesh.corners[1], [[0, 0], [1, 1], [0, 1]])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (PROXY.replace("100 200 300 0.2 0.3 0.5", "100 200 19158 0.2 0.3 0.5"), "line 10: .*19158 is no vertex"),
        (PROXY.replace("0.2 0.3 0.5", "0.2 x 0.5"), "line 10: .*malformed"),
        (PROXY.replace("11998 2.0", "11998 0"), "line 5: .*above 0"),
        (PROXY.replace("0.1 0.2 -0.3", "0.1 0.2 -1e9"), "line 9: .*-1e9' is no number below"),
        (PROXY.replace("10 - 12 20", "10 - " + "9" * 5000), "line 13: .*malformed"),
        ("name x\n", "hangs on nothing"),
        ("#" * (8 * 2**20 + 1), "larger than 8 MiB"),
        ("\n" * 400_001, "more than 400000 lines"),
        ("verts 0\n" + "1\n" * 100_001, "line 100002: '1' is malformed .more than 100000 vertices"),
    ],
)
def test_what_cannot_hang_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_proxy(text.encode(), where="p.mhclo")


def test_files_with_blanks_in_their_names_are_read_as_makehuman_writes_them() -> None:
    text = PROXY.replace("patch.obj", "my  patch.obj").replace("patch.mhmat", "red  stuff/patch.mhmat")
    proxy = parse_proxy(text.replace("name Patch", "name A  patch").encode(), where="patch.mhclo")
    assert (proxy.name, proxy.mesh, proxy.material) == ("A  patch", "my  patch.obj", "red  stuff/patch.mhmat")
    material = parse_material(b"name Very  red\ndiffuseTexture my  red.png \r\n", where="red.mhmat")
    assert (material.name, material.texture) == ("Very  red", "my  red.png")


def test_the_later_of_two_lines_counts_and_a_key_ends_no_section() -> None:
    """MakeHuman's ``proxy.loadTextProxy``: every key is set anew, and ``status`` stays until another section begins."""
    proxy = parse_proxy(b"name a\nverts 0\n1\nz_depth 5\n2\nname b\n", where="p.mhclo")
    assert proxy.name == "b" and proxy.fit.vertex.tolist() == [[1] * 3, [2] * 3]


@pytest.mark.parametrize(
    ("word", "true"), [("True", True), ("YES", True), ("enabled", True), ("1", False), ("no", False)]
)
def test_a_material_is_true_in_makehumans_words(word: str, true: bool) -> None:
    assert parse_material(f"transparent {word}\n".encode(), where="m.mhmat").transparent is true


def test_many_ranges_of_deleted_vertices_cost_no_memory() -> None:
    text = "verts 0\n1\ndelete_verts\n" + "0 - 19157\n" * 20_000
    assert parse_proxy(text.encode(), where="p.mhclo").fit.deleted.size == 19158


def test_a_face_may_count_back() -> None:
    text = "v 0 0 0\nv 1 0 0\nv 1 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nf -3/-3 -2/-2 -1/-1\n"
    mesh = parse_mesh(text.encode(), where="m.obj")
    assert mesh.triangles.tolist() == [[0, 1, 2]] and mesh.corners[0].tolist() == [[0, 0], [1, 0], [1, 1]]


@pytest.mark.parametrize(
    "text",
    [
        *("v 0 0 0\n", "v 0 0 0\nf 1 2 3\n", "v 0 0 0\nf 1/9 1 1\n", "f a b c\n", "v 0 0 0\nf 1/-9 1 1\n"),
        *(f"v 0 0 0\nf {'9' * 400} 1 1\n", f"v 0 0 0\nf {'9' * 5000} 1 1\n", "v 0 0 0\nvt nan 0\nf 1 1 1\n"),
        *("v 0 0 0\nf" + " 1" * 300_000, "v 0 0 0\n" * 100_001 + "f 1 1 1\n"),
    ],
)
def test_a_mesh_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"m\.obj"):
        parse_mesh(text.encode(), where="m.obj")


def test_an_import_keeps_copies_with_the_files_own_licence(linked: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine", "clothes/patch.mhclo", PROXY)
    put(tmp_path / "mine", "clothes/patch.obj", MESH)
    put(tmp_path / "mine", "clothes/patch.mhmat", MATERIAL)
    (tmp_path / "mine" / "clothes" / "red.png").write_bytes(b"a picture")
    put(tmp_path / "mine", "skins/pale.mhmat", "name Pale\n")
    put(tmp_path / "mine", "LICENSE", "CC0 1.0 Universal")
    import_folder(tmp_path / "mine", linked, embedded=set())
    for path in (tmp_path / "mine" / "clothes").iterdir():
        path.unlink()
    assets = Assets(linked / wheel.FOLDER)
    items = {item.path: item for item in assets.items}
    assert items.keys() == {"clothes/patch.mhclo", "clothes/patch.mhmat", "skins/pale.mhmat"}
    patch = items["clothes/patch.mhclo"]
    assert [place for place, _ in patch.files] == [
        f"clothes/{n}" for n in ("patch.mhclo", "patch.obj", "patch.mhmat", "red.png")
    ]
    assert patch.record.spdx == "CC-BY-4.0" and items["skins/pale.mhmat"].record.spdx == "CC0-1.0"
    picture = assets.item_file(patch, "clothes/red.png")
    assert picture is not None and picture.read_bytes() == b"a picture"
    assert assets.item_file(patch, "clothes/blue.png") is None
