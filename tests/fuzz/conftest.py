"""Two small datasets that tests may damage and mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from .sets import write_sets


@pytest.fixture(scope="session")
def sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return write_sets(tmp_path_factory.mktemp("sets"))
