"""A dataset of PNG frames made into one of video clips: the same as if it had been rendered so."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from synthgen.audit.run import audit_dataset
from synthgen.dataset.lock import hold_lock
from synthgen.dataset.manifest import canonical, read_records
from synthgen.dataset.splitfile import dataset_contents, read_split, save_split
from synthgen.dataset.splits import Holdout, make_split
from synthgen.dataset.video import encoder_name
from synthgen.design import Design, read_design, with_options
from synthgen.engines.run import render_design
from synthgen.errors import InputError, RunError
from synthgen.files import sha256_file
from synthgen.transcode.encode import encode_dataset, encoded_folder

pytestmark = pytest.mark.slow

SIGNAL = """\
signal: {name}
emotion: {emotion}
frames: 6
fps: 29.97
tracks:
  {au}: [[0, 0], [4, 0.8], [5, 0.2]]
"""
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of POSIX")


def write_design(folder: Path, write_model: Callable[..., Path], *, size: str = "[80, 64]") -> Design:
    """Write a design of two models, two signals (their order by emotion is not that by name) and two angles."""
    for name in ("people", "signals"):
        (folder / name).mkdir()
    write_model(folder / "people" / "ada.mhm", gender=0.0, african=1.0)
    (folder / "people" / "ada.demographics.yaml").write_text("gender: female\nethnicity: african\nage: 25\n")
    write_model(folder / "people" / "ben.mhm", gender=1.0, asian=1.0)
    for name, emotion, au in (("frown", "sorrow", "AU4"), ("smile", "joy", "AU12")):
        (folder / "signals" / f"{name}.yaml").write_text(SIGNAL.format(name=name, emotion=emotion, au=au))
    (folder / "views.yaml").write_text(
        "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 40, pitch: 10}]\n"
    )
    (folder / "design.yaml").write_text(
        "name: tiny\ndescription: For tests.\nseed: 5\nmodels: [people/*.mhm]\nsignals: ['signals/*.yaml']\n"
        f"angles: [views.yaml]\nvideo: {{size: {size}, codec: png}}\n"
    )
    return read_design(folder / "design.yaml")


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Design:
    return write_design(tmp_path_factory.mktemp("design"), write_model)


@pytest.fixture(scope="module")
def frames(design: Design) -> Path:
    """The design's eight clips as PNG frames. Read only."""
    assert design.folder is not None
    return render_design(design, design.folder / "frames", workers=1, quiet=True).root


@pytest.fixture(scope="module")
def video(design: Design) -> Path:
    """The same design, rendered straight as H.264. Read only."""
    assert design.folder is not None
    return render_design(with_options(design, codec="h264"), design.folder / "video", workers=1, quiet=True).root


@pytest.fixture
def source(frames: Path, tmp_path: Path) -> Path:
    """A copy of the PNG frames, to be damaged."""
    return Path(shutil.copytree(frames, tmp_path / "faces"))


def files_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def canonical_lines(root: Path) -> list[bytes]:
    return sorted(canonical(record) for record in read_records(root / "manifest.jsonl"))


def check_folder(root: Path) -> int:
    """Check that whatever is in a manifest is whole on disk; return the number of clips."""
    records = list(read_records(root / "manifest.jsonl"))
    for record in records:
        assert sha256_file(root / record["path"]) == record["sha256_file"]
    return len(records)


def edit(path: Path, change: Callable[[Any], Any]) -> None:
    document = json.loads(path.read_text())
    change(document)
    path.write_text(json.dumps(document, indent=2) + "\n")


def edit_records(root: Path, change: Callable[[Any], Any]) -> None:
    lines = [json.loads(line) for line in (root / "manifest.jsonl").read_text().splitlines()]
    for record in lines:
        change(record)
    (root / "manifest.jsonl").write_text("".join(json.dumps(record) + "\n" for record in lines))


def unfinished(root: Path) -> None:
    """Make a dataset what a first run that was killed leaves: nothing vouches for its records."""
    edit(root / "dataset.json", lambda facts: [facts.pop(key) for key in ("root_hash", "inputs", "clips")])
    edit(root / "dataset.json", lambda facts: facts.update(complete=False))
    (root / "manifest.csv").unlink()


def test_the_result_is_what_rendering_makes(frames: Path, video: Path, tmp_path: Path) -> None:
    """Byte for byte, but for the order of records and for when things were done."""
    before = files_of(frames)
    result = encode_dataset(frames, tmp_path / "out", workers=2)
    assert (result.declared, result.done, result.made, result.frames) == (8, 8, 8, 48)
    assert canonical_lines(result.root) == canonical_lines(video)
    ours, theirs = files_of(result.root), files_of(video)
    assert ours.keys() == theirs.keys()
    assert {name for name in ours if ours[name] != theirs[name]} <= {"manifest.jsonl", "dataset.json"}
    facts, expected = (json.loads(files["dataset.json"]) for files in (ours, theirs))
    assert list(facts) == list(expected)
    for when in ("created", "finished"):
        del facts[when], expected[when]
    assert facts == expected
    assert result.root_hash == facts["root_hash"]
    assert result.bytes == sum(record["bytes"] for record in read_records(result.root / "manifest.jsonl"))
    assert files_of(frames) == before
    created = {record["clip"]: record["created"] for record in read_records(frames / "manifest.jsonl")}
    assert {record["clip"]: record["created"] for record in read_records(result.root / "manifest.jsonl")} == created


def test_lossless_video_is_a_source_and_a_target(frames: Path, video: Path, tmp_path: Path) -> None:
    lossless = encode_dataset(frames, tmp_path / "ffv1", codec="ffv1")
    for record in read_records(lossless.root / "manifest.jsonl"):
        assert record["sha256_decoded"] == record["sha256_frames"]
        assert (record["codec"], record["encoder"]) == ("ffv1", encoder_name("ffv1"))
    assert canonical_lines(encode_dataset(lossless.root, tmp_path / "h264").root) == canonical_lines(video)
    with pytest.raises(InputError, match="has ffv1 clips already"):
        encode_dataset(lossless.root, tmp_path / "no", codec="ffv1")
    with pytest.raises(InputError, match=r"has h264 clips; encoding takes lossless ones.*--codec png"):
        encode_dataset(video, tmp_path / "no")
    assert not (tmp_path / "no").exists()


def test_the_audit_says_the_same_of_both(frames: Path, tmp_path: Path) -> None:
    result = encode_dataset(frames, tmp_path / "out")
    both = [audit_dataset(root) for root in (frames, result.root)]
    codes = [sorted((finding.code, finding.clip or "") for finding in report.findings) for report in both]
    assert codes[0] == codes[1]
    assert not any(code in dict(codes[1]) for code in ("clip-altered", "codec-differs", "path-differs", "root-differs"))


def test_what_another_program_drew_stays_said(source: Path, tmp_path: Path) -> None:
    """As of a set that was made in MakeHuman: its renderer, versions and assets are not at hand here."""
    renderer = {"name": "makehuman", "version": "1.3.0", "sources": "0123456789abcdef"}
    extra = {"id": "makehuman-mhclo-hair", "spdx": "CC0-1.0", "sha256": "5" * 64, "source": "a folder"}

    def drawn(record: dict[str, Any]) -> None:
        record["renderer"] = renderer
        record["encoder"] = "png, Qt 5.15.14"
        record["assets"].append(extra["id"])

    edit_records(source, drawn)
    unfinished(source)
    edit(source / "dataset.json", lambda facts: facts.update(synthgen="0.0.9", sources="fedcba9876543210"))
    edit(source / "dataset.json", lambda facts: facts["assets"].append(extra))
    result = encode_dataset(source, tmp_path / "out")
    facts = json.loads((result.root / "dataset.json").read_text())
    assert (facts["synthgen"], facts["sources"], facts["assets"][-1]) == ("0.0.9", "fedcba9876543210", extra)
    assert facts["complete"] is True
    for record in read_records(result.root / "manifest.jsonl"):
        assert record["renderer"] == renderer
        assert record["assets"][-1] == extra["id"]
        assert record["encoder"] == encoder_name("h264")
    assert encode_dataset(source, tmp_path / "out").made == 0


def test_the_same_call_goes_on_and_mends(frames: Path, video: Path, tmp_path: Path) -> None:
    out = encode_dataset(frames, tmp_path / "out").root
    assert encode_dataset(frames, out).made == 0
    first, second, *_ = sorted(out.rglob("*.mp4"))
    first.write_bytes(first.read_bytes() + b"x")
    second.unlink()
    with (out / "manifest.jsonl").open("a") as handle:
        handle.write('{"clip": "torn')
    (out / ".partial").mkdir()
    (out / ".partial" / "half").write_text("left by a kill")
    assert encode_dataset(frames, out).made == 2
    assert canonical_lines(out) == canonical_lines(video)
    assert files_of(out).keys() == files_of(video).keys()


def test_a_part_is_encoded_and_grows_with_its_source(design: Design, video: Path, tmp_path: Path) -> None:
    part = replace(design, models=("people/ada.mhm",), signals=("signals/smile.yaml",))
    source = render_design(part, tmp_path / "faces", limit=1, workers=1, quiet=True).root
    out = encoded_folder(source, "h264")
    assert out == tmp_path / "faces-h264"
    result = encode_dataset(source)
    assert (result.root, result.done, result.declared) == (out, 1, 2)
    assert json.loads((out / "dataset.json").read_text())["complete"] is False
    render_design(part, source, workers=1, quiet=True)
    assert encode_dataset(source).made == 1
    render_design(design, source, workers=1, quiet=True)
    result = encode_dataset(source, workers=2)
    assert (result.made, result.done, result.declared) == (6, 8, 8)
    assert canonical_lines(out) == canonical_lines(video)
    assert files_of(out).keys() == files_of(video).keys()
    assert files_of(out)["design.yaml"] == files_of(video)["design.yaml"]


def test_a_clip_that_the_source_has_anew_is_encoded_anew(source: Path, tmp_path: Path) -> None:
    """The record says other frames than the encoded clip's: that one goes."""
    out = encode_dataset(source, tmp_path / "out").root
    (record,) = [r for r in read_records(source / "manifest.jsonl") if r["clip"] == "ada__smile__front"]
    other = next(r for r in read_records(source / "manifest.jsonl") if r["clip"] == "ben__smile__front")
    shutil.rmtree(source / record["path"])
    shutil.copytree(source / other["path"], source / record["path"])
    hashes = {key: other[key] for key in ("bytes", "sha256_file", "sha256_frames", "sha256_decoded")}
    edit_records(source, lambda r: r.update(hashes) if r["clip"] == record["clip"] else None)
    unfinished(source)
    assert encode_dataset(source, out).made == 1
    both = {r["clip"]: r["sha256_file"] for r in read_records(out / "manifest.jsonl")}
    assert both["ada__smile__front"] == both["ben__smile__front"]
    assert check_folder(out) == 8


def test_splits_come_along_and_documents_do_not(source: Path, tmp_path: Path) -> None:
    contents, root_hash = dataset_contents(source)
    settings = Holdout((("train", 1), ("validation", 1)))
    save_split(make_split(contents, settings, name="mine", root_hash=root_hash), source)
    (source / "splits" / "odd.json").write_text("{}")
    for name in ("DATASHEET.md", "croissant.json", "CITATION.cff", "signature.json", "notes.txt"):
        (source / name).write_text("about the frames")
    out = encode_dataset(source, tmp_path / "out").root
    contents, root_hash = dataset_contents(out)
    split = read_split(out / "splits" / "mine.json")
    assert split == make_split(contents, settings, name="mine", root_hash=root_hash)
    assert split.parts == read_split(source / "splits" / "mine.json").parts
    assert (out / "splits" / "odd.json").read_text() == "{}"
    assert {path.name for path in out.iterdir()} == {
        *("clips", "inputs", "splits", "design.yaml", "dataset.json", "manifest.jsonl", "manifest.csv", "preview.png")
    }


def swap(clip: Path) -> None:
    first, second = clip / "0000.png", clip / "0003.png"
    first.rename(clip / "x")
    second.rename(first)
    (clip / "x").rename(second)


def recompress(clip: Path) -> None:
    with Image.open(clip / "0002.png") as picture:
        picture.load()
    picture.save(clip / "0002.png", compress_level=9)


def dot(clip: Path) -> None:
    with Image.open(clip / "0002.png") as picture:
        picture.load()
    picture.putpixel((3, 3), (1, 2, 3))
    picture.save(clip / "0002.png", compress_level=1)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda clip: (clip / "0002.png").unlink(), "has 5 frames; its record says 6"),
        (lambda clip: shutil.copy(clip / "0005.png", clip / "0006.png"), "holds 7 frames or more; at most 6"),
        (lambda clip: shutil.rmtree(clip), "is not at clips/joy/smile/ada/ada__smile__front"),
        (lambda clip: (clip / "0002.png").write_bytes(b"nothing"), "is no PNG file"),
        (lambda clip: Image.new("RGB", (32, 32)).save(clip / "0002.png"), "a frame of 32×32 pixels; .* 80×64"),
        (lambda clip: Image.new("RGB", (320, 32)).save(clip / "0002.png"), "holds a picture of 320×32"),
        (swap, r"is another file than its record has the hash of \(sha256_file\)"),
        (recompress, r"is another file than its record has the hash of \(sha256_file\)"),
        (dot, r"is another file than its record has the hash of \(sha256_file\)"),
    ],
)
def test_a_clip_that_is_not_its_records_is_named(
    source: Path, tmp_path: Path, damage: Callable[[Path], Any], said: str
) -> None:
    damage(source / "clips" / "joy" / "smile" / "ada" / "ada__smile__front")
    with pytest.raises(InputError, match=f"the clip ada__smile__front .*{said}"):
        encode_dataset(source, tmp_path / "out", workers=2)
    assert check_folder(tmp_path / "out") < 8
    assert not (tmp_path / "out" / ".partial").exists()
    assert not list((tmp_path / "out").rglob("ada__smile__front.mp4"))


def test_frames_that_differ_from_their_hash_are_named(source: Path, tmp_path: Path) -> None:
    """The file is the one that its record has the hash of; what it shows is not what was drawn."""
    clip = source / "clips" / "joy" / "smile" / "ada" / "ada__smile__front"
    dot(clip)
    told = {"ada__smile__front": sha256_file(clip)}
    edit_records(source, lambda r: r.update(sha256_file=told.get(r["clip"], r["sha256_file"])))
    unfinished(source)
    with pytest.raises(InputError, match=r"ada__smile__front shows other frames .*\(sha256_frames\)"):
        encode_dataset(source, tmp_path / "out")


@posix
def test_a_link_among_the_frames_is_not_followed(source: Path, tmp_path: Path) -> None:
    frame = source / "clips" / "joy" / "smile" / "ada" / "ada__smile__front" / "0002.png"
    frame.rename(tmp_path / "outside.png")
    frame.symlink_to(tmp_path / "outside.png")
    with pytest.raises(InputError, match="ada__smile__front has 5 frames"):
        encode_dataset(source, tmp_path / "out")


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda root: edit_records(root, lambda r: r["model"].update(gender="male")), "root|manifest.csv"),
        (lambda root: edit(root / "dataset.json", lambda f: f.update(root_hash="0" * 64)), "root"),
        (lambda root: (root / "inputs/signals/smile.yaml").write_text("signal: smile\n"), "smile.yaml"),
        (lambda root: (root / "inputs/models/ada.mhm").write_text("name other\n"), "ada.mhm"),
        (lambda root: (root / "inputs/models/ada.demographics.yaml").unlink(), "ada.demographics.yaml"),
        (lambda root: (root / "design.yaml").write_text("name: x\n"), "design.yaml"),
        (lambda root: (root / "manifest.csv").unlink(), "manifest.csv"),
        (lambda root: (root / "dataset.json").unlink(), "is no dataset"),
        (lambda root: shutil.rmtree(root), "no such folder"),
    ],
)
def test_a_source_that_denies_itself_is_refused_before_anything_is_written(
    source: Path, tmp_path: Path, damage: Callable[[Path], Any], said: str
) -> None:
    damage(source)
    with pytest.raises(InputError, match=said):
        encode_dataset(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"clip": "ada__smile__behind"}, "the record of ada__smile__behind is of no cell of the design"),
        ({"path": "clips/../../secret"}, r"has the path 'clips/\.\./\.\./secret'; its design says 'clips/joy/smile/"),
        ({"fps": 25.0}, r"has the fps 25\.0; its design says 29\.97"),
        ({"width": 64}, "has the width 64; its design says 80"),
        ({"design_sha256": "0" * 64}, "has the design_sha256"),
        ({"codec": "ffv1"}, "has the codec 'ffv1'; its design says 'png'"),
    ],
)
def test_a_record_that_is_not_its_designs_is_named(
    source: Path, tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    edit_records(source, lambda r: r.update(change) if r["clip"] == "ada__smile__front" else None)
    unfinished(source)
    with pytest.raises(InputError, match=said):
        encode_dataset(source, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_odd_size_says_what_to_do(write_model: Callable[..., Path], tmp_path: Path) -> None:
    odd = write_design(tmp_path, write_model, size="[65, 64]")
    source = render_design(odd, tmp_path / "faces", limit=1, workers=1, quiet=True).root
    with pytest.raises(InputError) as caught:
        encode_dataset(source)
    assert "size 65x64 is odd; h264 needs an even width and height" in str(caught.value)
    assert "Keep the png clips, or make them again at an even size (64x64, 66x64)." in str(caught.value)
    assert not encoded_folder(source, "h264").exists()


def test_other_folders_are_refused(frames: Path, video: Path, design: Design, tmp_path: Path) -> None:
    def refused(out: Path) -> str:
        before = files_of(out) if out.is_dir() else {}
        with pytest.raises(InputError) as caught:
            encode_dataset(frames, out)
        assert (files_of(out) if out.is_dir() else {}) == before
        return str(caught.value)

    assert "lies in one folder with the dataset" in refused(frames)
    assert "lies in one folder with the dataset" in refused(frames / "clips" / "new")
    assert "lies in one folder with the dataset" in refused(frames.parent)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    assert "is neither empty nor a dataset (it holds 'letter.txt')" in refused(tmp_path / "mine")
    other = render_design(
        replace(with_options(design, codec="h264", seed=6), models=("people/ada.mhm",)),
        tmp_path / "other",
        limit=1,
        workers=1,
        quiet=True,
    ).root
    said = refused(other)
    assert f"is no encoding of {frames}: holds another design: seed is 5, in the folder 6" in said
    assert said.endswith("Choose another --out.")
    lossless = encode_dataset(frames, tmp_path / "ffv1", codec="ffv1").root
    assert "codec is h264, in the folder ffv1" in refused(lossless)
    older = Path(shutil.copytree(video, tmp_path / "older"))
    edit(older / "dataset.json", lambda facts: facts.update(sources="0" * 16))
    assert "they differ in sources" in refused(older)
    with hold_lock(older):
        assert "another run is writing this folder" in refused(older)
    file = tmp_path / "file"
    file.write_text("")
    assert "cannot be written (File exists)" in refused(file)
    assert "cannot be written" in refused(file / "below")


def test_what_was_rendered_straight_can_be_gone_on_with(frames: Path, video: Path, tmp_path: Path) -> None:
    """It is the same dataset: nothing is to do."""
    out = Path(shutil.copytree(video, tmp_path / "out"))
    assert encode_dataset(frames, out).made == 0


def command(source: Path, out: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "synthgen", "encode", str(source), "--out", str(out), *options]


@pytest.fixture(scope="module")
def many(design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The design at a size that takes some time to encode: eight clips of 512×512. Read only."""
    bigger = with_options(design, size=(512, 512))
    return render_design(bigger, tmp_path_factory.mktemp("many") / "faces", workers=2, quiet=True).root


def wait_for_a_clip(out: Path, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + 60
    while not (out / "manifest.jsonl").exists() or b"\n" not in (out / "manifest.jsonl").read_bytes():
        assert time.monotonic() < until and process.poll() is None, process.communicate()
        time.sleep(0.002)


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_stop_leaves_whole_clips_and_the_same_command_goes_on(many: Path, tmp_path: Path, number: int) -> None:
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(many, out, "--workers", "1"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    wait_for_a_clip(out, process)
    os.kill(process.pid, number)
    printed, said = process.communicate(timeout=60)
    done = check_folder(out)
    assert 1 <= done < 8
    assert "Traceback" not in printed + said
    if number != signal.SIGKILL:
        assert process.returncode == 3
        assert f"Stopped: {done} of 8 clips are whole in {out}. Give the same command to go on." in said
        assert {path.name for path in out.iterdir()} <= {
            *("design.yaml", "dataset.json", "manifest.jsonl", "inputs", "clips")
        }
    assert encode_dataset(many, out).made == 8 - done
    assert check_folder(out) == 8
    assert not (out / ".partial").exists() and not (out / ".lock").exists()
    assert len(list(out.rglob("*.mp4"))) == 8


@posix
@pytest.mark.parametrize(("codec", "limit"), [("h264", 9_000), ("ffv1", 20_000)])
def test_a_disk_that_fills_up(frames: Path, tmp_path: Path, codec: str, limit: int) -> None:
    """A limit on the size of files: of the manifest (h264), of a clip (ffv1)."""
    import resource

    full = subprocess.run(
        command(frames, tmp_path / "out", "--codec", codec, "--workers", "2"),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY)),
    )
    assert full.returncode == 3, full.stderr
    assert "A file would be larger than a file may be here (`ulimit -f`" in full.stderr
    assert "give the same command again" in full.stderr
    assert "Traceback" not in full.stderr
    assert check_folder(tmp_path / "out") < 8
    assert not (tmp_path / "out" / ".partial").exists()
    assert encode_dataset(frames, tmp_path / "out", codec=codec).done == 8


def test_an_error_in_between_is_told(frames: Path, tmp_path: Path) -> None:
    """A file where a clip's folder should be."""
    out = encode_dataset(frames, tmp_path / "out").root
    shutil.rmtree(out / "clips" / "joy" / "smile" / "ada")
    (out / "clips" / "joy" / "smile" / "ada").write_text("a file in the way")
    with pytest.raises((InputError, RunError), match=r"File exists|Not a directory"):
        encode_dataset(frames, out)
    assert json.loads((out / "dataset.json").read_text())["complete"] is False
