"""A dataset of twelve clips, rendered once, and copies of it to damage."""

from __future__ import annotations

import shutil
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from synthgen.design import read_design
from synthgen.engines.run import render_design

SIGNAL = """\
signal: {name}
emotion: {emotion}
description: {au} comes and goes.
frames: 8
fps: 25
neutral: {{start: true, end: false}}
tracks:
  {au}: [[0, 0], [4, {peak}], [7, 0.2]]
"""
PEOPLE = {
    "ada": ("female", "african", 30, 8),
    "ben": ("male", "asian", 41, 4),
}


def write_person(folder: Path, name: str, *, gender: str, ethnicity: str, age: int, tone: int) -> None:
    """Write a model whose parameters are what is declared of it."""
    shares = {key: float(key == ethnicity) for key in ("african", "asian", "caucasian")}
    lines = [
        "# Written by MakeHuman 1.2.0",
        "version v1.2.0",
        f"name {name}",
        f"modifier macrodetails/Gender {float(gender == 'male'):.6f}",
        f"modifier macrodetails/Age {0.5 + (age - 25) / 130:.6f}",
        *(f"modifier macrodetails/{key.capitalize()} {share:.6f}" for key, share in shares.items()),
        f"modifier nose/nose-scale-vert-decr|incr {sum(map(ord, name)) % 7 / 10 - 0.3:.6f}",
        "subdivide False",
    ]
    (folder / f"{name}.mhm").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / f"{name}.demographics.yaml").write_text(
        f"gender: {gender}\nethnicity: {ethnicity}\nage: {age}\nskin_tone: {tone}\n", encoding="utf-8"
    )


def write_design(folder: Path, *, video: str = "{size: 64}") -> Path:
    """Write a design of two people, three signals of eight frames and two angles, and return its file."""
    for name in ("people", "signals"):
        (folder / name).mkdir()
    for name, (gender, ethnicity, age, tone) in PEOPLE.items():
        write_person(folder / "people", name, gender=gender, ethnicity=ethnicity, age=age, tone=tone)
    for name, au, emotion, peak in (
        ("frown", "AU4", "anger", 1.0),
        ("jaw", "AU26", "none", 0.9),
        ("smile", "AU12", "joy", 0.8),
    ):
        text = SIGNAL.format(name=name, au=au, emotion=emotion, peak=peak)
        (folder / "signals" / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "views.yaml").write_text(
        "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 40, pitch: 10}]\n", encoding="utf-8"
    )
    path = folder / "design.yaml"
    path.write_text(
        "name: tiny\nseed: 5\nmodels: [people/*.mhm]\nsignals: ['signals/*.yaml']\nangles: [views.yaml]\n"
        f"video: {video}\n",
        encoding="utf-8",
    )
    return path


@pytest.fixture(scope="session")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny design's dataset, whole and right. Read only: damage a ``copy``."""
    return render(tmp_path_factory.mktemp("clean"))


def render(folder: Path, *, video: str = "{size: 64}") -> Path:
    """Render the tiny design in a folder and return the dataset."""
    summary = render_design(read_design(write_design(folder, video=video)), folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done) == (12, 12)
    return summary.root


POPULATION = """\
name: population
seed: 5
models: [female_african_1, female_asian_1, male_caucasian_1]
signals: [gape, nose_wrinkle, sneer, jaw_drop, disapproving_shake, rest.yaml]
angles: [views.yaml]
video: {size: 128}
"""
REST = """\
signal: rest
description: Nothing moves.
frames: 25
fps: 25
neutral: {start: true, end: true}
tracks: {}
"""
VIEWS = "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 30, pitch: 10}]\n"


@pytest.fixture(scope="session")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three people, six signals, two angles: small, and enough for clips to be compared with each other. Read only."""
    return render_people(tmp_path_factory.mktemp("population"))


def render_people(folder: Path) -> Path:
    """Render the population in a folder and return the dataset."""
    for name, text in (("design.yaml", POPULATION), ("rest.yaml", REST), ("views.yaml", VIEWS)):
        (folder / name).write_text(text, encoding="utf-8")
    summary = render_design(read_design(folder / "design.yaml"), folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done) == (36, 36)
    return summary.root


ROOM = """\
scenes:
- name: room
  background: {kind: plain, hue: {uniform: [0, 360]}}
  person: {yaw: {uniform: [-20, 20]}}
"""


@pytest.fixture(scope="session")
def rooms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny design's people and signals from twelve angles in a scene that varies. Read only."""
    return render_rooms(tmp_path_factory.mktemp("rooms"))


def render_rooms(folder: Path) -> Path:
    """Render the tiny design in rooms in a folder and return the dataset."""
    path = write_design(folder)
    path.write_text(path.read_text(encoding="utf-8") + ROOM, encoding="utf-8")
    views = ", ".join(f"{{id: turned{yaw}, yaw: {yaw}, pitch: 0}}" for yaw in range(0, 60, 5))
    (folder / "views.yaml").write_text(f"name: views\nangles: [{views}]\n", encoding="utf-8")
    summary = render_design(read_design(path), folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done) == (72, 72)
    return summary.root


HANDS = """\
scenes:
- studio
- {name: mouth, hand: {gesture: cover_mouth, side: both, rise: 0}}
- {name: any, hand: {gesture: [brow, fist_mouth, palms_out], onset: 1, rise: 3}}
"""


@pytest.fixture(scope="session")
def hands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny design's people and signals from in front, without hands and with hands before the face. Read only."""
    return render_hands(tmp_path_factory.mktemp("hands"))


def render_hands(folder: Path) -> Path:
    """Render the tiny design with hands in a folder and return the dataset."""
    path = write_design(folder, video="{size: 128}")
    path.write_text(path.read_text(encoding="utf-8") + HANDS, encoding="utf-8")
    (folder / "views.yaml").write_text("name: views\nangles: [{id: front, yaw: 0, pitch: 0}]\n", encoding="utf-8")
    summary = render_design(read_design(path), folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done) == (18, 18)
    return summary.root


@pytest.fixture
def copy(clean: Path, tmp_path: Path) -> Path:
    """A copy of the clean dataset."""
    return Path(shutil.copytree(clean, tmp_path / "copy"))


@pytest.fixture(scope="session")
def renders() -> Callable[..., Path]:
    """The function that renders the tiny design in a folder, ``renders(folder, video=…)``."""
    return render


posix = pytest.mark.skipif(sys.platform == "win32", reason="links and modes of POSIX")


def unpack(name: str, folder: Path) -> Path:
    """Unpack a set that an earlier version made and return its folder."""
    with tarfile.open(Path(__file__).with_name("data") / f"{name}.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return folder / name


@pytest.fixture(scope="session")
def odd_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of format 1.2 with people called "Zoë" and "Anna Maria", whose inputs have these names. Read only."""
    return unpack("odd-names", tmp_path_factory.mktemp("odd"))
