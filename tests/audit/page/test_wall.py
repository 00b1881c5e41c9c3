"""The wall: pictures come from the clips, nothing outside the dataset is opened, and no broken clip stops it."""

from __future__ import annotations

import io
import os
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from synthgen.audit.page.wall import Wall, build_wall
from synthgen.dataset.video import read_frames
from synthgen.reader.entry import Entry
from synthgen.reader.records import read_entries
from synthgen.reader.tree import scan

pytestmark = pytest.mark.slow


def wall_of_folder(root: Path) -> Wall:
    tree = scan(root)
    return build_wall(read_entries(tree, workers=1).entries, tree)


def test_everybody_is_there_from_the_front_with_another_signal(clean: Path) -> None:
    wall = wall_of_folder(clean)
    assert [(tile.person, tile.entry.angle["id"]) for tile in wall.tiles] == [("ada", "front"), ("ben", "front")]
    assert wall.people == 2
    assert len({tile.entry.signal["id"] for tile in wall.tiles}) == 2


def test_a_strip_shows_the_clips_frames_and_stands_at_the_apex(clean: Path) -> None:
    tile = wall_of_folder(clean).tiles[0]
    frames = list(read_frames(clean / tile.entry.path, tile.entry.codec))
    with Image.open(io.BytesIO(tile.strip)) as picture:
        strip = np.asarray(picture.convert("RGB")).astype(int)
    assert strip.shape == (64, 64 * tile.frames, 3) and tile.frames == len(frames) == 8
    assert tile.frame == tile.still == tile.entry.signal["apex"]
    for number, frame in enumerate(frames):
        shown = strip[:, 64 * number : 64 * number + 64]
        assert np.abs(shown - frame).mean() < 4, number


@pytest.mark.parametrize("codec", ["ffv1", "png"])
def test_other_codecs(renders: Callable[..., Path], tmp_path: Path, codec: str) -> None:
    wall = wall_of_folder(renders(tmp_path, video=f"{{size: 64, codec: {codec}}}"))
    assert [tile.problem for tile in wall.tiles] == ["", ""]
    assert all(tile.frames == 8 and tile.strip for tile in wall.tiles)


def test_a_broken_clip_and_a_missing_one_get_a_tile_that_says_so(copy: Path) -> None:
    first, second = wall_of_folder(copy).tiles
    (copy / first.entry.path).write_bytes(b"no video at all")
    (copy / second.entry.path).unlink()
    wall = wall_of_folder(copy)
    assert [tile.person for tile in wall.tiles] == ["ada", "ben"]
    assert all(tile.strip == b"" and tile.problem.startswith("no picture: ") for tile in wall.tiles)


@pytest.mark.skipif(os.name != "posix", reason="links of POSIX")
def test_a_link_is_not_followed(copy: Path, tmp_path: Path) -> None:
    tile = wall_of_folder(copy).tiles[0]
    outside = shutil.move(copy / tile.entry.path, tmp_path / "outside.mp4")
    (copy / tile.entry.path).symlink_to(outside)
    assert "a symbolic link" in wall_of_folder(copy).tiles[0].problem


def test_a_path_that_leads_outside_is_not_opened(clean: Path) -> None:
    tree = scan(clean)
    rows = [replace(row, path="../design.yaml") for row in read_entries(tree, workers=1).entries]
    assert all("leads outside" in tile.problem for tile in build_wall(rows, tree).tiles)


def test_numbers_in_a_record_are_not_trusted(clean: Path) -> None:
    tree = scan(clean)
    rows = [
        replace(row, frames=10**9, width=10**6, signal={**row.signal, "apex": 10**8})
        for row in read_entries(tree, workers=1).entries
    ]
    for tile in build_wall(rows, tree).tiles:
        assert (tile.width, tile.height) == (64, 64) and 1 <= tile.frames <= 10 and tile.still < tile.frames


def test_of_many_people_some_are_chosen_from_every_group(rows_of: Callable, tmp_path: Path) -> None:
    rows = rows_of(300)
    wall = build_wall(rows, scan(tmp_path))
    assert (len(wall.tiles), wall.people) == (96, 300)
    groups = {group_of(row) for row in rows}
    shown = Counter(group_of(tile.entry) for tile in wall.tiles)
    assert shown.keys() == groups and max(shown.values()) - min(shown.values()) <= 1
    assert {tile.entry.signal["id"] for tile in wall.tiles} == {row.signal["id"] for row in rows}


def group_of(row: Entry) -> tuple[str, str, int]:
    return row.model["gender"], row.model["ethnicity"], row.model["skin_tone"]
