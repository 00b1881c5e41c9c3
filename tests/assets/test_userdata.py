"""Importing folders: FACSHuman's, other targets, MakeHuman's."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets, wheel
from synthgen.assets.userdata import import_folder
from synthgen.errors import InputError, InputWarning, RunError

from .conftest import Run

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared, with FACSHuman's data, is not here")


@pytest.fixture
def linked(embedded: Assets, tmp_path: Path) -> Path:
    """A cache folder of its own whose compiled wheel is the user's."""
    folder = tmp_path / "cache" / "assets"
    folder.mkdir(parents=True)
    (folder / wheel.FOLDER).symlink_to(embedded.folder, target_is_directory=True)
    return folder


def names(assets: Assets) -> set[str]:
    return {path.rsplit("/", 1)[-1] for path in assets.target_names}


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_endings_count_in_any_case_and_dot_files_not_at_all(linked: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine", "shapes/Nose.TARGET", "1 0 0 1\n")
    put(tmp_path / "mine", "shapes/._Nose.TARGET", "\0")
    put(tmp_path / "mine", ".hidden/chin.target", "no target")
    put(tmp_path / "mine", "skins/PALE.MHMAT", "name Pale\n")
    with pytest.warns(InputWarning, match=r"mine: \._Nose\.TARGET left out"):
        import_folder(tmp_path / "mine", linked, embedded=set())
    assets = Assets(linked / wheel.FOLDER)
    assert assets.imported_path("Nose") is not None and assets.imported_path("chin") is None
    assert [(item.kind, item.name) for item in assets.items] == [("mhmat", "Pale")]


@needs_shared
def test_facshuman_is_imported_with_its_licence(run: Run, linked: Path) -> None:
    done = run("assets", "import", SHARED / "facshuman")
    assert done.returncode == 0, done.stderr
    assets = Assets(linked / wheel.FOLDER)
    record = assets.facshuman_record
    assert record is not None and record.spdx == "LGPL-3.0-only" and record.id == f"facshuman-{record.sha256[:12]}"
    assert len(assets.facshuman_codes) == 132
    rows = [line.split() for line in (SHARED / "facshuman/02 Lower Face AUs/L12.target").read_text().splitlines()]
    for name in ("AU12L", "L12"):
        target = assets.facshuman_target(name)
        assert target.index.tolist() == [int(row[0]) for row in rows]
        assert np.array_equal(target.delta, np.array([row[1:] for row in rows], np.float32))
    assert assets.facshuman_target("AU22_25_up_down").index.size
    with pytest.raises(KeyError, match="AU99"):
        assets.facshuman_target("AU99")
    done = run("assets", "list")
    assert record.id in done.stdout and "LGPL-3.0-only" in done.stdout
    assert run("assets", "verify").returncode == 0


def test_another_facshuman_takes_the_place_of_the_first(linked: Path, tmp_path: Path) -> None:
    for text in ("1 0 0 1\n", "1 0 0 2\n"):
        put(tmp_path / "facs", "au.json", '{"4": "4 Brow Lowerer", "27": "27 Mouth Stretch"}')
        put(tmp_path / "facs", "upper/4.target", text)
        put(tmp_path / "facs", "upper/notes.target", "no target at all")
        import_folder(tmp_path, linked, embedded=set())
    assets = Assets(linked / wheel.FOLDER)
    assert assets.facshuman_codes == ("4",)
    assert assets.facshuman_target("AU4").delta.tolist() == [[0, 0, 2]]
    assert not Assets(linked / wheel.FOLDER, imports=False).has_facshuman


def test_custom_targets_never_replace_embedded_ones(embedded: Assets, linked: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine", "custom/nose-hump-incr.target", "1 9 9 9\n")
    put(tmp_path / "mine", "custom/dimple.target", "# mine\n5 .1 .2 .3\n")
    put(tmp_path / "mine", "LICENSE.txt", "CC0 1.0 Universal\n")
    entry = import_folder(tmp_path / "mine", linked, embedded=names(embedded))
    assert (entry.targets, entry.record.spdx) == (1, "CC0-1.0")
    assets = Assets(linked / wheel.FOLDER)
    assert np.array_equal(assets.target("nose-hump-incr").delta, embedded.target("nose-hump-incr").delta)
    path = assets.imported_path("dimple")
    assert path is not None and assets.target(path).index.tolist() == [5]
    assert assets.imported_record(path) == entry.record
    assert assets.target_path("dimple") is None and assets.imported_path("nose-hump-incr") is None


def test_importing_twice_leaves_one_entry_and_mends_a_damaged_one(linked: Path, tmp_path: Path) -> None:
    put(tmp_path / "mine", "dimple.target", "5 .1 .2 .3\n")
    first = import_folder(tmp_path / "mine", linked, embedded=set())
    assert first.record.spdx == "NOASSERTION"
    (linked / first.folder / "target_delta.npy").write_bytes(b"")
    with pytest.raises(RunError, match=r"damaged.*Import the folder"):
        Assets(linked / wheel.FOLDER).imported_path("dimple")
    second = import_folder(tmp_path / "mine", linked, embedded=set(), spdx="MIT")
    assert (second.folder, second.record.spdx) == (first.folder, "MIT")
    assert Assets(linked / wheel.FOLDER).imports == (second,)
    assert Assets(linked / wheel.FOLDER).imported_path("dimple")


@needs_shared
def test_a_makehuman_folder_lists_its_proxies(embedded: Assets, linked: Path) -> None:
    import_folder(SHARED / "makehuman-host", linked, embedded=names(embedded))
    items = Assets(linked / wheel.FOLDER).items
    assert ("mhclo", "HighPolyEyes", "2c12f43b-1303-432c-b7ce-d78346baf2e6") in {
        (i.kind, i.name, i.uuid) for i in items
    }


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"readme.txt": "hello"}, "holds no .target file"),
        ({"x.target": "1 0 0\n"}, r"x\.target, line 1"),
        ({"x.target": "version https://git-lfs.github.com/spec/v1\n"}, "Git LFS pointer"),
        ({"au.json": "{", "4.target": "1 0 0 0\n"}, r"au\.json: cannot be read"),
        ({"au.json": '{"4": ""}'}, "no .target file of its codes"),
        ({"au.json": '{"4": ""}', "a/4.target": "1 0 0 0\n", "b/4.target": "1 0 0 0\n"}, "two files"),
    ],
)
def test_folders_of_no_use_are_refused_and_change_nothing(
    linked: Path, tmp_path: Path, files: dict[str, str], message: str
) -> None:
    for name, text in files.items():
        put(tmp_path / "mine", name, text)
    with pytest.raises(InputError, match=message):
        import_folder(tmp_path / "mine", linked, embedded=set())
    assert sorted(path.name for path in linked.iterdir()) in ([wheel.FOLDER], [".lock", wheel.FOLDER])


def test_a_damaged_list_of_imports_is_named(linked: Path) -> None:
    (linked / "imported.json").write_text('[{"kind": 3}]')
    with pytest.raises(RunError, match=r"imported\.json is damaged"):
        Assets(linked / wheel.FOLDER)
