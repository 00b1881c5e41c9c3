"""Runs in scenes: pictures depend on a cell alone, and records say what was drawn."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records
from synthgen.dataset.video import read_frames
from synthgen.engines.plan import parse_only
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.files import sha256_file
from synthgen.reader.dataset import Dataset

from .conftest import Tiny, make_tiny

LIGHT = "light: {kind: [pair, three, surroundings], left: {uniform: [0.5, 3]}, azimuth: {uniform: [-60, 60]}}"
BEHIND = "background: {kind: [plain, gradient, surroundings], hue: {uniform: [0, 360]}, turn: {uniform: [-90, 90]}}"
PERSON = "person: {yaw: {uniform: [-30, 30]}, x: {uniform: [-1, 1]}, distance: {uniform: [1, 2]}}"


ACT = (
    "person: {intensity: {uniform: [0.2, 1]}, tempo: {uniform: [0.5, 1]}, onset: 3, side: [0, 1], idle: 1, "
    "still: [0, 1], look: [0, 1]}"
)


def room(*parts: str) -> str:
    return f"{{name: room, {', '.join(parts)}}}"


def frames(root: Path) -> dict[str, str]:
    return {record["clip"]: record["sha256_frames"] for record in read_records(root / "manifest.jsonl")}


@pytest.fixture(scope="module")
def studio_and_room(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> tuple[Tiny, Path]:
    tiny = make_tiny(tmp_path_factory.mktemp("scenes"), write_model).write(
        scenes=f"[studio, {room(LIGHT, BEHIND, PERSON)}]"
    )
    out = tiny.folder / "both"
    render_design(tiny.design, out, workers=1, quiet=True)
    return tiny, out


def test_a_scene_is_a_clip_of_its_own_and_the_studio_is_what_it_was(
    studio_and_room: tuple[Tiny, Path], whole: Path
) -> None:
    _, out = studio_and_room
    made = frames(out)
    alone = {clip: digest for clip, digest in made.items() if not clip.endswith("__room")}
    assert alone == frames(whole)
    assert {clip.rpartition("__")[0] for clip in set(made) - set(alone)} == set(alone)
    assert len(set(made.values())) == len(made)


def test_records_say_what_was_drawn_and_the_audit_draws_it_again(studio_and_room: tuple[Tiny, Path]) -> None:
    _, out = studio_and_room
    assert {finding.code for finding in audit_dataset(out, rerender=2, seed=1).findings} <= {"undeclared"}
    by_clip = {record["clip"]: record for record in read_records(out / "manifest.jsonl")}
    values = {clip: record["scene"]["values"] for clip, record in by_clip.items()}
    assert values["ada__frown__front"] == {}
    one, other = values["ada__frown__front__room"], values["ada__frown__side__room"]
    assert one["light.azimuth"] == other["light.azimuth"] and one["person.x"] != other["person.x"]
    assert one["background.kind"] in ("plain", "gradient", "surroundings")


def test_neither_workers_nor_order_nor_rests_show_in_a_scene(studio_and_room: tuple[Tiny, Path]) -> None:
    tiny, out = studio_and_room
    wanted = {clip: digest for clip, digest in frames(out).items() if clip.endswith("__room")}
    tiny.write(scenes=f"[{room(PERSON, LIGHT, BEHIND)}]")
    other = tiny.folder / "other"
    render_design(tiny.design, other, only=parse_only(["signal=smile,model=ben,angle=side"]), workers=1, quiet=True)
    render_design(tiny.design, other, workers=2, quiet=True)
    assert frames(other) == wanted


def test_another_scene_wants_another_folder(studio_and_room: tuple[Tiny, Path]) -> None:
    tiny, out = studio_and_room
    tiny.write(scenes=f"[studio, {room(LIGHT, PERSON)}]")
    with pytest.raises(InputError, match="scenes"):
        render_design(tiny.design, out, workers=1, quiet=True)


def test_a_value_that_the_seed_does_not_draw_is_found(studio_and_room: tuple[Tiny, Path], tmp_path: Path) -> None:
    _, out = studio_and_room
    lines = []
    for line in (out / "manifest.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["clip"] == "ada__frown__front__room":
            values = json.loads(record["scene"]["values"])
            values["person.yaw"] += 1.0
            record["scene"]["values"] = json.dumps(values, sort_keys=True, separators=(",", ":"))
            line = json.dumps(record, sort_keys=True, separators=(",", ":"))
        lines.append(line + "\n")
    (out / "manifest.jsonl").write_text("".join(lines))
    told = [finding.message for finding in audit_dataset(out).findings if finding.code == "scene-differs"]
    assert len(told) == 1 and "person.yaw is" in told[0] and "its seed draws" in told[0]


@pytest.fixture(scope="module")
def acted(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Path:
    tiny = make_tiny(tmp_path_factory.mktemp("acted"), write_model)
    tiny.signal("pout", "AU17", emotion="anger", frames=6)  # clips enough that pictures of one person would be compared
    tiny.write(scenes=f"[{room(ACT)}]", video="{size: 64, codec: png}")
    render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    return tiny.folder / "out"


def test_records_of_performances_are_what_was_played(acted: Path) -> None:
    by_clip = {record["clip"]: record for record in read_records(acted / "manifest.jsonl")}
    assert len({record["frames"] for record in by_clip.values()}) > 3
    looks: dict[tuple[str, float], dict[str, str]] = defaultdict(dict)
    for clip in Dataset(acted):
        record, curves = by_clip[clip.id], clip.curves()
        values = record["scene"]["values"]
        assert curves.frames == record["frames"] == len(record["face"])
        assert record["signal"]["apex"] >= 3 or values["person.still"] == 1
        peaks = {code: peak["intensity"] for code, peak in record["signal"]["peaks"].items()}
        assert peaks == pytest.approx({code: peak for code, peak in curves.peaks().items() if peak}, abs=1e-6)
        if record["signal"]["id"] == "smile":
            assert ("AU12L" in peaks, "AU12" in peaks) == (values["person.side"] == 1, values["person.side"] == 0)
            strongest = peaks.get("AU12L", peaks.get("AU12", 0))
            assert strongest == pytest.approx(0.8 * values["person.intensity"], rel=0.12)
        looks[clip.model.id, values["person.look"]][clip.signal.id] = json.dumps(clip.model.appearance)
        still = [(frame == clip.frames()[0]).all() for frame in clip.frames()]
        assert all(still) == (values["person.still"] == 1)
    for (_, anew), shown in looks.items():
        assert len(set(shown.values())) == (len(shown) if anew else 1)


def test_the_audit_plays_performances_again(acted: Path) -> None:
    findings = audit_dataset(acted, full=True, rerender=2, seed=1).findings
    assert {finding.code for finding in findings} <= {"undeclared"}
    lines = [json.loads(line) for line in (acted / "manifest.jsonl").read_text().splitlines()]
    moved = next(line for line in lines if json.loads(line["scene"]["values"])["person.still"] == 0)
    moved["signal"]["onset"] -= 1
    anew = next(line for line in lines if json.loads(line["scene"]["values"])["person.look"] == 1)
    look = json.loads(anew["model"]["appearance"])
    look["hair"]["colour"] = "green"
    anew["model"]["appearance"] = json.dumps(look, sort_keys=True, separators=(",", ":"))
    text = "".join(json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n" for line in lines)
    (acted / "manifest.jsonl").write_text(text)
    told = [(finding.code, finding.clip) for finding in audit_dataset(acted).findings]
    assert ("phases-differ", moved["clip"]) in told
    assert [clip for code, clip in told if code == "look-differs"] == [anew["clip"]]


def test_pictures_of_the_users_are_named_with_licence_and_hash(
    tmp_path: Path, write_model: Callable[..., Path]
) -> None:
    tiny = make_tiny(tmp_path, write_model)
    folder = tmp_path / "beach"
    folder.mkdir()
    for name, shade in (("dark.png", 30), ("light.png", 220)):
        Image.new("RGB", (90, 60), (shade, shade, shade)).save(folder / name)
    (folder / "dark.png.license").write_text("SPDX-License-Identifier: CC-BY-4.0\n")
    tiny.write(signals="[signals/jaw.yaml]", scenes="[{name: out, background: {kind: pictures, pictures: beach}}]")
    out = tmp_path / "made"
    render_design(tiny.design, out, workers=1, quiet=True)
    assets = {asset["id"]: asset for asset in json.loads((out / "dataset.json").read_text())["assets"]}
    assert assets["background/out/light.png"]["spdx"] == "NOASSERTION"
    assert assets["background/out/dark.png"]["spdx"] == "CC-BY-4.0"
    assert assets["background/out/dark.png"]["sha256"] == sha256_file(folder / "dark.png")
    shown = set()
    for record in read_records(out / "manifest.jsonl"):
        (name,) = (asset for asset in record["assets"] if asset.startswith("background/"))
        shown.add(name)
        corner = next(read_frames(out / record["path"], "h264"))[:8, :8].mean()
        assert corner == pytest.approx(30 if "dark" in name else 220, abs=6)
    assert len(shown) == 2
    codes = {finding.code for finding in audit_dataset(out, rerender=1, seed=1).findings}
    assert "rerender-differs" not in codes and "rerender-impossible" not in codes and "scene-differs" not in codes
    # the folder may lie elsewhere, and then goes on as it was; another picture makes another dataset
    folder.rename(tmp_path / "strand")
    tiny.write(signals="[signals/jaw.yaml]", scenes="[{name: out, background: {kind: pictures, pictures: strand}}]")
    assert render_design(tiny.design, out, workers=1, quiet=True).rendered == 0
    Image.new("RGB", (90, 60)).save(tmp_path / "strand" / "dark.png")
    with pytest.raises(InputError, match=r"other assets: background/out/dark\.png"):
        render_design(tiny.design, out, workers=1, quiet=True)
    (tmp_path / "strand" / "dark.png").write_bytes(b"dark")
    with pytest.raises(InputError, match=r"dark\.png: cannot be read as a picture"):
        render_design(tiny.design, tmp_path / "new", workers=1, quiet=True)
    assert not (tmp_path / "new").exists()
