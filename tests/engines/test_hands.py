"""Hands and things before faces become records: what was drawn, when it is seen, and where."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from synthgen.dataset.manifest import schema
from synthgen.dataset.occlusion import OUTLINED
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.errors import InputError
from synthgen.reader.clip import Clip
from synthgen.reader.dataset import Dataset

DESIGN = """\
name: hands
models: [female_asian_1, male_african_2]
signals: [glare, smile]
angles: [frontal]
scenes:
  - studio
  - {name: comes, hand: {gesture: cover_mouth, side: left, onset: 6, rise: 6, hold: 6, fall: 4}}
  - {name: both, hand: {gesture: cover_eyes, side: both, rise: 0}}
  - {name: masked, thing: {kind: mask}}
video: {size: 96, codec: png}
"""


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hands")
    (folder / "design.yaml").write_text(DESIGN)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))  # workers are told the path
        from flatface import FLAT_HANDS

        return render_design(
            read_design(folder / "design.yaml"), folder / "out", workers=2, quiet=True, renderer=FLAT_HANDS
        ).root


def clips(root: Path, scene: str) -> list[Clip]:
    return list(Dataset(root).clips(scene=scene))


def test_a_hand_is_recorded_while_it_is_there(here: Path) -> None:
    for clip in clips(here, "comes"):
        hands = clip.hands
        assert hands and (hands.gesture, hands.side, hands.thing, hands.thing_side) == (
            *("cover_mouth", "left", "none", "none"),
        )
        assert hands.amount[6] == 0 < hands.amount[7] < 1 == hands.amount[12] == hands.amount[18] > hands.amount[19]
        assert not any(hands.right) and hands.left[12] and not hands.left[5]
        assert 0.1 < hands.covered[15] < 0.5 and hands.covered[3] == 0
        outlines = clip.hand_outlines()
        assert [bool(frame) for frame in outlines["left"]] == list(hands.left)
        assert not any(outlines["thing"]) and len(outlines["thing"]) == clip.frame_count
        mouth = outlines["left"][15][0].mean(axis=0)
        face = clip.face()[15]
        assert face[:, 1].mean() < mouth[1] < face[:, 1].max()
        red = clip.frames()[15][int(mouth[1]), int(mouth[0])]
        assert np.abs(red.astype(int) - (180, 130, 100)).max() <= 1


def test_both_hands_are_both_in_the_picture(here: Path) -> None:
    for clip in clips(here, "both"):
        assert clip.hands and all(clip.hands.left) and all(clip.hands.right) and set(clip.hands.amount) == {1.0}


def test_a_thing_is_not_a_hand(here: Path) -> None:
    for clip in clips(here, "masked"):
        assert clip.hands and (clip.hands.gesture, clip.hands.side, clip.hands.thing) == ("none", "none", "mask")
        assert not any(clip.hands.left) and min(clip.hands.covered) > 0.1 and clip.hands.thing_side == "both"


def test_where_there_is_nothing_a_record_says_nothing(here: Path) -> None:
    for clip in clips(here, "studio"):
        assert clip.hands is None and clip.hand_outlines() == {name: [] for name in OUTLINED}


def test_lines_follow_the_schema_and_the_table_has_columns(here: Path) -> None:
    lines = [json.loads(line) for line in (here / "manifest.jsonl").read_text().splitlines()]
    for line in lines:
        jsonschema.validate(line, schema())
    assert sum("hands" in line for line in lines) == 12 and {line["format"] for line in lines} == {"1.5"}
    with (here / "manifest.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    told = {row["scene"]: (row["gesture"], row["hand_side"], row["thing"]) for row in rows}
    assert told == {
        "studio": ("", "", ""),
        "comes": ("cover_mouth", "left", "none"),
        "both": ("cover_eyes", "both", "none"),
        "masked": ("none", "none", "mask"),
    }
    table = Dataset(here).to_pandas()
    assert set(table["gesture"].dropna()) == {"cover_mouth", "cover_eyes", "none"} and table["thing"].isna().sum() == 4


def test_a_still_has_the_hand_of_its_own_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = DESIGN.replace("codec: png", "codec: png, frames: 1, frame: 9")
    (tmp_path / "design.yaml").write_text(text)
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from flatface import FLAT_HANDS

    root = render_design(
        read_design(tmp_path / "design.yaml"), tmp_path / "out", workers=1, quiet=True, renderer=FLAT_HANDS
    ).root
    amounts = {clip.hands.amount for clip in clips(root, "comes") if clip.hands}
    assert amounts == {(0.5,)}  # frame 9 is half of the six frames from 6 on


def test_a_renderer_without_hands_refuses_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "design.yaml").write_text(DESIGN.replace("  - studio\n", ""))
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    from flatface import FLAT

    with pytest.raises(InputError, match=r"scene '(comes|both|masked)' has hands or things.*renderer draws none"):
        render_design(read_design(tmp_path / "design.yaml"), tmp_path / "out", workers=1, quiet=True, renderer=FLAT)
