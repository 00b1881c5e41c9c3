"""What rendering costs on this machine, measured: by stage in one process, and as a whole with all workers."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from synthgen.dataset.manifest import Record
from synthgen.design import Design, Inputs, WorkUnit, expand
from synthgen.engines.local import Crew
from synthgen.engines.plan import default_workers, make_plan
from synthgen.engines.unit import Settings, UnitRenderer

#: units each worker renders in the measurement of the whole; the first one is not counted (it builds the model)
_UNITS = 4
#: stages that a run without encoding has
_DRAWING = ("pose", "shared", "view", "outline")


@dataclass(frozen=True)
class Bench:
    """Milliseconds are per frame of one view; rates are frames of one view a second."""

    machine: str
    cores: int
    load: tuple[float, float, float] | None
    size: tuple[int, int]
    codec: str
    stages_ms: dict[str, float]
    start_s: float
    model_s: float
    fps_without_encoding: float
    fps_with_encoding: float
    workers: int
    fps_all_workers: float
    peak_memory_mb: float | None
    design: str
    design_clips: int
    design_frames: int
    projected_s: float

    def record(self) -> dict[str, Any]:
        """Return the result as JSON values."""
        return asdict(self)


def run_bench(design: Design, inputs: Inputs, *, workers: int | None = None) -> Bench:
    """Measure on the first models and signals of a design. Takes some ten seconds, most of them rendering."""
    crew = workers or default_workers()
    load = os.getloadavg() if hasattr(os, "getloadavg") else None
    units = expand(design, inputs)
    with tempfile.TemporaryDirectory(prefix="synthgen-bench-") as folder:
        settings = _settings(Path(folder), design, units)
        # the whole first: its workers share out what has to be compiled
        rate = _whole(settings, _units_for(units, crew), workers=crew)
        start, build, stages = _stages(settings, units[0])
    drawing = sum(stages[name] for name in _DRAWING)
    plan = make_plan(design, units, only={}, done=set(), limit=None, workers=crew)
    return Bench(
        machine=_machine(),
        cores=default_workers(),
        load=load,
        size=(design.video.width, design.video.height),
        codec=design.video.codec,
        stages_ms={name: round(value, 4) for name, value in stages.items()},
        start_s=round(start, 2),
        model_s=round(build, 2),
        fps_without_encoding=round(1000 / drawing, 1),
        fps_with_encoding=round(1000 / sum(stages.values()), 1),
        workers=crew,
        fps_all_workers=round(rate, 1),
        peak_memory_mb=_peak_memory_mb(),
        design=design.name,
        design_clips=plan.declared,
        design_frames=plan.frames,
        projected_s=round(start + plan.frames / rate + len(inputs.models) * build / crew, 1),
    )


def _settings(root: Path, design: Design, units: tuple[WorkUnit, ...]) -> Settings:
    (root / "partial").mkdir()
    names = {f"model/{unit.model.id}": "-" for unit in units} | {f"signal/{unit.signal.signal}": "-" for unit in units}
    return Settings(
        root=root,
        temporary=root / "partial",
        seed=design.seed,
        au_basis=design.au_basis,
        extras=design.looks,
        video=design.video,
        design_sha256=design.sha256,
        inputs=names,
    )


def _stages(settings: Settings, unit: WorkUnit) -> tuple[float, float, dict[str, float]]:
    """Return seconds to the first picture, seconds a model, and milliseconds a frame by stage, in this process."""
    begin = time.perf_counter()
    renderer = UnitRenderer(settings)
    renderer.warm(unit.model)
    start = time.perf_counter() - begin
    renderer.forget()
    begin = time.perf_counter()
    renderer.actor(unit.model)
    build = time.perf_counter() - begin
    clock = _Clock()
    _timed_unit(renderer, unit, clock)  # once without counting: caches fill
    clock.totals.clear()
    frames = _timed_unit(renderer, unit, clock)
    return start, build, {name: 1000 * seconds / frames for name, seconds in clock.totals.items()}


class _Clock:
    def __init__(self) -> None:
        self.totals: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.totals[name] += time.perf_counter() - begin


def _timed_unit(renderer: UnitRenderer, unit: WorkUnit, clock: _Clock) -> int:
    """Do what ``UnitRenderer.render`` does, with a clock; return the number of frames of one view."""
    from synthgen.dataset.video import open_writer, sha256_decoded, sha256_file
    from synthgen.design.spec import frame_rate
    from synthgen.facs.animation import sample_animation

    actor = renderer.actor(unit.model)
    video = renderer.settings.video
    curves = sample_animation(unit.signal, video.fps)
    cameras = [actor.camera(angle) for angle in unit.angles]
    with tempfile.TemporaryDirectory(prefix="synthgen-bench-") as folder:
        paths = [Path(folder) / f"{index}" for index in range(len(cameras))]
        with clock.stage("encode"):
            writers = [
                open_writer(
                    path, codec=video.codec, width=video.width, height=video.height, rate=frame_rate(curves.fps)
                )
                for path in paths
            ]
        digest = hashlib.sha256()
        for row in curves.values.tolist():
            with clock.stage("pose"):
                weights = {c: v for c, v in zip(curves.codes, row, strict=True) if v > 0}
                vertices = actor.rig.pose(weights)
            with clock.stage("shared"):
                actor.studio.pose(vertices, weights)
            for camera, writer in zip(cameras, writers, strict=True):
                with clock.stage("view"):
                    frame = actor.studio.view(camera)
                with clock.stage("outline"):
                    actor.studio.face_polygon(camera)
                with clock.stage("hash"):
                    digest.update(frame.data)
                with clock.stage("encode"):
                    writer.add(frame)
        with clock.stage("encode"):
            for writer in writers:
                writer.close()
        with clock.stage("check"):
            for path in paths:
                sha256_decoded(path, video.codec)
                sha256_file(path)
    return len(curves.values) * len(cameras)


def _units_for(units: tuple[WorkUnit, ...], workers: int) -> list[WorkUnit]:
    """Return a few units for every worker, each worker with another model where there are enough."""
    models = list(dict.fromkeys(unit.model.id for unit in units))
    by_model = {model: [unit for unit in units if unit.model.id == model] for model in models}
    chosen = []
    for index in range(workers):
        own = by_model[models[index % len(models)]]
        for turn in range(_UNITS):
            unit = own[turn % len(own)]
            copy = f"{index}.{turn}"  # another folder: the same unit may be rendered twice at once
            cells = tuple(replace(cell, signal=f"{cell.signal}-{copy}") for cell in unit.cells)
            model = replace(unit.model, id=f"{unit.model.id}-{index}")
            chosen.append(replace(unit, cells=cells, model=model))
    return chosen


def _whole(settings: Settings, units: list[WorkUnit], *, workers: int) -> float:
    """Return frames of one view a second with all workers, from files to checked clips, once every worker is warm."""
    times: list[tuple[float, int]] = []
    named = replace(settings, inputs=settings.inputs | {f"model/{unit.model.id}": "-" for unit in units})

    def on_clip(record: Record) -> None:
        times.append((time.perf_counter(), record["frames"]))

    with Crew() as crew:
        crew.render(units, named, workers=workers, on_clip=on_clip)
    warm = workers * len(units[0].cells)
    seconds = times[-1][0] - times[warm - 1][0]
    return sum(frames for _, frames in times[warm:]) / seconds


def _peak_memory_mb() -> float | None:
    """Return the greatest resident size a worker had; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def _machine() -> str:
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{name}, {platform.system()}, Python {platform.python_version()}"
