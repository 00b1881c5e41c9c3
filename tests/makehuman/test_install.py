"""The plugin in MakeHuman's user folder: put there whole, turned on, taken away, and nothing else touched."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from synthgen.assets import Assets
from synthgen.errors import InputError, RunError
from synthgen.makehuman import install as module
from synthgen.makehuman.install import PLUGIN, install, plugin_source, status, uninstall
from synthgen.makehuman.settings import read_settings
from synthgen.makehuman.userfolder import LOG, is_running, user_folder, usual_folder
from synthgen.version import __version__

from .hosts import FACSHUMAN

pytestmark = pytest.mark.slow

SENTINEL = "B26472743DC5DCE1721ADB5A91AAECAA"
SETTINGS = {
    "version": "1.2.0",
    "units": "metric",
    "activeUserPlugins": ["8_other"],
    "makehumanTags": ["makehuman™"],
    "windowGeometry": "",
    "a setting of somebody's plugin": {"deep": [1, 2.5, None]},
}


@pytest.fixture
def user(tmp_path: Path) -> Path:
    """A user folder as MakeHuman leaves it, with another plugin and settings."""
    folder = tmp_path / "makehuman" / "v1py3"
    for name in ("plugins", "models", "data"):
        (folder / name).mkdir(parents=True)
    (folder / "plugins" / "8_other.py").write_text("def load(app): ...\n")
    (folder / "settings.ini").write_text(json.dumps(SETTINGS, indent=4, ensure_ascii=False) + "\n", encoding="utf-8")
    return folder


def settings_of(user: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((user / "settings.ini").read_text(encoding="utf-8"))
    return found


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_installed_turned_on_and_gone_without_a_trace(user: Path, embedded: Assets) -> None:
    before = tree(user)
    folder = install(user, embedded)
    assert folder == user / "plugins" / PLUGIN
    for path in plugin_source().glob("*.py"):
        assert (folder / path.name).read_bytes() == path.read_bytes()
    assert (folder / "carried" / "synthgen" / "facs" / "rig.py").is_file()
    assert not list(folder.rglob("__pycache__"))
    assert settings_of(user) == {**SETTINGS, "activeUserPlugins": ["8_other", PLUGIN]}
    config = json.loads((folder / "config.json").read_text())
    assert config["synthgen"] == __version__ and config["python"] == sys.executable
    found = status(user)
    assert found.ready and found.makehuman == "1.2.0" and found.facshuman is None
    (folder / "__pycache__").mkdir()  # what running leaves
    (folder / "__pycache__" / "__init__.cpython-38.pyc").write_bytes(b"x")
    assert status(user).ready
    assert uninstall(user) == []
    assert tree(user) == before


def test_installing_again_changes_nothing_and_replaces_what_was_altered(user: Path, embedded: Assets) -> None:
    folder = install(user, embedded)
    settings = (user / "settings.ini").read_bytes()
    (folder / "carried" / "synthgen" / "errors.py").write_text("broken")
    (folder / "carried" / "synthgen" / "seeds.py").unlink()
    found = status(user)
    assert set(found.changed) == {"carried/synthgen/errors.py", "carried/synthgen/seeds.py"} and not found.ready
    install(user, embedded)
    assert status(user).ready and (user / "settings.ini").read_bytes() == settings
    assert sorted(path.name for path in (user / "plugins").iterdir()) == ["8_other.py", PLUGIN]


def test_settings_are_made_where_there_are_none(user: Path, embedded: Assets) -> None:
    (user / "settings.ini").unlink()
    assert status(user).makehuman == "never started"
    install(user, embedded)
    assert settings_of(user) == {"version": "1.3.0", "_versionSentinel": SENTINEL, "activeUserPlugins": [PLUGIN]}
    uninstall(user)
    assert settings_of(user)["activeUserPlugins"] == []


def test_an_excluded_plugin_is_let_in(user: Path, embedded: Assets) -> None:
    (user / "settings.ini").write_text(json.dumps({**SETTINGS, "excludePlugins": ["7_data", PLUGIN]}))
    install(user, embedded)
    assert settings_of(user)["excludePlugins"] == ["7_data"] and status(user).on


def test_turned_off_in_makehuman_is_seen(user: Path, embedded: Assets) -> None:
    install(user, embedded)
    (user / "settings.ini").write_text(json.dumps(SETTINGS))
    found = status(user)
    assert not found.on and not found.ready and found.installed == __version__


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n"version": "1.3.0",\n', "settings.ini, line 3: is not JSON"),
        ("[1]", "settings.ini: is not MakeHuman's"),
        ('{"activeUserPlugins": "x"}', "settings.ini: is not MakeHuman's"),
    ],
)
def test_damaged_settings_are_refused_and_kept(user: Path, embedded: Assets, text: str, message: str) -> None:
    (user / "settings.ini").write_text(text)
    before = tree(user)
    for action in (lambda: install(user, embedded), lambda: uninstall(user), lambda: status(user)):
        with pytest.raises(InputError, match=message):
            action()
    assert tree(user) == before


def test_a_failed_install_leaves_the_old_one(user: Path, embedded: Assets, monkeypatch: pytest.MonkeyPatch) -> None:
    install(user, embedded)
    before = tree(user)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for name in ("write_core", "_write_settings"):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(RunError, match="The disk is full"):
                install(user, embedded)
        after = tree(user)
        assert after == before, name


def test_what_somebody_else_put_there_is_kept(user: Path, embedded: Assets) -> None:
    folder = user / "plugins" / PLUGIN
    folder.mkdir()
    (folder / "__init__.py").write_text("mine = 1\n")
    with pytest.raises(InputError, match=r"holds what nobody installed: '__init__.py'.*Move it away"):
        install(user, embedded)
    with pytest.raises(InputError, match="not installed"):
        uninstall(user)
    shutil.rmtree(folder)
    install(user, embedded)
    (folder / "notes.txt").write_text("mine")
    assert status(user).strangers == ("notes.txt",)
    with pytest.raises(InputError, match=r"'notes.txt'"):
        install(user, embedded)
    assert uninstall(user) == ["notes.txt"]
    assert tree(folder) == {"notes.txt": b"mine"}
    assert PLUGIN not in settings_of(user)["activeUserPlugins"]


def test_a_link_is_never_followed(user: Path, embedded: Assets, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (user / "plugins" / PLUGIN).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InputError, match="is no folder that this program made"):
        install(user, embedded)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("text", ["{", '{"files": {"../../../settings.ini": ""}}', '{"files": {"/etc/hosts": ""}}'])
def test_a_config_that_leads_elsewhere_is_refused(user: Path, embedded: Assets, text: str) -> None:
    folder = install(user, embedded)
    (folder / "config.json").write_text(text)
    before = tree(user)
    with pytest.raises(InputError, match=r"config.json: is damaged.*Delete the folder"):
        uninstall(user)
    assert tree(user) == before


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are looked up in /proc")
def test_a_running_makehuman_is_refused(user: Path, embedded: Assets) -> None:
    assert not is_running(user)
    with (user / LOG).open("w"):
        assert is_running(user) and status(user).running
        for action in (lambda: install(user, embedded), lambda: uninstall(user)):
            with pytest.raises(InputError, match=r"MakeHuman is running .* End it first"):
                action()
    assert not is_running(user)
    install(user, embedded)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_an_unwritable_folder_is_refused(user: Path, embedded: Assets) -> None:
    (user / "plugins").chmod(0o500)
    try:
        with pytest.raises(InputError, match=r"cannot be written .* Give another --user-dir"):
            install(user, embedded)
    finally:
        (user / "plugins").chmod(0o700)
    assert status(user).installed is None


@pytest.mark.skipif(not FACSHUMAN.is_dir(), reason="../shared, with FACSHuman's data, is not here")
def test_facshumans_data_is_found_whatever_its_case(user: Path) -> None:
    (user / "data" / "facshuman").symlink_to(FACSHUMAN, target_is_directory=True)
    assert status(user).facshuman == user / "data" / "facshuman"


def makehumans_answer(platform: str, environment: dict[str, str], home: Path) -> str:
    return usual_folder(environment, platform, home).relative_to(home.parent).as_posix()


def test_the_user_folder_is_where_makehuman_looks(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    for folder in (home / "Dokumente", home / ".config", other, home / "Library/Application Support/MakeHuman"):
        folder.mkdir(parents=True)
    assert makehumans_answer("linux", {}, home) == "home/makehuman/v1py3"
    assert makehumans_answer("darwin", {}, home) == "home/Documents/MakeHuman/v1py3"
    assert makehumans_answer("win32", {"LOCALAPPDATA": str(home)}, home) == "home/Documents/makehuman/v1py3"
    (home / ".config/user-dirs.dirs").write_text('# x\nXDG_MUSIC_DIR="$HOME/m"\nXDG_DOCUMENTS_DIR="$HOME/Dokumente"\n')
    assert makehumans_answer("linux", {}, home) == "home/Dokumente/makehuman/v1py3"
    (home / ".config/makehuman.conf").write_text(f"{tmp_path / 'gone'}\n")
    assert makehumans_answer("linux", {}, home) == "home/Dokumente/makehuman/v1py3", "a folder that is not there"
    for place, platform in (
        (home / ".config", "linux"),
        (home / "Library/Application Support/MakeHuman", "darwin"),
        (home, "win32"),
    ):
        (place / "makehuman.conf").write_text(f"{other}\nmore\n")
        below = "Documents/MakeHuman" if platform == "darwin" else "makehuman"
        environment = {"LOCALAPPDATA": str(home)}
        assert makehumans_answer(platform, environment, home) == f"other/{below}/v1py3"
        environment["MH_HOME_LOCATION"] = str(home)
        assert makehumans_answer(platform, environment, home) == f"home/{below}/v1py3"


def test_a_given_folder_is_checked(user: Path, tmp_path: Path) -> None:
    for given in (user, user.parent, user.parent.parent):
        assert user_folder(given) == user
    with pytest.raises(InputError, match="there is no such user folder"):
        user_folder(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="is no user folder of MakeHuman"):
        user_folder(tmp_path / "empty")


def test_settings_keep_their_order_and_their_letters(user: Path) -> None:
    settings = read_settings(user)
    assert settings.text() == (user / "settings.ini").read_text(encoding="utf-8")
    assert settings.turned_on(PLUGIN).turned_off(PLUGIN).text() == settings.text()
    assert settings.turned_on(PLUGIN).turned_on(PLUGIN).values["activeUserPlugins"] == ["8_other", PLUGIN]


def command(*arguments: object) -> subprocess.CompletedProcess[str]:
    program = "import sys; from synthgen.cli.makehuman import makehuman; makehuman(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_commands(user: Path) -> None:
    done = command("status", "--user-dir", user)
    assert done.returncode == 1 and "not installed" in done.stdout
    done = command("install", "--user-dir", user)
    assert done.returncode == 0 and str(user / "plugins" / PLUGIN) in done.stdout and "never" not in done.stdout
    done = command("status", "--user-dir", user)
    assert done.returncode == 0 and "as they were installed" in done.stdout and "on" in done.stdout
    (user / "plugins" / PLUGIN / "__init__.py").write_text("")
    done = command("status", "--user-dir", user)
    assert done.returncode == 1 and "1 changed or missing: __init__.py" in done.stdout
    done = command("uninstall", "--user-dir", user)
    assert done.returncode == 0 and not (user / "plugins" / PLUGIN).exists()
    assert command("--help").stdout.count("\n  ") > 6
