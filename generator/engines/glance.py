"""A glance at a design before it is rendered: some people, each in some random cells, as pictures of the apex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthgen.dataset.clip import ClipFacts
from synthgen.design import Cell, Design, WorkUnit, expand, resolve
from synthgen.engines.clips import render_unit
from synthgen.engines.job import Job, input_copies
from synthgen.engines.ownrenderer import own_renderer
from synthgen.engines.plan import Only, keep_cells, select
from synthgen.render.arrays import Picture
from synthgen.seeds import seed_of

if TYPE_CHECKING:
    from synthgen.engines.performer import Performer

#: people that are shown: getting to know one costs as much as many pictures
MOST_PEOPLE = 8


@dataclass
class Glance:
    """Cells of a design that stand for it, by person; ``pictures`` makes them."""

    design: Design
    units: list[WorkUnit]
    cells: list[Cell]

    @property
    def people(self) -> int:
        return len({cell.model for cell in self.cells})

    def pictures(self) -> Iterator[tuple[Cell, Picture]]:
        """Yield each cell and its picture (h, w, 3) uint8 sRGB; one person after the other is in memory."""
        renderer = own_renderer()
        job = Job(self.design, Path(), renderer, input_copies(resolve(self.design)), ())
        performer: Performer | None = None
        model = ""
        for unit in self.units:
            if performer is None or model != unit.model.id:
                performer = None
                performer, model = renderer.cast(job, unit.model), unit.model.id
            taken: dict[Path, _Kept] = {}
            for _ in render_unit(job, unit, performer, _Opener(taken), encoder=""):
                pass
            for cell in unit.cells:
                yield cell, taken[job.root / self.design.path(cell)].frames[0]


def glance_at(design: Design, *, count: int, only: Only | None = None) -> Glance:
    """Return what to look at of a design: ``count`` cells of up to eight people, the same ones every time.

    Of a person, cells are chosen so that scenes, signals and views are as many as can be.
    """
    stills = replace(design, video=replace(design.video, codec="png", frames=1))
    units = select(expand(stills, resolve(stills)), only or {})
    cells = [cell for unit in units for cell in unit.cells]
    chosen = choose_cells(cells, count, seed=design.seed)
    names = {cell.clip for cell in chosen}
    kept = keep_cells(units, lambda cell: cell.clip in names)
    return Glance(stills, sorted(kept, key=lambda unit: unit.model.id), chosen)


def choose_cells(cells: Sequence[Cell], count: int, *, seed: int) -> list[Cell]:
    """Return ``count`` of the cells, or all: people in turn, so that rows of as many show each of them once."""
    by_model: dict[str, list[Cell]] = {}
    for cell in sorted(cells, key=lambda cell: seed_of(seed, (cell.clip,), "glance")):
        by_model.setdefault(cell.model, []).append(cell)
    people = sorted(by_model, key=lambda model: seed_of(seed, (model,), "glance"))[:MOST_PEOPLE]
    used: Counter[tuple[str, str]] = Counter()
    chosen: list[Cell] = []
    left = {model: by_model[model] for model in people}
    while left and len(chosen) < count:
        for model in list(left)[: count - len(chosen)]:
            cell = min(left[model], key=lambda cell: [used[what] for what in _parts(cell)])
            used.update(_parts(cell))
            chosen.append(cell)
            left[model] = [other for other in left[model] if other is not cell]
        left = {model: some for model, some in left.items() if some}
    return chosen


def _parts(cell: Cell) -> list[tuple[str, str]]:
    """Return what of a cell is not to come too often, what matters most first."""
    return [(cell.model, cell.scene), ("", cell.signal), ("", cell.angle), ("", cell.scene)]


@dataclass
class _Kept:
    """A clip that is kept in memory."""

    busy: bool = False
    frames: list[Picture] = field(default_factory=list)

    def add(self, frame: np.ndarray) -> None:
        self.frames.append(frame.copy())

    def finish(self) -> None:
        """Nothing is left to do."""

    def ready(self) -> bool:
        return True

    def publish(self) -> ClipFacts:
        return ClipFacts(len(self.frames), 0, "", "", "")

    def abort(self) -> None:
        """Nothing is on disk."""


@dataclass
class _Opener:
    taken: dict[Path, _Kept]

    def __call__(self, temporary: Path, final: Path, *, width: int, height: int, rate: Fraction) -> _Kept:
        return self.taken.setdefault(final, _Kept())
