"""Stills: one record a picture, of the apex or of a frame that is asked for, in every codec that takes them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records
from synthgen.design import read_design
from synthgen.engines.run import plan_design, render_design
from synthgen.errors import InputError, InputWarning
from synthgen.publish.croissant import croissant
from synthgen.publish.publication import Publication
from synthgen.reader.dataset import Dataset
from synthgen.transcode.encode import encode_dataset

from .conftest import Tiny, make_tiny

STILLS = "{size: [65, 64], frames: 1}"


@pytest.fixture(scope="module")
def stills(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Tiny:
    tiny = make_tiny(tmp_path_factory.mktemp("stills"), write_model).write(video=STILLS)
    assert plan_design(tiny.design, tiny.folder / "out").frames == 12
    summary = render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    assert (summary.declared, summary.done, summary.frames) == (12, 12, 12)
    assert summary.preview is not None and summary.preview.is_file()
    return tiny


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Path:
    tiny = make_tiny(tmp_path_factory.mktemp("moving"), write_model).write(video="{size: [65, 64], codec: png}")
    return render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True).root


def test_a_still_is_the_apex_of_the_clip_to_the_bit(stills: Tiny, moving: Path) -> None:
    clips = {clip.id: clip for clip in Dataset(moving)}
    for still in Dataset(stills.folder / "out"):
        clip = clips[still.id]
        (picture,) = still.frames()
        assert (picture == clip.frames()[clip.signal.apex]).all()
        assert still.path == f"{clip.path}.png" and (still.root / still.path).is_file()
        with Image.open(still.root / still.path) as file:
            assert (np.asarray(file) == picture).all()


def test_a_record_says_what_the_one_picture_shows(stills: Tiny, moving: Path) -> None:
    whole = {record["clip"]: record for record in read_records(moving / "manifest.jsonl")}
    for record in read_records(stills.folder / "out" / "manifest.jsonl"):
        signal, of_clip = record["signal"], whole[record["clip"]]["signal"]
        assert (record["frames"], record["codec"], record["fps"]) == (1, "png", 25.0)
        assert (signal["onset"], signal["apex"], signal["offset"]) == (0, 0, 0)
        assert signal["peaks"] == {code: {**peak, "frame": 0} for code, peak in of_clip["peaks"].items()}
        assert len(record["face"]) == 1
        assert record["face"][0] == whole[record["clip"]]["face"][of_clip["apex"]]


def test_the_audit_passes_on_stills_and_finds_one_that_was_changed(stills: Tiny, tmp_path: Path) -> None:
    report = audit_dataset(stills.folder / "out", full=True, rerender=2, seed=1)
    assert {finding.code for finding in report.findings} <= {"undeclared"}
    (file_set,) = [part for part in croissant(report, (), Publication())["distribution"] if "includes" in part]
    named = {path for pattern in file_set["includes"] for path in (stills.folder / "out").glob(pattern)}
    assert len(named) == 12 and all(path.is_file() for path in named)
    other = Path(shutil.copytree(stills.folder / "out", tmp_path / "out"))
    path = next(other.glob("clips/*/*/*/*.png"))
    with Image.open(path) as picture:
        Image.fromarray(255 - np.asarray(picture)).save(path)
    assert {finding.code for finding in audit_dataset(other).findings} & {"clip-altered", "clip-truncated"}
    path.unlink()
    assert "clip-missing" in {finding.code for finding in audit_dataset(other).findings}


def test_another_frame_than_the_apex(stills: Tiny, moving: Path) -> None:
    stills.write(video="{size: [65, 64], frames: 1, frame: 2}")
    root = render_design(stills.design, stills.folder / "second", workers=1, quiet=True).root
    clips = {clip.id: clip for clip in Dataset(moving)}
    for still in Dataset(root):
        assert (still.frames()[0] == clips[still.id].frames()[2]).all()
        assert still.curves().values.tolist() == clips[still.id].curves().values[2:3].tolist()
    assert {finding.code for finding in audit_dataset(root).findings} <= {"undeclared"}


def test_jpeg_is_near_the_picture_and_encoding_makes_what_rendering_does(stills: Tiny) -> None:
    stills.write(video="{size: [65, 64], frames: 1, codec: jpeg}")
    root = render_design(stills.design, stills.folder / "jpeg", workers=1, quiet=True).root
    assert {finding.code for finding in audit_dataset(root, full=True).findings} <= {"undeclared"}
    exact = {clip.id: clip for clip in Dataset(stills.folder / "out")}
    for still in Dataset(root):
        assert still.path.endswith(".jpg") and "libjpeg" in still.encoder
        assert still.sha256_frames == exact[still.id].sha256_frames != still.sha256_decoded
        assert np.abs(still.frames()[0].astype(int) - exact[still.id].frames()[0]).mean() < 2
    encoded = encode_dataset(stills.folder / "out", stills.folder / "encoded", codec="jpeg")
    assert encoded.root_hash == Dataset(root).root_hash
    with pytest.raises(InputError, match="h264 is of moving pictures"):
        encode_dataset(stills.folder / "out", stills.folder / "no", codec="h264")


@pytest.mark.parametrize(
    ("video", "told"),
    [
        ("{frames: 2}", "line 7: 'video.frames' is 2; expected 1, for stills. Leave it out for clips."),
        ("{frames: 1, codec: h264}", "line 7: h264 is of moving pictures; clips are stills .* Use png or jpeg"),
        ("{codec: jpeg}", "line 7: jpeg is of stills; clips have more frames than one. Add 'frames: 1'"),
        ("{frame: 3}", "line 7: 'frame' says which one a still shows. Add 'frames: 1'"),
        ("{frames: 1, frame: -1}", "'video.frame' is -1"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(tiny: Tiny, video: str, told: str) -> None:
    tiny.write(video=video)
    with pytest.raises(InputError, match=told):
        read_design(tiny.path)


def test_a_frame_that_a_signal_has_not_is_refused_before_rendering(tiny: Tiny) -> None:
    tiny.write(video="{size: 64, frames: 1, frame: 5}")
    with pytest.raises(InputError, match=r"there is no frame 5 in 'frown', which has frames 0 to 4"):
        render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    assert not (tiny.folder / "out").exists()
    tiny.write(video="{size: 64, frames: 1, frame: 0}")
    with pytest.warns(InputWarning, match="stills of frame 0 show nothing of frown, jaw, smile"):
        plan_design(tiny.design, tiny.folder / "out")
