"""Clips with all that a camera does to them: the same however a run goes, and found again by the audit."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records
from synthgen.engines.plan import parse_only
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.reader.dataset import Dataset

from .conftest import Tiny, make_tiny

CAMERA = (
    "camera: {shake: {uniform: [0.04, 0.05]}, k1: {uniform: [-0.1, 0.2]}, k2: {uniform: [0, 0.05]}, "
    "p1: {uniform: [-0.01, 0.01]}, p2: {uniform: [-0.01, 0.01]}, x: {uniform: [-0.1, 0.1]}}"
)
PICTURE = (
    "picture: {exposure: {uniform: [-1, 1]}, temperature: {uniform: [4500, 9000]}, vignette: 0.3, iso: 800, "
    "defocus: {uniform: [0, 0.02]}, motion: {uniform: [0, 0.02]}, sharpen: 0.5, jpeg: [0, 60], h264: [0, 30], "
    "grey: {choice: {0: 0.7, 1: 0.3}}}"
)
BEHIND = "background: {kind: [studio, gradient]}"


def frames(root: Path) -> dict[str, str]:
    return {record["clip"]: record["sha256_frames"] for record in read_records(root / "manifest.jsonl")}


@pytest.fixture(scope="module")
def filmed(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> tuple[Tiny, Path]:
    tiny = make_tiny(tmp_path_factory.mktemp("filmed"), write_model)
    tiny.write(signals="['signals/smile.yaml']", scenes=f"[{{name: out, {CAMERA}, {PICTURE}, {BEHIND}}}]")
    render_design(tiny.design, tiny.folder / "out", workers=1, quiet=True)
    return tiny, tiny.folder / "out"


def test_neither_workers_nor_order_nor_parts_show(filmed: tuple[Tiny, Path]) -> None:
    tiny, out = filmed
    tiny.write(signals="['signals/smile.yaml']", scenes=f"[{{name: out, {PICTURE}, {BEHIND}, {CAMERA}}}]")
    other = tiny.folder / "other"
    render_design(tiny.design, other, only=parse_only(["model=ben,angle=side"]), workers=1, quiet=True)
    render_design(tiny.design, other, workers=2, quiet=True)
    assert frames(other) == frames(out)
    assert len(set(frames(out).values())) == 4


def test_the_outline_moves_as_a_frames_matrix_says(filmed: tuple[Tiny, Path]) -> None:
    moves = []
    for clip in Dataset(filmed[1]):
        brows = np.stack(clip.face())[:, -4:].mean(axis=1)
        moved = np.array([clip.matrix(frame)[:2, 2] for frame in range(clip.frame_count)])
        # a smile leaves the brows where they are; outlines are in whole pixels
        assert np.abs((brows - brows[0]) - (moved - moved[0])).max() < 0.8
        moves.append(np.ptp(moved, axis=0).max())
    assert max(moves) > 0.9


def test_the_audit_renders_them_again_and_knows_their_lenses(filmed: tuple[Tiny, Path]) -> None:
    _, out = filmed
    assert {finding.code for finding in audit_dataset(out, rerender=4, full=True, seed=1).findings} <= {"undeclared"}
    lines = (out / "manifest.jsonl").read_text().splitlines()
    record = json.loads(lines[0])
    record["angle"]["camera"]["intrinsics"]["distortion"]["k1"] += 0.1
    lines[0] = json.dumps(record, sort_keys=True, separators=(",", ":"))
    (out / "manifest.jsonl").write_text("".join(f"{line}\n" for line in lines))
    told = [finding for finding in audit_dataset(out).findings if finding.code == "camera-differs"]
    assert [finding.clip for finding in told] == [record["clip"]] and "lens" in told[0].message


@pytest.mark.parametrize(
    ("factors", "told"),
    [
        ("camera: {k1: -0.3}", r"'camera\.k1' is -0\.3; expected numbers from -0\.1 to 0\.2"),
        ("camera: {shake: {uniform: [0, 0.4]}}", r"'camera\.shake' goes from 0 to 0\.4"),
        ("picture: {jpeg: {uniform: [90, 101]}}", r"'picture\.jpeg' goes from 90 to 101"),
        ("picture: {h264: 60}", r"'picture\.h264' is 60"),
        ("picture: {iso: {normal: {mean: 800, sd: 200}}}", r"(?s)'picture\.iso' goes from -inf.*truncated_normal"),
        ("picture: {temperature: warm}", r"'picture\.temperature' draws words"),
        ("picture: {noise: 3}", r"'noise'"),
    ],
)
def test_what_no_camera_does_is_refused(
    tmp_path: Path, write_model: Callable[..., Path], factors: str, told: str
) -> None:
    tiny = make_tiny(tmp_path, write_model).write(scenes=f"[{{name: out, {factors}}}]")
    with pytest.raises(InputError, match=told):
        _ = tiny.design
