"""Whole runs with the real renderer: what is on disk afterwards, and that neither workers nor order nor rests show."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from synthgen.audit.run import audit_dataset
from synthgen.dataset.columns import packed
from synthgen.dataset.manifest import canonical, read_records, root_hash, schema
from synthgen.dataset.video import sha256_decoded
from synthgen.engines import run
from synthgen.engines.plan import parse_only
from synthgen.engines.run import plan_design, render_design
from synthgen.errors import InputError, RunError
from synthgen.files import sha256_file
from synthgen.reader.dataset import Dataset

Tiny = Any


def canonical_lines(root: Path) -> list[bytes]:
    return sorted(canonical(record) for record in read_records(root / "manifest.jsonl"))


def frames_by_clip(root: Path) -> dict[str, str]:
    return {record["clip"]: record["sha256_frames"] for record in read_records(root / "manifest.jsonl")}


def test_every_declared_clip_is_on_disk_as_its_record_says(whole: Path) -> None:
    records = list(read_records(whole / "manifest.jsonl"))
    expected = {f"{m}__{s}__{a}" for m in ("ada", "ben") for s in ("frown", "jaw", "smile") for a in ("front", "side")}
    assert {record["clip"] for record in records} == expected
    validator = jsonschema.Draft202012Validator(schema())
    for record in records:
        validator.validate(packed(record))
        path = whole / record["path"]
        assert sha256_file(path) == record["sha256_file"]
        assert sha256_decoded(path, "h264") == (record["frames"], record["sha256_decoded"])
        assert record["frames"] == len(record["face"]) == (8 if record["signal"]["id"] == "smile" else 5)
        assert (whole / record["model"]["input"]).is_file()
        assert (whole / record["signal"]["input"]).is_file()
    assert len({record["sha256_frames"] for record in records}) == 12


def test_nothing_else_is_in_the_folder(whole: Path) -> None:
    assert {path.name for path in whole.iterdir()} == {
        "design.yaml", "dataset.json", "manifest.jsonl", "manifest.csv", "inputs", "clips", "preview.png",
    }  # fmt: skip
    clips = {str(path.relative_to(whole)) for path in (whole / "clips").rglob("*") if path.is_file()}
    assert clips == {record["path"] for record in read_records(whole / "manifest.jsonl")}


def test_dataset_json_has_the_totals_the_licence_and_the_root_hash(whole: Path) -> None:
    facts = json.loads((whole / "dataset.json").read_text())
    assert facts["complete"] is True
    assert facts["clips"] == {"declared": 12, "done": 12}
    assert facts["root_hash"] == root_hash(whole / "manifest.jsonl")
    assert facts["licence"] == "CC0-1.0"
    used = {asset for record in read_records(whole / "manifest.jsonl") for asset in record["assets"]}
    assert used == {record["id"] for record in facts["assets"]}


def test_the_csv_has_a_row_a_clip(whole: Path) -> None:
    lines = (whole / "manifest.csv").read_text().splitlines()
    assert lines[0].startswith("clip,path,model,gender,")
    assert len(lines) == 13
    assert lines[1].startswith("ada__frown__front,clips/anger/frown/ada/ada__frown__front.mp4,ada,undeclared,")


def test_a_record_says_when_the_signal_peaks(whole: Path) -> None:
    """Frown rises in a line from 0 at frame 0 to .8 at frame 4: above a tenth of that from frame 1 on."""
    record = next(r for r in read_records(whole / "manifest.jsonl") if r["clip"] == "ada__frown__front")
    signal = record["signal"]
    assert signal["peaks"] == {"AU4": {"intensity": 0.8, "frame": 4}}
    assert (signal["onset"], signal["apex"], signal["offset"]) == (1, 4, 4)


def test_the_face_polygon_lies_on_the_face(whole: Path) -> None:
    for record in read_records(whole / "manifest.jsonl"):
        for polygon in record["face"]:
            xs, ys = polygon[::2], polygon[1::2]
            assert 0 <= min(xs) < max(xs) <= 64
            assert 0 <= min(ys) < max(ys) <= 64
            assert max(ys) - min(ys) > 15


@pytest.mark.slow
def test_one_worker_makes_the_same_dataset_as_two(tiny: Tiny, whole: Path) -> None:
    summary = render_design(tiny.design, tiny.folder / "one", workers=1, quiet=True)
    assert canonical_lines(summary.root) == canonical_lines(whole)
    assert summary.root_hash == json.loads((whole / "dataset.json").read_text())["root_hash"]


@pytest.mark.slow
def test_a_second_run_redoes_nothing_and_mends_what_is_broken(tiny: Tiny, whole: Path) -> None:
    out = tiny.folder / "out"
    shutil.copytree(whole, out)
    before = (out / "manifest.jsonl").read_bytes()
    assert render_design(tiny.design, out, quiet=True).rendered == 0
    assert (out / "manifest.jsonl").read_bytes() == before

    records = list(read_records(out / "manifest.jsonl"))
    (out / records[0]["path"]).write_bytes(b"not a clip")
    (out / records[1]["path"]).unlink()
    with (out / "manifest.jsonl").open("ab") as handle:
        handle.write(b'{"clip": "torn')
    stray = out / ".partial" / "1-half.mp4"
    stray.parent.mkdir()
    stray.write_bytes(b"half")
    assert render_design(tiny.design, out, quiet=True).rendered == 2
    assert canonical_lines(out) == canonical_lines(whole)
    assert not stray.parent.exists()


@pytest.mark.slow
def test_a_design_grown_in_place_equals_one_rendered_whole(tiny: Tiny, whole: Path) -> None:
    """Adding a model, a signal and an angle changes no clip that was there, and redoes none."""
    out = tiny.folder / "out"
    (tiny.folder / "views.yaml").write_text("name: views\nangles: [{id: front, yaw: 0, pitch: 0}]\n")
    tiny.write(models="[people/ada.mhm]", signals="[signals/frown.yaml]")
    assert render_design(tiny.design, out, workers=1, quiet=True).declared == 1
    (clip,) = (out / "clips").rglob("*.mp4")
    written = clip.stat().st_mtime_ns
    (tiny.folder / "views.yaml").write_text(
        "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 40, pitch: 10}]\n"
    )
    tiny.write()
    assert render_design(tiny.design, out, quiet=True).rendered == 11
    assert clip.stat().st_mtime_ns == written
    assert canonical_lines(out) == canonical_lines(whole)


def test_views_that_another_file_names_leave_no_stranger_of_the_file_before(tiny: Tiny) -> None:
    """Somebody begins with one view and goes on with a larger set under another name."""
    out = tiny.folder / "out"
    (tiny.folder / "few.yaml").write_text("name: few\nangles: [{id: front, yaw: 0, pitch: 0}]\n")
    tiny.write(models="[people/ada.mhm]", signals="[signals/frown.yaml]", angles="[few.yaml]")
    render_design(tiny.design, out, workers=1, quiet=True)
    assert [path.name for path in (out / "inputs" / "angles").iterdir()] == ["few.yaml"]
    tiny.write(models="[people/ada.mhm]", signals="[signals/frown.yaml]")
    assert render_design(tiny.design, out, workers=1, quiet=True).rendered == 1
    assert [path.name for path in (out / "inputs" / "angles").iterdir()] == ["views.yaml"]
    assert "file-stranger" not in {finding.code for finding in audit_dataset(out).findings}


@pytest.mark.slow
def test_parts_of_a_design_add_up_to_it(tiny: Tiny, whole: Path) -> None:
    out = tiny.folder / "out"
    only = parse_only(["emotion=anger", "angle=f*"])
    first = render_design(tiny.design, out, only=only, workers=1, quiet=True)
    assert (first.rendered, first.done, first.declared) == (2, 2, 12)
    assert json.loads((out / "dataset.json").read_text())["complete"] is False
    assert render_design(tiny.design, out, limit=3, workers=1, quiet=True).rendered == 3
    assert render_design(tiny.design, out, workers=1, quiet=True).rendered == 7
    assert canonical_lines(out) == canonical_lines(whole)


@pytest.mark.slow
@pytest.mark.parametrize("codec", ["ffv1", "png"])
def test_lossless_codecs_hold_the_frames_that_h264_was_made_from(tiny: Tiny, whole: Path, codec: str) -> None:
    tiny.write(models="[people/ada.mhm]", signals="[signals/frown.yaml]", video=f"{{size: 64, codec: {codec}}}")
    summary = render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    expected = frames_by_clip(whole)
    for record in read_records(summary.root / "manifest.jsonl"):
        assert record["sha256_frames"] == record["sha256_decoded"] == expected[record["clip"]]


@pytest.mark.slow
def test_another_rate_keeps_the_length(tiny: Tiny) -> None:
    tiny.write(models="[people/ada.mhm]", signals="[signals/smile.yaml]", video="{size: 64, fps: 50}")
    summary = render_design(tiny.design, tiny.folder / "out", limit=1, workers=1, quiet=True)
    (record,) = read_records(summary.root / "manifest.jsonl")
    assert (record["frames"], record["fps"]) == (16, 50)


@pytest.mark.slow
def test_a_picture_may_have_any_shape(tiny: Tiny) -> None:
    tiny.write(models="[people/ada.mhm]", signals="[signals/frown.yaml]", video="{size: [71, 120], codec: png}")
    summary = render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    assert [(r["width"], r["height"]) for r in read_records(summary.root / "manifest.jsonl")] == [(71, 120)] * 2


def test_a_dry_run_writes_nothing_and_counts(tiny: Tiny, whole: Path) -> None:
    out = tiny.folder / "out"
    plan = plan_design(tiny.design, out, limit=5, workers=3)
    assert (plan.declared, plan.selected, plan.done, plan.clips) == (12, 12, 0, 5)
    assert plan.frames == 5 + 5 + 5 + 5 + 8
    assert plan.bytes > 0
    assert not out.exists()
    shutil.copytree(whole, out)
    (clip, *_) = (out / "clips").rglob("*.mp4")
    clip.unlink()
    before = (out / "manifest.jsonl").read_bytes()
    plan = plan_design(tiny.design, out)
    assert (plan.done, plan.clips) == (11, 1)
    assert (out / "manifest.jsonl").read_bytes() == before


def test_globs_that_match_nothing_are_refused(tiny: Tiny) -> None:
    with pytest.raises(InputError, match="--only emotion=fear matches nothing in this design; it has anger, joy, none"):
        plan_design(tiny.design, tiny.folder / "out", only=parse_only(["emotion=fear"]))
    with pytest.raises(InputError, match="no cell of this design is all of that"):
        plan_design(tiny.design, tiny.folder / "out", only=parse_only(["emotion=anger,signal=smile"]))
    for text in ("emotion", "mood=x", "model="):
        with pytest.raises(InputError, match="is not KEY=GLOB"):
            parse_only([text])


def test_an_au_without_a_shape_is_refused_before_anything_is_written(tiny: Tiny) -> None:
    tiny.signal("wipe", "AU37")
    with pytest.raises(InputError, match=r"wipe.yaml: AU37 has no shape in the AU basis 'embedded'"):
        render_design(tiny.design, tiny.folder / "out", quiet=True)
    assert not (tiny.folder / "out").exists()


def test_too_small_a_disk_is_refused_first(tiny: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "free_bytes", lambda path: 10_000)
    with pytest.raises(RunError, match=r"has 10.0 kB free; the 12 clips of this run need about"):
        render_design(tiny.design, tiny.folder / "out", quiet=True)
    assert not (tiny.folder / "out" / "clips").exists()


def test_unknown_modifiers_are_said_and_recorded(
    tiny: Tiny, write_model: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    ada = tiny.folder / "people" / "ada.mhm"
    ada.write_text(ada.read_text().replace("subdivide", "modifier head/no-such-thing 0.5\nsubdivide"))
    out = tiny.folder / "out"
    render_design(tiny.design, out, only=parse_only(["model=ada,signal=frown"]), limit=1, workers=1, quiet=True)
    assert "model ada: not at hand: head/no-such-thing" in capsys.readouterr().err
    assert json.loads((out / "dataset.json").read_text())["unknown_modifiers"] == {"ada": ["head/no-such-thing"]}


def test_the_preview_shows_models_and_views(whole: Path) -> None:
    from PIL import Image

    with Image.open(whole / "preview.png") as sheet:
        assert sheet.width > 400
        assert sheet.height > 400
        assert len(sheet.convert("RGB").getcolors(1 << 24)) > 1000


def test_a_person_has_one_id_everywhere_whatever_the_name(tiny: Tiny, write_model: Callable[..., Path]) -> None:
    """Two people with Chinese names were refused; Zoë was Zo_ in records and Zo in clip ids."""
    people = tiny.folder / "names"
    people.mkdir()
    for name, shares in {"李": {"asian": 1.0}, "王": {"african": 1.0}, "Zoë": {"caucasian": 1.0}}.items():
        write_model(people / f"{name}.mhm", gender=0.0, **shares)
    tiny.write(models="[names]", signals="[signals/frown.yaml]")
    only = parse_only(["model=Zoë", "model=李"])
    root = render_design(tiny.design, tiny.folder / "named", only=only, workers=1, quiet=True).root
    found = {clip.model.id: clip for clip in Dataset(root)}
    assert found.keys() == {"Zoe-c6a1269858", "id-c16667ca78"}
    for name, clip in found.items():
        assert clip.id.split("__")[0] == name == Path(clip.path).parent.name == Path(clip.model.input).stem
    render_design(tiny.design, root, workers=1, quiet=True)
    assert {clip.model.id for clip in Dataset(root).clips(model="Zoë")} == {"Zoe-c6a1269858"}
    assert len({clip.model.id for clip in Dataset(root).clips(model=["李", "王"])}) == 2
    report = audit_dataset(root)
    assert report.verdict == "pass" and report.coverage.cells.found == 6
