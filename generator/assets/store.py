"""Assets as the rest of the program sees them: memory-mapped arrays of one compiled cache folder."""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from synthgen.assets.landmarks import LANDMARKS68
from synthgen.assets.targets import Target, TargetSet
from synthgen.errors import InputError, RunError

__all__ = ["AssetRecord", "Assets", "Target"]


@dataclass(frozen=True)
class AssetRecord:
    """Where an asset came from: id, SPDX licence, SHA-256 of the source files, and the source in words."""

    id: str
    spdx: str
    sha256: str
    source: str


class BoneWeights(Mapping[str, tuple[NDArray[np.int32], NDArray[np.float32]]]):
    """bone -> (vertex index (k,) int32, weight (k,) float32) of the rig "default"."""

    def __init__(self, folder: Path, spans: Mapping[str, list[int]]) -> None:
        self._index: NDArray[np.int32] = np.load(folder / "bone_index.npy", mmap_mode="r")
        self._weight: NDArray[np.float32] = np.load(folder / "bone_weight.npy", mmap_mode="r")
        self._spans = spans

    def __getitem__(self, bone: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        start, stop = self._spans[bone]
        return self._index[start:stop], self._weight[start:stop]

    def __iter__(self) -> Iterator[str]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


class Assets:
    """The base mesh, its targets, masks and bone weights; read-only, shared by all processes through the page cache.

    Lengths are dm, y up, z forward, the subject's left is +x.
    """

    def __init__(self, folder: Path) -> None:
        index = read_index(folder)
        self.folder = folder
        #: (19158, 3) float32, dm: the mesh before any target
        self.base: NDArray[np.float32] = self._array("base")
        #: (n, 2) float32 texture coordinates, v up
        self.uv: NDArray[np.float32] = self._array("uv")
        #: (18486, 4) int32 vertices of each quad
        self.faces: NDArray[np.int32] = self._array("faces")
        #: (18486, 4) int32 rows of ``uv`` of each quad
        self.face_uv: NDArray[np.int32] = self._array("face_uv")
        #: (18486,) int16 position in ``groups`` of each quad
        self.face_group: NDArray[np.int16] = self._array("face_group")
        self.groups: tuple[str, ...] = tuple(index["groups"])
        self.bone_weights = BoneWeights(folder, index["bones"])
        #: bone -> {"head", "tail": name of the joint group it sits at, or None; "parent": bone}
        self.bone_joints: Mapping[str, Mapping[str, str | None]] = index["bone_joints"]
        #: (68,) int32 vertices of the iBUG landmarks
        self.landmarks68: NDArray[np.int32] = np.array(LANDMARKS68, np.int32)
        self.records: tuple[AssetRecord, ...] = tuple(AssetRecord(**record) for record in index["records"])
        self._masks: list[str] = index["masks"]
        self._targets = TargetSet(folder, index["targets"])

    def _array(self, name: str) -> NDArray[Any]:
        array: NDArray[Any] = np.load(self.folder / f"{name}.npy", mmap_mode="r")
        return array

    @property
    def target_names(self) -> tuple[str, ...]:
        """Paths below ``targets/``, without suffix, sorted."""
        return self._targets.paths

    def target_path(self, name: str) -> str | None:
        """Return the path that a base name or a path stands for, or None."""
        return self._targets.path(name)

    def target(self, name: str) -> Target:
        """Return a target by base name ("nose-hump-incr") or path ("expression/units/asian/mouth-open").

        A base name that several targets share wants its path. Raises KeyError for an unknown name.
        """
        path = self._targets.path(name)
        if path is None:
            near = difflib.get_close_matches(name, [*self.target_names, *(p.rsplit("/")[-1] for p in self.target_names)])
            raise KeyError(f"no target '{name}' (or several)" + (f"; near: {', '.join(near)}" if near else ""))
        return self._targets.get(path)

    @functools.cache  # noqa: B019  there is one Assets a process, and it lives as long as the process
    def joint(self, name: str) -> NDArray[np.int32]:
        """Return the vertices (n,) int32, sorted, of an obj group: "joint-head", "helper-l-eye", "body", …"""
        if name not in self.groups:
            near = difflib.get_close_matches(name, self.groups)
            raise KeyError(f"no group '{name}' on the base mesh" + (f"; near: {', '.join(near)}" if near else ""))
        found = np.unique(self.faces[self.face_group == self.groups.index(name)])
        found.setflags(write=False)
        return found

    def mask(self, name: str) -> NDArray[np.uint8]:
        """Return a region mask (2048, 2048) uint8 in texture space, row 0 at v = 1; 255 inside.

        Names: lips, eyelids, face, ears, inside-mouth.
        """
        if name not in self._masks:
            raise KeyError(f"no mask '{name}'; there are: {', '.join(self._masks)}")
        masks: NDArray[np.uint8] = self._array("masks")
        return masks[self._masks.index(name)]


def read_index(folder: Path) -> dict[str, Any]:
    """Return a compiled folder's ``index.json``; raises RunError where it, or a file's size, is not as written."""
    try:
        index: dict[str, Any] = json.loads((folder / "index.json").read_text(encoding="utf-8"))
        wrong = [n for n, f in index["files"].items() if (folder / n).stat().st_size != f["bytes"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise damaged(folder, str(error)) from error
    if wrong:
        raise damaged(folder, f"{', '.join(wrong)} changed size")
    return index


def damaged(folder: Path, what: str) -> RunError:
    """Return the error for a compiled folder that was changed since it was written."""
    return RunError(f"The asset cache {folder} is damaged ({what}). `synthgen assets fetch` makes it anew.")


def unknown_target(name: str, assets: Assets) -> InputError:
    """Return the error for a target a user named that does not exist."""
    try:
        assets.target(name)
    except KeyError as error:
        return InputError(str(error.args[0]), remedy="See `synthgen assets list --targets`.")
    raise AssertionError(name)
