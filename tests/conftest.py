"""What tests of several parts share: a human model small enough to read, a dataset small enough to render at once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.design import read_design
from synthgen.engines.run import render_design

DESIGN = """\
name: tiny
description: Two people, two signals, one angle.
seed: 5
models: [female_asian_1, male_african_2]
signals: [glare, side_eye]
angles: [frontal]
video: {size: 64}
"""
MODEL = """\
# Written by MakeHuman 1.1.1
version v1.1.1
name {name}
modifier macrodetails/Gender {gender:.6f}
modifier macrodetails/Age 0.500000
modifier macrodetails/African {african:.6f}
modifier macrodetails/Asian {asian:.6f}
modifier macrodetails/Caucasian {caucasian:.6f}
subdivide False
"""


@pytest.fixture(scope="session")
def write_model() -> Callable[..., Path]:
    """A function that writes a .mhm with macros alone: write_model(path, gender=, african=, asian=, caucasian=)."""

    def write(path: Path, *, gender: float, african: float = 0.0, asian: float = 0.0, caucasian: float = 0.0) -> Path:
        shares = {"african": african, "asian": asian, "caucasian": caucasian}
        path.write_text(MODEL.format(name=path.stem, gender=gender, **shares), encoding="utf-8")
        return path

    return write


@pytest.fixture
def a_model(tmp_path: Path, write_model: Callable[..., Path]) -> Path:
    """The file of a model called "plain", in a folder of its own."""
    folder = tmp_path / "models"
    folder.mkdir()
    return write_model(folder / "plain.mhm", gender=0.5, caucasian=1.0)


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of four clips, two people, two signals, one angle, 64×64; nobody writes into it."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "design.yaml").write_text(DESIGN)
    return render_design(read_design(folder / "design.yaml"), folder / "out", workers=1, quiet=True).root


@pytest.fixture
def copy(finished: Path, tmp_path: Path) -> Path:
    """A copy of the dataset, to be written into."""
    return Path(shutil.copytree(finished, tmp_path / "dataset"))
