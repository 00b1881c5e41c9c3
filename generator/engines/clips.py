"""The clip loop: a performer, posed frame by frame and seen from all angles of a unit, becomes whole clips.

It is a generator, so that who must not wait (an application with a window) can do something else between its steps.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Iterator, Protocol, Sequence

import numpy as np

from synthgen.backports import paired
from synthgen.dataset.folder import now
from synthgen.dataset.manifest import Record
from synthgen.dataset.occlusion import hands_part
from synthgen.dataset.record import clip_record, model_part, rounded, signal_part
from synthgen.design.spec import frame_rate
from synthgen.errors import InputError
from synthgen.scene.camera import Camera
from synthgen.scene.occluders import Occluders, occluders_of
from synthgen.scene.staging import staged_camera

if TYPE_CHECKING:
    from synthgen.dataset.clip import ClipFacts
    from synthgen.design import Cell, WorkUnit
    from synthgen.engines.job import Job
    from synthgen.engines.performer import Film, Occluded, Performer
    from synthgen.facs.curves import Curves
    from synthgen.facs.performance import Performance
    from synthgen.hands.seen import Seen
    from synthgen.scene.angles import Angle
    from synthgen.scene.occluders import Moment
    from synthgen.scene.spec import Drawn

#: pixels of all clips being encoded at once: x264 keeps some twenty frames each. Nine views at 512² fit; at 2048² the
#: signal is posed again for every view, so that a process stays within 1 GiB
_PIXELS_AT_ONCE = 9 * 512 * 512


class ClipFile(Protocol):
    """A clip that is being written: frames are added, it is finished, and once it is ready it can be published."""

    @property
    def busy(self) -> bool:
        """Whether the next frame had better wait."""

    def add(self, frame: np.ndarray) -> None:
        """Take a frame (h, w, 3) uint8 sRGB."""

    def finish(self) -> None:
        """Take no more frames."""

    def ready(self) -> bool:
        """Tell whether ``publish`` has not to wait."""

    def publish(self) -> ClipFacts:
        """Give the clip its name, when it has been read back."""

    def abort(self) -> None:
        """Throw away what was not published."""


class OpenClip(Protocol):
    """Opens a clip: under a temporary name, until it is published under its final one."""

    def __call__(self, temporary: Path, final: Path, *, width: int, height: int, rate: Fraction) -> ClipFile: ...


@dataclass
class _Shot:
    """A cell while it is rendered."""

    cell: Cell
    angle: Angle
    drawn: Drawn
    camera: Camera
    film: Film
    file: ClipFile
    outlines: list[np.ndarray] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)


def render_unit(
    job: Job, unit: WorkUnit, performer: Performer, open_clip: OpenClip, *, encoder: str
) -> Iterator[Record | None]:
    """Render a unit: yield None after every pose and picture and while files are busy, and the record of each clip
    when it is whole.

    Raises what performer and files raise: OSError (a full disk), RunError (a clip that does not read back); InputError
    where a scene has hands or things and the performer can have none. Closed or ended by an error, it leaves no clip
    half done.
    """
    video = job.design.video
    take = unit.drawn(job.design.seed, unit.angles[0])
    played = job.design.performance(unit.signal, take)
    before = _before(unit, performer, occluders_of(take), played)
    at_once = max(1, _PIXELS_AT_ONCE // (video.width * video.height))
    views = list(paired(unit.cells, unit.angles))
    in_scenes = not all(scene.is_studio for scene in job.design.scenes)
    if in_scenes:
        performer.enter(take)
    for start in range(0, len(views), at_once):
        shots: list[_Shot] = []
        try:
            for cell, angle in views[start : start + at_once]:
                drawn = unit.drawn(job.design.seed, angle)
                camera = staged_camera(performer.bounds, angle, drawn, width=video.width, height=video.height)
                film = performer.film(drawn, camera) if in_scenes else _Plain(performer, camera)
                shots.append(_Shot(cell, angle, drawn, camera, film, _opened(job, cell, played.curves, open_clip)))
            yield from _filmed(performer, played.curves, shots, before)
            yield from _published(shots, job, _shared(job, unit, performer, played, encoder), before)
        finally:
            for shot in shots:
                shot.file.abort()  # nothing where the clip was published


@dataclass
class _Plain:
    """The film of a camera in the studio."""

    performer: Performer
    seen_from: Camera
    assets: Sequence[str] = ()

    def camera(self, frame: int) -> Camera:
        return self.seen_from

    def picture(self, frame: int) -> np.ndarray:
        return self.performer.view(self.seen_from)


def _opened(job: Job, cell: Cell, curves: Curves, open_clip: OpenClip) -> ClipFile:
    video = job.design.video
    path = job.root / job.design.path(cell)
    temporary = job.temporary / f"{os.getpid()}-{path.name}"
    return open_clip(temporary, path, width=video.width, height=video.height, rate=frame_rate(curves.fps))


@dataclass(frozen=True)
class _Before:
    """What is before the face of a take: whose, and in every frame."""

    performer: Occluded
    drawn: Occluders
    moments: Sequence[Moment]


def _before(unit: WorkUnit, performer: Performer, drawn: Occluders | None, played: Performance) -> _Before | None:
    """Return what is before the face of a take, frame by frame; None where there is nothing."""
    if drawn is None:
        return None
    if not (hasattr(performer, "hold") and hasattr(performer, "seen")):
        raise InputError(
            f"scene '{unit.scene.declared}' has hands or things before the face; this renderer draws none",
            remedy="Leave 'hand' and 'thing' out of it.",
        )
    curves = played.curves
    moments = tuple(drawn.at(played.moment(frame), curves.fps) for frame in range(curves.frames))
    return _Before(performer, drawn, moments)  # type: ignore[arg-type]


def _filmed(performer: Performer, curves: Curves, shots: list[_Shot], before: _Before | None) -> Iterator[None]:
    for frame in range(curves.frames):
        if before is not None:
            before.performer.hold(before.moments[frame])
        performer.pose(curves.weights(frame))
        yield
        for shot in shots:
            while shot.file.busy:
                yield
            shot.file.add(shot.film.picture(frame))
            shot.outlines.append(np.rint(performer.outline(shot.film.camera(frame))).astype(np.int32))
            if before is not None:
                shot.seen.append(before.performer.seen(shot.film.camera(frame)))
            yield


def _published(shots: list[_Shot], job: Job, shared: Record, before: _Before | None) -> Iterator[Record | None]:
    for shot in shots:
        shot.file.finish()
    for shot in shots:
        while not shot.file.ready():
            yield None
        cell = shot.cell
        used = {"assets": list(dict.fromkeys((*shared["assets"], *shot.film.assets)))}
        yield clip_record(
            clip=cell.clip,
            path=job.design.path(cell),
            facts=shot.file.publish(),
            angle=shot.angle,
            camera=rounded(shot.camera.record()),
            scene={"id": cell.scene, "seed": shot.drawn.clip, "values": dict(shot.drawn.values)},
            polygons=shot.outlines,
            hands=None if before is None else hands_part(before.drawn, before.moments, shot.seen),
            shared={**shared, **used},
            created=now(),
        )


def _shared(job: Job, unit: WorkUnit, performer: Performer, played: Performance, encoder: str) -> Record:
    """Return what the records of all clips of a unit have in common."""
    design, video = job.design, job.design.video
    model, signal = (job.copies[name] for name in (f"model/{unit.model.id}", f"signal/{unit.signal.signal}"))
    return {
        "fps": rounded(played.curves.fps),
        "width": video.width,
        "height": video.height,
        "codec": video.codec,
        "encoder": encoder,
        "model": model_part(unit.model, source=model, appearance=performer.record()),
        "signal": signal_part(played, source=signal, au_basis=design.au_basis),
        "renderer": job.renderer.record(),
        "assets": list(dict.fromkeys((*job.assets, *(record.id for record in performer.assets)))),
        "design_sha256": design.sha256,
    }
