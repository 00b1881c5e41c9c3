"""What the plugin carries, made once; FACSHuman's data where it lies beside the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from synthgen.assets import Assets, load_assets
from synthgen.makehuman.carry import write_core

FACSHUMAN = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "facshuman"


@pytest.fixture(scope="session")
def embedded() -> Assets:
    """The embedded assets, without what somebody imported on this machine."""
    return load_assets(imports=False)


@pytest.fixture(scope="session")
def carried(embedded: Assets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that the plugin carries; nobody writes into it."""
    folder = tmp_path_factory.mktemp("carried")
    write_core(folder, embedded)
    return folder
