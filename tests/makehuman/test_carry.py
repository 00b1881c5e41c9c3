"""What the plugin carries: it runs where there is numpy and nothing else, and comes to the same results."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synthgen.assets import Assets, load_assets
from synthgen.assets.facshuman import FacsHumanFolder
from synthgen.assets.index import changed_files
from synthgen.compiled import compiled_text, find_document
from synthgen.dataset.folder import open_dataset
from synthgen.dataset.manifest import canonical, read_records
from synthgen.dataset.record import clip_record, model_part, signal_part
from synthgen.design import expand, read_design, resolve
from synthgen.errors import InputError
from synthgen.facs.animation import sample_animation
from synthgen.facs.basis import load_basis
from synthgen.facs.embedded import units
from synthgen.facs.library import find_animations
from synthgen.facs.performance import unchanged
from synthgen.human.body import shape_model
from synthgen.human.library import find_models
from synthgen.makehuman.carry import core_files
from synthgen.makehuman.install import plugin_source
from synthgen.scene.angles import read_angles
from synthgen.scene.bounds import HeadBounds
from synthgen.scene.camera import frame_head
from synthgen.version import __version__
from synthgen.yamlfile import load

from .hosts import FACSHUMAN
from .python38 import WHY_NOT, python38, with_numpy

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
#: what MakeHuman's Python lacks of what this program needs
ABSENT = ("numba", "click", "av", "PIL", "fastjsonschema", "imageio", "tqdm", "jinja2", "yaml._yaml", "_yaml")
DESIGN = """\
name: carried
description: Named by a person, so that it needs a YAML parser.
models: [female_asian_1, male_african_2]
signals: [glare, side_eye]
angles: [sim2real9]
video: {size: 64, codec: png}
"""
POSES = (
    {"AU4": 0.6, "AU7": 0.5, "AU10": 0.3, "AU12": 0.7, "AU24": 0.4, "AU43": 0.5},
    {"AU6": 1.0, "AU12": 1.0, "AU26": 0.7, "AU51": 0.5, "AU61": 1.0},
    {"AU9": 1.0, "AU17": 0.8, "AU23": 1.0, "AU5": 0.9},
)


@pytest.fixture(scope="module")
def vertices(embedded: Assets) -> np.ndarray:
    (model,) = find_models(["female_asian_1"])
    return shape_model(model, embedded).vertices


@pytest.fixture(scope="module")
def job(vertices: np.ndarray, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What ``carried_run`` is asked to do."""
    design = tmp_path_factory.mktemp("design") / "carried.yaml"
    design.write_text(DESIGN, encoding="utf-8")
    return {
        "poses": POSES,
        "design": str(design),
        "facshuman": str(FACSHUMAN) if FACSHUMAN.is_dir() else None,
        "records": list(records()),
    }


def records() -> Iterator[dict[str, Any]]:
    """Yield three records with all that a record has."""
    from synthgen.dataset.clip import ClipFacts

    (model,) = find_models(["female_asian_1"])
    (signal,) = find_animations(["glare"])
    curves = sample_animation(signal)
    for angle in read_angles("sim2real9").angles[:3]:
        camera = frame_head(HeadBounds((0.0, 7.1, 0.3), 1.6), angle, width=64, height=64)
        shared = {
            "fps": curves.fps,
            "width": 64,
            "height": 64,
            "codec": "png",
            "encoder": "none",
            "model": model_part(model, source="inputs/models/female_asian_1.mhm", appearance={"skin": 0.1234567}),
            "signal": signal_part(unchanged(signal), source="inputs/signals/glare.yaml", au_basis="embedded"),
            "renderer": {"name": "makehuman", "version": "1.3.0", "sources": "0" * 16},
            "assets": ["wheel"],
            "design_sha256": "d" * 64,
        }
        yield clip_record(
            clip=f"female_asian_1__glare__{angle.id}",
            path=f"clips/anger/glare/female_asian_1/{angle.id}",
            facts=ClipFacts(25, 1000, "a" * 64, "b" * 64, "c" * 64),
            angle=angle,
            camera=camera.record(),
            scene={"id": "studio", "seed": 1, "values": {}},
            polygons=[np.array([[1, 2], [3, 4], [5, 6]], np.int32)] * 25,
            shared=shared,
            created="2026-01-01T00:00:00+00:00",
        )


def run_carried(python: str, carried: Path, work: Path, job: dict[str, Any], vertices: np.ndarray, *absent: str) -> Any:
    np.save(work / "vertices.npy", vertices)
    (work / "job.json").write_text(json.dumps(job), encoding="utf-8")
    command = [python, "-I", str(HERE / "carried_run.py"), str(carried), str(work), *absent]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads((work / "results.json").read_text(encoding="utf-8"))


def check(results: Any, carried: Path, work: Path, job: dict[str, Any], vertices: np.ndarray) -> None:
    """Compare what the carried core made with what this program makes."""
    assert results["version"] == __version__
    assert (
        "synthgen.facs.solver_arrays" in results["modules"] and "synthgen.facs.solver_kernels" not in results["modules"]
    )
    assert not results["yaml_needed"], "what comes with the program was parsed"
    assert results["yaml"] == str(carried / "yaml" / "__init__.py")
    design = read_design("sim2real")
    assert results["cells"] == [cell.clip for unit in expand(design, resolve(design)) for cell in unit.cells]
    assert len(set(results["cells"])) == 4536
    assert len(results["curves"]) == len(find_animations("*"))
    for animation in find_animations("*"):
        ours = [*sample_animation(animation).values.tolist(), *sample_animation(animation, 30).values.tolist()]
        assert results["curves"][animation.signal] == [[value.hex() for value in row] for row in ours]
    made = np.load(work / "poses.npy")
    expected = np.concatenate(
        [posed(vertices, "embedded"), *([posed(vertices, "facshuman")] if job["facshuman"] else [])]
    )
    assert np.abs(made - expected).max() < 1e-6
    assert np.abs(expected[1] - vertices).max() > 0.1
    check_dataset(results["dataset"], work, job)


def posed(vertices: np.ndarray, basis: str) -> np.ndarray:
    folder = FacsHumanFolder(FACSHUMAN) if basis == "facshuman" else None
    loaded = load_basis(basis, load_assets(imports=False, facshuman=folder))
    rig = loaded.fit(loaded.at_rest(vertices))
    return np.array([rig.pose(weights) for weights in POSES])


def check_dataset(found: dict[str, Any], work: Path, job: dict[str, Any]) -> None:
    design = read_design(job["design"])
    inputs = resolve(design)
    assets = load_assets(imports=False).records
    with open_dataset(work / "ours", design, inputs, assets=assets, unknown={}, sources="5" * 16) as folder:
        manifest = folder.append()
        for record in job["records"]:
            manifest.append(record)
        manifest.close()
        assert folder.finish(declared=3, done=3) == found["root"]
        assert [canonical(record).decode() for record in read_records(folder.manifest)] == found["lines"]
        assert len(found["lines"]) == 3
    names = {path.relative_to(work / "ours").as_posix() for path in (work / "ours" / "inputs").rglob("*.*")}
    assert {*names, "design.yaml", "manifest.csv"} == found["frozen"].keys()
    for name, content in found["frozen"].items():
        assert (work / "ours" / name).read_bytes().hex() == content, name


def test_it_runs_under_python_3_8(carried: Path, tmp_path: Path, job: dict[str, Any], vertices: np.ndarray) -> None:
    python = python38()
    if python is None:
        pytest.skip(WHY_NOT)
    ready = with_numpy(python, tmp_path / "python38")
    if ready is None:
        pytest.skip(f"NO NUMPY FOR PYTHON 3.8 ({python}): what the plugin carries was not run in it")
    check(run_carried(ready, carried, tmp_path, job, vertices), carried, tmp_path, job, vertices)


def test_it_runs_on_numpy_alone(carried: Path, tmp_path: Path, job: dict[str, Any], vertices: np.ndarray) -> None:
    results = run_carried(sys.executable, carried, tmp_path, job, vertices, *ABSENT)
    check(results, carried, tmp_path, job, vertices)


def test_nothing_is_said_that_python_3_8_cannot_read(carried: Path) -> None:
    """Every file as a 3.8 parses it, and no call or method that it lacks."""
    files = [*sorted((carried / "synthgen").rglob("*.py")), *sorted(plugin_source().rglob("*.py"))]
    assert len(files) > 60
    for path in files:
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
    if importlib.util.find_spec("vermin") is None:
        pytest.skip("vermin is not installed: calls that Python 3.8 lacks were not looked for")
    command = [
        sys.executable,
        "-c",
        "from vermin import main; main()",
        "-t=3.8-",
        "--no-tips",
        "--violations",
        *map(str, files),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("A = tuple[int, float]", 1),
        ("from collections.abc import Mapping\nB = Mapping[str, int]", 2),
        ("from collections.abc import Mapping\nclass C(Mapping[str, int]): ...", 2),
        ("isinstance(1, int | str)", 1),
        ("D = int | str", 1),
        ("from functools import cache", 1),
        ("def f(x: tuple[int, ...] = (1, 2)[0]) -> list[str] | None: ...", None),
        ("x: dict[str, int] = {}", None),
    ],
)
def test_types_that_python_3_8_evaluates_are_found(text: str, line: int | None) -> None:
    assert next((number for number, _ in too_new(text)), None) == line


def test_no_types_are_evaluated_that_python_3_8_lacks(carried: Path) -> None:
    for path in [*sorted((carried / "synthgen").rglob("*.py")), *sorted(plugin_source().rglob("*.py"))]:
        assert list(too_new(path.read_text(encoding="utf-8"))) == [], path


_GENERIC = {"tuple", "list", "dict", "set", "frozenset", "type", "deque", "defaultdict"}
_TYPES = {"int", "str", "float", "bytes", "bool", "None", *_GENERIC}


def too_new(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, code) of type expressions outside annotations that Python 3.8 cannot evaluate."""
    tree = ast.parse(text)
    generic = set(_GENERIC)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "collections.abc":
            generic.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.module == "functools" and "cache" in {a.name for a in node.names}:
            yield node.lineno, "functools.cache"
        for field in ("annotation", "returns"):
            if hasattr(node, field):
                setattr(node, field, None)
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id in generic:
            yield node.lineno, ast.unparse(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            sides = {side.id for side in (node.left, node.right) if isinstance(side, ast.Name)}
            if sides & _TYPES:
                yield node.lineno, ast.unparse(node)


def test_the_list_has_no_holes(carried: Path) -> None:
    """Whatever a carried module or the plugin imports of ours, anywhere in it, is carried, but for what draws people
    and what encodes video."""
    elsewhere = {"facs.solver_kernels", "population.selection", "population.mhmtext", "planes"}
    have = {path.relative_to(carried).as_posix() for path in (carried / "synthgen").rglob("*.py")}
    for path in [*sorted((carried / "synthgen").rglob("*.py")), *sorted(plugin_source().rglob("*.py"))]:
        for module in re.findall(r"^\s*from synthgen\.([\w.]+) import", path.read_text(encoding="utf-8"), re.MULTILINE):
            place = "synthgen/" + module.replace(".", "/")
            assert module in elsewhere or {f"{place}.py", f"{place}/__init__.py"} & have, f"{path}: {module}"


def test_every_document_is_compiled_as_it_is_parsed(carried: Path) -> None:
    compiled = json.loads((carried / "synthgen" / "compiled.json").read_text(encoding="utf-8"))
    documents = [path for path in core_files().values() if path.suffix == ".yaml"]
    assert len(documents) > 21 + 24 + 3
    for path in documents:
        file = load(path)
        data, lines = compiled[hashlib.sha256(path.read_bytes()).hexdigest()]
        assert repr(data) == repr(file.data), path  # keys in the same order, whole numbers whole
        assert {tuple(at): line for at, line in lines} == dict(file.lines)
    assert find_document(documents[0].read_bytes()) is None, "this program parses what it reads"


def test_a_document_that_json_would_change_is_refused(tmp_path: Path) -> None:
    for text in ("1: one\n", "{nan: .nan}\n", "{true: one}\n"):
        (tmp_path / "odd.yaml").write_text(text)
        file = load(tmp_path / "odd.yaml")
        with pytest.raises((ValueError, TypeError)):
            compiled_text([(file.source, (file.data, dict(file.lines)))])


def test_the_trimmed_assets_are_those_of_the_wheel(carried: Path, embedded: Assets) -> None:
    folder = carried / "synthgen" / "assets" / "carried"
    assert changed_files(folder) == []
    trimmed = Assets(folder)
    assert np.array_equal(trimmed.base, embedded.base) and np.array_equal(trimmed.faces, embedded.faces)
    assert list(map(asdict, trimmed.records)) == list(map(asdict, embedded.records))
    assert units() <= {path.rsplit("/", 1)[-1] for path in trimmed.target_names}
    for name in units():
        assert np.array_equal(trimmed.target(name).delta, embedded.target(name).delta)
    for bone in ("head", "neck01"):
        assert np.array_equal(trimmed.bone_weights[bone][1], embedded.bone_weights[bone][1])
    assert sum(path.stat().st_size for path in carried.rglob("*") if path.is_file()) < 5_000_000


def test_people_are_not_drawn_inside_makehuman(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SYNTHGEN_CACHE", str(tmp_path))
    monkeypatch.setitem(sys.modules, "tqdm", None)
    (tmp_path / "d.yaml").write_text(
        "name: d\nmodels: [{sample: {n: 2, seed: 1}}]\nsignals: [glare]\nangles: [frontal]\n"
    )
    with pytest.raises(InputError, match=r"line 2: .*people cannot be drawn here.*`synthgen models sample`"):
        resolve(read_design(tmp_path / "d.yaml"))
