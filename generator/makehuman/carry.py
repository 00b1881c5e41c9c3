"""What MakeHuman's plugin carries with it: the part of this program that runs on numpy alone, and the data it needs.

MakeHuman's own Python, which may be a 3.8, has neither YAML nor a compiler, and users cannot install into it. So the
core is copied as it stands (one source, no fork); YAML documents that come with the program are compiled to JSON, the
mesh and the targets of action units are cut from the compiled assets, and PyYAML's Python files go along for documents
that a person brings.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from importlib import import_module, metadata
from pathlib import Path

from synthgen import compiled, yamlfile
from synthgen.assets.arrays import save
from synthgen.assets.fetch import CARRIED
from synthgen.assets.index import write_index
from synthgen.assets.store import Assets
from synthgen.assets.targets import write_targets
from synthgen.errors import RunError
from synthgen.facs.embedded import units
from synthgen.version import DISTRIBUTION, __version__

#: folder below the package -> modules; the one list of what has to run under Python 3.8 with numpy alone
MODULES: dict[str, str] = {
    "": """backports bystanders cache codec compiled errors files formats home jsontext layout lineends machine
        namedfiles names seeds sources version yamlfile yamlscalar yuv""",
    "actor": "__init__ impaired",
    "assets": "__init__ arrays facshuman fetch index items landmarks mesh proxies store targets userdata wheel",
    "dataset": "__init__ clip columns decoder folder freeze lock manifest merkle occlusion plainfile record video",
    "design": "__init__ bodies cells classes copies sample spec stagings",
    "engines": "__init__ clips job performer plan timing",
    "facs": """__init__ animation basis catalogue corrective curves embedded fani idle keyframes library
        lids lint lips muscle performance rig rigid rings signs solver_arrays solvers tissue vectors visemes""",
    "hands": "__init__ course gesture places seen things",
    "human": "__init__ basics conditions demographics library looks mhm mhmlines mhmnotes modifiers tonescale",
    "population": "__init__ drawn roster",
    "scene": "__init__ angles bounds camera conflicts distortion distribution factors occluders spec staging",
}
#: instead of the package's own, whose public names need a library
_INIT = '"""The part of synthgen that runs in MakeHuman."""\n'
#: other files of the package that these modules read
_DATA = (
    "dataset/record.schema.json",
    "design/*.yaml",
    "facs/*.yaml",
    "hands/gestures/*.yaml",
    "human/suite/*",
    "scene/*.yaml",
)
#: folders of this repository that are packages below ours, and what is in them
_FOLDERS = {"facs_animations": "**/*.yaml", "angle_specs": "*.yaml"}


def core_files() -> dict[str, Path]:
    """Return {place below the folder that is carried: file} of code and documents, as they stand in this program."""
    package = Path(compiled.__file__).parent
    found = {
        f"{folder}/{name}.py".lstrip("/"): package / folder / f"{name}.py"
        for folder, names in MODULES.items()
        for name in names.split()
    }
    for pattern in _DATA:
        found.update((path.relative_to(package).as_posix(), path) for path in sorted(package.glob(pattern)))
    for name, pattern in _FOLDERS.items():
        root = Path(next(iter(import_module(f"synthgen.{name}").__path__)))
        for path in (root / "__init__.py", *sorted(root.glob(pattern))):
            found[f"{name}/{path.relative_to(root).as_posix()}"] = path
    return {f"synthgen/{place}": path for place, path in found.items() if path.is_file()}


def library_files() -> dict[str, Path]:
    """Return {place: file} of PyYAML's Python files, and of the licences of what is carried. Raises RunError."""
    import yaml

    root = Path(yaml.__file__).parent
    found = {f"yaml/{path.name}": path for path in sorted(root.glob("*.py"))}
    for name, folder in (("PyYAML", "yaml"), (DISTRIBUTION, "synthgen")):
        licence = next(_licences(name), None)
        if licence is None:
            raise RunError(
                f"The licence of {name}, which goes along, is not where pip puts it. Install {name} with pip."
            )
        found[f"{folder}/LICENSE"] = licence
    return found


def _licences(distribution: str) -> Iterator[Path]:
    try:
        files = metadata.files(distribution) or []
    except metadata.PackageNotFoundError:
        return
    for file in files:
        if file.name.upper().startswith(("LICENSE", "LICENCE")):
            path = Path(str(file.locate()))
            if path.is_file():
                yield path


def write_core(folder: Path, assets: Assets) -> None:
    """Fill an empty folder with all that is carried, to be put on ``sys.path``. Raises OSError."""
    core = core_files()
    for place, source in {**core, **library_files()}.items():
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, folder / place)
    documents = [yamlfile.load(path) for path in core.values() if path.suffix == ".yaml"]
    text = compiled.compiled_text((file.source, (file.data, dict(file.lines))) for file in documents)
    (folder / "synthgen" / compiled.NAME).write_text(text, encoding="utf-8")
    (folder / "synthgen" / "__init__.py").write_text(_INIT, encoding="utf-8")
    about = folder / f"{DISTRIBUTION.replace('-', '_')}-{__version__}.dist-info"
    about.mkdir()
    lines = ("Metadata-Version: 2.1", f"Name: {DISTRIBUTION}", f"Version: {__version__}", "License: Apache-2.0")
    (about / "METADATA").write_text("\n".join(lines) + "\n", encoding="utf-8")
    trimmed = folder / "synthgen" / "assets" / CARRIED.name
    trimmed.mkdir()
    write_trimmed(trimmed, assets)


def write_trimmed(folder: Path, assets: Assets) -> None:
    """Write mesh, bone weights and the targets of action units as a compiled folder of their own (see ``Assets``)."""
    arrays = ("base", "uv", "faces", "face_uv", "face_group")
    for name in arrays:
        save(folder / f"{name}.npy", getattr(assets, name))
    for name in ("bone_index", "bone_weight"):
        shutil.copyfile(assets.folder / f"{name}.npy", folder / f"{name}.npy")
    paths = sorted(path for path in map(assets.target_path, units()) if path is not None)
    spans = write_targets(folder, ((path, assets.target(path)) for path in paths))
    write_index(
        folder,
        list(assets.records),
        groups=list(assets.groups),
        targets=spans,
        masks=[],
        bones=dict(assets.bone_weights.spans),
        bone_joints=dict(assets.bone_joints),
    )
