"""What a run will do: which cells, how many bytes, how long; and which of a design's cells a person asked for."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Dict, List

from synthgen.backports import paired
from synthgen.codec import PICTURES
from synthgen.design import Cell, Design, Video, WorkUnit
from synthgen.errors import InputError
from synthgen.facs.performance import LENGTHS
from synthgen.machine import cores, memory
from synthgen.names import is_called
from synthgen.scene.spec import SceneSpec

#: bytes per pixel of a frame, measured on the sim2real design with a third to spare
_BYTES_PER_PIXEL = {"h264": 0.012, "ffv1": 1.4, "png": 1.5, "jpeg": 1.0}
#: a manifest record, its row in the CSV and what a file system rounds up to
_BYTES_PER_CLIP = 16_000
_BYTES_PER_PNG = 2_048
#: pixels a second that one worker renders and encodes: half of what two reach on a quiet 2-core server, in h264; the
#: others in proportion to their encoders
PIXELS_PER_SECOND = {"h264": 256 * 256 * 115, "ffv1": 256 * 256 * 63, "png": 256 * 256 * 52, "jpeg": 256 * 256 * 60}
_START_SECONDS = 2.5
#: one and a half times what a core of that server takes to get to know a person, to draw a pixel of what is behind one
#: in a scene (once a clip), and to pose a face (once a frame, for all views of a take)
_PERSON_SECONDS, _BACKDROP_SECONDS, _POSE_SECONDS = 1.5, 4e-7, 0.02
#: views of a take in whose rate of pixels its poses are contained
_VIEWS = 9
#: memory of a worker and of the process that plans: 441 MB and 200 MB measured, at 256x256, with a third to spare
_WORKER_BYTES, _PARENT_BYTES = 600_000_000, 300_000_000
_KEYS = ("model", "signal", "emotion", "angle", "scene")

Only = Dict[str, List[str]]


@dataclass(frozen=True)
class Plan:
    """The cells to render now, as units in order, and what they cost. ``declared`` counts the whole design."""

    units: tuple[WorkUnit, ...]
    declared: int
    selected: int
    done: int
    frames: int
    bytes: int
    seconds: float
    workers: int

    @property
    def clips(self) -> int:
        return sum(len(unit.cells) for unit in self.units)


def parse_only(texts: Iterable[str]) -> Only:
    """Return what ``--only`` asks for: {key: globs}. All keys must match; of one key's globs, any.

    >>> parse_only(["model=female_*,emotion=anger", "model=male_asian_1"])
    {'model': ['female_*', 'male_asian_1'], 'emotion': ['anger']}
    """
    only: Only = {}
    for text in texts:
        for part in text.split(","):
            key, sign, value = part.strip().partition("=")
            if not sign or key not in _KEYS or not value:
                raise InputError(
                    f"--only {text}: '{part}' is not KEY=GLOB with KEY one of {', '.join(_KEYS)}",
                    remedy="E.g. --only emotion=anger,model='female_*'.",
                )
            only.setdefault(key, []).append(value)
    return only


def select(units: Sequence[WorkUnit], only: Only) -> list[WorkUnit]:
    """Return the units with the cells that ``only`` names; the name of a scene stands for all its stagings.

    Raises InputError for a glob that matches no cell.
    """
    of = {unit.scene.name: unit.scene.declared for unit in units}
    for key, globs in only.items():
        names = dict.fromkeys(name for unit in units for cell in unit.cells for name in _names(cell, key, of))
        for glob in globs:
            if not any(is_called(name, glob) for name in names):
                listed = sorted(names)
                shown = ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "")
                raise InputError(f"--only {key}={glob} matches nothing in this design; it has {shown}")

    def wanted(cell: Cell) -> bool:
        return all(
            any(is_called(name, glob) for glob in globs for name in _names(cell, key, of))
            for key, globs in only.items()
        )

    selected = keep_cells(units, wanted)
    if not selected:
        asked = ", ".join(f"{key}={'|'.join(globs)}" for key, globs in only.items())
        raise InputError(f"--only {asked}: no cell of this design is all of that")
    return selected


def _names(cell: Cell, key: str, of: Mapping[str, str]) -> tuple[str, ...]:
    """Return what a part of a cell is called: a staging by its scene's name, too. ``of``: {staging: its scene}."""
    name = getattr(cell, key)
    return (of[name], name) if key == "scene" and of[name] != name else (name,)


def keep_cells(units: Sequence[WorkUnit], wanted: Callable[[Cell], bool]) -> list[WorkUnit]:
    """Return units with only the cells for which ``wanted(cell)`` holds; units without any are left out."""
    kept = []
    for unit in units:
        pairs = [pair for pair in paired(unit.cells, unit.angles) if wanted(pair[0])]
        if pairs:
            kept.append(replace(unit, cells=tuple(c for c, _ in pairs), angles=tuple(a for _, a in pairs)))
    return kept


def make_plan(
    design: Design,
    units: Sequence[WorkUnit],
    *,
    only: Only,
    done: set[str],
    limit: int | None,
    workers: int,
) -> Plan:
    """Return what is left to do of a design: the cells asked for that are not done yet, at most ``limit``."""
    selected = select(units, only)
    pending = keep_cells(selected, lambda cell: cell.clip not in done)
    if limit is not None:
        number = count()
        pending = keep_cells(pending, lambda cell: next(number) < limit)
    video = design.video
    frames = _frames(design, pending)
    clips = sum(len(unit.cells) for unit in pending)
    pixels = frames * video.width * video.height
    used = max(1, min(workers, len(pending)))
    seconds = pixels / PIXELS_PER_SECOND[video.codec] + _once_seconds(design, pending)
    return Plan(
        units=tuple(pending),
        declared=sum(len(unit.cells) for unit in units),
        selected=sum(len(unit.cells) for unit in selected),
        done=sum(1 for unit in selected for cell in unit.cells if cell.clip in done),
        frames=frames,
        bytes=expected_bytes(video, frames=frames, clips=clips),
        seconds=_START_SECONDS + seconds / used if pending else 0.0,
        workers=used,
    )


def _once_seconds(design: Design, units: Sequence[WorkUnit]) -> float:
    """Return the seconds that units take whatever is seen of them: people, poses, what is behind them in scenes.

    The rate of pixels was measured with many views of a take, and contains their poses.
    """
    pixels = design.video.width * design.video.height
    people = len({unit.model.id for unit in units})
    alone = [max(0.0, 1.0 / len(unit.cells) - 1.0 / _VIEWS) for unit in units]
    poses = math.fsum(_frames(design, [unit]) * share for unit, share in paired(units, alone))
    behind = sum(len(unit.cells) for unit in units if not unit.scene.is_studio)
    return people * _PERSON_SECONDS + poses * _POSE_SECONDS + behind * pixels * _BACKDROP_SECONDS


def expected_bytes(video: Video, *, frames: int, clips: int) -> int:
    """Return the bytes that clips with so many frames in all, and what is recorded of them, take on disk at most."""
    size = int(frames * video.width * video.height * _BYTES_PER_PIXEL[video.codec]) + clips * _BYTES_PER_CLIP
    return size + frames * _BYTES_PER_PNG if video.codec in PICTURES else size


def _frames(design: Design, units: Iterable[WorkUnit]) -> int:
    """Return how many frames the clips of units have. Of a scene in which they are all as long, one is looked at."""
    total, known = 0, {}
    for unit in units:
        key = (unit.signal.signal, unit.scene.name, unit.model.id if _has_length(unit.scene) else "")
        if key not in known:
            known[key] = design.frames(unit.signal, unit.drawn(design.seed, unit.angles[0]))
        total += known[key] * len(unit.cells)
    return total


def _has_length(scene: SceneSpec) -> bool:
    """Tell whether a scene says how many frames its clips have."""
    return any(factors.keys() & LENGTHS for factors in scene.variants)


def default_workers(root: Path = Path("/")) -> int:
    """Return how many worker processes there are where nobody says it: one a processor, as far as memory goes.

    ``root``: see ``synthgen.machine``.
    """
    bytes_ = memory(root)
    fit = cores(root) if bytes_ is None else max(1, (bytes_ - _PARENT_BYTES) // _WORKER_BYTES)
    return min(cores(root), fit)
