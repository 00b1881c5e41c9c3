"""docs/errors.md, held by every command: with a path that is not there, no room, closed streams, and Ctrl-C.

Each runs in a process of its own, in a folder of its own. A limit on the size of files stands for a full disk: no file
may have a byte.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pytest

from synthgen.assets.fetch import compiled_folder
from synthgen.cache import cache_folder
from synthgen.cli import cli
from synthgen.design import read_design
from synthgen.engines.run import render_design

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="forks, limits and signals of POSIX"),
]
#: function calls after which somebody presses Ctrl-C
CALLS = (1, 100, 2000)


@dataclass(frozen=True)
class Command:
    """``words`` do something and end with ``code``; ``bad`` name what is not there. ``writes``: it needs room."""

    words: str
    bad: str
    code: int = 0
    writes: bool = False


TINY = "--design design.yaml"
COMMANDS = {
    "render": Command(f"render {TINY} --out new", "render --design nowhere.yaml --out new", writes=True),
    "preview": Command("preview design.yaml --out new.png", "preview nowhere.yaml", writes=True),
    "audit": Command("audit dataset", "audit nowhere"),  # without room there is no report, and a warning
    "split": Command("split dataset --models 1,1", "split nowhere", writes=True),
    "encode": Command("encode lossless --out new", "encode nowhere", writes=True),
    "describe": Command("describe dataset --purpose tests", "describe nowhere", writes=True),
    "sign": Command("sign dataset --key key.pem", "sign dataset --key nowhere.pem", writes=True),
    "designs list": Command("designs list", "designs list nowhere"),
    "designs show": Command("designs show design.yaml", "designs show nowhere.yaml"),
    "designs init": Command("designs init --out new.yaml", "designs init --out eve.mhm/new.yaml", writes=True),
    "models list": Command("models list people", "models list nowhere.mhm"),
    "models show": Command("models show eve.mhm --obj new.obj", "models show nowhere.mhm", writes=True),
    "models sheet": Command(
        "models sheet eve.mhm --signals none --angles frontal --size 48 --out new.png",
        "models sheet nowhere.mhm --out new.png",
        writes=True,
    ),
    "models sample": Command(
        "models sample --n 1 --seed 3 --out new", "models sample --n 1 --seed 3 --out people", writes=True
    ),
    "models check": Command("models check eve.mhm", "models check nowhere.mhm"),
    "models proportions": Command("models proportions female_asian_1", "models proportions nowhere.mhm"),
    "signals list": Command("signals list blink.yaml", "signals list nowhere.yaml"),
    "signals show": Command("signals show blink.yaml --no-gif --out new", "signals show nowhere.yaml", writes=True),
    "signals check": Command("signals check side_eye", "signals check nowhere.yaml"),
    "signals import": Command("signals import smile.facs --out new.yaml", "signals import nowhere.fani", writes=True),
    "angles list": Command("angles list", "angles list nowhere"),
    "angles show": Command("angles show frontal", "angles show nowhere.yaml"),
    "splits list": Command("splits list dataset", "splits list nowhere"),
    "keys new": Command("keys new new.pem", "keys new nowhere/new.pem", writes=True),
    "keys show": Command("keys show key.pub", "keys show nowhere.pub"),
    "assets list": Command("assets list", "assets list nowhere"),
    "assets fetch": Command("assets fetch", "assets fetch nowhere"),
    "assets verify": Command("assets verify", "assets verify nowhere"),
    "assets import": Command("assets import targets --spdx CC0-1.0", "assets import nowhere", writes=True),
    "makehuman install": Command(
        "makehuman install --user-dir user", "makehuman install --user-dir nowhere", writes=True
    ),
    "makehuman uninstall": Command(
        "makehuman uninstall --user-dir installed", "makehuman uninstall --user-dir nowhere", writes=True
    ),
    "makehuman status": Command("makehuman status --user-dir user", "makehuman status --user-dir nowhere", code=1),
    "makehuman export": Command(
        "makehuman export -m eve.mhm -s blink.yaml --texture-size 512 --out new",
        "makehuman export -m nowhere.mhm",
        writes=True,
    ),
    "bench": Command(f"bench {TINY} --workers 1", "bench --design nowhere.yaml", writes=True),
    "doctor": Command("doctor", "doctor nowhere"),
}


def leaves(context: click.Context) -> Iterator[str]:
    if not isinstance(context.command, click.Group):
        yield context.command_path.removeprefix("synthgen ")
        return
    for name in context.command.list_commands(context):
        command = context.command.get_command(context, name)
        if command is not None and not command.hidden:
            yield from leaves(click.Context(command, parent=context, info_name=name))


def test_no_command_is_forgotten() -> None:
    assert set(leaves(click.Context(cli, info_name="synthgen"))) == set(COMMANDS)


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, finished: Path, write_model: Any) -> Path:
    """A folder with what the commands name."""
    from synthgen.assets import load_assets
    from synthgen.makehuman.install import install
    from synthgen.publish.keys import new_key

    folder = tmp_path_factory.mktemp("stage")
    write_model(folder / "eve.mhm", gender=0.0, caucasian=1.0)
    (folder / "people").mkdir()
    shutil.copy(folder / "eve.mhm", folder / "people")
    (folder / "blink.yaml").write_text("signal: blink\nframes: 2\nfps: 25\ntracks: {AU43: [[0, 0], [1, 1]]}\n")
    design = "name: x\nmodels: [eve.mhm]\nsignals: [blink.yaml]\nangles: [frontal]\nvideo: {size: 64, codec: png}\n"
    (folder / "design.yaml").write_text(design)
    (folder / "smile.facs").write_text(json.dumps({"12": 0.5}))
    (folder / "targets").mkdir()
    (folder / "targets" / "bump.target").write_text("0 0.1 0.0 0.0\n")
    for user in ("user", "installed"):
        for name in ("plugins", "models", "data"):
            (folder / user / "v1py3" / name).mkdir(parents=True)
    install(folder / "installed" / "v1py3", load_assets(imports=False))
    shutil.copytree(finished, folder / "dataset")
    render_design(read_design(folder / "design.yaml"), folder / "lossless", workers=1, quiet=True)
    pytest.importorskip("cryptography", reason="needed to sign")
    new_key(folder / "key.pem")
    return folder


@dataclass(frozen=True)
class Ended:
    code: int
    said: str
    files: dict[str, int]


class Runner:
    """Runs all commands in one way, once a module; each command's folder is a copy of the stage."""

    def __init__(self, stage: Path, folder: Path) -> None:
        self._stage, self._folder = stage, folder
        self._ended: dict[tuple[str, int], dict[str, Ended]] = {}
        self.before = {str(path.relative_to(stage)): path.stat().st_size for path in stage.rglob("*") if path.is_file()}

    def run(self, name: str, how: str, calls: int = 0) -> Ended:
        if (how, calls) not in self._ended:
            self._ended[how, calls] = self._all(how, calls)
        return self._ended[how, calls][name]

    def _all(self, how: str, calls: int) -> dict[str, Ended]:
        cases = []
        root = self._folder / f"{how}-{calls}"
        for name, command in COMMANDS.items():
            folder = root / name.replace(" ", "-")
            shutil.copytree(self._stage, folder)
            words = (command.bad if how == "bad" else command.words).split()
            cases.append({"words": words, "folder": str(folder), "how": how, "calls": calls})
        script = Path(__file__).with_name("forked.py")
        environment = {**os.environ, "SYNTHGEN_CACHE": str(_cache(root))}
        done = subprocess.run(
            [sys.executable, str(script)],
            input=json.dumps(cases),
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return {name: Ended(**result) for name, result in zip(COMMANDS, json.loads(done.stdout), strict=True)}


def _cache(folder: Path) -> Path:
    """Make a cache folder with what is in the user's but for imports, which stay in this one."""
    (folder / "cache" / "assets").mkdir(parents=True)
    places = [place for place in cache_folder().iterdir() if place.name != "assets"]
    for place in (*places, compiled_folder()):
        (folder / "cache" / place.relative_to(cache_folder())).symlink_to(place)
    return folder / "cache"


@pytest.fixture(scope="module")
def runner(stage: Path, tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(stage, tmp_path_factory.mktemp("runs"))


def last_line(said: str) -> str:
    return said.splitlines()[-1] if said else ""


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_not_there_is_bad_input(name: str, runner: Runner) -> None:
    ended = runner.run(name, "bad")
    assert (ended.code, "Traceback" in ended.said) == (2, False), ended.said
    assert last_line(ended.said).startswith(("synthgen: ", "Error: ")) and ended.files == runner.before


@pytest.mark.parametrize("name", COMMANDS)
def test_no_room_is_told_and_leaves_nothing(name: str, runner: Runner) -> None:
    ended, command = runner.run(name, "full"), COMMANDS[name]
    assert (ended.code, "Traceback" in ended.said) == (3 if command.writes else command.code, False), ended.said
    assert ended.files == runner.before
    if command.writes:
        assert re.match(r"synthgen: (\S+ × \S+: )?A file would be larger than a file may be ", last_line(ended.said))


@pytest.mark.parametrize("how", ["closed", "unread"])
@pytest.mark.parametrize("name", COMMANDS)
def test_nobody_who_reads_changes_nothing(name: str, how: str, runner: Runner) -> None:
    ended = runner.run(name, how)
    assert (ended.code, ended.said) == (COMMANDS[name].code, "")


@pytest.mark.parametrize("calls", CALLS)
@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_stops(name: str, calls: int, runner: Runner) -> None:
    """A command that has ended by then ends as ever."""
    ended = runner.run(name, "stopped", calls)
    assert "Traceback" not in ended.said
    assert not [file for file in ended.files if Path(file).name == ".lock" or ".partial" in Path(file).parts]
    if ended.code == 3 or calls == CALLS[0]:
        assert ended.code == 3 and last_line(ended.said).startswith("synthgen: Stopped"), ended.said
    else:
        assert ended.code == COMMANDS[name].code
