"""Another renderer plugged in: what it draws becomes a dataset that passes the audit."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from synthgen.cli import cli
from synthgen.dataset.manifest import read_records
from synthgen.dataset.video import read_frames
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.errors import InputError

DESIGN = """\
name: flat
models: [female_asian_1, male_african_2]
signals: [glare, side_eye, jaw_drop]
angles: [frontal]
video: {size: 96}
"""


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset that flat polygons were drawn for."""
    folder = tmp_path_factory.mktemp("flat")
    (folder / "design.yaml").write_text(DESIGN)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parent))  # workers are told the path
        from flatface import FLAT

        return render_design(
            read_design(folder / "design.yaml"), folder / "out", workers=2, quiet=True, renderer=FLAT
        ).root


def test_it_passes_the_audit(flat: Path) -> None:
    ended = CliRunner().invoke(cli, ["audit", str(flat)])
    assert ended.exit_code == 0, ended.output


def test_records_say_who_drew(flat: Path) -> None:
    facts = json.loads((flat / "dataset.json").read_text())
    assert facts["sources"] == "0123456789abcdef"
    assert "flat-brush" in {asset["id"] for asset in facts["assets"]}
    records = list(read_records(flat / "manifest.jsonl"))
    assert len(records) == 6
    for record in records:
        assert record["renderer"] == {"name": "flat", "version": "1", "sources": "0123456789abcdef"}
        assert record["model"]["appearance"] == {"drawn": "flat"}
        assert record["assets"][0] == "flat-brush"


def test_pictures_are_its_own(flat: Path) -> None:
    """The background is one colour but for what H.264 makes of it."""
    record = next(read_records(flat / "manifest.jsonl"))
    frames = list(read_frames(flat / record["path"], "h264"))
    assert len(frames) == record["frames"]
    corner = frames[0][:16, :16].astype(int)
    assert abs(corner - (90, 110, 140)).max() <= 4
    xs, ys = record["face"][0][::2], record["face"][0][1::2]
    middle = frames[0][sum(ys) // len(ys), sum(xs) // len(xs)].astype(int)
    assert abs(middle - (205, 160, 130)).max() <= 12


def test_our_own_renderer_does_not_go_on_with_it(flat: Path) -> None:
    with pytest.raises(InputError, match="other code of the same version"):
        render_design(read_design(flat / "design.yaml"), flat, quiet=True)
    assert "flatface" in sys.modules
