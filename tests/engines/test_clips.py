"""The clip loop with a performer and files that only take notes: its steps, its order, and what it leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthgen.assets import AssetRecord
from synthgen.dataset.clip import ClipFacts
from synthgen.design import WorkUnit, design_of, expand, resolve
from synthgen.engines.clips import render_unit
from synthgen.engines.job import Job, Renderer, input_copies
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import Camera
from synthgen.yamlfile import parse

HAT = AssetRecord("hat", "CC0-1.0", "0" * 64, "a hat")
DESIGN = """\
name: d
seed: 3
models: [female_asian_1]
signals: [blink.yaml]
angles: [views.yaml]
video: {size: 64, codec: png}
"""
BLINK = "signal: blink\nframes: 3\nfps: 25\ntracks: {AU43: [[0, 0], [2, 0.5]]}\n"
VIEWS = "name: views\nangles: [{id: front, yaw: 0, pitch: 0}, {id: side, yaw: 40, pitch: 10}]\n"


class Dummy:
    """A performer that notes what it is asked for; pictures count up."""

    bounds = HeadBounds((0.0, 7.0, 0.0), 1.5)
    assets = (HAT, HAT)

    def __init__(self) -> None:
        self.notes: list[Any] = []

    def record(self) -> Mapping[str, Any]:
        return {"hat": "red"}

    def pose(self, weights: Mapping[str, float]) -> None:
        self.notes.append(dict(weights))

    def view(self, camera: Camera) -> np.ndarray:
        self.notes.append(round(camera.position[0], 3))
        return np.full((camera.height, camera.width, 3), len(self.notes), np.uint8)

    def outline(self, camera: Camera) -> np.ndarray:
        return np.array([[1.4, 2.6], [3.5, 4.5]])


class File:
    """A clip that is busy before each frame, and ready when it was asked a second time."""

    def __init__(self, final: Path) -> None:
        self.final = final
        self.frames: list[int] = []
        self.state = "open"
        self._asked = 0

    @property
    def busy(self) -> bool:
        self._asked += 1
        return self._asked % 2 == 1

    def add(self, frame: np.ndarray) -> None:
        self.frames.append(int(frame[0, 0, 0]))

    def finish(self) -> None:
        self.state, self._asked = "finished", 0

    def ready(self) -> bool:
        self._asked += 1
        return self._asked > 1

    def publish(self) -> ClipFacts:
        assert self.state == "finished"
        self.state = "published"
        return ClipFacts(len(self.frames), 10, "a" * 64, "b" * 64, "c" * 64)

    def abort(self) -> None:
        self.state = "gone" if self.state != "published" else self.state


class Files:
    def __init__(self) -> None:
        self.opened: list[File] = []

    def __call__(self, temporary: Path, final: Path, *, width: int, height: int, rate: Fraction) -> File:
        assert temporary.parent.name == ".partial" and rate == 25
        self.opened.append(File(final))
        return self.opened[-1]


@pytest.fixture
def job_and_unit(tmp_path: Path) -> tuple[Job, WorkUnit]:
    (tmp_path / "blink.yaml").write_text(BLINK)
    (tmp_path / "views.yaml").write_text(VIEWS)
    design = design_of(parse(DESIGN, where="d.yaml"), folder=tmp_path)
    inputs = resolve(design)
    renderer = Renderer("dummy", "1", "0" * 16, ())
    return Job(design, tmp_path / "out", renderer, input_copies(inputs), ("mesh",)), expand(design, inputs)[0]


def test_a_face_is_posed_once_a_frame_and_seen_from_all_angles(job_and_unit: tuple[Job, WorkUnit]) -> None:
    dummy, files = Dummy(), Files()
    steps = list(render_unit(*job_and_unit, dummy, files, encoder="e"))
    front, side = 0.0, round(11 * 1.5 * 0.642788 * 0.984808, 3)  # 11 radii away, sin 40° and cos 10°
    assert dummy.notes == [{}, front, side, {"AU43": 0.25}, front, side, {"AU43": 0.5}, front, side]
    assert [file.frames for file in files.opened] == [[2, 5, 8], [3, 6, 9]]
    # a step after each pose (3) and picture (6), one wait before each picture (6) and each clip (2)
    assert steps.count(None) == 3 + 6 + 6 + 2
    assert [step["clip"] for step in steps if step] == ["female_asian_1__blink__front", "female_asian_1__blink__side"]


def test_a_record_says_all_that_is_known(job_and_unit: tuple[Job, WorkUnit]) -> None:
    files = Files()
    record = next(step for step in render_unit(*job_and_unit, Dummy(), files, encoder="e") if step)
    assert record["model"]["appearance"] == {"hat": "red"}
    assert record["model"]["input"] == "inputs/models/female_asian_1.mhm"
    assert record["signal"]["input"] == "inputs/signals/blink.yaml"
    assert record["assets"] == ["mesh", "hat"]
    assert record["renderer"] == {"name": "dummy", "version": "1", "sources": "0" * 16}
    assert record["face"] == [[1, 3, 4, 4]] * 3  # halves go to the even neighbour
    assert (record["frames"], record["fps"], record["width"], record["encoder"]) == (3, 25.0, 64, "e")
    assert record["path"] == "clips/none/blink/female_asian_1/female_asian_1__blink__front"
    assert files.opened[0].final == job_and_unit[0].root / record["path"]


@pytest.mark.parametrize("steps", [1, 4, 9, 17])
def test_closed_in_the_middle_it_leaves_whole_clips_and_nothing_else(
    job_and_unit: tuple[Job, WorkUnit], steps: int
) -> None:
    files = Files()
    loop: Any = render_unit(*job_and_unit, Dummy(), files, encoder="e")
    records = [step for step in (next(loop) for _ in range(steps)) if step]
    loop.close()
    states = [file.state for file in files.opened]
    assert states == ["published"] * len(records) + ["gone"] * (2 - len(records))


def test_an_error_of_the_performer_leaves_nothing(job_and_unit: tuple[Job, WorkUnit], fail: Callable[..., Any]) -> None:
    dummy, files = Dummy(), Files()
    dummy.view = fail  # type: ignore[method-assign]
    with pytest.raises(OSError, match="out of paint"):
        list(render_unit(*job_and_unit, dummy, files, encoder="e"))
    assert [file.state for file in files.opened] == ["gone", "gone"]


@pytest.fixture
def fail() -> Callable[..., Any]:
    def raising(camera: Camera) -> Any:
        raise OSError("out of paint")

    return raising


def test_large_pictures_are_encoded_one_after_the_other(job_and_unit: tuple[Job, WorkUnit]) -> None:
    """Two views of 2048² are more than nine of 512²: the face is posed again for the second."""
    job, unit = job_and_unit
    large = replace(job, design=replace(job.design, video=replace(job.design.video, width=2048, height=2048)))
    dummy, files = Dummy(), Files()
    list(render_unit(large, unit, dummy, files, encoder="e"))
    assert [type(note) for note in dummy.notes] == [dict, float] * 6
    assert [len(file.frames) for file in files.opened] == [3, 3]
