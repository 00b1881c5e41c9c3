"""A design of twelve clips that takes a second or two: two models, three signals of five frames, two angles, 64×64."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from synthgen.design import Design, read_design
from synthgen.engines.run import render_design

SIGNAL = """\
signal: {name}
emotion: {emotion}
frames: {frames}
fps: 25
tracks:
  {au}: [[0, 0], [{last}, 0.8]]
"""


@dataclass
class Tiny:
    """A design file in a folder of its own, and datasets made from it beside it."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / "design.yaml"

    @property
    def design(self) -> Design:
        return read_design(self.path)

    def write(
        self,
        *,
        models: str = "[people/*.mhm]",
        signals: str = "['signals/*.yaml']",
        angles: str = "[views.yaml]",
        scenes: str = "[studio]",
        video: str = "{size: 64}",
        more: str = "",
    ) -> Tiny:
        self.path.write_text(
            f"name: tiny\nseed: 5\nmodels: {models}\nsignals: {signals}\nangles: {angles}\nscenes: {scenes}\n"
            f"video: {video}\n{more}"
        )
        return self

    def signal(self, name: str, au: str, *, emotion: str = "none", frames: int = 5) -> None:
        path = self.folder / "signals" / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(SIGNAL.format(name=name, au=au, emotion=emotion, frames=frames, last=frames - 1))

    def command(self, out: Path, *options: str) -> list[str]:
        return [sys.executable, "-m", "synthgen", "render", "--design", str(self.path), "--out", str(out), *options]

    def start(self, out: Path, *options: str) -> subprocess.Popen[str]:
        """Start the command line in a process group of its own, as a shell would."""
        return subprocess.Popen(
            self.command(out, *options),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )


@pytest.fixture
def tiny(tmp_path: Path, write_model: Callable[..., Path]) -> Tiny:
    return make_tiny(tmp_path, write_model)


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, write_model: Callable[..., Path]) -> Path:
    """The tiny design's dataset, rendered by two workers without interruption."""
    tiny = make_tiny(tmp_path_factory.mktemp("whole"), write_model)
    summary = render_design(tiny.design, tiny.folder / "out", workers=2, quiet=True)
    assert (summary.declared, summary.done, summary.rendered) == (12, 12, 12)
    return summary.root


def make_tiny(folder: Path, write_model: Callable[..., Path]) -> Tiny:
    tiny = Tiny(folder)
    (folder / "people").mkdir()
    write_model(folder / "people" / "ada.mhm", gender=0.0, african=1.0)
    write_model(folder / "people" / "ben.mhm", gender=1.0, asian=1.0)
    tiny.signal("frown", "AU4", emotion="anger")
    tiny.signal("jaw", "AU26")
    tiny.signal("smile", "AU12", emotion="joy", frames=8)
    (folder / "views.yaml").write_text(
        "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 40, pitch: 10}]\n"
    )
    return tiny.write()
