"""Runs in the light of a user's panoramas: they are named, checked before anything is rendered, and read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from synthgen.audit.run import audit_dataset
from synthgen.dataset.manifest import read_records
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.files import sha256_file

from .conftest import make_tiny

SCENE = "{name: out, light: {kind: surroundings}, background: {kind: surroundings}, "
SCENE += "surroundings: {kind: file, panoramas: lights}}"


def write_exr(path: Path, light: np.ndarray) -> None:
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("exr", rate=1)
        stream.height, stream.width = light.shape[:2]
        stream.pix_fmt = "gbrpf32le"
        frame = av.VideoFrame.from_ndarray(light.astype(np.float32), format="gbrpf32le")
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)


def test_panoramas_are_named_checked_and_read_again(tmp_path: Path, write_model: Callable[..., Path]) -> None:
    tiny = make_tiny(tmp_path, write_model)
    folder = tmp_path / "lights"
    folder.mkdir()
    light = np.full((32, 64, 3), 0.4)
    light[8:14, 10:18] = 30.0
    write_exr(folder / "hall.exr", light)
    (folder / "hall.exr.license").write_text("SPDX-License-Identifier: CC0-1.0\n")
    tiny.write(signals="[signals/jaw.yaml]", scenes=f"[studio, {SCENE}]")
    out = tmp_path / "made"
    render_design(tiny.design, out, workers=1, quiet=True)
    assets = {asset["id"]: asset for asset in json.loads((out / "dataset.json").read_text())["assets"]}
    hall = assets["surroundings/out/hall.exr"]
    assert hall["spdx"] == "CC0-1.0" and hall["sha256"] == sha256_file(folder / "hall.exr")
    for record in read_records(out / "manifest.jsonl"):
        shows = "surroundings/out/hall.exr" in record["assets"]
        assert shows == (record["scene"]["id"] == "out")
    codes = {finding.code for finding in audit_dataset(out, rerender=2, seed=1).findings}
    assert not codes & {"rerender-differs", "rerender-impossible", "scene-differs"}
    light[0, 0] = np.nan
    write_exr(folder / "zero.exr", light)
    with pytest.raises(InputError, match=r"zero\.exr: holds 1 pixels .* no number"):
        render_design(tiny.design, tmp_path / "new", workers=1, quiet=True)
    assert not (tmp_path / "new").exists()
    folder.rename(tmp_path / "gone")
    with pytest.raises(InputError, match="lights is not there"):
        render_design(tiny.design, tmp_path / "new", workers=1, quiet=True)
