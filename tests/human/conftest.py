"""Where the published models are."""

from __future__ import annotations

from pathlib import Path

import pytest

SIM2REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "sim2real"


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of the 16 published models."""
    if not SIM2REAL.is_dir():
        pytest.skip("../shared, with the published models, is not here")
    return SIM2REAL / "models"
