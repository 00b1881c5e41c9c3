"""The frozen design: what a dataset folder keeps of the design it was made from, and what may change later.

``design.yaml`` names the copies under ``inputs/``, so that the folder alone is enough to make the dataset again. A
design may grow (models, signals, angles); anything else it says is as it was, or the dataset would be two.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Dict, List

from synthgen.backports import paired, without_suffix
from synthgen.design import Design, Inputs, read_design
from synthgen.errors import InputError
from synthgen.files import sha256_file
from synthgen.layout import DESIGN, input_path
from synthgen.lineends import as_hashed
from synthgen.names import id_of
from synthgen.scene.angles import read_angles
from synthgen.scene.spec import STUDIO
from synthgen.yamlscalar import dump_yaml

_HEADER = (
    "# The frozen design of this dataset. It names the copies under inputs/, so that\n"
    "#   synthgen render --design design.yaml --out FOLDER\n"
    "# makes the same dataset again, and the same command into this folder goes on where it stopped.\n"
)


#: paths of inputs' copies, relative to the dataset: {"models": […], "signals": […], "angles": […]}
InputNames = Dict[str, List[str]]


def input_names(inputs: Inputs) -> InputNames:
    """Return the paths of the copies. They are called by their ids, which survive every zip, disk and host."""
    endings = [".fani" if signal.path.suffix.lower() == ".fani" else ".yaml" for signal in inputs.signals]
    return {
        "models": [input_path("models", f"{model.id}.mhm") for model in inputs.models],
        "signals": [
            input_path("signals", signal.signal + ending) for signal, ending in paired(inputs.signals, endings)
        ],
        "angles": [input_path("angles", f"{id_of(spec.name)}.yaml") for spec in inputs.specs],
    }


def frozen_files(design: Design, inputs: Inputs, *, names: InputNames | None = None) -> dict[str, bytes]:
    """Return {path relative to the dataset: content} of ``design.yaml`` and everything under ``inputs/``.

    ``names`` are the copies' paths where they are not those of ``input_names``: in datasets of earlier formats.
    """
    names = input_names(inputs) if names is None else names
    files: dict[str, bytes] = {}
    for name, model in paired(names["models"], inputs.models):
        files[name] = model.source
        if model.demographics.source:
            files[without_suffix(name, Path(name).suffix) + ".demographics.yaml"] = model.demographics.source
    for name, signal in paired(names["signals"], inputs.signals):
        files[name] = signal.source
    for name, spec in paired(names["angles"], inputs.specs):
        files[name] = spec.source
    files[DESIGN] = _frozen_text(design, names).encode()
    return files


def _frozen_text(design: Design, names: InputNames) -> str:
    """Return the frozen design as YAML."""
    settings = design.settings()
    video = {key: value for key, value in settings["video"].items() if value is not None}
    document: dict[str, Any] = {"name": design.name}
    if design.description:
        document["description"] = design.description
    document.update(seed=design.seed, **names, scenes=_scenes(design), **design.of_stagings())
    if design.classes:
        document["classes"] = list(design.classes)
    document.update(au_basis=design.au_basis, looks=settings["looks"], video=video)
    return _HEADER + dump_yaml(document, width=120)


def _scenes(design: Design) -> list[Any]:
    """Return the scenes as they stand in the frozen design, with the places of the user's files: these stay there."""
    return [STUDIO.name if scene.is_studio else scene.document() for scene in design.scenes]


def frozen_names(root: Path) -> list[str]:
    """Return the paths of a dataset's frozen design and of all that it is made from, whether they are there or not."""
    frozen = read_design(root / DESIGN)
    models = [name for name in frozen.models if isinstance(name, str)]
    beside = [without_suffix(name, Path(name).suffix) + ".demographics.yaml" for name in models]
    return [DESIGN, *models, *beside, *frozen.signals, *frozen.angles]


def check_extension(
    root: Path, design: Design, inputs: Inputs, *, facts: Mapping[str, Any], names: InputNames | None = None
) -> None:
    """Raise InputError, naming the differences, unless a design holds all that the folder was made from.

    See ``differences``.
    """
    found = differences(root, design, inputs, facts=facts, names=names)
    if found:
        shown = "; ".join(found[:6]) + (f"; and {len(found) - 6} more" if len(found) > 6 else "")
        raise InputError(
            f"holds another design: {shown}",
            where=root,
            remedy="A design may be extended in place (more models, signals, angles, classes); for another, choose "
            "another --out. To go on with what the folder holds: --design " + str(root / DESIGN),
        )


def differences(
    root: Path, design: Design, inputs: Inputs, *, facts: Mapping[str, Any], names: InputNames | None = None
) -> list[str]:
    """Return in words what a design lacks or has otherwise of that from which the folder was made.

    Cells that are on disk must be what this design would render: equal settings, and every model, signal and angle
    of the frozen design present with the same content: that of the hash in ``facts`` (``dataset.json``), or else of the
    folder's copy. ``names``: see ``frozen_files``.
    """
    hashes: Mapping[str, str] = facts.get("inputs", {})
    frozen = read_design(root / DESIGN)
    found = _setting_differences(frozen.settings(), design.settings())
    dropped = [name for name in frozen.classes if name not in design.classes]
    if dropped:
        found.append(f"classes lack {', '.join(dropped)}, which the folder's have")
    wanted = frozen_files(design, inputs, names=names)
    for key in ("models", "signals"):
        for name in getattr(frozen, key):
            found += _file_difference(root, name, wanted, hashes, kind=key[:-1])
            side = without_suffix(name, Path(name).suffix) + ".demographics.yaml"
            if key == "models" and name in wanted and ((root / side).exists() or side in wanted):
                found += _file_difference(root, side, wanted, hashes, kind="demographics of model")
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
    return found


def _setting_differences(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> list[str]:
    """Return each setting that differs, as "size is 128x128, in the folder 192x192"; of nested ones what differs."""
    found = []
    for key in {**ours, **theirs}:
        our, their = ours.get(key), theirs.get(key)
        if our == their:
            continue
        if isinstance(our, Mapping) and isinstance(their, Mapping):
            found += _setting_differences(their, our)
        else:
            found.append(f"{key} is {_in_words(key, our)}, in the folder {_in_words(key, their)}")
    return found


def _in_words(key: str, value: Any) -> str:
    if key == "size":
        return "x".join(map(str, value))
    if key == "scenes":
        return ", ".join(scene if isinstance(scene, str) else str(scene["name"]) for scene in value)
    return "not set" if value is None else str(value)


def _file_difference(
    root: Path, name: str, wanted: Mapping[str, bytes], hashes: Mapping[str, str], *, kind: str
) -> list[str]:
    stem = without_suffix(Path(name).stem, ".demographics")
    if name not in wanted:
        return [f"{kind} '{stem}' is in the folder and not in the design"]
    path = root / name
    if not path.is_file():
        return [f"{kind} '{stem}' has no copy {name} in the folder"]
    digest = hashes.get(name) or sha256_file(path)
    same = as_hashed(wanted[name], digest)
    if same == wanted[name]:
        return []
    if same is not None:
        return [f"{kind} '{stem}' has other line ends than when its clips were made; git or an editor changed them"]
    return [f"{kind} '{stem}' has changed since ({name})"]
