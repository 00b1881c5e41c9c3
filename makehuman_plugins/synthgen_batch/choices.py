"""What can be chosen: designs, signals, angles, and whose action units play them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Mapping

from synthgen.design import Design, builtin_designs, read_design, resolve, with_options
from synthgen.errors import InputError
from synthgen.facs.animation import Animation
from synthgen.facs.basis import Basis, load_basis
from synthgen.scene.angles import Angle, builtin_angles

from .core import assets

#: the design that is chosen at first: the paper's
USUAL = "sim2real"


@dataclass(frozen=True)
class Choice:
    """A design as it was named, read, with its signals and angles; ``about`` says in a few words what it is."""

    name: str | Path
    design: Design
    signals: tuple[Animation, ...]
    angles: tuple[Angle, ...]
    about: str


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
    counts = len(inputs.models), len(inputs.signals), len(inputs.angles)
    clips = counts[0] * counts[1] * counts[2]
    about = f"{design.description}\n{counts[0]} models × {counts[1]} signals × {counts[2]} angles = {clips} clips"
    signals = sorted(inputs.signals, key=lambda signal: (signal.emotion or "", signal.signal))
    return Choice(name, design, tuple(signals), inputs.angles, about.strip())


def chosen_design(document: Mapping[str, Any]) -> Design:
    """Return the design that a job asks for, with what the job replaces. Raises InputError."""
    design = read_design(document["design"])
    for key in ("models", "signals", "angles"):
        if key in document:
            listed = document[key]
            if not isinstance(listed, list) or not all(isinstance(entry, str) and entry for entry in listed):
                raise InputError(f"'{key}' is {listed!r}; expected a list of names, globs or paths")
            design = replace(design, **{key: tuple(listed)}, folder=None if key != "models" else design.folder)
    size = document.get("size")
    if size is not None and not (isinstance(size, list) and len(size) == 2 and all(type(v) is int for v in size)):
        raise InputError(f"'size' is {size!r}; expected [width, height] in pixels")
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
