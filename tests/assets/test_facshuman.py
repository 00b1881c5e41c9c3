"""FACSHuman's data folder where it lies: read on demand, and the same as when it is imported."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets, load_assets, wheel
from synthgen.assets.facshuman import FacsHumanFolder, find_facshuman
from synthgen.assets.userdata import import_folder
from synthgen.errors import InputError
from synthgen.facs.basis import load_basis

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "facshuman"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared, with FACSHuman's data, is not here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the codes 4, L12 and 43, two of which have a target."""
    root = tmp_path / "FACSHuman"
    (root / "01 Upper Face AUs").mkdir(parents=True)
    (root / "02 Lower Face AUs").mkdir()
    (root / "au.json").write_text(json.dumps({"4": "Brow lowerer", "L12": "Lip corner puller", "43": "Eyes closed"}))
    (root / "01 Upper Face AUs" / "4.target").write_text("# brow\n7 0 -.125 .5\n9 .25 0 0\n")
    (root / "02 Lower Face AUs" / "L12.target").write_text("5 .5 .5 0\n")
    (root / "02 Lower Face AUs" / "anything.target").write_text("this is no AU, and not read")
    return root


@needs_shared
def test_the_same_fields_and_the_same_id_as_an_import(embedded: Assets, tmp_path: Path) -> None:
    cache = tmp_path / "assets"
    cache.mkdir()
    (cache / wheel.FOLDER).symlink_to(embedded.folder, target_is_directory=True)
    import_folder(SHARED, cache, embedded=embedded.target_names)
    imported = Assets(cache / wheel.FOLDER)
    live = Assets(embedded.folder, imports=False, facshuman=FacsHumanFolder(SHARED))
    assert live.facshuman_codes == imported.facshuman_codes and len(live.facshuman_codes) == 132
    for code in live.facshuman_codes:
        ours, theirs = live.facshuman_target(code), imported.facshuman_target(code)
        assert ours.index.dtype == theirs.index.dtype and ours.delta.dtype == theirs.delta.dtype
        assert np.array_equal(ours.index, theirs.index) and ours.delta.tobytes() == theirs.delta.tobytes()
    one, other = live.facshuman_record, imported.facshuman_record
    assert one is not None and other is not None
    assert (one.id, one.sha256, one.spdx) == (other.id, other.sha256, other.spdx) and one.spdx == "LGPL-3.0-only"
    basis = load_basis("facshuman", live)
    index, delta = basis.field("AU12L")
    assert index.size and np.array_equal(delta, load_basis("facshuman", imported).field("AU12L")[1])
    assert basis.codes == load_basis("facshuman", imported).codes


def test_targets_are_read_when_they_are_asked_for(folder: Path) -> None:
    found = FacsHumanFolder(folder)
    assert found.paths == ("4", "L12")
    assert found.get("4").index.tolist() == [7, 9] and found.get("4").delta.tolist() == [[0, -0.125, 0.5], [0.25, 0, 0]]
    assert found.record.spdx == "NOASSERTION" and found.record.source == "2 targets of the folder 'FACSHuman'"
    (folder / "02 Lower Face AUs" / "L12.target").write_text("5 .5 .5 0\n6 .5 up 0\n")
    with pytest.raises(InputError, match=r"L12.target, line 2: '6 .5 up 0' is no line of a target"):
        found.get("L12")
    (folder / "02 Lower Face AUs" / "L12.target").unlink()
    with pytest.raises(InputError, match=r"L12.target: cannot be read"):
        found.get("L12")
    assert found.get("4").index.tolist() == [7, 9]


def test_pointers_to_large_files_are_no_targets(folder: Path) -> None:
    (folder / "01 Upper Face AUs" / "4.target").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:1\n")
    with pytest.raises(InputError, match=r"is a Git LFS pointer, .* Run `git lfs pull`"):
        FacsHumanFolder(folder).get("4")


def test_upper_and_lower_case_do_not_count(folder: Path, tmp_path: Path) -> None:
    upper = folder / "02 Lower Face AUs" / "L12.target"
    record = FacsHumanFolder(folder).record
    upper.rename(upper.with_name("l12.TARGET"))
    assert FacsHumanFolder(folder).paths == ("4", "L12") and FacsHumanFolder(folder).record == record
    (folder / "01 Upper Face AUs" / "L12.target").write_text("5 .5 .5 0\n")
    with pytest.raises(InputError, match=r"code 'L12' has two files"):
        FacsHumanFolder(folder)
    folder.rename(tmp_path / "facsHUMAN")
    assert find_facshuman(tmp_path / "missing", tmp_path) == tmp_path / "facsHUMAN"


def test_the_licence_is_that_of_the_folder(folder: Path) -> None:
    (folder / "COPYING").write_text("GNU LESSER GENERAL PUBLIC LICENSE\n   Version 3, 29 June 2007\n")
    assert FacsHumanFolder(folder).record.spdx == "LGPL-3.0-only"


def test_what_is_no_folder_of_facshuman_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such folder"):
        FacsHumanFolder(tmp_path / "nowhere")
    assert find_facshuman(tmp_path / "nowhere") is None
    (tmp_path / "empty" / "FACSHuman").mkdir(parents=True)
    assert find_facshuman(tmp_path / "empty") is None
    with pytest.raises(InputError, match=r"holds no au.json"):
        FacsHumanFolder(tmp_path / "empty")
    for text in ("{", "5", "[1]"):
        (folder / "au.json").write_text(text)
        with pytest.raises(InputError, match=r"au.json: cannot be read"):
            FacsHumanFolder(folder)
    (folder / "au.json").write_text('{"99": "x"}')
    with pytest.raises(InputError, match=r"holds au.json and no .target file of its codes"):
        FacsHumanFolder(folder)


def test_a_basis_plays_what_the_folder_has(folder: Path) -> None:
    assets = load_assets(imports=False, facshuman=FacsHumanFolder(folder))
    basis = load_basis("facshuman", assets)
    assert {"AU4", "AU12L", "AU43", "AU51", "AU61"} <= basis.codes and "AU12" not in basis.codes
    index, delta = basis.field("AU4")
    assert index.tolist() == [7, 9] and delta.tolist() == [[0, -0.125, 0.5], [0.25, 0, 0]]
    with pytest.raises(KeyError, match="no target for 'AU12'"):
        assets.facshuman_target("AU12")
    shutil.rmtree(folder)
    assert basis.field("AU4")[0].tolist() == [7, 9]
    with pytest.raises(InputError, match=r"L12.target: cannot be read"):
        basis.field("AU12L")
