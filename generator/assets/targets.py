"""MakeHuman ``.target`` files as arrays: which vertices move, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synthgen.assets.arrays import map_array, save
from synthgen.assets.mesh import VERTICES
from synthgen.errors import InputError
from synthgen.files import read_file, refuse_large

#: bytes of a file that is read: a line for every vertex of the base mesh has a million
LARGEST = 4 << 20
#: no vertex number and no displacement (dm) is as large
_ABSURD = 1e6


@dataclass(frozen=True)
class Target:
    """Displacements of some base mesh vertices: index (k,) int32, each vertex once; delta (k, 3) float32, dm."""

    index: NDArray[np.int32]
    delta: NDArray[np.float32]


def parse_target(text: bytes, *, where: str) -> Target:
    """Read the text of a ``.target``: lines "vertex dx dy dz" in dm, and comments from "#".

    Raises InputError with the line for anything else, and for vertices the base mesh does not have or that stand twice.

    >>> target = parse_target(b"# nose\\n7 0 .5 -.25\\n", where="nose.target")
    >>> target.index.tolist(), target.delta.tolist()
    ([7], [[0.0, 0.5, -0.25]])
    >>> parse_target(b"7 0 .5\\n", where="nose.target")
    Traceback (most recent call last):
    synthgen.errors.InputError: nose.target, line 1: '7 0 .5' is no line of a target. Expected 'vertex dx dy dz'.
    """
    refuse_large(text, where=where, most=LARGEST)
    plain = b"\n".join(line.split(b"#", 1)[0] for line in text.splitlines()) if b"#" in text else text
    try:
        flat = np.array(plain.split(), np.float64)
        rows = flat.reshape(-1, 4)
        lines = sum(1 for line in plain.splitlines() if line.strip())
        if lines != len(rows) or not (np.abs(rows) < _ABSURD).all() or (rows[:, 0] < 0).any():
            raise ValueError
        index = rows[:, 0].astype(np.int32)
        if (index != rows[:, 0]).any():
            raise ValueError
    except (ValueError, OverflowError):
        raise _first_error(plain, where) from None
    if index.size and index.max() >= VERTICES:
        raise InputError(f"vertex {index.max()} is not on the base mesh (0–{VERTICES - 1})", where=where)
    if np.unique(index).size != index.size:
        raise InputError("a vertex stands twice", where=where)
    return Target(index, rows[:, 1:].astype(np.float32))


def read_target(path: Path) -> Target:
    """Read a ``.target`` file. Raises InputError as ``parse_target`` does, and where it cannot be read."""
    content = read_file(path, most=LARGEST)
    if content.startswith(b"version https://git-lfs"):
        raise InputError(
            "is a Git LFS pointer, not the target itself", where=path, remedy="Run `git lfs pull` there first."
        )
    return parse_target(content, where=str(path))


def _first_error(text: bytes, where: str) -> InputError:
    for number, line in enumerate(text.splitlines(), 1):
        parts = line.split()
        try:
            good = not parts or (len(parts) == 4 and int(parts[0]) >= 0 and all(abs(float(p)) < _ABSURD for p in parts))
        except ValueError:
            good = False
        if not good:
            shown = line.decode("utf-8", "replace").strip()
            shown = shown if len(shown) <= 60 else shown[:57] + "..."
            return InputError(
                f"'{shown}' is no line of a target", where=where, line=number, remedy="Expected 'vertex dx dy dz'."
            )
    return InputError("is no .target file", where=where)


def write_targets(folder: Path, targets: Iterable[tuple[str, Target]]) -> dict[str, list[int]]:
    """Write targets as two arrays, ``target_index.npy`` and ``target_delta.npy``; return {name: [start, stop]}."""
    spans: dict[str, list[int]] = {}
    indices: list[NDArray[np.int32]] = []
    deltas: list[NDArray[np.float32]] = []
    start = 0
    for name, target in targets:
        indices.append(target.index)
        deltas.append(target.delta)
        spans[name] = [start, start + target.index.size]
        start += target.index.size
    save(folder / "target_index.npy", np.concatenate(indices) if indices else np.zeros(0, np.int32))
    save(folder / "target_delta.npy", np.concatenate(deltas) if deltas else np.zeros((0, 3), np.float32))
    return spans


class TargetSet:
    """Targets of one compiled folder, looked up by path or by base name; the arrays are memory-mapped."""

    def __init__(self, folder: Path, spans: Mapping[str, list[int]]) -> None:
        self._index: NDArray[np.int32] = map_array(folder / "target_index.npy")
        self._delta: NDArray[np.float32] = map_array(folder / "target_delta.npy")
        self._spans = spans
        self.paths = tuple(sorted(spans))
        short: dict[str, str | None] = {}
        for path in self.paths:
            base = path.rsplit("/", 1)[-1]
            short[base] = None if base in short else path
        self._short = short

    def path(self, name: str) -> str | None:
        """Return the path a path or a base name stands for; None where there is none or it is ambiguous."""
        return name if name in self._spans else self._short.get(name)

    def get(self, path: str) -> Target:
        """Return the target of a path that ``path()`` returned."""
        start, stop = self._spans[path]
        return Target(self._index[start:stop], self._delta[start:stop])
