"""The dataset folder: who may write into it, and what it says about a design that is not its own."""

import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from synthgen.assets import AssetRecord
from synthgen.dataset import folder as folders
from synthgen.dataset.folder import DatasetFolder, open_dataset
from synthgen.dataset.lock import hold_lock
from synthgen.design import Design, Inputs, read_design, resolve
from synthgen.errors import InputError, RunError

WriteModel = Callable[..., Path]
ASSET = AssetRecord("mesh", "CC0-1.0", "00", "a wheel")


class Maker:
    """Writes a design file and its inputs below a folder, and opens dataset folders for it."""

    def __init__(self, root: Path, model: Path) -> None:
        self.root, self.model = root, model
        self.lists = {"models": [str(model)], "signals": ["side_eye"], "angles": ["frontal"]}
        self.extra = ""

    def design(self) -> tuple[Design, Inputs]:
        path = self.root / "d.yaml"
        lists = "".join(f"{key}: {json.dumps(value)}\n" for key, value in self.lists.items())
        path.write_text(f"name: x\n{lists}{self.extra}")
        design = read_design(path)
        return design, resolve(design)

    def open(
        self,
        asset: AssetRecord = ASSET,
        unknown: Mapping[str, tuple[str, ...]] | None = None,
        sources: str = "5" * 16,
    ) -> DatasetFolder:
        design, inputs = self.design()
        with open_dataset(
            self.root / "out", design, inputs, assets=(asset,), unknown=unknown or {}, sources=sources
        ) as folder:
            return folder

    @property
    def out(self) -> Path:
        return self.root / "out"


@pytest.fixture
def maker(tmp_path: Path, a_model: Path) -> Maker:
    return Maker(tmp_path, a_model)


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_new_folder_holds_the_frozen_design_and_its_inputs(maker: Maker) -> None:
    maker.model.with_name("plain.demographics.yaml").write_text("gender: female\n")
    maker.open()
    assert names(maker.out) == {
        "design.yaml",
        "dataset.json",
        "inputs/models/plain.mhm",
        "inputs/models/plain.demographics.yaml",
        "inputs/signals/side_eye.yaml",
        "inputs/angles/frontal.yaml",
    }
    assert (maker.out / "inputs/models/plain.mhm").read_bytes() == maker.model.read_bytes()


def test_the_frozen_design_is_enough_to_go_on(maker: Maker) -> None:
    maker.open()
    maker.model.unlink()  # the original is gone; the copies are not
    design = read_design(maker.out / "design.yaml")
    inputs = resolve(design)
    with open_dataset(maker.out, design, inputs, assets=(ASSET,), unknown={}, sources="5" * 16):
        pass
    assert [model.id for model in inputs.models] == ["plain"]


def test_a_design_may_grow(maker: Maker, write_model: WriteModel) -> None:
    maker.open()
    maker.lists["signals"].append("glare")
    write_model(maker.model.with_name("new.mhm"), gender=1.0, asian=1.0)
    maker.lists["models"].append(str(maker.model.with_name("new.mhm")))
    maker.open()
    assert {"inputs/signals/glare.yaml", "inputs/models/new.mhm", "inputs/models/plain.mhm"} < names(maker.out)
    assert len(resolve(read_design(maker.out / "design.yaml")).models) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("seed: 1\n", "design: seed is 1, in the folder 0."),
        ("video: {size: 128}\n", "design: size is 128x128, in the folder 256x256."),
        ("video: {fps: 30}\n", "design: fps is 30, in the folder not set."),
        ("au_basis: facshuman\n", "design: au_basis is facshuman, in the folder embedded."),
    ],
)
def test_another_setting_is_refused_by_name(maker: Maker, change: str, words: str) -> None:
    maker.open()
    before = {name: (maker.out / name).read_bytes() for name in names(maker.out)}
    maker.extra = change
    with pytest.raises(InputError) as caught:
        maker.open()
    assert "holds another design" in str(caught.value)
    assert words in str(caught.value)
    assert {name: (maker.out / name).read_bytes() for name in names(maker.out)} == before


def test_a_missing_or_changed_input_is_refused_by_name(maker: Maker) -> None:
    maker.lists["signals"] = ["side_eye", "glare"]
    maker.open()
    maker.lists["signals"] = ["side_eye"]
    maker.model.write_bytes(maker.model.read_bytes().replace(b"Gender 0.5", b"Gender 0.6"))
    maker.model.with_name("plain.demographics.yaml").write_text("gender: male\n")
    with pytest.raises(InputError) as caught:
        maker.open()
    for words in (
        "signal 'glare' is in the folder and not in the design",
        "model 'plain' has changed since",
        "demographics of model 'plain'",
    ):
        assert words in str(caught.value)


def test_line_ends_that_git_changed_are_called_that(maker: Maker) -> None:
    maker.open()
    maker.model.write_bytes(maker.model.read_bytes().replace(b"\n", b"\r\n"))
    with pytest.raises(InputError, match=r"model 'plain' has other line ends than when its clips were made"):
        maker.open()


def test_people_keep_their_names_beside_their_ids(maker: Maker, write_model: WriteModel) -> None:
    other = write_model(maker.root / "李.mhm", gender=0.5, asian=1.0)
    other.with_name("李.demographics.yaml").write_text("age: 30\n")
    maker.lists["models"].append(str(other))
    maker.open()
    facts = json.loads((maker.out / "dataset.json").read_text(encoding="utf-8"))
    assert facts["names"] == {"id-c16667ca78": "李"}
    assert {name for name in names(maker.out) if "models" in name} == {
        "inputs/models/plain.mhm",
        "inputs/models/id-c16667ca78.mhm",
        "inputs/models/id-c16667ca78.demographics.yaml",
    }
    design = read_design(maker.out / "design.yaml")
    inputs = resolve(design)
    assert [model.id for model in inputs.models] == ["id-c16667ca78", "plain"]
    with open_dataset(maker.out, design, inputs, assets=(ASSET,), unknown={}, sources="5" * 16):
        pass
    facts = json.loads((maker.out / "dataset.json").read_text(encoding="utf-8"))
    assert facts["names"] == {"id-c16667ca78": "李"}, "a run that reads the copies does not forget them"


def test_an_angle_may_not_move(maker: Maker) -> None:
    spec = maker.root / "views.yaml"
    spec.write_text("name: views\nangles: [{id: side, yaw: 40, pitch: 0}]\n")
    maker.lists["angles"] = ["views.yaml"]
    maker.open()
    spec.write_text("name: views\nangles: [{id: side, yaw: 40, pitch: 0}, {id: top, yaw: 0, pitch: 40}]\n")
    maker.open()  # another angle in the same file is growth
    spec.write_text("name: views\nangles: [{id: side, yaw: 41, pitch: 0}, {id: top, yaw: 0, pitch: 40}]\n")
    with pytest.raises(InputError, match=r"angle 'side' is \(41.0, 0.0, 0.0\), in the folder \(40.0, 0.0, 0.0\)"):
        maker.open()


def test_an_import_with_other_content_is_refused(maker: Maker) -> None:
    maker.open(AssetRecord("facshuman-aaa", "LGPL-3.0-only", "aaa", "a folder"))
    with pytest.raises(InputError, match="other assets: facshuman-aaa"):
        maker.open(AssetRecord("facshuman-bbb", "LGPL-3.0-only", "bbb", "another folder"))


def test_other_assets_and_other_versions_are_refused(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    maker.open()
    with pytest.raises(InputError, match="other assets: mesh"):
        maker.open(AssetRecord("mesh", "CC0-1.0", "01", "another wheel"))
    with pytest.raises(InputError, match="targets of model plain"):
        maker.open(unknown={"plain": ("head/x",)})
    monkeypatch.setattr(folders, "__version__", "99.0")
    with pytest.raises(InputError, match=r"was made by synthgen .*; this is 99.0"):
        maker.open()


def test_edited_code_of_the_same_version_is_refused(maker: Maker) -> None:
    maker.open()
    with pytest.raises(InputError, match=r"other code of the same version \(sources 5+; these are 0123456789abcdef\)"):
        maker.open(sources="0123456789abcdef")


def test_a_folder_of_something_else_is_left_alone(maker: Maker) -> None:
    maker.out.mkdir()
    (maker.out / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match=r"neither empty nor a dataset.*'thesis.txt'"):
        maker.open()
    assert names(maker.out) == {"thesis.txt"}


def test_a_run_killed_while_it_froze_its_design_starts_anew(maker: Maker) -> None:
    maker.open()
    (maker.out / "design.yaml").unlink()
    (maker.out / "inputs/models/plain.mhm").write_text("half")
    (maker.out / ".lock").write_text("#1\n")
    (maker.out / ".partial").mkdir()
    (maker.out / ".partial" / "half.mp4").write_text("x")
    maker.open()
    assert (maker.out / "inputs/models/plain.mhm").read_bytes() == maker.model.read_bytes()
    assert not (maker.out / ".partial").exists()


def test_a_damaged_dataset_file_is_an_input_error(maker: Maker) -> None:
    maker.open()
    (maker.out / "dataset.json").write_text("{")
    with pytest.raises(InputError, match=r"dataset.json: cannot be read"):
        maker.open()


def test_one_run_at_a_time(maker: Maker) -> None:
    maker.open()
    with hold_lock(maker.out), pytest.raises(InputError, match=rf"another run .*process {os.getpid()}.*Wait"):
        maker.open()
    maker.open()
    assert not (maker.out / ".lock").exists()


def test_a_file_in_the_way_is_an_input_error(maker: Maker) -> None:
    maker.out.write_text("a file")
    with pytest.raises(InputError, match="cannot be written"):
        maker.open()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_an_unwritable_folder_is_an_input_error(maker: Maker) -> None:
    design, inputs = maker.design()
    out = maker.out
    out.mkdir(mode=0o500)
    if os.geteuid() == 0:  # nothing is unwritable to root, but for what the kernel keeps to itself
        out = Path("/sys/synthgen-dataset")
        if not out.parent.is_dir():
            pytest.skip("running as root on a system without /sys")
    with (
        pytest.raises(InputError, match="cannot be written"),
        open_dataset(out, design, inputs, assets=(ASSET,), unknown={}, sources="5" * 16),
    ):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="links of POSIX")
def test_a_lock_that_is_a_link_is_refused_and_what_it_leads_to_untouched(maker: Maker) -> None:
    maker.open()
    treasure = maker.root / "treasure"
    treasure.write_text("gold")
    (maker.out / ".lock").symlink_to(treasure)
    with pytest.raises((InputError, RunError)):
        maker.open()
    assert treasure.read_text() == "gold"
