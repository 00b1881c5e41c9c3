"""``synthgen bench``: it measures, and its sums add up. How fast this machine is, is nobody's test."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


def test_bench_measures_every_stage(tmp_path: Path, write_model: Callable[..., Path]) -> None:
    write_model(tmp_path / "eve.mhm", gender=0.0, caucasian=1.0)
    (tmp_path / "blink.yaml").write_text("signal: blink\nframes: 2\nfps: 25\ntracks: {AU43: [[0, 0], [1, 1]]}\n")
    path = tmp_path / "design.yaml"
    path.write_text("name: x\nmodels: [eve.mhm]\nsignals: [blink.yaml]\nangles: [frontal]\nvideo: {size: 64}\n")
    # a process of its own: the peak of memory is its whole life's
    command = [sys.executable, "-m", "synthgen", "bench", "--design", str(path), "--workers", "1", "--json"]
    got = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    assert set(got["stages_ms"]) == {"pose", "shared", "view", "outline", "encode", "check"}
    assert all(value > 0 for value in got["stages_ms"].values())
    total = sum(got["stages_ms"].values())
    assert got["fps_with_encoding"] == pytest.approx(1000 / total, rel=0.01)
    assert got["fps_without_encoding"] > got["fps_with_encoding"]
    assert (got["design_clips"], got["design_frames"], got["workers"]) == (1, 2, 1)
    assert got["peak_memory_mb"] is None or 20 < got["peak_memory_mb"] < 1000
    assert got["projected_s"] > got["design_frames"] / got["fps_all_workers"]
