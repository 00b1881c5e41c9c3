"""Users without a home folder, or without an entry in the system's list of users: containers, clusters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from synthgen.cache import cache_folder, is_temporary
from synthgen.errors import InputError
from synthgen.home import expanded, home, need_temporary, own_temporary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="users of POSIX")
#: the command line for somebody whom the system does not know
NOBODY = """\
import pwd, sys
def unknown(number):
    raise KeyError(number)
pwd.getpwuid = unknown
from synthgen.cli import main
main()
"""


def nobody(temporary: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("HOME", "XDG_CACHE_HOME", "SYNTHGEN_CACHE")}
    env |= {"TMPDIR": str(temporary), **environment}
    return subprocess.run(
        [sys.executable, "-c", NOBODY, *words], env=env, capture_output=True, text=True, cwd=temporary, check=False
    )


@pytest.fixture
def without_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A process without a home folder, and its folder for temporary files."""

    def none(path: str) -> str:
        return path

    for name in ("SYNTHGEN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("os.path.expanduser", none)  # what Python does with "~" where it knows nobody
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_without_a_home_the_cache_is_this_users_own_among_temporary_files(without_home: Path) -> None:
    assert home() is None
    assert cache_folder() == without_home / f"synthgen-cache-{os.getuid()}" and is_temporary(cache_folder())


def test_so_it_is_where_nothing_can_be_made_in_the_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Docker's HOME=/ for a user that the image does not know."""
    for name in ("SYNTHGEN_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    usual = cache_folder()
    assert tmp_path / "home" in usual.parents and not is_temporary(usual)
    monkeypatch.setattr("os.access", lambda path, mode: tmp_path / "home" != Path(path))
    assert cache_folder() == tmp_path / f"synthgen-cache-{os.getuid()}"
    usual.mkdir(parents=True)  # filled by somebody, to be read
    assert cache_folder() == usual


def test_what_another_user_put_among_temporary_files_is_not_taken(
    without_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getuid", lambda: 54321)
    (without_home / "synthgen-cache-54321").symlink_to(without_home)
    assert own_temporary("synthgen-cache") is None
    with pytest.raises(InputError, match=r"no home folder.*SYNTHGEN_CACHE"):
        cache_folder()
    (without_home / "synthgen-cache-54321").unlink()
    assert own_temporary("synthgen-cache") == without_home / "synthgen-cache-54321"


def test_a_tilde_without_a_home_is_told(without_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match=r"'~/x' begins with a home folder, and there is none here\. .*HOME"):
        expanded("~/x")
    assert expanded("x/~") == Path("x/~")
    monkeypatch.setenv("SYNTHGEN_CACHE", "~/cache")
    with pytest.raises(InputError, match="home folder"):
        cache_folder()


def test_no_folder_for_temporary_files_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.gettempdir", nowhere)
    assert own_temporary("x") is None
    with pytest.raises(InputError, match="TMPDIR"):
        need_temporary()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["makehuman", "status"], 2, "and there is none here. Say where it is with --user-dir"),
        (["makehuman", "install"], 2, "--user-dir"),
        (["makehuman", "export", "-m", "female_asian_1"], 2, "--user-dir"),
        (["models", "list", "~/people"], 2, "'~/people' begins with a home folder"),
        (["models", "list", "~unheard.of/people"], 2, "begins with a home folder"),
        (["signals", "list", "~/s.yaml"], 2, "begins with a home folder"),
        (["models", "list"], 0, ""),
        (["assets", "list"], 3, "There are no assets in "),
        (["render", "--out", "out", "--design", "~/d.yaml", "--dry-run"], 2, "~/d.yaml"),
    ],
)
def test_commands_of_somebody_whom_the_system_does_not_know(
    words: list[str], code: int, said: str, tmp_path: Path
) -> None:
    done = nobody(tmp_path, *words)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert said in done.stderr


def test_doctor_says_where_the_cache_is_then(tmp_path: Path) -> None:
    done = nobody(tmp_path, "doctor")
    assert f"cache {tmp_path}/synthgen-cache-{os.getuid()} (no home folder that can be written: it may" in done.stdout
    done = nobody(tmp_path, "doctor", SYNTHGEN_CACHE="~/cache")
    assert done.returncode == 1 and "MISSING  '~/cache' begins with a home folder" in done.stdout


def test_a_cache_folder_is_the_same_wherever_one_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The XDG standard has relative paths ignored."""
    if sys.platform == "darwin":
        pytest.skip("XDG is for other systems")
    monkeypatch.delenv("SYNTHGEN_CACHE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert cache_folder() == tmp_path / ".cache" / "synthgen"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    assert cache_folder() == tmp_path / "caches" / "synthgen"


def test_pip_makes_no_folder_called_tilde(tmp_path: Path) -> None:
    """pip's cache would be "~/.cache/pip", below the folder that one is in."""
    cache = tmp_path / "cache"
    done = nobody(tmp_path, "assets", "fetch", SYNTHGEN_CACHE=str(cache), PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert done.returncode == 3 and "synthgen assets import FILE" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
