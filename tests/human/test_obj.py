"""The OBJ of a shaped body."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets
from synthgen.errors import InputError
from synthgen.human.obj import write_obj


def test_all_vertices_in_makehumans_order(assets: Assets, tmp_path: Path) -> None:
    vertices = assets.base + np.float32(0.123456)
    write_obj(tmp_path / "a.obj", vertices, assets, comment="who")
    lines = (tmp_path / "a.obj").read_text().splitlines()
    written = np.array([line.split()[1:] for line in lines if line.startswith("v ")], np.float64)
    assert written.shape == (19158, 3) and np.abs(written - vertices).max() < 1e-6
    faces = [line.split()[1:] for line in lines if line.startswith("f ")]
    assert [[int(corner.split("/")[0]) - 1 for corner in face] for face in faces] == assets.faces.tolist()
    assert {line[2:] for line in lines if line.startswith("g ")} == set(assets.groups)
    assert [path.name for path in tmp_path.iterdir()] == ["a.obj"]


def test_a_folder_that_is_not_there_is_an_input_error(assets: Assets, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_obj(tmp_path / "no" / "a.obj", assets.base, assets, comment="who")
