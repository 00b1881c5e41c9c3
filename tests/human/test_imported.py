"""Imported skins, hair and eyes: chosen by what a .mhm names, drawn where a design asks for them, and declared."""

from __future__ import annotations

import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.actor.actor import make_actor
from synthgen.assets import Assets, load_assets, wheel
from synthgen.assets.userdata import import_folder
from synthgen.errors import RunError
from synthgen.facs.basis import load_basis
from synthgen.human.imported import choose, encoded, imported_of
from synthgen.human.looks import Looks
from synthgen.human.mhm import Model, read_mhm
from synthgen.scene.angles import Angle

FRONT = Angle("front", 0.0, 0.0, 0.0)
HAT = "name Hat\nuuid h-1\nobj_file hat.obj\nmaterial hat.mhmat\nz_scale 962 5320 2.2795\nverts 0\n"
MESH = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\nf 1/1 2/2 3/3 4/4\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MakeHuman data folder: a red board before the forehead, trousers, a green skin, a skin without texture."""
    assets = load_assets(imports=False)
    base = np.asarray(assets.base)
    top = tmp_path_factory.mktemp("data")
    for name in ("clothes", "skins/green", "skins/plain"):
        (top / name).mkdir(parents=True)
    forehead = int(np.argmin(((base[:13380] - [0, 7.75, 1.4]) ** 2).sum(axis=1)))
    foot = int(np.argmin(base[:13380, 1]))
    for name, vertex in (("hat", forehead), ("trousers", foot)):
        rows = [
            f"{vertex} {vertex} {vertex} 1 0 0 {x} {y} 0.3"
            for x, y in ((-0.4, -0.2), (0.4, -0.2), (0.4, 0.2), (-0.4, 0.2))
        ]
        text = HAT.replace("Hat", name).replace("h-1", f"{name}-1").replace("hat.obj", f"{name}.obj")
        (top / "clothes" / f"{name}.mhclo").write_text(text + "\n".join(rows) + "\n")
        (top / "clothes" / f"{name}.obj").write_text(MESH)
    (top / "clothes" / "hat.mhmat").write_text("name Red\ndiffuseTexture red.png\n# license: CC-BY\n")
    (top / "clothes" / "blue.mhmat").write_text("name Blue\ndiffuseColor 0 0 1\n")
    Image.new("RGB", (8, 8), (255, 0, 0)).save(top / "clothes" / "red.png")
    (top / "skins" / "green" / "green.mhmat").write_text("name Green\ndiffuseTexture green.png\n")
    Image.new("RGB", (16, 16), (0, 200, 0)).save(top / "skins" / "green" / "green.png")
    (top / "skins" / "plain" / "plain.mhmat").write_text("name Plain\n")
    (top / "LICENSE").write_text("CC0 1.0 Universal")
    return top


@pytest.fixture(scope="module")
def imported(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Assets:
    cache = tmp_path_factory.mktemp("cache")
    embedded = load_assets(imports=False)
    (cache / wheel.FOLDER).symlink_to(embedded.folder, target_is_directory=True)
    import_folder(folder, cache, embedded=set())
    return Assets(cache / wheel.FOLDER)


def model(path: Path, *lines: str) -> Model:
    text = path.read_text()
    path.write_text(text.replace("subdivide False", "\n".join((*lines, "subdivide False"))))
    return read_mhm(path)


def test_what_is_named_and_imported_is_chosen(a_model: Path, imported: Assets) -> None:
    lines = (
        "clothes hat hat-1",
        "clothes trousers trousers-1",
        "hair long x-9",
        "skinMaterial skins/green/green.mhmat",
    )
    choice = choose(model(a_model, *lines), imported)
    assert choice.used == {"clothes": "hat", "skin": "Green"}
    assert choice.missing == ("clothes trousers (it hangs below the head)", "hair long")
    assert [record.spdx for record in choice.records] == ["CC0-1.0 AND CC-BY-4.0", "CC0-1.0"]
    plain = choose(read_mhm(a_model), load_assets(imports=False))
    assert plain.used == {} and len(plain.missing) == 4


def test_of_hair_the_last_line_counts_and_of_clothes_all(a_model: Path, imported: Assets) -> None:
    """MakeHuman has one hair, and a dictionary of clothes by uuid; a name may hold blanks, a uuid capitals."""
    lines = ("hair my hair HAT-1", "clothes a hat hat-1", "clothes trousers trousers-1", "clothes a hat hat-1")
    choice = choose(model(a_model, *lines), imported)
    assert choice.used == {"hair": "hat", "clothes": "hat"}
    assert choice.missing == ("clothes trousers (it hangs below the head)",)
    assert choose(model(a_model, "hair no such x-9"), imported).missing[-1] == "hair no such"


def test_a_skin_without_a_texture_is_missing(a_model: Path, imported: Assets) -> None:
    choice = choose(model(a_model, "skinMaterial skins/plain/plain.mhmat"), imported)
    assert choice.skin is None and choice.missing == ("skinMaterial skins/plain/plain.mhmat (it has no texture)",)


@pytest.mark.parametrize("damage", ["wide", "cut", "text"])
def test_a_texture_that_is_damaged_or_without_end_is_one_line(
    damage: str, folder: Path, a_model: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "data"))
    path = copy / "skins" / "green" / "green.png"
    png = path.read_bytes()
    header = b"IHDR" + struct.pack(">II", 60_000, 60_000) + png[24:29]
    path.write_bytes(
        {
            "wide": png[:12] + header + struct.pack(">I", zlib.crc32(header)) + png[33:],
            "cut": png[:44],
            "text": b"no picture",
        }[damage]
    )
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / wheel.FOLDER).symlink_to(load_assets(imports=False).folder, target_is_directory=True)
    import_folder(copy, cache, embedded=set())
    assets = Assets(cache / wheel.FOLDER)
    choice = choose(model(a_model, "skinMaterial skins/green/green.mhmat"), assets)
    with pytest.raises(RunError, match=r"The texture 'green\.png' of skins/green/green\.mhmat cannot be read"):
        imported_of(choice, assets, np.array(assets.base))


def test_offsets_grow_with_the_head(a_model: Path, imported: Assets) -> None:
    choice = choose(model(a_model, "clothes hat hat-1"), imported)
    shaped = np.array(imported.base)
    (piece,) = imported_of(choice, imported, shaped).meshes
    deep = abs(float(shaped[962, 2]) - float(shaped[5320, 2]))
    assert piece.offset[0] == pytest.approx([-0.4, -0.2, 0.3 * deep / 2.2795])
    assert imported_of(choice, imported, shaped * np.float32(2)).meshes[0].offset[0, 2] == pytest.approx(
        2 * piece.offset[0, 2], rel=1e-5
    )


def test_colours_become_roots_of_linear_light() -> None:
    picture = np.array([[[0, 188, 255]]], np.uint8)
    assert encoded(picture)[0, 0].tolist() == [0, round(255 * 0.5029**0.5), 255, 255]  # 188 is half of full light


def test_it_is_drawn_where_a_design_asks_for_it(a_model: Path, imported: Assets) -> None:
    lines = ("clothes hat hat-1", "material hat hat-1 clothes/blue.mhmat", "skinMaterial skins/green/green.mhmat")
    person = model(a_model, *lines)
    basis = load_basis("embedded", imported)
    own = make_actor(person, basis, seed=0, width=96, height=96)
    assert own.appearance.imported == {} and own.assets == ()
    actor = make_actor(person, basis, seed=0, width=96, height=96, looks=Looks(imported=True))
    assert actor.appearance.imported == {"clothes": "hat", "skin": "Green"}
    assert len(actor.assets) == 3  # hat, its other material, skin
    before, after = own.view(FRONT).astype(int).copy(), actor.view(FRONT).astype(int).copy()
    nose = actor.camera(FRONT).project(actor.rig.neutral[imported.landmarks68[[30]]])[0].astype(int)
    red, green, blue = after[nose[1], nose[0]]
    assert green > red + 30 and green > blue + 30
    blues = (after[..., 2] > after[..., 0] + 60) & (after[..., 2] > after[..., 1] + 60)
    assert blues.sum() > 100 and not ((before[..., 2] > before[..., 0] + 60) & blues).any()
    actor.pose({"AU51": 1.0})
    turned = actor.view(FRONT).astype(int)
    moved = (turned[..., 2] > turned[..., 0] + 60) & (turned[..., 2] > turned[..., 1] + 60)
    assert np.nonzero(moved)[1].mean() > np.nonzero(blues)[1].mean() + 4  # the board turns with the head
