"""The hash of what draws: it follows the drawing code, and nothing else."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from synthgen import sources
from synthgen.sources import PACKAGE, drawing_sources, needed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's code, in which one file at a time is edited."""
    keep = shutil.ignore_patterns("__pycache__", "*.json", "*.mhm", "web")
    return Path(shutil.copytree(PACKAGE, tmp_path_factory.mktemp("copy") / "synthgen", ignore=keep))


def edited(package: Path, place: str, *, more: bytes) -> str:
    path = package / place
    before = path.read_bytes()
    path.write_bytes(before + more)
    sources.hash_sources.cache_clear()
    try:
        return drawing_sources(package)
    finally:
        path.write_bytes(before)
        sources.hash_sources.cache_clear()


@pytest.mark.parametrize(
    "place",
    [
        "actor/impaired.py",
        "facs/curves.py",
        "facs/embedded.yaml",
        "facs/muscles_upper.yaml",
        "facs/solver_kernels.py",
        "human/tones.py",
        "jit.py",
        "render/raster/shade.py",
        "scene/camera.py",
        *sources._ROOTS,
    ],
)
def test_what_draws_shows(copied: Path, place: str) -> None:
    assert edited(copied, place, more=b"# a comment\n") != drawing_sources(copied)


@pytest.mark.parametrize(
    "place",
    [
        "actor/contactsheet.py",
        "cli/render.py",
        "dataset/folder.py",
        "engines/local.py",
        "errors.py",
        "facs/lint.py",
        "facs/picture.py",
        "human/suite/female_asian_1.demographics.yaml",
        "population/selection.py",
    ],
)
def test_what_does_not_draw_does_not_show(copied: Path, place: str) -> None:
    assert edited(copied, place, more=b"# a comment\n") == drawing_sources(copied)


def test_a_copy_has_the_same_hash_and_line_ends_of_windows_do_not_show(copied: Path, tmp_path: Path) -> None:
    assert drawing_sources(copied) == drawing_sources()
    windows = Path(shutil.copytree(copied, tmp_path / "synthgen"))
    for path in windows.rglob("*.py"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert drawing_sources(windows) == drawing_sources()
    assert len(drawing_sources()) == 16 and int(drawing_sources(), 16) > 0


def test_a_renamed_module_shows(copied: Path) -> None:
    shade, camera = copied / "render/raster/shade.py", copied / "scene/camera.py"
    names = needed((shade, camera), copied).keys()
    assert {"render/raster/shade.py", "scene/camera.py", "scene/bounds.py", "jit.py"} <= names
    moved = camera.with_name("cameras.py")
    shutil.copyfile(camera, moved)
    assert sources.hash_sources(moved, package=copied) != sources.hash_sources(camera, package=copied)
    moved.unlink()


def test_imports_are_those_that_the_parser_finds() -> None:
    """Python's own parser, which is slow, finds the same modules; what is aside leads to no others."""
    found = {name for name in needed(tuple(PACKAGE / root for root in sources._ROOTS), PACKAGE) if name.endswith(".py")}
    seen: set[Path] = set()
    left = [PACKAGE / root for root in sources._ROOTS]
    while left:
        path = left.pop()
        if path not in seen and path.is_file() and path.relative_to(PACKAGE).as_posix() not in sources._ASIDE:
            seen.add(path)
            left += parsed(ast.parse(path.read_text(encoding="utf-8")).body)
    assert found == {path.relative_to(PACKAGE).as_posix() for path in seen}
    assert len(found) > 90


def parsed(body: list[ast.stmt]) -> Iterator[Path]:
    for node in body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == "synthgen":
            place = PACKAGE.joinpath(*str(node.module).split(".")[1:])
            for at in [place, *(place / alias.name for alias in node.names)]:
                if at != PACKAGE:
                    yield from (at.with_suffix(".py"), at / "__init__.py")
        if isinstance(node, ast.Assign):  # import_module("synthgen.facs.solver_kernels")
            named = [text.value for text in ast.walk(node) if isinstance(text, ast.Constant)]
            places = [str(name).split(".")[1:] for name in named if str(name).startswith("synthgen.")]
            yield from (PACKAGE.joinpath(*place).with_suffix(".py") for place in places)
        for part in ("body", "orelse", "finalbody", "handlers"):
            yield from parsed(getattr(node, part, []))
