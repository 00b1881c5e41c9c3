"""A design rendered in MakeHuman, as a generator of small steps: between two of them the application is responsive.

The order is model → signal → frame → angle: a face is posed once and seen from all angles. Clips and records are made
by the same code as ``synthgen render``'s, so that a dataset is one dataset whatever rendered it.
"""

from __future__ import annotations

import contextlib
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Sequence

import numpy as np

from synthgen.assets.landmarks import FACE_OUTLINE, LANDMARKS68
from synthgen.assets.mesh import HEAD_ALONE_FROM, SKIN
from synthgen.dataset.folder import DatasetFolder, disk_errors, now, open_dataset, read_facts
from synthgen.dataset.freeze import input_names
from synthgen.dataset.record import clip_record, model_part, rounded, signal_part
from synthgen.design import Cell, Design, Inputs, WorkUnit, expand, resolve, seed_of
from synthgen.design.spec import frame_rate
from synthgen.errors import InputError
from synthgen.facs.animation import sample_animation
from synthgen.facs.basis import Basis
from synthgen.facs.curves import Curves
from synthgen.human.mhm import Model
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import frame_head
from synthgen.version import __version__

from .face import Face, proxy_objects
from .stage import ModelRefused, Stage
from .wearing import Look, base_record

#: dm that the picture has to leave below the chin for a jaw that drops
_JAW_ROOM = 0.4
_OUTLINE = np.array([LANDMARKS68[point] for point in FACE_OUTLINE])


@dataclass
class Progress:
    """How far a batch is. ``clips`` counts those of this run that are whole, of ``wanted`` still to be made."""

    declared: int = 0
    done: int = 0
    wanted: int = 0
    clips: int = 0
    frames: int = 0
    stage: str = ""
    poses: int = 0
    pictures: int = 0
    pose_seconds: float = 0.0
    picture_seconds: float = 0.0
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
        version: str,
        sources: str,
        note: Callable[[str], None],
        limit: int | None = None,
    ) -> None:
        self.progress = Progress()
        self._stage, self._design, self._out = stage, design, out
        self._basis_of, self._choose_writer = basis, writer
        self._renderer = {"name": "makehuman", "version": f"{version}, synthgen {__version__}", "sources": sources}
        self._version, self._note, self._limit = version, note, limit
        self._pool = ThreadPoolExecutor(1)

    @property
    def loads(self) -> int:
        """Counts up when MakeHuman begins and ends to load a model."""
        return self._stage.loads

    def steps(self) -> Iterator[None]:
        """Do the batch, a little at each step. Raises InputError and RunError; gives the stage back in any case."""
        self.progress.stage = "reading the design"
        with contextlib.ExitStack() as stack:
            stack.callback(self._pool.shutdown, wait=False)
            inputs, units, basis, writer = yield from self._waited(self._prepare)
            stack.callback(writer.close)  # also where the folder is refused: it may have a process
            self._writer_of = writer
            self._note(f"clips: {writer.why}")
            unknown = self._unknown_modifiers(inputs)
            self._common = (base_record(self._version), *_basis_records(basis))
            assets = (*self._common, *self._earlier_assets())
            opening = open_dataset(self._out, self._design, inputs, assets=assets, unknown=unknown)
            folder = yield from self._waited(stack.enter_context, opening)  # it reads and hashes many files
            stack.callback(writer.close)  # before the folder goes: twice does no harm
            wanted = {cell.clip for unit in units for cell in unit.cells}
            self.progress.declared = len(wanted)
            self.progress.stage = "checking the clips that are there"
            whole = yield from self._waited(folder.done, wanted)
            self.progress.done = len(whole)
            left = _pending(units, set(whole), self._limit)
            self.progress.wanted = sum(len(unit.cells) for unit in left)
            if left:
                yield from self._render(folder, inputs, left, basis)
            self.progress.stage = "writing the table"
            done = len(whole) + self.progress.clips
            with disk_errors(self._out):
                yield from self._waited(_finish, folder, len(wanted), done)
        self.progress.stage = "done"

    def _prepare(self) -> tuple[Inputs, list[WorkUnit], Basis, Any]:
        inputs = resolve(self._design)
        basis = self._basis_of(self._design)
        for signal in inputs.signals:
            for code in signal.tracks:
                if code not in basis.codes:
                    raise InputError(f"{code} has no shape in the AU basis '{basis.name}'", where=signal.path)
        return inputs, list(expand(self._design, inputs)), basis, self._choose_writer(self._design)

    def _render(self, folder: DatasetFolder, inputs: Inputs, units: Sequence[WorkUnit], basis: Basis) -> Iterator[None]:
        names = input_names(inputs)
        copies = {f"model/{m.id}": name for m, name in zip(inputs.models, names["models"])}
        copies.update({f"signal/{s.signal}": name for s, name in zip(inputs.signals, names["signals"])})
        with disk_errors(self._out):
            manifest = folder.append()
        refused: set[str] = set()
        actor: _Actor | None = None
        self._stage.take()
        try:
            for unit in units:
                if unit.model.id in refused:
                    continue
                if actor is None or actor.model.id != unit.model.id:
                    actor = None
                    self.progress.stage = f"loading {unit.model.id}"
                    yield
                    try:
                        self._stage.load(self._out / copies[f"model/{unit.model.id}"])
                    except ModelRefused as error:
                        refused.add(unit.model.id)
                        self.progress.failures.append(str(error))
                        self._note(str(error))
                        continue
                    yield
                    actor = yield from self._cast(unit.model, basis)
                    with disk_errors(self._out):
                        folder.add_assets(actor.look.assets)
                self.progress.stage = unit.name
                for record in self._unit(folder, unit, actor, copies):
                    if record is not None:
                        with disk_errors(self._out):
                            manifest.append(record)
                        self.progress.clips += 1
                        self.progress.frames += record["frames"]
                    yield
        finally:
            manifest.close()
            if actor is not None:
                actor.face.restore()
            self._stage.give_back()

    def _cast(self, model: Model, basis: Basis) -> Iterator[None]:
        face = yield from self._waited(Face, self._stage.human, basis, model.demographics.conditions)
        return _Actor(model, face, Look(self._stage.human), _head_points(self._stage.human))  # type: ignore[return-value]

    def _unit(
        self, folder: DatasetFolder, unit: WorkUnit, actor: _Actor, copies: Mapping[str, str]
    ) -> Iterator[dict[str, Any] | None]:
        """Render a unit, yielding None between steps and the record of each clip when it is whole."""
        video = self._design.video
        curves = sample_animation(unit.signal, video.fps)
        cameras = [frame_head(actor.bounds, angle, width=video.width, height=video.height) for angle in unit.angles]
        polygons: list[list[np.ndarray]] = [[] for _ in cameras]
        writers: list[Any] = []
        try:
            with disk_errors(self._out):
                for cell in unit.cells:
                    writers.append(self._writer(folder, cell, curves))
            yield from self._waited(actor.face.prepare, curves.peaks())
            for row in curves.values.tolist():
                begin = time.perf_counter()
                shown = actor.face.pose({code: value for code, value in zip(curves.codes, row) if value > 0})
                self.progress.poses += 1
                self.progress.pose_seconds += time.perf_counter() - begin
                yield None
                for writer, camera, outline in zip(writers, cameras, polygons):
                    while writer.busy:
                        yield None
                    begin = time.perf_counter()
                    picture = self._stage.picture(camera, actor.bounds.centre)
                    self.progress.pictures += 1
                    self.progress.picture_seconds += time.perf_counter() - begin
                    with disk_errors(self._out):
                        writer.add(picture)
                    outline.append(np.rint(camera.project(shown[_OUTLINE])).astype(np.int32))
                    yield None
            actor.face.restore()
            shared = self._shared(unit, actor, curves, copies)
            for writer in writers:
                writer.finish()
            for cell, angle, writer, camera, outline in zip(unit.cells, unit.angles, writers, cameras, polygons):
                while not writer.ready():
                    yield None
                with disk_errors(self._out):
                    facts = writer.publish()
                identity = (cell.model, cell.signal, cell.angle, cell.scene)
                yield clip_record(
                    clip=cell.clip,
                    path=cell.path(video.codec),
                    facts=facts,
                    angle=angle,
                    camera=rounded(camera.record()),
                    scene={"id": cell.scene, "seed": seed_of(self._design.seed, identity, "scene"), "values": {}},
                    polygons=outline,
                    created=now(),
                    **shared,
                )
        finally:
            for writer in writers:
                writer.abort()  # nothing where the clip was published

    def _writer(self, folder: DatasetFolder, cell: Cell, curves: Curves) -> Any:
        video = self._design.video
        path = cell.path(video.codec)
        return self._writer_of(
            folder.temporary / Path(path).name,
            folder.root / path,
            width=video.width,
            height=video.height,
            rate=frame_rate(curves.fps),
        )

    def _shared(self, unit: WorkUnit, actor: _Actor, curves: Curves, copies: Mapping[str, str]) -> dict[str, Any]:
        """Return what the records of all clips of a unit have in common."""
        model = model_part(unit.model, source=copies[f"model/{unit.model.id}"], appearance=actor.look.appearance)
        signal = signal_part(
            unit.signal, curves, source=copies[f"signal/{unit.signal.signal}"], au_basis=self._design.au_basis
        )
        video = self._design.video
        return {
            "fps": curves.fps,
            "size": (video.width, video.height),
            "codec": video.codec,
            "encoder": self._writer_of.encoder,
            "model": model,
            "signal": signal,
            "renderer": self._renderer,
            "assets": [record.id for record in (*self._common, *actor.look.assets)],
            "design_sha256": self._design.sha256,
        }

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

    def _earlier_assets(self) -> list[Any]:
        """Return the assets that an earlier run into this folder found on its models."""
        from synthgen.assets.index import AssetRecord

        if not (self._out / "dataset.json").exists():
            return []
        return [
            AssetRecord(**asset)
            for asset in read_facts(self._out).get("assets", [])
            if asset["id"].startswith(("makehuman-mhclo-", "makehuman-mhmat-", "makehuman-proxy-"))
        ]

    def _waited(self, work: Callable[..., Any], *args: Any) -> Iterator[None]:
        """Do work in a thread while the application goes on; return what it returns."""
        future: Future[Any] = self._pool.submit(work, *args)
        while not future.done():
            yield
        return future.result()  # type: ignore[return-value]


class _Actor:
    """A model on the stage."""

    def __init__(self, model: Model, face: Face, look: Look, points: np.ndarray) -> None:
        self.model, self.face, self.look = model, face, look
        low, high = points.min(axis=0).astype(float), points.max(axis=0).astype(float)
        low[1] -= _JAW_ROOM
        middle = (low + high) / 2
        chin = np.array([middle[0], low[1], high[2]])
        radius = float(np.sqrt(((np.concatenate([points, chin[None]]) - middle) ** 2).sum(axis=1).max()))
        #: the sphere round the box of the head: symmetric, so that the face is in the middle at every angle
        self.bounds = HeadBounds((round(middle[0], 5), round(middle[1], 5), round(middle[2], 5)), round(radius, 5))


def _head_points(human: Any) -> np.ndarray:
    """Return the vertices (n, 3) dm of the head with all it wears: what a camera has to keep in the picture."""
    coord = human.meshData.coord
    head = human.meshData.orig_coord[:SKIN, 1] > HEAD_ALONE_FROM
    parts = [coord[:SKIN][head]]
    lowest = float(parts[0][:, 1].min())
    for entry in proxy_objects(human):
        if entry.proxy.type in ("Hair", "Eyebrows", "Eyelashes"):
            points = entry.getSeedMesh().coord
            parts.append(points[points[:, 1] > lowest])
    return np.concatenate(parts)


def _pending(units: Sequence[WorkUnit], done: set[str], limit: int | None) -> list[WorkUnit]:
    """Return the units with the cells that are still to be made, at most ``limit`` of them."""
    from dataclasses import replace

    left, kept = limit, []
    for unit in units:
        pairs = [pair for pair in zip(unit.cells, unit.angles) if pair[0].clip not in done]
        if left is not None:
            pairs = pairs[:left]
            left -= len(pairs)
        if pairs:
            kept.append(replace(unit, cells=tuple(c for c, _ in pairs), angles=tuple(a for _, a in pairs)))
    return kept


def _basis_records(basis: Basis) -> tuple[Any, ...]:
    """Return the records of the assets that a basis's action units come from."""
    if basis.name == "facshuman" and basis.assets.facshuman_record is not None:
        return (basis.assets.facshuman_record, *basis.assets.records)  # gaze moves lids by embedded units
    return tuple(basis.assets.records)


def _finish(folder: DatasetFolder, declared: int, done: int) -> None:
    folder.finish(declared=declared, done=done)
