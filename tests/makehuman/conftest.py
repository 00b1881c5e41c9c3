"""What the plugin carries, made once; real MakeHumans; FACSHuman's data where it lies beside the repository."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from synthgen.assets import Assets, load_assets
from synthgen.cli import main
from synthgen.makehuman.carry import write_core

from .hosts import Host, make_environment

#: a script for another Python and a plugin of MakeHuman, no modules of tests
collect_ignore = ["carried_run.py", "hands.py"]
#: names the folder of a MakeHuman (with its makehuman.py) in which the plugin is tested, too
APPLICATION = "SYNTHGEN_MAKEHUMAN"


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


@pytest.fixture(scope="session")
def new_host(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Host]:
    """A function that makes a MakeHuman without our plugin: new_host(application=None).

    Its Python with the `makehuman` wheel takes a while to make, and is kept in pytest's cache.
    """
    cache = getattr(pytestconfig, "cache", None)  # none with -p no:cacheprovider
    environment = Path(cache.mkdir("makehuman")) if cache else tmp_path_factory.getbasetemp()
    environment = make_environment(environment)

    def make(application: Path | None = None) -> Host:
        return Host(tmp_path_factory.mktemp("makehuman") / "host", environment, application)

    return make


@pytest.fixture(scope="session")
def host(new_host: Callable[..., Host]) -> Host:
    """A MakeHuman with FACSHuman's data, into which `synthgen makehuman install` has put the plugin."""
    made = new_host()
    made.install()
    return made


@pytest.fixture(scope="session")
def application(new_host: Callable[..., Host]) -> Host:
    """The same in the whole MakeHuman that the environment names: with FACSHuman's plugins and mhapi inside, say."""
    folder = os.environ.get(APPLICATION)
    if not folder:
        pytest.skip(f"NOT TESTED in a second MakeHuman: ${APPLICATION} names none")
    if not (Path(folder) / "makehuman.py").is_file():
        pytest.fail(f"${APPLICATION} is {folder}, where there is no makehuman.py")
    made = new_host(Path(folder).resolve())
    made.install()
    return made


@pytest.fixture(params=["host", "application"])
def each_host(request: pytest.FixtureRequest) -> Host:
    """Both of them, one after the other."""
    made: Host = request.getfixturevalue(request.param)
    return made


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
