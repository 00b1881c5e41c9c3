"""A design rendered in MakeHuman, as a generator of small steps: between two of them the application is responsive.

Clips and records are made by the same loop as ``synthgen render``'s, so that a dataset is one dataset whatever
rendered it; here is what is MakeHuman's own: its stage, models that it refuses, what is slow done in a thread.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence

from synthgen.assets.index import AssetRecord
from synthgen.dataset.folder import DatasetFolder, disk_errors, open_dataset, read_facts
from synthgen.dataset.manifest import ManifestFile
from synthgen.design import Design, Inputs, WorkUnit, expand, resolve
from synthgen.engines.clips import render_unit
from synthgen.engines.job import Job, Renderer, check_signals, common_records, input_copies
from synthgen.engines.plan import make_plan
from synthgen.engines.timing import Clock, Timed
from synthgen.facs.animation import sample_animation
from synthgen.facs.basis import Basis
from synthgen.facs.signs import split
from synthgen.layout import FACTS

from . import state
from .background import waited
from .person import Person
from .stage import ModelRefused, Stage


@dataclass
class Progress:
    """How far a batch is. ``clips`` counts those of this run that are whole, of ``wanted`` still to be made.

    ``clock`` has the stages "pose" and "picture".
    """

    declared: int = 0
    done: int = 0
    wanted: int = 0
    clips: int = 0
    frames: int = 0
    stage: str = ""
    clock: Clock = field(default_factory=Clock)
    failures: list[str] = field(default_factory=list)


class Batch:
    """One run of a design into a dataset folder. ``steps`` does it; closing it at any step leaves whole clips only."""

    def __init__(
        self,
        stage: Stage,
        design: Design,
        out: Path,
        *,
        basis: Callable[[Design], Basis],
        writer: Callable[[Design], Any],
        renderer: Renderer,
        note: Callable[[str], None],
        remark: Callable[[], str] = str,
        limit: int | None = None,
    ) -> None:
        self.progress = Progress()
        #: set when the application ends: nothing has to be put back then
        self.leaving = False
        self._stage, self._design, self._out = stage, design, out
        self._basis_of, self._choose_writer = basis, writer
        self._renderer, self._note, self._limit = renderer, note, limit
        self._remark = remark
        self._pool = ThreadPoolExecutor(1)

    @property
    def loads(self) -> int:
        """Counts up when MakeHuman begins and ends to load a model."""
        return self._stage.loads

    def steps(self) -> Iterator[str | None]:
        """Do the batch, a little at each step; yield what to show first where the next step takes seconds.

        Raises InputError and RunError; gives the stage back in any case.
        """
        design, progress = self._design, self.progress
        progress.stage = "reading the design"
        with contextlib.ExitStack() as stack:
            stack.callback(self._pool.shutdown, wait=False)
            inputs, units, basis, writer = yield from waited(self._pool, self._prepare)
            stack.callback(writer.close)  # also where the folder is refused: it may have a process
            self._note(f"Clips: {writer.why}.")
            unseen = sorted({code for signal in inputs.signals for code in split(signal.tracks)[1]})
            if unseen:
                self._note(f"MakeHuman cannot show {', '.join(unseen)}: left out of the pictures")
            remark = yield from waited(self._pool, self._remark)
            if remark:
                self._note(remark)
            common = common_records(self._renderer, basis.assets, basis.name)
            opening = open_dataset(
                self._out,
                design,
                inputs,
                assets=(*common, *self._earlier_assets()),
                unknown=self._unknown_modifiers(inputs),
                sources=self._renderer.sources,
            )
            folder = yield from waited(self._pool, stack.enter_context, opening)  # it reads and hashes many files
            stack.callback(writer.close)  # before the folder goes: twice does no harm
            stack.enter_context(disk_errors(self._out))
            progress.stage = "checking the clips that are there"
            whole = yield from waited(self._pool, folder.done, {cell.clip for unit in units for cell in unit.cells})
            plan = make_plan(design, units, only={}, done=set(whole), limit=self._limit, workers=1)
            progress.declared, progress.done, progress.wanted = plan.declared, plan.done, plan.clips
            if plan.units:
                ids = tuple(record.id for record in common)
                job = Job(design, folder.root.absolute(), self._renderer, input_copies(inputs), ids)
                yield from self._render(folder, job, plan.units, basis, writer)
            progress.stage = "writing the table"
            done = progress.done + progress.clips
            yield from waited(self._pool, lambda: folder.finish(declared=plan.declared, done=done))
        progress.stage = "done"

    def _prepare(self) -> tuple[Inputs, Sequence[WorkUnit], Basis, Any]:
        for index, scene in enumerate(self._design.scenes):
            if not scene.is_studio:
                raise self._design.error(
                    f"scene '{scene.name}' cannot be made here: MakeHuman has a light and a backdrop of its own",
                    *("scenes", index),
                    remedy="Leave 'scenes' out.",
                )
        if self._design.video.still:
            remedy = "Leave 'frames' out, or make them with `synthgen render`."
            raise self._design.error("stills cannot be made here", *("video", "frames"), remedy=remedy)
        inputs = resolve(self._design)
        basis = self._basis_of(self._design)
        check_signals(inputs, basis)
        return inputs, expand(self._design, inputs), basis, self._choose_writer(self._design)

    def _render(
        self, folder: DatasetFolder, job: Job, units: Sequence[WorkUnit], basis: Basis, writer: Any
    ) -> Iterator[str | None]:
        try:
            with contextlib.closing(folder.append()) as manifest:
                self._stage.take()
                yield from self._filmed(folder, job, units, basis, writer, manifest)
            yield state.ENDING.message
        except Exception:
            yield state.ENDING.message
            raise
        finally:
            self._stage.leave() if self.leaving else self._stage.give_back()

    def _filmed(
        self,
        folder: DatasetFolder,
        job: Job,
        units: Sequence[WorkUnit],
        basis: Basis,
        writer: Any,
        manifest: ManifestFile,
    ) -> Iterator[str | None]:
        progress = self.progress
        refused: set[str] = set()
        person: Person | None = None
        for unit in units:
            model = unit.model
            if model.id in refused:
                continue
            if person is None or person.model.id != model.id:
                person = None
                progress.stage = f"loading {model.id}"
                yield f"MakeHuman loads {model.id}: its window does not answer for some seconds."
                try:
                    identity = self._stage.load(model)
                except ModelRefused as error:
                    refused.add(model.id)
                    progress.failures.append(str(error))
                    self._note(str(error))
                    continue
                yield None
                person = yield from waited(self._pool, Person, self._stage, model, basis, identity)
                folder.add_assets(person.assets)
                if person.missing:
                    self._note(f"model {model.id}: MakeHuman has no {', '.join(person.missing)}: shown without")
            progress.stage = unit.name
            peaks = sample_animation(unit.signal, job.design.video.fps).peaks()
            yield from waited(self._pool, person.face.prepare, peaks)
            timed: Any = Timed(person, progress.clock, pose="pose", view="picture")
            with contextlib.closing(render_unit(job, unit, timed, writer, encoder=writer.encoder)) as steps:
                for record in steps:
                    if record is not None:
                        manifest.append(record)
                        progress.clips += 1
                        progress.frames += record["frames"]
                    yield None
            person.face.restore()

    def _unknown_modifiers(self, inputs: Inputs) -> dict[str, tuple[str, ...]]:
        """Return {model: modifiers in its file that this MakeHuman does not have}."""
        known = set(self._stage.human.modifierNames)
        unknown = {}
        for model in inputs.models:
            missing = tuple(name for name, _ in model.modifiers if name not in known)
            if missing:
                unknown[model.id] = missing
                self._note(f"model {model.id}: MakeHuman does not know {', '.join(missing[:5])}")
        return unknown

    def _earlier_assets(self) -> list[AssetRecord]:
        """Return the assets that an earlier run into this folder found on its models."""
        if not (self._out / FACTS).exists():
            return []
        return [
            AssetRecord(**asset)
            for asset in read_facts(self._out).get("assets", [])
            if asset["id"].startswith(("makehuman-mhclo-", "makehuman-mhmat-", "makehuman-proxy-"))
        ]
