"""Which models and signals an export is of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from synthgen.design import read_design, resolve
from synthgen.errors import InputError
from synthgen.facs.animation import Animation
from synthgen.facs.library import find_animations
from synthgen.human.library import find_models
from synthgen.human.mhm import Model


@dataclass(frozen=True)
class Selection:
    """Models and signals, and the seed that people's looks are drawn from."""

    models: tuple[Model, ...]
    signals: tuple[Animation, ...]
    seed: int


def select(models: Sequence[str], signals: Sequence[str], *, design: str | None, seed: int) -> Selection:
    """Return what patterns name, or what a design has; without either, the suite and the built-in signals.

    Patterns of one kind alone choose that kind alone. Raises InputError for what cannot be found, and for a design
    beside patterns or a seed.
    """
    if design is not None:
        if models or signals or seed:
            raise InputError("--design says models, signals and seed", remedy="Leave the other options out.")
        inputs = resolve(read_design(design))
        return Selection(inputs.models, inputs.signals, read_design(design).seed)
    everything = not models and not signals
    return Selection(
        find_models("*" if everything else models) if models or everything else (),
        tuple(find_animations("*" if everything else signals)) if signals or everything else (),
        seed,
    )
