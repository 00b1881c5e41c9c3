"""What tests of several parts share: a human model small enough to read, a dataset small enough to render at once."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from synthgen.assets import Assets, load_assets
from synthgen.design import read_design
from synthgen.engines.run import render_design
from synthgen.facs.basis import Basis, Rig, load_basis
from synthgen.human.appearance import Appearance, appearance_of
from synthgen.human.body import shape_model
from synthgen.human.mhm import read_mhm

SHARED = Path(__file__).resolve().parents[2] / "shared"

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


# What a shell's background job, or nohup, ignores would be ignored by every program that the tests start and stop.
for _number, _handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
    if hasattr(signal, _number) and signal.getsignal(getattr(signal, _number)) == signal.SIG_IGN:
        signal.signal(getattr(signal, _number), _handler)


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


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of measured facts and data beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared, with the published models and FACSHuman's data, is not here")
    return SHARED


@pytest.fixture(scope="session")
def assets() -> Assets:
    """The assets of the user's cache, without imports; fetched if need be."""
    return load_assets(imports=False)


@pytest.fixture(scope="session")
def embedded(assets: Assets) -> Basis:
    """The embedded basis."""
    return load_basis("embedded", assets)


@pytest.fixture(scope="session")
def base_rig(embedded: Basis) -> Rig:
    """The embedded basis on the base mesh itself."""
    return embedded.fit(embedded.assets.base)


@pytest.fixture(scope="session")
def person(
    tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]
) -> tuple[Assets, np.ndarray, Appearance, Rig]:
    """(assets, neutral vertices, look, rig) of a plain model."""
    model = read_mhm(write_model(tmp_path_factory.mktemp("m") / "plain.mhm", gender=0.5, african=0.3, caucasian=0.7))
    assets = load_assets()
    body = shape_model(model, assets).vertices
    return assets, body, appearance_of(model, 0), load_basis("embedded", assets).fit(body)
