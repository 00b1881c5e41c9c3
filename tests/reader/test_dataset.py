"""``Dataset``: records as typed objects, clips by what they show, pictures as arrays; nothing outside the folder."""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from dataclasses import MISSING, FrozenInstanceError, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthgen.dataset.columns import unpacked
from synthgen.dataset.manifest import canonical, earlier_schema
from synthgen.dataset.video import open_writer
from synthgen.design import read_design
from synthgen.design.spec import with_options
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.reader import dataset as reading
from synthgen.reader.clip import AngleRecord, CameraRecord, Clip, ModelRecord, RendererRecord, SceneRecord, SignalRecord
from synthgen.reader.dataset import Dataset

GLARE = "female_asian_1__glare__frontal"
SPLIT = {
    "format": "1.0",
    "kind": "holdout",
    "seed": 0,
    "settings": {"models": {"train": 1, "validation": 1}, "stratified": True},
    "root_hash": None,
    "contents_sha256": "0" * 64,
    "disjoint": ["model"],
}


def by_id(root: Path) -> dict[str, Any]:
    records = map(json.loads, (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines())
    return {record["clip"]: record for record in records}


def rewrite(root: Path, change: dict[str, Any]) -> None:
    """Change the first record of a manifest, {"path": …} or {"signal": {"input": …}}."""
    first, *rest = (root / "manifest.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    record = json.loads(first)
    for key, value in change.items():
        record[key] = {**record[key], **value} if isinstance(value, dict) else value
    (root / "manifest.jsonl").write_bytes(canonical(record)[:-1] + b',"created":"2026-01-01T00:00:00Z"}\n')
    with (root / "manifest.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(rest)


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (ModelRecord, ("model",)),
        (SignalRecord, ("signal",)),
        (AngleRecord, ("angle",)),
        (CameraRecord, ("angle", "camera")),
        (SceneRecord, ("scene",)),
        (RendererRecord, ("renderer",)),
    ],
)
def test_the_classes_have_what_the_schema_has(kind: Any, at: tuple[str, ...]) -> None:
    part = earlier_schema()  # which is that of records as the program has them
    for key in at:
        part = part["properties"][key]
    assert {item.name for item in fields(kind)} == set(part["properties"])
    needed = {item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING}
    assert needed == set(part["required"])


def test_a_clip_has_what_a_record_has() -> None:
    own = {item.name for item in fields(Clip)} - {"root", "entry"}
    assert own == {*earlier_schema()["properties"], "id", "frame_count"} - {
        "clip",
        "frames",
        "format",
        "created",
        "face",
    }


def test_records_are_typed_and_frozen(finished: Path) -> None:
    dataset = Dataset(finished)
    assert dataset.complete and dataset.root_hash is not None and dataset.design.seed == 5
    clip = next(clip for clip in dataset if clip.id == GLARE)
    record = by_id(finished)[GLARE]
    assert (clip.model.gender, clip.model.age, clip.emotion) == ("female", record["model"]["age"], "anger")
    assert (clip.frame_count, clip.width, clip.codec, clip.path) == (25, 64, "h264", record["path"])
    assert clip.signal.peaks == unpacked(record)["signal"]["peaks"] and clip.signal.peaks
    camera = clip.angle.camera
    assert camera.K[0, 2] == 32 and camera.K[2, 2] == 1
    assert np.allclose(camera.R @ camera.R.T, np.eye(3), atol=1e-8)
    head = camera.K @ (camera.R @ [0, 7.0, 0] + camera.t)  # a person's head is 7 dm above the origin, in the middle
    assert 16 < head[0] / head[2] < 48
    assert [polygon.reshape(-1).tolist() for polygon in clip.face()] == record["face"]
    with pytest.raises(FrozenInstanceError):
        clip.model.age = 30  # type: ignore[misc]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({}, 4),
        ({"model": "female_*"}, 2),
        ({"model": ["male_african_2", "no*"], "signal": "glare"}, 1),
        ({"emotion": "anger"}, 2),
        ({"angle": "frontal", "scene": "studio"}, 4),
        ({"signal": "GLARE"}, 0),
    ],
)
def test_clips_are_picked_by_what_they_show(finished: Path, where: dict[str, Any], found: int) -> None:
    assert len(list(Dataset(finished).clips(**where))) == found


def test_clips_are_picked_by_split(copy: Path) -> None:
    ids = sorted(clip.id for clip in Dataset(copy))
    parts = {"train": ids[:3], "validation": ids[3:]}
    (copy / "splits").mkdir()
    text = json.dumps({**SPLIT, "name": "mine", "complete": True, "parts": parts, "left_out": []})
    (copy / "splits" / "mine.json").write_text(text)
    dataset = Dataset(copy)
    assert list(dataset.splits) == ["mine"]
    assert [clip.id for clip in dataset.clips(split="mine/validation")] == ids[3:]
    for wrong in ("mine", "mine/test", "other/train"):
        with pytest.raises(InputError, match="expected one of mine/train, mine/validation"):
            dataset.clips(split=wrong)


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["png", "ffv1"])
def test_frames_are_those_that_were_rendered(codec: str, finished: Path, tmp_path: Path) -> None:
    design = with_options(read_design(finished / "design.yaml"), codec=codec)
    only = {"model": ("female_asian_1",), "signal": ("glare",)}
    root = render_design(design, tmp_path / codec, only=only, workers=1, quiet=True).root
    (clip,) = Dataset(root)
    frames = clip.frames()
    assert frames.shape == (25, 64, 64, 3) and frames.dtype == np.uint8
    assert hashlib.sha256(frames.tobytes()).hexdigest() == clip.sha256_frames


def test_h264_is_read_with_its_matrix_and_range(copy: Path) -> None:
    """BT.601's matrix or full range would be off by 10 and more on these colours."""
    colours = [(200, 30, 40), (30, 180, 60), (20, 60, 210), (255, 255, 255), (0, 0, 0), (224, 172, 105)]
    clip = next(Dataset(copy).clips(signal="glare"))
    writer = open_writer(copy / clip.path, codec="h264", width=64, height=64, rate=Fraction(25))
    for k in range(25):
        writer.add(np.full((64, 64, 3), colours[k % 6], np.uint8))
    writer.close()
    frames = clip.frames().astype(int)
    assert all(abs(frames[k] - colours[k % 6]).max() <= 3 for k in range(25))


def test_curves_are_those_of_the_inputs(finished: Path) -> None:
    clip = next(Dataset(finished).clips(signal="glare"))
    curves = clip.curves()
    assert len(curves.values) == clip.frame_count
    for code, peak in clip.signal.peaks.items():
        assert curves.weights(int(peak["frame"]))[code] == pytest.approx(peak["intensity"], abs=1e-6)


def test_a_table(finished: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="pandas is optional")
    table = Dataset(finished).to_pandas(emotion="anger")
    assert isinstance(table, pandas.DataFrame)
    with (finished / "manifest.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["emotion"] == "anger"]
    assert [*table.columns, "sha256_record"] == list(rows[0])
    assert sorted(table["path"]) == sorted(row["path"] for row in rows)
    assert set(table["age"].astype(str)) == {row["age"] for row in rows}


def test_without_pandas(finished: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match=r"needs pandas\. `pip install pandas`"):
        Dataset(finished).to_pandas()


def test_records_are_read_as_they_are_asked_for(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_SPAN", 1000)
    whole = [clip.id for clip in Dataset(copy)]
    assert len(whole) == 4
    with (copy / "manifest.jsonl").open("a") as file:
        file.write('{"clip": "half"}\n')
    clips = iter(Dataset(copy))
    assert [next(clips).id for _ in whole] == whole
    with pytest.raises(InputError, match=r"the record at byte \d+ of manifest.jsonl: .*`synthgen audit"):
        next(clips)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("clips/../../secret.mp4", r"leads outside the dataset \('\.\.'\)"),
        ("clips/link.mp4", "is behind a symbolic link"),
        ("clips/folder/secret.mp4", "is behind a symbolic link"),
        ("clips/nowhere.mp4", "is not in the dataset"),
    ],
)
def test_no_record_leads_out_of_the_dataset(path: str, why: str, copy: Path, tmp_path: Path) -> None:
    clip = next(iter(Dataset(copy)))
    secret = tmp_path / "secret.mp4"
    (copy / clip.path).rename(secret)
    (copy / "clips" / "link.mp4").symlink_to(secret)
    (copy / "clips" / "folder").symlink_to(tmp_path)
    rewrite(copy, {"path": path})
    with pytest.raises(InputError, match=why):
        next(iter(Dataset(copy))).frames()


def test_no_input_leads_out_of_the_dataset(copy: Path, tmp_path: Path) -> None:
    clip = next(iter(Dataset(copy)))
    (copy / clip.signal.input).rename(tmp_path / "signal.yaml")
    rewrite(copy, {"signal": {"input": "inputs/../../signal.yaml"}})
    with pytest.raises(InputError, match="leads outside"):
        next(iter(Dataset(copy))).curves()


def test_a_clip_that_is_not_what_its_record_says(copy: Path) -> None:
    rewrite(copy, {"frames": 24, "face": [[0, 0, 1, 0, 1, 1]] * 24})
    with pytest.raises(InputError, match="25 frames"):
        next(iter(Dataset(copy))).frames()
    rewrite(copy, {"frames": 26, "face": [[0, 0, 1, 0, 1, 1]] * 26})
    with pytest.raises(InputError, match="holds 25 frames; the record says 26"):
        next(iter(Dataset(copy))).frames()
    rewrite(copy, {"width": 32})
    with pytest.raises(InputError, match="64×64"):
        next(iter(Dataset(copy))).frames()
    clip = next(iter(Dataset(copy)))
    (copy / clip.path).write_bytes(b"no video")
    with pytest.raises(InputError, match=f"{clip.path}: cannot be used"):
        clip.frames()


def test_a_signal_that_was_edited(copy: Path) -> None:
    clip = next(iter(Dataset(copy)))
    text = (copy / clip.signal.input).read_text(encoding="utf-8")
    (copy / clip.signal.input).write_text(text + "# edited\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"is not the file with the SHA-256 \w{16}… that the record names"):
        clip.curves()


def test_what_is_no_dataset(tmp_path: Path, copy: Path) -> None:
    with pytest.raises(InputError, match="is no dataset"):
        Dataset(tmp_path / "nowhere")
    (copy / "manifest.jsonl").rename(tmp_path / "manifest.jsonl")
    (copy / "manifest.jsonl").symlink_to(tmp_path / "manifest.jsonl")
    with pytest.raises(InputError, match=r"manifest\.jsonl is behind a symbolic link"):
        Dataset(copy)
