"""``synthgen models sheet`` as a user calls it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from synthgen.cli.models import models
from synthgen.errors import InputError


def call(*words: str | Path) -> str:
    return CliRunner().invoke(models, ["sheet", *map(str, words)], catch_exceptions=False).output


def test_a_sheet_has_a_row_a_model_and_expressions_that_differ(tmp_path: Path) -> None:
    out = tmp_path / "sheet.png"
    said = call("female_asian_1", "male_african_2", "--out", out, "--signals", "shout", "--tile", "64")
    assert "2 models, 2 expressions, 3 angles" in said
    sheet = np.asarray(Image.open(out)).astype(int)
    assert sheet.shape == (36 + 2 * 66, 150 + 3 * (2 * 66 + 10), 3)
    tiles = {
        (row, angle, pose): sheet[36 + row * 66 :, 150 + angle * 142 + pose * 66 :][:64, :64]
        for row in range(2)
        for angle in range(3)
        for pose in range(2)
    }
    for first, one in tiles.items():
        for second, other in tiles.items():
            if first < second:
                assert np.abs(one - other).mean() > 1, f"{first} and {second} show the same"


def test_what_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"ends in \.png"):
        call("--out", tmp_path / "sheet.gif")
    with pytest.raises(InputError, match="written"):
        call("female_asian_1", "--out", tmp_path / "nowhere" / "sheet.png", "--signals", "none", "--tile", "48")
