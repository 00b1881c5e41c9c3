"""What rendering costs on this machine, measured: by stage in one process, and as a whole with all workers."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from synthgen.dataset.manifest import Record
from synthgen.design import Design, Inputs, WorkUnit, expand
from synthgen.engines.clips import render_unit
from synthgen.engines.job import Job, input_copies
from synthgen.engines.local import Crew
from synthgen.engines.ownrenderer import cast_actor, own_renderer
from synthgen.engines.plan import default_workers, make_plan
from synthgen.engines.timing import Clock, Timed
from synthgen.home import need_temporary

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
    with tempfile.TemporaryDirectory(prefix="synthgen-bench-", dir=need_temporary()) as folder:
        job = Job(design, Path(folder), own_renderer(), input_copies(inputs), assets=())
        # the whole first: its workers share out what has to be compiled
        rate = _whole(job, _units_for(units, crew), workers=crew)
        start, build, stages = _stages(job, units[0])
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


def _stages(job: Job, unit: WorkUnit) -> tuple[float, float, dict[str, float]]:
    """Return seconds to the first picture, seconds a model, and milliseconds a frame by stage, in this process."""
    from synthgen.dataset.clip import ClipWriter
    from synthgen.engines.kernels import warm_up

    begin = time.perf_counter()
    warm_up(cast_actor(job, unit.model))
    start = time.perf_counter() - begin
    begin = time.perf_counter()
    actor = cast_actor(job, unit.model)
    build = time.perf_counter() - begin
    clock = Clock()
    studio: Any = Timed(actor.studio, clock, pose="shared", view="view", face_polygon="outline")
    rig: Any = Timed(actor.rig, clock, pose="pose")
    actor = replace(actor, rig=rig, studio=studio)
    open_timed = clock.timed("encode", partial(ClipWriter, codec=job.design.video.codec))

    def open_clip(temporary: Path, final: Path, **options: Any) -> Any:
        return Timed(open_timed(temporary, final, **options), clock, add="encode", finish="encode", publish="check")

    for _ in range(2):  # once without counting: caches fill
        clock.seconds.clear()
        records = [record for record in render_unit(job, unit, actor, open_clip, encoder="-") if record is not None]
    frames = sum(record["frames"] for record in records)
    return start, build, {name: 1000 * seconds / frames for name, seconds in clock.seconds.items()}


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


def _whole(job: Job, units: list[WorkUnit], *, workers: int) -> float:
    """Return frames of one view a second with all workers, from files to checked clips, once every worker is warm."""
    times: list[tuple[float, int]] = []
    named = replace(job, copies={**job.copies, **{f"model/{unit.model.id}": "-" for unit in units}})

    def on_clip(record: Record) -> None:
        times.append((time.perf_counter(), record["frames"]))

    with Crew(own_renderer()) as crew:
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
