"""What can be chosen: designs, signals, angles, and whose action units play them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Mapping, Sequence

from synthgen.design import Design, builtin_designs, read_design, resolve, with_options
from synthgen.errors import InputError
from synthgen.facs.animation import Animation
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.library import builtin_folder
from synthgen.home import expanded
from synthgen.human.library import SUITE, find_models
from synthgen.human.mhm import Model
from synthgen.namedfiles import files_in
from synthgen.scene.angles import Angle, builtin_angles, read_angles

from .core import assets
from .jobfile import own_signals

#: the design that is chosen at first: the paper's
USUAL = "sim2real"


@dataclass(frozen=True)
class Choice:
    """A design as it was named, read, with the people, signals and views that it names."""

    name: str | Path
    design: Design
    people: tuple[Model, ...]
    signals: tuple[Animation, ...]
    angles: tuple[Angle, ...]

    @property
    def draws_people(self) -> bool:
        """Whether people are drawn for the design; they are no files, so that all of them come along or none."""
        return any(not isinstance(entry, str) for entry in self.design.models)


def design_names() -> list[str]:
    """Return the names of the designs that come along."""
    return list(builtin_designs())


def angle_names() -> tuple[str, ...]:
    """Return the names of the angle sets that come along."""
    return builtin_angles()


def read_choice(name: str | Path) -> Choice:
    """Read a design, built in or from a file, with all that it names. Raises InputError."""
    design = read_design(name)
    inputs = resolve(design)
    signals = sorted(inputs.signals, key=lambda signal: (signal.emotion or "", signal.signal))
    return Choice(name, design, inputs.models, tuple(signals), inputs.angles)


def read_people(folder: str) -> tuple[Model, ...]:
    """Return the people of a folder of .mhm files, or of one file. Raises InputError, about that folder."""
    path = expanded(folder)
    if not path.exists():
        raise InputError("there is no such folder", where=path, remedy="Choose a folder with .mhm files.")
    if path.is_dir() and not files_in(path, (".mhm",)):
        raise InputError("holds no .mhm file", where=path, remedy="Save people there under Files, or choose another.")
    return find_models([str(path)])


def read_views(name: str) -> tuple[Angle, ...]:
    """Return the views of a set of angles that comes along."""
    return read_angles(name).angles


def model_names(people: Sequence[Model]) -> list[str]:
    """Return what a job calls people by: the name of one that comes along, else the path of the file."""
    return [model.path.stem if model.path.parent == SUITE else str(model.path.absolute()) for model in people]


def signal_names(signals: Sequence[Animation]) -> list[str]:
    """Return what a job calls signals by: the name of one that comes along, else the path of its file."""
    own = builtin_folder()
    return [
        f"{signal.path.parent.name}/{signal.path.stem}" if own in signal.path.parents else str(signal.path.absolute())
        for signal in signals
    ]


def views_text(views: Sequence[Angle]) -> str:
    """Return an angle spec, YAML, with just these views."""
    lines = [
        f"  - {{id: {json.dumps(view.id)}, yaw: {view.yaw!r}, pitch: {view.pitch!r}, roll: {view.roll!r}}}"
        for view in views
    ]
    return "\n".join(["name: views", "angles:", *lines, ""])


def chosen_design(document: Mapping[str, Any]) -> Design:
    """Return the design that a job (see ``jobfile``) asks for, with what the job replaces. Raises InputError.

    A signal of the design's own may be named as the design names it.
    """
    named = read_design(document["design"])
    design = named
    for key in ("models", "signals", "angles"):
        if key in document:
            # what does not exist is no fault of the design's file
            design = replace(design, **{key: tuple(document[key])}, file=None)
    if "signals" in document:
        own = own_signals(named)
        design = replace(design, signals=tuple(own.get(name, name) for name in design.signals))
    size = document.get("size")
    return with_options(
        design,
        seed=document.get("seed"),
        size=tuple(size) if size else None,
        codec=document.get("codec"),
        au_basis=document.get("au_basis"),
    )


def basis_of(name: str) -> Basis:
    """Return an AU basis, "embedded" or "facshuman". Raises InputError where FACSHuman's data is missing."""
    return load_basis(name, assets(name))
