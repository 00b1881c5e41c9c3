"""The job: what all units of a run share, made once in the process that plans them, and sent to those that render."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Mapping

from synthgen.backports import paired
from synthgen.dataset.freeze import input_names
from synthgen.errors import InputError
from synthgen.facs.signs import SIGNS
from synthgen.layout import TEMPORARY

if TYPE_CHECKING:
    from synthgen.assets import AssetRecord, Assets
    from synthgen.design import Design, Inputs
    from synthgen.facs.basis import Basis


@dataclass(frozen=True)
class Renderer:
    """Who draws. ``sources``: hash of the code that draws; ``assets``: what it shows of every model, whoever it is."""

    name: str
    version: str
    sources: str
    assets: tuple[AssetRecord, ...]

    def record(self) -> dict[str, str]:
        """Return what a manifest's records say of it."""
        return {"name": self.name, "version": self.version, "sources": self.sources}


@dataclass(frozen=True)
class Job:
    """A design on its way into the folder ``root`` (absolute), its ``copies`` of inputs (see ``input_copies``) and the
    ids of the ``assets`` that every model uses."""

    design: Design
    root: Path
    renderer: Renderer
    copies: Mapping[str, str]
    assets: tuple[str, ...]

    @property
    def temporary(self) -> Path:
        """Where clips are until they are whole."""
        return self.root / TEMPORARY


def input_copies(inputs: Inputs) -> dict[str, str]:
    """Return {"model/ID" or "signal/ID": its copy, relative to the dataset}."""
    names = input_names(inputs)
    copies = {f"model/{model.id}": name for model, name in paired(inputs.models, names["models"])}
    copies.update((f"signal/{signal.signal}", name) for signal, name in paired(inputs.signals, names["signals"]))
    return copies


def common_records(renderer: Renderer, assets: Assets, au_basis: str) -> tuple[AssetRecord, ...]:
    """Return the records of what every model uses: the renderer's own, embedded mesh and targets, the AU basis's."""
    own = [assets.facshuman_record] if au_basis == "facshuman" and assets.facshuman_record is not None else []
    return (*renderer.assets, *assets.records, *own)


def check_signals(inputs: Inputs, basis: Basis) -> None:
    """Raise InputError for an AU that a basis cannot play."""
    for signal in inputs.signals:
        for code in signal.codes:
            if code not in basis.codes and code not in SIGNS:
                raise InputError(
                    f"{code} has no shape in the AU basis '{basis.name}'",
                    where=signal.path,
                    remedy="docs/action-units.md lists the AUs that can be played.",
                )
