"""A glance at a design: which cells stand for it, and that their pictures are those of its clips."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
from click.testing import CliRunner
from PIL import Image

from synthgen.cli.preview import preview
from synthgen.dataset.manifest import read_records
from synthgen.dataset.video import read_frames
from synthgen.design import Cell
from synthgen.engines.glance import MOST_PEOPLE, choose_cells, glance_at
from synthgen.engines.run import render_design

from .conftest import Tiny


def cells(people: int, signals: int, angles: int, scenes: int) -> list[Cell]:
    return [
        Cell(f"m{m}", f"s{s}", "joy", f"a{a}", f"c{c}")
        for m in range(people)
        for s in range(signals)
        for a in range(angles)
        for c in range(scenes)
    ]


def test_cells_differ_as_much_as_can_be_and_are_the_same_every_time() -> None:
    every = cells(20, 6, 3, 3)
    chosen = choose_cells(every, 24, seed=1)
    assert len({cell.clip for cell in chosen}) == 24
    people = [cell.model for cell in chosen[:MOST_PEOPLE]]
    assert [cell.model for cell in chosen] == 3 * people and len(set(people)) == MOST_PEOPLE
    for model in people:
        assert len({cell.scene for cell in chosen if cell.model == model}) == 3
    assert max(Counter(cell.signal for cell in chosen).values()) <= 5
    assert choose_cells(every[::-1], 24, seed=1) == chosen != choose_cells(every, 24, seed=2)
    assert len(choose_cells(every, 3, seed=1)) == 3
    assert len(choose_cells(cells(2, 2, 1, 1), 24, seed=1)) == 4


def test_a_picture_is_the_clips_own_at_its_apex(tiny: Tiny, tmp_path: Path) -> None:
    room = "{name: room, person: {yaw: {uniform: [-30, 30]}}, background: {kind: plain, hue: {uniform: [0, 360]}}}"
    tiny.write(scenes=f"[studio, {room}]", signals="[signals/smile.yaml]", video="{size: 64, codec: png}")
    out = tmp_path / "made"
    render_design(tiny.design, out, workers=1, quiet=True)
    records = {record["clip"]: record for record in read_records(out / "manifest.jsonl")}
    seen = dict(glance_at(tiny.design, count=5, only={"model": ["ada"]}).pictures())
    assert len(seen) == 4 and {cell.scene for cell in seen} == {"studio", "room"}
    for cell, picture in seen.items():
        record = records[cell.clip]
        frames = list(read_frames(out / record["path"], "png"))
        np.testing.assert_array_equal(picture, frames[record["signal"]["apex"]])


def test_the_command_writes_a_sheet(tiny: Tiny, tmp_path: Path) -> None:
    out = tmp_path / "look.png"
    words = [str(tiny.path), "--out", str(out), "--cells", "4"]
    said = CliRunner().invoke(preview, words, catch_exceptions=False).output
    assert "4 cells of 2 people in 1 scene\n" in said
    sheet = np.asarray(Image.open(out))
    assert sheet.shape == (2 * 12 + 2 * (200 + 36), 2 * 12 + 2 * 200, 3)
    tiles = [sheet[12 + y : 12 + y + 196, 12 + x : 12 + x + 196].astype(int) for y in (0, 236) for x in (0, 200)]
    for k, tile in enumerate(tiles):
        assert tile.std() > 20
        assert all(np.abs(tile - other).mean() > 1 for other in tiles[:k])
    assert not list(tiny.folder.glob("*.partial*"))
