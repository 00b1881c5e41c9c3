"""What ``test_carry`` runs in another Python: the carried core at work, whose results are compared with this program's.

    PYTHON -I carried_run.py CARRIED WORK [MODULE…]     the modules are those that this Python shall not have

WORK holds ``job.json``; ``results.json``, ``poses.npy`` and a dataset folder are written into it. Python 3.8, numpy.
"""

from __future__ import annotations

import sys
from pathlib import Path

carried, work = Path(sys.argv[1]), Path(sys.argv[2])
for name in sys.argv[3:]:
    sys.modules[name] = None  # type: ignore[assignment]
sys.path.insert(0, str(carried))
sys.dont_write_bytecode = True

import importlib  # noqa: E402
import json  # noqa: E402

import numpy as np  # noqa: E402


def modules() -> list[str]:
    """Import every module that is carried, and return their names."""
    places = [path.relative_to(carried) for path in sorted(carried.glob("synthgen/**/*.py"))]
    names = [".".join(place.with_suffix("").parts) for place in places]
    names = [name[: -len(".__init__")] if name.endswith(".__init__") else name for name in names]
    for name in names:
        module = importlib.import_module(name)
        assert str(module.__file__).startswith(str(carried)), module.__file__
    return names


def cells() -> list[str]:
    from synthgen.design import expand, read_design, resolve

    design = read_design("sim2real")
    return [cell.clip for unit in expand(design, resolve(design)) for cell in unit.cells]


def curves() -> dict[str, list[list[str]]]:
    """Return {signal: every value of its curves as hexadecimal text}."""
    from synthgen.facs.animation import sample_animation
    from synthgen.facs.library import find_animations

    found = {}
    for animation in find_animations("*"):
        rows = [*sample_animation(animation).values.tolist(), *sample_animation(animation, 30).values.tolist()]
        found[animation.signal] = [[value.hex() for value in row] for row in rows]
    return found


def poses(job: dict) -> np.ndarray:
    """Return the vertices (poses, 19158, 3) of the job's model: half of them embedded, half FACSHuman's."""
    from synthgen.assets import load_assets
    from synthgen.assets.facshuman import FacsHumanFolder
    from synthgen.facs.basis import load_basis
    from synthgen.facs.solvers import solvers

    assert solvers.__name__ == "synthgen.facs.solver_arrays"
    vertices = np.load(work / "vertices.npy")
    made = []
    for basis in ["embedded", *(["facshuman"] if job["facshuman"] else [])]:
        folder = FacsHumanFolder(Path(job["facshuman"])) if basis == "facshuman" else None
        loaded = load_basis(basis, load_assets(fetch=False, facshuman=folder))
        rig = loaded.fit(loaded.at_rest(vertices))
        made += [rig.pose(weights) for weights in job["poses"]]
    return np.array(made)


def dataset(job: dict) -> dict[str, object]:
    """Make a dataset folder and a manifest in it; return its root hash, its canonical records and its frozen design."""
    from synthgen.assets import load_assets
    from synthgen.dataset.folder import open_dataset
    from synthgen.dataset.manifest import canonical, read_records
    from synthgen.design import read_design, resolve

    design = read_design(job["design"])
    inputs = resolve(design)
    records = load_assets(fetch=False).records
    with open_dataset(work / "dataset", design, inputs, assets=records, unknown={}, sources="5" * 16) as folder:
        manifest = folder.append()
        for record in job["records"]:
            manifest.append(record)
        manifest.close()
        root = folder.finish(declared=len(job["records"]), done=len(job["records"]))
        lines = [canonical(record).decode() for record in read_records(folder.manifest)]
        files = [path for path in sorted(folder.root.rglob("*")) if path.is_file() and "inputs" in path.parts]
        frozen = {
            path.relative_to(folder.root).as_posix(): path.read_bytes().hex()
            for path in [folder.root / "design.yaml", folder.root / "manifest.csv", *files]
        }
    return {"root": root, "lines": lines, "frozen": frozen}


def main() -> None:
    job = json.loads((work / "job.json").read_text(encoding="utf-8"))
    from synthgen.version import __version__

    results: dict[str, object] = {"version": __version__, "modules": modules(), "cells": cells()}
    results["curves"] = curves()
    np.save(work / "poses.npy", poses(job))
    results["yaml_needed"] = "yaml" in sys.modules
    results["dataset"] = dataset(job)
    results["yaml"] = str(sys.modules["yaml"].__file__)
    (work / "results.json").write_text(json.dumps(results), encoding="utf-8")


if __name__ == "__main__":
    main()
