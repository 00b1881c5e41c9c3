"""AU bases and rigs, and the published models to try them on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from synthgen.assets import Assets, wheel
from synthgen.assets.targets import Target, parse_target
from synthgen.assets.userdata import import_folder
from synthgen.facs.basis import Basis, Rig, load_basis
from synthgen.human.body import shape_model
from synthgen.human.mhm import read_mhm


@pytest.fixture(scope="session")
def facshuman(assets: Assets, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Basis:
    """FACSHuman's basis, imported into a cache of its own."""
    folder = tmp_path_factory.mktemp("cache")
    compiled = folder / wheel.FOLDER
    compiled.symlink_to(assets.folder, target_is_directory=True)
    import_folder(shared / "data" / "facshuman", folder, embedded=assets.target_names)
    return load_basis("facshuman", Assets(compiled))


@pytest.fixture(scope="session")
def rigs(embedded: Basis, base_rig: Rig, shared: Path) -> dict[str, Rig]:
    """The embedded basis on the base mesh and on the 16 published models."""
    files = sorted((shared / "data" / "sim2real" / "models").glob("*.mhm"))
    assert len(files) == 16
    return {"base": base_rig} | {
        f.stem: embedded.fit(shape_model(read_mhm(f), embedded.assets).vertices) for f in files
    }


def facshuman_file(shared: Path, code: str) -> Target:
    """Return FACSHuman's target of its own code, read from its file."""
    (path,) = (shared / "data" / "facshuman").glob(f"*/{code}.target")
    return parse_target(path.read_bytes(), where=str(path))


def dense(index: NDArray[np.integer], delta: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return displacements of all vertices (19158, 3)."""
    moved = np.zeros((19158, 3))
    moved[index] = delta
    return moved
