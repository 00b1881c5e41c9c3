"""What the plugin carries, made once; FACSHuman's data where it lies beside the repository."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from synthgen.assets import Assets, load_assets
from synthgen.cli import main
from synthgen.makehuman.carry import write_core

#: a script for another Python, no module of tests
collect_ignore = ["carried_run.py"]
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


@dataclass(frozen=True)
class Ended:
    """How a command ended: exit code, and what it printed."""

    code: int
    out: str
    err: str


@pytest.fixture
def synthgen(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Callable[..., Ended]:
    """Run ``synthgen …`` in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> Ended:
        monkeypatch.setattr("sys.argv", ["synthgen", *words])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run
