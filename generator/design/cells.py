"""From a design to its cells: the models, signals and angles it names, and their product with stable clip ids."""

from __future__ import annotations

import difflib
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthgen.design.bodies import check_bodies
from synthgen.design.classes import check_classes
from synthgen.design.copies import check_copies
from synthgen.design.spec import Design
from synthgen.errors import InputError, InputWarning
from synthgen.home import expanded
from synthgen.layout import clip_path
from synthgen.namedfiles import files_in, files_matching, on_disk
from synthgen.names import id_of
from synthgen.scene.spec import STUDIO

if TYPE_CHECKING:
    from synthgen.facs.animation import Animation
    from synthgen.human.mhm import Model
    from synthgen.scene.angles import Angle, AngleSpec
    from synthgen.scene.spec import Drawn, SceneSpec

SUFFIX = {"h264": ".mp4", "ffv1": ".mkv", "png": "", "jpeg": ".jpg"}
_STILL = ".png"


@dataclass(frozen=True)
class Inputs:
    """What a design names, read and checked: models sorted by id, signals by emotion and name, angles as listed."""

    models: tuple[Model, ...]
    signals: tuple[Animation, ...]
    specs: tuple[AngleSpec, ...]

    @property
    def angles(self) -> tuple[Angle, ...]:
        return tuple(angle for spec in self.specs for angle in spec.angles)


@dataclass(frozen=True)
class Cell:
    """One clip of a design, by the ids of its parts as they stand in file names."""

    model: str
    signal: str
    emotion: str
    angle: str
    scene: str

    @property
    def clip(self) -> str:
        """The clip id: ``<model>__<signal>__<angle>``, with ``__<scene>`` only where it is not the studio."""
        parts = (self.model, self.signal, self.angle, *(() if self.scene == STUDIO.name else (self.scene,)))
        return "__".join(parts)

    def path(self, codec: str, *, still: bool = False) -> str:
        """Return the clip's path in the dataset folder, with forward slashes; a ``still`` of PNG is no folder."""
        ending = _STILL if still and codec == "png" else SUFFIX[codec]
        return clip_path(self.emotion, self.signal, self.model, f"{self.clip}{ending}")


@dataclass(frozen=True)
class WorkUnit:
    """What one worker renders in one go: a take, a model playing a signal in a scene, from angles still to be made."""

    model: Model
    signal: Animation
    scene: SceneSpec
    angles: tuple[Angle, ...]
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        where = "" if self.scene.is_studio else f" × {self.scene.name}"
        return f"{self.cells[0].model} × {self.cells[0].signal}{where}"

    def drawn(self, seed: int, angle: Angle) -> Drawn:
        """Return what a design of this seed draws for the clip from an angle."""
        model, signal = id_of(self.model.id), id_of(self.signal.signal)
        emotion = id_of(self.signal.emotion or "none")
        return self.scene.draw(seed, model=model, signal=signal, angle=id_of(angle.id), emotion=emotion)


def resolve(design: Design) -> Inputs:
    """Read every model, signal and angle a design names. Raises InputError, at the design's line, for what is
    missing, matches nothing, or comes twice."""
    from synthgen.facs.library import find_animations
    from synthgen.human.library import find_models
    from synthgen.population.drawn import Sample, sampled_models

    def find(entry: str | Sample) -> tuple[Model, ...]:
        return sampled_models(entry) if isinstance(entry, Sample) else find_models([entry], folder=design.folder)

    models = _found(design, "models", find)
    signals = _found(design, "signals", lambda pattern: find_animations([pattern], folder=design.folder))
    check_classes(design, signals)
    specs = _found(design, "angles", lambda pattern: _angle_specs(design, pattern))
    inputs = Inputs(
        models=_unique(design, "models", models, lambda model: model.id),
        signals=_unique(design, "signals", signals, lambda signal: signal.signal),
        specs=_unique(design, "angles", specs, lambda spec: spec.name, keep_order=True),
    )
    _unique(design, "angles", inputs.angles, lambda angle: angle.id, twice_is_fine=False)
    _check_rate(design, inputs.signals)
    _check_frame(design, inputs.signals)
    check_copies(design, inputs)
    _check_emotions(design, inputs.signals)
    check_bodies(design, inputs.models)
    return inputs


def _check_rate(design: Design, signals: Iterable[Animation]) -> None:
    """Raise InputError, at the design's line, for a frame rate at which clips show nothing of their signal.

    Warns (InputWarning) of one at which no frame shows an AU that the signal moves. Blinks say nothing of a signal.
    """
    from synthgen.facs.animation import moving
    from synthgen.facs.performance import unchanged

    rate = design.video.fps
    if rate is None:
        return
    for signal in signals:
        clip, moved = unchanged(signal, rate).expression, moving(unchanged(signal).expression)
        hidden = moved - moving(clip)
        clips = f"at {rate:g} frames a second clips of '{signal.signal}' have {clip.frames} and show"
        if not hidden:
            continue
        if hidden == moved:
            remedy = f"Choose a higher rate, or leave it out: the signal's own is {signal.fps:g}."
            raise design.error(f"{clips} nothing of it: no AU moves", "video", "fps", remedy=remedy)
        warnings.warn(InputWarning(f"{clips} nothing of {', '.join(sorted(hidden))}"), stacklevel=3)


def _check_frame(design: Design, signals: Iterable[Animation]) -> None:
    """Raise InputError, at the design's line, for a still of a frame that a signal does not have.

    Warns (InputWarning) of signals that move and show nothing in that frame but a blink: their label would be seen
    nowhere.
    """
    from synthgen.facs.animation import moving
    from synthgen.facs.performance import unchanged

    frame = design.video.frame
    if frame is None:
        return
    hidden = []
    for signal in signals:
        curves = unchanged(signal, design.video.fps).expression
        if frame >= curves.frames:
            raise design.error(
                f"there is no frame {frame} in '{signal.signal}', which has frames 0 to {curves.frames - 1}",
                *("video", "frame"),
                remedy="Choose an earlier one, or leave 'frame' out: stills then show the apex.",
            )
        if moving(curves) and not curves.weights(frame):
            hidden.append(signal.signal)
    if hidden:
        shown = ", ".join(hidden[:5]) + (", …" if len(hidden) > 5 else "")
        warnings.warn(InputWarning(f"stills of frame {frame} show nothing of {shown}"), stacklevel=3)


def _check_emotions(design: Design, signals: Iterable[Animation]) -> None:
    """Raise InputError, at the design's line, for a scene that draws something for an emotion that no signal has."""
    known = {id_of(signal.emotion or "none") for signal in signals}
    for index, scene in enumerate(design.scenes):
        for emotion in scene.emotions:
            if emotion not in known:
                near = difflib.get_close_matches(emotion, known, 1)
                raise design.error(
                    f"scene '{scene.name}' draws something for '{emotion}', and no signal of the design is of it",
                    *("scenes", index),
                    remedy=f"Did you mean '{near[0]}'?" if near else "Leave it out, or add signals of it.",
                )


def expand(design: Design, inputs: Inputs, *, name_of: Callable[[str], str] = id_of) -> tuple[WorkUnit, ...]:
    """Return the work units of a design, by model, signal and scene; their cells are the product, each once.

    ``name_of`` says how a name stands in clip ids and paths: ids as they are, but in datasets of earlier formats.
    """
    units = []
    for model in inputs.models:
        for signal in inputs.signals:
            emotion = name_of(signal.emotion or "none")
            for scene in design.stagings:
                cells = tuple(
                    Cell(name_of(model.id), name_of(signal.signal), emotion, name_of(angle.id), scene.name)
                    for angle in inputs.angles
                )
                units.append(WorkUnit(model, signal, scene, inputs.angles, cells))
    return tuple(units)


def _found(design: Design, key: str, find: Callable[[Any], Iterable[Any]]) -> list[tuple[int, Any]]:
    """Return (index of the pattern, thing) pairs, with a pattern's errors placed at its line in the design."""
    found: list[tuple[int, Any]] = []
    for index, pattern in enumerate(getattr(design, key)):
        try:
            things = list(find(pattern))
        except InputError as error:
            if design.file is None or error.line is not None:  # it is about the content of a file
                raise
            raise design.error(f"'{key}': {error.message}", key, index, remedy=error.remedy) from error
        if not things:
            remedy = f"`synthgen {key} list` shows what there is."
            raise design.error(f"'{key}': nothing matches '{pattern}'", key, index, remedy=remedy)
        found += [(index, thing) for thing in things]
    return found


def _angle_specs(design: Design, pattern: str) -> list[AngleSpec]:
    """Return the specs that a name, a path relative to the design's file, a folder or a glob finds."""
    from synthgen.scene.angles import ENDINGS, builtin_angles, read_angles

    folder = design.folder or Path()
    if any(mark in pattern for mark in "*?["):
        names = [name for name in builtin_angles() if fnmatchcase(name, pattern)]
        files = files_matching(folder, pattern, ENDINGS)
        return [*map(read_angles, names), *map(read_angles, files)]
    path = on_disk(folder / expanded(pattern))
    if path.is_dir() and pattern not in builtin_angles():
        inside = files_in(path, ENDINGS)
        if not inside:
            raise InputError("holds no .yaml file", where=path)
        return list(map(read_angles, inside))
    return [read_angles(path if path.is_file() else pattern)]


def _unique(
    design: Design,
    key: str,
    things: Iterable[Any],
    name: Callable[[Any], str],
    *,
    keep_order: bool = False,
    twice_is_fine: bool = True,
) -> tuple[Any, ...]:
    """Return things with distinct ids, sorted by id. The same thing through two patterns counts once; two different
    things with one id (also where only upper and lower case differ: file systems ignore it) are refused."""
    by_id: dict[str, Any] = {}
    for entry in things:
        index, thing = entry if isinstance(entry, tuple) else (0, entry)
        wanted = id_of(name(thing)).casefold()
        other = by_id.get(wanted)
        if other is None:
            by_id[wanted] = thing
        elif not (twice_is_fine and getattr(other, "sha256", None) == getattr(thing, "sha256", "")):
            raise design.error(
                f"'{key}': two different ones are called '{name(other)}'"
                + (f" and '{name(thing)}'" if name(thing) != name(other) else "")
                + "".join(f" ({path})" for path in _paths(other, thing)),
                key,
                index,
                remedy="Rename one.",
            )
    ordered = by_id.values() if keep_order else (by_id[key] for key in sorted(by_id))
    return tuple(ordered)


def _paths(*things: Any) -> list[str]:
    return [str(thing.path) for thing in things if getattr(thing, "path", None)]
