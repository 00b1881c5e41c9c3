"""One work unit: a model doing a signal, seen from all its angles, from files to whole clips with their records."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synthgen.dataset.clip import ClipWriter
from synthgen.dataset.folder import now
from synthgen.dataset.manifest import Record
from synthgen.dataset.record import clip_record, model_part, rounded, signal_part
from synthgen.dataset.video import encoder_name
from synthgen.design import Cell, Video, WorkUnit, seed_of
from synthgen.design.spec import frame_rate
from synthgen.human.extras import NO_EXTRAS, Extras
from synthgen.sources import drawing_sources
from synthgen.version import __version__

if TYPE_CHECKING:
    from synthgen.actor.actor import Actor
    from synthgen.assets import AssetRecord, Assets
    from synthgen.facs.basis import Basis
    from synthgen.facs.curves import Curves
    from synthgen.human.mhm import Model
    from synthgen.scene.angles import Angle
    from synthgen.scene.camera import Camera

#: pixels of all clips being encoded at once: x264 keeps some twenty frames each. Nine views at 512² fit; at 2048² the
#: signal is posed again for every view, so that a worker stays within 1 GiB
_PIXELS_AT_ONCE = 9 * 512 * 512


@dataclass(frozen=True)
class Settings:
    """What every unit of a run shares, sent to each worker once."""

    root: Path
    temporary: Path
    seed: int
    au_basis: str
    video: Video
    design_sha256: str
    inputs: dict[str, str]  # model or signal, "model/ID" or "signal/ID" -> its copy under inputs/
    extras: Extras = NO_EXTRAS


def load_renderer() -> None:
    """Import what rendering needs and have kernels ready: it can pass while somebody else reads the design."""
    import av  # noqa: F401
    import numba

    import synthgen.actor.actor
    import synthgen.dataset.planes  # noqa: F401
    from synthgen.engines.kernels import compile_kernels

    compile_kernels()
    target = numba.core.registry.cpu_target  # what numba would import at the first call of a kernel
    target.typing_context.refresh()
    target.target_context.refresh()


def basis_records(assets: Assets, au_basis: str) -> tuple[AssetRecord, ...]:
    """Return the records of what every model uses: the embedded mesh and targets, and the AU basis's own."""
    if au_basis == "facshuman" and assets.facshuman_record is not None:
        return (*assets.records, assets.facshuman_record)
    return tuple(assets.records)


class UnitRenderer:
    """Renders units in this process. Assets and the last model are kept, so that units of one model follow quickly."""

    def __init__(self, settings: Settings) -> None:
        from synthgen.assets import load_assets
        from synthgen.facs.basis import load_basis

        self.settings = settings
        self._basis: Basis = load_basis(settings.au_basis, load_assets())
        self._actor: Actor | None = None

    def actor(self, model: Model) -> Actor:
        """Return a model shaped, rigged and lit; built when another model was here last."""
        from synthgen.actor.actor import make_actor

        if self._actor is None or self._actor.model.id != model.id:
            self._actor = None  # the old one's memory goes before the new one's is taken
            settings, video = self.settings, self.settings.video
            self._actor = make_actor(
                model,
                self._basis,
                seed=settings.seed,
                width=video.width,
                height=video.height,
                extras=settings.extras,
            )
        return self._actor

    def forget(self) -> None:
        """Let go of the last model."""
        self._actor = None

    def warm(self, model: Model) -> None:
        """Compile, or load from the cache, every kernel that rendering and encoding need."""
        from synthgen.engines.kernels import warm_up

        warm_up(self.actor(model))

    def render(self, unit: WorkUnit, publish: Callable[[Record], None]) -> None:
        """Render a unit's cells and hand over each clip's record when the clip is whole.

        Raises OSError (a full disk), RunError (a clip that does not read back); no clip is left half done.
        """
        from synthgen.facs.animation import sample_animation

        actor = self.actor(unit.model)
        video = self.settings.video
        curves = sample_animation(unit.signal, video.fps)
        at_once = max(1, _PIXELS_AT_ONCE // (video.width * video.height))
        views = list(zip(unit.cells, unit.angles, strict=True))
        for start in range(0, len(views), at_once):
            self._render_views(actor, unit, curves, views[start : start + at_once], publish)

    def _render_views(
        self,
        actor: Actor,
        unit: WorkUnit,
        curves: Curves,
        views: list[tuple[Cell, Angle]],
        publish: Callable[[Record], None],
    ) -> None:
        studio = actor.studio
        cameras = [actor.camera(angle) for _, angle in views]
        polygons: list[list[np.ndarray]] = [[] for _ in views]
        writers: list[ClipWriter] = []
        try:
            for cell, _ in views:
                writers.append(self._writer(cell, curves.fps))
            for row in curves.values.tolist():
                actor.pose({code: value for code, value in zip(curves.codes, row, strict=True) if value > 0})
                for writer, camera, outline in zip(writers, cameras, polygons, strict=True):
                    writer.add(studio.view(camera))
                    outline.append(np.rint(studio.face_polygon(camera)).astype(np.int32))
            signal = signal_part(
                unit.signal, curves, source=self._input("signal", unit.signal.signal), au_basis=self.settings.au_basis
            )
            look = asdict(actor.appearance)
            model = model_part(unit.model, source=self._input("model", unit.model.id), appearance=look)
            used = (*basis_records(self._basis.assets, self.settings.au_basis), *actor.imported)
            assets = tuple(dict.fromkeys(record.id for record in used))
            for (cell, angle), writer, camera, outline in zip(views, writers, cameras, polygons, strict=True):
                publish(self._record(cell, angle, writer, camera, outline, model, signal, curves, assets))
        finally:
            for writer in writers:
                writer.abort()  # nothing where the clip was published

    def _writer(self, cell: Cell, fps: float) -> ClipWriter:
        video = self.settings.video
        path = cell.path(video.codec)
        return ClipWriter(
            self.settings.temporary / f"{os.getpid()}-{Path(path).name}",
            self.settings.root / path,
            codec=video.codec,
            width=video.width,
            height=video.height,
            rate=frame_rate(fps),
        )

    def _record(
        self,
        cell: Cell,
        angle: Angle,
        writer: ClipWriter,
        camera: Camera,
        outline: list[np.ndarray],
        model: Record,
        signal: Record,
        curves: Curves,
        assets: tuple[str, ...],
    ) -> Record:
        settings = self.settings
        identity = (cell.model, cell.signal, cell.angle, cell.scene)
        scene_seed = seed_of(settings.seed, identity, "scene")
        return clip_record(
            clip=cell.clip,
            path=cell.path(settings.video.codec),
            facts=writer.publish(),
            fps=curves.fps,
            size=(settings.video.width, settings.video.height),
            codec=settings.video.codec,
            encoder=encoder_name(settings.video.codec),
            model=model,
            signal=signal,
            angle=angle,
            camera=rounded(camera.record()),
            scene={"id": cell.scene, "seed": scene_seed, "values": {}},
            polygons=outline,
            renderer={"name": "numba", "version": __version__, "sources": drawing_sources()},
            assets=assets,
            design_sha256=settings.design_sha256,
            created=now(),
        )

    def _input(self, kind: str, name: str) -> str:
        return self.settings.inputs[f"{kind}/{name}"]
