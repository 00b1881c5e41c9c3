"""The user's files in scenes: which are listed, what is said of them, which one a seed draws, and what is refused."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from synthgen.errors import InputError, InputWarning
from synthgen.scene import userfiles
from synthgen.scene.spec import SceneSpec
from synthgen.scene.userfiles import drawn_file, user_files

ENDINGS = (".jpg", ".png")


def spec(folder: Path) -> SceneSpec:
    return SceneSpec("s", paths={"background": str(folder)})


def fill(folder: Path, *names: str) -> SceneSpec:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return spec(folder)


def test_a_folders_files_are_listed_by_name_without_what_computers_leave(tmp_path: Path) -> None:
    scene = fill(tmp_path / "p", "b.PNG", "sub/a.jpg", "a.jpg", "._a.jpg", "Thumbs.db", "notes.txt", "a.jpg.license")
    with pytest.warns(InputWarning, match="left out"):
        files = user_files(scene, "background", ENDINGS)
    assert [file.name for file in files] == ["a.jpg", "b.PNG", "sub/a.jpg"]
    assert files[2].id == "background/s/sub/a.jpg"
    assert files[2].record().sha256 == hashlib.sha256(b"sub/a.jpg").hexdigest()


def test_a_licence_is_what_a_sidecar_says_and_else_unknown(tmp_path: Path) -> None:
    scene = fill(tmp_path / "p", "a.jpg", "b.jpg")
    assert [file.record().spdx for file in user_files(scene, "background", ENDINGS)] == ["NOASSERTION"] * 2
    (tmp_path / "p" / "b.jpg.license").write_text("SPDX-FileCopyrightText: Zoë\nSPDX-License-Identifier: CC-BY-4.0\n")
    assert [file.record().spdx for file in user_files(scene, "background", ENDINGS)] == ["NOASSERTION", "CC-BY-4.0"]
    (tmp_path / "p.license").write_text("# SPDX-License-Identifier: CC0-1.0\n")
    assert [file.record().spdx for file in user_files(scene, "background", ENDINGS)] == ["CC0-1.0", "CC-BY-4.0"]
    (tmp_path / "p.license").write_text("free for all\n")
    with pytest.raises(InputError, match=r"p\.license: names no licence.*SPDX-License-Identifier"):
        user_files(scene, "background", ENDINGS)[0].record()


def test_seeds_draw_all_files_alike_and_the_same_one_always(tmp_path: Path) -> None:
    scene = fill(tmp_path / "p", *(f"{k}.png" for k in range(5)))
    found = Counter(drawn_file(scene, "background", ENDINGS, seed).name for seed in range(1000))
    assert len(found) == 5 and all(150 < count < 250 for count in found.values())
    assert drawn_file(scene, "background", ENDINGS, 7) == drawn_file(scene, "background", ENDINGS, 7)


def test_what_is_no_folder_of_pictures_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"scene 's', background: .*/none is not there; expected a folder of \.jpg"):
        user_files(spec(tmp_path / "none"), "background", ENDINGS)
    with pytest.raises(InputError, match=r"has another ending"):
        fill(tmp_path, "notes.txt")
        user_files(spec(tmp_path / "notes.txt"), "background", ENDINGS)
    with pytest.raises(InputError, match=r"holds none of \.jpg, \.png\. Name another folder"):
        user_files(fill(tmp_path / "empty", "readme.txt"), "background", ENDINGS)
    monkeypatch.setattr(userfiles, "MOST_FILES", 2)
    with pytest.raises(InputError, match=r"holds 3 files; expected at most 2"):
        user_files(fill(tmp_path / "many", "1.png", "2.png", "3.png"), "background", ENDINGS)
