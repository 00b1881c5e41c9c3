"""What can be chosen: designs, signals, angles, and whose action units play them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Mapping

from synthgen.design import Design, builtin_designs, read_design, resolve, with_options
from synthgen.facs.animation import Animation
from synthgen.facs.basis import Basis, load_basis
from synthgen.facs.library import find_animations
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
        own = _own_signals(named)
        design = replace(design, signals=tuple(own.get(name, name) for name in design.signals))
    size = document.get("size")
    return with_options(
        design,
        seed=document.get("seed"),
        size=tuple(size) if size else None,
        codec=document.get("codec"),
        au_basis=document.get("au_basis"),
    )


def _own_signals(design: Design) -> dict[str, str]:
    """Return {name: file} of the signals that a design brings along."""
    if design.folder is None:
        return {}
    signals = find_animations(design.signals, folder=design.folder)
    return {signal.signal: str(signal.path) for signal in signals if design.folder in signal.path.parents}


def basis_of(name: str) -> Basis:
    """Return an AU basis, "embedded" or "facshuman". Raises InputError where FACSHuman's data is missing."""
    return load_basis(name, assets(name))
