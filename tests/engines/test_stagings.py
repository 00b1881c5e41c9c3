"""Designs of intensities and takes, rendered: what records, frozen designs, audits and readers say of them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.audit.page.index import make_index, point
from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records
from synthgen.design import read_design
from synthgen.engines.plan import parse_only
from synthgen.engines.run import plan_design, render_design
from synthgen.errors import InputError
from synthgen.reader.dataset import Dataset

from .conftest import Tiny, make_tiny

ROOM = "[{name: room, light: {kind: pair, left: {uniform: [0.5, 3]}}, background: {kind: plain}}]"
STILLS = "{size: 64, frames: 1}"
CROSSED = "intensities: [0.5, 1]\ntakes: 2\nclasses: [anger, joy, calm]\n"


@pytest.fixture(scope="module")
def crossed(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Tiny:
    """Two people × three signals × one view × two intensities × two takes."""
    tiny = make_tiny(tmp_path_factory.mktemp("crossed"), write_model)
    tiny.signal("jaw", "AU26", emotion="calm")
    tiny.write(angles="[frontal]", scenes=ROOM, video=STILLS, more=CROSSED)
    assert plan_design(tiny.design, tiny.folder / "out").clips == 24
    half = render_design(tiny.design, tiny.folder / "out", only=parse_only(["scene=*_2"]), workers=1, quiet=True)
    assert half.done == half.declared / 2
    render_design(read_design(tiny.folder / "out" / "design.yaml"), tiny.folder / "out", workers=2, quiet=True)
    return tiny


def test_a_set_that_was_made_in_two_runs_is_whole_and_passes(crossed: Tiny) -> None:
    report = audit_dataset(crossed.folder / "out", full=True, rerender=2, seed=1)
    assert {finding.code for finding in report.findings} <= {"undeclared", "signals-alike"}
    assert report.coverage.cells.found == report.coverage.cells.declared == 24
    by_name = {factor.name: factor for factor in report.coverage.factors}
    assert by_name["scene"].levels == ("room",) and by_name["scene"].clips == (24,)
    assert by_name["person.intensity"].levels == ("0.5", "1") and by_name["person.intensity"].clips == (12, 12)
    assert by_name["take"].levels == ("1", "2") and by_name["take"].clips == (12, 12)
    assert by_name["emotion"].levels == ("anger", "calm", "joy")


def test_records_say_how_strongly_a_signal_was_played(crossed: Tiny) -> None:
    peaks = {}
    for record in read_records(crossed.folder / "out" / "manifest.jsonl"):
        strength = record["scene"]["values"]["person.intensity"]
        assert record["scene"]["id"] == f"room_at{100 * strength:g}_{record['scene']['id'][-1]}"
        for code, peak in record["signal"]["peaks"].items():
            peaks.setdefault((record["signal"]["id"], code), {}).setdefault(strength, set()).add(peak["intensity"])
    for of in peaks.values():
        ((whole,), (half,)) = of[1.0], of[0.5]
        assert half == pytest.approx(whole / 2, abs=1e-6)


def test_a_reader_gets_the_takes_curves(crossed: Tiny) -> None:
    data = Dataset(crossed.folder / "out")
    assert (data.design.intensities, data.design.takes, data.design.classes) == (
        (0.5, 1.0),
        2,
        ("anger", "joy", "calm"),
    )
    clips = list(data.clips(scene="room_at50_*", signal="smile"))
    assert len(clips) == 4
    for clip in clips:
        assert clip.curves().values.max() == clip.signal.peaks["AU12"]["intensity"]


def test_a_scene_s_own_name_stands_for_all_its_stagings(crossed: Tiny) -> None:
    data = Dataset(crossed.folder / "out")
    assert len(list(data.clips(scene="room"))) == 24 and not list(data.clips(scene="roo"))
    units = plan_design(crossed.design, crossed.folder / "new", only=parse_only(["scene=room,signal=jaw"])).units
    assert len({cell.scene for unit in units for cell in unit.cells}) == 4
    with pytest.raises(InputError, match=r"scene=hall matches nothing in this design; it has room, room_at100_1, "):
        plan_design(crossed.design, crossed.folder / "new", only=parse_only(["scene=hall"]))


def test_what_a_missing_take_is_of_is_shown_in_the_page(crossed: Tiny, tmp_path: Path) -> None:
    other = Path(shutil.copytree(crossed.folder / "out", tmp_path / "out"))
    lines = (other / "manifest.jsonl").read_text().splitlines()
    gone = json.loads(lines.pop())["clip"]
    (other / "manifest.jsonl").write_text("".join(line + "\n" for line in lines))
    report = audit_dataset(other, records_only=True)
    (missing,) = (finding for finding in report.findings if finding.code == "cell-missing")
    assert missing.clip == gone
    index = make_index(report)
    pointers = point(index, [missing])
    assert pointers.partial[-1]["scene"] == index.factor("scene").levels.index("room")


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (CROSSED.replace("takes: 2", "takes: 3"), "takes is 3, in the folder 2"),
        (
            CROSSED.replace("classes: [anger, joy, calm]\n", ""),
            "classes lack anger, joy, calm, which the folder's have",
        ),
        (CROSSED.replace("[0.5, 1]", "[1]"), r"intensities is \[1.0\], in the folder \[0.5, 1.0\]"),
        ("classes: [anger, joy, calm]\n", r"takes is not set, in the folder 2"),
    ],
)
def test_another_crossing_wants_another_folder(crossed: Tiny, tmp_path: Path, more: str, told: str) -> None:
    other = Tiny(Path(shutil.copytree(crossed.folder, tmp_path / "it")))
    other.write(angles="[frontal]", scenes=ROOM, video=STILLS, more=more)
    with pytest.raises(InputError, match=told):
        plan_design(other.design, other.folder / "out")


def test_at_full_intensity_the_studio_is_what_it_was(tmp_path: Path, write_model: Callable[..., Path]) -> None:
    tiny = make_tiny(tmp_path, write_model).write(angles="[frontal]", video=STILLS)
    plain = render_design(tiny.design, tmp_path / "plain", limit=2, workers=1, quiet=True).root
    tiny.write(angles="[frontal]", video=STILLS, more="intensities: [0.3, 1]\n")
    staged = render_design(tiny.design, tmp_path / "staged", limit=4, workers=1, quiet=True).root
    hashes = {record["clip"]: record["sha256_frames"] for record in read_records(staged / "manifest.jsonl")}
    for record in read_records(plain / "manifest.jsonl"):
        assert hashes[f"{record['clip']}__studio_at100"] == record["sha256_frames"]
        assert hashes[f"{record['clip']}__studio_at30"] != record["sha256_frames"]
