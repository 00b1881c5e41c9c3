"""The frozen design: what a dataset folder keeps of the design it was made from, and what may change later.

``design.yaml`` names the copies under ``inputs/``, so that the folder alone is enough to make the dataset again. A
design may grow (models, signals, angles); anything else it says is as it was, or the dataset would be two.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

from synthgen.backports import paired, without_suffix
from synthgen.design import Design, Inputs, file_id, read_design
from synthgen.errors import InputError
from synthgen.layout import DESIGN, input_path
from synthgen.scene.angles import read_angles

_HEADER = (
    "# The frozen design of this dataset. It names the copies under inputs/, so that\n"
    "#   synthgen render --design design.yaml --out FOLDER\n"
    "# makes the same dataset again, and the same command into this folder goes on where it stopped.\n"
)


def input_names(inputs: Inputs) -> dict[str, list[str]]:
    """Return the paths of the copies, relative to the dataset: {"models": […], "signals": […], "angles": […]}.

    A .mhm and a .fani keep their names (their ids are their names); other files are called by their ids.
    """
    signals = [
        signal.path.name if signal.path.suffix.lower() == ".fani" else f"{signal.signal}.yaml"
        for signal in inputs.signals
    ]
    return {
        "models": [input_path("models", model.path.name) for model in inputs.models],
        "signals": [input_path("signals", name) for name in signals],
        "angles": [input_path("angles", f"{file_id(spec.name)}.yaml") for spec in inputs.specs],
    }


def frozen_files(design: Design, inputs: Inputs) -> dict[str, bytes]:
    """Return {path relative to the dataset: content} of ``design.yaml`` and everything under ``inputs/``."""
    names = input_names(inputs)
    files: dict[str, bytes] = {}
    for name, model in paired(names["models"], inputs.models):
        files[name] = model.source
        if model.demographics.source:
            files[without_suffix(name, Path(name).suffix) + ".demographics.yaml"] = model.demographics.source
    for name, signal in paired(names["signals"], inputs.signals):
        files[name] = signal.source
    for name, spec in paired(names["angles"], inputs.specs):
        files[name] = spec.source
    files[DESIGN] = frozen_text(design, inputs).encode()
    return files


def frozen_text(design: Design, inputs: Inputs) -> str:
    """Return the frozen design as YAML."""
    import yaml

    names = input_names(inputs)
    settings = design.settings()
    video = {key: value for key, value in settings["video"].items() if value is not None}
    document: dict[str, Any] = {"name": design.name}
    if design.description:
        document["description"] = design.description
    document.update(seed=design.seed, **names, scenes=settings["scenes"], au_basis=design.au_basis)
    document.update(looks=settings["looks"], video=video)
    return _HEADER + yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=120)


def check_extension(root: Path, design: Design, inputs: Inputs) -> None:
    """Raise InputError, naming every difference, unless a design holds all that the folder was made from.

    Cells that are on disk must be what this design would render: equal settings, and every model, signal and angle
    of the frozen design present with the same content.
    """
    frozen = read_design(root / DESIGN)
    found = _setting_differences(frozen.settings(), design.settings())
    wanted = frozen_files(design, inputs)
    for key in ("models", "signals"):
        for name in getattr(frozen, key):
            found += _file_difference(root, name, wanted, kind=key[:-1])
            side = without_suffix(name, ".mhm") + ".demographics.yaml"
            if key == "models" and name in wanted and ((root / side).exists() or side in wanted):
                found += _file_difference(root, side, wanted, kind="demographics of model")
    ours = {angle.id: (angle.yaw, angle.pitch, angle.roll) for angle in inputs.angles}
    for name in frozen.angles:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a repeated view was warned of when the design was read
            angles = read_angles(root / name).angles
        for angle in angles:
            theirs = (angle.yaw, angle.pitch, angle.roll)
            if angle.id not in ours:
                found.append(f"angle '{angle.id}' is in the folder and not in the design")
            elif ours[angle.id] != theirs:
                found.append(f"angle '{angle.id}' is {ours[angle.id]}, in the folder {theirs}")
    if found:
        shown = "; ".join(found[:6]) + (f"; and {len(found) - 6} more" if len(found) > 6 else "")
        raise InputError(
            f"holds another design: {shown}",
            where=root,
            remedy="A design may be extended in place (more models, signals, angles); for another, choose another "
            "--out. To go on with what the folder holds: --design " + str(root / DESIGN),
        )


def _setting_differences(theirs: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    return [f"'{key}' is {ours[key]}, in the folder {theirs[key]}" for key in ours if ours[key] != theirs[key]]


def _file_difference(root: Path, name: str, wanted: dict[str, bytes], *, kind: str) -> list[str]:
    stem = without_suffix(Path(name).stem, ".demographics")
    if name not in wanted:
        return [f"{kind} '{stem}' is in the folder and not in the design"]
    path = root / name
    if not path.is_file():
        return [f"{kind} '{stem}' has no copy {name} in the folder"]
    return [] if path.read_bytes() == wanted[name] else [f"{kind} '{stem}' has changed since ({name})"]
